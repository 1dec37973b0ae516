/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "rackside-drives-popover-private.h"
#include "rackside-drop.h"
#include "rackside-recent-images.h"

G_DEFINE_FINAL_TYPE (RacksideDrivesPopover, rackside_drives_popover, GTK_TYPE_POPOVER)

static void
on_notice (RacksideDrivesPopover *self)
{
  const char *notice = rackside_drives_get_notice (self->drives);

  gtk_label_set_label (self->notice_label, notice != NULL ? notice : "");
  gtk_widget_set_visible (GTK_WIDGET (self->notice_label), notice != NULL);
}

static void
on_state (RacksideDrivesPopover *self,
          GParamSpec            *pspec,
          RacksideDrive         *drive)
{
  if (rackside_drive_get_state (drive) == RACKSIDE_DRIVE_STATE_MOUNTED)
    rackside_recent_images_add (rackside_drive_get_kind (drive), ilo_image_get_path (rackside_drive_get_image (drive)));
}

/* What could be put into the drives has changed, or may have. */
static void
refresh_boxes (RacksideDrivesPopover *self)
{
  rackside_drive_box_refresh (self->cd_box);
  rackside_drive_box_refresh (self->removable_box);
}

static void
rackside_drives_popover_show_widget (GtkWidget *widget)
{
  RacksideDrivesPopover *self = RACKSIDE_DRIVES_POPOVER (widget);

  rackside_drives_refresh (self->drives);
  refresh_boxes (self);
  GTK_WIDGET_CLASS (rackside_drives_popover_parent_class)->show (widget);
}

static void
rackside_drives_popover_dispose (GObject *object)
{
  RacksideDrivesPopover *self = RACKSIDE_DRIVES_POPOVER (object);

  if (self->file_chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->file_chooser));
  g_clear_object (&self->file_chooser);
  g_clear_object (&self->folder);
  g_clear_object (&self->actions);
  g_clear_object (&self->drives);
  G_OBJECT_CLASS (rackside_drives_popover_parent_class)->dispose (object);
}

static void
rackside_drives_popover_class_init (RacksideDrivesPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rackside_drives_popover_dispose;
  widget_class->show = rackside_drives_popover_show_widget;
  g_type_ensure (RACKSIDE_TYPE_DRIVE_BOX);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-drives-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksideDrivesPopover, notice_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideDrivesPopover, cd_box);
  gtk_widget_class_bind_template_child (widget_class, RacksideDrivesPopover, removable_box);
}

static void
rackside_drives_popover_init (RacksideDrivesPopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  rackside_drives_popover_init_actions (self);
}

/**
 * rackside_drives_popover_set_drives:
 * @self: a popover
 * @drives: (transfer none): the drives, once
 *
 * Says which drives it shows.
 */
void
rackside_drives_popover_set_drives (RacksideDrivesPopover *self,
                                    RacksideDrives        *drives)
{
  self->drives = g_object_ref (drives);
  rackside_drive_box_set_drive (self->cd_box, rackside_drives_get (drives, RACKSIDE_DRIVE_KIND_CD));
  rackside_drive_box_set_drive (self->removable_box, rackside_drives_get (drives, RACKSIDE_DRIVE_KIND_REMOVABLE));
  for (guint i = 0; i < RACKSIDE_N_DRIVE_KINDS; i++)
    g_signal_connect_object (rackside_drives_get (drives, i), "notify::state", G_CALLBACK (on_state), self,
                             G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_recent_manager_get_default (), "changed", G_CALLBACK (refresh_boxes), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (drives, "notify::notice", G_CALLBACK (on_notice), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (drives, "notify::available", G_CALLBACK (rackside_drives_popover_update_actions), self,
                           G_CONNECT_SWAPPED);
  rackside_drives_popover_update_actions (self);
}

/**
 * rackside_drives_popover_get_actions:
 * @self: a popover
 *
 * Returns: (transfer none): its actions, "media." in menus and buttons
 */
GActionGroup *
rackside_drives_popover_get_actions (RacksideDrivesPopover *self)
{
  return G_ACTION_GROUP (self->actions);
}

/**
 * rackside_drives_popover_drop:
 * @self: a popover
 * @files: (element-type GFile): what was dropped on the window
 *
 * Mounts what can be mounted, and says what cannot.
 */
void
rackside_drives_popover_drop (RacksideDrivesPopover *self,
                              GSList                *files)
{
  rackside_drop_files (self, files);
}

/* Where there is no room for it, as in full screen, the window says in its own way what happens. */
void
rackside_drives_popover_show (RacksideDrivesPopover *self)
{
  GtkWidget *button = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_MENU_BUTTON);

  if (button != NULL && gtk_widget_get_mapped (button))
    gtk_menu_button_popup (GTK_MENU_BUTTON (button));
}
