/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-console.h"
#include "sim-holder.h"
#include "sim-input.h"

/* How long a picture waits for more changes before it is sent. */
#define FRAME_INTERVAL_MS 10

#define READ_SIZE 1024

struct _SimConsole
{
  SimIlo            *ilo;            /* borrowed */
  GSocketConnection *connection;     /* owned */
  GCancellable      *cancellable;    /* owned */
  SimSession        *session;        /* held */
  guint              number;
  SimEncoder        *encoder;        /* owned; NULL when a recording is played */
  SimCipher         *cipher;         /* owned; of the direction to the client */
  SimInput          *input;          /* owned */
  GByteArray        *out;            /* owned; ready to send */
  GByteArray        *writing;        /* owned; being sent; NULL when nothing is */
  gulong             redrawn_handler;
  guint              frame_timer;
  guint              ping_timer;
  guint              n_pending;      /* reads and writes under way */
  guint              n_pings;
  guint              n_pongs;
  guint              n_pings_before; /* those before the switch that the client has not followed yet */
  guint              width;          /* of the mode last sent */
  guint              height;
  guint              power : 1;      /* as last sent */
  guint              has_signal : 1;
  guint              is_frame_due : 1;
  guint              ends_when_sent : 1;
  guint              is_closed : 1;
  guint8             buffer[READ_SIZE];
};

static void write_out (SimConsole *self);

static void
console_free (SimConsole *self)
{
  g_io_stream_close (G_IO_STREAM (self->connection), NULL, NULL);
  g_object_unref (self->connection);
  g_object_unref (self->cancellable);
  g_clear_pointer (&self->encoder, sim_encoder_free);
  g_clear_pointer (&self->cipher, sim_cipher_free);
  g_clear_pointer (&self->input, sim_input_free);
  g_byte_array_unref (self->out);
  g_clear_pointer (&self->writing, g_byte_array_unref);
  g_free (self);
}

static void
finish_operation (SimConsole *self)
{
  self->n_pending--;
  if (self->is_closed && self->n_pending == 0)
    console_free (self);
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
  SimDisplay *screen = sim_machine_get_screen (self->ilo->machine);

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
  if (self->width != sim_display_get_width (screen) || self->height != sim_display_get_height (screen))
    {
      self->width = sim_display_get_width (screen);
      self->height = sim_display_get_height (screen);
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
      pixels = sim_display_get_frame (sim_machine_get_screen (self->ilo->machine), &stride);
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
  if (self->writing == NULL)
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
on_written (GObject      *stream,
            GAsyncResult *result,
            gpointer      user_data)
{
  SimConsole *self = user_data;
  gboolean ok = g_output_stream_write_all_finish (G_OUTPUT_STREAM (stream), result, NULL, NULL);

  g_clear_pointer (&self->writing, g_byte_array_unref);
  if (!self->is_closed)
    {
      if (!ok || (self->ends_when_sent && self->out->len == 0))
        sim_console_close (self);
      else if (self->out->len > 0)
        write_out (self);
      else if (self->is_frame_due && self->frame_timer == 0)
        send_frame (self);
    }
  finish_operation (self);
}

static void
write_out (SimConsole *self)
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

/* What the client sends */

static void
log_names (JsonObject *line,
           const char *member,
           guint       bits,
           const char *const *names)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; names[i] != NULL; i++)
    if (bits & 1 << i)
      json_array_add_string_element (array, names[i]);
  json_object_set_array_member (line, member, array);
}

static void
log_cipher (JsonObject            *line,
            const SimInputMessage *message)
{
  json_object_set_int_member (line, "cipher", message->cipher);
  if (message->wrong != NULL)
    json_object_set_string_member (line, "wrong", message->wrong);
}

static void
obey_power (SimConsole            *self,
            const SimInputMessage *message)
{
  JsonObject *line = begin_line (self, "power");
  gboolean is_done = FALSE;

  if (message->wrong == NULL)
    is_done = sim_ilo_push_power (self->ilo, self->session, "console", message->action);
  json_object_set_int_member (line, "value", message->action);
  if (message->action < SIM_POWER_COUNT)
    json_object_set_string_member (line, "action", sim_power_get_name (message->action));
  json_object_set_boolean_member (line, "done", is_done);
  log_cipher (line, message);
  sim_log_write (self->ilo->log, line);
}

static void
obey_keyboard (SimConsole            *self,
               const SimInputMessage *message)
{
  static const char *const names[] = {
    "left-ctrl", "left-shift", "left-alt", "left-super",
    "right-ctrl", "right-shift", "right-alt", "right-super", NULL,
  };
  JsonObject *line = begin_line (self, "keyboard");
  JsonArray *keys = json_array_new ();

  json_object_set_int_member (line, "modifiers", message->modifiers);
  log_names (line, "modifier_names", message->modifiers, names);
  for (guint i = 0; i < SIM_KEYBOARD_KEYS; i++)
    json_array_add_int_element (keys, message->keys[i]);
  json_object_set_array_member (line, "keys", keys);
  log_cipher (line, message);
  sim_log_write (self->ilo->log, line);
  if (message->wrong == NULL)
    sim_machine_report_keys (self->ilo->machine, message->modifiers, message->keys);
}

/* The first pixel whose position the client rounds down to @part. */
static guint
get_pixel (guint part,
           guint size)
{
  return (part * size + SIM_INPUT_MOUSE_RANGE - 1) / SIM_INPUT_MOUSE_RANGE;
}

static void
obey_mouse (SimConsole            *self,
            const SimInputMessage *message)
{
  static const char *const names[] = { "left", "right", "middle", NULL };
  SimDisplay *screen = sim_machine_get_screen (self->ilo->machine);
  JsonObject *line = begin_line (self, "mouse");

  json_object_set_int_member (line, "x", message->x);
  json_object_set_int_member (line, "y", message->y);
  json_object_set_int_member (line, "dx", message->dx);
  json_object_set_int_member (line, "dy", message->dy);
  json_object_set_int_member (line, "buttons", message->buttons);
  log_names (line, "button_names", message->buttons, names);
  if (screen != NULL && message->wrong == NULL)
    {
      guint x = get_pixel (message->x, sim_display_get_width (screen));
      guint y = get_pixel (message->y, sim_display_get_height (screen));

      json_object_set_int_member (line, "pixel_x", x);
      json_object_set_int_member (line, "pixel_y", y);
      sim_machine_move_pointer (self->ilo->machine, x, y, message->buttons);
    }
  log_cipher (line, message);
  sim_log_write (self->ilo->log, line);
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

static void
obey_pong (SimConsole            *self,
           const SimInputMessage *message)
{
  JsonObject *line = begin_line (self, "pong");
  SimInputMessage checked = *message;

  checked.wrong = check_pong (self);
  log_cipher (line, &checked);
  sim_log_write (self->ilo->log, line);
}

static void
obey_refresh (SimConsole            *self,
              const SimInputMessage *message)
{
  JsonObject *line = begin_line (self, "refresh");

  log_cipher (line, message);
  sim_log_write (self->ilo->log, line);
  if (self->encoder == NULL)
    return;
  sim_encoder_refresh (self->encoder);
  sim_console_redraw (self);
}

static void
obey (SimConsole            *self,
      const SimInputMessage *message)
{
  switch (message->kind)
    {
    case SIM_INPUT_POWER:
      obey_power (self, message);
      break;
    case SIM_INPUT_KEYBOARD:
      obey_keyboard (self, message);
      break;
    case SIM_INPUT_MOUSE:
      obey_mouse (self, message);
      break;
    case SIM_INPUT_REFRESH:
      obey_refresh (self, message);
      break;
    case SIM_INPUT_PONG:
      obey_pong (self, message);
      break;
    }
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

  if (!self->is_closed)
    {
      if (n > 0 && take (self, self->buffer, n) && !self->is_closed)
        read_in (self);
      else
        sim_console_close (self);
    }
  finish_operation (self);
}

static void
read_in (SimConsole *self)
{
  self->n_pending++;
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
    g_byte_array_append (self->out, data + 2, length - 2);
  for (guint i = 0; i < SIM_CIPHER_COUNT; i++)
    sim_input_expect (self->input, i);
  write_out (self);
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
  self->out = g_byte_array_new ();
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
  if (self->n_pending == 0)
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
  sim_encoder_take (self->encoder, self->cipher, self->out);
  write_out (self);
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
  gsize start;

  if (self->encoder != NULL)
    sim_encoder_take (self->encoder, self->cipher, self->out);
  start = self->out->len;
  g_byte_array_append (self->out, data, length);
  sim_cipher_apply (self->cipher, self->out->data + start, length);
  write_out (self);
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
  return !self->is_frame_due && self->writing == NULL && self->out->len == 0;
}
