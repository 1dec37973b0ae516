/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "sim-checker.h"

#define BLOCK       16
#define CACHE_SIZE  17
#define MAX_ZEROS   30

typedef enum
{
  STOP_NONE,
  STOP_END,        /* no more bytes */
  STOP_ZERO_RUN,   /* the byte that was just entered brought the run over 30 */
  STOP_ERROR,
} Stop;

typedef struct
{
  guint colour;
  guint used_in;   /* number of the block */
} Entry;

struct _SimChecker
{
  const guint8     *data;             /* borrowed while feeding */
  gsize             left;
  guint             byte;
  guint             bits_left;
  guint             zeros;
  Stop              stop;
  gboolean          is_out_of_step;

  guint             depth;
  gboolean          is_half_height_announced;
  guint             width;
  guint             height;
  guint8           *pixels;           /* owned */
  guint             x;
  guint             y;
  Entry             cache[CACHE_SIZE];
  guint             n_cached;
  guint             block_number;
  gboolean          has_block;
  guint             block[BLOCK * BLOCK];
  guint             bytes_since_burst;

  GString          *log;              /* owned */
  char             *fault;            /* owned */
  SimCheckerCounts  counts;
};

static void
fault (SimChecker *self,
       const char *what)
{
  if (self->stop != STOP_NONE)
    return;
  self->stop = STOP_ERROR;
  g_free (self->fault);
  self->fault = g_strdup_printf ("%s at block %u,%u, %zu bytes from the end", what, self->x, self->y,
                                 self->left);
}

static void
enter_byte (SimChecker *self)
{
  gboolean is_over = FALSE;

  self->byte = *self->data++;
  self->left--;
  self->bits_left = 8;
  self->bytes_since_burst++;
  for (guint i = 0; i < 8; i++)
    if (self->byte >> i & 1)
      {
        if (self->zeros <= MAX_ZEROS)
          self->counts.max_zeros = MAX (self->counts.max_zeros, self->zeros);
        self->zeros = 0;
      }
    else if (++self->zeros == MAX_ZEROS + 1)
      is_over = TRUE;
  if (is_over)
    self->stop = STOP_ZERO_RUN;
}

static guint
get (SimChecker *self,
     guint       n)
{
  guint value = 0;

  for (guint i = 0; i < n && self->stop == STOP_NONE; i++)
    {
      if (self->bits_left == 0 && self->left == 0)
        self->stop = STOP_END;
      else if (self->bits_left == 0)
        enter_byte (self);
      if (self->stop != STOP_NONE)
        return 0;
      value = value << 1 | (self->byte & 1);
      self->byte >>= 1;
      self->bits_left--;
    }
  return value;
}

static void
reset (SimChecker *self)
{
  self->n_cached = 0;
  self->x = 0;
  self->y = 0;
}

static guint
block_height (SimChecker *self)
{
  return self->width > 1616 ? 8 : 16;
}

static guint
position_bits (SimChecker *self)
{
  return self->width > 1616 ? 8 : 7;
}

static guint8
widened (guint value,
         guint depth)
{
  guint bits = 0;

  for (guint i = 0; i < 8; i++)
    bits = bits << 1 | (value >> (depth - 1 - i % depth) & 1);
  return bits;
}

static void
draw (SimChecker *self)
{
  guint mask = (1 << self->depth) - 1;

  if (self->x * BLOCK >= self->width || self->y * block_height (self) >= self->height)
    {
      fault (self, "Block outside the picture");
      return;
    }
  for (guint i = 0; i < BLOCK * block_height (self); i++)
    {
      guint row = self->y * block_height (self) + i / BLOCK;
      guint8 *to = self->pixels + 4 * ((gsize) row * self->width + self->x * BLOCK + i % BLOCK);

      if (row >= self->height)
        break;
      to[0] = widened (self->block[i] >> 2 * self->depth, self->depth);
      to[1] = widened (self->block[i] >> self->depth & mask, self->depth);
      to[2] = widened (self->block[i] & mask, self->depth);
      to[3] = 0xFF;
    }
  self->x++;
}

static void
use_cached (SimChecker *self,
            guint       index)
{
  Entry entry;

  if (index >= self->n_cached)
    {
      fault (self, "Cached colour that is not there");
      return;
    }
  entry = self->cache[index];
  entry.used_in = self->block_number;
  memmove (self->cache + 1, self->cache, index * sizeof (Entry));
  self->cache[0] = entry;
}

static void
use_new (SimChecker *self,
         guint       colour)
{
  for (guint i = 0; i < self->n_cached; i++)
    if (self->cache[i].colour == colour)
      {
        fault (self, "New colour that is cached");
        return;
      }
  self->n_cached = MIN (self->n_cached + 1, CACHE_SIZE);
  memmove (self->cache + 1, self->cache, (self->n_cached - 1) * sizeof (Entry));
  self->cache[0] = (Entry) { colour, self->block_number };
}

static void
read_colour (SimChecker *self)
{
  static const guint code_bits[CACHE_SIZE + 1] = { 0, 0, 0, 1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4 };
  guint code;

  if (get (self, 1) == 1)
    {
      self->counts.second_colours++;
      use_cached (self, self->n_cached == 1 ? 0 : 1);
    }
  else if (get (self, 1) == 1)
    {
      self->counts.cached_colours++;
      if (self->n_cached < 2)
        fault (self, "Coded colour with fewer than two cached");
      code = get (self, code_bits[self->n_cached]);
      if (self->stop == STOP_NONE)
        use_cached (self, code == 0 ? 0 : code + 1);
    }
  else if (get (self, 1) == 0)
    {
      guint grey = get (self, self->depth);

      self->counts.new_greys++;
      if (self->stop == STOP_NONE)
        use_new (self, grey << 2 * self->depth | grey << self->depth | grey);
    }
  else
    {
      guint colour = get (self, 3 * self->depth);

      self->counts.new_colours++;
      if (self->stop == STOP_NONE)
        use_new (self, colour);
    }
}

static guint
read_repeat (SimChecker *self)
{
  guint n;

  if (get (self, 1) == 0)
    {
      self->counts.pixel_repeats[0]++;
      return 0;
    }
  if (get (self, 1) == 0)
    {
      self->counts.pixel_repeats[1]++;
      return 1;
    }
  n = get (self, 3);
  if (n < 6)
    {
      self->counts.pixel_repeats[2]++;
      return n + 2;
    }
  self->counts.pixel_repeats[n == 6 ? 3 : 4]++;
  return n == 6 ? get (self, 3) + 8 : get (self, 8);
}

static void
read_block (SimChecker *self)
{
  guint n = BLOCK * block_height (self);
  guint i = 0;

  if (self->pixels == NULL)
    {
      fault (self, "Block without a picture");
      return;
    }
  while (i < n && self->stop == STOP_NONE)
    {
      guint more;

      read_colour (self);
      more = read_repeat (self);
      if (self->stop != STOP_NONE)
        return;
      if (more >= n - i)
        {
          fault (self, "Repeat over the end of the block");
          return;
        }
      for (guint k = 0; k <= more; k++)
        self->block[i++] = self->cache[0].colour;
    }
  if (self->stop != STOP_NONE)
    return;
  self->counts.blocks++;
  self->has_block = TRUE;
  /* Not as the page has it; sim-cache.h says why. */
  while (self->n_cached > 0 && self->cache[self->n_cached - 1].used_in < self->block_number)
    self->n_cached--;
  self->block_number++;
  draw (self);
}

static void
repeat_block (SimChecker *self,
              guint       form,
              guint       times)
{
  self->counts.block_repeats[form]++;
  if (!self->has_block)
    fault (self, "Repeat of no block");
  while (times-- > 0 && self->stop == STOP_NONE)
    draw (self);
}

static void
read_mode (SimChecker *self)
{
  guint width = 16 * get (self, 7);
  guint height = 16 * get (self, 7);

  height += get (self, 4);
  if (self->stop != STOP_NONE)
    return;
  self->counts.modes++;
  reset (self);
  if (width == self->width && height == self->height)
    return;
  g_string_append_printf (self->log, "mode %u %u\n", width, height);
  self->width = width;
  self->height = height;
  self->has_block = FALSE;
  g_clear_pointer (&self->pixels, g_free);
  if (width > 0 && height > 0 && (width <= 1616 || self->is_half_height_announced))
    self->pixels = g_malloc0 ((gsize) 4 * width * height);
}

static void
read_text (SimChecker *self)
{
  g_string_append_printf (self->log, "text %u ", get (self, 8));
  for (guint c = get (self, 8); c != 0; c = get (self, 8))
    g_string_append_c (self->log, (char) c);
  g_string_append_c (self->log, '\n');
}

static void
read_command (SimChecker *self)
{
  guint8 bytes[16];
  guint n = 0;

  do
    {
      if (n == sizeof bytes)
        {
          fault (self, "Command with too many arguments");
          return;
        }
      bytes[n++] = get (self, 8);
    }
  while (get (self, 1) == 1);
  if (self->stop != STOP_NONE)
    return;
  if (bytes[n - 1] == 2)
    {
      read_text (self);
      return;
    }
  g_string_append_printf (self->log, "command %u", bytes[n - 1]);
  for (guint i = 0; i + 1 < n; i++)
    g_string_append_printf (self->log, " %u", bytes[i]);
  g_string_append_c (self->log, '\n');
  if (bytes[n - 1] == 9)
    self->bits_left = 0;
  if ((bytes[n - 1] == 11 || bytes[n - 1] == 13) && n > 1)
    self->depth = 5 - (bytes[0] & 3);
  if (bytes[n - 1] == 13 && n == 5)
    self->is_half_height_announced = (bytes[3] & 8) != 0;
}

static void
end_burst (SimChecker *self)
{
  self->counts.bursts++;
  self->bits_left = 0;
  if (self->bytes_since_burst <= 1)
    fault (self, "End of a burst in successive bytes");
  self->bytes_since_burst = 0;
}

static void
read_special (SimChecker *self)
{
  if (get (self, 1) == 0)
    {
      if (get (self, 1) == 0)
        repeat_block (self, 0, 1);
      else if (get (self, 1) == 0)
        repeat_block (self, 1, get (self, 3) + 2);
      else
        repeat_block (self, 2, get (self, position_bits (self)));
    }
  else if (get (self, 1) == 1)
    read_command (self);
  else if (get (self, 1) == 0)
    read_mode (self);
  else
    end_burst (self);
}

static void
read_control (SimChecker *self)
{
  if (get (self, 1) == 1)
    {
      self->counts.moves[0]++;
      self->x = get (self, position_bits (self));
      self->y = get (self, position_bits (self));
    }
  else if (get (self, 1) == 1)
    read_special (self);
  else if (get (self, 1) == 0)
    {
      self->counts.moves[1]++;
      self->x += get (self, 3) + 1;
    }
  else
    {
      self->counts.moves[2]++;
      self->x = get (self, position_bits (self));
    }
}

static void
hunt (SimChecker *self)
{
  self->stop = STOP_NONE;
  do
    {
      while (self->bits_left > 0)
        {
          gboolean is_one = self->byte & 1;

          self->byte >>= 1;
          self->bits_left--;
          if (is_one)
            {
              self->bits_left = 0;
              self->is_out_of_step = FALSE;
              self->counts.zero_runs++;
              reset (self);
              return;
            }
        }
      if (self->left > 0)
        enter_byte (self);
      self->stop = STOP_NONE;
    }
  while (self->bits_left > 0);
  fault (self, "Zero run without an end");
}

SimChecker *
sim_checker_new (void)
{
  SimChecker *self = g_new0 (SimChecker, 1);

  self->depth = 5;
  self->bytes_since_burst = 100;
  self->block_number = 1;
  self->log = g_string_new (NULL);
  return self;
}

void
sim_checker_free (SimChecker *self)
{
  g_free (self->pixels);
  g_free (self->fault);
  g_string_free (self->log, TRUE);
  g_free (self);
}

/*
 * Takes whole bursts. Returns whether it is in step at the end and was all the time but right after the
 * start, between elements at the end.
 */
gboolean
sim_checker_feed (SimChecker   *self,
                  const guint8 *data,
                  gsize         length)
{
  gboolean was_in_element = FALSE;

  self->data = data;
  self->left = length;
  while (self->left > 0 || self->bits_left > 0)
    {
      self->stop = STOP_NONE;
      if (self->is_out_of_step)
        {
          get (self, 1);
          self->counts.skipped_bits++;
        }
      else
        {
          was_in_element = TRUE;
          if (get (self, 1) == 0)
            {
              if (self->stop == STOP_NONE)
                read_block (self);
            }
          else
            read_control (self);
          was_in_element = self->stop == STOP_END;
        }
      if (self->stop == STOP_ERROR)
        self->is_out_of_step = TRUE;
      else if (self->stop == STOP_ZERO_RUN)
        hunt (self);
    }
  return !self->is_out_of_step && !was_in_element;
}

const char *
sim_checker_get_fault (SimChecker *self)
{
  return self->fault;
}

const guint8 *
sim_checker_get_pixels (SimChecker *self)
{
  return self->pixels;
}

guint
sim_checker_get_width (SimChecker *self)
{
  return self->width;
}

guint
sim_checker_get_height (SimChecker *self)
{
  return self->height;
}

const char *
sim_checker_get_log (SimChecker *self)
{
  return self->log->str;
}

const SimCheckerCounts *
sim_checker_get_counts (SimChecker *self)
{
  return &self->counts;
}
