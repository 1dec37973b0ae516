/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim-bits.h"
#include "sim-cache.h"

G_BEGIN_DECLS

/* Blocks are this wide, and this high too outside half-height mode. */
#define SIM_BLOCK_WIDTH  16
#define SIM_BLOCK_PIXELS 256

void sim_block_put (SimBits       *bits,
                    SimCache      *cache,
                    guint          bits_per_colour,
                    const guint16 *pixels,
                    guint          n_pixels);

G_END_DECLS
