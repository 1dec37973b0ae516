/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-drive-box.h"
#include "rackside-local-drives.h"
#include "rackside-recent-images.h"

/* One drive of the server: what is in it and what the server does with it, or what could be put into it. */
struct _RacksideDriveBox
{
  AdwBin         parent_instance;
  GtkImage      *icon;
  GtkLabel      *title_label;
  GtkLabel      *name_label;
  GtkLabel      *detail_label;
  GtkLabel      *rate_label;
  GtkLabel      *total_label;
  GtkSpinner    *spinner;
  GtkWidget     *cancel_button;
  GtkWidget     *eject_button;
  GtkLabel      *notice_label;
  GtkWidget     *source_box;
  GtkWidget     *choose_button;
  GtkWidget     *url_button;
  GtkBox        *shortcut_box;
  GtkWidget     *read_only_button;
  RacksideDrive *drive;              /* owned */
  GCancellable  *cancellable;        /* owned; ends the look for recent images */
};

G_DEFINE_FINAL_TYPE (RacksideDriveBox, rackside_drive_box, ADW_TYPE_BIN)

static void
set_text (GtkLabel   *label,
          const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
}

static void
set_name (gpointer    widget,
          const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static char *
describe_image (IloImage *image)
{
  g_autofree char *size = g_format_size (ilo_image_get_size (image));
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) parts = NULL;

  if (ilo_image_get_volume_name (image) != NULL)
    g_strv_builder_add (builder, ilo_image_get_volume_name (image));
  g_strv_builder_add (builder, size);
  if (ilo_image_get_drive (image) == ILO_DRIVE_FLOPPY)
    g_strv_builder_add (builder, _("floppy"));
  if (ilo_image_get_drive (image) != ILO_DRIVE_CD)
    g_strv_builder_add (builder, ilo_image_get_read_only (image) ? _("read-only") : _("can be written to"));
  parts = g_strv_builder_end (builder);
  return g_strjoinv (" · ", parts);
}

static char *
describe_rate (RacksideDrive            *drive,
               const IloMediaStatistics *statistics)
{
  gboolean writing = statistics->write_rate > statistics->read_rate;
  g_autofree char *rate = g_format_size ((guint64) (writing ? statistics->write_rate : statistics->read_rate));

  if (!rackside_drive_is_transferring (drive))
    return g_strdup (rackside_drive_get_active (drive) ? _("The server looks at it") : _("Idle"));
  /* Translators: the %s is an amount of data, “1.5 MB” */
  return g_strdup_printf (writing ? _("The server writes %s/s") : _("The server reads %s/s"), rate);
}

static char *
describe_total (RacksideDrive            *drive,
                const IloMediaStatistics *statistics)
{
  g_autofree char *read = g_format_size (statistics->bytes_read);
  g_autofree char *written = g_format_size (statistics->bytes_written);
  g_autofree char *text = NULL;

  /* Translators: the %s are amounts of data, “1.5 MB” */
  text = rackside_drive_get_kind (drive) == RACKSIDE_DRIVE_KIND_CD ? g_strdup_printf (_("%s read"), read)
                                                                   : g_strdup_printf (_("%s read, %s written"), read, written);
  if (statistics->errors == 0)
    return g_steal_pointer (&text);
  /* Translators: the %s is what was read and written */
  return g_strdup_printf (ngettext ("%s, %lu error", "%s, %lu errors",
                                    (gulong) statistics->errors), text, (gulong) statistics->errors);
}

static void
on_activity (RacksideDriveBox *self)
{
  gboolean mounted = rackside_drive_get_state (self->drive) == RACKSIDE_DRIVE_STATE_MOUNTED;
  IloMediaStatistics statistics;
  g_autofree char *rate = NULL;
  g_autofree char *total = NULL;

  rackside_drive_get_statistics (self->drive, &statistics);
  if (mounted)
    {
      rate = describe_rate (self->drive, &statistics);
      total = describe_total (self->drive, &statistics);
    }
  set_text (self->rate_label, rate);
  set_text (self->total_label, total);
  if (rackside_drive_get_active (self->drive))
    gtk_widget_add_css_class (GTK_WIDGET (self->icon), "active");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon), "active");
}

static void
show_contents (RacksideDriveBox *self)
{
  IloImage *image = rackside_drive_get_image (self->drive);
  RacksideDriveState state = rackside_drive_get_state (self->drive);
  gboolean has_name = state == RACKSIDE_DRIVE_STATE_MOUNTED || state == RACKSIDE_DRIVE_STATE_URL;
  g_autofree char *detail = NULL;

  /* Names are cut in the middle, sentences go on in the next line. */
  gtk_label_set_ellipsize (self->name_label, has_name ? PANGO_ELLIPSIZE_MIDDLE : PANGO_ELLIPSIZE_NONE);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name_label), image != NULL ? ilo_image_get_path (image) : NULL);
  switch (state)
    {
    case RACKSIDE_DRIVE_STATE_MOUNTED:
      detail = describe_image (image);
      set_text (self->name_label, ilo_image_get_name (image));
      set_text (self->detail_label, detail);
      break;
    case RACKSIDE_DRIVE_STATE_URL:
      set_text (self->name_label, rackside_drive_get_url (self->drive));
      set_text (self->detail_label, _("Mounted by the iLO itself"));
      break;
    case RACKSIDE_DRIVE_STATE_MOUNTING:
    case RACKSIDE_DRIVE_STATE_EJECTING:
      set_text (self->name_label, rackside_drive_get_step (self->drive));
      set_text (self->detail_label, NULL);
      break;
    case RACKSIDE_DRIVE_STATE_EMPTY:
    default:
      set_text (self->name_label, rackside_drive_get_foreign (self->drive) ? _("In use by another client") : _("Empty"));
      set_text (self->detail_label, NULL);
      break;
    }
}

static void
on_changed (RacksideDriveBox *self)
{
  RacksideDriveState state = rackside_drive_get_state (self->drive);
  gboolean waiting = state == RACKSIDE_DRIVE_STATE_MOUNTING || state == RACKSIDE_DRIVE_STATE_EJECTING;

  show_contents (self);
  on_activity (self);
  set_text (self->notice_label, rackside_drive_get_notice (self->drive));
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), waiting);
  gtk_spinner_set_spinning (self->spinner, waiting);
  gtk_widget_set_visible (self->cancel_button, state == RACKSIDE_DRIVE_STATE_MOUNTING);
  gtk_widget_set_visible (self->eject_button, state == RACKSIDE_DRIVE_STATE_MOUNTED || state == RACKSIDE_DRIVE_STATE_URL);
  gtk_widget_set_visible (self->source_box, state == RACKSIDE_DRIVE_STATE_EMPTY);
}

static void
add_shortcut (RacksideDriveBox *self,
              const char       *icon,
              const char       *text,
              const char       *path)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (icon));
  gtk_box_append (GTK_BOX (box), label);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "drive-shortcut");
  gtk_widget_set_tooltip_text (button, path);
  set_name (button, text);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(s^ay)",
                                    rackside_drive_kind_get_nick (rackside_drive_get_kind (self->drive)), path);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "media.mount");
  gtk_box_append (self->shortcut_box, button);
}

static void
add_local_drives (RacksideDriveBox *self)
{
  g_autoptr(GPtrArray) drives = rackside_local_drives_list ("/sys/block", "/dev");

  for (guint i = 0; i < drives->len; i++)
    {
      const RacksideLocalDrive *drive = drives->pdata[i];
      g_autofree char *size = g_format_size (drive->size);
      g_autofree char *text = NULL;

      if (drive->optical != (rackside_drive_get_kind (self->drive) == RACKSIDE_DRIVE_KIND_CD))
        continue;
      text = drive->optical ? g_strdup (drive->name) : g_strdup_printf ("%s, %s", drive->name, size);
      add_shortcut (self, drive->optical ? "drive-optical-symbolic" : "drive-harddisk-symbolic", text, drive->path);
    }
}

static void
on_recent_found (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) paths = rackside_recent_images_list_finish (result, &error);
  RacksideDriveBox *self = user_data;

  if (paths == NULL)
    return;                    /* cancelled, and the box may be gone */
  for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (self->shortcut_box))) != NULL;)
    gtk_box_remove (self->shortcut_box, child);
  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autofree char *name = g_filename_display_basename (paths[i]);

      add_shortcut (self, "document-open-recent-symbolic", name, paths[i]);
    }
  add_local_drives (self);
}

static void
rackside_drive_box_dispose (GObject *object)
{
  RacksideDriveBox *self = RACKSIDE_DRIVE_BOX (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->drive);
  G_OBJECT_CLASS (rackside_drive_box_parent_class)->dispose (object);
}

static void
rackside_drive_box_class_init (RacksideDriveBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rackside_drive_box_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-drive-box.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksideDriveBox, icon);
  gtk_widget_class_bind_template_child (widget_class, RacksideDriveBox, title_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideDriveBox, name_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideDriveBox, detail_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideDriveBox, rate_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideDriveBox, total_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideDriveBox, spinner);
  gtk_widget_class_bind_template_child (widget_class, RacksideDriveBox, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, RacksideDriveBox, eject_button);
  gtk_widget_class_bind_template_child (widget_class, RacksideDriveBox, notice_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideDriveBox, source_box);
  gtk_widget_class_bind_template_child (widget_class, RacksideDriveBox, choose_button);
  gtk_widget_class_bind_template_child (widget_class, RacksideDriveBox, url_button);
  gtk_widget_class_bind_template_child (widget_class, RacksideDriveBox, shortcut_box);
  gtk_widget_class_bind_template_child (widget_class, RacksideDriveBox, read_only_button);
}

static void
rackside_drive_box_init (RacksideDriveBox *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rackside_drive_box_set_drive:
 * @self: a box
 * @drive: (transfer none): the drive, once
 *
 * Says which drive it shows.
 */
void
rackside_drive_box_set_drive (RacksideDriveBox *self,
                              RacksideDrive    *drive)
{
  gboolean is_cd = rackside_drive_get_kind (drive) == RACKSIDE_DRIVE_KIND_CD;
  GtkWidget *buttons[] = { self->choose_button, self->url_button, self->cancel_button, self->eject_button };

  self->drive = g_object_ref (drive);
  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    gtk_actionable_set_action_target (GTK_ACTIONABLE (buttons[i]), "s",
                                      rackside_drive_kind_get_nick (rackside_drive_get_kind (drive)));
  gtk_image_set_from_icon_name (self->icon, rackside_drive_kind_get_icon (rackside_drive_get_kind (drive)));
  gtk_label_set_label (self->title_label, rackside_drive_kind_get_title (rackside_drive_get_kind (drive)));
  set_name (self->choose_button, is_cd ? _("Choose a File for the CD Drive…") : _("Choose a File for the USB Drive…"));
  set_name (self->url_button, is_cd ? _("Mount a CD from a URL…") : _("Mount a USB Key from a URL…"));
  set_name (self->cancel_button, is_cd ? _("Cancel Mounting the CD") : _("Cancel Mounting the USB Key"));
  set_name (self->eject_button, is_cd ? _("Eject the CD") : _("Eject the USB Key"));
  gtk_widget_set_visible (self->read_only_button, !is_cd);
  g_signal_connect_object (drive, "notify", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (drive, "activity", G_CALLBACK (on_activity), self, G_CONNECT_SWAPPED);
  on_changed (self);
}

/**
 * rackside_drive_box_refresh:
 * @self: a box
 *
 * Looks anew for what could be put into the drive.
 */
void
rackside_drive_box_refresh (RacksideDriveBox *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  rackside_recent_images_list_async (rackside_drive_get_kind (self->drive), self->cancellable, on_recent_found, self);
}
