/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "ilo-block.h"
#include "ilo-video.h"

/* An encoder never sends more zero bits in a row than this. */
#define MAX_ZERO_RUN 30

/* Pictures wider than this need blocks of half the height, if the server can send them. */
#define MAX_FULL_HEIGHT_WIDTH 1616

#define HEADER_FLAG_HALF_HEIGHT (1 << 3)

#define MAX_ARGUMENTS 4

/* Bytes that are searched for a zero run at once: a change of cipher makes the rest of the search worthless. */
#define MAX_SEARCH 512

typedef enum
{
  STATE_ELEMENT,        /* a block or a control is next */
  STATE_BLOCK,          /* in the pixels of a block */
  STATE_COMMAND,        /* in the bytes of a command */
  STATE_TEXT_CHANNEL,
  STATE_TEXT,
  STATE_ERROR,          /* out of step until a zero run comes */
  STATE_HUNT,           /* in a zero run; the 1 at its end starts anew */
} State;

typedef enum
{
  RESULT_ON,            /* go on with the next bits */
  RESULT_MORE,          /* the bits ran out */
  RESULT_ERROR,
  RESULT_CIPHER,        /* what follows the byte in work has another cipher */
} Result;

struct _IloVideo
{
  IloFramebuffer       *framebuffer;     /* borrowed */
  const IloVideoEvents *events;          /* borrowed */
  gpointer              user_data;

  State                 state;
  IloBits               bits;            /* between feeds only bits and n mean something */
  guint                 zero_run;        /* zero bits at the end of what was taken in, at least */
  guint64               taken;           /* bytes taken in before the ones in work */
  const guint8         *start;           /* those in work */

  IloCipherId           cipher;          /* the last one that the server chose */
  guint                 depth;           /* bits per colour */
  gboolean              half_height_capable;
  gboolean              half_height;
  guint                 columns;         /* blocks in a row */
  guint                 x;               /* position in blocks */
  guint                 y;
  guint64               burst_end;       /* the byte after the last end of a burst */

  guint                 n_arguments;
  guint8                arguments[MAX_ARGUMENTS];
  gboolean              has_byte;        /* whether command_byte is there: the opcode if it is the last */
  guint8                command_byte;
  guint                 text_channel;
  GString              *text;            /* owned */

  guint64               lost_at;         /* bytes taken in when that happened */
  guint64               skipped;         /* bits since the decoder fell out of step */
  guint64               next_refresh;    /* at so many skipped bits */
  guint                 resyncs;
  guint                 refreshes;

  IloBlock              block;
};

#define EMIT(self, event, ...)                             \
  G_STMT_START {                                           \
    if ((self)->events->event != NULL)                     \
      (self)->events->event (__VA_ARGS__);                 \
  } G_STMT_END

static guint
block_height (const IloVideo *self)
{
  return self->half_height ? 8 : 16;
}

/* Bits of the fields that the protocol page marks p. */
static guint
position_bits (const IloVideo *self)
{
  return self->half_height ? 8 : 7;
}

static void
draw_blocks (IloVideo *self,
             guint     times)
{
  times = MIN (times, self->columns - self->x);
  ilo_framebuffer_draw_blocks (self->framebuffer, self->x * ILO_BLOCK_WIDTH,
                               self->y * block_height (self), block_height (self),
                               ilo_block_get_last (&self->block), times);
  self->x += times;
}

static void
move_to_column (IloVideo *self,
                guint     x)
{
  self->x = x > self->columns ? 0 : x;
}

static void
reset_cache_and_position (IloVideo *self)
{
  ilo_block_reset (&self->block, ILO_BLOCK_WIDTH * block_height (self));
  self->x = self->y = 0;
}

/* Bytes taken in, with the one in work. */
static guint64
get_position (const IloVideo *self)
{
  return self->taken + (self->bits.next - self->start) - self->bits.n / 8;
}

static void
fall_out_of_step (IloVideo *self)
{
  self->state = STATE_ERROR;
  self->lost_at = get_position (self);
  self->skipped = 0;
  self->next_refresh = 40;
}

static void
get_into_step (IloVideo *self)
{
  reset_cache_and_position (self);
  self->state = STATE_ELEMENT;
  self->resyncs++;
}

/* Skips all bits there are, and asks for a refresh at 40, 11,680, 120,000 and every further 12,000,000. */
static void
skip_bits (IloVideo *self)
{
  self->skipped += self->bits.n + 8 * (guint64) (self->bits.end - self->bits.next);
  self->bits.next = self->bits.end;
  self->bits.bits = 0;
  self->bits.n = 0;
  while (self->skipped >= self->next_refresh)
    {
      self->next_refresh = self->next_refresh == 40 ? 11680
                           : self->next_refresh == 11680 ? 120000
                           : self->next_refresh == 120000 ? 12000000
                           : self->next_refresh + 12000000;
      self->refreshes++;
      EMIT (self, refresh, self->user_data);
    }
}

static void
set_mode (IloVideo *self,
          guint     width,
          guint     height)
{
  gboolean wide = width > MAX_FULL_HEIGHT_WIDTH;
  gboolean supported = !wide || self->half_height_capable;
  guint old_width = ilo_framebuffer_get_width (self->framebuffer);
  guint old_height = ilo_framebuffer_get_height (self->framebuffer);
  guint wanted_width = width, wanted_height = height;

  if (width == 0 || height == 0 || !supported)
    width = height = 0;
  self->half_height = wide && self->half_height_capable;
  self->columns = width / ILO_BLOCK_WIDTH;
  reset_cache_and_position (self);
  ilo_framebuffer_resize (self->framebuffer, width, height);
  if (!supported)
    EMIT (self, unsupported_mode, wanted_width, wanted_height, self->user_data);
  else if (width == 0 || width != old_width || height != old_height)
    EMIT (self, mode, width, height, self->user_data);
}

static void
drop_to_byte_edge (IloVideo *self)
{
  ilo_bits_drop (&self->bits, self->bits.n % 8);
}

static Result
end_burst (IloVideo *self)
{
  guint64 end;

  drop_to_byte_edge (self);
  end = get_position (self);
  if (end == self->burst_end + 1)
    return RESULT_ERROR;
  self->burst_end = end;
  EMIT (self, present, self->user_data);
  return RESULT_ON;
}

static Result
change_cipher (IloVideo *self,
               guint     id)
{
  if (id >= ILO_CIPHER_COUNT)
    return RESULT_ERROR;
  self->cipher = id;
  EMIT (self, cipher, id, self->user_data);
  return RESULT_CIPHER;
}

static Result
run_header (IloVideo *self)
{
  self->depth = 5 - (self->arguments[0] & 3);
  self->half_height_capable = (self->arguments[3] & HEADER_FLAG_HALF_HEIGHT) != 0;
  EMIT (self, licence, (self->arguments[2] & 1) != 0, self->user_data);
  return change_cipher (self, self->arguments[1]);
}

/* Opcodes of the console protocol, section 6, each with the arguments that it cannot do without. */
static Result
run_command (IloVideo *self,
             guint     opcode)
{
  static const guint8 needed[] = { [3] = 1, [11] = 1, [12] = 1, [13] = 4 };

  if (opcode < G_N_ELEMENTS (needed) && self->n_arguments < needed[opcode])
    return RESULT_ERROR;
  switch (opcode)
    {
    case 1:
      return RESULT_ERROR;
    case 2:
      self->state = STATE_TEXT_CHANNEL;
      break;
    case 3:
      EMIT (self, frame_rate, self->arguments[0], self->user_data);
      break;
    case 4:
      EMIT (self, power, TRUE, self->user_data);
      break;
    case 5:
      ilo_framebuffer_clear (self->framebuffer);
      EMIT (self, power, FALSE, self->user_data);
      break;
    case 6:
      ilo_framebuffer_clear (self->framebuffer);
      EMIT (self, no_signal, self->user_data);
      break;
    case 9:
      drop_to_byte_edge (self);
      break;
    case 10:
      EMIT (self, seized, self->user_data);
      break;
    case 11:
      self->depth = 5 - (self->arguments[0] & 3);
      break;
    case 12:
      return change_cipher (self, self->arguments[0]);
    case 13:
      return run_header (self);
    case 16:
      EMIT (self, ping, self->user_data);
      break;
    case 128:
      EMIT (self, present, self->user_data);
      break;
    default:
      break;
    }
  return RESULT_ON;
}

/* byte:8 and the bit that says whether another follows; the last byte is the opcode. */
static Result
decode_command (IloVideo *self)
{
  IloBits *bits = &self->bits;
  gboolean another;

  if (bits->n < 9)
    return RESULT_MORE;
  if (self->has_byte && self->n_arguments < MAX_ARGUMENTS)
    self->arguments[self->n_arguments++] = self->command_byte;
  self->command_byte = ilo_bits_field (bits->bits, 0, 8);
  self->has_byte = TRUE;
  another = (bits->bits >> 8 & 1) != 0;
  ilo_bits_drop (bits, 9);
  if (another)
    return RESULT_ON;
  self->state = STATE_ELEMENT;
  return run_command (self, self->command_byte);
}

static Result
decode_text (IloVideo *self)
{
  IloBits *bits = &self->bits;
  guint byte;

  if (bits->n < 8)
    return RESULT_MORE;
  byte = ilo_bits_field (bits->bits, 0, 8);
  ilo_bits_drop (bits, 8);
  if (self->state == STATE_TEXT_CHANNEL)
    {
      self->text_channel = byte;
      g_string_truncate (self->text, 0);
      self->state = STATE_TEXT;
    }
  else if (byte == 0)
    {
      self->state = STATE_ELEMENT;
      EMIT (self, text, self->text_channel, self->text->str, self->user_data);
    }
  else if (self->text->len < ILO_VIDEO_MAX_TEXT)
    g_string_append_c (self->text, (char) byte);
  return RESULT_ON;
}

static Result
decode_mode (IloVideo *self)
{
  guint64 ahead = self->bits.bits;

  if (self->bits.n < 24)
    return RESULT_MORE;
  ilo_bits_drop (&self->bits, 24);
  set_mode (self, ilo_bits_field (ahead, 6, 7) * 16,
            ilo_bits_field (ahead, 13, 7) * 16 + ilo_bits_field (ahead, 20, 4));
  return RESULT_ON;
}

/* The lines under `control` (section 5), with the 1 that chose it. The patterns read from right to left. */
static Result
decode_control (IloVideo *self)
{
  IloBits *bits = &self->bits;
  guint64 ahead = bits->bits;
  guint p = position_bits (self);

#define NEED(count) G_STMT_START { if (bits->n < (count)) return RESULT_MORE; } G_STMT_END

  NEED (2);
  if ((ahead & 2) != 0)                           /* 1 x:p y:p */
    {
      NEED (2 + 2 * p);
      move_to_column (self, ilo_bits_field (ahead, 2, p));
      self->y = ilo_bits_field (ahead, 2 + p, p);
      ilo_bits_drop (bits, 2 + 2 * p);
      return RESULT_ON;
    }
  NEED (4);
  switch (ahead >> 2 & 3)
    {
    case 0:                                       /* 0 0 0 d:3 */
      NEED (7);
      move_to_column (self, self->x + ilo_bits_field (ahead, 4, 3) + 1);
      ilo_bits_drop (bits, 7);
      return RESULT_ON;
    case 2:                                       /* 0 0 1 x:p */
      NEED (4 + p);
      move_to_column (self, ilo_bits_field (ahead, 4, p));
      ilo_bits_drop (bits, 4 + p);
      return RESULT_ON;
    case 1:
      NEED (5);
      if ((ahead & 0x10) == 0)                    /* 0 1 0 0 */
        {
          ilo_bits_drop (bits, 5);
          draw_blocks (self, 1);
          return RESULT_ON;
        }
      NEED (6);
      if ((ahead & 0x20) == 0)                    /* 0 1 0 1 0 n:3 */
        {
          NEED (9);
          ilo_bits_drop (bits, 9);
          draw_blocks (self, ilo_bits_field (ahead, 6, 3) + 2);
          return RESULT_ON;
        }
      NEED (6 + p);                               /* 0 1 0 1 1 n:p */
      ilo_bits_drop (bits, 6 + p);
      draw_blocks (self, ilo_bits_field (ahead, 6, p));
      return RESULT_ON;
    default:
      NEED (5);
      if ((ahead & 0x10) != 0)                    /* 0 1 1 1 */
        {
          ilo_bits_drop (bits, 5);
          self->n_arguments = 0;
          self->has_byte = FALSE;
          self->state = STATE_COMMAND;
          return RESULT_ON;
        }
      NEED (6);
      if ((ahead & 0x20) == 0)                    /* 0 1 1 0 0 w:7 h:7 clip:4 */
        return decode_mode (self);
      ilo_bits_drop (bits, 6);                    /* 0 1 1 0 1 */
      return end_burst (self);
    }
#undef NEED
}

static Result
decode_element (IloVideo *self)
{
  if (self->bits.n < 1)
    return RESULT_MORE;
  if ((self->bits.bits & 1) != 0)
    return decode_control (self);
  ilo_bits_drop (&self->bits, 1);
  ilo_block_begin (&self->block);
  self->state = STATE_BLOCK;
  return RESULT_ON;
}

static Result
decode_pixels (IloVideo *self)
{
  switch (ilo_block_decode (&self->block, &self->bits, self->depth))
    {
    case ILO_BLOCK_DONE:
      self->state = STATE_ELEMENT;
      draw_blocks (self, 1);
      return RESULT_ON;
    case ILO_BLOCK_MORE:
      return RESULT_MORE;
    default:
      return RESULT_ERROR;
    }
}

static Result
decode_next (IloVideo *self)
{
  ilo_bits_refill (&self->bits);
  switch (self->state)
    {
    case STATE_ELEMENT:
      return decode_element (self);
    case STATE_BLOCK:
      return decode_pixels (self);
    case STATE_COMMAND:
      return decode_command (self);
    case STATE_TEXT_CHANNEL:
    case STATE_TEXT:
      return decode_text (self);
    default:
      skip_bits (self);
      return RESULT_MORE;
    }
}

/* Decodes bytes without a zero run in them. Returns how many it took: all, unless the cipher changes. */
static gsize
decode_bytes (IloVideo     *self,
              const guint8 *data,
              gsize         length,
              gboolean     *cipher_changed)
{
  Result result;
  gsize taken;

  self->start = self->bits.next = data;
  self->bits.end = data + length;
  do
    {
      result = decode_next (self);
      if (result == RESULT_ERROR)
        fall_out_of_step (self);
    }
  while (result == RESULT_ON || result == RESULT_ERROR);
  *cipher_changed = result == RESULT_CIPHER;
  if (*cipher_changed)
    ilo_bits_settle (&self->bits);
  taken = self->bits.next - data;
  self->taken += taken;
  return taken;
}

/* Zero bits at the end of @data, which follows a run of @before. Stops counting when it is too many. */
static guint
zero_run_after (guint         before,
                const guint8 *data,
                gsize         length)
{
  guint run = 0;

  while (length > 0 && data[length - 1] == 0 && run <= MAX_ZERO_RUN)
    {
      length--;
      run += 8;
    }
  if (length == 0)
    return MIN (before + run, MAX_ZERO_RUN + 1);
  if (data[length - 1] != 0)
    run += __builtin_clz (data[length - 1]) - 24;
  return MIN (run, MAX_ZERO_RUN + 1);
}

static guint
zero_bits_at_start (guint8 byte)
{
  return byte == 0 ? 8 : __builtin_ctz (byte);
}

static gboolean
has_three_zero_bytes (const guint8 *data)
{
  guint64 word, zeros;

  memcpy (&word, data, sizeof word);
  word = GUINT64_FROM_LE (word);
  /* The high bit of each byte that is zero, exactly. */
  zeros = ~(((word & G_GUINT64_CONSTANT (0x7F7F7F7F7F7F7F7F)) + G_GUINT64_CONSTANT (0x7F7F7F7F7F7F7F7F))
            | word | G_GUINT64_CONSTANT (0x7F7F7F7F7F7F7F7F));
  return (zeros & zeros >> 8 & zeros >> 16) != 0;
}

/*
 * Finds the first byte that brings the run of zero bits over the limit, or @length. Past the first bytes
 * there have to be three zero bytes before it, so it looks for those.
 */
static gsize
find_zero_run (guint         run,
               const guint8 *data,
               gsize         length)
{
  gsize i = 0;

  while (i < length)
    {
      if (run < 8)
        while (length - i >= 8 && !has_three_zero_bytes (data + i))
          {
            /* The last two bytes may be the beginning of three, so they are looked at again. */
            i += 6;
            run = zero_run_after (0, data + i - 1, 1);
          }
      if (i >= length)
        break;
      if (run + zero_bits_at_start (data[i]) > MAX_ZERO_RUN)
        return i;
      run = zero_run_after (run, data + i, 1);
      i++;
    }
  return length;
}

/* A byte in or at the end of a zero run: nothing in it counts but its first 1. */
static void
hunt (IloVideo *self,
      guint8    byte)
{
  self->bits.bits = 0;
  self->bits.n = 0;
  self->taken++;
  if (byte == 0)
    self->state = STATE_HUNT;
  else
    get_into_step (self);
}

/**
 * ilo_video_new:
 * @framebuffer: where to draw; borrowed, and has to live as long
 * @events: what to call; borrowed, and has to live as long
 * @user_data: passed to @events
 *
 * Returns: (transfer full): a decoder at the beginning of a stream
 */
IloVideo *
ilo_video_new (IloFramebuffer       *framebuffer,
               const IloVideoEvents *events,
               gpointer              user_data)
{
  IloVideo *self = g_new0 (IloVideo, 1);

  self->framebuffer = framebuffer;
  self->events = events;
  self->user_data = user_data;
  self->depth = 5;
  self->columns = ilo_framebuffer_get_width (framebuffer) / ILO_BLOCK_WIDTH;
  self->burst_end = G_MAXUINT64;
  self->text = g_string_new (NULL);
  ilo_block_init (&self->block);
  return self;
}

/**
 * ilo_video_free:
 * @self: (transfer full) (nullable): a decoder
 */
void
ilo_video_free (IloVideo *self)
{
  if (self == NULL)
    return;
  g_string_free (self->text, TRUE);
  g_free (self);
}

/**
 * ilo_video_feed:
 * @self: a decoder
 * @data: (array length=length): decrypted bytes of the stream, split anywhere
 * @length: how many
 *
 * Decodes, draws and calls the events (console protocol, sections 4 to 6). It stops after the byte in
 * which the server chose a cipher, because what follows may have been decrypted with the wrong one: select
 * ilo_video_get_cipher(), decrypt the rest anew and go on.
 *
 * Returns: how many bytes were taken; fewer than @length only when a cipher was chosen in the last of them
 */
gsize
ilo_video_feed (IloVideo     *self,
                const guint8 *data,
                gsize         length)
{
  gboolean cipher_changed = FALSE;
  gsize done = 0;

  while (done < length && !cipher_changed)
    {
      gsize ahead = MIN (length - done, MAX_SEARCH);
      gsize clean = find_zero_run (self->zero_run, data + done, ahead);

      if (self->state == STATE_HUNT || clean == 0)
        {
          self->zero_run = zero_run_after (self->zero_run, data + done, 1);
          hunt (self, data[done++]);
        }
      else
        {
          gsize taken = decode_bytes (self, data + done, clean, &cipher_changed);

          self->zero_run = zero_run_after (self->zero_run, data + done, taken);
          done += taken;
        }
    }
  return done;
}

/**
 * ilo_video_get_cipher:
 * @self: a decoder
 *
 * Returns: the cipher of the next byte, as the server chose it last
 */
IloCipherId
ilo_video_get_cipher (const IloVideo *self)
{
  return self->cipher;
}

/**
 * ilo_video_get_stats:
 * @self: a decoder
 *
 * Returns: what it has seen so far
 */
IloVideoStats
ilo_video_get_stats (const IloVideo *self)
{
  return (IloVideoStats) {
    .bytes = self->taken,
    .resyncs = self->resyncs,
    .refreshes = self->refreshes,
    .in_step = self->state != STATE_ERROR && self->state != STATE_HUNT,
    .lost_at = self->lost_at,
  };
}

/**
 * ilo_video_get_state:
 * @self: a decoder
 *
 * Returns: what another decoder needs to go on from the next zero run
 */
IloVideoState
ilo_video_get_state (const IloVideo *self)
{
  return (IloVideoState) {
    .width = ilo_framebuffer_get_width (self->framebuffer),
    .height = ilo_framebuffer_get_height (self->framebuffer),
    .bits_per_colour = self->depth,
    .half_height_capable = self->half_height_capable,
  };
}

/**
 * ilo_video_set_state:
 * @self: a decoder
 * @state: what ilo_video_get_state() said of another one
 *
 * Makes ready to take a stream up in its middle: the picture takes that size and is black, and the decoder
 * waits for a zero run.
 *
 * Returns: %FALSE, with nothing changed, when @state is impossible
 */
gboolean
ilo_video_set_state (IloVideo            *self,
                     const IloVideoState *state)
{
  if (state->width > ILO_FRAMEBUFFER_MAX_WIDTH || state->width % ILO_BLOCK_WIDTH != 0
      || state->height > ILO_FRAMEBUFFER_MAX_HEIGHT
      || state->bits_per_colour < 2 || state->bits_per_colour > 5
      || (state->width > MAX_FULL_HEIGHT_WIDTH && !state->half_height_capable))
    return FALSE;
  self->depth = state->bits_per_colour;
  self->half_height_capable = state->half_height_capable;
  set_mode (self, state->width, state->height);
  fall_out_of_step (self);
  return TRUE;
}
