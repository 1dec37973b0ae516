/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The largest picture a video mode can name: 127 × 16 wide, 127 × 16 + 15 high. */
#define ILO_FRAMEBUFFER_MAX_WIDTH  2032
#define ILO_FRAMEBUFFER_MAX_HEIGHT 2047

/* A block is this wide, and in the full-height mode this high too. */
#define ILO_FRAMEBUFFER_BLOCK 16

/* Damage is kept by rows of this many pixels: the lower of the two block heights. */
#define ILO_FRAMEBUFFER_DAMAGE_ROW 8

/* No picture has more damage rectangles than rows to keep them by. */
#define ILO_FRAMEBUFFER_MAX_DAMAGE \
  ((ILO_FRAMEBUFFER_MAX_HEIGHT + ILO_FRAMEBUFFER_DAMAGE_ROW - 1) / ILO_FRAMEBUFFER_DAMAGE_ROW)

/**
 * IloRect:
 * @x: left edge, in pixels
 * @y: top edge, in pixels
 * @width: in pixels
 * @height: in pixels
 *
 * A rectangle of a picture, origin at the top left.
 */
typedef struct
{
  guint x;
  guint y;
  guint width;
  guint height;
} IloRect;

/**
 * IloFramebuffer:
 *
 * The server's screen: rows of pixels of four bytes R, G, B, 0xFF from top to bottom without padding,
 * and what has changed in them since it was last asked.
 */
typedef struct _IloFramebuffer IloFramebuffer;

IloFramebuffer *ilo_framebuffer_new         (void);
void            ilo_framebuffer_free        (IloFramebuffer       *self);
void            ilo_framebuffer_resize      (IloFramebuffer       *self,
                                             guint                 width,
                                             guint                 height);
void            ilo_framebuffer_clear       (IloFramebuffer       *self);
guint           ilo_framebuffer_get_width   (const IloFramebuffer *self);
guint           ilo_framebuffer_get_height  (const IloFramebuffer *self);
gsize           ilo_framebuffer_get_stride  (const IloFramebuffer *self);
const guint8   *ilo_framebuffer_get_pixels  (IloFramebuffer       *self);
gboolean        ilo_framebuffer_is_empty    (const IloFramebuffer *self);
gboolean        ilo_framebuffer_is_filled   (const IloFramebuffer *self);
void            ilo_framebuffer_draw_blocks (IloFramebuffer       *self,
                                             guint                 x,
                                             guint                 y,
                                             guint                 height,
                                             const guint32        *block,
                                             guint                 times);
gboolean        ilo_framebuffer_has_damage  (const IloFramebuffer *self);
guint           ilo_framebuffer_take_damage (IloFramebuffer       *self,
                                             IloRect              *rects);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IloFramebuffer, ilo_framebuffer_free)

G_END_DECLS
