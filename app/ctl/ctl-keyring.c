/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "ctl-await.h"
#include "ctl-keyring.h"
#include "rackside-secrets.h"

/**
 * ctl_keyring_look_up:
 * @context: a context with a server
 * @error: (nullable): why the keyring did not answer
 *
 * Gets the server's password from the user's keyring, where the window puts it.
 *
 * Returns: (transfer full) (nullable): the password, for ctl_password_free(); %NULL without an error when there is none
 */
char *
ctl_keyring_look_up (CtlContext  *context,
                     GError     **error)
{
  g_auto(CtlAwait) await = CTL_AWAIT_INIT;
  g_autoptr(RacksideSecret) secret = NULL;

  ctl_context_set_waiting (context, _("Waiting for the keyring"));
  rackside_secrets_look_up_async (context->server->scheme == CTL_SCHEME_ILO ? RACKSIDE_SECRET_ILO : RACKSIDE_SECRET_IPMI,
                                  context->server->host, context->server->port, context->server->user,
                                  context->cancellable, ctl_await_ready, &await);
  secret = rackside_secrets_look_up_finish (ctl_await (&await), error);
  ctl_context_set_waiting (context, NULL);
  return g_strdup (secret);
}
