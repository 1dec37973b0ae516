/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "ctl-await.h"
#include "ctl-keyring.h"
#include "ipmi-kg.h"
#include "rackside-secrets.h"

/* Few BMCs have a key, and one that needs it refuses to log in without: so it is no error when there is none. */
static void
look_up_kg (CtlContext *context)
{
  g_auto(CtlAwait) await = CTL_AWAIT_INIT;
  g_autoptr(RacksideSecret) secret = NULL;

  rackside_secrets_peek_async (RACKSIDE_SECRET_IPMI_KG, context->server->host, context->server->port, "",
                               context->cancellable, ctl_await_ready, &await);
  secret = rackside_secrets_peek_finish (ctl_await (&await), NULL);
  if (secret != NULL)
    context->kg = ipmi_kg_from_digits (secret);
}

/**
 * ctl_keyring_look_up:
 * @context: a context with a server
 * @error: (nullable): why the keyring did not answer
 *
 * Gets the server's password from the user's keyring, where the window puts it, and for the context the key of its BMC
 * when no file with one is named.
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
  if (context->server->scheme == CTL_SCHEME_IPMI && context->kg_file == NULL && context->kg == NULL)
    look_up_kg (context);
  ctl_context_set_waiting (context, NULL);
  return g_strdup (secret);
}
