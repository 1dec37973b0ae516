/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SimPixelFormat:
 * @SIM_PIXEL_FORMAT_RGB: three bytes, red first: PPM, 24-bit GdkPixbuf
 * @SIM_PIXEL_FORMAT_RGBX: four bytes, red first, the fourth ignored
 * @SIM_PIXEL_FORMAT_XRGB32: a 32-bit number 0xXXRRGGBB in the order of this machine: Cairo
 *
 * How a picture lies in memory.
 */
typedef enum
{
  SIM_PIXEL_FORMAT_RGB,
  SIM_PIXEL_FORMAT_RGBX,
  SIM_PIXEL_FORMAT_XRGB32,
} SimPixelFormat;

void sim_pixels_pack     (const guint8   *pixels,
                          SimPixelFormat  format,
                          guint           bits_per_colour,
                          guint16        *colours,
                          gsize           n);
void sim_pixels_quantise (const guint8   *pixels,
                          gsize           stride,
                          SimPixelFormat  format,
                          guint           width,
                          guint           height,
                          guint           bits_per_colour,
                          guint8         *shown);

G_END_DECLS
