/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SIM_CACHE_SIZE 17

/* A colour's bits: red highest, then green, then blue, each as wide as the stream's depth says. */
#define SIM_CACHE_COLOURS (1 << 15)

/**
 * SimCache:
 *
 * The colours that both ends of the stream remember (console protocol, section 5), most recently used
 * first. At the end of a block those go that were not used in it; they are the last ones in the order, so
 * it is enough to count how many at the front are younger. Initialise it with zeros.
 *
 * The page lets a colour stay for one block more. Real servers do not: with that rule the recording of
 * one goes wrong in its second row of blocks, with this rule it comes out to the last pixel.
 */
typedef struct
{
  guint16 colours[SIM_CACHE_SIZE];
  guint   n_colours;
  guint   n_used;                            /* since the block began */
  guint8  is_cached[SIM_CACHE_COLOURS / 8];  /* one bit for each colour there is */
} SimCache;

/* What sim_cache_use() returns for a colour that was not there. */
#define SIM_CACHE_NEW G_MAXUINT

void  sim_cache_empty     (SimCache *self);
guint sim_cache_use       (SimCache *self,
                           guint16   colour);
void  sim_cache_end_block (SimCache *self);

G_END_DECLS
