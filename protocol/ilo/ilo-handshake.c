/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <glib/gi18n-lib.h>

#include "ilo-error.h"
#include "ilo-handshake.h"

/* A connection over which nothing comes back any more is given up after about 25 seconds. */
#define KEEPALIVE_IDLE     10
#define KEEPALIVE_INTERVAL 5
#define KEEPALIVE_PROBES   3
#define UNACKNOWLEDGED_MS  25000

typedef enum
{
  PHASE_CONNECTING,
  PHASE_GREETING,
  PHASE_ANSWER,
} Phase;

typedef struct
{
  char              *host;          /* owned */
  guint16            port;
  guint8             hello[ILO_HELLO_SIZE];      /* a secret */
  guint              timeout;       /* milliseconds */
  Phase              phase;
  GCancellable      *inner;         /* owned; cancelled by the caller's and by the timer */
  gulong             cancel_id;
  GSource           *timer;         /* owned, nullable */
  gboolean           timed_out;
  GSocketConnection *connection;    /* owned, nullable */
  guint8             byte;
  IloAnswer          answer;
} Handshake;

static void
handshake_free (Handshake *self)
{
  explicit_bzero (self->hello, sizeof self->hello);
  if (self->timer != NULL)
    {
      g_source_destroy (self->timer);
      g_source_unref (self->timer);
    }
  g_clear_object (&self->inner);
  g_clear_object (&self->connection);
  g_free (self->host);
  g_free (self);
}

static gboolean
on_timeout (gpointer user_data)
{
  Handshake *self = user_data;

  self->timed_out = TRUE;
  g_cancellable_cancel (self->inner);
  return G_SOURCE_REMOVE;
}

static void
release_inner (gpointer  inner,
               GClosure *closure)
{
  g_object_unref (inner);
}

static void
on_outer_cancelled (GCancellable *outer,
                    gpointer      inner)
{
  g_cancellable_cancel (inner);
}

static GError *
error_for_timeout (const Handshake *self)
{
  double seconds = self->timeout / 1000.0;

  switch (self->phase)
    {
    case PHASE_CONNECTING:
      return g_error_new (ILO_ERROR, ILO_ERROR_TIMEOUT,
                          _("The console port %u of %s did not answer within %g seconds. A firewall may keep it "
                            "from you."), self->port, self->host, seconds);
    case PHASE_GREETING:
      return g_error_new (ILO_ERROR, ILO_ERROR_TIMEOUT,
                          _("The console port %u of %s took the connection but did not greet within %g seconds."),
                          self->port, self->host, seconds);
    case PHASE_ANSWER:
    default:
      return g_error_new (ILO_ERROR, ILO_ERROR_TIMEOUT,
                          _("The console port %u of %s did not answer the session key within %g seconds."),
                          self->port, self->host, seconds);
    }
}

static GError *
error_for_connect (const Handshake *self,
                   const GError    *cause)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    return g_error_new (ILO_ERROR, ILO_ERROR_REFUSED,
                        _("%s refuses connections on its console port %u. Check that the remote console is "
                          "enabled in the iLO's settings."), self->host, self->port);
  return g_error_new (ILO_ERROR, ILO_ERROR_UNREACHABLE,
                      _("The console port %u of %s cannot be reached (%s). Check your network."), self->port,
                      self->host, cause->message);
}

static GError *
error_for_close (const Handshake *self,
                 const GError    *cause)
{
  return g_error_new (ILO_ERROR, ILO_ERROR_LOST,
                      _("%s closed the connection to its console port %u during the handshake (%s). Try again; if it "
                        "stays so, reset the "
                        "iLO."), self->host, self->port, cause != NULL ? cause->message : _("end of the stream"));
}

/* What went wrong in this phase, in words for the user. */
static void
fail (GTask        *task,
      const GError *cause)
{
  Handshake *self = g_task_get_task_data (task);

  if (self->timed_out)
    g_task_return_error (task, error_for_timeout (self));
  else if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_error_copy (cause));
  else if (self->phase == PHASE_CONNECTING)
    g_task_return_error (task, error_for_connect (self, cause));
  else
    g_task_return_error (task, error_for_close (self, cause));
}

static GError *
error_for_answer (IloAnswer answer)
{
  switch (answer)
    {
    case ILO_ANSWER_DENIED:
      return g_error_new_literal (ILO_ERROR, ILO_ERROR_DENIED,
                                  _("The iLO refused the console: the session has expired, or this user may not "
                                    "use the remote console. Log in again."));
    case ILO_ANSWER_NO_LICENSE:
      return g_error_new_literal (ILO_ERROR, ILO_ERROR_LICENSE,
                                  _("The iLO refused the console: it is not licensed for it once the server has "
                                    "started. An iLO Advanced licence allows it."));
    case ILO_ANSWER_NO_SESSION:
      return g_error_new_literal (ILO_ERROR, ILO_ERROR_NO_CONSOLE,
                                  _("The iLO refused the console: all its console sessions are taken. Close "
                                    "another one, or wait until one expires."));
    case ILO_ANSWER_ACCEPTED:
    case ILO_ANSWER_BUSY:
    default:
      return NULL;
    }
}

static void
read_byte (GTask               *task,
           GAsyncReadyCallback  callback)
{
  Handshake *self = g_task_get_task_data (task);
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (self->connection));

  /* Just one: what follows is the stream, which is not ours. */
  g_input_stream_read_async (input, &self->byte, 1, G_PRIORITY_DEFAULT, self->inner, callback,
                             g_object_ref (task));
}

static void
on_answer (GObject      *input,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  Handshake *self = g_task_get_task_data (task);
  GError *refused;

  if (g_input_stream_read_finish (G_INPUT_STREAM (input), result, &error) != 1)
    {
      fail (task, error);
      return;
    }
  if (!ilo_hello_decode_answer (&self->answer, self->byte, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  refused = error_for_answer (self->answer);
  if (refused != NULL)
    g_task_return_error (task, refused);
  else
    g_task_return_pointer (task, g_steal_pointer (&self->connection), g_object_unref);
}

static void
on_hello_sent (GObject      *output,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (output), result, NULL, &error))
    fail (task, error);
  else
    read_byte (task, on_answer);
}

static void
on_greeting (GObject      *input,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  Handshake *self = g_task_get_task_data (task);

  if (g_input_stream_read_finish (G_INPUT_STREAM (input), result, &error) != 1)
    {
      fail (task, error);
      return;
    }
  if (self->byte != ILO_HELLO_GREETING)
    {
      g_task_return_new_error (task, ILO_ERROR, ILO_ERROR_PROTOCOL,
                               _("Port %u of %s is not an iLO's console port: it greets with 0x%02X instead of "
                                 "0x%02X. If ports are forwarded on the way, check that this one leads to the iLO; "
                                 "else reset the iLO."), self->port, self->host, self->byte, ILO_HELLO_GREETING);
      return;
    }
  self->phase = PHASE_ANSWER;
  g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (self->connection)),
                                   self->hello, sizeof self->hello, G_PRIORITY_DEFAULT, self->inner,
                                   on_hello_sent, g_object_ref (task));
}

/* Keys must not wait for more of them, and a dead connection must be found out. */
static void
set_socket_options (GSocket *socket)
{
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  g_socket_set_keepalive (socket, TRUE);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_KEEPIDLE, KEEPALIVE_IDLE, NULL);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_KEEPINTVL, KEEPALIVE_INTERVAL, NULL);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_KEEPCNT, KEEPALIVE_PROBES, NULL);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_USER_TIMEOUT, UNACKNOWLEDGED_MS, NULL);
}

static void
on_connected (GObject      *client,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  Handshake *self = g_task_get_task_data (task);

  self->connection = g_socket_client_connect_finish (G_SOCKET_CLIENT (client), result, &error);
  if (self->connection == NULL)
    {
      fail (task, error);
      return;
    }
  set_socket_options (g_socket_connection_get_socket (self->connection));
  self->phase = PHASE_GREETING;
  read_byte (task, on_greeting);
}

/* The caller's cancellable must not keep a handler that points into a task that is through. */
static void
on_done (GTask      *task,
         GParamSpec *pspec,
         gpointer    user_data)
{
  Handshake *self = g_task_get_task_data (task);

  if (self->cancel_id != 0)
    g_signal_handler_disconnect (g_task_get_cancellable (task), self->cancel_id);
  self->cancel_id = 0;
  if (self->timer != NULL)
    g_source_destroy (self->timer);
}

/**
 * ilo_handshake_async:
 * @host: name or address of the iLO
 * @port: its console port
 * @hello: what to send, from ilo_hello_encode(); copied, and wiped
 * @timeout: milliseconds that it may take
 * @cancellable: (nullable): ends it
 * @callback: called when the server has answered
 * @user_data: for @callback
 *
 * Connects, waits for the greeting, sends the hello and waits for the answer (console protocol, section 2).
 */
void
ilo_handshake_async (const char          *host,
                     guint16              port,
                     const guint8         hello[ILO_HELLO_SIZE],
                     guint                timeout,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GSocketConnectable) address = NULL;
  Handshake *self = g_new0 (Handshake, 1);

  g_task_set_source_tag (task, ilo_handshake_async);
  g_task_set_check_cancellable (task, FALSE);
  self->host = g_strdup (host);
  self->port = port;
  memcpy (self->hello, hello, ILO_HELLO_SIZE);
  self->timeout = timeout;
  self->inner = g_cancellable_new ();
  g_task_set_task_data (task, self, (GDestroyNotify) handshake_free);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (cancellable != NULL)
    self->cancel_id = g_signal_connect_data (cancellable, "cancelled", G_CALLBACK (on_outer_cancelled),
                                             g_object_ref (self->inner), release_inner, 0);
  g_signal_connect (task, "notify::completed", G_CALLBACK (on_done), NULL);
  self->timer = g_timeout_source_new (timeout);
  g_source_set_callback (self->timer, on_timeout, self, NULL);
  g_source_attach (self->timer, g_task_get_context (task));
  /* An iLO is on one's own network, and its console is nothing a web proxy would pass on. */
  g_socket_client_set_enable_proxy (client, FALSE);
  address = g_network_address_new (host, port);
  g_socket_client_connect_async (client, address, self->inner, on_connected, g_steal_pointer (&task));
}

/**
 * ilo_handshake_finish:
 * @result: what the callback got
 * @answer: (out): %ILO_ANSWER_ACCEPTED or %ILO_ANSWER_BUSY; see ilo_handshake_claim_async()
 * @error: why there is no console: %ILO_ERROR_DENIED, %ILO_ERROR_LICENSE and %ILO_ERROR_NO_CONSOLE for the other
 *   answers; else what hindered it
 *
 * Returns: (transfer full): the connection, on which the next byte is the stream's first
 */
GSocketConnection *
ilo_handshake_finish (GAsyncResult  *result,
                      IloAnswer     *answer,
                      GError       **error)
{
  Handshake *self = g_task_get_task_data (G_TASK (result));

  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == ilo_handshake_async, NULL);

  *answer = self->answer;
  return g_task_propagate_pointer (G_TASK (result), error);
}

typedef struct
{
  GSocketConnection *connection;     /* owned */
  IloClaim           claim;
  guint8             bytes[ILO_HELLO_CLAIM_SIZE];
  guint8             byte;
} Claim;

static void
claim_free (Claim *self)
{
  g_object_unref (self->connection);
  g_free (self);
}

static void
fail_claim (GTask        *task,
            const GError *cause)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_error_copy (cause));
  else
    g_task_return_new_error (task, ILO_ERROR, ILO_ERROR_LOST,
                             _("The iLO closed the connection while the console was being asked for (%s)."),
                             cause != NULL ? cause->message : _("end of the stream"));
}

static void
on_claim_answered (GObject      *input,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  Claim *self = g_task_get_task_data (task);
  IloAnswer answer;

  if (g_input_stream_read_finish (G_INPUT_STREAM (input), result, &error) != 1)
    fail_claim (task, error);
  else if (!ilo_hello_decode_answer (&answer, self->byte, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (answer == ILO_ANSWER_ACCEPTED)
    g_task_return_boolean (task, TRUE);
  else if (answer == ILO_ANSWER_DENIED)
    g_task_return_new_error (task, ILO_ERROR, ILO_ERROR_SEIZE_REFUSED,
                             _("The other user does not give the console away. Share it, or try again later."));
  else if (answer == ILO_ANSWER_BUSY)
    g_task_return_new_error (task, ILO_ERROR, ILO_ERROR_PROTOCOL,
                             _("The iLO answered the wish to seize the console by saying again that it is busy."));
  else
    g_task_return_error (task, error_for_answer (answer));
}

static void
on_claim_sent (GObject      *output,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  Claim *self = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (output), result, NULL, &error))
    fail_claim (task, error);
  else if (self->claim == ILO_CLAIM_SHARE)
    g_task_return_boolean (task, TRUE);
  else
    g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (self->connection)), &self->byte, 1,
                               G_PRIORITY_DEFAULT, cancellable, on_claim_answered, g_steal_pointer (&task));
}

/**
 * ilo_handshake_claim_async:
 * @connection: what ilo_handshake_finish() gave with %ILO_ANSWER_BUSY
 * @claim: share or seize; to leave, close the connection
 * @cancellable: (nullable): ends it
 * @callback: called when the stream is about to follow
 * @user_data: for @callback
 *
 * Claims a console that somebody else holds. Seizing takes as long as the other user thinks about it, at
 * most as long as his countdown.
 */
void
ilo_handshake_claim_async (GSocketConnection   *connection,
                           IloClaim             claim,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Claim *self = g_new0 (Claim, 1);

  g_return_if_fail (claim == ILO_CLAIM_SHARE || claim == ILO_CLAIM_SEIZE);

  g_task_set_source_tag (task, ilo_handshake_claim_async);
  g_task_set_check_cancellable (task, FALSE);
  self->connection = g_object_ref (connection);
  self->claim = claim;
  if (claim == ILO_CLAIM_SHARE)
    ilo_hello_encode_share (self->bytes);
  else
    ilo_hello_encode_seize (self->bytes);
  g_task_set_task_data (task, self, (GDestroyNotify) claim_free);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (connection)), self->bytes,
                                   sizeof self->bytes, G_PRIORITY_DEFAULT, cancellable, on_claim_sent,
                                   g_steal_pointer (&task));
}

/**
 * ilo_handshake_claim_finish:
 * @result: what the callback got
 * @error: %ILO_ERROR_SEIZE_REFUSED when the other user keeps it; else what hindered it
 *
 * Returns: whether the next byte is the stream's first
 */
gboolean
ilo_handshake_claim_finish (GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == ilo_handshake_claim_async, FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
