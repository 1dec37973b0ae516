/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-pictures.h"

#define GLYPH_WIDTH  8
#define GLYPH_HEIGHT 16

static const char *const names[SIM_PICTURE_COUNT] = {
  "black", "white", "two-colours", "text", "gradient", "checkerboard", "noise", "grey-noise", "photo",
  "palette", "tiles", "zeros",
};

static guint32
grey (guint value)
{
  return value << 16 | value << 8 | value;
}

/* The same glyph for the same cell, and no glyph in every fourth line. */
static guint32
text_pixel (guint x,
            guint y)
{
  guint column = x / GLYPH_WIDTH;
  guint line = y / GLYPH_HEIGHT;
  guint glyph = (column * 2654435761u ^ line * 40503u) >> 7;
  guint row = y % GLYPH_HEIGHT;

  if (line % 4 == 3 || column % 7 == 6 || column > 20 + line * 7 % 90 || row < 3 || row > 12)
    return line == 2 ? 0x0000A8 : 0;
  if ((glyph >> (row * 3 + x % GLYPH_WIDTH) % 19 & 1) == 0)
    return line == 2 ? 0x0000A8 : 0;
  return line % 5 == 0 ? 0xFFFFFF : 0xA8A8A8;
}

static guint32
photo_pixel (guint  x,
             guint  y,
             GRand *rand)
{
  guint red = 128 + (x * 7 / 10 + y / 3) % 128;
  guint green = (x * x / 64 + y * y / 80) / 8 % 256;
  guint blue = 255 - (x + 2 * y) / 9 % 256;
  guint noise = g_rand_int (rand) & 7;

  return (red ^ noise) << 16 | (green ^ noise) << 8 | blue;
}

static guint32
zeros_pixel (guint  i,
             GRand *rand)
{
  static const guint32 colours[] = { 0x800000, 0x000000, 0x080808, 0x000008, 0x100000, 0x080000 };
  /* Now and then all other colours, so that these are new again. */
  guint pick = g_rand_int_range (rand, 0, 12);

  if (i / 640 % 2 == 1)
    return colours[i % 3];
  return pick < G_N_ELEMENTS (colours) ? colours[pick] : g_rand_int (rand) & 0xF8F8F8;
}

static guint32
pixel (SimPictureKind  kind,
       guint           x,
       guint           y,
       guint           width,
       guint           height,
       GRand          *rand)
{
  switch (kind)
    {
    case SIM_PICTURE_BLACK:
      return 0;
    case SIM_PICTURE_WHITE:
      return 0xFFFFFF;
    case SIM_PICTURE_TWO_COLOURS:
      return x + y < (width + height) / 2 ? 0x204080 : 0xF0E0D0;
    case SIM_PICTURE_TEXT:
      return text_pixel (x, y);
    case SIM_PICTURE_GRADIENT:
      return (255 * x / width) << 16 | (255 * y / height) << 8 | (x + y) % 256;
    case SIM_PICTURE_CHECKERBOARD:
      return (x + y) % 2 == 0 ? 0 : 0xFFFFFF;
    case SIM_PICTURE_NOISE:
      return g_rand_int (rand) & 0xFFFFFF;
    case SIM_PICTURE_GREY_NOISE:
      return grey (g_rand_int (rand) & 0xFF);
    case SIM_PICTURE_PHOTO:
      return photo_pixel (x, y, rand);
    case SIM_PICTURE_PALETTE:
      return 0x0C1830 * ((x * 3 + y * 5 + x * y / 32) % 20 + 1) & 0xFFFFFF;
    case SIM_PICTURE_TILES:
      return 0x402010 * (((x / 16) * (x / 16) / 40 + y / 16) % 4) ^ (x % 16 == y % 16 ? 0x80FF : 0);
    case SIM_PICTURE_ZEROS:
      return zeros_pixel (y * width + x, rand);
    default:
      g_assert_not_reached ();
    }
}

static void
set_pixel (guint8  *to,
           guint32  colour,
           GRand   *rand)
{
  to[0] = colour >> 16;
  to[1] = colour >> 8;
  to[2] = colour;
  to[3] = g_rand_int (rand);
}

guint8 *
sim_picture_new (SimPictureKind  kind,
                 guint           width,
                 guint           height,
                 GRand          *rand)
{
  guint8 *pixels = g_malloc ((gsize) 4 * width * height);
  guint8 *to = pixels;

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++, to += 4)
      set_pixel (to, pixel (kind, x, y, width, height, rand), rand);
  return pixels;
}

/* Puts a few rectangles of another kind into a picture, as a desktop at work does. */
void
sim_picture_disturb (guint8 *pixels,
                     guint   width,
                     guint   height,
                     GRand  *rand)
{
  guint n = g_rand_int_range (rand, 1, 5);

  for (guint i = 0; i < n; i++)
    {
      SimPictureKind kind = g_rand_int_range (rand, 0, SIM_PICTURE_COUNT);
      guint left = g_rand_int_range (rand, 0, width);
      guint top = g_rand_int_range (rand, 0, height);
      guint right = g_rand_int_range (rand, left, width) + 1;
      guint rows = g_rand_int_range (rand, 1, 60);
      guint bottom = MIN (height, top + rows);

      for (guint y = top; y < bottom; y++)
        for (guint x = left; x < right; x++)
          set_pixel (pixels + 4 * ((gsize) y * width + x), pixel (kind, x, y, width, height, rand), rand);
    }
}

const char *
sim_picture_kind_name (SimPictureKind kind)
{
  return names[kind];
}
