/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ipmi-target.h"
#include "rackside-window-private.h"

/* A panel begins a session with each BMC that it is given. */
static void
give_bmc (RacksidePanel             *panel,
          const RacksideBmcSettings *settings)
{
  g_autoptr(RacksideBmc) bmc = rackside_bmc_new (settings);

  rackside_panel_set_bmc (panel, bmc);
}

/**
 * rackside_window_set_bmc:
 * @self: a window
 * @settings: how to reach the BMC of the server whose console is being opened, copied
 *
 * Gives the panel beside the console its BMC.
 */
void
rackside_window_set_bmc (RacksideWindow            *self,
                         const RacksideBmcSettings *settings)
{
  give_bmc (rackside_panel_flap_get_panel (self->flap), settings);
}

/**
 * rackside_window_open_bmc:
 * @self: a window
 * @address: an `ipmi://` address
 * @password: the password, copied
 *
 * Fills the window with the panel of a server of which nothing but its BMC is known.
 */
void
rackside_window_open_bmc (RacksideWindow        *self,
                          const RacksideAddress *address,
                          const char            *password)
{
  g_autoptr(RacksideBmcSettings) settings = rackside_bmc_settings_new (address->host, address->port, address->user,
                                                                       password);

  give_bmc (self->bmc_panel, settings);
  rackside_window_show_page (self, GTK_WIDGET (self->bmc_panel));
  gtk_widget_child_focus (GTK_WIDGET (self->bmc_panel), GTK_DIR_TAB_FORWARD);
}

/* The panel that shows a BMC: beside the console, or instead of it. */
static RacksidePanel *
find_panel (RacksideWindow *self)
{
  gboolean alone = gtk_stack_get_visible_child (self->stack) == GTK_WIDGET (self->bmc_panel);

  return alone ? self->bmc_panel : rackside_panel_flap_get_panel (self->flap);
}

/**
 * rackside_window_give_bmc_key:
 * @self: a window
 * @key: the key that its BMC has
 *
 * Has the panel's session use it.
 */
void
rackside_window_give_bmc_key (RacksideWindow *self,
                              GBytes         *key)
{
  RacksidePanel *panel = find_panel (self);
  g_autoptr(RacksideBmcSettings) settings = NULL;

  if (rackside_panel_get_bmc (panel) == NULL)
    return;
  settings = rackside_bmc_settings_copy (rackside_bmc_get_settings (rackside_panel_get_bmc (panel)));
  g_clear_pointer (&settings->kg, g_bytes_unref);
  settings->kg = g_bytes_ref (key);
  give_bmc (panel, settings);
}

/**
 * rackside_window_adjust_bmc:
 * @self: a window whose panel has a BMC
 * @suite: a cipher suite, or -1 for the usual ones
 * @bridge: the way to the controller that is meant, as ipmi_target_parse() takes it; what makes no sense counts as none
 *
 * Takes over what was saved about how to reach it.
 */
void
rackside_window_adjust_bmc (RacksideWindow *self,
                            int             suite,
                            const char     *bridge)
{
  RacksidePanel *panel = find_panel (self);
  g_autoptr(RacksideBmcSettings) settings = NULL;

  if (rackside_panel_get_bmc (panel) == NULL || (suite == -1 && *bridge == '\0'))
    return;
  settings = rackside_bmc_settings_copy (rackside_bmc_get_settings (rackside_panel_get_bmc (panel)));
  settings->suite = suite;
  ipmi_target_parse (&settings->target, bridge);
  give_bmc (panel, settings);
}

/**
 * rackside_window_leave_bmc:
 * @self: a window that is filled by a panel
 *
 * Ends the session, and goes back to the start.
 */
void
rackside_window_leave_bmc (RacksideWindow *self)
{
  rackside_panel_set_bmc (self->bmc_panel, NULL);
  rackside_window_show_home (self);
}

static GSimpleAction *
get_action (RacksideWindow *self,
            const char     *name)
{
  return G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), name));
}

/* The panel belongs to the console. Away from there it hides, and is there again with the next one. */
void
rackside_window_update_panel (RacksideWindow *self)
{
  GtkWidget *page = gtk_stack_get_visible_child (self->stack);
  gboolean console = page == GTK_WIDGET (self->console_view);
  RacksideBmc *bmc = rackside_panel_get_bmc (rackside_panel_flap_get_panel (self->flap));
  g_autofree char *name = NULL;

  if (get_action (self, "panel") == NULL)
    return;
  if (console && bmc != NULL)
    {
      g_object_get (self->console_view, "title", &name, NULL);
      rackside_bmc_set_name (bmc, name);
    }
  if (!console)
    rackside_panel_flap_set_revealed (self->flap, FALSE);
  gtk_widget_set_visible (self->panel_button, console);
  g_simple_action_set_enabled (get_action (self, "panel"), console);
  g_simple_action_set_state (get_action (self, "panel"),
                             g_variant_new_boolean (rackside_panel_flap_get_revealed (self->flap)));
  g_simple_action_set_enabled (get_action (self, "leave-bmc"), page == GTK_WIDGET (self->bmc_panel));
}
