/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "ilo-error.h"
#include "ilo-session-private.h"

/* The only generation that speaks the protocol. */
#define GENERATION 4

static void identify (IloSession *self);

/* The log-in has come to its end. Takes the error. Returns only after the session, if there is one that nobody
 * will ever use, is about to be logged out. */
void
ilo_session_finish_log_in (IloSession *self,
                           GError     *error)
{
  g_autoptr(IloSession) alive = g_object_ref (self);
  g_autoptr(GTask) task = g_steal_pointer (&self->log_in_task);

  ilo_session_stop_work (self);
  if (error != NULL)
    g_clear_pointer (&self->password, ilo_secret_free);
  g_clear_error (&self->question);
  if (error == NULL)
    {
      ilo_session_set_state (self, ILO_SESSION_STATE_OPEN, NULL);
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (self->session_key != NULL || self->sent)
    {
      ilo_session_set_state (self, ILO_SESSION_STATE_CLOSING, g_strdup (_("Logging out…")));
      if (self->session_key != NULL)
        ilo_session_log_out (self);
    }
  else
    ilo_session_set_state (self, ILO_SESSION_STATE_CLOSED, NULL);
  g_task_return_error (task, error);
}

static void
on_info (GObject      *http,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  IloSession *self = g_task_get_source_object (task);
  IloSessionInfo *info = ilo_rest_get_session_info_finish (ILO_HTTP (http), result, &error);

  if (task != self->log_in_task)     /* cancelled */
    {
      ilo_session_info_free (info);
      return;
    }
  g_clear_pointer (&self->info, ilo_session_info_free);
  self->info = info;
  /* Without it, what the user may do shows when he does it. */
  if (g_error_matches (error, ILO_ERROR, ILO_ERROR_UNSUPPORTED))
    g_clear_error (&error);
  ilo_session_finish_log_in (self, g_steal_pointer (&error));
}

static void
ask_for_info (IloSession *self)
{
  ilo_session_set_state (self, ILO_SESSION_STATE_OPENING, g_strdup (_("Asking what the user may do…")));
  ilo_rest_get_session_info_async (self->http, self->session_key, self->work, on_info,
                                   g_object_ref (self->log_in_task));
}

static void
on_logged_in (GObject      *http,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  IloSession *self = g_task_get_source_object (task);
  g_autoptr(IloSecret) key = ilo_rest_log_in_finish (ILO_HTTP (http), result, &error);

  self->sent = FALSE;
  if (task != self->log_in_task)     /* cancelled after it was sent: nobody will use this session */
    {
      if (key != NULL && self->state != ILO_SESSION_STATE_CLOSING)
        ilo_rest_log_out_async (self->http, key, NULL, NULL, NULL);
      if (self->state != ILO_SESSION_STATE_CLOSING)
        return;
      self->session_key = g_steal_pointer (&key);
      ilo_session_log_out (self);
      return;
    }
  self->session_key = g_steal_pointer (&key);
  if (self->session_key == NULL)
    ilo_session_finish_log_in (self, g_steal_pointer (&error));
  else
    ask_for_info (self);
}

static void
log_in (IloSession *self)
{
  guint delay = self->facts->login_delay;

  if (delay > 0)
    ilo_session_set_state (self, ILO_SESSION_STATE_OPENING,
                           g_strdup_printf (_("Logging in as %s; after wrong log-ins the iLO waits %u "
                                              "seconds…"), self->user,
                                            delay));
  else
    ilo_session_set_state (self, ILO_SESSION_STATE_OPENING, g_strdup_printf (_("Logging in as %s…"), self->user));
  ilo_http_set_timeouts (self->http, ILO_HTTP_CONNECT_TIMEOUT, ILO_HTTP_ANSWER_TIMEOUT + delay * 1000);
  self->sent = TRUE;
  /* Not to be cancelled: the iLO would open a session whose key nobody knows. */
  ilo_rest_log_in_async (self->http, self->user, self->password, NULL, on_logged_in,
                         g_object_ref (self->log_in_task));
}

/* Whether this is something that the user can decide, and somebody is there to ask. */
static gboolean
is_question (IloSession   *self,
             const GError *error)
{
  return (g_error_matches (error, ILO_ERROR, ILO_ERROR_KEY_UNKNOWN)
          || g_error_matches (error, ILO_ERROR, ILO_ERROR_KEY_CHANGED)
          || g_error_matches (error, ILO_ERROR, ILO_ERROR_TLS_LEGACY))
         && g_signal_has_handler_pending (self, ilo_session_signals[ILO_SESSION_SIGNAL_TRUST_NEEDED], 0, TRUE);
}

static void
on_identified (GObject      *http,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  IloSession *self = g_task_get_source_object (task);
  IloFacts *facts = ilo_rest_identify_finish (ILO_HTTP (http), result, &error);
  guint generation;

  if (task != self->log_in_task)     /* cancelled */
    {
      ilo_facts_free (facts);
      return;
    }
  g_clear_pointer (&self->facts, ilo_facts_free);
  self->facts = facts;
  if (self->facts == NULL && is_question (self, error))
    {
      self->question = g_steal_pointer (&error);
      ilo_session_set_state (self, ILO_SESSION_STATE_ASKING, g_strdup (self->question->message));
      g_signal_emit (self, ilo_session_signals[ILO_SESSION_SIGNAL_TRUST_NEEDED], 0, self->question);
      return;
    }
  generation = self->facts != NULL ? self->facts->generation : 0;
  if (generation != 0 && generation != GENERATION)
    error = g_error_new (ILO_ERROR, ILO_ERROR_GENERATION,
                         _("%s is an iLO %u. Only the iLO %d has the console that this program speaks; its power "
                           "and sensors can be reached by IPMI."),
                         ilo_http_get_host (self->http), generation, GENERATION);
  if (error != NULL)
    ilo_session_finish_log_in (self, g_steal_pointer (&error));
  else if (self->session_key != NULL)
    ask_for_info (self);
  else
    log_in (self);
}

static void
identify (IloSession *self)
{
  ilo_session_set_state (self, ILO_SESSION_STATE_OPENING,
                         g_strdup_printf (_("Connecting to %s, port %u…"), ilo_http_get_host (self->http),
                                          ilo_http_get_port (self->http)));
  ilo_rest_identify_async (self->http, self->work, on_identified, g_object_ref (self->log_in_task));
}

static gboolean
on_log_in_cancelled (GCancellable *cancellable,
                     gpointer      user_data)
{
  IloSession *self = user_data;

  ilo_session_finish_log_in (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Cancelled")));
  return G_SOURCE_REMOVE;
}

/* Begins to log in or to join; the task is returned by finish_log_in(). */
static void
begin (IloSession          *self,
       GCancellable        *cancellable,
       GAsyncReadyCallback  callback,
       gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, ilo_session_log_in_async);
  g_task_set_check_cancellable (task, FALSE);
  self->log_in_task = task;
  ilo_session_start_work (self, task, G_SOURCE_FUNC (on_log_in_cancelled));
  identify (self);
}

/**
 * ilo_session_log_in_async:
 * @self: a session that is closed
 * @user: user name
 * @password: the password. A copy is kept for a console that has to connect again after the iLO has reset itself, and
 *   wiped as soon as there is none that could: when the console has ended, the session is closed, or the log-in fails
 * @cancellable: (nullable): ends it; a log-in that was sent already is followed by a log-out
 * @callback: called when it is logged in, or cannot be
 * @user_data: for @callback
 *
 * Finds out what the server is, asks whether to trust it if need be, and logs in. It can be called again after
 * it has failed, or the session was closed.
 */
void
ilo_session_log_in_async (IloSession          *self,
                          const char          *user,
                          const char          *password,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_return_if_fail (self->state == ILO_SESSION_STATE_CLOSED);

  g_free (self->user);
  self->user = g_strdup (user);
  g_clear_pointer (&self->password, ilo_secret_free);
  self->password = g_strdup (password);
  self->foreign = FALSE;
  begin (self, cancellable, callback, user_data);
}

/**
 * ilo_session_join_async:
 * @self: a session that is closed
 * @session_key: the key of a session that somebody else has opened, and will close
 * @cancellable: (nullable): ends it
 * @callback: called when it is joined, or cannot be
 * @user_data: for @callback
 *
 * As ilo_session_log_in_async(), with a session that is there already (“iLO 4 over HTTPS”, URLs). It ends with
 * ilo_session_log_in_finish() too.
 */
void
ilo_session_join_async (IloSession          *self,
                        const char          *session_key,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_return_if_fail (self->state == ILO_SESSION_STATE_CLOSED);

  self->session_key = g_strdup (session_key);
  self->foreign = TRUE;
  begin (self, cancellable, callback, user_data);
}

/**
 * ilo_session_log_in_finish:
 * @self: a session
 * @result: what the callback got
 * @error: why not
 *
 * Returns: whether it is open
 */
gboolean
ilo_session_log_in_finish (IloSession    *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ilo_session_answer_trust:
 * @self: a session in %ILO_SESSION_STATE_ASKING
 * @trust: whether to go on: with the key that the server showed, or without secure renegotiation
 *
 * Answers #IloSession::trust-needed. To remember a key is up to the caller.
 */
void
ilo_session_answer_trust (IloSession *self,
                          gboolean    trust)
{
  g_autoptr(GError) question = NULL;
  g_autofree char *key = NULL;

  g_return_if_fail (self->state == ILO_SESSION_STATE_ASKING);

  question = g_steal_pointer (&self->question);
  if (!trust)
    {
      ilo_session_finish_log_in (self, g_steal_pointer (&question));
      return;
    }
  key = g_strdup (ilo_http_get_server_key (self->http));
  if (question->code == ILO_ERROR_TLS_LEGACY)
    ilo_http_set_allow_legacy (self->http, TRUE);
  else
    ilo_http_set_known_key (self->http, key);
  identify (self);
}
