/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-bits.h"
#include "sim-encoder.h"
#include "sim-screen.h"

/* Opcodes of the commands (console protocol, section 6). */
enum
{
  COMMAND_TEXT = 2,
  COMMAND_FRAME_RATE = 3,
  COMMAND_POWER_ON = 4,
  COMMAND_POWER_OFF = 5,
  COMMAND_NO_SIGNAL = 6,
  COMMAND_KEY_CHANGE = 9,
  COMMAND_SEIZED = 10,
  COMMAND_DEPTH = 11,
  COMMAND_CIPHER = 12,
  COMMAND_HEADER = 13,
  COMMAND_PING = 16,
  COMMAND_PRESENT = 128,
};

#define HEADER_LICENSED    0x01
#define HEADER_HALF_HEIGHT 0x08

/*
 * A colour from the cache where there is none: an error to every reader. It skips some 30 bits until the
 * zero run that follows, and would ask for a refresh after 40.
 */
#define STALE_BYTE 0x5A

/* From byte @offset of what waits to be taken on, @id holds. */
typedef struct
{
  gsize       offset;
  SimCipherId id;
} CipherSwitch;

struct _SimEncoder
{
  SimEncoderFlags flags;
  SimBits         bits;
  GArray         *switches;            /* owned; of CipherSwitch */
  gboolean        is_burst_empty;      /* nothing was written since the last one ended */

  SimScreen       screen;
  gboolean        has_mode;
};

static void
put (SimEncoder *self,
     guint       n,
     guint32     value)
{
  sim_bits_put (&self->bits, n, value);
  self->is_burst_empty = FALSE;
}

static void
put_mode (SimEncoder *self)
{
  put (self, 6, 0x2C);
  put (self, 7, self->screen.width / 16);
  put (self, 7, self->screen.height / 16);
  put (self, 4, self->screen.height % 16);
  sim_screen_begin (&self->screen);
}

static void
put_zero_run (SimEncoder *self)
{
  if (!sim_bits_is_aligned (&self->bits))
    sim_encoder_end_burst (self);
  sim_bits_put_zero_run (&self->bits);
  self->is_burst_empty = TRUE;
  sim_screen_begin (&self->screen);
}

/* The rest of the byte that holds the command's last bit stays in the old cipher. */
static void
switch_cipher (SimEncoder  *self,
               SimCipherId  id)
{
  CipherSwitch entry = { sim_bits_get_length (&self->bits), id };

  g_array_append_val (self->switches, entry);
}

/**
 * sim_encoder_new:
 * @flags: what the server can do
 * @bits_per_colour: 2 to 5
 *
 * Returns: (transfer full): an encoder at the start of a stream, with no video yet
 */
SimEncoder *
sim_encoder_new (SimEncoderFlags flags,
                 guint           bits_per_colour)
{
  SimEncoder *self;

  g_return_val_if_fail (bits_per_colour >= 2 && bits_per_colour <= 5, NULL);

  self = g_new0 (SimEncoder, 1);
  self->flags = flags;
  self->screen.bits_per_colour = bits_per_colour;
  self->is_burst_empty = TRUE;
  self->switches = g_array_new (FALSE, FALSE, sizeof (CipherSwitch));
  return self;
}

/**
 * sim_encoder_free:
 * @self: (transfer full) (nullable): an encoder
 */
void
sim_encoder_free (SimEncoder *self)
{
  if (self == NULL)
    return;
  sim_bits_clear (&self->bits);
  g_array_unref (self->switches);
  sim_screen_clear (&self->screen);
  g_free (self);
}

/**
 * sim_encoder_put_header:
 * @self: an encoder at the start of a stream
 * @cipher: the cipher for what follows
 * @is_licensed: whether the console is licensed
 *
 * Begins the stream as real servers do: command 13 and the end of a burst, then the stale piece of
 * something that the client never saw the start of, and the zero run that brings it into step.
 */
void
sim_encoder_put_header (SimEncoder  *self,
                        SimCipherId  cipher,
                        gboolean     is_licensed)
{
  guint8 arguments[] = {
    5 - self->screen.bits_per_colour,
    cipher,
    is_licensed ? HEADER_LICENSED : 0,
    self->flags & SIM_ENCODER_FLAGS_HALF_HEIGHT ? HEADER_HALF_HEIGHT : 0,
  };

  sim_encoder_put_command (self, COMMAND_HEADER, arguments, sizeof arguments);
  switch_cipher (self, cipher);
  sim_encoder_end_burst (self);
  put (self, 8, STALE_BYTE);
  put_zero_run (self);
}

/**
 * sim_encoder_set_mode:
 * @self: an encoder
 * @width: in pixels, a multiple of 16, at most %SIM_ENCODER_MAX_WIDTH
 * @height: in pixels, at most %SIM_ENCODER_MAX_HEIGHT
 *
 * Changes the size of the picture. What the client shows is unknown then, so the next picture is sent
 * whole. With either size 0 there is no video. A width over %SIM_ENCODER_MAX_FULL_HEIGHT_WIDTH without
 * %SIM_ENCODER_FLAGS_HALF_HEIGHT is announced all the same, for a client to refuse, but pictures are not
 * sent.
 *
 * Returns: whether pictures will be sent
 */
gboolean
sim_encoder_set_mode (SimEncoder *self,
                      guint       width,
                      guint       height)
{
  guint block_height = 16;

  g_return_val_if_fail (width <= SIM_ENCODER_MAX_WIDTH && width % 16 == 0, FALSE);
  g_return_val_if_fail (height <= SIM_ENCODER_MAX_HEIGHT, FALSE);

  if (width > SIM_ENCODER_MAX_FULL_HEIGHT_WIDTH)
    block_height = (self->flags & SIM_ENCODER_FLAGS_HALF_HEIGHT) != 0 ? 8 : 0;
  self->has_mode = TRUE;
  sim_screen_set_size (&self->screen, width, height, block_height);
  put_mode (self);
  return sim_screen_is_drawable (&self->screen);
}

/**
 * sim_encoder_set_depth:
 * @self: an encoder
 * @bits_per_colour: 2 to 5
 *
 * Changes how many bits of each component are sent, by command 11. The mode is repeated, which empties
 * the client's cache of colours of the old depth, and the next picture is sent whole.
 */
void
sim_encoder_set_depth (SimEncoder *self,
                       guint       bits_per_colour)
{
  guint8 argument = 5 - bits_per_colour;

  g_return_if_fail (bits_per_colour >= 2 && bits_per_colour <= 5);

  if (bits_per_colour == self->screen.bits_per_colour)
    return;
  self->screen.bits_per_colour = bits_per_colour;
  sim_encoder_put_command (self, COMMAND_DEPTH, &argument, 1);
  if (self->has_mode)
    put_mode (self);
}

/**
 * sim_encoder_put_frame:
 * @self: an encoder
 * @pixels: a picture of the size last set
 * @stride: bytes from one of its rows to the next; a multiple of 4 where a pixel has 4 bytes
 * @format: how its pixels lie in memory
 *
 * Writes what differs from the picture that the client shows, as one burst.
 *
 * Returns: whether anything did
 */
gboolean
sim_encoder_put_frame (SimEncoder     *self,
                       const guint8   *pixels,
                       gsize           stride,
                       SimPixelFormat  format)
{
  if (!sim_screen_put_frame (&self->screen, &self->bits, pixels, stride, format))
    return FALSE;
  self->is_burst_empty = FALSE;
  sim_encoder_end_burst (self);
  return TRUE;
}

/**
 * sim_encoder_refresh:
 * @self: an encoder
 *
 * What a client's request for a refresh gets: a zero run, which brings every client into step, and the
 * mode. The next picture is sent whole.
 */
void
sim_encoder_refresh (SimEncoder *self)
{
  put_zero_run (self);
  if (self->has_mode)
    put_mode (self);
}

/**
 * sim_encoder_put_cipher:
 * @self: an encoder
 * @cipher: the cipher for what follows
 *
 * Switches the cipher, from the byte on that follows the command's last bit. The client switches what it
 * sends when it has read that, so the receiving side has to follow at some message from then on.
 */
void
sim_encoder_put_cipher (SimEncoder  *self,
                        SimCipherId  cipher)
{
  guint8 argument = cipher;

  sim_encoder_put_command (self, COMMAND_CIPHER, &argument, 1);
  switch_cipher (self, cipher);
  sim_encoder_end_burst (self);
}

/**
 * sim_encoder_put_power:
 * @self: an encoder
 * @is_on: whether the server is on
 *
 * Says that the server was switched on or off. At off the client clears its screen.
 */
void
sim_encoder_put_power (SimEncoder *self,
                       gboolean    is_on)
{
  sim_encoder_put_command (self, is_on ? COMMAND_POWER_ON : COMMAND_POWER_OFF, NULL, 0);
  if (!is_on)
    sim_screen_forget (&self->screen);
}

/**
 * sim_encoder_put_no_signal:
 * @self: an encoder
 *
 * Says that the graphics card sends nothing: the client clears its screen.
 */
void
sim_encoder_put_no_signal (SimEncoder *self)
{
  sim_encoder_put_command (self, COMMAND_NO_SIGNAL, NULL, 0);
  sim_screen_forget (&self->screen);
}

/**
 * sim_encoder_put_frame_rate:
 * @self: an encoder
 * @rate: 0 to 255
 *
 * Tells the frame rate, for display.
 */
void
sim_encoder_put_frame_rate (SimEncoder *self,
                            guint       rate)
{
  guint8 argument = rate;

  sim_encoder_put_command (self, COMMAND_FRAME_RATE, &argument, 1);
}

/**
 * sim_encoder_put_key_change:
 * @self: an encoder
 *
 * The command that makes the client drop the bits up to the byte edge, and nothing else.
 */
void
sim_encoder_put_key_change (SimEncoder *self)
{
  sim_encoder_put_command (self, COMMAND_KEY_CHANGE, NULL, 0);
  sim_bits_align (&self->bits);
}

/**
 * sim_encoder_put_seized:
 * @self: an encoder
 *
 * Says that another user has seized the console, which ends the session.
 */
void
sim_encoder_put_seized (SimEncoder *self)
{
  sim_encoder_put_command (self, COMMAND_SEIZED, NULL, 0);
}

/**
 * sim_encoder_put_ping:
 * @self: an encoder
 *
 * Asks for client command 12.
 */
void
sim_encoder_put_ping (SimEncoder *self)
{
  sim_encoder_put_command (self, COMMAND_PING, NULL, 0);
}

/**
 * sim_encoder_put_present:
 * @self: an encoder
 *
 * The command to show what has been drawn. Pictures end with the end of a burst, which does so too.
 */
void
sim_encoder_put_present (SimEncoder *self)
{
  sim_encoder_put_command (self, COMMAND_PRESENT, NULL, 0);
}

/**
 * sim_encoder_put_text:
 * @self: an encoder
 * @channel: 0 to 255; %SIM_ENCODER_TEXT_STATUS_1 and its siblings are known
 * @text: any bytes
 *
 * Sends a text. On channel %SIM_ENCODER_TEXT_SCREEN it takes the place of the picture, so the next one is
 * sent whole.
 */
void
sim_encoder_put_text (SimEncoder *self,
                      guint       channel,
                      const char *text)
{
  sim_encoder_put_command (self, COMMAND_TEXT, NULL, 0);
  put (self, 8, channel & 0xFF);
  for (const char *at = text; *at != '\0'; at++)
    put (self, 8, (guint8) *at);
  put (self, 8, 0);
  if (channel == SIM_ENCODER_TEXT_SCREEN)
    sim_screen_forget (&self->screen);
}

/**
 * sim_encoder_put_command:
 * @self: an encoder
 * @opcode: any
 * @arguments: (array length=n_arguments) (nullable): the bytes that go before it
 * @n_arguments: how many
 *
 * Writes a command as it is. This is for commands that nothing else here writes: the encoder does not
 * keep track of what they do.
 */
void
sim_encoder_put_command (SimEncoder   *self,
                         guint8        opcode,
                         const guint8 *arguments,
                         gsize         n_arguments)
{
  put (self, 5, 0x17);
  for (gsize i = 0; i < n_arguments; i++)
    put (self, 9, arguments[i] << 1 | 1);
  put (self, 9, opcode << 1);
}

/**
 * sim_encoder_end_burst:
 * @self: an encoder
 *
 * Ends the burst, which makes the client show what has been drawn, and goes to the byte edge. Nothing
 * happens when nothing was written since the last one, as two in successive bytes are an error.
 */
void
sim_encoder_end_burst (SimEncoder *self)
{
  if (self->is_burst_empty)
    return;
  put (self, 6, 0x2D);
  sim_bits_align (&self->bits);
  self->is_burst_empty = TRUE;
}

/**
 * sim_encoder_take:
 * @self: an encoder
 * @cipher: (nullable): the key streams of the direction to the client; %NULL leaves everything in clear
 * @bytes: where to append
 *
 * Hands out everything written so far, encrypted, each byte with the cipher that holds for it. A last
 * byte that is not full is filled by ending the burst.
 */
void
sim_encoder_take (SimEncoder *self,
                  SimCipher  *cipher,
                  GByteArray *bytes)
{
  gsize from = 0;
  gsize length;
  const guint8 *plain;
  guint8 *to;

  if (!sim_bits_is_aligned (&self->bits))
    sim_encoder_end_burst (self);
  plain = sim_bits_get_bytes (&self->bits, &length);
  if (length == 0)
    return;
  g_byte_array_append (bytes, plain, length);
  to = bytes->data + bytes->len - length;
  for (guint i = 0; i < self->switches->len && cipher != NULL; i++)
    {
      const CipherSwitch *entry = &g_array_index (self->switches, CipherSwitch, i);

      sim_cipher_apply (cipher, to + from, entry->offset - from);
      sim_cipher_select (cipher, entry->id);
      from = entry->offset;
    }
  if (cipher != NULL)
    sim_cipher_apply (cipher, to + from, length - from);
  g_array_set_size (self->switches, 0);
  sim_bits_reset (&self->bits);
}
