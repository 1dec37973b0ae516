/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-command.h"
#include "sim-console.h"
#include "sim-holder.h"
#include "sim-visitor.h"

/* Who says nothing for so long is sent away. A user may think about a busy console for longer. */
#define PATIENCE_SECONDS        60
#define CHOICE_PATIENCE_SECONDS 600

#define MAX_EARLY 4096

/**
 * SimVisitor:
 *
 * A connection on the console's port from the hello until it is a console or a command connection, or
 * closed (console protocol, section 2).
 */
typedef struct
{
  SimIlo            *ilo;            /* borrowed */
  GSocketConnection *connection;     /* owned */
  SimRelay          *relay;          /* borrowed from the iLO's relays */
  char              *address;        /* owned */
  GCancellable      *cancellable;    /* owned */
  SimSession        *session;        /* borrowed; held once it is found; NULL until then */
  guint              number;
  guint              timeout;
  guint              is_held : 1;
  guint              is_asking : 1;
  guint              is_granted : 1;
  guint8             data[SIM_HANDSHAKE_SIZE];
  GByteArray        *early;          /* owned; what a client sends while the other user is asked */
} SimVisitor;

static GInputStream *
get_input (SimVisitor *self)
{
  return g_io_stream_get_input_stream (G_IO_STREAM (self->connection));
}

static void
visitor_free (SimVisitor *self)
{
  g_clear_handle_id (&self->timeout, g_source_remove);
  sim_holder_cancel (self->ilo->holder, self);
  if (self->is_held)
    sim_sessions_release (self->ilo->sessions, self->session);
  if (self->connection != NULL)
    g_io_stream_close (G_IO_STREAM (self->connection), NULL, NULL);
  g_clear_object (&self->connection);
  g_object_unref (self->cancellable);
  g_byte_array_unref (self->early);
  g_free (self->address);
  g_free (self);
}

static gboolean
on_impatient (gpointer user_data)
{
  SimVisitor *self = user_data;

  self->timeout = 0;
  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

static void
wait_at_most (SimVisitor *self,
              guint       seconds)
{
  g_clear_handle_id (&self->timeout, g_source_remove);
  self->timeout = g_timeout_add (1000 * seconds, on_impatient, self);
}

/* One byte always fits into an empty socket. */
static gboolean
send_code (SimVisitor *self,
           guint8      code)
{
  return g_output_stream_write (g_io_stream_get_output_stream (G_IO_STREAM (self->connection)),
                                &code, 1, NULL, NULL) == 1;
}

static void
log_visit (SimVisitor *self,
           const char *on,
           const char *event,
           guint8      answer,
           JsonObject *line)
{
  const char text[] = { answer, '\0' };

  json_object_set_string_member (line, "on", on);
  json_object_set_string_member (line, "event", event);
  json_object_set_int_member (line, "connection", self->number);
  if (self->session != NULL)
    {
      json_object_set_string_member (line, "user", self->session->account->name);
      json_object_set_int_member (line, "session", self->session->number);
    }
  if (answer != 0)
    {
      if (g_ascii_isprint (answer))
        json_object_set_string_member (line, "answer", text);
      else
        json_object_set_int_member (line, "answer", answer);
    }
  sim_log_write (self->ilo->log, line);
}

static void
become_console (SimVisitor *self)
{
  sim_console_start (self->ilo, self->connection, self->session, self->number, self->early);
  g_clear_object (&self->connection);
  visitor_free (self);
}

static void
become_command (SimVisitor *self)
{
  sim_command_start (self->ilo, self->connection, self->session, self->number);
  g_clear_object (&self->connection);
  visitor_free (self);
}

/* Ends the read that watches for the client going away; what happens next happens when it is back. */
static void
stop_asking (SimVisitor *self,
             gboolean    is_granted)
{
  self->is_asking = FALSE;
  self->is_granted = is_granted;
  g_cancellable_cancel (self->cancellable);
}

static void
on_seize_answered (SimOutcome outcome,
                   gpointer   user_data)
{
  SimVisitor *self = user_data;
  gboolean is_granted = outcome != SIM_OUTCOME_REFUSED;
  guint8 code = is_granted ? SIM_ANSWER_ACCEPTED : SIM_ANSWER_DENIED;

  log_visit (self, "console", "seize", code, json_object_new ());
  if (is_granted)
    sim_ilo_seize_consoles (self->ilo);
  send_code (self, code);
  stop_asking (self, is_granted);
}

/* A share is not answered: either the stream follows, or the end. */
static void
on_share_answered (SimOutcome outcome,
                   gpointer   user_data)
{
  stop_asking (user_data, outcome != SIM_OUTCOME_REFUSED);
}

static void watch (SimVisitor *self);

static void
on_read_while_asking (GObject      *stream,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  SimVisitor *self = user_data;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (stream), result, NULL);

  if (n > 0)
    g_byte_array_append (self->early, self->data, n);
  if (!self->is_asking && self->is_granted)
    {
      become_console (self);
    }
  else if (self->is_asking && n > 0 && self->early->len <= MAX_EARLY)
    {
      watch (self);
    }
  else
    {
      if (self->is_asking)
        log_visit (self, "console", "gone while asking", 0, json_object_new ());
      visitor_free (self);
    }
}

static void
watch (SimVisitor *self)
{
  g_input_stream_read_async (get_input (self), self->data, sizeof self->data, G_PRIORITY_DEFAULT,
                             self->cancellable, on_read_while_asking, self);
}

static void
ask (SimVisitor *self,
     gboolean    is_seize)
{
  g_clear_handle_id (&self->timeout, g_source_remove);
  if (!sim_holder_ask (self->ilo->holder, is_seize ? SIM_RECORD_SEIZE : SIM_RECORD_SHARE,
                       self->session->account->name, self->address, self->ilo->options->countdown,
                       is_seize ? on_seize_answered : on_share_answered, self))
    {
      /* Somebody else is asking already. */
      if (is_seize)
        send_code (self, SIM_ANSWER_DENIED);
      log_visit (self, "console", is_seize ? "seize" : "share", SIM_ANSWER_DENIED, json_object_new ());
      visitor_free (self);
      return;
    }
  self->is_asking = TRUE;
  watch (self);
}

static void
on_choice (GObject      *stream,
           GAsyncResult *result,
           gpointer      user_data)
{
  SimVisitor *self = user_data;
  gsize n = 0;
  guint choice = 0;

  if (g_input_stream_read_all_finish (G_INPUT_STREAM (stream), result, &n, NULL) &&
      n == SIM_CHOICE_SIZE)
    choice = self->data[0] | self->data[1] << 8;
  if (choice == SIM_CHOICE_SEIZE || choice == SIM_CHOICE_SHARE)
    {
      gboolean is_seize = choice == SIM_CHOICE_SEIZE;

      log_visit (self, "console", is_seize ? "asks to seize" : "asks to share", 0, json_object_new ());
      ask (self, is_seize);
      return;
    }
  log_visit (self, "console", n == 0 ? "left while busy" : "nonsense", 0, json_object_new ());
  visitor_free (self);
}

static void
await_choice (SimVisitor *self)
{
  wait_at_most (self, CHOICE_PATIENCE_SECONDS);
  g_input_stream_read_all_async (get_input (self), self->data, SIM_CHOICE_SIZE, G_PRIORITY_DEFAULT,
                                 self->cancellable, on_choice, self);
}

static guint8
decide (SimVisitor         *self,
        const SimHandshake *handshake)
{
  SimIlo *ilo = self->ilo;
  gboolean is_console = handshake->command == SIM_HANDSHAKE_CONSOLE;
  guint8 code;

  if (sim_ilo_take_reply (ilo, is_console ? SIM_REPLY_CONSOLE : SIM_REPLY_COMMAND, &code))
    return code;
  if (handshake->wrong != NULL || self->session == NULL ||
      !(self->session->account->privileges & SIM_PRIVILEGES_CONSOLE))
    return SIM_ANSWER_DENIED;
  if (!is_console)
    return SIM_ANSWER_ACCEPTED;
  if (ilo->options->no_console_licence)
    return SIM_ANSWER_NO_LICENCE;
  if (ilo->consoles->len >= (guint) ilo->options->console_limit)
    return SIM_ANSWER_FULL;
  if (sim_holder_is_busy (ilo->holder))
    return ilo->options->busy_code[0];
  return SIM_ANSWER_ACCEPTED;
}

static void
find_session (SimVisitor         *self,
              const SimHandshake *handshake)
{
  self->session = sim_sessions_find (self->ilo->sessions, handshake->key);
  if (self->session != NULL)
    {
      sim_sessions_hold (self->ilo->sessions, self->session);
      self->is_held = TRUE;
    }
  else if (self->ilo->options->any_session_key)
    {
      self->session = &self->ilo->anybody;
    }
}

static void
on_handshake (GObject      *stream,
              GAsyncResult *result,
              gpointer      user_data)
{
  SimVisitor *self = user_data;
  g_autofree char *command = NULL;
  g_autofree char *flags = NULL;
  const char *on;
  SimHandshake handshake;
  JsonObject *line;
  gsize n = 0;
  guint8 code;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (stream), result, &n, NULL) ||
      n < SIM_HANDSHAKE_SIZE)
    {
      log_visit (self, "console", "left before the handshake", 0, json_object_new ());
      visitor_free (self);
      return;
    }
  sim_handshake_decode (&handshake, self->data, self->ilo->enc_key, self->ilo->options->features);
  find_session (self, &handshake);
  on = handshake.command == SIM_HANDSHAKE_COMMAND ? "command" : "console";
  if (handshake.command == SIM_HANDSHAKE_COMMAND)
    sim_relay_set_place (self->relay, SIM_PLACE_COMMAND);
  code = decide (self, &handshake);

  line = json_object_new ();
  command = g_strdup_printf ("0x%04x", handshake.command);
  flags = g_strdup_printf ("0x%04x", handshake.flags);
  json_object_set_string_member (line, "command", command);
  json_object_set_string_member (line, "flags", flags);
  json_object_set_boolean_member (line, "known_key", self->session != NULL);
  if (handshake.wrong != NULL)
    json_object_set_string_member (line, "wrong", handshake.wrong);
  log_visit (self, on, "handshake", code, line);
  if (self->session == NULL)
    self->session = &self->ilo->anybody;      /* accepted on request, whoever it is */
  if (!send_code (self, code))
    visitor_free (self);
  else if (code == SIM_ANSWER_BUSY || code == SIM_ANSWER_BUSY_TOO)
    await_choice (self);
  else if (code != SIM_ANSWER_ACCEPTED)
    visitor_free (self);
  else if (handshake.command == SIM_HANDSHAKE_CONSOLE)
    become_console (self);
  else
    become_command (self);
}

/**
 * sim_visitor_greet:
 * @ilo: (transfer none): the iLO
 * @connection: (transfer none): a connection that has just come in on the console's port
 * @relay: (transfer none): its relay
 * @address: the client's address
 *
 * Goes through the handshake. What comes of it starts a console or a command connection, or closes.
 */
void
sim_visitor_greet (SimIlo            *ilo,
                   GSocketConnection *connection,
                   SimRelay          *relay,
                   const char        *address)
{
  SimVisitor *self = g_new0 (SimVisitor, 1);
  guint8 hello = SIM_HANDSHAKE_HELLO;

  self->ilo = ilo;
  self->connection = g_object_ref (connection);
  self->relay = relay;
  self->address = g_strdup (address);
  self->cancellable = g_cancellable_new ();
  self->early = g_byte_array_new ();
  self->number = ++ilo->n_connections;
  sim_ilo_take_reply (ilo, SIM_REPLY_HELLO, &hello);
  if (!send_code (self, hello))
    {
      visitor_free (self);
      return;
    }
  wait_at_most (self, PATIENCE_SECONDS);
  g_input_stream_read_all_async (get_input (self), self->data, SIM_HANDSHAKE_SIZE, G_PRIORITY_DEFAULT,
                                 self->cancellable, on_handshake, self);
}
