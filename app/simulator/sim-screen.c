/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "sim-screen.h"

/* A mode names its width in seven bits. */
#define MAX_COLUMNS 127

/* No colour: what is known of a pixel that the client may show in any. */
#define UNKNOWN_BYTE 0xFF

static void
move_to (SimScreen *self,
         SimBits   *bits,
         guint      x,
         guint      y)
{
  guint p = self->position_bits;

  if (y != self->y)
    {
      sim_bits_put (bits, 2, 3);
      sim_bits_put (bits, p, x);
      sim_bits_put (bits, p, y);
    }
  else if (x > self->x && x <= self->x + 8)
    sim_bits_put (bits, 7, 8 << 3 | (x - self->x - 1));
  else if (x != self->x)
    {
      sim_bits_put (bits, 4, 9);
      sim_bits_put (bits, p, x);
    }
  self->x = x;
  self->y = y;
}

static void
put_last_block_again (SimScreen *self,
                      SimBits   *bits,
                      guint      times)
{
  if (times == 1)
    sim_bits_put (bits, 5, 0x14);
  else if (times <= 9)
    sim_bits_put (bits, 9, 0x2A << 3 | (times - 2));
  else
    {
      sim_bits_put (bits, 6, 0x2B);
      sim_bits_put (bits, self->position_bits, times);
    }
  self->x += times;
}

static void
put_block (SimScreen *self,
           SimBits   *bits)
{
  self->has_last_block = TRUE;
  sim_block_put (bits, &self->cache, self->bits_per_colour, self->last_block,
                 SIM_BLOCK_WIDTH * self->block_height);
  self->x++;
}

/* Compares column @column of a row of blocks with @other, a block or another row of blocks. */
static inline gboolean
is_same_block (const guint16 *row,
               gsize          stride,
               const guint16 *other,
               gsize          other_stride,
               guint          height)
{
  for (guint y = 0; y < height; y++, row += stride, other += other_stride)
    if (memcmp (row, other, SIM_BLOCK_WIDTH * sizeof (guint16)) != 0)
      return FALSE;
  return TRUE;
}

/* Rows below the picture, which nobody sees, go on in the last colour. */
static void
take_block (SimScreen *self,
            guint      column,
            guint      height)
{
  const guint16 *from = self->strip + column * SIM_BLOCK_WIDTH;
  guint16 *to = self->last_block;
  guint16 *end = self->last_block + SIM_BLOCK_WIDTH * self->block_height;

  for (guint y = 0; y < height; y++, from += self->width, to += SIM_BLOCK_WIDTH)
    memcpy (to, from, SIM_BLOCK_WIDTH * sizeof (guint16));
  for (; to < end; to++)
    *to = to[-1];
}

/*
 * How many blocks from @column on are like the last one, up to the last of them that has changed. What
 * has not changed in between is drawn once more, which is shorter than to move over it.
 */
static guint
count_repeats (SimScreen      *self,
               const gboolean *has_changed,
               guint           column,
               guint           height)
{
  guint n_columns = self->width / SIM_BLOCK_WIDTH;
  guint end = column;

  if (!self->has_last_block)
    return 0;
  for (guint i = column; i < n_columns; i++)
    {
      if (!is_same_block (self->strip + i * SIM_BLOCK_WIDTH, self->width, self->last_block,
                          SIM_BLOCK_WIDTH, height))
        break;
      if (has_changed[i])
        end = i + 1;
    }
  return end - column;
}

/* The row's new colours are in the strip; @shown are those that the client has there. */
static void
put_row (SimScreen *self,
         SimBits   *bits,
         guint      row,
         guint16   *shown,
         guint      height)
{
  guint n_columns = self->width / SIM_BLOCK_WIDTH;
  gboolean has_changed[MAX_COLUMNS];
  guint column = 0;

  for (guint i = 0; i < n_columns; i++)
    has_changed[i] = !is_same_block (self->strip + i * SIM_BLOCK_WIDTH, self->width,
                                     shown + i * SIM_BLOCK_WIDTH, self->width, height);
  while (column < n_columns)
    {
      gboolean is_next = self->x == column && self->y == row;
      guint times = has_changed[column] || is_next
                    ? count_repeats (self, has_changed, column, height) : 0;

      if (times > 0)
        {
          move_to (self, bits, column, row);
          put_last_block_again (self, bits, times);
          column += times;
        }
      else if (has_changed[column])
        {
          move_to (self, bits, column, row);
          take_block (self, column, height);
          put_block (self, bits);
          column++;
        }
      else
        column++;
    }
  memcpy (shown, self->strip, (gsize) self->width * height * sizeof (guint16));
}

/**
 * sim_screen_clear:
 * @self: a screen
 *
 * Frees what it holds.
 */
void
sim_screen_clear (SimScreen *self)
{
  g_clear_pointer (&self->shown, g_free);
  g_clear_pointer (&self->strip, g_free);
}

/**
 * sim_screen_set_size:
 * @self: a screen
 * @width: in pixels
 * @height: in pixels
 * @block_height: 16, or 8 in half-height mode; 0 when the client does not support the size
 *
 * Begins anew in another size.
 */
void
sim_screen_set_size (SimScreen *self,
                     guint      width,
                     guint      height,
                     guint      block_height)
{
  sim_screen_clear (self);
  self->width = width;
  self->height = height;
  self->block_height = block_height;
  self->position_bits = block_height == 8 ? 8 : 7;
  if (block_height > 0 && width > 0 && height > 0)
    {
      self->shown = g_new (guint16, (gsize) width * height);
      self->strip = g_new (guint16, (gsize) width * self->block_height);
    }
  sim_screen_begin (self);
}

/**
 * sim_screen_begin:
 * @self: a screen
 *
 * What a zero run and a mode do to the client: no colours, position 0,0. The last block is not used again
 * after either, as the page does not say that it stays, and the pixels are not relied on.
 */
void
sim_screen_begin (SimScreen *self)
{
  sim_cache_empty (&self->cache);
  self->has_last_block = FALSE;
  self->x = 0;
  self->y = 0;
  sim_screen_forget (self);
}

/**
 * sim_screen_forget:
 * @self: a screen
 *
 * From here on it is not known what the client shows.
 */
void
sim_screen_forget (SimScreen *self)
{
  if (self->shown != NULL)
    memset (self->shown, UNKNOWN_BYTE, (gsize) self->width * self->height * sizeof (guint16));
}

/**
 * sim_screen_is_drawable:
 * @self: a screen
 *
 * Returns: whether the client draws anything
 */
gboolean
sim_screen_is_drawable (const SimScreen *self)
{
  return self->shown != NULL;
}

/**
 * sim_screen_put_frame:
 * @self: a screen
 * @bits: where to write
 * @pixels: a picture of the screen's size
 * @stride: bytes from one of its rows to the next
 * @format: how its pixels lie in memory
 *
 * Writes the blocks that differ from what the client shows.
 *
 * Returns: whether any did
 */
gboolean
sim_screen_put_frame (SimScreen      *self,
                      SimBits        *bits,
                      const guint8   *pixels,
                      gsize           stride,
                      SimPixelFormat  format)
{
  gboolean has_changed = FALSE;

  if (self->shown == NULL)
    return FALSE;
  for (guint top = 0, row = 0; top < self->height; top += self->block_height, row++)
    {
      guint height = MIN (self->block_height, self->height - top);
      guint16 *shown = self->shown + (gsize) top * self->width;

      for (guint y = 0; y < height; y++, pixels += stride)
        sim_pixels_pack (pixels, format, self->bits_per_colour,
                         self->strip + (gsize) y * self->width, self->width);
      if (memcmp (self->strip, shown, (gsize) self->width * height * sizeof (guint16)) == 0)
        continue;
      put_row (self, bits, row, shown, height);
      has_changed = TRUE;
    }
  return has_changed;
}
