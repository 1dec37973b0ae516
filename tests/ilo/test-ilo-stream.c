/* SPDX-License-Identifier: GPL-3.0-or-later */
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

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ilo/stream/capture-pictures", test_capture_pictures);
  return g_test_run ();
}
