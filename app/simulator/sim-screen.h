/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim-bits.h"
#include "sim-block.h"
#include "sim-cache.h"
#include "sim-pixels.h"

G_BEGIN_DECLS

/**
 * SimScreen:
 *
 * The client's screen as the server knows it: its pixels, its colour cache and where it draws next. It
 * turns a new picture into the elements that draw what differs (console protocol, section 5). Initialise
 * it with zeros and a depth.
 */
typedef struct
{
  guint     bits_per_colour;
  guint     width;
  guint     height;
  guint     block_height;     /* 8, 16; 0 when nothing can be drawn */
  guint     position_bits;    /* in the fields that the page calls p */
  guint16  *shown;            /* owned; width × height colours; NULL when nothing can be drawn */
  guint16  *strip;            /* owned; a row of blocks of the new picture */
  SimCache  cache;
  guint     x;                /* where the next block goes, in blocks */
  guint     y;
  gboolean  has_last_block;
  guint16   last_block[SIM_BLOCK_PIXELS];
} SimScreen;

void     sim_screen_clear       (SimScreen       *self);
void     sim_screen_set_size    (SimScreen       *self,
                                 guint            width,
                                 guint            height,
                                 guint            block_height);
void     sim_screen_begin       (SimScreen       *self);
void     sim_screen_forget      (SimScreen       *self);
gboolean sim_screen_is_drawable (const SimScreen *self);
gboolean sim_screen_put_frame   (SimScreen       *self,
                                 SimBits         *bits,
                                 const guint8    *pixels,
                                 gsize            stride,
                                 SimPixelFormat   format);

G_END_DECLS
