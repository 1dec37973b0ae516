/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "ilo-stream.h"
#include "sim-encoder.h"
#include "sim-pictures.h"

/*
 * What the simulator sends, through the client's decoder. The two share no code: each was written from
 * the protocol page.
 */

#define CHANGES 4

static const guint8 key[ILO_CIPHER_KEY_SIZE] = "an unsecret key!";

typedef struct
{
  SimEncoder *encoder;
  SimCipher  *cipher;
  IloStream  *stream;
  GRand      *rand;
  GString    *log;
  guint       presented;
} Fixture;

static void
on_mode (guint    width,
         guint    height,
         gpointer user_data)
{
  g_string_append_printf (((Fixture *) user_data)->log, "mode %u %u\n", width, height);
}

static void
on_unsupported_mode (guint    width,
                     guint    height,
                     gpointer user_data)
{
  g_string_append_printf (((Fixture *) user_data)->log, "unsupported %u %u\n", width, height);
}

static void
on_present (gpointer user_data)
{
  ((Fixture *) user_data)->presented++;
}

static void
on_cipher (IloCipherId id,
           gpointer    user_data)
{
  g_string_append_printf (((Fixture *) user_data)->log, "cipher %u\n", id);
}

static void
on_refresh (gpointer user_data)
{
  g_string_append (((Fixture *) user_data)->log, "refresh\n");
}

static void
on_ping (gpointer user_data)
{
  g_string_append (((Fixture *) user_data)->log, "ping\n");
}

static void
on_power (gboolean on,
          gpointer user_data)
{
  g_string_append_printf (((Fixture *) user_data)->log, "power %s\n", on ? "on" : "off");
}

static void
on_no_signal (gpointer user_data)
{
  g_string_append (((Fixture *) user_data)->log, "no signal\n");
}

static void
on_seized (gpointer user_data)
{
  g_string_append (((Fixture *) user_data)->log, "seized\n");
}

static void
on_licence (gboolean licensed,
            gpointer user_data)
{
  g_string_append_printf (((Fixture *) user_data)->log, "licence %d\n", licensed);
}

static void
on_frame_rate (guint    rate,
               gpointer user_data)
{
  g_string_append_printf (((Fixture *) user_data)->log, "rate %u\n", rate);
}

static void
on_text (guint       channel,
         const char *text,
         gpointer    user_data)
{
  g_string_append_printf (((Fixture *) user_data)->log, "text %u %s\n", channel, text);
}

static const IloVideoEvents events = {
  .mode = on_mode,
  .unsupported_mode = on_unsupported_mode,
  .present = on_present,
  .cipher = on_cipher,
  .refresh = on_refresh,
  .ping = on_ping,
  .power = on_power,
  .no_signal = on_no_signal,
  .seized = on_seized,
  .licence = on_licence,
  .frame_rate = on_frame_rate,
  .text = on_text,
};

static void
feed (Fixture      *fixture,
      const guint8 *data,
      gsize         length)
{
  g_autoptr(GError) error = NULL;

  while (length > 0)
    {
      gsize most = (gsize) 1 << g_rand_int_range (fixture->rand, 0, 14);
      gsize n = g_rand_int_range (fixture->rand, 1, MIN (length, most) + 1);
      g_autofree guint8 *exact = g_memdup2 (data, n);

      ilo_stream_feed (fixture->stream, exact, n, &error);
      g_assert_no_error (error);
      data += n;
      length -= n;
    }
}

/* Everything that waits goes over to the client. */
static void
send (Fixture *fixture)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();

  sim_encoder_take (fixture->encoder, fixture->cipher, bytes);
  feed (fixture, bytes->data, bytes->len);
}

static void
set_up_with (Fixture         *fixture,
             SimEncoderFlags  flags,
             guint            depth)
{
  g_autoptr(GError) error = NULL;

  fixture->encoder = sim_encoder_new (flags, depth);
  fixture->cipher = sim_cipher_new (key, SIM_CIPHER_FLAGS_NONE, &error);
  g_assert_no_error (error);
  fixture->stream = ilo_stream_new (key, ILO_CIPHER_FLAGS_NONE, &events, fixture);
  fixture->rand = g_rand_new_with_seed (12);
  fixture->log = g_string_new (NULL);
  feed (fixture, (const guint8 *) "PR", 2);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  set_up_with (fixture, SIM_ENCODER_FLAGS_HALF_HEIGHT, 5);
}

static void
set_up_without_half_height (Fixture       *fixture,
                            gconstpointer  data)
{
  set_up_with (fixture, SIM_ENCODER_FLAGS_NONE, 5);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  sim_encoder_free (fixture->encoder);
  sim_cipher_free (fixture->cipher);
  ilo_stream_free (fixture->stream);
  g_rand_free (fixture->rand);
  g_string_free (fixture->log, TRUE);
}

static void
assert_log (Fixture    *fixture,
            const char *expected)
{
  g_assert_cmpstr (fixture->log->str, ==, expected);
  g_string_truncate (fixture->log, 0);
}

static void
assert_shows (Fixture      *fixture,
              const guint8 *pixels,
              guint         width,
              guint         height,
              guint         depth)
{
  IloFramebuffer *framebuffer = ilo_stream_get_framebuffer (fixture->stream);
  gsize size = (gsize) 4 * width * height;
  g_autofree guint8 *expected = g_malloc (size);

  sim_pixels_quantise (pixels, 4 * width, SIM_PIXEL_FORMAT_RGBX, width, height, depth, expected);
  g_assert_true (ilo_stream_get_stats (fixture->stream).in_step);
  g_assert_cmpuint (ilo_framebuffer_get_width (framebuffer), ==, width);
  g_assert_cmpuint (ilo_framebuffer_get_height (framebuffer), ==, height);
  g_assert_true (memcmp (ilo_framebuffer_get_pixels (framebuffer), expected, size) == 0);
}

/* One picture and some changes to it. */
static void
run_pictures (Fixture        *fixture,
              SimPictureKind  kind,
              guint           width,
              guint           height,
              guint           depth)
{
  g_autofree guint8 *pixels = sim_picture_new (kind, width, height, fixture->rand);

  g_test_message ("%s %u by %u, depth %u", sim_picture_kind_name (kind), width, height, depth);
  sim_encoder_set_depth (fixture->encoder, depth);
  sim_encoder_set_mode (fixture->encoder, width, height);
  send (fixture);
  for (guint i = 0; i <= CHANGES; i++)
    {
      guint presented = fixture->presented;
      gboolean has_changed = sim_encoder_put_frame (fixture->encoder, pixels, 4 * width,
                                                    SIM_PIXEL_FORMAT_RGBX);

      send (fixture);
      assert_shows (fixture, pixels, width, height, depth);
      g_assert_cmpuint (fixture->presented, ==, presented + has_changed);
      sim_picture_disturb (pixels, width, height, fixture->rand);
    }
}

static void
test_every_kind_and_depth (Fixture       *fixture,
                           gconstpointer  data)
{
  sim_encoder_put_header (fixture->encoder, SIM_CIPHER_RC4, TRUE);
  for (guint kind = 0; kind < SIM_PICTURE_COUNT; kind++)
    for (guint depth = 5; depth >= 2; depth--)
      {
        run_pictures (fixture, kind, 208, 200, depth);
        run_pictures (fixture, kind, 1632, 52, depth);
      }
}

static void
test_every_size (Fixture       *fixture,
                 gconstpointer  data)
{
  static const guint widths[] = { 16, 32, 640, 1600, 1616, 1632, 2016, 2032 };
  static const guint heights[] = { 1, 7, 8, 9, 15, 16, 17, 33 };

  sim_encoder_put_header (fixture->encoder, SIM_CIPHER_NONE, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    for (guint k = 0; k < G_N_ELEMENTS (heights); k++)
      run_pictures (fixture, (i * 8 + k) % SIM_PICTURE_COUNT, widths[i], heights[k], 5);
  run_pictures (fixture, SIM_PICTURE_TEXT, 720, 400, 5);
  run_pictures (fixture, SIM_PICTURE_PHOTO, 1280, 1024, 5);
  run_pictures (fixture, SIM_PICTURE_TILES, 1616, 2047, 5);
  run_pictures (fixture, SIM_PICTURE_PALETTE, 2032, 2047, 5);
}

/* A scene of random events; whatever came before, the picture comes out. */
static void
test_random_sessions (Fixture       *fixture,
                      gconstpointer  data)
{
  GRand *rand = fixture->rand;
  guint width = 320;
  guint height = 200;
  guint depth = 5;
  g_autofree guint8 *pixels = sim_picture_new (SIM_PICTURE_TEXT, width, height, rand);

  sim_encoder_put_header (fixture->encoder, SIM_CIPHER_AES_128, TRUE);
  sim_encoder_set_mode (fixture->encoder, width, height);
  for (guint i = 0; i < 3000; i++)
    {
      switch (g_rand_int_range (rand, 0, 16))
        {
        case 0:
          width = 16 * g_rand_int_range (rand, 1, g_rand_boolean (rand) ? 24 : 128);
          height = g_rand_int_range (rand, 1, 120);
          g_free (pixels);
          pixels = sim_picture_new (g_rand_int_range (rand, 0, SIM_PICTURE_COUNT), width, height, rand);
          sim_encoder_set_mode (fixture->encoder, width, height);
          break;
        case 1:
          depth = g_rand_int_range (rand, 2, 6);
          sim_encoder_set_depth (fixture->encoder, depth);
          break;
        case 2:
          sim_encoder_refresh (fixture->encoder);
          break;
        case 3:
        case 4:
          sim_encoder_put_cipher (fixture->encoder, g_rand_int_range (rand, 0, SIM_CIPHER_COUNT));
          break;
        case 5:
          sim_encoder_put_ping (fixture->encoder);
          break;
        case 6:
          sim_encoder_put_text (fixture->encoder, g_rand_int_range (rand, 0, 256), "some \x80\x01 text");
          break;
        case 7:
          sim_encoder_put_power (fixture->encoder, g_rand_boolean (rand));
          break;
        case 8:
          sim_encoder_put_key_change (fixture->encoder);
          break;
        case 9:
          send (fixture);
          break;
        default:
          sim_picture_disturb (pixels, width, height, rand);
          break;
        }
      sim_encoder_put_frame (fixture->encoder, pixels, 4 * width, SIM_PIXEL_FORMAT_RGBX);
      if (g_rand_int_range (rand, 0, 3) == 0)
        {
          send (fixture);
          assert_shows (fixture, pixels, width, height, depth);
        }
    }
  send (fixture);
  assert_shows (fixture, pixels, width, height, depth);
}

static void
test_commands (Fixture       *fixture,
               gconstpointer  data)
{
  static const guint8 unknown[] = { 0, 255, 0 };

  sim_encoder_put_header (fixture->encoder, SIM_CIPHER_RC4, FALSE);
  send (fixture);
  assert_log (fixture, "licence 0\ncipher 1\n");
  sim_encoder_set_mode (fixture->encoder, 1024, 768);
  sim_encoder_put_frame_rate (fixture->encoder, 30);
  sim_encoder_put_ping (fixture->encoder);
  sim_encoder_put_ping (fixture->encoder);
  sim_encoder_put_key_change (fixture->encoder);
  sim_encoder_put_command (fixture->encoder, 200, unknown, sizeof unknown);
  sim_encoder_put_command (fixture->encoder, 0, unknown, sizeof unknown);
  sim_encoder_put_command (fixture->encoder, 7, unknown, 1);
  sim_encoder_put_text (fixture->encoder, SIM_ENCODER_TEXT_STATUS_1, "no picture yet");
  sim_encoder_put_text (fixture->encoder, SIM_ENCODER_TEXT_STATUS_2, "");
  sim_encoder_put_text (fixture->encoder, SIM_ENCODER_TEXT_SCREEN, "Wait\nhere\x80");
  send (fixture);
  assert_log (fixture, "mode 1024 768\nrate 30\nping\nping\ntext 1 no picture yet\ntext 2 \n"
              "text 4 Wait\nhere\x80\n");
  sim_encoder_put_power (fixture->encoder, FALSE);
  sim_encoder_put_cipher (fixture->encoder, SIM_CIPHER_AES_256);
  sim_encoder_put_power (fixture->encoder, TRUE);
  sim_encoder_put_no_signal (fixture->encoder);
  sim_encoder_set_mode (fixture->encoder, 0, 0);
  sim_encoder_put_seized (fixture->encoder);
  send (fixture);
  assert_log (fixture, "power off\ncipher 3\npower on\nno signal\nmode 0 0\nseized\n");
  g_assert_cmpuint (fixture->presented, >, 0);
  g_assert_cmpuint (ilo_stream_get_stats (fixture->stream).resyncs, ==, 1);
}

/* A picture that the client loses, and another once it is out of step. */
static void
test_refresh (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree guint8 *pixels = sim_picture_new (SIM_PICTURE_PHOTO, 320, 240, fixture->rand);
  g_autoptr(GByteArray) lost = g_byte_array_new ();
  g_autofree guint8 *noise = g_malloc0 (100);

  sim_encoder_put_header (fixture->encoder, SIM_CIPHER_NONE, TRUE);
  sim_encoder_set_mode (fixture->encoder, 320, 240);
  send (fixture);
  assert_log (fixture, "licence 1\ncipher 0\nmode 320 240\n");
  sim_encoder_put_frame (fixture->encoder, pixels, 4 * 320, SIM_PIXEL_FORMAT_RGBX);
  sim_encoder_take (fixture->encoder, fixture->cipher, lost);
  g_assert_false (sim_encoder_put_frame (fixture->encoder, pixels, 4 * 320, SIM_PIXEL_FORMAT_RGBX));

  memset (noise, 0x5A, 100);
  feed (fixture, noise, 100);
  assert_log (fixture, "refresh\n");
  g_assert_false (ilo_stream_get_stats (fixture->stream).in_step);
  sim_encoder_refresh (fixture->encoder);
  g_assert_true (sim_encoder_put_frame (fixture->encoder, pixels, 4 * 320, SIM_PIXEL_FORMAT_RGBX));
  send (fixture);
  assert_shows (fixture, pixels, 320, 240, 5);
  assert_log (fixture, "");
}

static void
test_wide_mode_unannounced (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autofree guint8 *pixels = sim_picture_new (SIM_PICTURE_TEXT, 1632, 40, fixture->rand);

  sim_encoder_put_header (fixture->encoder, SIM_CIPHER_RC4, TRUE);
  g_assert_false (sim_encoder_set_mode (fixture->encoder, 1632, 40));
  g_assert_false (sim_encoder_put_frame (fixture->encoder, pixels, 4 * 1632, SIM_PIXEL_FORMAT_RGBX));
  send (fixture);
  assert_log (fixture, "licence 1\ncipher 1\nunsupported 1632 40\n");
  run_pictures (fixture, SIM_PICTURE_TEXT, 1616, 40, 5);
  assert_log (fixture, "mode 1616 40\n");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, set_up, test) \
  g_test_add ("/simulator/round-trip/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("every-kind-and-depth", set_up, test_every_kind_and_depth);
  ADD ("every-size", set_up, test_every_size);
  ADD ("random-sessions", set_up, test_random_sessions);
  ADD ("commands", set_up, test_commands);
  ADD ("refresh", set_up, test_refresh);
  ADD ("wide-mode-unannounced", set_up_without_half_height, test_wide_mode_unannounced);
#undef ADD
  return g_test_run ();
}
