/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "ilo-framebuffer.h"

/* The changed part of one damage row, in pixels: [left, right), empty when right is 0. */
typedef struct
{
  guint16 left;
  guint16 right;
} DamageSpan;

struct _IloFramebuffer
{
  guint      width;
  guint      height;
  guint32   *pixels;     /* owned; width × height; NULL when either is 0 */
  gboolean   damaged;
  DamageSpan damage[ILO_FRAMEBUFFER_MAX_DAMAGE];
};

static void
damage_rows (IloFramebuffer *self,
             guint           left,
             guint           right,
             guint           top,
             guint           bottom)
{
  guint last = (bottom - 1) / ILO_FRAMEBUFFER_DAMAGE_ROW;

  for (guint row = top / ILO_FRAMEBUFFER_DAMAGE_ROW; row <= last; row++)
    {
      DamageSpan *span = &self->damage[row];

      if (span->right == 0 || left < span->left)
        span->left = left;
      if (right > span->right)
        span->right = right;
    }
  self->damaged = TRUE;
}

static void
damage_all (IloFramebuffer *self)
{
  memset (self->damage, 0, sizeof self->damage);
  self->damaged = FALSE;
  if (self->pixels != NULL)
    damage_rows (self, 0, self->width, 0, self->height);
}

/**
 * ilo_framebuffer_new:
 *
 * Returns: (transfer full): an empty picture, 0 × 0
 */
IloFramebuffer *
ilo_framebuffer_new (void)
{
  return g_new0 (IloFramebuffer, 1);
}

/**
 * ilo_framebuffer_free:
 * @self: (transfer full) (nullable): a framebuffer
 */
void
ilo_framebuffer_free (IloFramebuffer *self)
{
  if (self == NULL)
    return;
  g_free (self->pixels);
  g_free (self);
}

/**
 * ilo_framebuffer_resize:
 * @self: a framebuffer
 * @width: in pixels, a multiple of 16, at most %ILO_FRAMEBUFFER_MAX_WIDTH
 * @height: in pixels, at most %ILO_FRAMEBUFFER_MAX_HEIGHT
 *
 * Takes another size, all black and all damaged. With either size 0 there is no picture: it becomes
 * 0 × 0. The size that it has already changes nothing.
 */
void
ilo_framebuffer_resize (IloFramebuffer *self,
                        guint           width,
                        guint           height)
{
  g_return_if_fail (width <= ILO_FRAMEBUFFER_MAX_WIDTH && width % ILO_FRAMEBUFFER_BLOCK == 0);
  g_return_if_fail (height <= ILO_FRAMEBUFFER_MAX_HEIGHT);

  if (width == 0 || height == 0)
    width = height = 0;
  if (width == self->width && height == self->height)
    return;
  self->width = width;
  self->height = height;
  g_free (self->pixels);
  self->pixels = width > 0 ? g_new (guint32, (gsize) width * height) : NULL;
  ilo_framebuffer_clear (self);
}

/**
 * ilo_framebuffer_clear:
 * @self: a framebuffer
 *
 * Makes the whole picture black.
 */
void
ilo_framebuffer_clear (IloFramebuffer *self)
{
  const guint32 black = GUINT32_TO_BE (0x000000FF);

  for (gsize i = 0; i < (gsize) self->width * self->height; i++)
    self->pixels[i] = black;
  damage_all (self);
}

/**
 * ilo_framebuffer_get_width:
 * @self: a framebuffer
 *
 * Returns: pixels in a row; 0 when there is no picture
 */
guint
ilo_framebuffer_get_width (const IloFramebuffer *self)
{
  return self->width;
}

/**
 * ilo_framebuffer_get_height:
 * @self: a framebuffer
 *
 * Returns: rows; 0 when there is no picture
 */
guint
ilo_framebuffer_get_height (const IloFramebuffer *self)
{
  return self->height;
}

/**
 * ilo_framebuffer_get_stride:
 * @self: a framebuffer
 *
 * Returns: bytes from one row to the next, 4 × width
 */
gsize
ilo_framebuffer_get_stride (const IloFramebuffer *self)
{
  return (gsize) self->width * sizeof (guint32);
}

/**
 * ilo_framebuffer_get_pixels:
 * @self: a framebuffer
 *
 * Returns: (nullable): the rows, borrowed until the next change of size; %NULL when there is no picture
 */
const guint8 *
ilo_framebuffer_get_pixels (const IloFramebuffer *self)
{
  return (const guint8 *) self->pixels;
}

/**
 * ilo_framebuffer_draw_block:
 * @self: a framebuffer
 * @x: left edge in pixels, a multiple of 16
 * @y: top edge in pixels, a multiple of @height
 * @height: 8 or 16 rows
 * @block: (array): 16 × @height pixels, each the bytes R, G, B, 0xFF in memory
 *
 * Draws a block. Rows below the picture are left out, and so is a block that lies outside.
 */
void
ilo_framebuffer_draw_block (IloFramebuffer *self,
                            guint           x,
                            guint           y,
                            guint           height,
                            const guint32  *block)
{
  guint32 *to;

  if (x >= self->width || y >= self->height)
    return;
  height = MIN (height, self->height - y);
  to = self->pixels + (gsize) y * self->width + x;
  for (guint row = 0; row < height; row++, to += self->width, block += ILO_FRAMEBUFFER_BLOCK)
    memcpy (to, block, ILO_FRAMEBUFFER_BLOCK * sizeof (guint32));
  damage_rows (self, x, x + ILO_FRAMEBUFFER_BLOCK, y, y + height);
}

/**
 * ilo_framebuffer_has_damage:
 * @self: a framebuffer
 *
 * Returns: whether something changed since the damage was last taken
 */
gboolean
ilo_framebuffer_has_damage (const IloFramebuffer *self)
{
  return self->damaged;
}

/**
 * ilo_framebuffer_take_damage:
 * @self: a framebuffer
 * @rects: (out caller-allocates) (array): room for %ILO_FRAMEBUFFER_MAX_DAMAGE rectangles
 *
 * Says what has changed since this was last called, as rectangles from top to bottom that do not
 * overlap: one for each run of rows that changed between the same columns.
 *
 * Returns: how many rectangles there are
 */
guint
ilo_framebuffer_take_damage (IloFramebuffer *self,
                             IloRect        *rects)
{
  guint n = 0;

  if (!self->damaged)
    return 0;
  for (guint row = 0; row * ILO_FRAMEBUFFER_DAMAGE_ROW < self->height; row++)
    {
      DamageSpan span = self->damage[row];
      guint top = row * ILO_FRAMEBUFFER_DAMAGE_ROW;
      guint height = MIN (ILO_FRAMEBUFFER_DAMAGE_ROW, self->height - top);
      IloRect *last = n > 0 ? &rects[n - 1] : NULL;

      if (span.right == 0)
        continue;
      if (last != NULL && last->y + last->height == top
          && last->x == span.left && last->x + last->width == span.right)
        last->height += height;
      else
        rects[n++] = (IloRect) { span.left, top, span.right - span.left, height };
    }
  memset (self->damage, 0, sizeof self->damage);
  self->damaged = FALSE;
  return n;
}
