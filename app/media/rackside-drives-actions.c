/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-drives-popover-private.h"
#include "rackside-drives-question.h"

static GtkWindow *
get_window (RacksideDrivesPopover *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

/* The drive that an action is about; NULL: no such drive. */
static RacksideDrive *
find_drive (RacksideDrivesPopover *self,
            const char            *nick)
{
  RacksideDriveKind kind;

  rackside_drives_say (self->drives, NULL);
  return rackside_drive_kind_from_nick (nick, &kind) ? rackside_drives_get (self->drives, kind) : NULL;
}

static void
mount (RacksideDrivesPopover *self,
       RacksideDrive         *drive,
       const char            *path)
{
  rackside_drive_mount (drive, path, rackside_drives_popover_get_read_only (self));
}

static void
on_active_again (RacksideDrivesPopover *self,
                 GParamSpec            *pspec,
                 GtkWindow             *window)
{
  g_signal_handlers_disconnect_by_func (window, on_active_again, self);
  rackside_drives_popover_show (self);
}

/* While a dialog is going the keyboard is still there: a popover that opens then keeps all keys when it closes. */
static void
show_after_dialog (RacksideDrivesPopover *self)
{
  GtkWindow *window = get_window (self);

  g_signal_handlers_disconnect_by_func (window, on_active_again, self);
  if (gtk_window_is_active (window))
    rackside_drives_popover_show (self);
  else
    g_signal_connect_object (window, "notify::is-active", G_CALLBACK (on_active_again), self,
                             G_CONNECT_SWAPPED);
}

static void
on_file_chosen (RacksideDrivesPopover *self,
                int                    response)
{
  g_autoptr(GtkFileChooserNative) chooser = g_steal_pointer (&self->file_chooser);
  RacksideDrive *drive = rackside_drives_get (self->drives, self->chosen_kind);
  g_autoptr(GFile) file = NULL;

  if (response != GTK_RESPONSE_ACCEPT)
    return;
  file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  if (file == NULL)
    return;
  g_clear_object (&self->folder);
  self->folder = g_file_get_parent (file);
  if (g_file_peek_path (file) != NULL)
    {
      mount (self, drive, g_file_peek_path (file));
      show_after_dialog (self);
    }
  else
    rackside_drive_set_notice (drive, _("That file is not on this computer. Copy it here first."));
}

static void
on_choose (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  RacksideDrivesPopover *self = user_data;
  RacksideDrive *drive = find_drive (self, g_variant_get_string (parameter, NULL));
  GtkWindow *window = get_window (self);

  if (drive == NULL || self->file_chooser != NULL)
    return;
  self->chosen_kind = rackside_drive_get_kind (drive);
  self->file_chooser = gtk_file_chooser_native_new (self->chosen_kind == RACKSIDE_DRIVE_KIND_CD
                                                    ? _("Choose an Image for the CD Drive")
                                                    : _("Choose an Image for the USB Drive"),
                                                    window, GTK_FILE_CHOOSER_ACTION_OPEN, _("_Mount"), _("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->file_chooser), TRUE);
  if (self->folder != NULL)
    gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (self->file_chooser), self->folder, NULL);
  g_signal_connect_object (self->file_chooser, "response", G_CALLBACK (on_file_chosen), self, G_CONNECT_SWAPPED);
  gtk_popover_popdown (GTK_POPOVER (self));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->file_chooser));
}

static void
on_mount (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  RacksideDrivesPopover *self = user_data;
  const char *nick;
  const char *path;
  RacksideDrive *drive;

  g_variant_get (parameter, "(&s^&ay)", &nick, &path);
  drive = find_drive (self, nick);
  if (drive == NULL)
    return;
  mount (self, drive, path);
  rackside_drives_popover_show (self);
}

static gboolean
is_web_address (const char *text)
{
  g_autoptr(GUri) uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);

  return uri != NULL && g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0'
         && (g_strcmp0 (g_uri_get_scheme (uri), "http") == 0 || g_strcmp0 (g_uri_get_scheme (uri), "https") == 0);
}

static void
on_url_changed (AdwMessageDialog *dialog,
                GtkEditable      *entry)
{
  adw_message_dialog_set_response_enabled (dialog, "mount", is_web_address (gtk_editable_get_text (entry)));
}

static void
on_url_entered (RacksideDrivesPopover *self,
                const char            *response,
                AdwMessageDialog      *dialog)
{
  GtkWidget *entry = adw_message_dialog_get_extra_child (dialog);
  RacksideDrive *drive = g_object_get_data (G_OBJECT (dialog), "drive");

  if (g_strcmp0 (response, "mount") != 0)
    return;
  rackside_drive_mount_url (drive, gtk_editable_get_text (GTK_EDITABLE (entry)));
  show_after_dialog (self);
}

static void
on_url (GSimpleAction *action,
        GVariant      *parameter,
        gpointer       user_data)
{
  RacksideDrivesPopover *self = user_data;
  RacksideDrive *drive = find_drive (self, g_variant_get_string (parameter, NULL));
  GtkWidget *dialog;
  GtkWidget *entry;

  if (drive == NULL)
    return;
  dialog = adw_message_dialog_new (get_window (self), _("Mount from a URL"),
                                   _("The iLO itself fetches the image from a web server, so this computer need not "
                                     "stay connected. The iLO needs a licence for it."));
  entry = gtk_entry_new ();
  gtk_entry_set_input_purpose (GTK_ENTRY (entry), GTK_INPUT_PURPOSE_URL);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), "https://server.example.net/image.iso");
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("URL of the image"), -1);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "mount", _("_Mount"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "mount", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "mount");
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (dialog), "mount", FALSE);
  g_object_set_data_full (G_OBJECT (dialog), "drive", g_object_ref (drive), g_object_unref);
  g_signal_connect_object (entry, "changed", G_CALLBACK (on_url_changed), dialog, G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_url_entered), self, G_CONNECT_SWAPPED);
  gtk_popover_popdown (GTK_POPOVER (self));
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (entry);
}

static void
on_cancel (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  RacksideDrive *drive = find_drive (user_data, g_variant_get_string (parameter, NULL));

  if (drive != NULL)
    rackside_drive_cancel (drive);
}

static void
on_eject_answer (RacksideDrive *drive,
                 const char    *response)
{
  if (g_strcmp0 (response, RACKSIDE_DRIVES_ANSWER_GO_ON) == 0)
    rackside_drive_eject (drive);
}

static void
on_eject (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  RacksideDrivesPopover *self = user_data;
  RacksideDrive *drive = find_drive (self, g_variant_get_string (parameter, NULL));
  GtkWidget *dialog;

  if (drive == NULL)
    return;
  if (!rackside_drive_is_transferring (drive))
    {
      rackside_drive_eject (drive);
      return;
    }
  dialog = rackside_drives_question_new (self->drives, get_window (self), _("Eject While It Is in Use?"), _("_Eject"));
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_eject_answer), drive, G_CONNECT_SWAPPED);
  gtk_popover_popdown (GTK_POPOVER (self));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_show (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  rackside_drives_popover_show (user_data);
}

static const GActionEntry entries[] = {
  { .name = "show", .activate = on_show },
  { .name = "choose", .parameter_type = "s", .activate = on_choose },
  { .name = "mount", .parameter_type = "(say)", .activate = on_mount },
  { .name = "url", .parameter_type = "s", .activate = on_url },
  { .name = "cancel", .parameter_type = "s", .activate = on_cancel },
  { .name = "eject", .parameter_type = "s", .activate = on_eject },
  { .name = "read-only", .state = "false" },
};

void
rackside_drives_popover_init_actions (RacksideDrivesPopover *self)
{
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
}

/* Leaves only what makes sense now. What is mounted can always be ejected. */
void
rackside_drives_popover_update_actions (RacksideDrivesPopover *self)
{
  static const char *const names[] = { "choose", "mount", "url" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->actions), names[i])),
                                 rackside_drives_get_available (self->drives));
}

/* Whether the server may only read what goes into the removable drive next. */
gboolean
rackside_drives_popover_get_read_only (RacksideDrivesPopover *self)
{
  g_autoptr(GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (self->actions), "read-only");

  return g_variant_get_boolean (state);
}
