/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "ipmi-boot-client.h"
#include "rackside-boot-group.h"

struct _RacksideBootGroup
{
  AdwPreferencesGroup  parent_instance;
  AdwPreferencesRow   *set_row;
  AdwComboRow         *device_row;
  AdwComboRow         *firmware_row;
  AdwComboRow         *persistence_row;
  IpmiSession         *session;          /* owned; NULL: stopped */
  GCancellable        *cancellable;      /* owned */
  gboolean             asking;
  gboolean             setting;
  gboolean             filling;          /* the rows change because the BMC said so */
  gboolean             edited;           /* they say what the user wants, no more what is set */
};

enum { SIGNAL_REMARK, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RacksideBootGroup, rackside_boot_group, ADW_TYPE_PREFERENCES_GROUP)

static const struct
{
  IpmiBootDevice  device;
  const char     *name;
} devices[] = {
  { IPMI_BOOT_DEVICE_NONE, N_("As set up") },
  { IPMI_BOOT_DEVICE_PXE, N_("Network (PXE)") },
  { IPMI_BOOT_DEVICE_DISK, N_("Hard disk") },
  { IPMI_BOOT_DEVICE_CDROM, N_("CD or DVD") },
  { IPMI_BOOT_DEVICE_USB, N_("USB stick or floppy") },
  { IPMI_BOOT_DEVICE_BIOS, N_("Setup of the firmware") },
  { IPMI_BOOT_DEVICE_DIAGNOSTIC, N_("Diagnostic partition") },
  { IPMI_BOOT_DEVICE_DISK_SAFE, N_("Hard disk, safe mode") },
  { IPMI_BOOT_DEVICE_REMOTE_CDROM, N_("Remote CD or DVD") },
  { IPMI_BOOT_DEVICE_REMOTE_DISK, N_("Remote hard disk") },
  { IPMI_BOOT_DEVICE_REMOTE_FLOPPY, N_("Remote floppy") },
  { IPMI_BOOT_DEVICE_REMOTE_PRIMARY, N_("Primary remote medium") },
};

/* The number of devices: one that has no name here. */
static guint
find_device (IpmiBootDevice device)
{
  guint i = 0;

  while (i < G_N_ELEMENTS (devices) && devices[i].device != device)
    i++;
  return i;
}

static void
show_set (RacksideBootGroup *self,
              const char        *title,
              const char        *message)
{
  g_autofree char *escaped = g_markup_escape_text (message, -1);

  adw_preferences_row_set_title (self->set_row, title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->set_row), escaped);
}

static void
show_flags (RacksideBootGroup   *self,
            const IpmiBootFlags *flags)
{
  guint device = find_device (flags->device);
  const char *name = device < G_N_ELEMENTS (devices) ? _(devices[device].name) : _("A device without a name");
  gboolean plain = flags->device == IPMI_BOOT_DEVICE_NONE && !flags->persistent && !flags->efi;

  if (plain)
    show_set (self, _("Nothing Is Set"), _("The server starts as its firmware is set up."));
  else if (!flags->valid)
    show_set (self, name, _("This was set, but the BMC no longer says that it counts."));
  else
    {
      const char *how = flags->persistent ? (flags->efi ? _("From now on, by UEFI") : _("From now on, by legacy BIOS"))
                                          : (flags->efi ? _("Once, by UEFI") : _("Once, by legacy BIOS"));

      show_set (self, name, how);
    }
  if (self->edited)
    return;
  self->filling = TRUE;
  adw_combo_row_set_selected (self->device_row, !plain && device < G_N_ELEMENTS (devices) ? device : 0);
  adw_combo_row_set_selected (self->firmware_row, !plain && flags->efi);
  adw_combo_row_set_selected (self->persistence_row, !plain && flags->persistent);
  self->filling = FALSE;
}

static void
update_action (RacksideBootGroup *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "boot.set", self->session != NULL && !self->setting);
}

static void
on_edited (RacksideBootGroup *self)
{
  if (!self->filling)
    self->edited = TRUE;
}

static void
on_flags (GObject      *session,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(RacksideBootGroup) self = user_data;
  g_autoptr(GError) error = NULL;
  IpmiBootFlags flags;
  gboolean ok = ipmi_boot_get_finish (IPMI_SESSION (session), result, &flags, &error);

  if (self->session != IPMI_SESSION (session) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->asking = FALSE;
  if (ok)
    show_flags (self, &flags);
  else
    show_set (self, _("What Is Set Is Not Known"), error->message);
}

static void
on_set_done (GObject      *session,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(RacksideBootGroup) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean ok = ipmi_boot_set_finish (IPMI_SESSION (session), result, &error);

  self->setting = FALSE;
  update_action (self);
  if (ok)
    self->edited = FALSE;
  g_signal_emit (self, signals[SIGNAL_REMARK], 0,
                 ok ? _("Set. Many BMCs forget it when the server does not start within a minute.") : error->message);
  rackside_boot_group_refresh (self);
}

static void
on_set (GtkWidget  *widget,
        const char *action,
        GVariant   *parameter)
{
  RacksideBootGroup *self = RACKSIDE_BOOT_GROUP (widget);
  const IpmiBootFlags flags = {
    .valid = TRUE,
    .device = devices[adw_combo_row_get_selected (self->device_row)].device,
    .efi = adw_combo_row_get_selected (self->firmware_row) == 1,
    .persistent = adw_combo_row_get_selected (self->persistence_row) == 1,
  };

  if (self->session == NULL || self->setting)
    return;
  self->setting = TRUE;
  update_action (self);
  ipmi_boot_set_async (self->session, &flags, IPMI_BOOT_KEEP_UNCHANGED, NULL, on_set_done, g_object_ref (self));
}

static void
rackside_boot_group_dispose (GObject *object)
{
  RacksideBootGroup *self = RACKSIDE_BOOT_GROUP (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (rackside_boot_group_parent_class)->dispose (object);
}

static void
rackside_boot_group_class_init (RacksideBootGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rackside_boot_group_dispose;

  /**
   * RacksideBootGroup::remark:
   * @self: a group
   * @text: a sentence
   *
   * Something that the user should know, and that needs no answer.
   */
  signals[SIGNAL_REMARK] = g_signal_new ("remark", RACKSIDE_TYPE_BOOT_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_install_action (widget_class, "boot.set", NULL, on_set);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-boot-group.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksideBootGroup, set_row);
  gtk_widget_class_bind_template_child (widget_class, RacksideBootGroup, device_row);
  gtk_widget_class_bind_template_child (widget_class, RacksideBootGroup, firmware_row);
  gtk_widget_class_bind_template_child (widget_class, RacksideBootGroup, persistence_row);
  gtk_widget_class_bind_template_callback (widget_class, on_edited);
}

static void
rackside_boot_group_init (RacksideBootGroup *self)
{
  g_autoptr(GtkStringList) model = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    gtk_string_list_append (model, _(devices[i].name));
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_combo_row_set_model (self->device_row, G_LIST_MODEL (model));
  self->filling = FALSE;
  update_action (self);
}

/**
 * rackside_boot_group_start:
 * @self: a group
 * @session: whom to ask from now on
 */
void
rackside_boot_group_start (RacksideBootGroup *self,
                           IpmiSession       *session)
{
  rackside_boot_group_stop (self);
  self->session = g_object_ref (session);
  self->cancellable = g_cancellable_new ();
  update_action (self);
}

/**
 * rackside_boot_group_stop:
 * @self: a group
 *
 * Asks no more. What is being set is set all the same.
 */
void
rackside_boot_group_stop (RacksideBootGroup *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  self->asking = FALSE;
  update_action (self);
}

/**
 * rackside_boot_group_refresh:
 * @self: a group that was started
 *
 * Asks what is set, unless the answer is still on its way.
 */
void
rackside_boot_group_refresh (RacksideBootGroup *self)
{
  if (self->session == NULL || self->asking)
    return;
  self->asking = TRUE;
  ipmi_boot_get_async (self->session, self->cancellable, on_flags, g_object_ref (self));
}
