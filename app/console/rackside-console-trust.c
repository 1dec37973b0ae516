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

/* The user trusted the key, now or before, so it is remembered together with how good the connection is. */
void
rackside_console_view_remember_host (RacksideConsoleView *self)
{
  IloHttp *http = ilo_session_get_http (self->session);
  g_autofree char *path = rackside_known_hosts_get_path ();
  g_autoptr(GError) error = NULL;

  if (self->pin != NULL || ilo_http_is_verified_by_system (http) || ilo_http_get_server_key (http) == NULL)
    return;
  if (!rackside_known_hosts_remember (path, self->address->host, self->address->port,
                                      ilo_http_get_server_key (http), ilo_http_get_rung (http), &error))
    g_signal_emit_by_name (self, "remark", error->message);
}

/* Goes on with the server's key, and does not ask for it again. */
void
rackside_console_view_trust (RacksideConsoleView *self)
{
  rackside_console_view_remember_host (self);
  ilo_session_answer_trust (self->session, TRUE);
}
