/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <string.h>

#include <glib.h>

G_BEGIN_DECLS

/*
 * The bits of a video stream (console protocol, section 4): taken from each byte lowest first, so the
 * next one is always the lowest of `bits`. Private to the decoder.
 */
typedef struct
{
  guint64       bits;   /* bits beyond `n` are what follows or 0, never anything else */
  guint         n;      /* bits that may be taken, up to 63 */
  const guint8 *next;   /* the byte behind those */
  const guint8 *end;
} IloBits;

/* The most bits that are sure to be there after a refill, unless the data ends. */
#define ILO_BITS_REFILLED 56

static inline void
ilo_bits_refill (IloBits *self)
{
  if (G_LIKELY (self->end - self->next >= 8))
    {
      guint64 word;

      memcpy (&word, self->next, sizeof word);
      self->bits |= GUINT64_FROM_LE (word) << self->n;
      self->next += (63 - self->n) >> 3;
      self->n |= ILO_BITS_REFILLED;
      return;
    }
  while (self->n < ILO_BITS_REFILLED && self->next < self->end)
    {
      self->bits |= (guint64) *self->next++ << self->n;
      self->n += 8;
    }
}

static inline void
ilo_bits_drop (IloBits *self,
               guint    n)
{
  self->bits >>= n;
  self->n -= n;
}

/* Gives whole bytes back that were only looked at, so that `next` is the byte after the one in work. */
static inline void
ilo_bits_settle (IloBits *self)
{
  self->next -= self->n / 8;
  self->n %= 8;
  self->bits &= (1u << self->n) - 1;
}

/* A field of @n bits, 1 to 8, that starts @at bits ahead; fields come most significant bit first. */
static inline guint
ilo_bits_field (guint64 bits,
                guint   at,
                guint   n)
{
  guint64 byte = bits >> at & 0xFF;

  /* Mirrors the eight bits: spread five copies, pick each bit where its mirror image belongs, gather. */
  byte = (byte * G_GUINT64_CONSTANT (0x80200802) & G_GUINT64_CONSTANT (0x0884422110))
         * G_GUINT64_CONSTANT (0x0101010101) >> 32 & 0xFF;
  return (guint) byte >> (8 - n);
}

G_END_DECLS
