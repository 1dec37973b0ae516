/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-pixels.h"

/* Where the components begin in a pixel of four bytes, as a number in this machine's order. */
typedef struct
{
  guint red;
  guint green;
  guint blue;
} Shifts;

static const Shifts rgbx_shifts =
#if G_BYTE_ORDER == G_LITTLE_ENDIAN
  { 0, 8, 16 };
#else
  { 24, 16, 8 };
#endif

static const Shifts xrgb32_shifts = { 16, 8, 0 };

static void
pack_bytes (const guint8 *pixels,
            guint         bits_per_colour,
            guint16      *colours,
            gsize         n)
{
  guint drop = 8 - bits_per_colour;

  for (gsize i = 0; i < n; i++, pixels += 3)
    colours[i] = (pixels[0] >> drop) << 2 * bits_per_colour
                 | (pixels[1] >> drop) << bits_per_colour
                 | pixels[2] >> drop;
}

/* Simple enough for the compiler to do several pixels at once. */
static void
pack_numbers (const guint32 *pixels,
              Shifts         shifts,
              guint          bits_per_colour,
              guint16       *colours,
              gsize          n)
{
  guint drop = 8 - bits_per_colour;
  guint32 mask = (1u << bits_per_colour) - 1;

  for (gsize i = 0; i < n; i++)
    colours[i] = (pixels[i] >> (shifts.red + drop) & mask) << 2 * bits_per_colour
                 | (pixels[i] >> (shifts.green + drop) & mask) << bits_per_colour
                 | (pixels[i] >> (shifts.blue + drop) & mask);
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
      pack_bytes (pixels, bits_per_colour, colours, n);
      break;
    case SIM_PIXEL_FORMAT_RGBX:
      pack_numbers (numbers, rgbx_shifts, bits_per_colour, colours, n);
      break;
    case SIM_PIXEL_FORMAT_XRGB32:
      pack_numbers (numbers, xrgb32_shifts, bits_per_colour, colours, n);
      break;
    default:
      g_return_if_reached ();
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
