/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "ilo-error.h"
#include "ilo-session-private.h"

enum { PROP_0, PROP_STATE, PROP_STEP, PROP_CONSOLE, N_PROPS };
static GParamSpec *properties[N_PROPS];

guint ilo_session_signals[ILO_SESSION_N_SIGNALS];

G_DEFINE_FINAL_TYPE (IloSession, ilo_session, G_TYPE_OBJECT)

void
ilo_session_clear_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/* Takes the step. */
void
ilo_session_set_state (IloSession      *self,
                       IloSessionState  state,
                       char            *step)
{
  g_free (self->step);
  self->step = step;
  self->state = state;
  g_object_freeze_notify (G_OBJECT (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STEP]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  g_object_thaw_notify (G_OBJECT (self));
}

/* From now on the requests can be cancelled by the caller's cancellable, which calls @cancelled, and by closing. */
void
ilo_session_start_work (IloSession  *self,
                        GTask       *task,
                        GSourceFunc  cancelled)
{
  GCancellable *cancellable = g_task_get_cancellable (task);

  self->work = g_cancellable_new ();
  if (cancellable == NULL)
    return;
  self->cancel_source = g_cancellable_source_new (cancellable);
  g_source_set_callback (self->cancel_source, cancelled, self, NULL);
  g_source_attach (self->cancel_source, g_task_get_context (task));
}

void
ilo_session_stop_work (IloSession *self)
{
  ilo_session_clear_source (&self->cancel_source);
  if (self->work != NULL)
    g_cancellable_cancel (self->work);
  g_clear_object (&self->work);
}

/* The session is closed, or was never open. */
static void
finish_closing (IloSession *self,
                GError     *error)
{
  g_autoptr(IloSession) alive = g_object_ref (self);
  g_autoptr(GTask) task = g_steal_pointer (&self->close_task);

  ilo_session_clear_source (&self->close_timer);
  g_clear_pointer (&self->session_key, ilo_secret_free);
  ilo_session_set_state (self, ILO_SESSION_STATE_CLOSED, NULL);
  if (task == NULL)
    g_clear_error (&error);
  else if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_logged_out (GObject      *http,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(IloSession) self = user_data;
  g_autoptr(GError) error = NULL;

  ilo_rest_log_out_finish (ILO_HTTP (http), result, &error);
  /* A session that the iLO has ended by itself needs no log-out. */
  if (g_error_matches (error, ILO_ERROR, ILO_ERROR_LOST_SESSION))
    g_clear_error (&error);
  if (self->state == ILO_SESSION_STATE_CLOSING)
    finish_closing (self, g_steal_pointer (&error));
}

void
ilo_session_log_out (IloSession *self)
{
  g_autoptr(IloSecret) key = g_steal_pointer (&self->session_key);

  if (key == NULL || self->foreign)
    {
      finish_closing (self, NULL);
      return;
    }
  ilo_rest_log_out_async (self->http, key, NULL, on_logged_out, g_object_ref (self));
}

static gboolean
on_close_timeout (gpointer user_data)
{
  IloSession *self = user_data;

  finish_closing (self, g_error_new (ILO_ERROR, ILO_ERROR_TIMEOUT,
                                     _("%s did not answer the log-out in time. The session ends by itself when it "
                                       "expires."), ilo_http_get_host (self->http)));
  return G_SOURCE_REMOVE;
}

static void
on_console_closed (GObject      *console,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(IloSession) self = user_data;

  ilo_console_close_finish (ILO_CONSOLE (console), result);
  if (self->state == ILO_SESSION_STATE_CLOSING && !self->sent)     /* else it is logged out once it is known */
    ilo_session_log_out (self);
}

static void
ilo_session_get_property (GObject    *object,
                          guint       id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  IloSession *self = ILO_SESSION (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_uint (value, self->state);
      break;
    case PROP_STEP:
      g_value_set_string (value, self->step);
      break;
    case PROP_CONSOLE:
      g_value_set_object (value, self->console);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ilo_session_dispose (GObject *object)
{
  IloSession *self = ILO_SESSION (object);

  if (self->console != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->console, self);
      ilo_console_set_renew (self->console, NULL, NULL);
    }
  g_clear_object (&self->console);
  ilo_session_stop_work (self);
  ilo_session_stop_renewing (self);
  ilo_session_clear_source (&self->close_timer);
  /* Dropped without having been closed: the request keeps what it needs. */
  if (self->session_key != NULL && !self->foreign)
    ilo_rest_log_out_async (self->http, self->session_key, NULL, NULL, NULL);
  g_clear_pointer (&self->session_key, ilo_secret_free);
  G_OBJECT_CLASS (ilo_session_parent_class)->dispose (object);
}

static void
ilo_session_finalize (GObject *object)
{
  IloSession *self = ILO_SESSION (object);

  ilo_secret_free (self->password);
  ilo_facts_free (self->facts);
  ilo_session_info_free (self->info);
  ilo_rc_info_free (self->rc_info);
  g_clear_error (&self->question);
  g_object_unref (self->http);
  g_free (self->step);
  g_free (self->user);
  G_OBJECT_CLASS (ilo_session_parent_class)->finalize (object);
}

static void
ilo_session_class_init (IloSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = ilo_session_dispose;
  object_class->finalize = ilo_session_finalize;
  object_class->get_property = ilo_session_get_property;

  /**
   * IloSession:state:
   *
   * An #IloSessionState.
   */
  properties[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, ILO_SESSION_STATE_CLOSING, 0, flags);

  /**
   * IloSession:step:
   *
   * What is being waited for: a sentence for the user. %NULL while nothing is.
   */
  properties[PROP_STEP] = g_param_spec_string ("step", NULL, NULL, NULL, flags);

  /**
   * IloSession:console:
   *
   * The #IloConsole, from when it begins to open.
   */
  properties[PROP_CONSOLE] = g_param_spec_object ("console", NULL, NULL, ILO_TYPE_CONSOLE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * IloSession::trust-needed:
   * @self: a session
   * @question: %ILO_ERROR_KEY_UNKNOWN, %ILO_ERROR_KEY_CHANGED or %ILO_ERROR_TLS_LEGACY, with the message to
   *   show. ilo_http_get_server_key() and ilo_http_get_known_key() have the fingerprints
   *
   * The user has to decide before anything is sent. Answer with ilo_session_answer_trust(), now or later.
   * Without a handler the question is the error of the log-in.
   */
  ilo_session_signals[ILO_SESSION_SIGNAL_TRUST_NEEDED] =
    g_signal_new ("trust-needed", ILO_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                  G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
ilo_session_init (IloSession *self)
{
  self->close_timeout = ILO_SESSION_CLOSE_TIMEOUT;
}

/**
 * ilo_session_new:
 * @host: name or address of the iLO, without brackets
 * @port: its HTTPS port, usually 443
 *
 * Returns: (transfer full): a session that is closed
 */
IloSession *
ilo_session_new (const char *host,
                 guint16     port)
{
  IloSession *self = g_object_new (ILO_TYPE_SESSION, NULL);

  self->http = ilo_http_new (host, port);
  return self;
}

/**
 * ilo_session_get_http:
 * @self: a session
 *
 * Returns: (transfer none): its web server: tell it what is known of the key, and make other calls with it
 */
IloHttp *
ilo_session_get_http (IloSession *self)
{
  return self->http;
}

/**
 * ilo_session_set_close_timeout:
 * @self: a session
 * @timeout: milliseconds that closing may take; %ILO_SESSION_CLOSE_TIMEOUT unless set
 */
void
ilo_session_set_close_timeout (IloSession *self,
                               guint       timeout)
{
  self->close_timeout = timeout;
}

/**
 * ilo_session_close_async:
 * @self: a session in any state
 * @callback: called when it is closed, or the iLO did not answer in time
 * @user_data: for @callback
 *
 * Closes the console and logs out. A log-in that is under way is cancelled first.
 */
void
ilo_session_close_async (IloSession          *self,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(IloSession) alive = g_object_ref (self);
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, ilo_session_close_async);
  ilo_session_stop_renewing (self);
  g_clear_pointer (&self->password, ilo_secret_free);
  if (self->log_in_task != NULL)
    ilo_session_finish_log_in (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Cancelled")));
  if (self->console_task != NULL)
    ilo_session_finish_console (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Cancelled")));
  if (self->state == ILO_SESSION_STATE_CLOSED || self->close_task != NULL)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  self->close_task = task;
  self->close_timer = g_timeout_source_new (self->close_timeout);
  g_source_set_callback (self->close_timer, on_close_timeout, self, NULL);
  g_source_attach (self->close_timer, g_task_get_context (task));
  if (self->state == ILO_SESSION_STATE_CLOSING)     /* the log-out is on its way already */
    return;
  ilo_session_set_state (self, ILO_SESSION_STATE_CLOSING, g_strdup (_("Logging out…")));
  if (self->console != NULL)
    ilo_console_close_async (self->console, on_console_closed, g_object_ref (self));
  else
    ilo_session_log_out (self);
}

/**
 * ilo_session_close_finish:
 * @self: a session
 * @result: what the callback got
 * @error: why the iLO may think that it is still open
 *
 * Returns: whether the iLO knows that it is closed
 */
gboolean
ilo_session_close_finish (IloSession    *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ilo_session_get_state:
 * @self: a session
 *
 * Returns: where it stands
 */
IloSessionState
ilo_session_get_state (IloSession *self)
{
  return self->state;
}

/**
 * ilo_session_get_step:
 * @self: a session
 *
 * Returns: (nullable): what is being waited for
 */
const char *
ilo_session_get_step (IloSession *self)
{
  return self->step;
}

/**
 * ilo_session_get_facts:
 * @self: a session
 *
 * Returns: (nullable) (transfer none): what the iLO says about itself
 */
const IloFacts *
ilo_session_get_facts (IloSession *self)
{
  return self->facts;
}

/**
 * ilo_session_get_info:
 * @self: a session
 *
 * Returns: (nullable) (transfer none): what the user may do; %NULL when the firmware does not tell
 */
const IloSessionInfo *
ilo_session_get_info (IloSession *self)
{
  return self->info;
}

/**
 * ilo_session_get_rc_info:
 * @self: a session
 *
 * Returns: (nullable) (transfer none): what the console was opened with; virtual media need the very same
 */
const IloRcInfo *
ilo_session_get_rc_info (IloSession *self)
{
  return self->rc_info;
}

/**
 * ilo_session_get_session_key:
 * @self: a session
 *
 * Returns: (nullable): the session key, a secret, while it is open
 */
const char *
ilo_session_get_session_key (IloSession *self)
{
  return self->session_key;
}

/**
 * ilo_session_get_console:
 * @self: a session
 *
 * Returns: (nullable) (transfer none): the console
 */
IloConsole *
ilo_session_get_console (IloSession *self)
{
  return self->console;
}
