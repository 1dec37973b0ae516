/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "sim-cache.h"

static inline void
mark (SimCache *self,
      guint16   colour)
{
  self->is_cached[colour / 8] |= 1 << colour % 8;
}

static inline void
unmark (SimCache *self,
        guint16   colour)
{
  self->is_cached[colour / 8] &= ~(1 << colour % 8);
}

static void
cut (SimCache *self,
     guint     n_colours)
{
  for (guint i = n_colours; i < self->n_colours; i++)
    unmark (self, self->colours[i]);
  self->n_colours = n_colours;
}

/**
 * sim_cache_empty:
 * @self: a colour cache
 *
 * Forgets all colours.
 */
void
sim_cache_empty (SimCache *self)
{
  cut (self, 0);
  self->n_used = 0;
}

/**
 * sim_cache_use:
 * @self: a colour cache
 * @colour: a colour's bits
 *
 * Moves @colour to the front. When it is new and the cache is full, the last one falls out.
 *
 * Returns: the index that it had, or %SIM_CACHE_NEW
 */
guint
sim_cache_use (SimCache *self,
               guint16   colour)
{
  guint16 moving = colour;
  guint index = 0;

  g_return_val_if_fail (colour < SIM_CACHE_COLOURS, SIM_CACHE_NEW);

  if (self->is_cached[colour / 8] & 1 << colour % 8)
    {
      guint16 found;

      do
        {
          found = self->colours[index];
          self->colours[index++] = moving;
          moving = found;
        }
      while (found != colour);
      index--;
    }
  else
    {
      cut (self, MIN (self->n_colours, SIM_CACHE_SIZE - 1));
      memmove (self->colours + 1, self->colours, self->n_colours * sizeof self->colours[0]);
      self->colours[0] = colour;
      self->n_colours++;
      mark (self, colour);
      index = SIM_CACHE_NEW;
    }
  if (index >= self->n_used)
    self->n_used = MIN (self->n_used + 1, SIM_CACHE_SIZE);
  return index;
}

/**
 * sim_cache_end_block:
 * @self: a colour cache
 *
 * Forgets the colours not used in the block that ends here.
 */
void
sim_cache_end_block (SimCache *self)
{
  cut (self, self->n_used);
  self->n_used = 0;
}
