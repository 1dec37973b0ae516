/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * What the tests of the player open:
 *
 *   picture.ppm             the picture that the next ones end with, as it is shown
 *   clear.bin encrypted.bin raw streams, the second in RC4 with the key "0123456789abcdef"
 *   recording.rackside      shows another picture, and this one 1.5 s later; 3 s long
 *   long.rackside           the same, an hour long
 *   wide.ppm wide.bin       a picture of another size, and the stream that shows it
 *   refused.bin             a stream that ends with the iLO's refusal
 */
#include <gio/gio.h>

#include "ilo-recording.h"
#include "player-files.h"
#include "sim-encoder.h"

#define WIDTH      640
#define WIDE_WIDTH 800
#define HEIGHT     400

static guint8 *
make_picture (guint width,
              guint shift)
{
  guint8 *pixels = g_malloc (width * HEIGHT * 3);

  for (guint y = 0; y < HEIGHT; y++)
    for (guint x = 0; x < width; x++)
      {
        guint8 *pixel = pixels + 3 * (y * width + x);
        gboolean border = x == 0 || y == 0 || x == width - 1 || y == HEIGHT - 1;

        /* Nothing is as black as what lies around it. */
        pixel[0] = border ? 0xFF : 40 + (x / 10 + shift) % 8 * 24;
        pixel[1] = border ? 0xFF : 40 + y / 10 % 8 * 24;
        pixel[2] = border ? 0xFF : 40 + (x / 10 * (y / 10) + shift) % 5 * 40;
      }
  return pixels;
}

static void
put_picture (SimEncoder *encoder,
             guint       width,
             guint       shift)
{
  g_autofree guint8 *pixels = make_picture (width, shift);

  sim_encoder_put_frame (encoder, pixels, 3 * width, SIM_PIXEL_FORMAT_RGB);
}

static void
save (const char *folder,
      const char *name,
      GByteArray *bytes)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr(GError) error = NULL;

  if (!g_file_set_contents (path, (const char *) bytes->data, bytes->len, &error))
    g_error ("%s", error->message);
}

static void
make_expected (const char *folder,
               const char *name,
               guint       width)
{
  g_autofree guint8 *pixels = make_picture (width, 0);
  g_autofree guint8 *shown = g_malloc (width * HEIGHT * 4);
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  g_autofree char *header = g_strdup_printf ("P6 %u %d 255\n", width, HEIGHT);

  sim_pixels_quantise (pixels, 3 * width, SIM_PIXEL_FORMAT_RGB, width, HEIGHT, 5, shown);
  g_byte_array_append (bytes, (const guint8 *) header, strlen (header));
  for (guint i = 0; i < width * HEIGHT; i++)
    g_byte_array_append (bytes, shown + 4 * i, 3);
  save (folder, name, bytes);
}

static void
make_stream (const char  *folder,
             const char  *name,
             guint        width,
             SimCipherId  cipher_id)
{
  g_autoptr(SimCipher) cipher = sim_cipher_new ((const guint8 *) "0123456789abcdef", SIM_CIPHER_FLAGS_NONE, NULL);
  g_autoptr(SimEncoder) encoder = sim_encoder_new (SIM_ENCODER_FLAGS_NONE, 5);
  g_autoptr(GByteArray) bytes = g_byte_array_new ();

  g_byte_array_append (bytes, (const guint8 *) "PR", 2);
  sim_encoder_put_header (encoder, cipher_id, TRUE);
  sim_encoder_set_mode (encoder, width, HEIGHT);
  put_picture (encoder, width, 3);
  put_picture (encoder, width, 0);
  sim_encoder_take (encoder, cipher, bytes);
  save (folder, name, bytes);
}

static void
append_chunk (GByteArray *file,
              gint64      time,
              GByteArray *bytes)
{
  guint8 header[ILO_RECORDING_CHUNK_HEADER_SIZE];

  ilo_recording_chunk_encode (time, bytes->len, header);
  g_byte_array_append (file, header, sizeof header);
  g_byte_array_append (file, bytes->data, bytes->len);
  g_byte_array_set_size (bytes, 0);
}

static void
make_recording (const char *folder,
                const char *name,
                gint64      length)
{
  static const IloRecordingHeader recording = { .state = { WIDTH, HEIGHT, 5, FALSE } };
  g_autoptr(SimEncoder) encoder = sim_encoder_new (SIM_ENCODER_FLAGS_NONE, 5);
  g_autoptr(GByteArray) file = g_byte_array_new ();
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  guint8 header[ILO_RECORDING_HEADER_SIZE];

  ilo_recording_header_encode (&recording, header);
  g_byte_array_append (file, header, sizeof header);
  sim_encoder_set_mode (encoder, WIDTH, HEIGHT);
  sim_encoder_refresh (encoder);
  put_picture (encoder, WIDTH, 3);
  sim_encoder_take (encoder, NULL, bytes);
  append_chunk (file, 0, bytes);
  put_picture (encoder, WIDTH, 0);
  sim_encoder_take (encoder, NULL, bytes);
  append_chunk (file, 3 * G_USEC_PER_SEC / 2, bytes);
  append_chunk (file, length, bytes);
  save (folder, name, file);
}

/* Makes them in a folder that is there. */
void
player_files_make (const char *folder)
{
  g_autoptr(GByteArray) refused = g_byte_array_new ();

  make_expected (folder, "picture.ppm", WIDTH);
  make_stream (folder, "clear.bin", WIDTH, SIM_CIPHER_NONE);
  make_stream (folder, "encrypted.bin", WIDTH, SIM_CIPHER_RC4);
  make_expected (folder, "wide.ppm", WIDE_WIDTH);
  make_stream (folder, "wide.bin", WIDE_WIDTH, SIM_CIPHER_NONE);
  make_recording (folder, "recording.rackside", 3 * G_USEC_PER_SEC);
  make_recording (folder, "long.rackside", 3600 * (gint64) G_USEC_PER_SEC);
  g_byte_array_append (refused, (const guint8 *) "PQ", 2);
  save (folder, "refused.bin", refused);
}
