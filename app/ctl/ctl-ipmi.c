/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include <glib/gi18n.h>

#include "ctl-ipmi.h"
#include "ctl-password.h"
#include "ipmi-auth.h"
#include "ipmi-kg.h"
#include "ipmi-poll.h"
#include "ipmi-target.h"

/* How long a session may take to be closed once the command has been cancelled. */
#define CLOSE_CANCELLED_MS 200

/**
 * ctl_ipmi_parse_number:
 * @text: what was given
 * @base: 10 or 16; a "0x" in front of a hexadecimal number is optional
 * @most: the highest that is allowed
 * @what: what it is for, for the message
 * @number: (out): the number
 *
 * Returns: %FALSE with a %G_OPTION_ERROR when it is none
 */
gboolean
ctl_ipmi_parse_number (const char *text,
                       guint       base,
                       guint       most,
                       const char *what,
                       guint      *number,
                       GError    **error)
{
  guint64 value;

  if (base == 16 && g_ascii_strncasecmp (text, "0x", 2) == 0)
    text += 2;
  if (!g_ascii_string_to_unsigned (text, base, 0, most, &value, NULL))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   base == 16 ? _("“%s” is no %s: a hexadecimal number up to %X is wanted")
                              : _("“%s” is no %s: a number up to %u is wanted"),
                   text, what, most);
      return FALSE;
    }
  *number = (guint) value;
  return TRUE;
}

static gboolean
parse_privilege (const char    *name,
                 IpmiPrivilege *privilege,
                 GError       **error)
{
  static const struct { const char *name; IpmiPrivilege privilege; } names[] = {
    { "callback", IPMI_PRIVILEGE_CALLBACK },
    { "user", IPMI_PRIVILEGE_USER },
    { "operator", IPMI_PRIVILEGE_OPERATOR },
    { "administrator", IPMI_PRIVILEGE_ADMINISTRATOR },
    { "admin", IPMI_PRIVILEGE_ADMINISTRATOR },
    { "oem", IPMI_PRIVILEGE_OEM },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i].name, name) == 0)
      {
        *privilege = names[i].privilege;
        return TRUE;
      }
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _("“%s” is no privilege level: user, operator or administrator is wanted"), name);
  return FALSE;
}

static gboolean
parse_bridge (char       **hops,
              IpmiTarget  *target,
              GError     **error)
{
  *target = (IpmiTarget) { .n_hops = 0 };
  for (; hops != NULL && *hops != NULL; hops++)
    {
      if (target->n_hops == IPMI_MAX_HOPS || !ipmi_hop_parse (&target->hops[target->n_hops], *hops))
        {
          g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       _("--bridge takes CHANNEL:ADDRESS, as in 0:0x72, at most %d times"), IPMI_MAX_HOPS);
          return FALSE;
        }
      target->n_hops++;
    }
  return TRUE;
}

static gboolean
check_suite (int      suite,
             GError **error)
{
  if (suite < 0 || ipmi_suite_lookup ((guint) suite) != NULL)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _("Cipher suite %d is not supported: one of 0–3, 6–8, 11, 12 and 15–17 is wanted"), suite);
  return FALSE;
}

/**
 * ctl_ipmi_check_user:
 * @server: a server
 *
 * Checks the user name, before anybody is asked for a password.
 *
 * Returns: %FALSE with the error that opening a session with it would come to
 */
gboolean
ctl_ipmi_check_user (const CtlServer  *server,
                     GError          **error)
{
  if (strlen (server->user) <= IPMI_MAX_USER_NAME)
    return TRUE;
  g_set_error (error, IPMI_ERROR, IPMI_ERROR_AUTH, _("The user name is longer than the %d bytes that IPMI 2.0 allows."),
               IPMI_MAX_USER_NAME);
  return FALSE;
}

/**
 * ctl_ipmi_parse_options:
 * @context: the command's context
 * @options: (out caller-allocates): what its options mean
 *
 * Understands what the command line says of sessions, before anybody is asked for a password.
 *
 * Returns: %FALSE with a %G_OPTION_ERROR when something is wrong with it
 */
gboolean
ctl_ipmi_parse_options (CtlContext      *context,
                        CtlIpmiOptions  *options,
                        GError         **error)
{
  options->privilege = IPMI_PRIVILEGE_HIGHEST;
  return check_suite (context->suite, error) && parse_bridge (context->bridge, &options->target, error)
         && (context->privilege == NULL || parse_privilege (context->privilege, &options->privilege, error));
}

/**
 * ctl_ipmi_read_key:
 * @context: the command's context, which gets the key
 *
 * Reads the BMC's key from the file that the command line names, if it does. To be called after ctl_password_get(), which
 * may hand over to another program: a pipe can be read once.
 *
 * Returns: %FALSE with an error when there is no key in it
 */
gboolean
ctl_ipmi_read_key (CtlContext  *context,
                   GError     **error)
{
  g_autoptr(CtlPassword) text = NULL;

  if (context->kg_file == NULL)
    return TRUE;
  text = ctl_password_read (context->kg_file, context->cancellable, error);
  if (text == NULL)
    return FALSE;
  if (ipmi_kg_parse (&context->kg, text))
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _("“%s” holds no BMC key: that is a text of at most %d bytes, or 0x and so many pairs of hexadecimal "
                 "digits"), context->kg_file, IPMI_MAX_PASSWORD);
  return FALSE;
}

/**
 * ctl_ipmi_create_session:
 * @context: the command's context
 * @options: what its options mean
 * @server: the server
 * @password: its password
 *
 * Returns: (transfer full): a session with everything the command line says, not yet open
 */
IpmiSession *
ctl_ipmi_create_session (CtlContext           *context,
                         const CtlIpmiOptions *options,
                         const CtlServer      *server,
                         const char           *password)
{
  g_autoptr(GSocketConnectable) address = ctl_server_get_address (server);
  IpmiSession *session;

  ipmi_poll_eagerly (NULL);
  session = g_object_new (IPMI_TYPE_SESSION,
                          "address", address,
                          "user", server->user,
                          "kg", context->kg,
                          "privilege", options->privilege,
                          "role-lookup", context->role_lookup,
                          "target", options->target.n_hops > 0 ? &options->target : NULL,
                          "suite", MAX (context->suite, -1),         /* what was not given the library chooses */
                          "retries", MAX (context->retries, -1),
                          NULL);
  ipmi_session_set_password (session, password);
  return session;
}

static gboolean
on_close_timeout (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

/**
 * ctl_ipmi_limit_close:
 * @cancellable: what ends waiting for the BMC to close something
 *
 * Cancels it soon: for a command that has been cancelled, or has failed, so that nobody waits long for it any more.
 */
void
ctl_ipmi_limit_close (GCancellable *cancellable)
{
  g_timeout_add_full (G_PRIORITY_DEFAULT, CLOSE_CANCELLED_MS, on_close_timeout, g_object_ref (cancellable), g_object_unref);
}

/* A session that is not closed stays in the BMC's table for a minute. When the command's own cancellable was what ended
 * it, the session is closed all the same, but nobody waits long for it any more. */
static void
close_session (CtlContext  *context,
               IpmiSession *session)
{
  g_auto(CtlAwait) await = CTL_AWAIT_INIT;
  g_autoptr(GCancellable) limit = NULL;

  if (g_cancellable_is_cancelled (context->cancellable))
    {
      limit = g_cancellable_new ();
      ctl_ipmi_limit_close (limit);
    }
  ipmi_session_close_async (session, limit != NULL ? limit : context->cancellable, ctl_await_ready, &await);
  ipmi_session_close_finish (session, ctl_await (&await), NULL);
}

/**
 * ctl_ipmi_run:
 * @context: the command's context
 * @func: what to do
 * @data: for @func
 *
 * Opens a session with the server, has @func use it, and closes it, whatever happens.
 *
 * Returns: %CTL_EXIT_DONE, or with an error anything
 */
CtlExit
ctl_ipmi_run (CtlContext  *context,
              CtlIpmiFunc  func,
              gpointer     data,
              GError     **error)
{
  g_auto(CtlAwait) await = CTL_AWAIT_INIT;
  g_autoptr(CtlPassword) password = NULL;
  g_autoptr(IpmiSession) session = NULL;
  g_autofree char *opening = NULL;
  CtlIpmiOptions options;
  gboolean done;

  if (!ctl_ipmi_parse_options (context, &options, error))
    return CTL_EXIT_USAGE;
  if (!ctl_ipmi_check_user (context->server, error))
    return CTL_EXIT_FAILED;
  password = ctl_password_get (context, error);
  if (password == NULL || !ctl_ipmi_read_key (context, error))
    return CTL_EXIT_FAILED;
  session = ctl_ipmi_create_session (context, &options, context->server, password);
  g_clear_pointer (&password, ctl_password_free);
  opening = g_strdup_printf (_("Opening a session with %s"), context->server->uri);
  ctl_context_set_waiting (context, opening);
  ipmi_session_open_async (session, context->cancellable, ctl_await_ready, &await);
  if (!ipmi_session_open_finish (session, ctl_await (&await), error))
    {
      context->obstacle = ipmi_session_get_put_off (session);
      return CTL_EXIT_FAILED;
    }
  if (ipmi_session_get_warning (session) != NULL)
    fprintf (stderr, "racksidectl: %s\n", ipmi_session_get_warning (session));
  ctl_context_set_waiting (context, NULL);
  done = func (context, session, data, error);
  context->obstacle = ipmi_session_get_put_off (session);
  close_session (context, session);
  return done ? CTL_EXIT_DONE : CTL_EXIT_FAILED;
}
