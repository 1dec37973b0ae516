/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-command.h"
#include "sim-holder.h"
#include "sim-outbox.h"

struct _SimCommand
{
  SimIlo            *ilo;            /* borrowed */
  GSocketConnection *connection;     /* owned */
  GCancellable      *cancellable;    /* owned; of the read */
  SimSession        *session;        /* held */
  guint              number;
  SimOutbox         *outbox;         /* owned */
  guint              heartbeat;
  guint              ends_when_sent : 1;
  guint              is_reading : 1;
  guint              is_closed : 1;
  gsize              n_answer;
  guint8             answer[SIM_RECORD_ANSWER_SIZE];
};

static void
command_free (SimCommand *self)
{
  sim_outbox_free (self->outbox);
  g_object_unref (self->connection);
  g_object_unref (self->cancellable);
  g_free (self);
}

static JsonObject *
begin_line (SimCommand *self,
            const char *event)
{
  JsonObject *line = sim_log_event ("command", event);

  json_object_set_int_member (line, "connection", self->number);
  return line;
}

static void
on_sent (gboolean ok,
         gpointer user_data)
{
  SimCommand *self = user_data;

  if (!ok || self->ends_when_sent)
    sim_command_close (self);
}

static void
send_byte (SimCommand    *self,
           SimRecordType  type,
           guint8         value)
{
  g_autoptr(GByteArray) record = sim_record_new_byte (type, value);

  sim_command_send (self, record);
}

/* What the recording of a real one begins with, in its order. */
static void
send_greeting (SimCommand *self)
{
  static const guint8 zeros[8];
  g_autoptr(GByteArray) undocumented =
    sim_record_new (SIM_RECORD_UNDOCUMENTED, 0, 0, zeros, sizeof zeros);

  send_byte (self, SIM_RECORD_POWER, sim_machine_is_on (self->ilo->machine));
  sim_command_send (self, undocumented);
  send_byte (self, SIM_RECORD_HEALTH, self->ilo->health);
}

static gboolean
on_heartbeat (gpointer user_data)
{
  SimCommand *self = user_data;

  send_byte (self, SIM_RECORD_POWER, sim_machine_is_on (self->ilo->machine));
  send_byte (self, SIM_RECORD_HEALTH, self->ilo->health);
  return G_SOURCE_CONTINUE;
}

static void
take_answer (SimCommand *self)
{
  JsonObject *line = begin_line (self, "answer");
  gboolean is_known = (self->answer[0] == SIM_RECORD_ANSWER_GRANT ||
                       self->answer[0] == SIM_RECORD_ANSWER_REFUSE) &&
                      self->answer[1] == 0 && self->answer[2] == 0 && self->answer[3] == 0;
  gboolean is_granted = self->answer[0] == SIM_RECORD_ANSWER_GRANT;

  json_object_set_int_member (line, "value", self->answer[0]);
  if (!is_known)
    json_object_set_string_member (line, "wrong", "value");
  else
    json_object_set_string_member (line, "answer", is_granted ? "grant" : "refuse");
  sim_log_write (self->ilo->log, line);
  if (is_known && !sim_holder_answer (self->ilo->holder, self->session, is_granted))
    sim_log_write (self->ilo->log, begin_line (self, "answer to nothing"));
}

static void read_in (SimCommand *self);

static void
on_read (GObject      *stream,
         GAsyncResult *result,
         gpointer      user_data)
{
  SimCommand *self = user_data;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (stream), result, NULL);

  if (n > 0 && !self->is_closed)
    {
      self->n_answer += n;
      if (self->n_answer == SIM_RECORD_ANSWER_SIZE)
        {
          self->n_answer = 0;
          take_answer (self);
        }
    }
  if (n > 0 && !self->is_closed)
    {
      read_in (self);
      return;
    }
  self->is_reading = FALSE;
  if (self->is_closed)
    command_free (self);
  else
    sim_command_close (self);
}

static void
read_in (SimCommand *self)
{
  self->is_reading = TRUE;
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (self->connection)),
                             self->answer + self->n_answer, SIM_RECORD_ANSWER_SIZE - self->n_answer,
                             G_PRIORITY_DEFAULT, self->cancellable, on_read, self);
}

/**
 * sim_command_start:
 * @ilo: (transfer none): the iLO
 * @connection: (transfer none): a connection whose handshake is done
 * @session: (transfer none): whose it is
 * @number: what logs call it
 *
 * Sends records (console protocol, section 8) and takes answers until the connection closes.
 */
void
sim_command_start (SimIlo            *ilo,
                   GSocketConnection *connection,
                   SimSession        *session,
                   guint              number)
{
  SimCommand *self = g_new0 (SimCommand, 1);

  self->ilo = ilo;
  self->connection = g_object_ref (connection);
  self->cancellable = g_cancellable_new ();
  self->session = session;
  self->number = number;
  self->outbox = sim_outbox_new (G_IO_STREAM (connection), on_sent, self);
  sim_sessions_hold (ilo->sessions, session);
  g_ptr_array_add (ilo->commands, self);
  if (ilo->replay_command != NULL)
    {
      gsize length;
      const guint8 *data = g_bytes_get_data (ilo->replay_command, &length);

      if (length > 2)
        g_byte_array_append (sim_outbox_get (self->outbox), data + 2, length - 2);
      sim_outbox_flush (self->outbox);
    }
  else
    {
      send_greeting (self);
      if (ilo->options->heartbeat_seconds > 0)
        self->heartbeat = g_timeout_add (1000 * ilo->options->heartbeat_seconds, on_heartbeat, self);
    }
  read_in (self);
}

/**
 * sim_command_close:
 * @self: a command connection
 *
 * Closes the connection and takes it from the iLO's list. @self must not be used after that.
 */
void
sim_command_close (SimCommand *self)
{
  if (self->is_closed)
    return;
  self->is_closed = TRUE;
  sim_log_write (self->ilo->log, begin_line (self, "closed"));
  g_clear_handle_id (&self->heartbeat, g_source_remove);
  sim_sessions_release (self->ilo->sessions, self->session);
  g_ptr_array_remove (self->ilo->commands, self);
  g_cancellable_cancel (self->cancellable);
  if (!self->is_reading)
    command_free (self);
}

SimSession *
sim_command_get_session (SimCommand *self)
{
  return self->session;
}

/**
 * sim_command_send:
 * @self: a command connection
 * @record: whole bytes of a record
 *
 * Sends a record.
 */
void
sim_command_send (SimCommand       *self,
                  const GByteArray *record)
{
  g_byte_array_append (sim_outbox_get (self->outbox), record->data, record->len);
  sim_outbox_flush (self->outbox);
}

/**
 * sim_command_end:
 * @self: a command connection
 *
 * Closes the connection as soon as everything is sent.
 */
void
sim_command_end (SimCommand *self)
{
  self->ends_when_sent = TRUE;
  if (sim_outbox_is_empty (self->outbox))
    sim_command_close (self);
}
