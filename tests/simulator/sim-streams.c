/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <png.h>
#include <stdlib.h>

#include "sim-encoder.h"
#include "sim-pictures.h"

/*
 * Makes streams as an iLO sends them.
 *
 *   sim-streams corpus FOLDER
 *     the video streams in tests/fuzz/corpus/ilo-video, in clear, the same each time
 *   sim-streams record KEY CIPHER DEPTH STREAM PNG…
 *     what `racksidectl decode --key KEY STREAM` takes: hello, accepted, then the pictures one after the
 *     other. KEY is 32 hex digits, CIPHER 0 to 3, DEPTH 2 to 5 bits per colour. Widths are multiples of 16.
 */

#define CORPUS_SIZE_MAX 4096

typedef void (*Compose) (SimEncoder *encoder,
                         GRand      *rand);

static void
put_picture (SimEncoder     *encoder,
             SimPictureKind  kind,
             guint           width,
             guint           height,
             guint           changes,
             GRand          *rand)
{
  g_autofree guint8 *pixels = sim_picture_new (kind, width, height, rand);

  for (guint i = 0; i <= changes; i++)
    {
      sim_encoder_put_frame (encoder, pixels, 4 * width, SIM_PIXEL_FORMAT_RGBX);
      sim_picture_disturb (pixels, width, height, rand);
    }
}

static void
put_first_picture (SimEncoder     *encoder,
                   SimPictureKind  kind,
                   guint           width,
                   guint           height,
                   guint           changes,
                   GRand          *rand)
{
  sim_encoder_put_header (encoder, SIM_CIPHER_NONE, TRUE);
  sim_encoder_set_mode (encoder, width, height);
  put_picture (encoder, kind, width, height, changes, rand);
}

static void
compose_text (SimEncoder *encoder,
              GRand      *rand)
{
  put_first_picture (encoder, SIM_PICTURE_TEXT, 160, 51, 1, rand);
}

static void
compose_tiles (SimEncoder *encoder,
               GRand      *rand)
{
  put_first_picture (encoder, SIM_PICTURE_TILES, 304, 48, 0, rand);
}

static void
compose_black (SimEncoder *encoder,
               GRand      *rand)
{
  put_first_picture (encoder, SIM_PICTURE_BLACK, 1616, 129, 0, rand);
}

static void
compose_noise (SimEncoder *encoder,
               GRand      *rand)
{
  put_first_picture (encoder, SIM_PICTURE_NOISE, 64, 16, 0, rand);
}

static void
compose_palette (SimEncoder *encoder,
                 GRand      *rand)
{
  put_first_picture (encoder, SIM_PICTURE_PALETTE, 96, 20, 0, rand);
}

static void
compose_zeros (SimEncoder *encoder,
               GRand      *rand)
{
  put_first_picture (encoder, SIM_PICTURE_ZEROS, 32, 33, 1, rand);
}

static void
compose_half_height (SimEncoder *encoder,
                     GRand      *rand)
{
  put_first_picture (encoder, SIM_PICTURE_TWO_COLOURS, 1632, 20, 0, rand);
}

static void
compose_depths (SimEncoder *encoder,
                GRand      *rand)
{
  put_first_picture (encoder, SIM_PICTURE_GRADIENT, 32, 17, 0, rand);
  for (guint depth = 2; depth <= 5; depth++)
    {
      sim_encoder_set_depth (encoder, depth);
      put_picture (encoder, SIM_PICTURE_PALETTE, 32, 17, 0, rand);
    }
}

static void
compose_modes (SimEncoder *encoder,
               GRand      *rand)
{
  static const guint sizes[][2] = {
    { 16, 1 }, { 0, 0 }, { 2032, 25 }, { 32, 9 }, { 0, 17 }, { 1632, 7 }, { 48, 0 }, { 16, 15 },
  };

  sim_encoder_put_header (encoder, SIM_CIPHER_NONE, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      sim_encoder_set_mode (encoder, sizes[i][0], sizes[i][1]);
      if (sizes[i][0] * sizes[i][1] > 0)
        put_picture (encoder, SIM_PICTURE_TWO_COLOURS, sizes[i][0], sizes[i][1], 0, rand);
    }
}

static void
compose_commands (SimEncoder *encoder,
                  GRand      *rand)
{
  static const guint8 arguments[] = { 0, 1, 255, 128, 64, 3, 2, 1, 0, 13 };

  sim_encoder_put_header (encoder, SIM_CIPHER_NONE, TRUE);
  for (guint channel = 0; channel < 6; channel++)
    sim_encoder_put_text (encoder, channel, "a \x80\xff\x01@ text\n");
  sim_encoder_put_frame_rate (encoder, 30);
  sim_encoder_put_power (encoder, FALSE);
  sim_encoder_put_power (encoder, TRUE);
  sim_encoder_put_no_signal (encoder);
  sim_encoder_put_key_change (encoder);
  sim_encoder_put_ping (encoder);
  sim_encoder_put_present (encoder);
  for (guint opcode = 0; opcode < 20; opcode++)
    sim_encoder_put_command (encoder, opcode, arguments, opcode % (sizeof arguments + 1));
  sim_encoder_refresh (encoder);
  sim_encoder_put_seized (encoder);
}

/* The ciphers are announced but everything stays in clear, for an entry that does not decrypt. */
static void
compose_ciphers (SimEncoder *encoder,
                 GRand      *rand)
{
  put_first_picture (encoder, SIM_PICTURE_GRADIENT, 16, 16, 0, rand);
  for (guint i = 0; i < 2 * SIM_CIPHER_COUNT; i++)
    {
      sim_encoder_put_cipher (encoder, i % SIM_CIPHER_COUNT);
      put_picture (encoder, i % SIM_PICTURE_COUNT, 16, 16, 0, rand);
      sim_encoder_put_ping (encoder);
    }
}

static void
compose_refreshes (SimEncoder *encoder,
                   GRand      *rand)
{
  put_first_picture (encoder, SIM_PICTURE_TEXT, 64, 30, 0, rand);
  sim_encoder_refresh (encoder);
  sim_encoder_refresh (encoder);
  put_picture (encoder, SIM_PICTURE_CHECKERBOARD, 64, 30, 2, rand);
  sim_encoder_refresh (encoder);
}

static const struct
{
  const char *name;
  Compose     compose;
  guint       depth;
} streams[] = {
  { "sim-black", compose_black, 5 },
  { "sim-ciphers", compose_ciphers, 5 },
  { "sim-commands", compose_commands, 5 },
  { "sim-depths", compose_depths, 5 },
  { "sim-half-height", compose_half_height, 5 },
  { "sim-modes", compose_modes, 5 },
  { "sim-noise-2", compose_noise, 2 },
  { "sim-noise-5", compose_noise, 5 },
  { "sim-palette-3", compose_palette, 3 },
  { "sim-palette-4", compose_palette, 4 },
  { "sim-palette-5", compose_palette, 5 },
  { "sim-refreshes", compose_refreshes, 5 },
  { "sim-text-2", compose_text, 2 },
  { "sim-text-5", compose_text, 5 },
  { "sim-tiles", compose_tiles, 5 },
  { "sim-zeros", compose_zeros, 5 },
};

static gboolean
write_corpus (const char  *folder,
              GError     **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (streams); i++)
    {
      g_autoptr(SimEncoder) encoder = sim_encoder_new (SIM_ENCODER_FLAGS_HALF_HEIGHT, streams[i].depth);
      g_autoptr(GRand) rand = g_rand_new_with_seed (i);
      g_autoptr(GByteArray) bytes = g_byte_array_new ();
      g_autofree char *path = g_build_filename (folder, streams[i].name, NULL);

      streams[i].compose (encoder, rand);
      sim_encoder_take (encoder, NULL, bytes);
      if (bytes->len > CORPUS_SIZE_MAX)
        g_printerr ("%s has %u bytes, which is much for a corpus.\n", streams[i].name, bytes->len);
      if (!g_file_set_contents (path, (const char *) bytes->data, bytes->len, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
put_png (SimEncoder  *encoder,
         const char  *path,
         guint       *width,
         guint       *height)
{
  png_image image = { .version = PNG_IMAGE_VERSION };
  g_autofree guint8 *pixels = NULL;
  gboolean done = png_image_begin_read_from_file (&image, path) != 0;

  if (done && (image.width % 16 != 0 || image.width > SIM_ENCODER_MAX_WIDTH
               || image.height > SIM_ENCODER_MAX_HEIGHT))
    {
      g_printerr ("%s: the size is %u × %u, which no iLO sends.\n", path, image.width, image.height);
      png_image_free (&image);
      return FALSE;
    }
  if (done)
    {
      image.format = PNG_FORMAT_RGBA;
      pixels = g_malloc (PNG_IMAGE_SIZE (image));
      done = png_image_finish_read (&image, NULL, pixels, 0, NULL) != 0;
    }
  if (!done)
    {
      g_printerr ("%s: %s.\n", path, image.message);
      return FALSE;
    }
  if (image.width != *width || image.height != *height)
    sim_encoder_set_mode (encoder, image.width, image.height);
  *width = image.width;
  *height = image.height;
  sim_encoder_put_frame (encoder, pixels, 4 * (gsize) image.width, SIM_PIXEL_FORMAT_RGBX);
  return TRUE;
}

static int
write_recording (char **arguments)
{
  guint8 key[SIM_CIPHER_KEY_SIZE];
  guint id = (guint) atoi (arguments[1]);
  guint depth = (guint) atoi (arguments[2]);
  guint width = 0;
  guint height = 0;
  g_autoptr(SimEncoder) encoder = NULL;
  g_autoptr(SimCipher) cipher = NULL;
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  g_autoptr(GError) error = NULL;

  if (strlen (arguments[0]) != 2 * sizeof key || id >= SIM_CIPHER_COUNT || depth < 2 || depth > 5)
    {
      g_printerr ("A key has 32 hex digits, ciphers are 0 to 3, depths 2 to 5.\n");
      return 2;
    }
  for (guint i = 0; i < sizeof key; i++)
    key[i] = g_ascii_xdigit_value (arguments[0][2 * i]) << 4
             | g_ascii_xdigit_value (arguments[0][2 * i + 1]);
  cipher = sim_cipher_new (key, SIM_CIPHER_FLAGS_NONE, &error);
  if (cipher == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  encoder = sim_encoder_new (SIM_ENCODER_FLAGS_HALF_HEIGHT, depth);
  g_byte_array_append (bytes, (const guint8 *) "PR", 2);
  sim_encoder_put_header (encoder, id, TRUE);
  for (char **path = arguments + 4; *path != NULL; path++)
    if (!put_png (encoder, *path, &width, &height))
      return 1;
  sim_encoder_take (encoder, cipher, bytes);
  if (!g_file_set_contents (arguments[3], (const char *) bytes->data, bytes->len, &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  return 0;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GError) error = NULL;

  if (argc > 6 && g_str_equal (argv[1], "record"))
    return write_recording (argv + 2);
  if (argc != 3 || !g_str_equal (argv[1], "corpus"))
    {
      g_printerr ("Usage: sim-streams corpus FOLDER\n"
                  "       sim-streams record KEY CIPHER DEPTH STREAM PNG…\n");
      return 2;
    }
  if (!write_corpus (argv[2], &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  return 0;
}
