/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-command.h"
#include "sim-holder.h"

struct _SimCommand
{
  SimIlo            *ilo;            /* borrowed */
  GSocketConnection *connection;     /* owned */
  GCancellable      *cancellable;    /* owned */
  SimSession        *session;        /* held */
  guint              number;
  GByteArray        *out;            /* owned; ready to send */
  GByteArray        *writing;        /* owned; being sent; NULL when nothing is */
  guint              heartbeat;
  guint              n_pending;
  guint              ends_when_sent : 1;
  guint              is_closed : 1;
  gsize              n_answer;
  guint8             answer[SIM_RECORD_ANSWER_SIZE];
};

static void write_out (SimCommand *self);

static void
command_free (SimCommand *self)
{
  g_io_stream_close (G_IO_STREAM (self->connection), NULL, NULL);
  g_object_unref (self->connection);
  g_object_unref (self->cancellable);
  g_byte_array_unref (self->out);
  g_clear_pointer (&self->writing, g_byte_array_unref);
  g_free (self);
}

static void
finish_operation (SimCommand *self)
{
  self->n_pending--;
  if (self->is_closed && self->n_pending == 0)
    command_free (self);
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
on_written (GObject      *stream,
            GAsyncResult *result,
            gpointer      user_data)
{
  SimCommand *self = user_data;
  gboolean ok = g_output_stream_write_all_finish (G_OUTPUT_STREAM (stream), result, NULL, NULL);

  g_clear_pointer (&self->writing, g_byte_array_unref);
  if (!self->is_closed)
    {
      if (!ok || (self->ends_when_sent && self->out->len == 0))
        sim_command_close (self);
      else
        write_out (self);
    }
  finish_operation (self);
}

static void
write_out (SimCommand *self)
{
  if (self->writing != NULL || self->out->len == 0)
    return;
  self->writing = self->out;
  self->out = g_byte_array_new ();
  self->n_pending++;
  g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (self->connection)),
                                   self->writing->data, self->writing->len, G_PRIORITY_DEFAULT,
                                   self->cancellable, on_written, self);
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

  if (!self->is_closed)
    {
      if (n > 0)
        self->n_answer += n;
      if (self->n_answer == SIM_RECORD_ANSWER_SIZE)
        {
          self->n_answer = 0;
          take_answer (self);
        }
      if (n <= 0)
        sim_command_close (self);
      else if (!self->is_closed)
        read_in (self);
    }
  finish_operation (self);
}

static void
read_in (SimCommand *self)
{
  self->n_pending++;
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
  self->out = g_byte_array_new ();
  sim_sessions_hold (ilo->sessions, session);
  g_ptr_array_add (ilo->commands, self);
  if (ilo->replay_command != NULL)
    {
      gsize length;
      const guint8 *data = g_bytes_get_data (ilo->replay_command, &length);

      if (length > 2)
        g_byte_array_append (self->out, data + 2, length - 2);
      write_out (self);
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
  if (self->n_pending == 0)
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
  g_byte_array_append (self->out, record->data, record->len);
  write_out (self);
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
  if (self->writing == NULL && self->out->len == 0)
    sim_command_close (self);
}
