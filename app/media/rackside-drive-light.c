/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-drive-light.h"

/* A drive's light in the status line, there as long as something of ours is in the drive. */
struct _RacksideDriveLight
{
  AdwBin         parent_instance;
  GtkWidget     *image;
  RacksideDrive *drive;          /* owned */
};

G_DEFINE_FINAL_TYPE (RacksideDriveLight, rackside_drive_light, ADW_TYPE_BIN)

static void
on_changed (RacksideDriveLight *self)
{
  IloImage *image = rackside_drive_get_image (self->drive);
  gboolean mounted = rackside_drive_get_state (self->drive) == RACKSIDE_DRIVE_STATE_MOUNTED && image != NULL;
  gboolean active = rackside_drive_get_active (self->drive);
  g_autofree char *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), mounted);
  if (!mounted)
    return;
  if (active)
    gtk_widget_add_css_class (self->image, "active");
  else
    gtk_widget_remove_css_class (self->image, "active");
  /* Translators: the %s is a file's name */
  text = g_strdup_printf (active ? _("The server uses “%s”") : _("“%s” is mounted"), ilo_image_get_name (image));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->image), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
rackside_drive_light_dispose (GObject *object)
{
  g_clear_object (&RACKSIDE_DRIVE_LIGHT (object)->drive);
  G_OBJECT_CLASS (rackside_drive_light_parent_class)->dispose (object);
}

static void
rackside_drive_light_class_init (RacksideDriveLightClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rackside_drive_light_dispose;
}

static void
rackside_drive_light_init (RacksideDriveLight *self)
{
  self->image = gtk_image_new ();
  gtk_widget_add_css_class (self->image, "drive-light");
  adw_bin_set_child (ADW_BIN (self), self->image);
}

/**
 * rackside_drive_light_new:
 * @drive: (transfer none): the drive
 *
 * Returns: (transfer floating): its light
 */
GtkWidget *
rackside_drive_light_new (RacksideDrive *drive)
{
  RacksideDriveLight *self = g_object_new (RACKSIDE_TYPE_DRIVE_LIGHT, NULL);

  self->drive = g_object_ref (drive);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->image), rackside_drive_kind_get_icon (rackside_drive_get_kind (drive)));
  g_signal_connect_object (drive, "notify", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  on_changed (self);
  return GTK_WIDGET (self);
}
