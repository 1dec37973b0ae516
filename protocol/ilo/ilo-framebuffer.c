/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "ilo-framebuffer.h"

/* So that a row of a block is one line of the processor's cache, and not parts of two. */
#define ROW_ALIGNMENT 64

/* A bit for each column of blocks. */
typedef unsigned __int128 Columns;

G_STATIC_ASSERT (ILO_FRAMEBUFFER_MAX_WIDTH / ILO_FRAMEBUFFER_BLOCK < 8 * sizeof (Columns));

/*
 * One damage row. Its memory is made black only when somebody looks: a server can ask for a black picture
 * with every third byte, and a picture that begins is mostly drawn over anyway.
 */
typedef struct
{
  Columns valid;      /* where there is something in the memory already */
  guint16 left;       /* the changed part is [left, right), in pixels; none when right is 0 */
  guint16 right;
} Row;

struct _IloFramebuffer
{
  guint    width;
  guint    height;
  gsize    capacity;  /* pixels that there is memory for */
  guint32 *pixels;    /* owned */
  gboolean empty;     /* nothing has been drawn */
  gboolean damaged;
  Row      rows[ILO_FRAMEBUFFER_MAX_DAMAGE];
};

/* Pixel rows of a damage row: it may be cut by the lower edge. */
static guint
row_height (const IloFramebuffer *self,
            guint                 row)
{
  return MIN (ILO_FRAMEBUFFER_DAMAGE_ROW, self->height - row * ILO_FRAMEBUFFER_DAMAGE_ROW);
}

/* @n columns from @first on; @n is at most 127. */
static Columns
columns (guint first,
         guint n)
{
  return (((Columns) 1 << n) - 1) << first;
}

/* Makes black what has not been drawn since the picture was last black. */
static void
validate_row (IloFramebuffer *self,
              guint           row)
{
  const guint32 black = GUINT32_TO_BE (0x000000FF);
  guint32 *pixels = self->pixels + (gsize) row * ILO_FRAMEBUFFER_DAMAGE_ROW * self->width;
  Columns all = columns (0, self->width / ILO_FRAMEBUFFER_BLOCK);

  if (self->rows[row].valid == all)
    return;
  for (guint y = 0; y < row_height (self, row); y++, pixels += self->width)
    for (guint x = 0; x < self->width; x++)
      if ((self->rows[row].valid & columns (x / ILO_FRAMEBUFFER_BLOCK, 1)) == 0)
        pixels[x] = black;
  self->rows[row].valid = all;
}

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
      Row *damaged = &self->rows[row];

      if (damaged->right == 0 || left < damaged->left)
        damaged->left = left;
      if (right > damaged->right)
        damaged->right = right;
    }
  self->damaged = TRUE;
}

/**
 * ilo_framebuffer_new:
 *
 * Returns: (transfer full): an empty picture, 0 × 0
 */
IloFramebuffer *
ilo_framebuffer_new (void)
{
  IloFramebuffer *self = g_new0 (IloFramebuffer, 1);

  self->empty = TRUE;
  return self;
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
  g_aligned_free (self->pixels);
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
  gsize needed = (gsize) width * height;

  g_return_if_fail (width <= ILO_FRAMEBUFFER_MAX_WIDTH && width % ILO_FRAMEBUFFER_BLOCK == 0);
  g_return_if_fail (height <= ILO_FRAMEBUFFER_MAX_HEIGHT);

  if (width == 0 || height == 0)
    width = height = 0;
  if (width == self->width && height == self->height)
    return;
  self->width = width;
  self->height = height;
  if (needed > self->capacity)
    {
      g_aligned_free (self->pixels);
      self->pixels = g_aligned_alloc (needed, sizeof (guint32), ROW_ALIGNMENT);
      self->capacity = needed;
    }
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
  memset (self->rows, 0, sizeof self->rows);
  self->empty = TRUE;
  self->damaged = FALSE;
  if (self->width > 0)
    damage_rows (self, 0, self->width, 0, self->height);
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
ilo_framebuffer_get_pixels (IloFramebuffer *self)
{
  if (self->width == 0)
    return NULL;
  for (guint row = 0; row * ILO_FRAMEBUFFER_DAMAGE_ROW < self->height; row++)
    validate_row (self, row);
  return (const guint8 *) self->pixels;
}

/**
 * ilo_framebuffer_is_empty:
 * @self: a framebuffer
 *
 * Returns: whether nothing was drawn since the picture took its size or was last cleared
 */
gboolean
ilo_framebuffer_is_empty (const IloFramebuffer *self)
{
  return self->empty;
}

/**
 * ilo_framebuffer_is_filled:
 * @self: a framebuffer whose pixels nobody has asked for yet
 *
 * Returns: whether every block has been drawn, as it is when a server has sent a first picture
 */
gboolean
ilo_framebuffer_is_filled (const IloFramebuffer *self)
{
  for (guint row = 0; row * ILO_FRAMEBUFFER_DAMAGE_ROW < self->height; row++)
    if (self->rows[row].valid != columns (0, self->width / ILO_FRAMEBUFFER_BLOCK))
      return FALSE;
  return self->width > 0;
}

/**
 * ilo_framebuffer_draw_blocks:
 * @self: a framebuffer
 * @x: left edge in pixels, a multiple of 16
 * @y: top edge in pixels, a multiple of @height
 * @height: 8 or 16 rows
 * @block: (array): 16 × @height pixels, each the bytes R, G, B, 0xFF in memory
 * @times: how often to draw it, side by side
 *
 * Draws a block. Rows below the picture are left out, and so is what lies outside.
 */
void
ilo_framebuffer_draw_blocks (IloFramebuffer *self,
                             guint           x,
                             guint           y,
                             guint           height,
                             const guint32  *block,
                             guint           times)
{
  guint32 *to;

  if (x >= self->width || y >= self->height || times == 0)
    return;
  height = MIN (height, self->height - y);
  times = MIN (times, (self->width - x) / ILO_FRAMEBUFFER_BLOCK);
  for (guint row = y / ILO_FRAMEBUFFER_DAMAGE_ROW; row * ILO_FRAMEBUFFER_DAMAGE_ROW < y + height; row++)
    self->rows[row].valid |= columns (x / ILO_FRAMEBUFFER_BLOCK, times);
  to = self->pixels + (gsize) y * self->width + x;
  for (guint row = 0; row < height; row++, to += self->width, block += ILO_FRAMEBUFFER_BLOCK)
    for (guint i = 0; i < times; i++)
      memcpy (to + i * ILO_FRAMEBUFFER_BLOCK, block, ILO_FRAMEBUFFER_BLOCK * sizeof (guint32));
  damage_rows (self, x, x + times * ILO_FRAMEBUFFER_BLOCK, y, y + height);
  self->empty = FALSE;
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
      Row *damaged = &self->rows[row];
      guint top = row * ILO_FRAMEBUFFER_DAMAGE_ROW;
      guint height = row_height (self, row);
      IloRect *last = n > 0 ? &rects[n - 1] : NULL;

      if (damaged->right == 0)
        continue;
      if (last != NULL && last->y + last->height == top
          && last->x == damaged->left && last->x + last->width == damaged->right)
        last->height += height;
      else
        rects[n++] = (IloRect) { damaged->left, top, damaged->right - damaged->left, height };
      damaged->left = damaged->right = 0;
    }
  self->damaged = FALSE;
  return n;
}
