/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "rackside-security-window.h"
#include "rackside-window-private.h"

static void
add_bmc (RacksideSecurityWindow *window,
         RacksidePanel          *panel)
{
  RacksideBmc *bmc = rackside_panel_get_bmc (panel);
  IpmiSession *session = bmc != NULL ? rackside_bmc_get_session (bmc) : NULL;
  g_autoptr(GPtrArray) facts = NULL;

  if (session == NULL)
    return;
  facts = rackside_security_of_ipmi (ipmi_session_get_suite (session));
  rackside_security_window_add (window, facts);
}

/**
 * rackside_window_show_security:
 * @self: a window that shows a server
 *
 * Says what the security of the connection rests on.
 */
void
rackside_window_show_security (RacksideWindow *self)
{
  const RacksideAddress *address = rackside_console_view_get_address (self->console_view);
  IloSession *session = rackside_console_view_get_session (self->console_view);
  IloConsole *console = rackside_console_view_get_console (self->console_view);
  gboolean alone = gtk_stack_get_visible_child (self->stack) == GTK_WIDGET (self->bmc_panel);
  RacksideSecurityWindow *window = rackside_security_window_new (GTK_WINDOW (self),
                                                                 gtk_window_get_title (GTK_WINDOW (self)));

  if (!alone && address != NULL)
    rackside_security_window_add_host (window, address->host, address->port,
                                       session != NULL ? ilo_session_get_http (session) : NULL);
  if (!alone && console != NULL && ilo_console_get_state (console) == ILO_CONSOLE_STATE_OPEN)
    {
      g_autoptr(GPtrArray) facts = rackside_security_new ();

      rackside_security_add_cipher (facts, ilo_console_get_cipher (console));
      rackside_security_window_add (window, facts);
    }
  add_bmc (window, alone ? self->bmc_panel : rackside_panel_flap_get_panel (self->flap));
  /* What is typed now is for this window. */
  g_action_group_activate_action (rackside_console_view_get_actions (self->console_view), "let-go", NULL);
  gtk_window_present (GTK_WINDOW (window));
}
