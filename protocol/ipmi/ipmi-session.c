/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <openssl/crypto.h>

#include "ipmi-completion.h"
#include "ipmi-login.h"
#include "ipmi-queue.h"
#include "ipmi-replay.h"
#include "ipmi-session-private.h"
#include "ipmi-socket.h"

#define NETFN_APP          0x06
#define COMMAND_DEVICE_ID  0x01
#define COMMAND_PRIVILEGE  0x3B
#define COMMAND_CLOSE      0x3C
#define RECEIVES_AT_ONCE   4                                  /* then others have their turn */
#define REFUSALS_BELIEVED  3
#define ADDRESS_PATIENCE   (1500 * G_TIME_SPAN_MILLISECOND)   /* then the next address is tried */
#define OPEN_TIMEOUTS      4                                  /* deadlines of a request that opening may take */
#define SHORTEST_SILENCE   (3 * G_TIME_SPAN_SECOND)
#define LOSSY_FOR          (30 * G_TIME_SPAN_SECOND)
#define SHORTEST_RAISE     (1200 * G_TIME_SPAN_MILLISECOND)   /* then the log-in is begun again */
#define SHORTEST_CLOSE     (400 * G_TIME_SPAN_MILLISECOND)    /* time for a BMC that is busy a few times */
#define LONGEST_CLOSE      G_TIME_SPAN_SECOND

typedef enum
{
  STATE_CLOSED,
  STATE_RESOLVING,
  STATE_LOGGING_IN,
  STATE_RAISING,          /* Set Session Privilege Level is under way */
  STATE_OPEN,
  STATE_CLOSING,
} State;

typedef struct
{
  GSource      source;
  IpmiSession *session;   /* borrowed */
  gpointer     tag;
} SessionSource;

struct _IpmiSession
{
  GObject                   parent_instance;
  GSocketConnectable       *address;             /* owned */
  GMainContext             *context;             /* owned */
  IpmiCredentials           credentials;
  char                     *invalid;             /* owned; what is wrong with them */
  IpmiTarget                target;
  guint                     window;
  int                       retries;
  guint                     timeout_ms;
  guint                     keep_alive;

  State                     state;
  GTask                    *open_task;           /* owned; while opening */
  GSource                  *open_cancelled;      /* owned */
  GTask                    *close_task;          /* owned; while closing */
  GSocketAddressEnumerator *enumerator;          /* owned; NULL once it has given all addresses */
  GPtrArray                *peers;               /* owned GSocketAddress, in the order they came */
  guint                     peer;                /* the one that is tried or used */
  GError                   *peer_error;          /* owned; why the last one could not be used */
  guint                     refusals;
  gint64                    peer_since;
  gint64                    open_since;

  IpmiSocket               *socket;              /* owned */
  IpmiSocket               *retired_socket;      /* owned; closed during dispatch, which still looks at it */
  GSource                  *source;              /* owned */
  gint64                    armed;               /* ready time of the source */
  gboolean                  dispatching;
  IpmiLogin                *login;               /* owned; while logging in */
  IpmiTiming                timing;
  IpmiAuth                 *auth;                /* owned; from log-in to the end */
  guint32                   console_id;
  guint32                   bmc_id;
  guint32                   sequence;
  IpmiReplay                replay;
  IpmiQueue                *queue;               /* owned; from log-in to the end */
  IpmiQueue                *retired_queue;       /* owned; like retired_socket */
  IpmiPrivilege             privilege;
  gint64                    last_sent;
  gint64                    silent_since;        /* while something is outstanding */
  gboolean                  probing;             /* a keep-alive is outstanding */
  IpmiPayloadFunc           sol;                 /* NULL: nobody wants that payload */
  IpmiPayloadEnd            sol_ended;
  gpointer                  sol_data;
  gint64                    lossy_until;
  IpmiStatistics            statistics;
};

enum
{
  PROP_0,
  PROP_ADDRESS,
  PROP_USER,
  PROP_PASSWORD,
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

static void try_peer (IpmiSession *self);

static gint64
timeout_us (IpmiSession *self)
{
  return self->timeout_ms * G_TIME_SPAN_MILLISECOND;
}

static void
set_state (IpmiSession *self,
           State        state)
{
  gboolean was_open = self->state == STATE_OPEN;

  self->state = state;
  if (was_open != (state == STATE_OPEN))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OPEN]);
}

/* Ends whatever there is of a connection. Requests must have been dealt with. */
static void
disconnect (IpmiSession *self)
{
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  g_clear_pointer (&self->login, ipmi_login_free);
  g_clear_pointer (&self->auth, ipmi_auth_free);
  /* A request that times out may be what ends the session: then the queue is still being gone through. */
  if (self->dispatching && self->retired_queue == NULL)
    self->retired_queue = g_steal_pointer (&self->queue);
  g_clear_pointer (&self->queue, ipmi_queue_free);
  if (self->dispatching && self->retired_socket == NULL)
    self->retired_socket = g_steal_pointer (&self->socket);
  g_clear_pointer (&self->socket, ipmi_socket_free);
  self->probing = FALSE;
}

/* Wakes the source no later than at @due. A wake-up that has become needless is left alone: that is cheaper than
 * putting it off with every packet. */
static void
wake_at (IpmiSession *self,
         gint64       due)
{
  if (self->source == NULL || due >= self->armed)
    return;
  self->armed = due;
  g_source_set_ready_time (self->source, due);
}

static void
arm (IpmiSession *self)
{
  gint64 due = G_MAXINT64;

  if (self->state == STATE_LOGGING_IN)
    {
      due = MIN (ipmi_login_get_due (self->login), self->open_since + OPEN_TIMEOUTS * timeout_us (self));
      if (!ipmi_login_get_heard (self->login))
        due = MIN (due, self->open_since + timeout_us (self));
    }
  else if (self->queue != NULL)
    {
      due = ipmi_queue_get_due (self->queue);
      if (!ipmi_queue_is_empty (self->queue) && !self->probing)
        due = MIN (due, self->silent_since + MAX (timeout_us (self), SHORTEST_SILENCE) / 2);
      if (self->state == STATE_OPEN && self->keep_alive > 0)
        due = MIN (due, self->last_sent + self->keep_alive * G_TIME_SPAN_SECOND);
    }
  wake_at (self, due);
}

static void
flush (IpmiSession *self)
{
  if (self->dispatching || self->socket == NULL)
    return;
  ipmi_socket_flush (self->socket);
  arm (self);
}

static void
send_payload (IpmiSession     *self,
              IpmiPayloadType  type,
              const guint8    *payload,
              gsize            length)
{
  guint8 *out = ipmi_socket_reserve (self->socket, length + IPMI_MAX_OVERHEAD);

  if (++self->sequence == 0)
    self->sequence = 1;
  length = ipmi_auth_seal (self->auth, type, self->bmc_id, self->sequence, payload, length,
                           out, length + IPMI_MAX_OVERHEAD);
  ipmi_socket_commit (self->socket, length);
  self->statistics.sent++;
}

static void
transmit (IpmiPending *pending,
          gpointer     user_data)
{
  IpmiSession *self = user_data;
  guint8 payload[IPMI_MAX_REQUEST];

  send_payload (self, IPMI_PAYLOAD_MESSAGE, payload, ipmi_pending_encode (pending, payload));
  self->last_sent = pending->last_sent;
}

/* Requests */

static gboolean
on_request_cancelled (GCancellable *cancellable,
                      gpointer      user_data)
{
  IpmiPending *pending = user_data;
  g_autoptr(IpmiSession) self = g_object_ref (g_task_get_source_object (pending->task));

  ipmi_queue_cancel (self->queue, pending, g_get_monotonic_time ());
  if (self->queue != NULL)
    ipmi_queue_pump (self->queue, g_get_monotonic_time ());
  flush (self);
  return G_SOURCE_REMOVE;
}

static void
watch_cancellable (IpmiSession *self,
                   IpmiPending *pending)
{
  GCancellable *cancellable = g_task_get_cancellable (pending->task);

  if (cancellable == NULL)
    return;
  pending->cancelled = g_cancellable_source_new (cancellable);
  g_source_set_callback (pending->cancelled, G_SOURCE_FUNC (on_request_cancelled), pending, NULL);
  g_source_attach (pending->cancelled, self->context);
}

static GTask *
request_task (IpmiSession         *self,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, ipmi_session_request_async);
  g_task_set_check_cancellable (task, FALSE);
  return task;
}

static void
submit (IpmiSession         *self,
        const IpmiRequest   *request,
        const IpmiTarget    *target,
        gint64               timeout,
        gboolean             urgent,
        GTask               *task)
{
  gint64 now = g_get_monotonic_time ();
  IpmiPending *pending = ipmi_pending_new (request, target);

  pending->task = g_object_ref (task);
  pending->timeout = timeout;
  watch_cancellable (self, pending);
  if (ipmi_queue_is_empty (self->queue))
    self->silent_since = now;
  if (urgent)
    ipmi_queue_push_urgent (self->queue, pending, now);
  else
    ipmi_queue_push (self->queue, pending);
  /* During dispatch all that the callbacks ask for goes out together at its end. */
  if (!self->dispatching)
    {
      ipmi_queue_pump (self->queue, now);
      flush (self);
    }
}

static void
submit_to_bmc (IpmiSession         *self,
               guint8               command,
               const guint8        *data,
               gsize                length,
               gint64               timeout,
               gboolean             urgent,
               GAsyncReadyCallback  callback)
{
  const IpmiTarget bmc = { 0 };
  const IpmiRequest request = { .netfn = NETFN_APP, .command = command, .data = data, .length = length };
  g_autoptr(GTask) task = request_task (self, NULL, callback, NULL);

  submit (self, &request, &bmc, timeout, urgent, task);
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

static void
end (IpmiSession  *self,
     const GError *error)
{
  gboolean was_open = self->state == STATE_OPEN;

  set_state (self, STATE_CLOSED);
  fail_users (self, error);
  disconnect (self);
  if (was_open)
    g_signal_emit (self, signals[SIGNAL_CLOSED], 0, error);
}

static void
send_close (IpmiSession         *self,
            GAsyncReadyCallback  callback)
{
  gint64 timeout = CLAMP (6 * ipmi_timing_base (&self->timing), SHORTEST_CLOSE, LONGEST_CLOSE);
  guint8 data[] = { self->bmc_id, self->bmc_id >> 8, self->bmc_id >> 16, self->bmc_id >> 24 };

  submit_to_bmc (self, COMMAND_CLOSE, data, sizeof data, timeout, TRUE, callback);
}

/* Opening */

static void
clear_opening (IpmiSession *self)
{
  if (self->open_cancelled != NULL)
    g_source_destroy (self->open_cancelled);
  g_clear_pointer (&self->open_cancelled, g_source_unref);
  g_clear_object (&self->enumerator);
  g_clear_error (&self->peer_error);
}

static void
fail_open (IpmiSession *self,
           GError      *error)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->open_task);

  set_state (self, STATE_CLOSED);
  clear_opening (self);
  if (self->queue != NULL)
    ipmi_queue_fail_all (self->queue, error);
  disconnect (self);
  g_task_return_error (task, error);
}

static void
finish_open (IpmiSession *self)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->open_task);

  clear_opening (self);
  set_state (self, STATE_OPEN);
  g_task_return_boolean (task, TRUE);
}

static void on_raised (GObject *object, GAsyncResult *result, gpointer user_data);

static void
raise_privilege (IpmiSession *self)
{
  const guint8 data[] = { self->privilege };

  set_state (self, STATE_RAISING);
  submit_to_bmc (self, COMMAND_PRIVILEGE, data, sizeof data,
                 MIN (MAX (8 * ipmi_timing_base (&self->timing), SHORTEST_RAISE), timeout_us (self)), FALSE, on_raised);
}

/* Tells the BMC, without waiting for what it says to it, that the session is not wanted. */
static void
abandon (IpmiSession *self)
{
  if (self->queue == NULL || self->socket == NULL)
    return;
  {
    guint8 data[] = { self->bmc_id, self->bmc_id >> 8, self->bmc_id >> 16, self->bmc_id >> 24 };
    const IpmiTarget bmc = { 0 };
    const IpmiRequest request = { .netfn = NETFN_APP, .command = COMMAND_CLOSE, .data = data, .length = sizeof data };
    g_autoptr(IpmiPending) pending = ipmi_pending_new (&request, &bmc);

    pending->sequence = 0x3F;
    transmit (pending, self);
    ipmi_socket_flush (self->socket);
  }
}

/* IPMI 2.0 §22.18: 0x80 and 0x81 say that user or channel do not have the level. */
static void
on_raised (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  IpmiSession *self = IPMI_SESSION (object);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) answer = NULL;
  guint8 completion;

  answer = ipmi_session_request_finish (self, result, &completion, &error);
  if (self->state != STATE_RAISING)
    return;
  if (answer != NULL && completion == 0)
    {
      finish_open (self);
      return;
    }
  /* A BMC may drop a session that has hardly begun, when a repeated RAKP 3 reaches it damaged. */
  if (g_error_matches (error, IPMI_ERROR, IPMI_ERROR_TIMEOUT)
      && g_get_monotonic_time () < self->open_since + OPEN_TIMEOUTS * timeout_us (self))
    {
      abandon (self);
      disconnect (self);
      try_peer (self);
      return;
    }
  if (answer != NULL && self->credentials.privilege == IPMI_PRIVILEGE_HIGHEST
      && self->privilege > IPMI_PRIVILEGE_USER)
    {
      self->privilege--;
      raise_privilege (self);
      return;
    }
  if (answer != NULL)
    g_set_error (&error, IPMI_ERROR, IPMI_ERROR_PRIVILEGE,
                 "The user may not have the privilege level that was asked for (completion code 0x%02x). "
                 "Ask for a lower one.", completion);
  abandon (self);
  fail_open (self, g_steal_pointer (&error));
}

static void
finish_login (IpmiSession *self)
{
  IpmiExchange exchange;

  self->auth = ipmi_login_steal_auth (self->login, &exchange, &self->sequence);
  g_clear_pointer (&self->login, ipmi_login_free);
  self->console_id = exchange.console_id;
  self->bmc_id = exchange.bmc_id;
  self->privilege = exchange.role & 0x0F;
  memset (&self->replay, 0, sizeof self->replay);
  self->queue = ipmi_queue_new (&self->timing, transmit, self);
  ipmi_queue_configure (self->queue, self->window, self->retries, timeout_us (self));
  OPENSSL_cleanse (&exchange, sizeof exchange);
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

static void
act_on_login (IpmiSession    *self,
              IpmiLoginState  state)
{
  if (state == IPMI_LOGIN_DONE)
    finish_login (self);
  else if (state == IPMI_LOGIN_FAILED)
    fail_open (self, ipmi_login_steal_error (self->login));
}

static char *
describe_peer (IpmiSession *self)
{
  if (self->peers->len > 1)
    return g_strdup_printf ("any of %u addresses", self->peers->len);
  return g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (g_ptr_array_index (self->peers, self->peer)));
}

static void
time_out_open (IpmiSession *self)
{
  GError *error = ipmi_login_steal_error (self->login);

  if (error == NULL && ipmi_login_get_heard (self->login))
    error = g_error_new_literal (IPMI_ERROR, IPMI_ERROR_TIMEOUT,
                                 "The BMC answered, but logging in could not be finished in time. "
                                 "Check the network, or give it more time.");
  if (error == NULL)
    {
      g_autofree char *where = describe_peer (self);

      error = g_error_new (IPMI_ERROR, IPMI_ERROR_TIMEOUT,
                           "No BMC answers at %s. Check the address, and that IPMI over LAN is switched on and "
                           "UDP port 623 is not blocked on the way.", where);
    }
  fail_open (self, error);
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
  if (self->open_task != task || self->state != STATE_RESOLVING)
    return;
  if (address == NULL)
    {
      g_clear_object (&self->enumerator);
      if (self->peers->len == 0)
        {
          if (error == NULL)
            error = g_error_new_literal (G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND,
                                         "The host name has no address. Check the name.");
          fail_open (self, g_steal_pointer (&error));
          return;
        }
      self->peer = 0;
    }
  else
    {
      g_ptr_array_add (self->peers, g_steal_pointer (&address));
      self->peer = self->peers->len - 1;
    }
  try_peer (self);
}

/* The next address, from the resolver as long as it has more, then round and round until the time is up. */
static void
next_peer (IpmiSession *self)
{
  disconnect (self);
  set_state (self, STATE_RESOLVING);
  if (self->enumerator != NULL)
    {
      g_socket_address_enumerator_next_async (self->enumerator, g_task_get_cancellable (self->open_task),
                                              on_address, g_object_ref (self->open_task));
      return;
    }
  self->peer = (self->peer + 1) % self->peers->len;
  try_peer (self);
}

static gboolean
has_other_peer (IpmiSession *self)
{
  return self->enumerator != NULL || self->peers->len > 1;
}

static void
tick_login (IpmiSession *self,
            gint64       now)
{
  gboolean heard = ipmi_login_get_heard (self->login);

  if (now >= self->open_since + (heard ? OPEN_TIMEOUTS : 1) * timeout_us (self))
    time_out_open (self);
  else if (!heard && has_other_peer (self) && now >= self->peer_since + ADDRESS_PATIENCE)
    next_peer (self);
  else if (now >= ipmi_login_get_due (self->login))
    act_on_login (self, ipmi_login_tick (self->login, now));
}

/* Nobody listens there, says the other computer, or a router on the way that is wrong for the moment. */
static void
refused (IpmiSession *self)
{
  if (self->state != STATE_LOGGING_IN || ipmi_login_get_heard (self->login))
    return;
  self->refusals++;
  if (self->enumerator != NULL || (self->peers->len > 1 && self->refusals < REFUSALS_BELIEVED * self->peers->len))
    next_peer (self);
  else if (self->refusals >= REFUSALS_BELIEVED)
    {
      g_autofree char *where = describe_peer (self);

      fail_open (self, g_error_new (G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED,
                                    "Nothing listens at %s. Check the address and the port, and that IPMI over LAN "
                                    "is switched on.", where));
    }
}

/* In the session */

static void
on_kept_alive (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  IpmiSession *self = IPMI_SESSION (object);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) answer = NULL;
  guint8 completion;

  answer = ipmi_session_request_finish (self, result, &completion, &error);
  self->probing = FALSE;
  if (answer != NULL || self->state != STATE_OPEN)
    return;
  g_clear_error (&error);
  g_set_error (&error, IPMI_ERROR, IPMI_ERROR_TIMEOUT,
               "The BMC has stopped answering. Check the network and the server, and connect again.");
  end (self, error);
}

static void
keep_alive (IpmiSession *self,
            gint64       now)
{
  gint64 silence = MAX (timeout_us (self), SHORTEST_SILENCE) / 2;
  gboolean idle = self->keep_alive > 0 && now >= self->last_sent + self->keep_alive * G_TIME_SPAN_SECOND;
  gboolean silent = !ipmi_queue_is_empty (self->queue) && now >= self->silent_since + silence;

  /* A BMC that has been silent may be gone, or have no answer to this one request: ask what it does answer. */
  if (self->state != STATE_OPEN || self->probing || !(idle || silent))
    return;
  self->probing = TRUE;
  submit_to_bmc (self, COMMAND_DEVICE_ID, NULL, 0, silent ? silence : 0, TRUE, on_kept_alive);
}

static void
drop (IpmiSession *self,
      IpmiVerdict  verdict)
{
  self->statistics.dropped[verdict]++;
}

static void
receive_payload (IpmiSession *self,
                 IpmiPacket  *packet,
                 gint64       now)
{
  IpmiMessage message;

  if (packet->type == IPMI_PAYLOAD_SOL && self->sol != NULL)
    {
      self->silent_since = now;
      if (!self->sol (packet->payload, packet->length, packet->sequence, now, self->sol_data))
        drop (self, IPMI_VERDICT_MALFORMED);
      return;
    }
  if (packet->type != IPMI_PAYLOAD_MESSAGE || !ipmi_message_decode (&message, packet->payload, packet->length))
    {
      drop (self, IPMI_VERDICT_MALFORMED);
      return;
    }
  self->silent_since = now;
  if ((message.netfn & 1) == 0 || ipmi_queue_receive (self->queue, &message, now) != IPMI_VERDICT_GOOD)
    drop (self, IPMI_VERDICT_UNMATCHED);
}

/* The BMC numbers what it sends: where one number is left out, a packet was lost, or comes later. */
static void
notice_loss (IpmiSession *self,
             guint32      sequence,
             gint64       now)
{
  if (self->replay.highest != 0 && (gint32) (sequence - self->replay.highest) > 1)
    self->lossy_until = now + LOSSY_FOR;
}

static void
receive_in_session (IpmiSession *self,
                    guint8      *data,
                    gsize        length,
                    gint64       now)
{
  gboolean is_signed = ipmi_auth_get_suite (self->auth)->integrity != IPMI_INTEGRITY_NONE;
  IpmiPacket packet;
  IpmiVerdict verdict;

  if (!ipmi_packet_decode (&packet, data, length))
    verdict = IPMI_VERDICT_MALFORMED;
  else if (!packet.rmcp_plus || packet.session_id != self->console_id)
    verdict = IPMI_VERDICT_FOREIGN;
  else
    verdict = ipmi_auth_open (self->auth, &packet, data, length);
  if (verdict == IPMI_VERDICT_GOOD)
    notice_loss (self, packet.sequence, now);
  if (verdict == IPMI_VERDICT_GOOD && !ipmi_replay_check (&self->replay, packet.sequence, is_signed))
    verdict = IPMI_VERDICT_REPLAYED;
  if (verdict == IPMI_VERDICT_GOOD)
    receive_payload (self, &packet, now);
  else
    drop (self, verdict);
}

static void
receive (IpmiSession *self,
         guint8      *data,
         gsize        length,
         gint64       now)
{
  self->statistics.received++;
  if (self->state == STATE_LOGGING_IN)
    act_on_login (self, ipmi_login_receive (self->login, data, length, now));
  else
    receive_in_session (self, data, length, now);
}

static void
receive_all (IpmiSession *self,
             gint64       now)
{
  IpmiSocket *from = self->socket;

  for (guint turn = 0; turn < RECEIVES_AT_ONCE && from == self->socket; turn++)
    {
      gboolean was_refused;
      guint n = ipmi_socket_receive (from, &was_refused);

      if (was_refused)
        refused (self);
      for (guint i = 0; i < n && from == self->socket; i++)
        {
          gsize length;
          guint8 *data = ipmi_socket_datagram (from, i, &length);

          receive (self, data, length, now);
        }
      if (n == 0)
        return;
    }
}

static void
tick (IpmiSession *self,
      gint64       now)
{
  if (self->state == STATE_LOGGING_IN)
    tick_login (self, now);
  else if (self->queue != NULL)
    {
      keep_alive (self, now);
      ipmi_queue_tick (self->queue, now);
    }
}

static gboolean
session_source_dispatch (GSource     *source,
                         GSourceFunc  callback,
                         gpointer     user_data)
{
  SessionSource *session_source = (SessionSource *) source;
  g_autoptr(IpmiSession) self = g_object_ref (session_source->session);
  gint64 now = g_get_monotonic_time ();

  self->dispatching = TRUE;
  if (g_source_query_unix_fd (source, session_source->tag) != 0)
    receive_all (self, now);
  if (now >= self->armed && self->source == source)
    {
      self->armed = G_MAXINT64;
      g_source_set_ready_time (source, -1);
      tick (self, now);
    }
  else if (self->queue != NULL)
    ipmi_queue_pump (self->queue, now);
  self->dispatching = FALSE;
  g_clear_pointer (&self->retired_queue, ipmi_queue_free);
  g_clear_pointer (&self->retired_socket, ipmi_socket_free);
  flush (self);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs session_source_funcs = {
  .dispatch = session_source_dispatch,
};

static void
attach_source (IpmiSession *self)
{
  SessionSource *session_source;

  self->source = g_source_new (&session_source_funcs, sizeof (SessionSource));
  g_source_set_static_name (self->source, "IPMI session");
  session_source = (SessionSource *) self->source;
  session_source->session = self;
  session_source->tag = g_source_add_unix_fd (self->source, ipmi_socket_get_fd (self->socket), G_IO_IN | G_IO_ERR);
  self->armed = G_MAXINT64;
  g_source_attach (self->source, self->context);
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
        fail_open (self, g_steal_pointer (&self->peer_error));
      return;
    }
  self->peer_since = now;
  memset (&self->timing, 0, sizeof self->timing);
  set_state (self, STATE_LOGGING_IN);
  attach_source (self);
  self->login = ipmi_login_new (&self->credentials, &self->timing, self->statistics.dropped, send_datagram, self);
  act_on_login (self, ipmi_login_start (self->login, now));
  flush (self);
}

static gboolean
on_open_cancelled (GCancellable *cancellable,
                   gpointer      user_data)
{
  IpmiSession *self = user_data;
  g_autoptr(IpmiSession) kept = g_object_ref (self);

  fail_open (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Opening the session was cancelled."));
  return G_SOURCE_REMOVE;
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
  set_state (self, STATE_CLOSED);
  disconnect (self);
  g_task_return_boolean (task, TRUE);
}

/* The object */

static void
set_secret (IpmiSession *self,
            guint8       secret[IPMI_KEY_LENGTH],
            const char  *what,
            const void  *bytes,
            gsize        length)
{
  if (length > IPMI_KEY_LENGTH)
    {
      g_free (self->invalid);
      self->invalid = g_strdup_printf ("The %s is longer than the %d bytes that IPMI 2.0 allows.",
                                       what, IPMI_KEY_LENGTH);
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
      self->invalid = g_strdup_printf ("The user name is longer than the %d bytes that IPMI 2.0 allows.",
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
  const char *text;
  GBytes *bytes;

  switch (property_id)
    {
    case PROP_ADDRESS:
      self->address = g_value_dup_object (value);
      break;
    case PROP_USER:
      set_user (self, g_value_get_string (value));
      break;
    case PROP_PASSWORD:
      text = g_value_get_string (value);
      set_secret (self, self->credentials.password, "password", text, text != NULL ? strlen (text) : 0);
      break;
    case PROP_KG:
      bytes = g_value_get_boxed (value);
      if (bytes != NULL)
        set_secret (self, self->credentials.kg, "K_g key", g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
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
  if (self->state == STATE_OPEN)
    abandon (self);
  self->state = STATE_CLOSED;
  disconnect (self);
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
  OPENSSL_cleanse (&self->credentials, sizeof self->credentials);
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
  properties[PROP_PASSWORD] = g_param_spec_string ("password", NULL, NULL, NULL, flags);
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
  return g_object_new (IPMI_TYPE_SESSION, "address", address, "user", user, "password", password, NULL);
}

/**
 * ipmi_session_open_async:
 * @self: a session that is not open
 * @cancellable: (nullable): ends it with %G_IO_ERROR_CANCELLED
 * @callback: called when it is open, or cannot be
 * @user_data: for @callback
 *
 * Resolves the address, logs in and raises the privilege (IPMI 2.0 §13.14 to §13.24, §22.18). Every address is
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
  if (self->state != STATE_CLOSED)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_EXISTS, "The session is already open.");
      return;
    }
  if (self->invalid != NULL)
    {
      g_task_return_new_error (task, IPMI_ERROR, IPMI_ERROR_AUTH, "%s", self->invalid);
      return;
    }
  self->open_task = g_object_ref (task);
  self->open_since = g_get_monotonic_time ();
  self->refusals = 0;
  self->peer = 0;
  g_ptr_array_set_size (self->peers, 0);
  self->enumerator = g_socket_connectable_enumerate (self->address);
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
 *   %IPMI_ERROR_TIMEOUT; errors of the resolver and of %G_IO_ERROR when the address cannot be reached
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

/**
 * ipmi_session_request_async:
 * @self: an open session
 * @request: what to ask; copied
 * @cancellable: (nullable): stops waiting for the answer
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Sends a request, or queues it until the window has room.
 */
void
ipmi_session_request_async (IpmiSession         *self,
                            const IpmiRequest   *request,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = request_task (self, cancellable, callback, user_data);

  g_return_if_fail (IPMI_IS_SESSION (self));
  g_return_if_fail (request->length <= IPMI_MAX_REQUEST_DATA);
  g_return_if_fail ((request->netfn & 1) == 0 && request->netfn < 0x40 && request->lun < 4);

  if (g_task_return_error_if_cancelled (task))
    return;
  if (self->state != STATE_OPEN)
    {
      g_task_return_new_error (task, IPMI_ERROR, IPMI_ERROR_CLOSED, "The session is not open. Connect again.");
      return;
    }
  submit (self, request, &self->target, 0, FALSE, task);
}

/**
 * ipmi_session_request_finish:
 * @self: a session
 * @result: the result
 * @completion: (out) (optional): completion code
 * @error: return location. %IPMI_ERROR_TIMEOUT: no answer; %IPMI_ERROR_CLOSED: the session ended;
 *   %IPMI_ERROR_NOT_FOUND: no such controller to pass it on to. Without @completion also the error that another
 *   code than 0 stands for
 *
 * Returns: (transfer full): what followed the completion code, or %NULL
 */
GBytes *
ipmi_session_request_finish (IpmiSession   *self,
                             GAsyncResult  *result,
                             guint8        *completion,
                             GError       **error)
{
  g_autoptr(IpmiPending) answered = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  answered = g_task_propagate_pointer (G_TASK (result), error);
  if (answered == NULL)
    return NULL;
  if (completion != NULL)
    *completion = answered->completion;
  else if (answered->completion != 0)
    {
      g_set_error (error, IPMI_ERROR, (gint) ipmi_completion_error (answered->completion),
                   "%s (completion code 0x%02x)", ipmi_completion_text (answered->completion), answered->completion);
      return NULL;
    }
  return g_steal_pointer (&answered->answer);
}

/**
 * ipmi_session_close_async:
 * @self: a session
 * @cancellable: (nullable): ignored, closing takes a second at most
 * @callback: called when it is closed
 * @user_data: for @callback
 *
 * Ends all requests with %IPMI_ERROR_CLOSED and tells the BMC to forget the session (IPMI 2.0 §22.19).
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
  g_set_error_literal (&error, IPMI_ERROR, IPMI_ERROR_CLOSED, "The session was closed.");
  if (self->open_task != NULL)
    {
      abandon (self);
      fail_open (self, g_steal_pointer (&error));
    }
  if (self->state != STATE_OPEN)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  set_state (self, STATE_CLOSING);
  self->close_task = g_object_ref (task);
  fail_users (self, error);
  send_close (self, on_closed);
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
  return self->state == STATE_OPEN;
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
    return "This cipher suite protects nothing: no password is checked, and anybody on the network can read "
           "and change what is sent.";
  if (suite->integrity == IPMI_INTEGRITY_NONE)
    return "This cipher suite protects the log-in only: anybody on the network can read and change what is sent.";
  return "This cipher suite does not encrypt: anybody on the network can read what is sent.";
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
}

/**
 * ipmi_session_send_sol:
 * @self: a session
 * @payload: (array length=length): a SOL payload
 * @length: its length
 *
 * Sends it, if the session is open.
 */
void
ipmi_session_send_sol (IpmiSession  *self,
                       const guint8 *payload,
                       gsize         length)
{
  if (self->state != STATE_OPEN)
    return;
  send_payload (self, IPMI_PAYLOAD_SOL, payload, length);
  flush (self);
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
  return g_get_monotonic_time () < MAX (self->lossy_until, ipmi_queue_get_loss_at (self->queue) + LOSSY_FOR);
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
