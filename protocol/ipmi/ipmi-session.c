/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "ipmi-completion.h"
#include "ipmi-session-parts.h"

/* A BMC that was quick may be gone; one that is slow gets the time that it takes. */
#define SHORTEST_CLOSE  G_TIME_SPAN_SECOND
#define LONGEST_CLOSE   (10 * G_TIME_SPAN_SECOND)

enum
{
  PROP_0,
  PROP_ADDRESS,
  PROP_USER,
  PROP_KG,
  PROP_SUITE,
  PROP_PRIVILEGE,
  PROP_ROLE_LOOKUP,
  PROP_TARGET,
  PROP_WINDOW,
  PROP_RETRIES,
  PROP_TIMEOUT_MS,
  PROP_KEEP_ALIVE_SECONDS,
  PROP_OPEN,
  N_PROPS
};

enum { SIGNAL_CLOSED, N_SIGNALS };

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static IpmiTarget *
target_copy (IpmiTarget *target)
{
  return g_memdup2 (target, sizeof *target);
}

G_DEFINE_BOXED_TYPE (IpmiTarget, ipmi_target, target_copy, g_free)

G_DEFINE_FINAL_TYPE (IpmiSession, ipmi_session, G_TYPE_OBJECT)

gint64
ipmi_session_timeout_us (IpmiSession *self)
{
  return self->timeout_ms * G_TIME_SPAN_MILLISECOND;
}

void
ipmi_session_set_state (IpmiSession      *self,
                        IpmiSessionState  state)
{
  gboolean was_open = self->state == IPMI_STATE_OPEN;

  self->state = state;
  if (was_open != (state == IPMI_STATE_OPEN))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OPEN]);
}

/* The end */

/* Ends what is done in the session, with the state changed already so that nothing new begins. */
static void
fail_users (IpmiSession  *self,
            const GError *error)
{
  if (self->sol != NULL)
    {
      self->sol = NULL;
      self->sol_ended (error, self->sol_data);
    }
  ipmi_queue_fail_all (self->queue, error);
}

void
ipmi_session_end (IpmiSession  *self,
                  const GError *error)
{
  gboolean was_open = self->state == IPMI_STATE_OPEN;

  /* It may just have no time. */
  ipmi_session_abandon (self);
  ipmi_session_set_state (self, IPMI_STATE_CLOSED);
  fail_users (self, error);
  ipmi_session_disconnect (self);
  if (was_open)
    g_signal_emit (self, signals[SIGNAL_CLOSED], 0, error);
}

static void
on_closed (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  IpmiSession *self = IPMI_SESSION (object);
  g_autoptr(GTask) task = g_steal_pointer (&self->close_task);

  /* Without an answer it is closed as well: either that got lost, or the BMC is gone. */
  g_bytes_unref (ipmi_session_request_finish (self, result, &(guint8) { 0 }, NULL));
  ipmi_session_set_state (self, IPMI_STATE_CLOSED);
  ipmi_session_disconnect (self);
  g_task_return_boolean (task, TRUE);
}

static void
send_close (IpmiSession  *self,
            GCancellable *cancellable)
{
  gint64 timeout = CLAMP (6 * ipmi_timing_base (&self->timing), SHORTEST_CLOSE, LONGEST_CLOSE);
  guint8 data[] = { self->bmc_id, self->bmc_id >> 8, self->bmc_id >> 16, self->bmc_id >> 24 };
  const IpmiTarget bmc = { 0 };
  const IpmiRequest request = {
    .netfn = IPMI_NETFN_APP, .command = IPMI_COMMAND_CLOSE, .data = data, .length = sizeof data,
  };
  g_autoptr(GTask) task = ipmi_session_request_task (self, cancellable, on_closed, NULL);

  ipmi_session_submit (self, &request, &bmc, timeout, TRUE, task);
}

/* The object */

static void
set_secret (IpmiSession *self,
            guint8       secret[IPMI_KEY_LENGTH],
            gboolean     is_kg,
            const void  *bytes,
            gsize        length)
{
  if (length > IPMI_KEY_LENGTH)
    {
      g_free (self->invalid);
      self->invalid = g_strdup_printf (is_kg ? _("The K_g key is longer than the %d bytes that IPMI 2.0 allows.")
                                             : _("The password is longer than the %d bytes that IPMI 2.0 allows."),
                                       IPMI_KEY_LENGTH);
    }
  else if (length > 0)
    memcpy (secret, bytes, length);
}

static void
set_user (IpmiSession *self,
          const char  *user)
{
  gsize length = user != NULL ? strlen (user) : 0;

  if (length > IPMI_MAX_USER_NAME)
    {
      g_free (self->invalid);
      self->invalid = g_strdup_printf (_("The user name is longer than the %d bytes that IPMI 2.0 allows."),
                                       IPMI_MAX_USER_NAME);
      return;
    }
  self->credentials.user_length = length;
  if (length > 0)
    memcpy (self->credentials.user, user, length);
}

static void
ipmi_session_set_property (GObject      *object,
                           guint         property_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  IpmiSession *self = IPMI_SESSION (object);
  GBytes *bytes;

  switch (property_id)
    {
    case PROP_ADDRESS:
      self->address = g_value_dup_object (value);
      break;
    case PROP_USER:
      set_user (self, g_value_get_string (value));
      break;
    case PROP_KG:
      bytes = g_value_get_boxed (value);
      if (bytes != NULL)
        set_secret (self, self->credentials.kg, TRUE, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      break;
    case PROP_SUITE:
      self->credentials.suite = g_value_get_int (value);
      break;
    case PROP_PRIVILEGE:
      self->credentials.privilege = g_value_get_int (value);
      break;
    case PROP_ROLE_LOOKUP:
      self->credentials.role_lookup = g_value_get_boolean (value);
      break;
    case PROP_TARGET:
      if (g_value_get_boxed (value) != NULL)
        self->target = *(IpmiTarget *) g_value_get_boxed (value);
      break;
    case PROP_WINDOW:
      self->window = g_value_get_uint (value);
      break;
    case PROP_RETRIES:
      self->retries = g_value_get_int (value);
      break;
    case PROP_TIMEOUT_MS:
      self->timeout_ms = g_value_get_uint (value);
      break;
    case PROP_KEEP_ALIVE_SECONDS:
      self->keep_alive = g_value_get_uint (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
      break;
    }
}

static void
ipmi_session_get_property (GObject    *object,
                           guint       property_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  IpmiSession *self = IPMI_SESSION (object);

  switch (property_id)
    {
    case PROP_TARGET:
      g_value_set_boxed (value, &self->target);
      break;
    case PROP_OPEN:
      g_value_set_boolean (value, ipmi_session_get_open (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
      break;
    }
}

static void
ipmi_session_dispose (GObject *object)
{
  IpmiSession *self = IPMI_SESSION (object);

  /* Whoever opens or waits holds a reference, so at most an idle session is left. */
  if (self->state == IPMI_STATE_OPEN)
    ipmi_session_abandon (self);
  self->state = IPMI_STATE_CLOSED;
  ipmi_session_disconnect (self);
  g_clear_object (&self->address);
  G_OBJECT_CLASS (ipmi_session_parent_class)->dispose (object);
}

static void
ipmi_session_finalize (GObject *object)
{
  IpmiSession *self = IPMI_SESSION (object);

  g_clear_pointer (&self->retired_queue, ipmi_queue_free);
  g_clear_pointer (&self->retired_socket, ipmi_socket_free);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->invalid, g_free);
  g_clear_pointer (&self->peers, g_ptr_array_unref);
  explicit_bzero (&self->credentials, sizeof self->credentials);
  G_OBJECT_CLASS (ipmi_session_parent_class)->finalize (object);
}

static void
ipmi_session_class_init (IpmiSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = ipmi_session_dispose;
  object_class->finalize = ipmi_session_finalize;
  object_class->set_property = ipmi_session_set_property;
  object_class->get_property = ipmi_session_get_property;
  properties[PROP_ADDRESS] = g_param_spec_object ("address", NULL, NULL, G_TYPE_SOCKET_CONNECTABLE, flags);
  properties[PROP_USER] = g_param_spec_string ("user", NULL, NULL, NULL, flags);
  properties[PROP_KG] = g_param_spec_boxed ("kg", NULL, NULL, G_TYPE_BYTES, flags);
  properties[PROP_SUITE] = g_param_spec_int ("suite", NULL, NULL, -1, 63, -1, flags);
  properties[PROP_PRIVILEGE] = g_param_spec_int ("privilege", NULL, NULL, IPMI_PRIVILEGE_HIGHEST, IPMI_PRIVILEGE_OEM,
                                                 IPMI_PRIVILEGE_HIGHEST, flags);
  properties[PROP_ROLE_LOOKUP] = g_param_spec_boolean ("role-lookup", NULL, NULL, FALSE, flags);
  properties[PROP_TARGET] = g_param_spec_boxed ("target", NULL, NULL, IPMI_TYPE_TARGET,
                                                flags | G_PARAM_READABLE);
  properties[PROP_WINDOW] = g_param_spec_uint ("window", NULL, NULL, 1, IPMI_MAX_WINDOW, 4, flags);
  properties[PROP_RETRIES] = g_param_spec_int ("retries", NULL, NULL, -1, 1000, -1, flags);
  properties[PROP_TIMEOUT_MS] = g_param_spec_uint ("timeout-ms", NULL, NULL, 10, 3600000, 5000, flags);
  properties[PROP_KEEP_ALIVE_SECONDS] = g_param_spec_uint ("keep-alive-seconds", NULL, NULL, 0, 3600, 20, flags);
  properties[PROP_OPEN] = g_param_spec_boolean ("open", NULL, NULL, FALSE,
                                                G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * IpmiSession::closed:
   * @self: a session
   * @error: why
   *
   * An open session ended, but not by ipmi_session_close_async().
   */
  signals[SIGNAL_CLOSED] = g_signal_new ("closed", IPMI_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
ipmi_session_init (IpmiSession *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->peers = g_ptr_array_new_with_free_func (g_object_unref);
  self->armed = G_MAXINT64;
}

/**
 * ipmi_session_new:
 * @address: where the BMC is; the port is 623 if nothing else is said
 * @user: (nullable): user name, at most 16 bytes; %NULL or empty for the anonymous user
 * @password: (nullable): password, at most 20 bytes
 *
 * Returns: (transfer full): a session that is not open
 */
IpmiSession *
ipmi_session_new (GSocketConnectable *address,
                  const char         *user,
                  const char         *password)
{
  IpmiSession *self = g_object_new (IPMI_TYPE_SESSION, "address", address, "user", user, NULL);

  ipmi_session_set_password (self, password);
  return self;
}

/**
 * ipmi_session_set_password:
 * @self: a session that has not been opened yet
 * @password: (nullable): password, at most 20 bytes; %NULL for none
 *
 * Says with what password to log in. It is no property: g_object_new() would leave a copy of it in memory.
 */
void
ipmi_session_set_password (IpmiSession *self,
                           const char  *password)
{
  g_return_if_fail (IPMI_IS_SESSION (self));

  explicit_bzero (self->credentials.password, sizeof self->credentials.password);
  set_secret (self, self->credentials.password, FALSE, password, password != NULL ? strlen (password) : 0);
}

/**
 * ipmi_session_close_async:
 * @self: a session
 * @cancellable: (nullable): stops waiting for what the BMC says; it has been told
 * @callback: called when it is closed
 * @user_data: for @callback
 *
 * Ends all requests with %IPMI_ERROR_CLOSED and tells the BMC to forget the session (IPMI 2.0 §22.19), again and again
 * until it has confirmed that: for a second, or longer where its answers have been slow in coming.
 */
void
ipmi_session_close_async (IpmiSession         *self,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(GError) error = NULL;

  g_return_if_fail (IPMI_IS_SESSION (self));

  g_task_set_source_tag (task, ipmi_session_close_async);
  g_task_set_check_cancellable (task, FALSE);
  g_set_error_literal (&error, IPMI_ERROR, IPMI_ERROR_CLOSED, _("The session was closed."));
  if (self->open_task != NULL)
    {
      ipmi_session_abandon (self);
      ipmi_session_fail_open (self, g_steal_pointer (&error));
    }
  if (self->state != IPMI_STATE_OPEN)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  ipmi_session_set_state (self, IPMI_STATE_CLOSING);
  self->close_task = g_object_ref (task);
  fail_users (self, error);
  send_close (self, cancellable);
}

/**
 * ipmi_session_close_finish:
 * @self: a session
 * @result: the result
 * @error: return location
 *
 * Returns: %TRUE; a BMC that does not confirm forgets the session by itself after a minute
 */
gboolean
ipmi_session_close_finish (IpmiSession   *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ipmi_session_get_open:
 * @self: a session
 *
 * Returns: whether requests can be sent
 */
gboolean
ipmi_session_get_open (IpmiSession *self)
{
  return self->state == IPMI_STATE_OPEN;
}

/**
 * ipmi_session_get_suite:
 * @self: a session
 *
 * Returns: the cipher suite in use, -1 when not open
 */
int
ipmi_session_get_suite (IpmiSession *self)
{
  return self->auth != NULL ? ipmi_auth_get_suite (self->auth)->id : -1;
}

/**
 * ipmi_session_get_warning:
 * @self: an open session
 *
 * Returns: (nullable): a sentence for the user when the suite leaves something unprotected
 */
const char *
ipmi_session_get_warning (IpmiSession *self)
{
  const IpmiSuite *suite = self->auth != NULL ? ipmi_auth_get_suite (self->auth) : NULL;

  if (suite == NULL || !ipmi_suite_is_weak (suite))
    return NULL;
  if (suite->authentication == IPMI_AUTHENTICATION_NONE)
    return _("This cipher suite protects nothing: no password is checked, and anybody on the network can read "
             "and change what is sent.");
  if (suite->integrity == IPMI_INTEGRITY_NONE)
    return _("This cipher suite protects the log-in only: anybody on the network can read and change what is sent.");
  return _("This cipher suite does not encrypt: anybody on the network can read what is sent.");
}

/**
 * ipmi_session_get_privilege:
 * @self: an open session
 *
 * Returns: the privilege level that was granted
 */
IpmiPrivilege
ipmi_session_get_privilege (IpmiSession *self)
{
  return self->privilege;
}

/**
 * ipmi_session_get_peer:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): the address that is used, of those that the name stands for
 */
GSocketAddress *
ipmi_session_get_peer (IpmiSession *self)
{
  return self->peer < self->peers->len ? g_ptr_array_index (self->peers, self->peer) : NULL;
}

/**
 * ipmi_session_get_put_off:
 * @self: a session
 *
 * For when a log-in or a request was cancelled before the BMC had time for it.
 *
 * Returns: (nullable): a sentence: what the BMC said instead of an answer. %NULL when it did not put anything off
 */
const char *
ipmi_session_get_put_off (IpmiSession *self)
{
  guint8 completion = self->queue != NULL ? ipmi_queue_get_put_off (self->queue) : self->put_off;

  return completion != 0 ? ipmi_completion_text (completion) : NULL;
}

/**
 * ipmi_session_get_statistics:
 * @self: a session
 * @statistics: (out caller-allocates): what happened on the network
 */
void
ipmi_session_get_statistics (IpmiSession    *self,
                             IpmiStatistics *statistics)
{
  G_STATIC_ASSERT (G_N_ELEMENTS (statistics->dropped) == IPMI_N_VERDICTS);

  *statistics = self->statistics;
  for (guint i = 0; i < IPMI_N_VERDICTS; i++)
    statistics->dropped_total += statistics->dropped[i];
  statistics->round_trip_us = self->timing.smoothed;
  if (self->queue != NULL)
    {
      statistics->resent = ipmi_queue_get_resent (self->queue);
      statistics->window = ipmi_queue_get_window (self->queue);
    }
}

/**
 * ipmi_session_take_sol:
 * @self: an open session
 * @func: gets the SOL payloads
 * @ended: called when the session ends before ipmi_session_release_sol()
 * @user_data: for @func
 *
 * Returns: whether nobody else does
 */
gboolean
ipmi_session_take_sol (IpmiSession     *self,
                       IpmiPayloadFunc  func,
                       IpmiPayloadEnd   ended,
                       gpointer         user_data)
{
  if (self->sol != NULL)
    return FALSE;
  self->sol = func;
  self->sol_ended = ended;
  self->sol_data = user_data;
  return TRUE;
}

/**
 * ipmi_session_release_sol:
 * @self: a session
 *
 * Ends what ipmi_session_take_sol() began.
 */
void
ipmi_session_release_sol (IpmiSession *self)
{
  self->sol = NULL;
  ipmi_numbers_give_up (&self->numbers);
}

/**
 * ipmi_session_send_sol:
 * @self: a session
 * @payload: (array length=length): a SOL payload
 * @length: its length
 * @again: whether it wants an answer, and none came the last time
 *
 * Sends it, if the session is open.
 */
void
ipmi_session_send_sol (IpmiSession  *self,
                       const guint8 *payload,
                       gsize         length,
                       gboolean      again)
{
  if (self->state != IPMI_STATE_OPEN)
    return;
  ipmi_session_send_payload (self, IPMI_PAYLOAD_SOL, payload, length, again);
  ipmi_session_flush (self);
}

/**
 * ipmi_session_answered:
 * @self: a session
 *
 * Says that the BMC has answered to a SOL payload.
 */
void
ipmi_session_answered (IpmiSession *self)
{
  ipmi_numbers_answered (&self->numbers);
}

/**
 * ipmi_session_hurry:
 * @self: a session
 *
 * Sends what waits for the end of a dispatch now, before something is done that may take a while.
 */
void
ipmi_session_hurry (IpmiSession *self)
{
  if (self->socket != NULL)
    ipmi_socket_flush (self->socket);
}

/**
 * ipmi_session_get_ciphers:
 * @self: an open session
 *
 * Returns: (transfer none): how its packets are protected
 */
const IpmiSuite *
ipmi_session_get_ciphers (IpmiSession *self)
{
  return ipmi_auth_get_suite (self->auth);
}

/**
 * ipmi_session_get_bmc_id:
 * @self: an open session
 *
 * Returns: the session's id at the BMC
 */
guint32
ipmi_session_get_bmc_id (IpmiSession *self)
{
  return self->bmc_id;
}

/**
 * ipmi_session_get_lossy:
 * @self: an open session
 *
 * Returns: whether the network has lost packets lately
 */
gboolean
ipmi_session_get_lossy (IpmiSession *self)
{
  return g_get_monotonic_time () < MAX (self->lossy_until, ipmi_queue_get_loss_at (self->queue) + IPMI_SESSION_LOSSY_FOR);
}

/**
 * ipmi_session_get_timing:
 * @self: an open session
 *
 * Returns: (transfer none): what is known of its round trips
 */
const IpmiTiming *
ipmi_session_get_timing (IpmiSession *self)
{
  return &self->timing;
}

/**
 * ipmi_session_set_timing:
 * @self: an open session
 * @timing: what has become known of its round trips; the limits stay the session's own
 */
void
ipmi_session_set_timing (IpmiSession      *self,
                         const IpmiTiming *timing)
{
  self->timing.smoothed = timing->smoothed;
  self->timing.variation = timing->variation;
  self->timing.backed_off = timing->backed_off;
  self->timing.lossy = timing->lossy;
}

/**
 * ipmi_session_get_context:
 * @self: a session
 *
 * Returns: (transfer none): where its callbacks run
 */
GMainContext *
ipmi_session_get_context (IpmiSession *self)
{
  return self->context;
}
