/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "sim-relay.h"

#define CHUNK_SIZE 16384

/* More clients than this at once are turned away. */
#define MAX_RELAYS 500

/* So little fits between the two ends that a slow link is felt by who writes to it. */
#define PAIR_BUFFER_SIZE 32768

/* How long a client may go on sending after the connection was closed for it. */
#define LINGER_SECONDS 2

/* A slow link gets its bytes in so many portions a second. */
#define PORTIONS_PER_SECOND 50

typedef struct
{
  GInputStream  *from;     /* borrowed from the connections */
  GOutputStream *to;
  guint8         chunk[CHUNK_SIZE];
  gsize          length;
  gsize          sent;
  guint64        passed;   /* bytes in the relay's life */
} Direction;

struct _SimRelay
{
  SimRelays         *relays;        /* borrowed */
  SimPlace           place;
  GSocketConnection *client;        /* owned */
  GSocketConnection *server;        /* owned; our end of the socket pair */
  GCancellable      *cancellable;   /* owned */
  Direction          to_client;
  Direction          to_server;
  SimFault           fault;
  SimFault           taken;         /* as it was when this connection took it */
  guint64            garbage_left;
  guint              timeout;       /* for the next portion, or for the linger */
  guint              n_pending;     /* operations under way */
  guint              is_stalled : 1;
  guint              is_waiting : 1;   /* bytes for the client wait for the timeout or the stall's end */
  guint              server_ended : 1;
  guint              client_ended : 1;
  guint              is_dropped : 1;
  guint              closing : 1;
};

struct _SimRelays
{
  GPtrArray *relays;                    /* owned SimRelay; one may leave while it is handled */
  SimFault   faults[SIM_PLACE_COUNT];   /* for connections to come */
};

static void read_client (SimRelay *relay);
static void read_server (SimRelay *relay);
static void write_client (SimRelay *relay);

static void
relay_free (SimRelay *relay)
{
  g_clear_handle_id (&relay->timeout, g_source_remove);
  g_object_unref (relay->client);
  g_object_unref (relay->server);
  g_object_unref (relay->cancellable);
  g_free (relay);
}

/* Ends both connections. The memory goes when the last operation has come back. */
static void
relay_close (SimRelay *relay)
{
  if (!relay->closing)
    {
      relay->closing = TRUE;
      g_clear_handle_id (&relay->timeout, g_source_remove);
      g_cancellable_cancel (relay->cancellable);
      g_socket_close (g_socket_connection_get_socket (relay->client), NULL);
      g_socket_close (g_socket_connection_get_socket (relay->server), NULL);
    }
  if (relay->n_pending > 0)
    return;
  if (relay->relays != NULL)
    g_ptr_array_remove_fast (relay->relays->relays, relay);
  else
    relay_free (relay);
}

static void
relay_reset (SimRelay *relay)
{
  struct linger linger = { .l_onoff = 1, .l_linger = 0 };

  setsockopt (g_socket_get_fd (g_socket_connection_get_socket (relay->client)), SOL_SOCKET, SO_LINGER,
              &linger, sizeof linger);
  relay_close (relay);
}

static gboolean
on_lingered (gpointer user_data)
{
  SimRelay *relay = user_data;

  relay->timeout = 0;
  relay_close (relay);
  return G_SOURCE_REMOVE;
}

/* A close with unread bytes would turn into a reset, and take the last answer with it: so end our side,
 * and read on until the client ends its own. */
static void
linger (SimRelay *relay)
{
  if (relay->client_ended)
    {
      relay_close (relay);
      return;
    }
  g_socket_shutdown (g_socket_connection_get_socket (relay->client), FALSE, TRUE, NULL);
  g_clear_handle_id (&relay->timeout, g_source_remove);
  relay->timeout = g_timeout_add (1000 * LINGER_SECONDS, on_lingered, relay);
}

/* Ends the connection towards both sides, in order: what has gone out arrives, the rest is thrown away. */
static void
relay_drop (SimRelay *relay)
{
  relay->is_dropped = TRUE;
  g_socket_shutdown (g_socket_connection_get_socket (relay->server), TRUE, TRUE, NULL);
  if (relay->is_waiting)
    {
      relay->server_ended = TRUE;
      linger (relay);
    }
}

static void
on_written_to_server (GObject      *stream,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  SimRelay *relay = user_data;

  /* When the simulator has closed its end this fails, and reading goes on to see the client's end. */
  g_output_stream_write_all_finish (G_OUTPUT_STREAM (stream), result, NULL, NULL);
  relay->n_pending--;
  if (relay->closing)
    relay_close (relay);
  else
    read_client (relay);
}

static void
on_client_read (GObject      *stream,
                GAsyncResult *result,
                gpointer      user_data)
{
  SimRelay *relay = user_data;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (stream), result, NULL);

  relay->n_pending--;
  if (relay->closing || n < 0)
    {
      relay_close (relay);
      return;
    }
  if (n == 0)
    {
      relay->client_ended = TRUE;
      if (relay->server_ended || relay->is_stalled)
        relay_close (relay);
      else
        g_socket_shutdown (g_socket_connection_get_socket (relay->server), FALSE, TRUE, NULL);
      return;
    }
  relay->n_pending++;
  g_output_stream_write_all_async (relay->to_server.to, relay->to_server.chunk, n, G_PRIORITY_DEFAULT,
                                   relay->cancellable, on_written_to_server, relay);
}

static void
read_client (SimRelay *relay)
{
  relay->n_pending++;
  g_input_stream_read_async (relay->to_server.from, relay->to_server.chunk, CHUNK_SIZE,
                             G_PRIORITY_DEFAULT, relay->cancellable, on_client_read, relay);
}

static gboolean
on_portion_due (gpointer user_data)
{
  SimRelay *relay = user_data;

  relay->timeout = 0;
  relay->is_waiting = FALSE;
  write_client (relay);
  return G_SOURCE_REMOVE;
}

static gboolean
on_stall_over (gpointer user_data)
{
  SimRelay *relay = user_data;

  relay->fault.kind = SIM_FAULT_NONE;
  relay->is_stalled = FALSE;
  return on_portion_due (relay);
}

static void
wait_for_portion (SimRelay *relay,
                  guint     milliseconds)
{
  relay->is_waiting = TRUE;
  relay->timeout = g_timeout_add (milliseconds, on_portion_due, relay);
}

static void
on_written_to_client (GObject      *stream,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  SimRelay *relay = user_data;
  Direction *way = &relay->to_client;
  gssize n = g_output_stream_write_finish (G_OUTPUT_STREAM (stream), result, NULL);

  relay->n_pending--;
  if (relay->closing || n < 0)
    {
      relay_close (relay);
      return;
    }
  way->sent += n;
  way->passed += n;
  if (relay->fault.kind == SIM_FAULT_TRICKLE && way->passed > relay->fault.after)
    wait_for_portion (relay, relay->fault.amount);
  else if (relay->fault.kind == SIM_FAULT_SLOW && way->passed > relay->fault.after)
    wait_for_portion (relay, MAX (n * 1000 / relay->fault.amount, 1));
  else
    write_client (relay);
}

static gsize
make_garbage (SimRelay *relay,
              gsize     n)
{
  Direction *way = &relay->to_client;

  if (relay->garbage_left > 0)
    n = MIN (n, relay->garbage_left);
  for (gsize i = 0; i < n; i++)
    way->chunk[way->sent + i] = g_random_int ();
  if (relay->garbage_left > 0)
    {
      relay->garbage_left -= n;
      if (relay->garbage_left == 0)
        relay->fault.kind = SIM_FAULT_NONE;
    }
  return n;
}

/* How many of the @n waiting bytes may go out now. 0: none, and what has to happen instead was begun. */
static gsize
apply_fault (SimRelay *relay,
             gsize     n)
{
  SimFault *fault = &relay->fault;
  guint64 passed = relay->to_client.passed;

  if (fault->kind == SIM_FAULT_NONE)
    return n;
  if (passed < fault->after)
    return MIN (n, fault->after - passed);
  switch (fault->kind)
    {
    case SIM_FAULT_DROP:
      relay->is_waiting = TRUE;
      relay_drop (relay);
      return 0;
    case SIM_FAULT_RESET:
      relay_reset (relay);
      return 0;
    case SIM_FAULT_STALL:
      relay->is_stalled = TRUE;
      relay->is_waiting = TRUE;
      if (fault->amount > 0)
        relay->timeout = g_timeout_add (fault->amount, on_stall_over, relay);
      return 0;
    case SIM_FAULT_GARBAGE:
      return make_garbage (relay, n);
    case SIM_FAULT_TRICKLE:
      return 1;
    case SIM_FAULT_SLOW:
      return MIN (n, MAX (fault->amount / PORTIONS_PER_SECOND, 1));
    default:
      return n;
    }
}

static void
write_client (SimRelay *relay)
{
  Direction *way = &relay->to_client;
  gsize n = relay->is_dropped ? 0 : way->length - way->sent;

  if (n == 0)
    {
      read_server (relay);
      return;
    }
  n = apply_fault (relay, n);
  if (n == 0)
    return;
  relay->n_pending++;
  g_output_stream_write_async (way->to, way->chunk + way->sent, n, G_PRIORITY_DEFAULT,
                               relay->cancellable, on_written_to_client, relay);
}

static void
on_server_read (GObject      *stream,
                GAsyncResult *result,
                gpointer      user_data)
{
  SimRelay *relay = user_data;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (stream), result, NULL);

  relay->n_pending--;
  if (relay->closing)
    relay_close (relay);
  else if (n <= 0)
    {
      relay->server_ended = TRUE;
      linger (relay);
    }
  else
    {
      relay->to_client.length = n;
      relay->to_client.sent = 0;
      write_client (relay);
    }
}

static void
read_server (SimRelay *relay)
{
  relay->n_pending++;
  g_input_stream_read_async (relay->to_client.from, relay->to_client.chunk, CHUNK_SIZE,
                             G_PRIORITY_DEFAULT, relay->cancellable, on_server_read, relay);
}

/* A connection gets a copy of its place's fault, as long as there are times left. */
static void
take_fault (SimRelay *relay)
{
  SimFault *fault = &relay->relays->faults[relay->place];

  relay->fault = relay->taken = *fault;
  relay->garbage_left = fault->amount;
  if (fault->times > 0 && --fault->times == 0)
    fault->kind = SIM_FAULT_NONE;
}

/**
 * sim_relays_new:
 *
 * Returns: (transfer full): relays, none yet, with no faults
 */
SimRelays *
sim_relays_new (void)
{
  SimRelays *self = g_new0 (SimRelays, 1);

  self->relays = g_ptr_array_new_with_free_func ((GDestroyNotify) relay_free);
  return self;
}

/**
 * sim_relays_free:
 * @self: (transfer full): relays
 *
 * Closes every connection.
 */
void
sim_relays_free (SimRelays *self)
{
  g_autoptr(GPtrArray) relays = g_steal_pointer (&self->relays);

  /* Those with operations under way free themselves when these come back cancelled. */
  g_ptr_array_set_free_func (relays, NULL);
  for (guint i = 0; i < relays->len; i++)
    {
      SimRelay *relay = g_ptr_array_index (relays, i);

      relay->relays = NULL;
      relay_close (relay);
    }
  g_free (self);
}

/**
 * sim_relays_connect:
 * @self: relays
 * @place: what came in
 * @client: (transfer none): its connection
 * @relay: (out) (transfer none) (optional): the relay, valid as long as the returned connection is open
 * @error: return location for an error
 *
 * Puts a relay between a client and the simulator.
 *
 * Returns: (transfer full) (nullable): the simulator's connection to the client
 */
GSocketConnection *
sim_relays_connect (SimRelays          *self,
                    SimPlace            place,
                    GSocketConnection  *client,
                    SimRelay          **relay,
                    GError            **error)
{
  g_autoptr(GSocket) near = NULL;
  g_autoptr(GSocket) far = NULL;
  SimRelay *made;
  int ends[2];
  int size = PAIR_BUFFER_SIZE;
  int one = 1;

  if (self->relays->len >= MAX_RELAYS)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_TOO_MANY_OPEN_FILES, "Too many connections.");
      return NULL;
    }
  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "No socket pair: %s.",
                   g_strerror (errno));
      return NULL;
    }
  near = g_socket_new_from_fd (ends[0], NULL);
  far = g_socket_new_from_fd (ends[1], NULL);
  setsockopt (ends[1], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
  setsockopt (g_socket_get_fd (g_socket_connection_get_socket (client)), IPPROTO_TCP, TCP_NODELAY,
              &one, sizeof one);

  made = g_new0 (SimRelay, 1);
  made->relays = self;
  made->place = place;
  made->client = g_object_ref (client);
  made->server = g_socket_connection_factory_create_connection (near);
  made->cancellable = g_cancellable_new ();
  made->to_client.from = g_io_stream_get_input_stream (G_IO_STREAM (made->server));
  made->to_client.to = g_io_stream_get_output_stream (G_IO_STREAM (client));
  made->to_server.from = g_io_stream_get_input_stream (G_IO_STREAM (client));
  made->to_server.to = g_io_stream_get_output_stream (G_IO_STREAM (made->server));
  g_ptr_array_add (self->relays, made);
  take_fault (made);
  read_client (made);
  read_server (made);
  if (relay != NULL)
    *relay = made;
  return g_socket_connection_factory_create_connection (far);
}

/**
 * sim_relays_set_fault:
 * @self: relays
 * @place: which connections
 * @fault: what goes wrong from now on; its `after` counts from each connection's first byte
 *
 * Puts a fault on the connections that are open and on those to come, as many as its `times` says.
 */
void
sim_relays_set_fault (SimRelays      *self,
                      SimPlace        place,
                      const SimFault *fault)
{
  self->faults[place] = *fault;
  for (guint i = self->relays->len; i > 0; i--)
    {
      SimRelay *relay = g_ptr_array_index (self->relays, i - 1);

      if (relay->place != place || relay->closing || relay->is_dropped)
        continue;
      take_fault (relay);
      relay->is_stalled = FALSE;
      if (relay->is_waiting)
        {
          g_clear_handle_id (&relay->timeout, g_source_remove);
          on_portion_due (relay);
        }
    }
}

/**
 * sim_relays_drop:
 * @self: relays
 * @place: which connections
 * @with_reset: whether to reset them instead of closing
 *
 * Ends all connections of a kind now.
 *
 * Returns: how many there were
 */
guint
sim_relays_drop (SimRelays *self,
                 SimPlace   place,
                 gboolean   with_reset)
{
  guint n = 0;

  for (guint i = self->relays->len; i > 0; i--)
    {
      SimRelay *relay = g_ptr_array_index (self->relays, i - 1);

      if (relay->place != place || relay->closing || relay->is_dropped)
        continue;
      n++;
      if (with_reset)
        relay_reset (relay);
      else
        relay_drop (relay);
    }
  return n;
}

/**
 * sim_relays_drop_one:
 * @self: relays
 * @relay: one of them; it may have gone already
 * @with_reset: whether to reset its connection instead of closing it
 *
 * Ends one connection now.
 */
void
sim_relays_drop_one (SimRelays *self,
                     SimRelay  *relay,
                     gboolean   with_reset)
{
  if (!g_ptr_array_find (self->relays, relay, NULL) || relay->closing || relay->is_dropped)
    return;
  if (with_reset)
    relay_reset (relay);
  else
    relay_drop (relay);
}

/**
 * sim_relay_set_place:
 * @self: a relay
 * @place: what its connection has turned out to be
 *
 * Exchanges the fault for that of @place. The one that it had counts for another connection.
 */
void
sim_relay_set_place (SimRelay *self,
                     SimPlace  place)
{
  SimFault *fault = &self->relays->faults[self->place];

  if (self->place == place)
    return;
  if (self->taken.times > 0)
    {
      guint left = fault->kind == SIM_FAULT_NONE ? 0 : fault->times;

      *fault = self->taken;
      fault->times = left + 1;
    }
  self->place = place;
  take_fault (self);
}
