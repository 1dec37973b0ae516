/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ilo-error.h"
#include "ilo-secret.h"
#include "ilo-session.h"

/* The only generation that speaks the protocol. */
#define GENERATION 4

/**
 * IloSession:
 *
 * One iLO: log-in, console, log-out, in the thread-default main context of whoever made it. It logs out
 * whatever happens: on closing, when something goes wrong after the log-in, when the log-in is cancelled after it
 * was sent, and when it is dropped while it is open, as long as the main context runs on.
 */
struct _IloSession
{
  GObject          parent_instance;
  IloHttp         *http;             /* owned */
  IloSessionState  state;
  char            *step;             /* owned, nullable */
  char            *user;             /* owned, nullable */
  IloSecret       *password;         /* owned; until it has been sent */
  IloSecret       *session_key;      /* owned; while logged in */
  IloFacts        *facts;            /* owned, nullable */
  IloSessionInfo  *info;             /* owned, nullable */
  IloRcInfo       *rc_info;          /* owned, nullable */
  IloConsole      *console;          /* owned, nullable */
  GTask           *log_in_task;      /* owned, nullable */
  GTask           *console_task;     /* owned, nullable */
  GTask           *close_task;       /* owned, nullable */
  GCancellable    *work;             /* owned; of the requests for either task */
  GSource         *cancel_source;    /* owned; the caller of either task wants to cancel it */
  GSource         *close_timer;      /* owned */
  guint            close_timeout;    /* milliseconds */
  GError          *question;         /* owned; what the user is being asked */
  guint            foreign : 1;      /* somebody else's session, which is not ours to close */
  guint            sent : 1;         /* the log-in is under way, and will be answered */
};

enum { PROP_0, PROP_STATE, PROP_STEP, PROP_CONSOLE, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { SIGNAL_TRUST_NEEDED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (IloSession, ilo_session, G_TYPE_OBJECT)

static void identify (IloSession *self);
static void log_out (IloSession *self);

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/* Takes the step. */
static void
set_state (IloSession      *self,
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
static void
start_work (IloSession  *self,
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

static void
stop_work (IloSession *self)
{
  clear_source (&self->cancel_source);
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

  clear_source (&self->close_timer);
  set_state (self, ILO_SESSION_STATE_CLOSED, NULL);
  if (task == NULL)
    g_clear_error (&error);
  else if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* The log-in has come to its end. Takes the error. Returns only after the session, if there is one that nobody
 * will ever use, is about to be logged out. */
static void
finish_log_in (IloSession *self,
               GError     *error)
{
  g_autoptr(IloSession) alive = g_object_ref (self);
  g_autoptr(GTask) task = g_steal_pointer (&self->log_in_task);

  stop_work (self);
  g_clear_pointer (&self->password, ilo_secret_free);
  g_clear_error (&self->question);
  if (error == NULL)
    {
      set_state (self, ILO_SESSION_STATE_OPEN, NULL);
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (self->session_key != NULL || self->sent)
    {
      set_state (self, ILO_SESSION_STATE_CLOSING, g_strdup ("Logging out…"));
      if (self->session_key != NULL)
        log_out (self);
    }
  else
    set_state (self, ILO_SESSION_STATE_CLOSED, NULL);
  g_task_return_error (task, error);
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

static void
log_out (IloSession *self)
{
  g_autoptr(IloSecret) key = g_steal_pointer (&self->session_key);

  if (key == NULL || self->foreign)
    {
      finish_closing (self, NULL);
      return;
    }
  ilo_rest_log_out_async (self->http, key, NULL, on_logged_out, g_object_ref (self));
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
  finish_log_in (self, g_steal_pointer (&error));
}

static void
ask_for_info (IloSession *self)
{
  set_state (self, ILO_SESSION_STATE_OPENING, g_strdup ("Asking what the user may do…"));
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
      log_out (self);
      return;
    }
  self->session_key = g_steal_pointer (&key);
  if (self->session_key == NULL)
    finish_log_in (self, g_steal_pointer (&error));
  else
    ask_for_info (self);
}

static void
log_in (IloSession *self)
{
  g_autoptr(IloSecret) password = g_steal_pointer (&self->password);
  guint delay = self->facts->login_delay;

  if (delay > 0)
    set_state (self, ILO_SESSION_STATE_OPENING,
               g_strdup_printf ("Logging in as %s; after wrong log-ins the iLO waits %u seconds…", self->user,
                                delay));
  else
    set_state (self, ILO_SESSION_STATE_OPENING, g_strdup_printf ("Logging in as %s…", self->user));
  ilo_http_set_timeouts (self->http, ILO_HTTP_CONNECT_TIMEOUT, ILO_HTTP_ANSWER_TIMEOUT + delay * 1000);
  self->sent = TRUE;
  /* Not to be cancelled: the iLO would open a session whose key nobody knows. */
  ilo_rest_log_in_async (self->http, self->user, password, NULL, on_logged_in,
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
         && g_signal_has_handler_pending (self, signals[SIGNAL_TRUST_NEEDED], 0, TRUE);
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
      set_state (self, ILO_SESSION_STATE_ASKING, g_strdup (self->question->message));
      g_signal_emit (self, signals[SIGNAL_TRUST_NEEDED], 0, self->question);
      return;
    }
  generation = self->facts != NULL ? self->facts->generation : 0;
  if (generation != 0 && generation != GENERATION)
    error = g_error_new (ILO_ERROR, ILO_ERROR_GENERATION,
                         "%s is an iLO %u. Only the iLO %d has the console that this program speaks; its power "
                         "and sensors can be reached by IPMI.",
                         ilo_http_get_host (self->http), generation, GENERATION);
  if (error != NULL)
    finish_log_in (self, g_steal_pointer (&error));
  else if (self->session_key != NULL)
    ask_for_info (self);
  else
    log_in (self);
}

static void
identify (IloSession *self)
{
  set_state (self, ILO_SESSION_STATE_OPENING,
             g_strdup_printf ("Connecting to %s, port %u…", ilo_http_get_host (self->http),
                              ilo_http_get_port (self->http)));
  ilo_rest_identify_async (self->http, self->work, on_identified, g_object_ref (self->log_in_task));
}

static gboolean
on_log_in_cancelled (GCancellable *cancellable,
                     gpointer      user_data)
{
  IloSession *self = user_data;

  finish_log_in (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
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
  start_work (self, task, G_SOURCE_FUNC (on_log_in_cancelled));
  identify (self);
}

static void
on_console_step (IloConsole *console,
                 GParamSpec *pspec,
                 IloSession *self)
{
  if (self->console_task != NULL && self->state == ILO_SESSION_STATE_OPEN)
    set_state (self, ILO_SESSION_STATE_OPEN, g_strdup (ilo_console_get_step (console)));
}

/* The console is open, or cannot be had; the log-in stays. Takes the error. */
static void
finish_console (IloSession *self,
                GError     *error)
{
  g_autoptr(IloSession) alive = g_object_ref (self);
  g_autoptr(GTask) task = g_steal_pointer (&self->console_task);

  stop_work (self);
  if (self->state == ILO_SESSION_STATE_OPEN)
    set_state (self, ILO_SESSION_STATE_OPEN, NULL);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_console_opened (GObject      *console,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  IloSession *self = g_task_get_source_object (task);

  ilo_console_open_finish (ILO_CONSOLE (console), result, &error);
  if (task == self->console_task)
    finish_console (self, g_steal_pointer (&error));
}

static gboolean
on_console_cancelled (GCancellable *cancellable,
                      gpointer      user_data)
{
  IloSession *self = user_data;

  finish_console (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
  return G_SOURCE_REMOVE;
}

static void
set_console (IloSession *self,
             IloConsole *console)
{
  if (self->console != NULL)
    g_signal_handlers_disconnect_by_data (self->console, self);
  g_set_object (&self->console, console);
  if (console != NULL)
    g_signal_connect (console, "notify::step", G_CALLBACK (on_console_step), self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONSOLE]);
}

static void
on_rc_info (GObject      *http,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(IloRcInfo) rc_info = ilo_rest_get_rc_info_finish (ILO_HTTP (http), result, &error);
  g_autoptr(IloConsole) console = NULL;
  IloSession *self = g_task_get_source_object (task);

  if (task != self->console_task)     /* cancelled */
    return;
  if (rc_info == NULL)
    {
      finish_console (self, g_steal_pointer (&error));
      return;
    }
  g_clear_pointer (&self->rc_info, ilo_rc_info_free);
  self->rc_info = g_steal_pointer (&rc_info);
  console = ilo_console_new (ilo_http_get_host (self->http), self->rc_info, self->session_key);
  ilo_console_set_if_busy (console, GPOINTER_TO_INT (g_task_get_task_data (task)));
  set_console (self, console);
  ilo_console_open_async (console, self->work, on_console_opened, g_steal_pointer (&task));
}

static gboolean
on_close_timeout (gpointer user_data)
{
  IloSession *self = user_data;

  finish_closing (self, g_error_new (ILO_ERROR, ILO_ERROR_TIMEOUT,
                                     "%s did not answer the log-out in time. The session ends by itself when it "
                                     "expires.", ilo_http_get_host (self->http)));
  return G_SOURCE_REMOVE;
}

static void
on_console_closed (GObject      *console,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(IloSession) self = user_data;

  ilo_console_close_finish (ILO_CONSOLE (console), result);
  if (self->state == ILO_SESSION_STATE_CLOSING)
    log_out (self);
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
    g_signal_handlers_disconnect_by_data (self->console, self);
  g_clear_object (&self->console);
  stop_work (self);
  clear_source (&self->close_timer);
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
  signals[SIGNAL_TRUST_NEEDED] =
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
 * ilo_session_log_in_async:
 * @self: a session that is closed
 * @user: user name
 * @password: the password; wiped once it has been sent
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
      finish_log_in (self, g_steal_pointer (&question));
      return;
    }
  key = g_strdup (ilo_http_get_server_key (self->http));
  if (question->code == ILO_ERROR_TLS_LEGACY)
    ilo_http_set_allow_legacy (self->http, TRUE);
  else
    ilo_http_set_known_key (self->http, key);
  identify (self);
}

/**
 * ilo_session_open_console_async:
 * @self: a session that is open
 * @if_busy: what to do when somebody else holds the console; with %ILO_IF_BUSY_ASK answer by
 *   ilo_console_answer_busy()
 * @cancellable: (nullable): ends it
 * @callback: called when the console is live, or cannot be had
 * @user_data: for @callback
 *
 * Opens the console. The session stays open whatever comes of it, so that it can be tried again.
 */
void
ilo_session_open_console_async (IloSession          *self,
                                IloIfBusy            if_busy,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (self->state == ILO_SESSION_STATE_OPEN && self->console_task == NULL);

  g_task_set_source_tag (task, ilo_session_open_console_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, GINT_TO_POINTER (if_busy), NULL);
  if (self->info != NULL && !self->info->may_use_console)
    {
      g_task_return_new_error (task, ILO_ERROR, ILO_ERROR_PRIVILEGE,
                               "The user %s may not use the remote console. An administrator of the iLO can give "
                               "the privilege.", self->info->user);
      return;
    }
  self->console_task = g_steal_pointer (&task);
  start_work (self, self->console_task, G_SOURCE_FUNC (on_console_cancelled));
  set_state (self, ILO_SESSION_STATE_OPEN, g_strdup ("Asking for the console's keys…"));
  ilo_rest_get_rc_info_async (self->http, self->session_key, self->work, on_rc_info,
                              g_object_ref (self->console_task));
}

/**
 * ilo_session_open_console_finish:
 * @self: a session
 * @result: what the callback got
 * @error: why there is no console
 *
 * Returns: whether ilo_session_get_console() is live
 */
gboolean
ilo_session_open_console_finish (IloSession    *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_power_pressed (GObject      *http,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (ilo_rest_press_power_finish (ILO_HTTP (http), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * ilo_session_press_power_async:
 * @self: a session that is open
 * @action: what to do with the power button
 * @cancellable: (nullable): ends it; the button may have been pressed nevertheless
 * @callback: called when it has been sent, or cannot be
 * @user_data: for @callback
 *
 * Uses the power button, by the console if that is live and else by the web server; see
 * ilo_rest_press_power_async().
 */
void
ilo_session_press_power_async (IloSession          *self,
                               IloPowerAction       action,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (self->state == ILO_SESSION_STATE_OPEN);

  g_task_set_source_tag (task, ilo_session_press_power_async);
  g_task_set_check_cancellable (task, FALSE);
  if (self->info != NULL && !self->info->may_use_power)
    g_task_return_new_error (task, ILO_ERROR, ILO_ERROR_PRIVILEGE,
                             "The user %s may not use the power button. An administrator of the iLO can give the "
                             "privilege.", self->info->user);
  else if (self->console != NULL && ilo_console_press_power (self->console, action))
    g_task_return_boolean (task, TRUE);
  else
    ilo_rest_press_power_async (self->http, self->session_key, action, cancellable, on_power_pressed,
                                g_steal_pointer (&task));
}

/**
 * ilo_session_press_power_finish:
 * @self: a session
 * @result: what the callback got
 * @error: why not
 *
 * Returns: whether it has been sent
 */
gboolean
ilo_session_press_power_finish (IloSession    *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
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
  if (self->log_in_task != NULL)
    finish_log_in (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
  if (self->console_task != NULL)
    finish_console (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
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
  set_state (self, ILO_SESSION_STATE_CLOSING, g_strdup ("Logging out…"));
  if (self->console != NULL)
    ilo_console_close_async (self->console, on_console_closed, g_object_ref (self));
  else
    log_out (self);
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
