/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "sim-checker.h"
#include "sim-encoder.h"
#include "sim-pictures.h"

#define CHANGES 3

typedef struct
{
  guint width;
  guint height;
} Size;

static const Size sizes[] = {
  { 16, 1 }, { 16, 17 }, { 48, 2047 }, { 640, 131 }, { 1616, 40 }, { 1632, 40 }, { 1632, 1 }, { 2032, 60 },
};

typedef struct
{
  SimEncoder *encoder;
  SimChecker *checker;
  GRand      *rand;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->encoder = sim_encoder_new (SIM_ENCODER_FLAGS_HALF_HEIGHT, 5);
  fixture->checker = sim_checker_new ();
  fixture->rand = g_rand_new_with_seed (4);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  sim_encoder_free (fixture->encoder);
  sim_checker_free (fixture->checker);
  g_rand_free (fixture->rand);
}

static GByteArray *
take (SimEncoder *encoder)
{
  GByteArray *bytes = g_byte_array_new ();

  sim_encoder_take (encoder, NULL, bytes);
  return bytes;
}

#define assert_takes(encoder, ...)                                                        \
  G_STMT_START                                                                            \
    {                                                                                     \
      static const guint8 expected[] = { __VA_ARGS__ };                                   \
      g_autoptr(GByteArray) taken = take (encoder);                                       \
      g_assert_cmpmem (taken->data, taken->len, expected, sizeof expected);               \
    }                                                                                     \
  G_STMT_END

/* Everything that is waiting goes to the checker, which has to like it. */
static gsize
check (Fixture *fixture)
{
  g_autoptr(GByteArray) bytes = take (fixture->encoder);
  g_autofree guint8 *exact = g_memdup2 (bytes->data, bytes->len);
  gboolean is_in_step = sim_checker_feed (fixture->checker, exact, bytes->len);

  if (!is_in_step)
    g_test_message ("%s", sim_checker_get_fault (fixture->checker));
  g_assert_true (is_in_step);
  g_assert_cmpuint (sim_checker_get_counts (fixture->checker)->max_zeros, <=, 30);
  return bytes->len;
}

static void
assert_shows (Fixture      *fixture,
              const guint8 *pixels,
              guint         width,
              guint         height,
              guint         depth)
{
  gsize size = (gsize) 4 * width * height;
  g_autofree guint8 *expected = g_malloc (size);

  sim_pixels_quantise (pixels, 4 * width, SIM_PIXEL_FORMAT_RGBX, width, height, depth, expected);
  g_assert_cmpuint (sim_checker_get_width (fixture->checker), ==, width);
  g_assert_cmpuint (sim_checker_get_height (fixture->checker), ==, height);
  g_assert_true (memcmp (sim_checker_get_pixels (fixture->checker), expected, size) == 0);
}

static gboolean
put_picture (SimEncoder   *encoder,
             const guint8 *pixels,
             guint         width)
{
  return sim_encoder_put_frame (encoder, pixels, 4 * width, SIM_PIXEL_FORMAT_RGBX);
}

/*
 * The first bytes of a real iLO 4 after the handshake, but for its stale piece:
 * 1 0111 | 0 1 | cipher 1 | licence 7 1 | flags 9 1 | opcode 13 0, 50 bits, and 1 01101, the end of a
 * burst, up to the edge.
 */
static void
test_header_as_a_real_server (Fixture       *fixture,
                              gconstpointer  data)
{
  static const guint8 arguments[] = { 0, 1, 7, 9 };

  sim_encoder_put_command (fixture->encoder, 13, arguments, sizeof arguments);
  sim_encoder_end_burst (fixture->encoder);
  assert_takes (fixture->encoder, 0x1d, 0x20, 0x60, 0xf0, 0x90, 0x61, 0xb5);
}

static void
test_header (Fixture       *fixture,
             gconstpointer  data)
{
  sim_encoder_put_header (fixture->encoder, SIM_CIPHER_NONE, TRUE);
  check (fixture);
  g_assert_cmpstr (sim_checker_get_log (fixture->checker), ==, "command 13 0 0 1 8\n");
  g_assert_cmpuint (sim_checker_get_counts (fixture->checker)->zero_runs, ==, 1);
  g_assert_cmpuint (sim_checker_get_counts (fixture->checker)->skipped_bits, <, 40);
}

static void
run_round_trip (Fixture        *fixture,
                SimPictureKind  kind,
                Size            size,
                guint           depth)
{
  g_autofree guint8 *pixels = sim_picture_new (kind, size.width, size.height, fixture->rand);

  g_test_message ("%s %u × %u, depth %u", sim_picture_kind_name (kind), size.width, size.height, depth);
  sim_encoder_set_depth (fixture->encoder, depth);
  sim_encoder_set_mode (fixture->encoder, size.width, size.height);
  g_assert_true (put_picture (fixture->encoder, pixels, size.width));
  check (fixture);
  assert_shows (fixture, pixels, size.width, size.height, depth);
  for (guint i = 0; i < CHANGES; i++)
    {
      sim_picture_disturb (pixels, size.width, size.height, fixture->rand);
      put_picture (fixture->encoder, pixels, size.width);
      check (fixture);
      assert_shows (fixture, pixels, size.width, size.height, depth);
    }
}

static void
test_pictures_of_every_kind (Fixture       *fixture,
                             gconstpointer  data)
{
  guint depth = GPOINTER_TO_UINT (data);

  sim_encoder_put_header (fixture->encoder, SIM_CIPHER_NONE, TRUE);
  for (guint kind = 0; kind < SIM_PICTURE_COUNT; kind++)
    for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
      run_round_trip (fixture, kind, sizes[i], depth);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, data, test) \
  g_test_add ("/simulator/encoder/" path, Fixture, GUINT_TO_POINTER (data), set_up, test, tear_down)
  ADD ("header-as-a-real-server", 0, test_header_as_a_real_server);
  ADD ("header", 0, test_header);
  ADD ("pictures/depth-5", 5, test_pictures_of_every_kind);
  ADD ("pictures/depth-4", 4, test_pictures_of_every_kind);
  ADD ("pictures/depth-3", 3, test_pictures_of_every_kind);
  ADD ("pictures/depth-2", 2, test_pictures_of_every_kind);
#undef ADD
  return g_test_run ();
}
