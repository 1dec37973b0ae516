/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* What a stream was made of. */
typedef struct
{
  guint blocks;
  guint new_greys;
  guint new_colours;
  guint second_colours;
  guint cached_colours;
  guint pixel_repeats[5];   /* by form, in the page's order */
  guint block_repeats[3];
  guint moves[3];
  guint bursts;
  guint modes;
  guint zero_runs;
  guint skipped_bits;
  guint max_zeros;          /* in a row, deliberate zero runs left aside */
} SimCheckerCounts;

/*
 * A slow and strict reader of the plain stream, bit by bit, for checking what the encoder writes. It
 * follows console protocol sections 4 and 5 and shares nothing with either side.
 */
typedef struct _SimChecker SimChecker;

SimChecker             *sim_checker_new        (void);
void                    sim_checker_free       (SimChecker   *self);
gboolean                sim_checker_feed       (SimChecker   *self,
                                                const guint8 *data,
                                                gsize         length);
const char             *sim_checker_get_fault  (SimChecker   *self);
const guint8           *sim_checker_get_pixels (SimChecker   *self);
guint                   sim_checker_get_width  (SimChecker   *self);
guint                   sim_checker_get_height (SimChecker   *self);
const char             *sim_checker_get_log    (SimChecker   *self);
const SimCheckerCounts *sim_checker_get_counts (SimChecker   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimChecker, sim_checker_free)
