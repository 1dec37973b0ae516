/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-window-private.h"

static void
on_file_chosen (RacksideWindow *self,
                int             response)
{
  g_autoptr(GtkFileChooserNative) chooser = g_steal_pointer (&self->file_chooser);
  g_autoptr(GFile) file = NULL;

  if (response != GTK_RESPONSE_ACCEPT)
    return;
  file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  if (file != NULL)
    rackside_window_open (self, file, NULL);
}

static void
add_filter (GtkFileChooserNative *chooser,
            const char           *name,
            const char           *suffix)
{
  g_autoptr(GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  if (suffix != NULL)
    gtk_file_filter_add_suffix (filter, suffix);
  else
    gtk_file_filter_add_pattern (filter, "*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
}

static void
on_open (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  RacksideWindow *self = user_data;

  if (self->file_chooser == NULL)
    {
      self->file_chooser = gtk_file_chooser_native_new (_("Open a Recording"), GTK_WINDOW (self),
                                                        GTK_FILE_CHOOSER_ACTION_OPEN,
                                                        _("_Open"), _("_Cancel"));
      gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->file_chooser), TRUE);
      add_filter (self->file_chooser, _("All Files"), NULL);
      add_filter (self->file_chooser, _("Rackside Recordings"), "rackside");
      g_signal_connect_object (self->file_chooser, "response", G_CALLBACK (on_file_chosen), self,
                               G_CONNECT_SWAPPED);
    }
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->file_chooser));
}

static void
on_home (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  rackside_window_show_home (user_data);
}

static void
on_connect (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  rackside_window_show_connect_form (user_data);
}

static void
on_save_server (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  rackside_window_save_server (user_data);
}

static void
on_edit_server (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  RacksideWindow *self = user_data;

  g_action_group_activate_action (rackside_servers_page_get_actions (self->servers_page), "edit",
                                  g_variant_new_string (rackside_server_get_id (self->server)));
}

static void
on_security (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  rackside_window_show_security (user_data);
}

static void
on_demo (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  rackside_window_start_demo (user_data);
}

static void
on_panel (GSimpleAction *action,
          GVariant      *state,
          gpointer       user_data)
{
  rackside_panel_flap_set_revealed (RACKSIDE_WINDOW (user_data)->flap, g_variant_get_boolean (state));
}

static void
on_paste (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  rackside_window_paste (user_data);
}

static void
on_leave_bmc (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  rackside_window_leave_bmc (user_data);
}

/* GTK would make it with each window and keep it hidden, but GTK 4.8 crashes when a screen reader asks for a window that
 * has just gone while there is a hidden one. */
static void
on_show_help_overlay (GSimpleAction *action,
                      GVariant      *parameter,
                      gpointer       user_data)
{
  g_autoptr(GtkBuilder) builder = gtk_builder_new_from_resource ("/org/rackside/Rackside/rackside-help-overlay.ui");
  GtkWindow *overlay = GTK_WINDOW (gtk_builder_get_object (builder, "help_overlay"));

  gtk_application_window_set_help_overlay (user_data, GTK_SHORTCUTS_WINDOW (overlay));
  gtk_window_set_hide_on_close (overlay, FALSE);
  gtk_window_present (overlay);
}

static const GActionEntry entries[] = {
  { .name = "open", .activate = on_open },
  { .name = "home", .activate = on_home },
  { .name = "connect", .activate = on_connect },
  { .name = "security", .activate = on_security },
  { .name = "save-server", .activate = on_save_server },
  { .name = "edit-server", .activate = on_edit_server },
  { .name = "demo", .activate = on_demo },
  { .name = "panel", .state = "false", .change_state = on_panel },
  { .name = "leave-bmc", .activate = on_leave_bmc },
  { .name = "paste", .activate = on_paste },
  { .name = "show-help-overlay", .activate = on_show_help_overlay },
};

/**
 * rackside_window_init_actions:
 * @self: a window
 *
 * Gives a window its actions, "win." in menus and shortcuts.
 */
void
rackside_window_init_actions (RacksideWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  rackside_window_init_zoom (self);
  rackside_window_init_screenshot (self);
  rackside_window_init_fullscreen (self);
  g_object_bind_property (self->console_view, "live", g_action_map_lookup_action (G_ACTION_MAP (self), "paste"),
                          "enabled", G_BINDING_SYNC_CREATE);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "player",
                                  rackside_player_view_get_actions (self->player_view));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "media",
                                  rackside_drives_popover_get_actions (self->drives_popover));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "console",
                                  rackside_console_view_get_actions (self->console_view));
}

/**
 * rackside_window_update_actions:
 * @self: a window
 * @shows_screen: whether there is a server's screen in it
 *
 * Leaves out what is done with a picture where there is none, and leaves its keys to others.
 */
void
rackside_window_update_actions (RacksideWindow *self,
                                gboolean        shows_screen)
{
  static const char *const names[] = { "zoom-in", "zoom-out", "pan", "save-screenshot", "copy-screenshot" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), names[i])),
                                 shows_screen);
}
