/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-console.h"
#include "sim-holder.h"
#include "sim-input-log.h"
#include "sim-input.h"
#include "sim-outbox.h"

/* How long a picture waits for more changes before it is sent. */
#define FRAME_INTERVAL_MS 10

#define READ_SIZE 1024

struct _SimConsole
{
  SimIlo            *ilo;            /* borrowed */
  GSocketConnection *connection;     /* owned */
  GCancellable      *cancellable;    /* owned; of the read */
  SimSession        *session;        /* held */
  guint              number;
  SimEncoder        *encoder;        /* owned; NULL when a recording is played */
  SimCipher         *cipher;         /* owned; of the direction to the client */
  SimInput          *input;          /* owned */
  SimOutbox         *outbox;         /* owned */
  gulong             redrawn_handler;
  guint              frame_timer;
  guint              ping_timer;
  guint              n_pings;
  guint              n_pongs;
  guint              n_pings_before; /* those before the switch that the client has not followed yet */
  guint              width;          /* of the mode last sent */
  guint              height;
  guint              power : 1;      /* as last sent */
  guint              has_signal : 1;
  guint              is_frame_due : 1;
  guint              ends_when_sent : 1;
  guint              is_reading : 1;
  guint              is_closed : 1;
  guint8             buffer[READ_SIZE];
};

static void
console_free (SimConsole *self)
{
  g_clear_pointer (&self->outbox, sim_outbox_free);
  g_object_unref (self->connection);
  g_object_unref (self->cancellable);
  g_clear_pointer (&self->encoder, sim_encoder_free);
  g_clear_pointer (&self->cipher, sim_cipher_free);
  g_clear_pointer (&self->input, sim_input_free);
  g_free (self);
}

static JsonObject *
begin_line (SimConsole *self,
            const char *event)
{
  JsonObject *line = sim_log_event ("console", event);

  json_object_set_int_member (line, "connection", self->number);
  return line;
}

/* The picture */

static void
send_state (SimConsole *self)
{
  gboolean power = sim_machine_is_on (self->ilo->machine);
  gboolean has_signal = sim_machine_has_signal (self->ilo->machine);
  SimDisplay *display = sim_machine_get_display (self->ilo->machine);

  if (self->power != power)
    {
      sim_encoder_put_power (self->encoder, power);
      self->power = power;
      if (!power)
        {
          sim_encoder_set_mode (self->encoder, 0, 0);
          self->width = self->height = 0;
        }
      sim_encoder_end_burst (self->encoder);
    }
  if (power && self->has_signal && !has_signal)
    {
      sim_encoder_put_no_signal (self->encoder);
      sim_encoder_end_burst (self->encoder);
    }
  self->has_signal = has_signal;
  if (!has_signal)
    return;
  if (self->width != sim_display_get_width (display) || self->height != sim_display_get_height (display))
    {
      self->width = sim_display_get_width (display);
      self->height = sim_display_get_height (display);
      sim_encoder_set_mode (self->encoder, self->width, self->height);
    }
}

static void
send_frame (SimConsole *self)
{
  const guint8 *pixels;
  gsize stride;

  self->is_frame_due = FALSE;
  send_state (self);
  if (self->has_signal)
    {
      pixels = sim_display_get_frame (sim_machine_get_display (self->ilo->machine), &stride);
      sim_encoder_put_frame (self->encoder, pixels, stride, SIM_PIXEL_FORMAT_XRGB32);
    }
  sim_console_flush (self);
}

static gboolean
on_frame_timer (gpointer user_data)
{
  SimConsole *self = user_data;

  self->frame_timer = 0;
  /* A client that is slow to read gets the newest picture, not every one in between. */
  if (sim_outbox_is_empty (self->outbox))
    send_frame (self);
  return G_SOURCE_REMOVE;
}

static void
on_redrawn (SimMachine *machine,
            SimConsole *self)
{
  sim_console_redraw (self);
}

static gboolean
on_ping_timer (gpointer user_data)
{
  SimConsole *self = user_data;

  if (self->n_pongs < self->n_pings)
    sim_log_write (self->ilo->log, begin_line (self, "no pong"));
  sim_console_ping (self);
  return G_SOURCE_CONTINUE;
}

static void
expect_cipher (SimConsole  *self,
               SimCipherId  cipher)
{
  if (!sim_input_is_behind (self->input))
    self->n_pings_before = self->n_pings;
  sim_input_expect (self->input, cipher);
}

static void
on_sent (gboolean ok,
         gpointer user_data)
{
  SimConsole *self = user_data;

  if (!ok || self->ends_when_sent)
    sim_console_close (self);
  else if (self->is_frame_due && self->frame_timer == 0)
    send_frame (self);
}

/* What the client sends */

/* The first pixel whose position the client rounds down to @part. */
static guint
get_pixel (guint part,
           guint size)
{
  return (part * size + SIM_INPUT_MOUSE_RANGE - 1) / SIM_INPUT_MOUSE_RANGE;
}

static void
obey_mouse (SimConsole            *self,
            const SimInputMessage *message,
            JsonObject            *line)
{
  SimDisplay *display = sim_machine_get_display (self->ilo->machine);
  guint x;
  guint y;

  if (display == NULL)
    return;
  x = get_pixel (message->x, sim_display_get_width (display));
  y = get_pixel (message->y, sim_display_get_height (display));
  json_object_set_int_member (line, "pixel_x", x);
  json_object_set_int_member (line, "pixel_y", y);
  sim_machine_move_pointer (self->ilo->machine, x, y, message->buttons);
}

static void
obey_refresh (SimConsole *self)
{
  if (self->encoder == NULL)
    return;
  sim_encoder_refresh (self->encoder);
  sim_console_redraw (self);
}

/* What is wrong with a pong as such. The answer to a ping that came after a switch is in the new cipher. */
static const char *
check_pong (SimConsole *self)
{
  if (self->encoder == NULL)
    return NULL;
  if (self->n_pongs == self->n_pings)
    return "unasked";
  self->n_pongs++;
  return sim_input_is_behind (self->input) && self->n_pongs > self->n_pings_before ? "cipher" : NULL;
}

/* A key's line goes before what the key does. The others tell in theirs what became of the message. */
static void
obey (SimConsole      *self,
      SimInputMessage *message)
{
  JsonObject *line = begin_line (self, sim_input_log_get_event (message));
  gboolean is_done;

  if (message->kind == SIM_INPUT_PONG)
    message->wrong = check_pong (self);
  sim_input_log_describe (message, line);
  if (message->wrong == NULL)
    switch (message->kind)
      {
      case SIM_INPUT_POWER:
        is_done = sim_ilo_push_power (self->ilo, self->session, "console", message->action);
        json_object_set_boolean_member (line, "done", is_done);
        break;
      case SIM_INPUT_MOUSE:
        obey_mouse (self, message, line);
        break;
      case SIM_INPUT_KEYBOARD:
        sim_log_write (self->ilo->log, g_steal_pointer (&line));
        sim_machine_report_keys (self->ilo->machine, message->modifiers, message->keys);
        break;
      case SIM_INPUT_REFRESH:
        obey_refresh (self);
        break;
      case SIM_INPUT_PONG:
        break;
      }
  if (line != NULL)
    sim_log_write (self->ilo->log, line);
}

/* Whether the connection goes on. */
static gboolean
take (SimConsole   *self,
      const guint8 *data,
      gsize         length)
{
  SimInputMessage message;
  SimInputResult result;

  sim_input_feed (self->input, data, length);
  while ((result = sim_input_next (self->input, &message)) == SIM_INPUT_RESULT_MESSAGE)
    obey (self, &message);
  if (result == SIM_INPUT_RESULT_NONSENSE)
    sim_log_write (self->ilo->log, begin_line (self, "nonsense"));
  return result != SIM_INPUT_RESULT_NONSENSE;
}

static void read_in (SimConsole *self);

static void
on_read (GObject      *stream,
         GAsyncResult *result,
         gpointer      user_data)
{
  SimConsole *self = user_data;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (stream), result, NULL);

  if (!self->is_closed && n > 0 && take (self, self->buffer, n) && !self->is_closed)
    {
      read_in (self);
      return;
    }
  self->is_reading = FALSE;
  if (self->is_closed)
    console_free (self);
  else
    sim_console_close (self);
}

static void
read_in (SimConsole *self)
{
  self->is_reading = TRUE;
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (self->connection)), self->buffer,
                             sizeof self->buffer, G_PRIORITY_DEFAULT, self->cancellable, on_read, self);
}

static void
begin_replay (SimConsole *self,
              GBytes     *replay)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (replay, &length);

  /* Its first two bytes are the hello and the answer. Which ciphers it goes through is not known. */
  if (length > 2)
    g_byte_array_append (sim_outbox_get (self->outbox), data + 2, length - 2);
  for (guint i = 0; i < SIM_CIPHER_COUNT; i++)
    sim_input_expect (self->input, i);
  sim_outbox_flush (self->outbox);
}

static void
begin_stream (SimConsole *self)
{
  const SimOptions *options = self->ilo->options;

  self->encoder = sim_encoder_new (options->no_half_height ? SIM_ENCODER_FLAGS_NONE
                                                           : SIM_ENCODER_FLAGS_HALF_HEIGHT,
                                   options->colour_bits);
  sim_encoder_put_header (self->encoder, options->cipher, TRUE);
  expect_cipher (self, options->cipher);
  self->power = TRUE;
  self->has_signal = TRUE;
  self->redrawn_handler = g_signal_connect (self->ilo->machine, "redrawn", G_CALLBACK (on_redrawn), self);
  if (options->ping_seconds > 0)
    self->ping_timer = g_timeout_add (1000 * options->ping_seconds, on_ping_timer, self);
  send_frame (self);
}

/**
 * sim_console_start:
 * @ilo: (transfer none): the iLO
 * @connection: (transfer none): a connection whose handshake is done
 * @session: (transfer none): whose it is
 * @number: what logs call it
 * @early: what the client has sent after the handshake already
 *
 * Sends the stream and obeys the client until the connection closes.
 */
void
sim_console_start (SimIlo            *ilo,
                   GSocketConnection *connection,
                   SimSession        *session,
                   guint              number,
                   const GByteArray  *early)
{
  SimCipherFlags flags = ilo->options->padded_key ? SIM_CIPHER_FLAGS_PADDED_KEY : SIM_CIPHER_FLAGS_NONE;
  SimConsole *self = g_new0 (SimConsole, 1);
  g_autoptr(GError) error = NULL;

  self->ilo = ilo;
  self->connection = g_object_ref (connection);
  self->cancellable = g_cancellable_new ();
  self->session = session;
  self->number = number;
  self->outbox = sim_outbox_new (G_IO_STREAM (connection), on_sent, self);
  self->cipher = sim_cipher_new (ilo->key, flags, &error);
  if (self->cipher != NULL)
    self->input = sim_input_new (ilo->key, flags, &error);
  if (self->input == NULL)
    {
      g_warning ("%s", error->message);
      console_free (self);
      return;
    }
  sim_sessions_hold (ilo->sessions, session);
  g_ptr_array_add (ilo->consoles, self);
  if (ilo->replay != NULL)
    begin_replay (self, ilo->replay);
  else
    begin_stream (self);
  if (take (self, early->data, early->len))
    read_in (self);
  else
    sim_console_close (self);
}

/**
 * sim_console_close:
 * @self: a console
 *
 * Closes the connection and takes it from the iLO's list. @self must not be used after that.
 */
void
sim_console_close (SimConsole *self)
{
  if (self->is_closed)
    return;
  self->is_closed = TRUE;
  sim_log_write (self->ilo->log, begin_line (self, "closed"));
  g_clear_handle_id (&self->frame_timer, g_source_remove);
  g_clear_handle_id (&self->ping_timer, g_source_remove);
  g_clear_signal_handler (&self->redrawn_handler, self->ilo->machine);
  sim_sessions_release (self->ilo->sessions, self->session);
  g_ptr_array_remove (self->ilo->consoles, self);
  sim_holder_console_closed (self->ilo->holder);
  g_cancellable_cancel (self->cancellable);
  if (!self->is_reading)
    console_free (self);
}

SimSession *
sim_console_get_session (SimConsole *self)
{
  return self->session;
}

/**
 * sim_console_seize:
 * @self: a console
 *
 * Tells the client that somebody else has the console now, and closes when that is sent.
 */
void
sim_console_seize (SimConsole *self)
{
  if (self->encoder == NULL)
    {
      sim_console_close (self);
      return;
    }
  sim_encoder_put_seized (self->encoder);
  self->ends_when_sent = TRUE;
  g_clear_signal_handler (&self->redrawn_handler, self->ilo->machine);
  g_clear_handle_id (&self->frame_timer, g_source_remove);
  g_clear_handle_id (&self->ping_timer, g_source_remove);
  sim_console_flush (self);
}

/**
 * sim_console_get_encoder:
 * @self: a console
 *
 * Returns: (transfer none) (nullable): what writes its stream, %NULL when a recording is played. After
 *   writing something, call sim_console_flush()
 */
SimEncoder *
sim_console_get_encoder (SimConsole *self)
{
  return self->encoder;
}

/**
 * sim_console_flush:
 * @self: a console
 *
 * Sends what the encoder holds.
 */
void
sim_console_flush (SimConsole *self)
{
  sim_encoder_take (self->encoder, self->cipher, sim_outbox_get (self->outbox));
  sim_outbox_flush (self->outbox);
}

/**
 * sim_console_switch:
 * @self: a console with an encoder
 * @cipher: the cipher for what follows
 *
 * Switches the cipher in both directions.
 */
void
sim_console_switch (SimConsole  *self,
                    SimCipherId  cipher)
{
  sim_encoder_put_cipher (self->encoder, cipher);
  expect_cipher (self, cipher);
  sim_console_flush (self);
}

/**
 * sim_console_ping:
 * @self: a console with an encoder
 *
 * Asks the client whether it is there.
 */
void
sim_console_ping (SimConsole *self)
{
  self->n_pings++;
  sim_encoder_put_ping (self->encoder);
  sim_console_flush (self);
}

/**
 * sim_console_send_raw:
 * @self: a console
 * @data: bytes, before encryption
 * @length: how many
 *
 * Puts bytes into the stream that the encoder does not know of.
 */
void
sim_console_send_raw (SimConsole   *self,
                      const guint8 *data,
                      gsize         length)
{
  GByteArray *out = sim_outbox_get (self->outbox);
  gsize start;

  if (self->encoder != NULL)
    sim_encoder_take (self->encoder, self->cipher, out);
  start = out->len;
  g_byte_array_append (out, data, length);
  sim_cipher_apply (self->cipher, out->data + start, length);
  sim_outbox_flush (self->outbox);
}

/**
 * sim_console_redraw:
 * @self: a console
 *
 * Sends what has changed on the screen, soon.
 */
void
sim_console_redraw (SimConsole *self)
{
  self->is_frame_due = TRUE;
  if (self->frame_timer == 0)
    self->frame_timer = g_timeout_add (FRAME_INTERVAL_MS, on_frame_timer, self);
}

/**
 * sim_console_is_current:
 * @self: a console
 *
 * Returns: whether everything that the screen shows has been sent
 */
gboolean
sim_console_is_current (SimConsole *self)
{
  return !self->is_frame_due && sim_outbox_is_empty (self->outbox);
}
