/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "rackside-console-view-private.h"
#include "rackside-known-hosts.h"

/* Tells the session which key its server has, as far as that is known. */
gboolean
rackside_console_view_prepare_trust (RacksideConsoleView *self,
                                     GError             **error)
{
  IloHttp *http = ilo_session_get_http (self->session);
  g_autofree char *path = rackside_known_hosts_get_path ();

  if (self->pin == NULL)
    return rackside_known_hosts_prepare (path, self->address->host, self->address->port, http, error);
  ilo_http_set_known_key (http, self->pin);
  return TRUE;
}

static void
remember (RacksideConsoleView *self,
          const char          *key)
{
  IloHttp *http = ilo_session_get_http (self->session);
  g_autofree char *path = rackside_known_hosts_get_path ();
  g_autoptr(GError) error = NULL;

  if (self->pin != NULL || ilo_http_is_verified_by_system (http) || key == NULL || *key == '\0')
    return;
  if (!rackside_known_hosts_remember (path, self->address->host, self->address->port, key, ilo_http_get_rung (http), &error))
    g_signal_emit_by_name (self, "remark", error->message);
}

/* The user trusted the key before, so it is remembered together with how good the connection is. */
void
rackside_console_view_remember_host (RacksideConsoleView *self)
{
  remember (self, ilo_http_get_server_key (ilo_session_get_http (self->session)));
}

/* Goes on with the key that the user has been asked about, and does not ask for it again. What was open before with
 * another key is left behind. */
void
rackside_console_view_trust (RacksideConsoleView *self)
{
  remember (self, rackside_console_pages_get_key (self->pages));
  if (ilo_session_get_state (self->session) == ILO_SESSION_STATE_ASKING)
    ilo_session_answer_trust (self->session, TRUE);
  else
    rackside_console_view_want_password (self, FALSE);
}
