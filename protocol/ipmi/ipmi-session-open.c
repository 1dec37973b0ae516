/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Opening a session: one address after the other, the log-in, and the privilege level. */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "ipmi-completion.h"
#include "ipmi-session-parts.h"

#define COMMAND_PRIVILEGE   0x3B
#define STATUS_UNAUTHORIZED 0x0A
#define REFUSALS_BELIEVED   3
#define FIRST_PATIENCE      (500 * G_TIME_SPAN_MILLISECOND)    /* then the next address is tried … */
#define ADDRESS_PATIENCE    (1500 * G_TIME_SPAN_MILLISECOND)   /* … and when all have been, with this for each */
#define SHORTEST_RAISE      (1200 * G_TIME_SPAN_MILLISECOND)   /* then the log-in is begun again */

static void try_peer (IpmiSession *self);
static void on_raised (GObject *object, GAsyncResult *result, gpointer user_data);

static void
clear_resolve_limit (IpmiSession *self)
{
  if (self->resolve_limit != NULL)
    g_source_destroy (self->resolve_limit);
  g_clear_pointer (&self->resolve_limit, g_source_unref);
}

static void
clear_opening (IpmiSession *self)
{
  clear_resolve_limit (self);
  if (self->open_cancelled != NULL)
    g_source_destroy (self->open_cancelled);
  g_clear_pointer (&self->open_cancelled, g_source_unref);
  g_clear_object (&self->enumerator);
  g_clear_error (&self->peer_error);
}

void
ipmi_session_fail_open (IpmiSession *self,
                        GError      *error)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->open_task);

  ipmi_session_set_state (self, IPMI_STATE_CLOSED);
  clear_opening (self);
  if (self->login != NULL)
    {
      self->put_off = ipmi_login_get_put_off (self->login);
      ipmi_login_give_up (self->login);
      ipmi_socket_flush (self->socket);
    }
  if (self->queue != NULL)
    {
      ipmi_queue_fail_all (self->queue, error);
      self->put_off = ipmi_queue_get_put_off (self->queue);
    }
  ipmi_session_disconnect (self);
  g_task_return_error (task, error);
}

static void
finish_open (IpmiSession *self)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->open_task);

  clear_opening (self);
  ipmi_session_set_state (self, IPMI_STATE_OPEN);
  g_task_return_boolean (task, TRUE);
}

static void
raise_privilege (IpmiSession *self)
{
  const guint8 data[] = { self->privilege };
  gint64 patience = MAX (8 * ipmi_timing_base (&self->timing), SHORTEST_RAISE);

  ipmi_session_set_state (self, IPMI_STATE_RAISING);
  ipmi_session_submit_to_bmc (self, COMMAND_PRIVILEGE, data, sizeof data,
                              MIN (patience, ipmi_session_timeout_us (self)), FALSE, on_raised);
}

/* Tells the BMC, without waiting for what it says to it, that the session is not wanted. */
void
ipmi_session_abandon (IpmiSession *self)
{
  if (self->queue == NULL || self->socket == NULL)
    return;
  {
    guint8 data[] = { self->bmc_id, self->bmc_id >> 8, self->bmc_id >> 16, self->bmc_id >> 24 };
    const IpmiTarget bmc = { 0 };
    const IpmiRequest request = {
      .netfn = IPMI_NETFN_APP, .command = IPMI_COMMAND_CLOSE, .data = data, .length = sizeof data,
    };
    g_autoptr(IpmiPending) pending = ipmi_pending_new (&request, &bmc);

    pending->sequence = 0x3F;
    ipmi_session_transmit (pending, self);
    ipmi_socket_flush (self->socket);
  }
}

/* IPMI 2.0 §22.18: a BMC may say in its answer that it grants another level than was asked for. */
static gboolean
is_granted (IpmiSession *self,
            GBytes      *answer,
            guint8       completion)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (answer, &length);
  guint8 granted = length > 0 ? data[0] & 0x0F : 0;

  if (completion != 0)
    return FALSE;
  if (granted == 0 || granted >= self->privilege)
    return TRUE;
  if (self->credentials.privilege != IPMI_PRIVILEGE_HIGHEST)
    return FALSE;
  self->privilege = granted;
  return TRUE;
}

static gboolean
has_time (IpmiSession *self)
{
  return g_get_monotonic_time () < self->open_since + IPMI_SESSION_TIMEOUTS * ipmi_session_timeout_us (self);
}

/* Completion codes 0x80 and 0x81 say that user or channel do not have the level. One that is busy has said nothing of
 * it yet. */
static void
on_raised (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  IpmiSession *self = IPMI_SESSION (object);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) answer = NULL;
  guint8 completion = IPMI_COMPLETION_OK;
  gboolean busy;

  answer = ipmi_session_request_finish (self, result, &completion, &error);
  busy = ipmi_completion_error (completion) == IPMI_ERROR_BUSY;
  if (self->state != IPMI_STATE_RAISING)
    return;
  if (answer != NULL && is_granted (self, answer, completion))
    {
      finish_open (self);
      return;
    }
  /* A BMC may drop a session that has hardly begun, when a repeated RAKP 3 reaches it damaged. */
  if (g_error_matches (error, IPMI_ERROR, IPMI_ERROR_TIMEOUT) && has_time (self))
    {
      self->logged_in = TRUE;
      ipmi_session_abandon (self);
      ipmi_session_disconnect (self);
      try_peer (self);
      return;
    }
  if (ipmi_completion_is_passing (completion) && has_time (self))
    {
      raise_privilege (self);
      return;
    }
  if (answer != NULL && !busy && self->credentials.privilege == IPMI_PRIVILEGE_HIGHEST
      && self->privilege > IPMI_PRIVILEGE_USER)
    {
      self->privilege--;
      raise_privilege (self);
      return;
    }
  if (answer != NULL && completion == 0)
    {
      g_autofree char *text = ipmi_status_text (STATUS_UNAUTHORIZED);

      g_set_error_literal (&error, IPMI_ERROR, IPMI_ERROR_PRIVILEGE, text);
    }
  else if (busy)
    g_set_error (&error, IPMI_ERROR, IPMI_ERROR_BUSY, _("%s (completion code 0x%02x)"),
                 ipmi_completion_text (completion), completion);
  else if (answer != NULL)
    g_set_error (&error, IPMI_ERROR, IPMI_ERROR_PRIVILEGE,
                 _("The user may not have the privilege level that was asked for (completion code 0x%02x). "
                   "Ask for a lower one."), completion);
  ipmi_session_abandon (self);
  ipmi_session_fail_open (self, g_steal_pointer (&error));
}

static void
finish_login (IpmiSession *self)
{
  IpmiExchange exchange;

  memset (&self->numbers, 0, sizeof self->numbers);
  self->auth = ipmi_login_steal_auth (self->login, &exchange, &self->numbers.last);
  g_clear_pointer (&self->login, ipmi_login_free);
  self->console_id = exchange.console_id;
  self->bmc_id = exchange.bmc_id;
  self->privilege = exchange.role & 0x0F;
  memset (&self->replay, 0, sizeof self->replay);
  self->queue = ipmi_queue_new (&self->timing, ipmi_session_transmit, self);
  ipmi_queue_configure (self->queue, self->window, self->retries, ipmi_session_timeout_us (self));
  explicit_bzero (&exchange, sizeof exchange);
  /* A session begins as a user's, at most (§6.8). */
  if (self->privilege > IPMI_PRIVILEGE_USER)
    raise_privilege (self);
  else
    finish_open (self);
}

static void
send_datagram (const guint8 *data,
               gsize         length,
               gpointer      user_data)
{
  IpmiSession *self = user_data;

  ipmi_socket_send (self->socket, data, length);
  self->statistics.sent++;
}

void
ipmi_session_act_on_login (IpmiSession    *self,
                           IpmiLoginState  state)
{
  if (state == IPMI_LOGIN_DONE)
    finish_login (self);
  else if (state == IPMI_LOGIN_FAILED)
    ipmi_session_fail_open (self, ipmi_login_steal_error (self->login));
}

static char *
describe_peer (IpmiSession *self)
{
  if (self->peers->len > 1)
    return g_strdup_printf (_("any of %u addresses"), self->peers->len);
  return g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (g_ptr_array_index (self->peers, self->peer)));
}

/* A log-in that was begun again has not heard anything yet, but the one before it has. */
static gboolean
has_answered (IpmiSession *self)
{
  return self->logged_in || ipmi_login_get_heard (self->login);
}

static GError *
silence_error (IpmiSession *self)
{
  g_autofree char *where = describe_peer (self);

  return g_error_new (IPMI_ERROR, IPMI_ERROR_TIMEOUT,
                      _("No BMC answers at %s. Check the address, and that IPMI over LAN is switched on and "
                        "UDP port 623 is not blocked on the way."), where);
}

static void
time_out_open (IpmiSession *self)
{
  GError *error = ipmi_login_time_out (self->login);

  if (error == NULL && has_answered (self))
    error = g_error_new_literal (IPMI_ERROR, IPMI_ERROR_TIMEOUT,
                                 _("The BMC answered, but logging in could not be finished in time. "
                                   "Check the network, or give it more time."));
  if (error == NULL)
    error = silence_error (self);
  ipmi_session_fail_open (self, error);
}

static GError *
resolver_error (IpmiSession *self)
{
  g_autofree char *name = G_IS_NETWORK_ADDRESS (self->address)
                            ? g_strdup (g_network_address_get_hostname (G_NETWORK_ADDRESS (self->address)))
                            : g_socket_connectable_to_string (self->address);

  return g_error_new (IPMI_ERROR, IPMI_ERROR_TIMEOUT,
                      _("The name %s was not resolved in time. Check the name and the name servers of this computer, or "
                        "give the address."), name);
}

/* What the resolver still says is ignored: it cannot be stopped. */
static gboolean
on_resolve_limit (gpointer user_data)
{
  IpmiSession *self = user_data;
  g_autoptr(IpmiSession) kept = g_object_ref (self);

  ipmi_session_fail_open (self, self->peers->len > 0 ? silence_error (self) : resolver_error (self));
  return G_SOURCE_REMOVE;
}

/* The system's resolver has time-outs of its own, but they can be minutes. */
static void
limit_resolving (IpmiSession *self)
{
  gint64 left = self->open_since + IPMI_SESSION_TIMEOUTS * ipmi_session_timeout_us (self) - g_get_monotonic_time ();

  self->resolve_limit = g_timeout_source_new ((guint) (MAX (left, 0) / G_TIME_SPAN_MILLISECOND));
  g_source_set_callback (self->resolve_limit, on_resolve_limit, self, NULL);
  g_source_attach (self->resolve_limit, self->context);
}

static void
on_address (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  IpmiSession *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GSocketAddress) address = NULL;

  address = g_socket_address_enumerator_next_finish (G_SOCKET_ADDRESS_ENUMERATOR (object), result, &error);
  if (self->open_task != task || self->state != IPMI_STATE_RESOLVING)
    return;
  clear_resolve_limit (self);
  if (address == NULL)
    {
      g_clear_object (&self->enumerator);
      if (self->peers->len == 0)
        {
          if (error == NULL)
            error = g_error_new_literal (G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND,
                                         _("The host name has no address. Check the name."));
          ipmi_session_fail_open (self, g_steal_pointer (&error));
          return;
        }
      self->peer = 0;
      self->all_tried = TRUE;
    }
  else
    {
      /* The BMC is not to be short of time because the resolver was slow. */
      if (self->peers->len == 0)
        self->open_since = g_get_monotonic_time ();
      g_ptr_array_add (self->peers, g_steal_pointer (&address));
      self->peer = self->peers->len - 1;
    }
  try_peer (self);
}

/* The next address, from the resolver as long as it has more, then round and round until the time is up. */
static void
next_peer (IpmiSession *self)
{
  ipmi_session_disconnect (self);
  ipmi_session_set_state (self, IPMI_STATE_RESOLVING);
  if (self->enumerator != NULL)
    {
      limit_resolving (self);
      g_socket_address_enumerator_next_async (self->enumerator, g_task_get_cancellable (self->open_task),
                                              on_address, g_object_ref (self->open_task));
      return;
    }
  self->peer = (self->peer + 1) % self->peers->len;
  self->all_tried = TRUE;
  try_peer (self);
}

static gboolean
has_other_peer (IpmiSession *self)
{
  return self->enumerator != NULL || self->peers->len > 1;
}

void
ipmi_session_tick_login (IpmiSession *self,
                         gint64       now)
{
  gboolean heard = has_answered (self);
  gint64 patience = self->all_tried ? ADDRESS_PATIENCE : FIRST_PATIENCE;

  if (now >= self->open_since + (heard ? IPMI_SESSION_TIMEOUTS : 1) * ipmi_session_timeout_us (self))
    time_out_open (self);
  else if (!heard && has_other_peer (self) && now >= self->peer_since + patience)
    next_peer (self);
  else if (now >= ipmi_login_get_due (self->login))
    ipmi_session_act_on_login (self, ipmi_login_tick (self->login, now));
}

/* Nobody listens there, says the other computer, or a router on the way that is wrong for the moment. */
void
ipmi_session_refused (IpmiSession *self)
{
  if (self->state != IPMI_STATE_LOGGING_IN || has_answered (self))
    return;
  self->refusals++;
  if (self->enumerator != NULL || (self->peers->len > 1 && self->refusals < REFUSALS_BELIEVED * self->peers->len))
    next_peer (self);
  else if (self->refusals >= REFUSALS_BELIEVED)
    {
      g_autofree char *where = describe_peer (self);

      ipmi_session_fail_open (self, g_error_new (G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED,
                                                 _("Nothing listens at %s. Check the address and the port, and that "
                                                   "IPMI over LAN is switched on."), where));
    }
}

static void
try_peer (IpmiSession *self)
{
  gint64 now = g_get_monotonic_time ();

  g_clear_error (&self->peer_error);
  self->socket = ipmi_socket_new (g_ptr_array_index (self->peers, self->peer), &self->peer_error);
  if (self->socket == NULL)
    {
      self->refusals++;
      if (self->enumerator != NULL || self->refusals < REFUSALS_BELIEVED * self->peers->len)
        next_peer (self);
      else
        ipmi_session_fail_open (self, g_steal_pointer (&self->peer_error));
      return;
    }
  self->peer_since = now;
  memset (&self->timing, 0, sizeof self->timing);
  ipmi_session_set_state (self, IPMI_STATE_LOGGING_IN);
  ipmi_session_attach_source (self);
  self->login = ipmi_login_new (&self->credentials, &self->timing, self->statistics.dropped, send_datagram, self);
  ipmi_session_act_on_login (self, ipmi_login_start (self->login, now));
  ipmi_session_flush (self);
}

static gboolean
on_open_cancelled (GCancellable *cancellable,
                   gpointer      user_data)
{
  IpmiSession *self = user_data;
  g_autoptr(IpmiSession) kept = g_object_ref (self);

  ipmi_session_abandon (self);
  ipmi_session_fail_open (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                                     _("Opening the session was cancelled.")));
  return G_SOURCE_REMOVE;
}

/* A GNetworkAddress remembers what its name stood for; that may be another address by now. */
static GSocketAddressEnumerator *
enumerate (IpmiSession *self)
{
  g_autoptr(GSocketConnectable) fresh = NULL;

  if (!G_IS_NETWORK_ADDRESS (self->address))
    return g_socket_connectable_enumerate (self->address);
  fresh = g_network_address_new (g_network_address_get_hostname (G_NETWORK_ADDRESS (self->address)),
                                 g_network_address_get_port (G_NETWORK_ADDRESS (self->address)));
  return g_socket_connectable_enumerate (fresh);
}

/**
 * ipmi_session_open_async:
 * @self: a session that is not open
 * @cancellable: (nullable): ends it with %G_IO_ERROR_CANCELLED
 * @callback: called when it is open, or cannot be
 * @user_data: for @callback
 *
 * Resolves the address anew, logs in and raises the privilege (IPMI 2.0 §13.14 to §13.24, §22.18). Every address is
 * tried until one answers.
 */
void
ipmi_session_open_async (IpmiSession         *self,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (IPMI_IS_SESSION (self));

  g_task_set_source_tag (task, ipmi_session_open_async);
  g_task_set_check_cancellable (task, FALSE);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (self->state != IPMI_STATE_CLOSED)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_EXISTS, _("The session is already open."));
      return;
    }
  if (self->invalid != NULL)
    {
      g_task_return_new_error (task, IPMI_ERROR, IPMI_ERROR_AUTH, "%s", self->invalid);
      return;
    }
  self->open_task = g_object_ref (task);
  self->open_since = g_get_monotonic_time ();
  self->logged_in = FALSE;
  self->put_off = 0;
  self->all_tried = FALSE;
  self->refusals = 0;
  self->peer = 0;
  g_ptr_array_set_size (self->peers, 0);
  self->enumerator = enumerate (self);
  if (cancellable != NULL)
    {
      self->open_cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->open_cancelled, G_SOURCE_FUNC (on_open_cancelled), self, NULL);
      g_source_attach (self->open_cancelled, self->context);
    }
  next_peer (self);
}

/**
 * ipmi_session_open_finish:
 * @self: a session
 * @result: the result
 * @error: return location. %IPMI_ERROR_AUTH: unknown user, wrong password or K_g; %IPMI_ERROR_PRIVILEGE;
 *   %IPMI_ERROR_SUITE; %IPMI_ERROR_NO_SESSION: the BMC's table is full; %IPMI_ERROR_UNSUPPORTED: no IPMI 2.0;
 *   %IPMI_ERROR_TIMEOUT: the BMC's or the resolver's; errors of the resolver and of %G_IO_ERROR when the address cannot be reached
 *
 * Returns: whether the session is open
 */
gboolean
ipmi_session_open_finish (IpmiSession   *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
