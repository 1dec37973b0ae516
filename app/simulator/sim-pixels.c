/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-pixels.h"

static inline guint16
pack (guint red,
      guint green,
      guint blue,
      guint bits_per_colour)
{
  guint drop = 8 - bits_per_colour;

  return (guint16) ((red >> drop) << 2 * bits_per_colour
                    | (green >> drop) << bits_per_colour
                    | blue >> drop);
}

/* Fills eight bits by repeating the high ones. */
static guint8
widen (guint value,
       guint bits_per_colour)
{
  guint wide = value << (8 - bits_per_colour);

  for (guint n = bits_per_colour; n < 8; n += bits_per_colour)
    wide |= wide >> n;
  return (guint8) wide;
}

/**
 * sim_pixels_pack:
 * @pixels: a row of pixels
 * @format: how they lie in memory
 * @bits_per_colour: 2 to 5
 * @colours: (out caller-allocates) (array length=n): their colours as the stream has them
 * @n: how many pixels
 *
 * Takes the high bits of each component and puts them together, red highest.
 */
void
sim_pixels_pack (const guint8   *pixels,
                 SimPixelFormat  format,
                 guint           bits_per_colour,
                 guint16        *colours,
                 gsize           n)
{
  const guint32 *numbers = (const guint32 *) (gconstpointer) pixels;

  switch (format)
    {
    case SIM_PIXEL_FORMAT_RGB:
      for (gsize i = 0; i < n; i++, pixels += 3)
        colours[i] = pack (pixels[0], pixels[1], pixels[2], bits_per_colour);
      break;

    case SIM_PIXEL_FORMAT_RGBX:
      for (gsize i = 0; i < n; i++)
        {
          guint32 number = GUINT32_FROM_BE (numbers[i]);

          colours[i] = pack (number >> 24, number >> 16 & 0xFF, number >> 8 & 0xFF, bits_per_colour);
        }
      break;

    case SIM_PIXEL_FORMAT_XRGB32:
      for (gsize i = 0; i < n; i++)
        colours[i] = pack (numbers[i] >> 16 & 0xFF, numbers[i] >> 8 & 0xFF, numbers[i] & 0xFF,
                           bits_per_colour);
      break;
    }
}

/**
 * sim_pixels_quantise:
 * @pixels: a picture
 * @stride: bytes from one of its rows to the next
 * @format: how its pixels lie in memory
 * @width: in pixels
 * @height: in rows
 * @bits_per_colour: 2 to 5
 * @shown: (out caller-allocates): @width × @height pixels of the bytes R, G, B, 0xFF without padding
 *
 * Makes of a picture what a client shows of it: components cut to @bits_per_colour and widened again.
 */
void
sim_pixels_quantise (const guint8   *pixels,
                     gsize           stride,
                     SimPixelFormat  format,
                     guint           width,
                     guint           height,
                     guint           bits_per_colour,
                     guint8         *shown)
{
  guint mask = (1u << bits_per_colour) - 1;
  g_autofree guint16 *colours = g_new (guint16, width);

  for (guint y = 0; y < height; y++, pixels += stride)
    {
      sim_pixels_pack (pixels, format, bits_per_colour, colours, width);
      for (guint x = 0; x < width; x++, shown += 4)
        {
          shown[0] = widen (colours[x] >> 2 * bits_per_colour, bits_per_colour);
          shown[1] = widen (colours[x] >> bits_per_colour & mask, bits_per_colour);
          shown[2] = widen (colours[x] & mask, bits_per_colour);
          shown[3] = 0xFF;
        }
    }
}
