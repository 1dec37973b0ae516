/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A session's datagrams: sealed and sent, received and checked, and what is done when none come. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "ipmi-session-parts.h"

#define COMMAND_DEVICE_ID  0x01
#define RECEIVES_AT_ONCE   4                                  /* then others have their turn */
#define SHORTEST_SILENCE   (3 * G_TIME_SPAN_SECOND)

typedef struct
{
  GSource      source;
  IpmiSession *session;   /* borrowed */
  gpointer     tag;
} SessionSource;

/* Ends whatever there is of a connection. Requests must have been dealt with. */
void
ipmi_session_disconnect (IpmiSession *self)
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

  if (self->state == IPMI_STATE_LOGGING_IN)
    {
      due = MIN (ipmi_login_get_due (self->login),
                 self->open_since + IPMI_SESSION_TIMEOUTS * ipmi_session_timeout_us (self));
      if (!ipmi_login_get_heard (self->login))
        due = MIN (due, self->open_since + ipmi_session_timeout_us (self));
    }
  else if (self->queue != NULL)
    {
      due = ipmi_queue_get_due (self->queue);
      if (!ipmi_queue_is_empty (self->queue) && !self->probing)
        due = MIN (due, self->silent_since + MAX (ipmi_session_timeout_us (self), SHORTEST_SILENCE) / 2);
      if (self->state == IPMI_STATE_OPEN && self->keep_alive > 0)
        due = MIN (due, self->last_sent + self->keep_alive * G_TIME_SPAN_SECOND);
    }
  wake_at (self, due);
}

void
ipmi_session_flush (IpmiSession *self)
{
  if (self->dispatching || self->socket == NULL)
    return;
  ipmi_socket_flush (self->socket);
  arm (self);
}

void
ipmi_session_send_payload (IpmiSession     *self,
                           IpmiPayloadType  type,
                           const guint8    *payload,
                           gsize            length,
                           gboolean         again)
{
  guint8 *out = ipmi_socket_reserve (self->socket, length + IPMI_MAX_OVERHEAD);

  length = ipmi_auth_seal (self->auth, type, self->bmc_id, ipmi_numbers_take (&self->numbers, again), payload, length,
                           out, length + IPMI_MAX_OVERHEAD);
  ipmi_socket_commit (self->socket, length);
  self->statistics.sent++;
}

void
ipmi_session_transmit (IpmiPending *pending,
                       gpointer     user_data)
{
  IpmiSession *self = user_data;
  guint8 payload[IPMI_MAX_REQUEST];

  ipmi_session_send_payload (self, IPMI_PAYLOAD_MESSAGE, payload, ipmi_pending_encode (pending, payload), FALSE);
  self->last_sent = pending->last_sent;
}

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
  if (answer != NULL || self->state != IPMI_STATE_OPEN)
    return;
  g_clear_error (&error);
  g_set_error (&error, IPMI_ERROR, IPMI_ERROR_TIMEOUT,
               _("The BMC has stopped answering. Check the network and the server, and connect again."));
  ipmi_session_end (self, error);
}

static void
keep_alive (IpmiSession *self,
            gint64       now)
{
  gint64 silence = MAX (ipmi_session_timeout_us (self), SHORTEST_SILENCE) / 2;
  gboolean idle = self->keep_alive > 0 && now >= self->last_sent + self->keep_alive * G_TIME_SPAN_SECOND;
  gboolean silent = !ipmi_queue_is_empty (self->queue) && now >= self->silent_since + silence;

  /* A BMC that has been silent may be gone, or have no answer to this one request: ask what it does answer. */
  if (self->state != IPMI_STATE_OPEN || self->probing || !(idle || silent))
    return;
  self->probing = TRUE;
  ipmi_session_submit_to_bmc (self, COMMAND_DEVICE_ID, NULL, 0, silent ? silence : 0, TRUE, on_kept_alive);
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
  if ((message.netfn & 1) != 0 && ipmi_queue_receive (self->queue, &message, now) == IPMI_VERDICT_GOOD)
    ipmi_numbers_answered (&self->numbers);
  else
    drop (self, IPMI_VERDICT_UNMATCHED);
}

/* The BMC numbers what it sends: where one number is left out, a packet was lost, or comes later. */
static void
notice_loss (IpmiSession *self,
             guint32      sequence,
             gint64       now)
{
  if (self->replay.highest != 0 && (gint32) (sequence - self->replay.highest) > 1)
    self->lossy_until = now + IPMI_SESSION_LOSSY_FOR;
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
  if (self->state == IPMI_STATE_LOGGING_IN)
    ipmi_session_act_on_login (self, ipmi_login_receive (self->login, data, length, now));
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
        ipmi_session_refused (self);
      for (guint i = 0; i < n && from == self->socket; i++)
        {
          gsize length;
          guint8 *data = ipmi_socket_datagram (from, i, &length);

          receive (self, data, length, now);
        }
      if (n < IPMI_SOCKET_DATAGRAMS)
        return;
    }
}

static void
tick (IpmiSession *self,
      gint64       now)
{
  if (self->state == IPMI_STATE_LOGGING_IN)
    ipmi_session_tick_login (self, now);
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

  if (self->dispatching)
    return G_SOURCE_CONTINUE;
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
  ipmi_session_flush (self);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs session_source_funcs = {
  .dispatch = session_source_dispatch,
};

void
ipmi_session_attach_source (IpmiSession *self)
{
  SessionSource *session_source;

  self->source = g_source_new (&session_source_funcs, sizeof (SessionSource));
  g_source_set_static_name (self->source, "IPMI session");
  /* Or GLib takes the socket out of the poll and puts it back, with three system calls, each time it is ready. */
  g_source_set_can_recurse (self->source, TRUE);
  session_source = (SessionSource *) self->source;
  session_source->session = self;
  session_source->tag = g_source_add_unix_fd (self->source, ipmi_socket_get_fd (self->socket), G_IO_IN | G_IO_ERR);
  self->armed = G_MAXINT64;
  g_source_attach (self->source, self->context);
}
