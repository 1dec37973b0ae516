/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "rackside-settings.h"
#include "rackside-window-private.h"

/* How far a key moves a picture that is larger than the window, in parts of what can be seen. */
#define PAN 0.2

/* The server's screen that the window shows, of a console or of a recording. */
RacksideDisplay *
rackside_window_get_display (RacksideWindow *self)
{
  gboolean player = gtk_stack_get_visible_child (self->stack) == GTK_WIDGET (self->player_view);

  return rackside_screen_get_display (player ? rackside_player_view_get_screen (self->player_view)
                                             : rackside_console_view_get_screen (self->console_view));
}

static void
on_zoom (GSimpleAction *action,
         GVariant      *state,
         gpointer       user_data)
{
  RacksideWindow *self = user_data;
  double wanted = g_variant_get_double (state);
  double zoom = wanted >= RACKSIDE_ZOOM_MIN ? MIN (wanted, RACKSIDE_ZOOM_MAX) : RACKSIDE_ZOOM_FIT;

  rackside_display_set_zoom (rackside_screen_get_display (rackside_player_view_get_screen (self->player_view)), zoom);
  rackside_display_set_zoom (rackside_screen_get_display (rackside_console_view_get_screen (self->console_view)), zoom);
  g_simple_action_set_state (action, g_variant_new_double (zoom));
}

static void
step (RacksideWindow *self,
      int             direction)
{
  gboolean crisp = g_settings_get_boolean (rackside_settings_get (NULL), RACKSIDE_SETTINGS_CRISP);
  double zoom = rackside_display_get_zoom_factor (rackside_window_get_display (self));

  g_action_group_change_action_state (G_ACTION_GROUP (self), "zoom",
                                      g_variant_new_double (rackside_zoom_step (zoom, direction, crisp)));
}

static void
on_zoom_in (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  step (user_data, 1);
}

static void
on_zoom_out (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  step (user_data, -1);
}

static void
update_crisp (RacksideWindow *self)
{
  gboolean crisp = g_settings_get_boolean (rackside_settings_get (NULL), RACKSIDE_SETTINGS_CRISP);

  rackside_display_set_crisp (rackside_screen_get_display (rackside_player_view_get_screen (self->player_view)), crisp);
  rackside_display_set_crisp (rackside_screen_get_display (rackside_console_view_get_screen (self->console_view)), crisp);
}

static void
on_pan (GSimpleAction *action,
        GVariant      *parameter,
        gpointer       user_data)
{
  static const struct
  {
    const char *name;
    int         x;
    int         y;
  } directions[] = { { "left", -1, 0 }, { "right", 1, 0 }, { "up", 0, -1 }, { "down", 0, 1 } };
  const char *name = g_variant_get_string (parameter, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (directions); i++)
    if (g_str_equal (name, directions[i].name))
      rackside_display_pan (rackside_window_get_display (user_data), PAN * directions[i].x, PAN * directions[i].y);
}

static const GActionEntry entries[] = {
  { .name = "zoom", .parameter_type = "d", .state = "0.0", .change_state = on_zoom },
  { .name = "zoom-in", .activate = on_zoom_in },
  { .name = "zoom-out", .activate = on_zoom_out },
  { .name = "pan", .parameter_type = "s", .activate = on_pan },
};

/**
 * rackside_window_init_zoom:
 * @self: a window
 *
 * Gives a window the actions for how large the server's screen is shown.
 */
void
rackside_window_init_zoom (RacksideWindow *self)
{
  GSettings *settings = rackside_settings_get (NULL);
  g_autoptr(GAction) crisp = g_settings_create_action (settings, RACKSIDE_SETTINGS_CRISP);
  g_autoptr(GAction) overlay = g_settings_create_action (settings, RACKSIDE_SETTINGS_OVERLAY);
  g_autofree char *zoom = g_settings_get_string (settings, RACKSIDE_SETTINGS_ZOOM);

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  g_action_map_add_action (G_ACTION_MAP (self), crisp);
  g_action_map_add_action (G_ACTION_MAP (self), overlay);
  g_signal_connect_object (settings, "changed::" RACKSIDE_SETTINGS_CRISP, G_CALLBACK (update_crisp), self,
                           G_CONNECT_SWAPPED);
  update_crisp (self);
  if (g_str_equal (zoom, "original"))
    g_action_group_change_action_state (G_ACTION_GROUP (self), "zoom", g_variant_new_double (RACKSIDE_ZOOM_ORIGINAL));
}
