/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The longest run of zero bits that ordinary elements may make (console protocol, section 4). */
#define SIM_BITS_MAX_ZEROS 30

/**
 * SimBits:
 *
 * A growing stream of bits: bytes are filled lowest bit first, fields go in highest bit first. It keeps
 * count of the zero bits that it ends with, and stops the program rather than write a zero run that
 * nobody asked for. Initialise it with zeros.
 */
typedef struct
{
  guint8  *data;        /* owned; the whole bytes so far */
  gsize    length;
  gsize    size;
  guint64  waiting;     /* the last n_waiting bits, the newest lowest */
  guint    n_waiting;   /* 0 to 31 */
  guint    zeros;       /* zero bits at the end of the stream */
} SimBits;

void          sim_bits_clear        (SimBits *self);
void          sim_bits_reset        (SimBits *self);
void          sim_bits_flush_word   (SimBits *self);
void          sim_bits_align        (SimBits *self);
void          sim_bits_put_zero_run (SimBits *self);
gsize         sim_bits_get_length   (const SimBits *self);
const guint8 *sim_bits_get_bytes    (SimBits *self,
                                     gsize   *length);

/**
 * sim_bits_put:
 * @self: a bit stream
 * @n: 1 to 32
 * @value: less than 2 to the power of @n
 *
 * Appends a field of @n bits.
 */
static inline void
sim_bits_put (SimBits *self,
              guint    n,
              guint32  value)
{
  if (value == 0)
    {
      self->zeros += n;
      g_assert (self->zeros <= SIM_BITS_MAX_ZEROS);
    }
  else
    {
      g_assert (self->zeros + n + __builtin_clz (value) - 32 <= SIM_BITS_MAX_ZEROS);
      self->zeros = __builtin_ctz (value);
    }
  self->waiting = self->waiting << n | value;
  self->n_waiting += n;
  if (self->n_waiting >= 32)
    sim_bits_flush_word (self);
}

/**
 * sim_bits_get_zeros:
 * @self: a bit stream
 *
 * Returns: how many zero bits it ends with
 */
static inline guint
sim_bits_get_zeros (const SimBits *self)
{
  return self->zeros;
}

/**
 * sim_bits_is_aligned:
 * @self: a bit stream
 *
 * Returns: whether it ends at a byte edge
 */
static inline gboolean
sim_bits_is_aligned (const SimBits *self)
{
  return self->n_waiting % 8 == 0;
}

G_END_DECLS
