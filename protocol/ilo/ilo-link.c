/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <glib/gi18n-lib.h>

#include "ilo-error.h"
#include "ilo-link-private.h"

/* Read at once: well under a millisecond of decoding. */
#define CHUNK 32768

/* Messages that may wait for the socket. Before one does, the kernel has taken thousands of them. */
#define MAX_WAITING 256

/* What comes is taken after input, and before drawing. */
#define PRIORITY (G_PRIORITY_DEFAULT + 10)

/* While more comes than is decoded, drawing would never get its turn: after so many full chunks it is left alone for
 * a moment, in milliseconds. */
#define FLOOD_CHUNKS 8
#define FLOOD_PAUSE  1

/* A message that waits, in clear. */
typedef struct
{
  IloInputMessage message;
  gint64          since;
} Waiting;

struct _IloLink
{
  GSocketConnection *connection;      /* owned */
  GSocket           *socket;          /* borrowed from the connection */
  GMainContext      *context;         /* owned */
  IloLinkEvents      events;
  gpointer           user_data;
  IloCipher         *cipher;          /* borrowed, nullable */
  GSource           *reader;          /* owned; NULL once closed, and in a pause */
  GSource           *pause;           /* owned; reading goes on after it */
  guint              full_chunks;     /* in a row */
  GSource           *writer;          /* owned; NULL while nothing waits */
  GSource           *failer;          /* owned; reports an error that sending had */
  GError            *error;           /* owned; set once closed */
  GArray            *waiting;         /* of Waiting */
  guint8             begun[ILO_INPUT_MAX_MESSAGE];     /* a message that was sent in part, encrypted */
  guint              begun_length;
  gint64             begun_since;     /* of a key or the pointer; 0: of something else */
  gint64             delay;           /* the longest since somebody asked; -1: nothing was sent */
  gboolean           held;            /* everything waits */
  gboolean           finished;        /* nothing more is sent */
  gboolean          *freed;           /* borrowed, nullable; set when freed inside a callback */
};

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static GSource *
attach (IloLink     *self,
        GSource     *source,
        GSourceFunc  callback,
        int          priority)
{
  g_source_set_priority (source, priority);
  g_source_set_callback (source, callback, self, NULL);
  g_source_attach (source, self->context);
  return source;
}

static gboolean
on_failed (gpointer user_data)
{
  IloLink *self = user_data;
  GError *error = self->error;

  clear_source (&self->failer);
  self->events.closed (error, self->user_data);
  return G_SOURCE_REMOVE;
}

/* Stops everything. Who is told hears of it later, since it may be about to send something. */
static void
close_link (IloLink *self,
            GError  *error)
{
  if (self->error != NULL)
    {
      g_error_free (error);
      return;
    }
  self->error = error;
  clear_source (&self->reader);
  clear_source (&self->pause);
  clear_source (&self->writer);
  self->failer = attach (self, g_idle_source_new (), on_failed, PRIORITY);
}

/* That it is closed is seen in one of three ways, of which two say so in words of the system. */
static GError *
error_for_end (const GError *cause)
{
  gboolean closed = cause == NULL || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);

  return g_error_new (ILO_ERROR, ILO_ERROR_LOST, _("The connection to the iLO broke (%s)."),
                      closed ? _("the iLO closed it") : cause->message);
}

/* Reads once. Returns whether there may be more, and the link is still there. */
static gboolean
read_chunk (IloLink *self,
            gsize   *length)
{
  g_autoptr(GError) error = NULL;
  guint8 chunk[CHUNK];
  gssize n = g_socket_receive_with_blocking (self->socket, (char *) chunk, sizeof chunk, FALSE, NULL, &error);
  gboolean freed = FALSE;

  *length = MAX (n, 0);
  if (n < 0 && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return FALSE;
  if (n <= 0)
    {
      close_link (self, error_for_end (error));
      return FALSE;
    }
  self->freed = &freed;
  self->events.received (chunk, n, self->user_data);
  if (freed)
    return FALSE;
  self->freed = NULL;
  return self->error == NULL;
}

static void start_reading (IloLink *self);

static gboolean
on_pause_over (gpointer user_data)
{
  IloLink *self = user_data;

  clear_source (&self->pause);
  start_reading (self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_readable (GSocket      *socket,
             GIOCondition  condition,
             gpointer      user_data)
{
  IloLink *self = user_data;
  gsize length;

  if (!read_chunk (self, &length))
    return G_SOURCE_CONTINUE;
  self->full_chunks = length == CHUNK ? self->full_chunks + 1 : 0;
  if (self->full_chunks < FLOOD_CHUNKS)
    return G_SOURCE_CONTINUE;
  self->full_chunks = 0;
  clear_source (&self->reader);
  self->pause = attach (self, g_timeout_source_new (FLOOD_PAUSE), on_pause_over, PRIORITY);
  return G_SOURCE_CONTINUE;
}

static void
start_reading (IloLink *self)
{
  self->reader = attach (self, g_socket_create_source (self->socket, G_IO_IN, NULL),
                         G_SOURCE_FUNC (on_readable), PRIORITY);
}

/* Sends what is left of the message that was begun. Returns whether all of it went out. */
static gboolean
send_begun (IloLink *self)
{
  g_autoptr(GError) error = NULL;
  gssize n;

  while (self->begun_length > 0)
    {
      n = g_socket_send_with_blocking (self->socket, (const char *) self->begun, self->begun_length, FALSE,
                                       NULL, &error);
      if (n < 0 && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        return FALSE;
      if (n < 0)
        {
          close_link (self, error_for_end (error));
          return FALSE;
        }
      self->begun_length -= n;
      memmove (self->begun, self->begun + n, self->begun_length);
    }
  if (self->begun_since != 0)
    self->delay = MAX (self->delay, g_get_monotonic_time () - self->begun_since);
  self->begun_since = 0;
  return TRUE;
}

/* Encryption waits until a message goes out: a message has to be in the cipher that is in force by then. */
static void
begin (IloLink               *self,
       const IloInputMessage *message,
       gint64                 since)
{
  if (self->cipher != NULL)
    ilo_cipher_apply (self->cipher, self->begun, message->bytes, message->length);
  else
    memcpy (self->begun, message->bytes, message->length);
  self->begun_length = message->length;
  self->begun_since = ilo_input_is_report (message) ? since : 0;
}

/* Sends what waits, as far as the socket takes it. */
static void
send_waiting (IloLink *self)
{
  while (send_begun (self) && self->waiting->len > 0)
    {
      Waiting *next = &g_array_index (self->waiting, Waiting, 0);

      begin (self, &next->message, next->since);
      g_array_remove_index (self->waiting, 0);
    }
}

static gboolean
on_writable (GSocket      *socket,
             GIOCondition  condition,
             gpointer      user_data)
{
  IloLink *self = user_data;

  send_waiting (self);
  if (self->error == NULL && self->begun_length == 0)
    clear_source (&self->writer);
  return G_SOURCE_CONTINUE;
}

static void
wait_for_socket (IloLink *self)
{
  if (self->writer == NULL)
    self->writer = attach (self, g_socket_create_source (self->socket, G_IO_OUT, NULL),
                           G_SOURCE_FUNC (on_writable), G_PRIORITY_DEFAULT);
}

/* All zero when it is not TCP. */
static struct tcp_info
get_tcp_info (IloLink *self)
{
  struct tcp_info info = { 0 };
  socklen_t size = sizeof info;

  getsockopt (g_socket_get_fd (self->socket), IPPROTO_TCP, TCP_INFO, &info, &size);
  return info;
}

/**
 * ilo_link_new:
 * @connection: a connection that is past its handshake
 * @events: what to call, copied
 * @user_data: passed to @events
 *
 * Returns: (transfer full): a link that has begun to read
 */
IloLink *
ilo_link_new (GSocketConnection   *connection,
              const IloLinkEvents *events,
              gpointer             user_data)
{
  IloLink *self = g_new0 (IloLink, 1);

  self->connection = g_object_ref (connection);
  self->socket = g_socket_connection_get_socket (connection);
  self->context = g_main_context_ref_thread_default ();
  self->events = *events;
  self->user_data = user_data;
  self->waiting = g_array_new (FALSE, FALSE, sizeof (Waiting));
  self->delay = -1;
  start_reading (self);
  return self;
}

/**
 * ilo_link_free:
 * @self: (transfer full) (nullable): a link
 *
 * Closes the connection.
 */
void
ilo_link_free (IloLink *self)
{
  if (self == NULL)
    return;
  if (self->freed != NULL)
    *self->freed = TRUE;
  clear_source (&self->reader);
  clear_source (&self->pause);
  clear_source (&self->writer);
  clear_source (&self->failer);
  g_socket_close (self->socket, NULL);
  g_object_unref (self->connection);
  g_main_context_unref (self->context);
  g_clear_error (&self->error);
  g_array_unref (self->waiting);
  g_free (self);
}

/**
 * ilo_link_set_cipher:
 * @self: a link
 * @cipher: (nullable): encrypts what is sent from now on; borrowed
 */
void
ilo_link_set_cipher (IloLink   *self,
                     IloCipher *cipher)
{
  self->cipher = cipher;
}

/**
 * ilo_link_hold:
 * @self: a link
 * @hold: whether everything that is sent has to wait
 */
void
ilo_link_hold (IloLink  *self,
               gboolean  hold)
{
  if (hold == self->held)
    return;
  self->held = hold;
  if (hold || self->error != NULL)
    return;
  send_waiting (self);
  if (self->error == NULL && self->begun_length > 0)
    wait_for_socket (self);
}

/**
 * ilo_link_send:
 * @self: a link
 * @message: what to send, in clear
 *
 * Sends a message, now if possible. A peer that has long ceased to take anything counts as gone.
 */
void
ilo_link_send (IloLink               *self,
               const IloInputMessage *message)
{
  Waiting waiting = { *message, g_get_monotonic_time () };

  if (self->error != NULL || self->finished)
    return;
  if (!self->held && self->begun_length == 0 && self->waiting->len == 0)
    {
      begin (self, message, waiting.since);
      if (!send_begun (self) && self->error == NULL)
        wait_for_socket (self);
      return;
    }
  if (self->waiting->len == MAX_WAITING)
    {
      close_link (self, g_error_new_literal (ILO_ERROR, ILO_ERROR_STALLED,
                                             _("The iLO no longer takes what is sent to it.")));
      return;
    }
  g_array_append_val (self->waiting, waiting);
}

/**
 * ilo_link_peek_last:
 * @self: a link
 *
 * Returns: (nullable) (transfer none): the message that goes out last, if it waits; it may be changed
 */
IloInputMessage *
ilo_link_peek_last (IloLink *self)
{
  return self->waiting->len > 0 ? &g_array_index (self->waiting, Waiting, self->waiting->len - 1).message
         : NULL;
}

/**
 * ilo_link_has_unsent:
 * @self: a link
 *
 * Returns: whether something waits for the socket
 */
gboolean
ilo_link_has_unsent (IloLink *self)
{
  return self->begun_length > 0 || self->waiting->len > 0;
}

/**
 * ilo_link_get_in_flight:
 * @self: a link
 *
 * Returns: how many bytes have not got to the other side yet, as far as TCP knows
 */
gsize
ilo_link_get_in_flight (IloLink *self)
{
  int unacknowledged = 0;

  ioctl (g_socket_get_fd (self->socket), SIOCOUTQ, &unacknowledged);
  return (gsize) MAX (unacknowledged, 0) + self->begun_length + self->waiting->len * ILO_INPUT_MAX_MESSAGE;
}

/**
 * ilo_link_get_jitter:
 * @self: a link
 *
 * Returns: by how much the way to the other side and back varies, in milliseconds, as far as TCP knows
 */
guint
ilo_link_get_jitter (IloLink *self)
{
  return get_tcp_info (self).tcpi_rttvar / 1000;
}

/**
 * ilo_link_get_round_trip:
 * @self: a link
 *
 * Returns: how long it takes the other side's system to acknowledge what is sent, smoothed, as TCP has measured it, in
 *   microseconds; -1 when there is no telling
 */
gint64
ilo_link_get_round_trip (IloLink *self)
{
  gint64 time = get_tcp_info (self).tcpi_rtt;

  return time != 0 ? time : -1;
}

/**
 * ilo_link_take_delay:
 * @self: a link
 *
 * Returns: the longest that a key or the pointer has waited since this was last asked until the system had all of it,
 *   in microseconds; -1 when there was none
 */
gint64
ilo_link_take_delay (IloLink *self)
{
  gint64 delay = self->delay;

  self->delay = -1;
  return delay;
}

/**
 * ilo_link_drain:
 * @self: a link
 *
 * Takes in what has come already, without waiting for the main loop. May free the link.
 */
void
ilo_link_drain (IloLink *self)
{
  gsize length;

  while (self->error == NULL && read_chunk (self, &length) && length == CHUNK)
    continue;
}

/**
 * ilo_link_finish:
 * @self: a link
 *
 * Says that nothing more will be sent once all of what waits has gone out if the socket takes it. The
 * server sees the end, and what it still sends is taken in until it closes too.
 */
void
ilo_link_finish (IloLink *self)
{
  if (self->finished || self->error != NULL)
    return;
  self->finished = TRUE;
  if (!self->held)
    send_waiting (self);
  if (self->error == NULL)
    shutdown (g_socket_get_fd (self->socket), SHUT_WR);
}

/**
 * ilo_link_is_closed:
 * @self: a link
 *
 * Returns: whether the connection is at its end
 */
gboolean
ilo_link_is_closed (IloLink *self)
{
  return self->error != NULL;
}
