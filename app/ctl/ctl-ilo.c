/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "ctl-ilo.h"
#include "ctl-password.h"
#include "ilo-error.h"
#include "rackside-known-hosts.h"

#define PIN_PREFIX "sha256//"

/* A SHA-256 digest in base64. */
#define PIN_DIGITS 44

/* How the steps that are waited for end. */
#define ELLIPSIS "…"

/* How often a condition is looked at that nothing announces, in milliseconds. */
#define TICK 5

static gboolean
is_pin (const char *text)
{
  const char *digits = text + strlen (PIN_PREFIX);

  return g_str_has_prefix (text, PIN_PREFIX) && strlen (digits) == PIN_DIGITS
         && strspn (digits, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=") == PIN_DIGITS;
}

static gboolean
apply_trust (CtlContext  *context,
             IloHttp     *http,
             GError     **error)
{
  if (context->trust == NULL)
    {
      g_autofree char *path = rackside_known_hosts_get_path ();

      return rackside_known_hosts_prepare (path, context->server->host, context->server->port, http, error);
    }
  if (strcmp (context->trust, "any") == 0)
    {
      ilo_http_set_accept_any_key (http, TRUE);
      /* Whoever trusts every key has no protection to lose. */
      ilo_http_set_allow_legacy (http, TRUE);
      return TRUE;
    }
  if (!is_pin (context->trust))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("--trust takes a public key as sha256//BASE64, or “any”, and not “%s”"), context->trust);
      return FALSE;
    }
  ilo_http_set_known_key (http, context->trust);
  return TRUE;
}

static gboolean
parse_if_busy (CtlContext  *context,
               IloIfBusy   *if_busy,
               GError     **error)
{
  static const struct { const char *name; IloIfBusy value; } names[] = {
    { "fail", ILO_IF_BUSY_FAIL },
    { "share", ILO_IF_BUSY_SHARE },
    { "seize", ILO_IF_BUSY_SEIZE },
  };

  *if_busy = ILO_IF_BUSY_FAIL;
  for (guint i = 0; i < G_N_ELEMENTS (names) && context->if_busy != NULL; i++)
    if (strcmp (names[i].name, context->if_busy) == 0)
      {
        *if_busy = names[i].value;
        return TRUE;
      }
  if (context->if_busy == NULL)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _("--if-busy takes fail, share or seize, and not “%s”"), context->if_busy);
  return FALSE;
}

/* What is being waited for, for when the time runs out; on a terminal it is shown, and leaves nothing behind. */
static void
on_step (IloSession *session,
         GParamSpec *pspec,
         gpointer    user_data)
{
  CtlContext *context = user_data;
  const char *step = ilo_session_get_step (session);

  if (!g_cancellable_is_cancelled (context->cancellable))
    {
      /* What is no wait is a sentence of its own: the console is busy, or the connection broke. */
      gsize length = step != NULL && g_str_has_suffix (step, ELLIPSIS) ? strlen (step) - strlen (ELLIPSIS) : 0;
      g_autofree char *waiting = length > 0 ? g_strndup (step, length) : NULL;

      ctl_context_set_progress (context, waiting);
    }
  if (!isatty (STDERR_FILENO))
    return;
  fprintf (stderr, "\r\033[K%s", step != NULL ? step : "");
  fflush (stderr);
}

static void
hide_step (void)
{
  if (isatty (STDERR_FILENO))
    fputs ("\r\033[K", stderr);
}

/* Whatever happened before: a session that is not closed blocks one of few places. */
static void
close_session (CtlContext *context,
               IloSession *session)
{
  g_auto(CtlAwait) await = CTL_AWAIT_INIT;
  g_autoptr(GError) error = NULL;

  if (g_cancellable_is_cancelled (context->cancellable))
    ilo_session_set_close_timeout (session, CTL_ILO_CLOSE_CANCELLED);
  ilo_session_close_async (session, ctl_await_ready, &await);
  ilo_session_close_finish (session, ctl_await (&await), &error);
  hide_step ();
  if (error != NULL)
    fprintf (stderr, "racksidectl: %s\n", error->message);
}

/**
 * ctl_ilo_open_console:
 * @context: the command's context
 * @session: an open session
 *
 * Returns: whether it has a live console
 */
gboolean
ctl_ilo_open_console (CtlContext  *context,
                      IloSession  *session,
                      GError     **error)
{
  g_auto(CtlAwait) await = CTL_AWAIT_INIT;
  g_autoptr(GError) local = NULL;
  IloIfBusy if_busy;

  if (!parse_if_busy (context, &if_busy, error))
    return FALSE;
  ilo_session_open_console_async (session, if_busy, context->cancellable, ctl_await_ready, &await);
  if (ilo_session_open_console_finish (session, ctl_await (&await), &local))
    return TRUE;
  if (g_error_matches (local, ILO_ERROR, ILO_ERROR_BUSY) && if_busy == ILO_IF_BUSY_FAIL)
    g_set_error (error, ILO_ERROR, ILO_ERROR_BUSY,
                 _("Somebody else holds the console of %s. Ask to share it with --if-busy share, take it with "
                   "--if-busy seize, or try again later."), context->server->host);
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* What is accepted in the window by a button is accepted here by an option. */
static gboolean
log_in (CtlContext  *context,
        IloSession  *session,
        const char  *password,
        GError     **error)
{
  g_auto(CtlAwait) await = CTL_AWAIT_INIT;
  g_autoptr(GError) local = NULL;

  ilo_session_log_in_async (session, context->server->user, password, context->cancellable, ctl_await_ready,
                            &await);
  if (ilo_session_log_in_finish (session, ctl_await (&await), &local))
    return TRUE;
  if (g_error_matches (local, ILO_ERROR, ILO_ERROR_KEY_UNKNOWN))
    g_set_error (error, ILO_ERROR, ILO_ERROR_KEY_UNKNOWN,
                 _("The identity of %s is not known yet, and nothing has been sent. If its key is the one that the iLO "
                   "shows, accept it with --trust %s"), context->server->host,
                 ilo_http_get_server_key (ilo_session_get_http (session)));
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
use_session (CtlContext  *context,
             IloSession  *session,
             const char  *password,
             gboolean     wants_console,
             CtlIloFunc   func,
             gpointer     data,
             GError     **error)
{
  return log_in (context, session, password, error)
         && (!wants_console || ctl_ilo_open_console (context, session, error))
         && func (context, session, data, error);
}

/**
 * ctl_ilo_run:
 * @context: the command's context
 * @wants_console: whether @func needs a live console
 * @func: what to do
 * @data: for @func
 *
 * Logs in to the server, has @func use the session, and logs out, whatever happens.
 *
 * Returns: %CTL_EXIT_DONE, or with an error anything
 */
CtlExit
ctl_ilo_run (CtlContext  *context,
             gboolean     wants_console,
             CtlIloFunc   func,
             gpointer     data,
             GError     **error)
{
  g_autoptr(IloSession) session = ilo_session_new (context->server->host, context->server->port);
  g_autoptr(CtlPassword) password = NULL;
  IloIfBusy if_busy;
  gboolean done;

  if (context->server->user[0] == '\0')
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                           _("There is no user name: write the server as ilo://USER@HOST"));
      return CTL_EXIT_USAGE;
    }
  if (!apply_trust (context, ilo_session_get_http (session), error)
      || !parse_if_busy (context, &if_busy, error))
    return CTL_EXIT_USAGE;
  password = ctl_password_get (context, error);
  if (password == NULL)
    return CTL_EXIT_FAILED;
  g_signal_connect (session, "notify::step", G_CALLBACK (on_step), context);
  done = use_session (context, session, password, wants_console, func, data, error);
  close_session (context, session);
  return done ? CTL_EXIT_DONE : CTL_EXIT_FAILED;
}

static gboolean
on_tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* What the server has sent says what may be wrong. */
static void
set_timeout_error (IloConsole  *console,
                   guint        patience,
                   GError     **error)
{
  IloVideoStats stats = ilo_console_get_stats (console);

  if (stats.bytes > 0 && !stats.in_step && stats.resyncs == 0)
    g_set_error (error, ILO_ERROR, ILO_ERROR_TIMEOUT,
                 _("What the iLO sends makes no sense, and that did not change within %g seconds. Try again; if it "
                   "stays so, reset the iLO."), patience / 1000.0);
  else
    g_set_error (error, ILO_ERROR, ILO_ERROR_TIMEOUT,
                 _("The server did not show or take what the command waited for within %g seconds."),
                 patience / 1000.0);
}

/**
 * ctl_ilo_wait:
 * @context: the command's context
 * @console: a console
 * @patience: milliseconds
 * @condition: what to wait for
 * @data: for @condition
 * @in_time: (out) (nullable): whether it came true. Without it, that it did not is an error
 *
 * Runs the main context until the condition is true.
 *
 * Returns: %FALSE with an error when the command was cancelled or the console has ended
 */
gboolean
ctl_ilo_wait (CtlContext       *context,
              IloConsole       *console,
              guint             patience,
              CtlIloCondition   condition,
              gpointer          data,
              gboolean         *in_time,
              GError          **error)
{
  gint64 end = g_get_monotonic_time () + (gint64) patience * 1000;
  guint tick = g_timeout_add (TICK, on_tick, NULL);
  gboolean is_true = FALSE;
  gboolean gone = FALSE;

  while (!(is_true = condition (console, data)) && !gone && g_get_monotonic_time () < end)
    {
      g_main_context_iteration (NULL, TRUE);
      gone = g_cancellable_is_cancelled (context->cancellable)
             || ilo_console_get_state (console) == ILO_CONSOLE_STATE_ENDED;
    }
  g_source_remove (tick);
  if (in_time != NULL)
    *in_time = is_true;
  if (is_true || g_cancellable_set_error_if_cancelled (context->cancellable, error))
    return is_true;
  if (ilo_console_get_state (console) == ILO_CONSOLE_STATE_ENDED)
    {
      g_propagate_error (error, g_error_copy (ilo_console_get_error (console)));
      return FALSE;
    }
  if (in_time == NULL)
    set_timeout_error (console, patience, error);
  return in_time != NULL;
}

static gboolean
is_sent (IloConsole *console,
         gpointer    data)
{
  return !ilo_console_has_unsent (console);
}

/**
 * ctl_ilo_wait_sent:
 * @context: the command's context
 * @console: a console
 *
 * Waits until all input has gone out to the server.
 *
 * Returns: %FALSE with an error when it cannot
 */
gboolean
ctl_ilo_wait_sent (CtlContext  *context,
                   IloConsole  *console,
                   GError     **error)
{
  return ctl_ilo_wait (context, console, CTL_ILO_PATIENCE, is_sent, NULL, NULL, error);
}

static gboolean
is_past (IloConsole *console,
         gpointer    data)
{
  const gint64 *end = data;

  return g_get_monotonic_time () >= *end;
}

/**
 * ctl_ilo_pause:
 * @context: the command's context
 * @console: a console
 * @delay: milliseconds
 *
 * Returns: %FALSE with an error when the command was cancelled or the console has ended
 */
gboolean
ctl_ilo_pause (CtlContext  *context,
               IloConsole  *console,
               guint        delay,
               GError     **error)
{
  gint64 end = g_get_monotonic_time () + (gint64) delay * 1000;

  return ctl_ilo_wait (context, console, G_MAXUINT, is_past, &end, NULL, error);
}
