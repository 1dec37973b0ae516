/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ilo-block.h"

/*
 * Most of a stream is short: colours that are in the cache, and above all the two latest ones in turn.
 * So the next bits are looked up in a table whose entries say what the pixels at their beginning are: one
 * that names any cached colour, and all that follow it there which only go back and forth between the
 * two latest. There is a table for each length that a colour's code can have.
 */
#define TABLE_BITS     12
#define TABLE_MASK     ((1u << TABLE_BITS) - 1)
#define MAX_CODE_BITS  4
#define MAX_RUN        16

/*
 * An entry, packed so that one load gets it all:
 *   bits 0–15   which of the two latest colours each pixel has, the first pixel in the lowest bit
 *   bits 16–20  pixels; 0: the bits are none of the short forms
 *   bits 21–24  bits that it takes
 *   bit 25      the second colour was used too
 *   bit 26      the second colour was used last
 *   bits 27–31  index of the cached colour that comes to the front first
 */
typedef guint32 Lookup;

#define LOOKUP_PIXELS(entry) ((entry) >> 16 & 0x1F)
#define LOOKUP_LENGTH(entry) ((entry) >> 21 & 0xF)
#define LOOKUP_BOTH(entry)   ((entry) >> 25 & 1)
#define LOOKUP_SWAP(entry)   ((entry) >> 26 & 1)
#define LOOKUP_INDEX(entry)  ((entry) >> 27)

typedef Lookup LookupTable[1 << TABLE_BITS];

typedef guint32 FourPixels __attribute__ ((vector_size (16)));

/*
 * repeat = 0 | 1 0 | 1 1 n:3 | 1 1 110 m:3 | 1 1 111 m:8
 * Returns the bits it takes, and how many pixels there are with the first; 0 when @available ends before.
 */
static inline guint
parse_repeat (guint64  bits,
              guint    at,
              guint    available,
              guint   *pixels)
{
  guint length, n;

  if ((bits >> at & 1) == 0)
    {
      *pixels = 1;
      length = 1;
    }
  else if ((bits >> at & 3) == 1)
    {
      *pixels = 2;
      length = 2;
    }
  else
    {
      n = ilo_bits_field (bits, at + 2, 3);
      length = n < 6 ? 5 : n == 6 ? 8 : 13;
      *pixels = n < 6 ? n + 3 : n == 6 ? ilo_bits_field (bits, at + 5, 3) + 9
                                       : ilo_bits_field (bits, at + 5, 8) + 1;
    }
  return at + length <= available ? length : 0;
}

static Lookup
make_lookup (guint bits,
             guint code_bits)
{
  guint at = 1, index = 1, pixels = 0, pattern = 0, both = 0, swap = 0, length = 0;

  if ((bits & 3) == 0)
    return 0;                           /* a new colour */
  if ((bits & 1) == 0)
    {
      guint code = code_bits > 0 ? ilo_bits_field (bits, 2, code_bits) : 0;

      index = code > 0 ? code + 1 : 0;
      at = 2 + code_bits;
    }
  for (guint second = 0;; second = !second)
    {
      guint run;
      guint repeat = parse_repeat (bits, at, TABLE_BITS, &run);

      if (repeat == 0 || pixels + run > MAX_RUN)
        break;
      if (second)
        pattern |= ((1u << run) - 1) << pixels;
      pixels += run;
      both |= second;
      swap = second;
      length = at + repeat;
      if (length == TABLE_BITS || (bits >> length & 1) == 0)
        break;
      at = length + 1;
    }
  return pattern | pixels << 16 | length << 21 | both << 25 | swap << 26 | index << 27;
}

/* The tables are the same for every decoder and never change, so they are made once. */
static const LookupTable *
get_lookup_tables (void)
{
  static gsize tables;

  if (g_once_init_enter (&tables))
    {
      LookupTable *made = g_new (LookupTable, MAX_CODE_BITS + 1);

      for (guint code_bits = 0; code_bits <= MAX_CODE_BITS; code_bits++)
        for (guint bits = 0; bits <= TABLE_MASK; bits++)
          made[code_bits][bits] = make_lookup (bits, code_bits);
      g_once_init_leave (&tables, (gsize) made);
    }
  return (const LookupTable *) tables;
}

/* Bits of a colour's code, by the number of cached colours. */
static inline guint
code_bits_for (guint size)
{
  static const guint8 code_bits[ILO_BLOCK_COLOURS + 1] = {
    0, 0, 0, 1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4
  };

  return code_bits[size];
}

static inline guint
widen (guint value,
       guint depth)
{
  value <<= 8 - depth;
  value |= value >> depth;
  return value | value >> 2 * depth;
}

static inline guint32
pack_colour (guint red,
             guint green,
             guint blue)
{
  return GUINT32_TO_LE (red | green << 8 | blue << 16 | 0xFF000000u);
}

/* Stores MAX_RUN pixels, whatever the pattern's length is: a loop's end costs more than what it saves. */
static inline void
store_pattern (guint32 *to,
               guint    pattern,
               guint32  first,
               guint32  second)
{
  FourPixels lanes = { 1, 2, 4, 8 };
  FourPixels bits = { pattern, pattern, pattern, pattern };
  FourPixels base = { first, first, first, first };
  FourPixels difference = base ^ (FourPixels) { second, second, second, second };

  for (guint i = 0; i < MAX_RUN; i += 4, lanes <<= 4)
    {
      FourPixels four = base ^ (difference & (FourPixels) ((bits & lanes) == lanes));

      memcpy (to + i, &four, sizeof four);
    }
}

/* Stores a multiple of MAX_RUN pixels. */
static inline void
store_run (guint32 *to,
           guint    pixels,
           guint32  colour)
{
  FourPixels four = { colour, colour, colour, colour };

  for (guint i = 0; i < pixels; i += MAX_RUN)
    for (guint j = 0; j < MAX_RUN; j += 4)
      memcpy (to + i + j, &four, sizeof four);
}

/* Brings the colour at @index to the front and counts its use. */
static inline void
use_colour (IloBlock *self,
            guint     index)
{
  guint32 colour = self->colours[index];

  for (guint i = index; i > 0; i--)
    self->colours[i] = self->colours[i - 1];
  self->colours[0] = colour;
  self->used += index >= self->used;
}

static inline void
add_colour (IloBlock *self,
            guint32   colour)
{
  memmove (self->colours + 1, self->colours, (ILO_BLOCK_COLOURS - 1) * sizeof self->colours[0]);
  self->colours[0] = colour;
  self->size = MIN (self->size + 1, ILO_BLOCK_COLOURS);
  self->used = MIN (self->used + 1, ILO_BLOCK_COLOURS);
}

static inline gboolean
has_colour (const IloBlock *self,
            guint32         colour)
{
  gboolean found = FALSE;

  for (guint i = 0; i < self->size; i++)
    found |= self->colours[i] == colour;
  return found;
}

/* Neighbouring blocks are often the same one colour, so the memory of the one before the last one, too. */
static inline void
fill_run (IloBlock *self,
          guint     run)
{
  guint32 colour = self->colours[0];
  guint32 *solid = &self->solid[self->current];

  if (run < self->total || *solid != colour)
    store_run (self->pixels[self->current] + self->filled, run, colour);
  *solid = run == self->total ? colour : 0;
  self->filled += run;
}

/* Any form of pixel, one at a time, with everything checked. */
static IloBlockResult
decode_pixel (IloBlock *self,
              IloBits  *bits,
              guint     depth)
{
  guint64 ahead = bits->bits;
  guint32 colour = 0;
  guint index = 0, at, run, length;
  gboolean is_new = FALSE;

  if (bits->n < 1)
    return ILO_BLOCK_MORE;
  if ((ahead & 1) != 0)
    {
      index = self->size > 1 ? 1 : 0;
      at = 1;
      if (self->size == 0)
        return ILO_BLOCK_ERROR;
    }
  else if (bits->n < 2)
    return ILO_BLOCK_MORE;
  else if ((ahead & 2) != 0)
    {
      guint code_bits = code_bits_for (self->size);
      guint code;

      if (self->size < 2)
        return ILO_BLOCK_ERROR;
      at = 2 + code_bits;
      if (bits->n < at)
        return ILO_BLOCK_MORE;
      code = code_bits > 0 ? ilo_bits_field (ahead, 2, code_bits) : 0;
      index = code > 0 ? code + 1 : 0;
      if (index >= self->size)
        return ILO_BLOCK_ERROR;
    }
  else
    {
      gboolean grey = (ahead & 4) == 0;

      is_new = TRUE;
      at = 3 + (grey ? depth : 3 * depth);
      if (bits->n < at)
        return ILO_BLOCK_MORE;
      if (grey)
        {
          guint value = widen (ilo_bits_field (ahead, 3, depth), depth);

          colour = pack_colour (value, value, value);
        }
      else
        colour = pack_colour (widen (ilo_bits_field (ahead, 3, depth), depth),
                              widen (ilo_bits_field (ahead, 3 + depth, depth), depth),
                              widen (ilo_bits_field (ahead, 3 + 2 * depth, depth), depth));
      if (has_colour (self, colour))
        return ILO_BLOCK_ERROR;
    }

  length = parse_repeat (ahead, at, bits->n, &run);
  if (length == 0)
    return ILO_BLOCK_MORE;
  if (run > self->total - self->filled)
    return ILO_BLOCK_ERROR;
  ilo_bits_drop (bits, at + length);
  if (is_new)
    add_colour (self, colour);
  else
    use_colour (self, index);
  fill_run (self, run);
  return ILO_BLOCK_DONE;
}

/* Without a branch, since there is no guessing which it will be. */
static inline void
swap_if (guint    condition,
         guint32 *first,
         guint32 *second)
{
  guint32 difference = (*first ^ *second) & -condition;

  *first ^= difference;
  *second ^= difference;
}

/* Decodes what the table knows, and stops before anything else. At least two colours have to be cached. */
static inline void
decode_short_forms (IloBlock     *self,
                    IloBits      *bits,
                    const Lookup *table)
{
  guint32 *to = self->pixels[self->current] + self->filled;
  guint left = self->total - self->filled;
  guint32 first = self->colours[0], second = self->colours[1];
  guint used = self->used;

  for (;;)
    {
      Lookup entry = table[bits->bits & TABLE_MASK];

      /* An entry for none of the short forms has 0 pixels, and 0 - 1 is more than there ever is left. */
      if (LOOKUP_PIXELS (entry) - 1 >= left || LOOKUP_LENGTH (entry) > bits->n)
        break;
      if (G_LIKELY (LOOKUP_INDEX (entry) == 1))
        {
          swap_if (TRUE, &first, &second);
          used += used < 2;
        }
      else
        {
          if (LOOKUP_INDEX (entry) >= self->size)
            break;
          self->colours[0] = first;
          self->colours[1] = second;
          self->used = used;
          use_colour (self, LOOKUP_INDEX (entry));
          first = self->colours[0];
          second = self->colours[1];
          used = self->used;
        }
      used = MAX (used, 1 + LOOKUP_BOTH (entry));
      ilo_bits_drop (bits, LOOKUP_LENGTH (entry));
      ilo_bits_refill (bits);
      store_pattern (to, entry, first, second);
      to += LOOKUP_PIXELS (entry);
      left -= LOOKUP_PIXELS (entry);
      swap_if (LOOKUP_SWAP (entry), &first, &second);
    }
  self->colours[0] = first;
  self->colours[1] = second;
  self->used = used;
  if (left < self->total - self->filled)
    self->solid[self->current] = 0;
  self->filled = self->total - left;
}

void
ilo_block_init (IloBlock *self)
{
  const guint32 black = pack_colour (0, 0, 0);

  memset (self, 0, sizeof *self);
  for (guint i = 0; i < ILO_BLOCK_MAX_PIXELS; i++)
    self->pixels[0][i] = self->pixels[1][i] = black;
  ilo_block_reset (self, ILO_BLOCK_MAX_PIXELS);
}

/* Empties the cache; blocks have @total pixels from now on. The last full block stays what it was. */
void
ilo_block_reset (IloBlock *self,
                 guint     total)
{
  self->size = self->used = self->filled = 0;
  self->solid[0] = self->solid[1] = 0;
  self->total = total;
}

void
ilo_block_begin (IloBlock *self)
{
  self->filled = 0;
}

/*
 * Decodes pixels until the block is full, and goes on where it stopped when it is called with more bits.
 * A pixel is taken whole or not at all.
 */
IloBlockResult
ilo_block_decode (IloBlock *self,
                  IloBits  *bits,
                  guint     depth)
{
  const LookupTable *tables = get_lookup_tables ();
  IloBits local = *bits;
  IloBlockResult result = ILO_BLOCK_DONE;

  while (self->filled < self->total)
    {
      ilo_bits_refill (&local);
      if (self->size >= 2)
        decode_short_forms (self, &local, tables[code_bits_for (self->size)]);
      if (self->filled < self->total)
        result = decode_pixel (self, &local, depth);
      if (result != ILO_BLOCK_DONE)
        break;
    }
  *bits = local;
  if (result == ILO_BLOCK_DONE)
    {
      /* Behind a half-height block lies what was stored too much. The last block may be drawn at full height. */
      if (self->total < ILO_BLOCK_MAX_PIXELS)
        store_run (self->pixels[self->current] + self->total, ILO_BLOCK_SLACK, pack_colour (0, 0, 0));
      self->size = self->used;
      self->used = 0;
      self->current = !self->current;
    }
  return result;
}
