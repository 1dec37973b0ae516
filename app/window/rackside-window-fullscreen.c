/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-settings.h"
#include "rackside-window-private.h"

static GListModel *
get_monitors (RacksideWindow *self)
{
  return gdk_display_get_monitors (gtk_widget_get_display (GTK_WIDGET (self)));
}

/* The monitor with that connector, or NULL. */
static GdkMonitor *
find_monitor (RacksideWindow *self,
              const char     *connector)
{
  GListModel *monitors = get_monitors (self);

  for (guint i = 0; i < g_list_model_get_n_items (monitors); i++)
    {
      g_autoptr(GdkMonitor) monitor = g_list_model_get_item (monitors, i);

      if (g_strcmp0 (gdk_monitor_get_connector (monitor), connector) == 0)
        return monitor;        /* the display keeps it */
    }
  return NULL;
}

/* On the monitor that was chosen, or where the window is when that is not connected now. */
static void
enter_fullscreen (RacksideWindow *self)
{
  g_autofree char *connector = g_settings_get_string (rackside_settings_get (NULL),
                                                      RACKSIDE_SETTINGS_FULLSCREEN_MONITOR);
  GdkMonitor *monitor = find_monitor (self, connector);

  if (monitor != NULL)
    gtk_window_fullscreen_on_monitor (GTK_WINDOW (self), monitor);
  else
    gtk_window_fullscreen (GTK_WINDOW (self));
}

static void
on_fullscreen (GSimpleAction *action,
               GVariant      *state,
               gpointer       user_data)
{
  if (g_variant_get_boolean (state))
    enter_fullscreen (user_data);
  else
    gtk_window_unfullscreen (user_data);
}

static void
on_leave_fullscreen (GSimpleAction *action,
                     GVariant      *parameter,
                     gpointer       user_data)
{
  gtk_window_unfullscreen (user_data);
}

/* Choosing a monitor fills it at once, and is remembered for the next time. */
static void
on_monitor (GSimpleAction *action,
            GVariant      *state,
            gpointer       user_data)
{
  RacksideWindow *self = user_data;

  g_settings_set_value (rackside_settings_get (NULL), RACKSIDE_SETTINGS_FULLSCREEN_MONITOR, state);
  enter_fullscreen (self);
}

static const GActionEntry entries[] = {
  { .name = "fullscreen", .state = "false", .change_state = on_fullscreen },
  { .name = "leave-fullscreen", .activate = on_leave_fullscreen },
  { .name = "fullscreen-monitor", .parameter_type = "s", .state = "''", .change_state = on_monitor },
};

static void
append_monitor (RacksideWindow *self,
                const char     *label,
                const char     *connector)
{
  g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, "win.fullscreen-monitor", "s", connector);
  g_menu_append_item (self->monitors_menu, item);
}

static char *
make_label (GdkMonitor *monitor)
{
  const char *connector = gdk_monitor_get_connector (monitor);
  const char *model = gdk_monitor_get_model (monitor);
  g_auto(GStrv) parts = NULL;
  g_autofree char *name = NULL;

  if (model != NULL && *model != '\0' && g_strcmp0 (model, connector) != 0)
    name = g_strdup_printf ("%s (%s)", model, connector);
  /* In a menu an underscore stands before a mnemonic. */
  parts = g_strsplit (name != NULL ? name : connector, "_", -1);
  g_clear_pointer (&name, g_free);
  name = g_strjoinv ("__", parts);
  /* Translators: the %s is the name of a monitor */
  return g_strdup_printf (_("Full Screen on %s"), name);
}

/* With one monitor there is nothing to choose. */
static void
update_monitors (RacksideWindow *self)
{
  GListModel *monitors = get_monitors (self);
  guint n = g_list_model_get_n_items (monitors);

  g_menu_remove_all (self->monitors_menu);
  if (n < 2)
    return;
  append_monitor (self, _("Full Screen on the _Window’s Monitor"), "");
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(GdkMonitor) monitor = g_list_model_get_item (monitors, i);
      g_autofree char *label = NULL;

      if (gdk_monitor_get_connector (monitor) == NULL)
        continue;
      label = make_label (monitor);
      append_monitor (self, label, gdk_monitor_get_connector (monitor));
    }
}

/* GDK tells of a monitor before it has given it a name. */
static void
on_monitors_changed (RacksideWindow *self,
                     guint           position,
                     guint           removed,
                     guint           added,
                     GListModel     *monitors)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr(GdkMonitor) monitor = g_list_model_get_item (monitors, i);

      g_signal_connect_object (monitor, "notify::connector", G_CALLBACK (update_monitors), self, G_CONNECT_SWAPPED);
    }
  update_monitors (self);
}

static void
update_choice (RacksideWindow *self)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "fullscreen-monitor");
  g_autoptr(GVariant) choice = g_settings_get_value (rackside_settings_get (NULL), RACKSIDE_SETTINGS_FULLSCREEN_MONITOR);

  g_simple_action_set_state (G_SIMPLE_ACTION (action), choice);
}

static void
update_fullscreened (RacksideWindow *self)
{
  gboolean fullscreen = gtk_window_is_fullscreen (GTK_WINDOW (self));
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "fullscreen");
  GAction *leave = g_action_map_lookup_action (G_ACTION_MAP (self), "leave-fullscreen");

  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_boolean (fullscreen));
  g_simple_action_set_enabled (G_SIMPLE_ACTION (leave), fullscreen);
}

/**
 * rackside_window_init_fullscreen:
 * @self: a window
 *
 * Gives a window the actions that let it fill a monitor, and a menu of the monitors there are.
 */
void
rackside_window_init_fullscreen (RacksideWindow *self)
{
  g_autoptr(GMenu) monitors_menu = g_menu_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  g_menu_append_section (self->view_menu, NULL, G_MENU_MODEL (monitors_menu));
  self->monitors_menu = monitors_menu;
  g_signal_connect (self, "notify::fullscreened", G_CALLBACK (update_fullscreened), NULL);
  g_signal_connect_object (get_monitors (self), "items-changed", G_CALLBACK (on_monitors_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (rackside_settings_get (NULL), "changed::" RACKSIDE_SETTINGS_FULLSCREEN_MONITOR,
                           G_CALLBACK (update_choice), self, G_CONNECT_SWAPPED);
  update_fullscreened (self);
  update_choice (self);
  update_monitors (self);
}
