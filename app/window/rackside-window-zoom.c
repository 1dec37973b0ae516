/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "rackside-window-private.h"

/* How far a key moves a picture that is larger than the window, in parts of what can be seen. */
#define PAN 0.2

static RacksideDisplay *
get_display (RacksideWindow *self)
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
  g_autoptr(GVariant) crisp = g_action_group_get_action_state (G_ACTION_GROUP (self), "crisp");
  double zoom = rackside_display_get_zoom_factor (get_display (self));

  g_action_group_change_action_state (G_ACTION_GROUP (self), "zoom",
                                      g_variant_new_double (rackside_zoom_step (zoom, direction,
                                                                                g_variant_get_boolean (crisp))));
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
on_crisp (GSimpleAction *action,
          GVariant      *state,
          gpointer       user_data)
{
  RacksideWindow *self = user_data;
  gboolean crisp = g_variant_get_boolean (state);

  rackside_display_set_crisp (rackside_screen_get_display (rackside_player_view_get_screen (self->player_view)), crisp);
  rackside_display_set_crisp (rackside_screen_get_display (rackside_console_view_get_screen (self->console_view)), crisp);
  g_simple_action_set_state (action, state);
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
      rackside_display_pan (get_display (user_data), PAN * directions[i].x, PAN * directions[i].y);
}

static const GActionEntry entries[] = {
  { .name = "zoom", .parameter_type = "d", .state = "0.0", .change_state = on_zoom },
  { .name = "zoom-in", .activate = on_zoom_in },
  { .name = "zoom-out", .activate = on_zoom_out },
  { .name = "crisp", .state = "false", .change_state = on_crisp },
  { .name = "pan", .parameter_type = "s", .activate = on_pan },
};

/**
 * rackside_window_update_zoom:
 * @self: a window
 * @shows_screen: whether there is a server's screen in it
 *
 * Leaves the keys that move the picture to others where there is none.
 */
void
rackside_window_update_zoom (RacksideWindow *self,
                             gboolean        shows_screen)
{
  static const char *const names[] = { "zoom-in", "zoom-out", "pan" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), names[i])),
                                 shows_screen);
}

/**
 * rackside_window_init_zoom:
 * @self: a window
 *
 * Gives a window the actions for how large the server's screen is shown.
 */
void
rackside_window_init_zoom (RacksideWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
