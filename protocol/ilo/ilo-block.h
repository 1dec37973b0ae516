/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "ilo-bits.h"

G_BEGIN_DECLS

#define ILO_BLOCK_WIDTH      16
#define ILO_BLOCK_MAX_PIXELS (ILO_BLOCK_WIDTH * 16)
#define ILO_BLOCK_COLOURS    17

/* Pixels are stored in groups, so this many behind the last one may be written too. */
#define ILO_BLOCK_SLACK      16

/*
 * One block of pixels in the making, the last one that became full, and the colour cache (console
 * protocol, section 5). Private to the decoder.
 *
 * The cache is a list with the most recent colour first, so whatever was used in this block stands before
 * whatever was not, and a length says which those are. When the block is full only they stay. (The
 * protocol page lets colours stay for one block more; the capture of a real iLO shows that they do not.)
 */
typedef struct
{
  guint32 colours[ILO_BLOCK_COLOURS];   /* each the bytes R, G, B, 0xFF in memory */
  guint   size;
  guint   used;                         /* entries at the front that this block used */
  guint   total;                        /* pixels in a block: 256, or 128 in half-height mode */
  guint   filled;                       /* pixels that the block in the making has */
  guint   current;                      /* which of the two is being made */
  guint32 solid[2];                     /* the colour that all pixels of that block have; 0: several */
  guint32 pixels[2][ILO_BLOCK_MAX_PIXELS + ILO_BLOCK_SLACK];
} IloBlock;

typedef enum
{
  ILO_BLOCK_DONE,     /* all that was asked for */
  ILO_BLOCK_MORE,     /* the bits ran out */
  ILO_BLOCK_ERROR,
} IloBlockResult;

void           ilo_block_init   (IloBlock *self);
void           ilo_block_reset  (IloBlock *self,
                                 guint     total);
void           ilo_block_begin  (IloBlock *self);
IloBlockResult ilo_block_decode (IloBlock *self,
                                 IloBits  *bits,
                                 guint     depth);

static inline const guint32 *
ilo_block_get_last (const IloBlock *self)
{
  return self->pixels[!self->current];
}

G_END_DECLS
