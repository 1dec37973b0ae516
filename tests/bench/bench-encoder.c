/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>

#include "sim-encoder.h"
#include "sim-pictures.h"

/*
 * bench-encoder [WIDTH HEIGHT]: what a whole picture of each kind takes to encode, what one costs that
 * has not changed, and how long the stream is. Encryption with RC4 included.
 */

#define PASSES 20

int
main (int    argc,
      char **argv)
{
  guint width = argc > 2 ? (guint) atoi (argv[1]) : 1920;
  guint height = argc > 2 ? (guint) atoi (argv[2]) : 1200;
  static const guint8 key[SIM_CIPHER_KEY_SIZE] = { 1 };
  g_autoptr(GRand) rand = g_rand_new_with_seed (1);

  if (width % 16 != 0 || width > SIM_ENCODER_MAX_WIDTH || height > SIM_ENCODER_MAX_HEIGHT)
    {
      g_printerr ("A width is a multiple of 16 up to 2032, a height at most 2047.\n");
      return 2;
    }
  for (guint kind = 0; kind < SIM_PICTURE_COUNT; kind++)
    {
      g_autofree guint8 *pixels = sim_picture_new (kind, width, height, rand);
      g_autoptr(SimEncoder) encoder = sim_encoder_new (SIM_ENCODER_FLAGS_HALF_HEIGHT, 5);
      g_autoptr(SimCipher) cipher = sim_cipher_new (key, SIM_CIPHER_FLAGS_NONE, NULL);
      g_autoptr(GByteArray) bytes = g_byte_array_new ();
      gint64 whole = G_MAXINT64;
      gint64 same = G_MAXINT64;

      sim_encoder_put_header (encoder, SIM_CIPHER_RC4, TRUE);
      sim_encoder_set_mode (encoder, width, height);
      for (guint i = 0; i < PASSES; i++)
        {
          gint64 start = g_get_monotonic_time ();
          gint64 middle;

          g_byte_array_set_size (bytes, 0);
          sim_encoder_refresh (encoder);
          sim_encoder_put_frame (encoder, pixels, 4 * width, SIM_PIXEL_FORMAT_RGBX);
          sim_encoder_take (encoder, cipher, bytes);
          middle = g_get_monotonic_time ();
          sim_encoder_put_frame (encoder, pixels, 4 * width, SIM_PIXEL_FORMAT_RGBX);
          same = MIN (same, g_get_monotonic_time () - middle);
          whole = MIN (whole, middle - start);
        }
      g_print ("%-14s whole %6.2f ms, unchanged %5.2f ms, %8u bytes\n", sim_picture_kind_name (kind),
               (double) whole / 1000, (double) same / 1000, bytes->len);
    }
  return 0;
}
