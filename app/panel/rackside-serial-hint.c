/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-serial-hint.h"

/* Garbage is a quarter of what came lately, once there is enough to tell. */
#define WINDOW     256
#define ENOUGH     48
#define ONE_IN     4

#define CTRL_Q     0x11
#define CTRL_S     0x13

/* Control characters that consoles send. */
static gboolean
is_usual_control (guint8 byte)
{
  switch (byte)
    {
    case 0x00:      /* padding of old times */
    case 0x07:
    case 0x08:
    case 0x09:
    case 0x0A:
    case 0x0C:
    case 0x0D:
    case 0x0E:
    case 0x0F:
    case CTRL_Q:
    case CTRL_S:
    case 0x1B:
      return TRUE;
    default:
      return FALSE;
    }
}

/* Whether it makes sense as UTF-8, of which a console's text is part. */
static gboolean
is_strange (RacksideSerialWatch *self,
            guint8               byte)
{
  if (self->utf8_left > 0)
    {
      self->utf8_left--;
      if ((byte & 0xC0) == 0x80)
        return FALSE;
      self->utf8_left = 0;
    }
  if (byte < 0x80)
    return byte == 0x7F || (byte < 0x20 && !is_usual_control (byte));
  self->utf8_left = byte >= 0xC2 && byte < 0xE0 ? 1 : byte >= 0xE0 && byte < 0xF0 ? 2
                    : byte >= 0xF0 && byte < 0xF5 ? 3 : 0;
  /* Counted on the first byte when there will be no second: a lone one is strange by itself. */
  return self->utf8_left == 0;
}

/**
 * rackside_serial_watch_received:
 * @self: what is known so far
 * @data: (array length=length): what has come
 * @length: how many bytes
 *
 * Takes note of what has come.
 */
void
rackside_serial_watch_received (RacksideSerialWatch *self,
                                const guint8        *data,
                                gsize                length)
{
  for (gsize i = 0; i < length; i++)
    {
      self->strange += is_strange (self, data[i]);
      if (++self->recent == WINDOW)
        {
          self->recent /= 2;
          self->strange /= 2;
        }
    }
  self->received += length;
  if (length > 0)
    self->unanswered = 0;
}

/**
 * rackside_serial_watch_sent:
 * @self: what is known so far
 * @data: (array length=length): what was typed
 * @length: how many bytes
 *
 * Takes note of what was sent.
 */
void
rackside_serial_watch_sent (RacksideSerialWatch *self,
                            const char          *data,
                            gsize                length)
{
  for (gsize i = 0; i < length; i++)
    {
      self->stopped |= data[i] == CTRL_S;
      self->stopped &= data[i] != CTRL_Q;
    }
  self->unanswered += length;
}

/* Translators: the %u is a number such as 115200 */
static char *
rate_sentence (const IpmiSolSetup *setup)
{
  if (!setup->has_bit_rate || setup->bit_rate == 0)
    return g_strdup (_("The server must use the bit rate that the BMC’s serial port is set to."));
  return g_strdup_printf (_("The BMC’s serial port runs at %u bit/s: the server must use the same."),
                          setup->bit_rate);
}

/**
 * rackside_serial_watch_hint:
 * @self: what is known of a console that is open, and has been silent for a while
 * @setup: how it is set up in the BMC
 *
 * Returns: (transfer full) (nullable): why nothing comes, or nothing that makes sense, in words for the user; %NULL
 *   when all seems well
 */
char *
rackside_serial_watch_hint (const RacksideSerialWatch *self,
                            const IpmiSolSetup        *setup)
{
  g_autofree char *rate = rate_sentence (setup);

  if (self->recent >= ENOUGH && self->strange * ONE_IN >= self->recent)
    return g_strdup_printf (_("What comes looks garbled. Perhaps the bit rates differ: %s"), rate);
  if (self->stopped)
    return g_strdup (_("You have typed Ctrl+S, which stops the server’s output. Ctrl+Q lets it go on."));
  if (self->received == 0 && self->unanswered == 0)
    return g_strdup (_("Connected, nothing received yet. Many servers say nothing by themselves: press Enter."));
  if (self->received == 0)
    return g_strdup_printf (_("Connected, but the server does not answer. Its serial console may be off: switch it "
                              "on in the server’s setup (“Serial Console”, “Virtual Serial Port”), and have the "
                              "operating system use it (Linux: console=ttyS0 or ttyS1). %s"), rate);
  if (self->unanswered > 0)
    return g_strdup (_("The server has not answered since something was sent."));
  return NULL;
}

/**
 * rackside_serial_failure_hint:
 * @setup: how the serial console is set up in the BMC
 *
 * Returns: (transfer full) (nullable): why it may be that it could not be opened, besides what the BMC says itself
 */
char *
rackside_serial_failure_hint (const IpmiSolSetup *setup)
{
  if (setup->has_enabled && !setup->enabled)
    return g_strdup (_("Serial over LAN is switched off in the BMC: switch it on in its settings."));
  if (setup->has_user_allowed && !setup->user_allowed)
    return g_strdup (_("This user may not use the serial console: allow the user the SOL payload in the BMC’s "
                       "settings, or log in as another user."));
  return NULL;
}
