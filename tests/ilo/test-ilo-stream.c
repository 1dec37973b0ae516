/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "captures.h"
#include "ilo-error.h"
#include "ilo-stream.h"

/* From the captures' README: the picture as raw RGB rows. */
#define FIRST_PICTURE_BYTES 36592
#define FIRST_PICTURE_SUM   "eebc0fb4ac539ff941d5ae9f1625dffe598be699fecf5fe7b5997e3de3b0f7d0"
#define LAST_PICTURE_SUM    "3867c0470aa392a4bcd98d5ad2588c44a2e66562201fe37f1b4598cda3ec0bc6"

static const IloVideoEvents no_events = { 0 };

/* The key of the captured session, as rc_info.json has it. */
static void
read_key (guint8 key[ILO_CIPHER_KEY_SIZE])
{
  g_autoptr(GError) error = NULL;

  ilo_cipher_parse_key ("bbAcD834680DDca9DE65269512BDdEC2", key, &error);
  g_assert_no_error (error);
}

static void
assert_picture (IloStream  *stream,
                const char *expected)
{
  IloFramebuffer *framebuffer = ilo_stream_get_framebuffer (stream);
  const guint8 *pixels = ilo_framebuffer_get_pixels (framebuffer);
  g_autoptr(GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  g_assert_cmpuint (ilo_framebuffer_get_width (framebuffer), ==, 1360);
  g_assert_cmpuint (ilo_framebuffer_get_height (framebuffer), ==, 768);
  for (gsize i = 0; i < 1360 * 768; i++)
    {
      g_checksum_update (sum, pixels + 4 * i, 3);
      g_assert_cmpuint (pixels[4 * i + 3], ==, 0xFF);
    }
  g_assert_cmpstr (g_checksum_get_string (sum), ==, expected);
}

static void
feed (IloStream    *stream,
      const guint8 *data,
      gsize         length)
{
  g_autofree guint8 *exact = g_memdup2 (data, length);
  g_autoptr(GError) error = NULL;

  ilo_stream_feed (stream, exact, length, &error);
  g_assert_no_error (error);
}

static void
test_capture_pictures (void)
{
  g_autofree char *contents = NULL;
  g_autoptr(IloStream) stream = NULL;
  g_autoptr(GError) error = NULL;
  guint8 key[ILO_CIPHER_KEY_SIZE];
  gsize length;

  if (!captures_load ("console-server.bin", &contents, &length))
    return;
  read_key (key);
  stream = ilo_stream_new (key, ILO_CIPHER_FLAGS_NONE, &no_events, NULL);
  feed (stream, (const guint8 *) contents, FIRST_PICTURE_BYTES);
  assert_picture (stream, FIRST_PICTURE_SUM);
  feed (stream, (const guint8 *) contents + FIRST_PICTURE_BYTES, length - FIRST_PICTURE_BYTES);
  assert_picture (stream, LAST_PICTURE_SUM);
  ilo_stream_finish (stream, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ilo_stream_get_cipher (stream), ==, ILO_CIPHER_RC4);
}

static void
test_capture_in_any_pieces (void)
{
  g_autofree char *contents = NULL;
  guint8 key[ILO_CIPHER_KEY_SIZE];
  gsize length;

  if (!captures_load ("console-server.bin", &contents, &length))
    return;
  read_key (key);
  for (gsize piece = 1; piece < 20000; piece = piece * 3 + 1)
    {
      g_autoptr(IloStream) stream = ilo_stream_new (key, ILO_CIPHER_FLAGS_NONE, &no_events, NULL);

      for (gsize at = 0; at < length; at += piece)
        feed (stream, (const guint8 *) contents + at, MIN (piece, length - at));
      assert_picture (stream, LAST_PICTURE_SUM);
    }
}

static void
test_capture_with_wrong_key (void)
{
  static const guint8 wrong[ILO_CIPHER_KEY_SIZE] = { 0 };
  g_autofree char *contents = NULL;
  g_autoptr(IloStream) stream = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;

  if (!captures_load ("console-server.bin", &contents, &length))
    return;
  stream = ilo_stream_new (wrong, ILO_CIPHER_FLAGS_NONE, &no_events, NULL);
  feed (stream, (const guint8 *) contents, length);
  g_assert_false (ilo_stream_finish (stream, &error));
  g_assert_error (error, ILO_ERROR, ILO_ERROR_OUT_OF_STEP);
  g_assert_nonnull (strstr (error->message, "wrong key"));
}

/* What comes in before the server encrypts, then noise: one byte more than 64 KiB of it is too much. */
static void
test_noise_ends (void)
{
  g_autofree guint8 *noise = g_malloc (64 * 1024);
  g_autoptr(IloStream) stream = NULL;
  g_autoptr(GError) error = NULL;
  guint8 key[ILO_CIPHER_KEY_SIZE];

  read_key (key);
  memset (noise, 0xFE, 64 * 1024);       /* a block, index 1 of no colours */
  stream = ilo_stream_new (key, ILO_CIPHER_FLAGS_NONE, &no_events, NULL);
  feed (stream, (const guint8 *) "PR", 2);
  feed (stream, noise, 64 * 1024);
  g_assert_false (ilo_stream_feed (stream, noise, 1, &error));
  g_assert_error (error, ILO_ERROR, ILO_ERROR_PROTOCOL);      /* there is no cipher, so no key can be wrong */
  g_assert_null (strstr (error->message, "key"));
}

/* A zero run in clear before the server encrypts says nothing about the key. */
static void
test_noise_after_a_resync_ends (void)
{
  static const guint8 start[] = { 'P', 'R', 0, 0, 0, 0, 1, 0x1D, 0x20, 0x60, 0xF0, 0x90, 0x61, 0xB5, 0x00 };
  g_autofree guint8 *noise = g_malloc0 (128 * 1024);
  g_autoptr(IloStream) stream = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GRand) rand = g_rand_new_with_seed (1);
  guint8 key[ILO_CIPHER_KEY_SIZE];

  read_key (key);
  for (gsize i = 0; i < 128 * 1024; i++)
    noise[i] = g_rand_int (rand);
  stream = ilo_stream_new (key, ILO_CIPHER_FLAGS_NONE, &no_events, NULL);
  feed (stream, start, sizeof start);
  g_assert_cmpuint (ilo_stream_get_stats (stream).resyncs, ==, 1);
  g_assert_cmpint (ilo_stream_get_cipher (stream), ==, ILO_CIPHER_RC4);
  g_assert_false (ilo_stream_feed (stream, noise, 128 * 1024, &error));
  g_assert_error (error, ILO_ERROR, ILO_ERROR_OUT_OF_STEP);
}

static void
test_every_answer (void)
{
  static const struct
  {
    const char *bytes;
    int         code;       /* -1: accepted */
  } cases[] = {
    { "PR", -1 }, { "PSR", -1 }, { "PYR", -1 }, { "PS\001", -1 }, { "PQ", ILO_ERROR_AUTH },
    { "PSQ", ILO_ERROR_AUTH }, { "PW", ILO_ERROR_LICENSE }, { "PX", ILO_ERROR_NO_SESSION },
    { "PZ", ILO_ERROR_PROTOCOL }, { "HTTP", ILO_ERROR_PROTOCOL }, { "", ILO_ERROR_PROTOCOL },
    { "P", ILO_ERROR_PROTOCOL }, { "PS", ILO_ERROR_PROTOCOL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(IloStream) stream = NULL;
      guint8 key[ILO_CIPHER_KEY_SIZE];
      gsize length = strlen (cases[i].bytes);
      g_autofree guint8 *exact = g_memdup2 (cases[i].bytes, length);

      read_key (key);
      stream = ilo_stream_new (key, ILO_CIPHER_FLAGS_NONE, &no_events, NULL);
      if (ilo_stream_feed (stream, exact, length, &error))
        ilo_stream_finish (stream, &error);
      if (cases[i].code < 0)
        g_assert_no_error (error);
      else
        g_assert_error (error, ILO_ERROR, cases[i].code);
    }
}

static void
append_bytes (const guint8 *data,
              gsize         length,
              gpointer      user_data)
{
  g_byte_array_append (user_data, data, length);
}

/* What the tap hears is the stream in clear: a decoder without a key makes the same picture of it. */
static void
test_tap_hears_it_in_clear (void)
{
  g_autofree char *contents = NULL;
  g_autoptr(IloStream) stream = NULL;
  g_autoptr(GByteArray) heard = g_byte_array_new ();
  g_autoptr(IloFramebuffer) framebuffer = ilo_framebuffer_new ();
  g_autoptr(IloVideo) video = ilo_video_new (framebuffer, &no_events, NULL);
  guint8 key[ILO_CIPHER_KEY_SIZE];
  gsize length;

  if (!captures_load ("console-server.bin", &contents, &length))
    return;
  read_key (key);
  stream = ilo_stream_new (key, ILO_CIPHER_FLAGS_NONE, &no_events, NULL);
  ilo_stream_set_tap (stream, append_bytes, heard);
  feed (stream, (const guint8 *) contents, length);
  g_assert_cmpuint (heard->len, ==, length - 2);
  for (gsize taken = 0; taken < heard->len;)
    taken += ilo_video_feed (video, heard->data + taken, heard->len - taken);
  g_assert_cmpmem (ilo_framebuffer_get_pixels (framebuffer), 1360 * 768 * 4,
                   ilo_framebuffer_get_pixels (ilo_stream_get_framebuffer (stream)), 1360 * 768 * 4);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ilo/stream/capture-pictures", test_capture_pictures);
  g_test_add_func ("/ilo/stream/capture-in-any-pieces", test_capture_in_any_pieces);
  g_test_add_func ("/ilo/stream/capture-with-wrong-key", test_capture_with_wrong_key);
  g_test_add_func ("/ilo/stream/noise-ends", test_noise_ends);
  g_test_add_func ("/ilo/stream/noise-after-a-resync-ends", test_noise_after_a_resync_ends);
  g_test_add_func ("/ilo/stream/every-answer", test_every_answer);
  g_test_add_func ("/ilo/stream/tap-hears-it-in-clear", test_tap_hears_it_in_clear);
  return g_test_run ();
}
