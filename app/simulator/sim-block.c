/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-block.h"

/*
 * Zero runs. Written without care, a block can hold 31 zero bits in a row, which the reader takes for a
 * resynchronisation: red alone (001 10000 00000 00000) once (0), black (000 00000) once (0), darkest
 * grey (000 00001). Only greys need care, since every other element has its first 1 among its first
 * three bits, and a grey may be written as any other colour, where it has it there too.
 *
 * What is kept to: no pixel ends with more than MAX_ZEROS_AFTER zeros. The worst that can follow is the
 * end of the block, the 0 that begins the next one, and a colour that begins 001: exactly 30. So there is
 * always a way to go on. Between blocks nothing comes near: a move to 0,0 in half-height mode ends with
 * 16 zeros, a mode with at most 20, and everything else there begins with a 1.
 */
#define MAX_ZEROS_AFTER (SIM_BITS_MAX_ZEROS - 3)

static inline gboolean
is_grey (guint16 colour,
         guint   bits_per_colour)
{
  guint grey = colour & ((1u << bits_per_colour) - 1);

  return colour == (grey | grey << bits_per_colour | grey << 2 * bits_per_colour);
}

/* Whether 000 grey keeps to the rule above, with a repeat of 0 behind it. */
static inline gboolean
fits_as_grey (const SimBits *bits,
              guint          grey,
              guint          bits_per_colour)
{
  guint zeros = sim_bits_get_zeros (bits) + 3;

  if (grey == 0)
    return zeros + bits_per_colour + 1 <= MAX_ZEROS_AFTER;
  return zeros + bits_per_colour + __builtin_clz (grey) - 32 <= SIM_BITS_MAX_ZEROS;
}

static void
put_new_colour (SimBits *bits,
                guint16  colour,
                guint    bits_per_colour)
{
  guint grey = colour & ((1u << bits_per_colour) - 1);

  if (is_grey (colour, bits_per_colour) && fits_as_grey (bits, grey, bits_per_colour))
    sim_bits_put (bits, 3 + bits_per_colour, grey);
  else
    sim_bits_put (bits, 3 + 3 * bits_per_colour, 1u << 3 * bits_per_colour | colour);
}

/* Index 1 has a form of its own, so index 0 is code 0 and index k + 1 is code k. */
static void
put_cached_colour (SimBits *bits,
                   guint    index,
                   guint    n_colours)
{
  guint n;

  if (index == 1 || n_colours == 1)
    {
      sim_bits_put (bits, 1, 1);
      return;
    }
  n = n_colours == 2 ? 0 : 32 - __builtin_clz (n_colours - 2);
  sim_bits_put (bits, 2 + n, 1u << n | (index == 0 ? 0 : index - 1));
}

static void
put_repeat (SimBits *bits,
            guint    n_more)
{
  if (n_more == 0)
    sim_bits_put (bits, 1, 0);
  else if (n_more == 1)
    sim_bits_put (bits, 2, 2);
  else if (n_more < 8)
    sim_bits_put (bits, 5, 3 << 3 | (n_more - 2));
  else if (n_more < 16)
    sim_bits_put (bits, 8, 0x1E << 3 | (n_more - 8));
  else
    sim_bits_put (bits, 13, 0x1F << 8 | n_more);
}

/**
 * sim_block_put:
 * @bits: where to write
 * @cache: the colours that both ends remember
 * @bits_per_colour: 2 to 5
 * @pixels: (array length=n_pixels): colours as #SimCache has them, row by row
 * @n_pixels: 256, or 128 in half-height mode
 *
 * Writes a block, from the 0 that begins it (console protocol, section 5).
 */
void
sim_block_put (SimBits       *bits,
               SimCache      *cache,
               guint          bits_per_colour,
               const guint16 *pixels,
               guint          n_pixels)
{
  sim_bits_put (bits, 1, 0);
  for (guint from = 0, to; from < n_pixels; from = to)
    {
      guint n_colours = cache->n_colours;
      guint index = sim_cache_use (cache, pixels[from]);

      for (to = from + 1; to < n_pixels && pixels[to] == pixels[from]; to++)
        ;
      if (index == SIM_CACHE_NEW)
        put_new_colour (bits, pixels[from], bits_per_colour);
      else
        put_cached_colour (bits, index, n_colours);
      put_repeat (bits, to - from - 1);
    }
  sim_cache_end_block (cache);
}
