/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "sim-bits.h"

/* Real servers send five zero bytes and a last bit; 31 zero bits would do. */
#define ZERO_RUN_BYTES 5

static void
reserve (SimBits *self,
         gsize    n)
{
  if (self->size - self->length >= n)
    return;
  self->size = MAX (4096, 2 * self->size);
  self->data = g_realloc (self->data, self->size);
}

static guint8
reverse_bits (guint8 byte)
{
  byte = (byte & 0x55) << 1 | (byte >> 1 & 0x55);
  byte = (byte & 0x33) << 2 | (byte >> 2 & 0x33);
  return (guint8) (byte << 4 | byte >> 4);
}

static void
append_byte (SimBits *self,
             guint8   byte)
{
  reserve (self, 1);
  self->data[self->length++] = byte;
}

static void
flush_bytes (SimBits *self)
{
  while (self->n_waiting >= 8)
    {
      self->n_waiting -= 8;
      append_byte (self, reverse_bits ((guint8) (self->waiting >> self->n_waiting)));
    }
}

/**
 * sim_bits_clear:
 * @self: a bit stream
 *
 * Frees what it holds.
 */
void
sim_bits_clear (SimBits *self)
{
  g_clear_pointer (&self->data, g_free);
  memset (self, 0, sizeof *self);
}

/**
 * sim_bits_reset:
 * @self: a bit stream that ends at a byte edge
 *
 * Forgets the bytes so far. The zero bits that they end with still count, since the next ones follow
 * them on the wire.
 */
void
sim_bits_reset (SimBits *self)
{
  g_return_if_fail (sim_bits_is_aligned (self));

  self->length = 0;
  self->n_waiting = 0;
}

/**
 * sim_bits_flush_word:
 * @self: a bit stream with 32 bits waiting or more
 *
 * Turns the oldest 32 waiting bits into bytes. For sim_bits_put() only.
 */
void
sim_bits_flush_word (SimBits *self)
{
  guint32 word;

  self->n_waiting -= 32;
  word = (guint32) (self->waiting >> self->n_waiting);
  word = (word & 0x55555555) << 1 | (word >> 1 & 0x55555555);
  word = (word & 0x33333333) << 2 | (word >> 2 & 0x33333333);
  word = (word & 0x0F0F0F0F) << 4 | (word >> 4 & 0x0F0F0F0F);
  word = GUINT32_TO_BE (word);
  reserve (self, sizeof word);
  memcpy (self->data + self->length, &word, sizeof word);
  self->length += sizeof word;
}

/**
 * sim_bits_align:
 * @self: a bit stream
 *
 * Goes on to the next byte edge, with one bits: for places where the reader drops these bits.
 */
void
sim_bits_align (SimBits *self)
{
  guint n = (8 - self->n_waiting % 8) % 8;

  if (n > 0)
    sim_bits_put (self, n, (1u << n) - 1);
}

/**
 * sim_bits_put_zero_run:
 * @self: a bit stream that ends at a byte edge
 *
 * Appends a deliberate zero run and the one bit that ends it, up to a byte edge: what makes every
 * reader begin anew (console protocol, section 4).
 */
void
sim_bits_put_zero_run (SimBits *self)
{
  g_return_if_fail (sim_bits_is_aligned (self));

  flush_bytes (self);
  for (guint i = 0; i < ZERO_RUN_BYTES; i++)
    append_byte (self, 0);
  append_byte (self, 0x80);
  self->zeros = 0;
}

/**
 * sim_bits_get_length:
 * @self: a bit stream
 *
 * Returns: how many bytes the bits so far touch: the last one need not be full
 */
gsize
sim_bits_get_length (const SimBits *self)
{
  return self->length + (self->n_waiting + 7) / 8;
}

/**
 * sim_bits_get_bytes:
 * @self: a bit stream that ends at a byte edge
 * @length: (out): how many bytes there are
 *
 * Returns: (array length=length) (nullable): the bytes so far, borrowed until the next change
 */
const guint8 *
sim_bits_get_bytes (SimBits *self,
                    gsize   *length)
{
  g_return_val_if_fail (sim_bits_is_aligned (self), NULL);

  flush_bytes (self);
  *length = self->length;
  return self->data;
}
