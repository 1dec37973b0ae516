/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-console.h"
#include "sim-order.h"

/* Opcodes of the video stream that something hangs on (console protocol, section 6). */
#define OPCODE_TEXT        2
#define OPCODE_POWER_ON    4
#define OPCODE_POWER_OFF   5
#define OPCODE_NO_SIGNAL   6
#define OPCODE_KEY_CHANGE  9
#define OPCODE_COLOUR_BITS 11
#define OPCODE_HEADER      13
#define OPCODE_PING        16

typedef void (*ConsoleFunc) (SimConsole *console,
                             SimOrder       *order,
                             gpointer    data);

static gboolean
for_each_stream (SimOrder         *order,
                 ConsoleFunc   func,
                 gpointer      data,
                 GError      **error)
{
  GPtrArray *consoles = order->ilo->consoles;
  guint n = 0;

  for (guint i = 0; i < consoles->len; i++)
    {
      SimConsole *console = g_ptr_array_index (consoles, i);

      if (sim_console_get_encoder (console) == NULL)
        continue;
      func (console, order, data);
      n++;
    }
  return n > 0 || sim_order_fail (error, "No client has the console.");
}

/* The stream goes on being right after commands that change what the client shows. */
static void
send_command (SimConsole *console,
              SimOrder       *order,
              gpointer    data)
{
  SimEncoder *encoder = sim_console_get_encoder (console);
  GByteArray *bytes = data;

  switch (bytes->data[0])
    {
    case OPCODE_POWER_ON:
    case OPCODE_POWER_OFF:
      sim_encoder_put_power (encoder, bytes->data[0] == OPCODE_POWER_ON);
      break;
    case OPCODE_NO_SIGNAL:
      sim_encoder_put_no_signal (encoder);
      break;
    default:
      sim_encoder_put_command (encoder, bytes->data[0], bytes->data + 1, bytes->len - 1);
      break;
    }
  sim_console_flush (console);
}

static gboolean
do_command (SimOrder  *order,
            GError **error)
{
  g_autoptr(GByteArray) arguments = sim_order_get_bytes (order, "arguments", error);
  gint64 opcode;
  guint8 byte;

  if (arguments == NULL || !sim_order_get_int (order, "opcode", 0, 255, -1, &opcode, error))
    return FALSE;
  if (opcode == OPCODE_TEXT || opcode == OPCODE_KEY_CHANGE ||
      (opcode >= OPCODE_COLOUR_BITS && opcode <= OPCODE_HEADER) || opcode == OPCODE_PING)
    return sim_order_fail (error, "That one is sent by text, key-change, colour-bits, cipher, ping, or at the start.");
  byte = opcode;
  g_byte_array_prepend (arguments, &byte, 1);
  return for_each_stream (order, send_command, arguments, error);
}

static void
send_text (SimConsole *console,
           SimOrder       *order,
           gpointer    data)
{
  sim_encoder_put_text (sim_console_get_encoder (console), GPOINTER_TO_UINT (data),
                        sim_order_get_string (order, "text", ""));
  sim_console_flush (console);
}

static gboolean
do_text (SimOrder  *order,
         GError **error)
{
  gint64 channel;

  return sim_order_get_int (order, "channel", 0, 255, -1, &channel, error) &&
         for_each_stream (order, send_text, GUINT_TO_POINTER (channel), error);
}

static void
send_ping (SimConsole *console,
           SimOrder       *order,
           gpointer    data)
{
  sim_console_ping (console);
}

static gboolean
do_ping (SimOrder  *order,
         GError **error)
{
  return for_each_stream (order, send_ping, NULL, error);
}

static void
send_key_change (SimConsole *console,
                 SimOrder       *order,
                 gpointer    data)
{
  sim_encoder_put_key_change (sim_console_get_encoder (console));
  sim_console_flush (console);
}

static gboolean
do_key_change (SimOrder  *order,
               GError **error)
{
  return for_each_stream (order, send_key_change, NULL, error);
}

static void
send_cipher (SimConsole *console,
             SimOrder       *order,
             gpointer    data)
{
  sim_console_switch (console, GPOINTER_TO_UINT (data));
}

static gboolean
do_cipher (SimOrder  *order,
           GError **error)
{
  gint64 id;

  return sim_order_get_int (order, "id", 0, SIM_CIPHER_COUNT - 1, -1, &id, error) &&
         for_each_stream (order, send_cipher, GUINT_TO_POINTER (id), error);
}

static void
send_depth (SimConsole *console,
            SimOrder       *order,
            gpointer    data)
{
  sim_encoder_set_depth (sim_console_get_encoder (console), GPOINTER_TO_UINT (data));
  sim_console_redraw (console);
}

static gboolean
do_colour_bits (SimOrder  *order,
                GError **error)
{
  gint64 bits;

  if (!sim_order_get_int (order, "bits", 2, 5, -1, &bits, error))
    return FALSE;
  order->ilo->options->colour_bits = bits;
  return order->ilo->consoles->len == 0 ||
         for_each_stream (order, send_depth, GUINT_TO_POINTER (bits), error);
}

static void
send_refresh (SimConsole *console,
              SimOrder       *order,
              gpointer    data)
{
  sim_encoder_refresh (sim_console_get_encoder (console));
  sim_console_redraw (console);
}

static gboolean
do_refresh (SimOrder  *order,
            GError **error)
{
  return for_each_stream (order, send_refresh, NULL, error);
}

static void
send_raw (SimConsole *console,
          SimOrder       *order,
          gpointer    data)
{
  GByteArray *bytes = data;

  sim_console_send_raw (console, bytes->data, bytes->len);
}

static gboolean
do_video (SimOrder  *order,
          GError **error)
{
  g_autoptr(GByteArray) bytes = sim_order_get_bytes (order, "bytes", error);

  return bytes != NULL && for_each_stream (order, send_raw, bytes, error);
}

/* What the console's stream carries. */
const SimOrderType sim_orders_stream[] = {
  { "command", do_command },
  { "text", do_text },
  { "ping", do_ping },
  { "key-change", do_key_change },
  { "cipher", do_cipher },
  { "colour-bits", do_colour_bits },
  { "refresh", do_refresh },
  { "video", do_video },
  { NULL }
};
