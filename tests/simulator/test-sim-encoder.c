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

/* Bits as the page writes them; other characters are for the eye. The last byte is filled with ones. */
static GByteArray *
parse_bits (const char *text)
{
  GByteArray *bytes = g_byte_array_new ();
  guint n = 0;

  for (; *text != '\0'; text++)
    {
      guint8 empty = 0xFF;

      if (*text != '0' && *text != '1')
        continue;
      if (n % 8 == 0)
        g_byte_array_append (bytes, &empty, 1);
      if (*text == '0')
        bytes->data[n / 8] &= ~(1 << n % 8);
      n++;
    }
  return bytes;
}

static void
assert_takes (Fixture    *fixture,
              const char *bits)
{
  g_autoptr(GByteArray) expected = parse_bits (bits);
  g_autoptr(GByteArray) taken = take (fixture->encoder);

  g_assert_cmpmem (taken->data, taken->len, expected->data, expected->len);
}

#define END_OF_BURST " 1 01101"

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

/* The first bytes of a real iLO 4 after the handshake, up to its stale piece, which is empty. */
static void
test_header_as_a_real_server (Fixture       *fixture,
                              gconstpointer  data)
{
  static const guint8 expected[] = { 0x1d, 0x20, 0x60, 0xf0, 0x90, 0x61, 0xb5 };
  static const guint8 arguments[] = { 0, 1, 7, 9 };
  g_autoptr(GByteArray) taken = NULL;

  sim_encoder_put_command (fixture->encoder, 13, arguments, sizeof arguments);
  sim_encoder_end_burst (fixture->encoder);
  taken = take (fixture->encoder);
  g_assert_cmpmem (taken->data, taken->len, expected, sizeof expected);
}

/* Its zero run and mode, too. */
static void
test_refresh_as_a_real_server (Fixture       *fixture,
                               gconstpointer  data)
{
  static const guint8 mode[] = { 0x4d, 0xd5, 0x00 };
  static const guint8 expected[] = { 0, 0, 0, 0, 0, 0x80, 0x4d, 0xd5, 0x00 };
  g_autoptr(GByteArray) first = NULL;
  g_autoptr(GByteArray) second = NULL;

  sim_encoder_set_mode (fixture->encoder, 1360, 768);
  first = take (fixture->encoder);
  g_assert_cmpmem (first->data, first->len, mode, sizeof mode);
  sim_encoder_refresh (fixture->encoder);
  second = take (fixture->encoder);
  g_assert_cmpmem (second->data, second->len, expected, sizeof expected);
}

static void
test_commands (Fixture       *fixture,
               gconstpointer  data)
{
  sim_encoder_put_ping (fixture->encoder);
  assert_takes (fixture, "1 0111 00010000 0" END_OF_BURST);
  sim_encoder_put_frame_rate (fixture->encoder, 25);
  sim_encoder_put_power (fixture->encoder, TRUE);
  sim_encoder_put_power (fixture->encoder, FALSE);
  sim_encoder_put_no_signal (fixture->encoder);
  sim_encoder_put_seized (fixture->encoder);
  sim_encoder_put_present (fixture->encoder);
  assert_takes (fixture,
                "1 0111 00011001 1 00000011 0  1 0111 00000100 0  1 0111 00000101 0  1 0111 00000110 0"
                "1 0111 00001010 0  1 0111 10000000 0" END_OF_BURST);
  sim_encoder_put_cipher (fixture->encoder, SIM_CIPHER_AES_128);
  sim_encoder_put_key_change (fixture->encoder);
  sim_encoder_set_depth (fixture->encoder, 3);
  assert_takes (fixture,
                "1 0111 00000010 1 00001100 0" END_OF_BURST "111"
                "1 0111 00001001 0 11"
                "1 0111 00000010 1 00001011 0" END_OF_BURST);
  sim_encoder_put_text (fixture->encoder, SIM_ENCODER_TEXT_SCREEN, "Hi");
  assert_takes (fixture, "1 0111 00000010 0 00000100 01001000 01101001 00000000" END_OF_BURST);
}

static void
test_burst_ends_once (Fixture       *fixture,
                      gconstpointer  data)
{
  sim_encoder_end_burst (fixture->encoder);
  assert_takes (fixture, "");
  sim_encoder_put_ping (fixture->encoder);
  sim_encoder_end_burst (fixture->encoder);
  sim_encoder_end_burst (fixture->encoder);
  sim_encoder_refresh (fixture->encoder);
  sim_encoder_end_burst (fixture->encoder);
  assert_takes (fixture, "1 0111 00010000 0" END_OF_BURST "1111"
                "00000000 00000000 00000000 00000000 00000000 00000001");
}

/*
 * A picture as text, a pixel a letter, rows from left to right: black . and white #, the rest colours with
 * five-bit components: r 16,0,0; d grey 1; A to Z the colour 1,0,n with A 0 and so on. Rows that are not
 * given are black.
 */
static guint8 *
draw_picture (const char *text,
              guint       width,
              guint       height)
{
  guint8 *pixels = g_malloc0 ((gsize) 4 * width * height);

  for (guint i = 0; text[i] != '\0'; i++)
    {
      guint8 *to = pixels + 4 * i;

      g_assert_cmpuint (i, <, width * height);
      if (text[i] == '#')
        memset (to, 0xFF, 3);
      else if (text[i] == 'r')
        to[0] = 0x80;
      else if (text[i] == 'd')
        memset (to, 0x08, 3);
      else if (g_ascii_isupper (text[i]))
        {
          to[0] = 0x08;
          to[2] = (text[i] - 'A') << 3;
        }
      else
        g_assert_cmpint (text[i], ==, '.');
    }
  return pixels;
}

static void
assert_draws (Fixture    *fixture,
              const char *text,
              guint       width,
              guint       height,
              const char *bits)
{
  g_autofree guint8 *pixels = draw_picture (text, width, height);

  sim_encoder_set_mode (fixture->encoder, width, height);
  g_byte_array_unref (take (fixture->encoder));
  g_assert_true (put_picture (fixture->encoder, pixels, width));
  assert_takes (fixture, bits);
}

static void
test_repeats_of_pixels (Fixture       *fixture,
                        gconstpointer  data)
{
  /* 1, 2, 3, 8 and 9 pixels; the rows that nobody sees go on in the last colour: 16 + 209. */
  assert_draws (fixture, ".##...########.........######...", 16, 2,
                "0  000 00000 0  000 11111 10  1 11 000  1 11 101  1 11 110 000  1 11 011"
                " 1 11 111 11100010" END_OF_BURST);
  /* 16 and 17: the longest of the fourth form and the shortest of the fifth. */
  assert_draws (fixture, "################.................#", 16, 3,
                "0  000 11111 11 110 111  000 00000 11 111 00010000  1 0  1 11 111 11011101" END_OF_BURST);
}

static void
test_cached_colours (Fixture       *fixture,
                     gconstpointer  data)
{
  /* Index 1, 2 and the rest with three to six cached; B is 00001 00000 00001. */
  assert_draws (fixture, "A.A#.ABA#BCBDEA.", 16, 1,
                "0  001 00001 00000 00000 0  000 00000 0  1 0  000 11111 0"
                "   01 1 0   01 1 0"                      /* index 2 of . A # , of # . A: . A # */
                "   001 00001 00000 00001 0  1 0"         /* B new, A at 1: A B . # */
                "   01 10 0   01 01 0"                    /* # at 3, B at 2: B # A . */
                "   001 00001 00000 00010 0  1 0"         /* C new, B at 1: B C # A . */
                "   001 00001 00000 00011 0"              /* D new: D B C # A . */
                "   001 00001 00000 00100 0"              /* E new: E D B C # A . */
                "   01 100 0"                             /* A at 5 of 7 */
                "   01 101 11 111 11110000" END_OF_BURST  /* . at 6 of 7 */);
}

static void
test_index_0_begins_a_block (Fixture       *fixture,
                             gconstpointer  data)
{
  /* One colour cached: index 1 means it. Two cached: code of no bits. */
  assert_draws (fixture, "................" "...............#", 32, 1,
                "0  000 00000 11 111 11111111"
                "0  1 11 110 110  000 11111 11 111 11110000" END_OF_BURST);
  assert_draws (fixture, "...............#" "###.............", 32, 1,
                "0  000 00000 11 110 110  000 11111 11 111 11110000"
                "0  01 11 000  1 11 111 11111100" END_OF_BURST);
}

static void
test_seventeen_colours (Fixture       *fixture,
                        gconstpointer  data)
{
  /* With Q the cache is full, R pushes A out, and A is new again and pushes B out; C is the last then. */
  assert_draws (fixture, "ABCDEFGHIJKLMNOPQRAC............", 32, 1,
                "0  001 00001 00000 00000 0  001 00001 00000 00001 0  001 00001 00000 00010 0"
                "001 00001 00000 00011 0  001 00001 00000 00100 0  001 00001 00000 00101 0"
                "001 00001 00000 00110 0  001 00001 00000 00111 0  001 00001 00000 01000 0"
                "001 00001 00000 01001 0  001 00001 00000 01010 0  001 00001 00000 01011 0"
                "001 00001 00000 01100 0  001 00001 00000 01101 0  001 00001 00000 01110 0"
                "001 00001 00000 01111 11 111 11110000"
                "0  001 00001 00000 10000 0  001 00001 00000 10001 0"
                "001 00001 00000 00000 0  01 1111 0  000 00000 11 111 11111011" END_OF_BURST);
}

/* What is not used in a block is new after it. */
static void
test_colours_leave (Fixture       *fixture,
                    gconstpointer  data)
{
  assert_draws (fixture, "...............#" "................" "...............#", 48, 1,
                "0  000 00000 11 110 110  000 11111 11 111 11110000"
                "0  1 11 111 11111111"
                "0  1 11 110 110  000 11111 11 111 11110000" END_OF_BURST);
}

/* Red alone, black and the darkest grey in a row would be 31 zeros. */
static void
test_zeros_between_pixels (Fixture       *fixture,
                           gconstpointer  data)
{
  assert_draws (fixture, "r.d#############", 16, 1,
                "0  001 10000 00000 00000 0  000 00000 0  001 00001 00001 00001 0"
                "000 11111 11 111 11111100" END_OF_BURST);
  assert_draws (fixture, "r##############." "d###############", 32, 1,
                "0  001 10000 00000 00000 0  000 11111 11 110 101  000 00000 11 111 11110000"
                "0  000 00001 0  01 01 11 111 11111110" END_OF_BURST);
}

static void
test_positions (Fixture       *fixture,
                gconstpointer  data)
{
  guint width = 16 * 30;
  g_autofree guint8 *pixels = g_malloc0 ((gsize) 4 * width * 48);
  static const guint8 columns[] = { 2, 11, 20 };

  /* Rows of 30 blocks, all like the first: 29 times, then n times in each row. */
  sim_encoder_set_mode (fixture->encoder, width, 48);
  put_picture (fixture->encoder, pixels, width);
  assert_takes (fixture, "1 01100 0011110 0000011 0000"
                "0 000 00000 11 111 11111111  1 01011 0011101"
                "1 1 0000000 0000001  1 01011 0011110  1 1 0000000 0000010  1 01011 0011110"
                END_OF_BURST);

  /* Blocks 2, 11 (8 to the right of where block 2 left off) and 20 in the second row, 29 in the third. */
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    memset (pixels + 4 * (16 * width + 16 * columns[i]), 0xFF, 3);
  memset (pixels + 4 * (32 * width + 16 * 29), 0xFF, 3);
  put_picture (fixture->encoder, pixels, width);
  assert_takes (fixture, "1 1 0000010 0000001  0 000 11111 0 1 11 111 11111110"
                "1 000 111  1 01 0 0"
                "1 000 111  1 01 0 0"
                "1 1 0011101 0000010  1 01 0 0" END_OF_BURST);

  /* A gap of nine; and black again from 0 on, over blocks that were black. */
  memset (pixels, 0, 4 * width * 48);
  put_picture (fixture->encoder, pixels, width);
  assert_takes (fixture, "1 1 0000010 0000001  0 01 11 111 11111111  1 01011 0010010"
                "1 1 0011101 0000010  1 01 0 0" END_OF_BURST);
  memset (pixels, 0xFF, 3);
  memset (pixels + 4 * 16 * 10, 0xFF, 3);
  put_picture (fixture->encoder, pixels, width);
  assert_takes (fixture, "1 1 0000000 0000000  0 000 11111 0 1 11 111 11111110"
                "1 001 0001010  1 01 0 0" END_OF_BURST);
}

static void
test_half_height (Fixture       *fixture,
                  gconstpointer  data)
{
  guint width = 1632;
  g_autofree guint8 *pixels = g_malloc0 ((gsize) 4 * width * 17);

  /* 102 blocks of 128 pixels; three rows of them. */
  sim_encoder_set_mode (fixture->encoder, width, 17);
  put_picture (fixture->encoder, pixels, width);
  assert_takes (fixture, "1 01100 1100110 0000001 0001"
                "0 000 00000 11 111 01111111  1 01011 01100101"
                "1 1 00000000 00000001  1 01011 01100110  1 1 00000000 00000010  1 01011 01100110"
                END_OF_BURST);
  memset (pixels + 4 * (16 * width + 16 * 101), 0xFF, 3);
  memset (pixels + 4 * (16 * width + 16 * 3), 0xFF, 3);
  put_picture (fixture->encoder, pixels, width);
  assert_takes (fixture, "1 001 00000011  0 000 11111 0 1 11 111 01111110"
                "1 001 01100101  1 01 0 0" END_OF_BURST);
}

static void
test_depths (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree guint8 *pixels = g_malloc0 (4 * 16);
  static const char *const bits[] = {
    "0  001 10 01 11 0  000 00 11 111 11111110" END_OF_BURST,
    "0  001 101 011 111 0  000 000 11 111 11111110" END_OF_BURST,
    "0  001 1011 0110 1111 0  000 0000 11 111 11111110" END_OF_BURST,
    "0  001 10110 01101 11110 0  000 00000 11 111 11111110" END_OF_BURST,
  };

  pixels[0] = 0xB2;   /* 10110 010 */
  pixels[1] = 0x6B;   /* 01101 011 */
  pixels[2] = 0xF4;   /* 11110 100 */
  for (guint depth = 2; depth <= 5; depth++)
    {
      sim_encoder_set_depth (fixture->encoder, depth);
      sim_encoder_set_mode (fixture->encoder, 16, 1);
      sim_encoder_end_burst (fixture->encoder);
      g_byte_array_unref (take (fixture->encoder));
      put_picture (fixture->encoder, pixels, 16);
      assert_takes (fixture, bits[depth - 2]);
    }
}

static void
test_formats (Fixture       *fixture,
              gconstpointer  data)
{
  static const guint8 rgb[] = { 0xB2, 0x6B, 0xF4, 1, 2, 3 };
  static const guint8 rgbx[] = { 0xB2, 0x6B, 0xF4, 9, 1, 2, 3, 200 };
  static const guint32 xrgb32[] = { 0x77B26BF4, 0xFF010203 };
  static const guint8 expected[] = { 0xB5, 0x6B, 0xF7, 0xFF, 0, 0, 0, 0xFF };
  guint8 shown[8];

  sim_pixels_quantise (rgb, sizeof rgb, SIM_PIXEL_FORMAT_RGB, 2, 1, 5, shown);
  g_assert_cmpmem (shown, sizeof shown, expected, sizeof expected);
  sim_pixels_quantise (rgbx, sizeof rgbx, SIM_PIXEL_FORMAT_RGBX, 2, 1, 5, shown);
  g_assert_cmpmem (shown, sizeof shown, expected, sizeof expected);
  sim_pixels_quantise ((const guint8 *) xrgb32, sizeof xrgb32, SIM_PIXEL_FORMAT_XRGB32, 2, 1, 5, shown);
  g_assert_cmpmem (shown, sizeof shown, expected, sizeof expected);
}

static void
test_widens_by_repeating (Fixture       *fixture,
                          gconstpointer  data)
{
  static const guint8 pixel[] = { 0xB6, 0x49, 0xFF };
  static const guint8 expected[4][4] = {
    { 0xAA, 0x55, 0xFF, 0xFF },   /* 10, 01 */
    { 0xB6, 0x49, 0xFF, 0xFF },   /* 101, 010 */
    { 0xBB, 0x44, 0xFF, 0xFF },   /* 1011, 0100 */
    { 0xB5, 0x4A, 0xFF, 0xFF },   /* 10110, 01001 */
  };

  for (guint depth = 2; depth <= 5; depth++)
    {
      guint8 shown[4];

      sim_pixels_quantise (pixel, sizeof pixel, SIM_PIXEL_FORMAT_RGB, 1, 1, depth, shown);
      g_assert_cmpmem (shown, sizeof shown, expected[depth - 2], 4);
    }
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

/* Random pictures in the colours that make the longest zero runs, drawn at 0,0 again and again. */
static void
test_never_a_zero_run (Fixture       *fixture,
                       gconstpointer  data)
{
  static const guint8 components[][3] = {
    { 0x80, 0, 0 }, { 0, 0, 0 }, { 8, 8, 8 }, { 0x10, 0x10, 0x10 }, { 0, 0, 8 }, { 8, 0, 0 },
    { 0x80, 0x80, 0x80 }, { 0, 0x80, 0 },
  };
  guint width = GPOINTER_TO_UINT (data);
  guint height = 16;
  gsize n = (gsize) width * height;
  g_autofree guint8 *pixels = g_malloc0 (4 * n);

  sim_encoder_put_header (fixture->encoder, SIM_CIPHER_NONE, TRUE);
  sim_encoder_set_mode (fixture->encoder, width, height);
  for (guint i = 0; i < 600; i++)
    {
      guint run = g_rand_int_range (fixture->rand, 1, 40);

      for (guint at = 0; at < n; at++)
        {
          guint k = (i / 3 + at) % G_N_ELEMENTS (components);

          if (i / 24 % 2 == 1 && k / 2 == 1)
            k ^= 1;
          if (at >= G_N_ELEMENTS (components))
            k = g_rand_int_range (fixture->rand, 0, G_N_ELEMENTS (components));
          if (at < G_N_ELEMENTS (components) || g_rand_int_range (fixture->rand, 0, run) == 0)
            memcpy (pixels + 4 * at, components[k], 3);
          else
            memcpy (pixels + 4 * at, pixels + 4 * (at - 1), 3);
        }
      if (i % 3 == 0)
        sim_encoder_refresh (fixture->encoder);
      put_picture (fixture->encoder, pixels, width);
      check (fixture);
      assert_shows (fixture, pixels, width, height, 5);
    }
  /* Red alone, black, second darkest grey. Otherwise this would prove little. */
  g_assert_cmpuint (sim_checker_get_counts (fixture->checker)->max_zeros, ==, 30);
}

static void
test_all_elements_are_used (Fixture       *fixture,
                            gconstpointer  data)
{
  const SimCheckerCounts *counts = sim_checker_get_counts (fixture->checker);

  sim_encoder_put_header (fixture->encoder, SIM_CIPHER_NONE, TRUE);
  for (guint kind = 0; kind < SIM_PICTURE_COUNT; kind++)
    {
      g_autofree guint8 *pixels = sim_picture_new (kind, 640, 200, fixture->rand);

      sim_encoder_set_mode (fixture->encoder, 640, 200);
      for (guint i = 0; i < 10; i++)
        {
          put_picture (fixture->encoder, pixels, 640);
          sim_picture_disturb (pixels, 640, 200, fixture->rand);
        }
    }
  check (fixture);
  g_assert_cmpuint (counts->new_greys, >, 0);
  g_assert_cmpuint (counts->new_colours, >, 0);
  g_assert_cmpuint (counts->second_colours, >, 0);
  g_assert_cmpuint (counts->cached_colours, >, 0);
  for (guint i = 0; i < G_N_ELEMENTS (counts->pixel_repeats); i++)
    g_assert_cmpuint (counts->pixel_repeats[i], >, 0);
  for (guint i = 0; i < G_N_ELEMENTS (counts->block_repeats); i++)
    g_assert_cmpuint (counts->block_repeats[i], >, 0);
  for (guint i = 0; i < G_N_ELEMENTS (counts->moves); i++)
    g_assert_cmpuint (counts->moves[i], >, 0);
}

/* One pixel of 1280 × 1024 costs one block. */
static void
test_sends_only_damage (Fixture       *fixture,
                        gconstpointer  data)
{
  guint width = 1280;
  guint height = 1024;
  g_autofree guint8 *pixels = sim_picture_new (SIM_PICTURE_TEXT, width, height, fixture->rand);
  const SimCheckerCounts *counts = sim_checker_get_counts (fixture->checker);
  gsize whole;
  guint blocks;

  sim_encoder_put_header (fixture->encoder, SIM_CIPHER_NONE, TRUE);
  sim_encoder_set_mode (fixture->encoder, width, height);
  put_picture (fixture->encoder, pixels, width);
  whole = check (fixture);
  blocks = counts->blocks;
  g_assert_false (put_picture (fixture->encoder, pixels, width));
  g_assert_cmpuint (check (fixture), ==, 0);
  /* The low bits do not count. */
  pixels[4 * (500 * width + 700)] ^= 7;
  g_assert_false (put_picture (fixture->encoder, pixels, width));
  pixels[4 * (500 * width + 700)] ^= 8;
  g_assert_true (put_picture (fixture->encoder, pixels, width));
  g_assert_cmpuint (check (fixture), <, 100);
  g_assert_cmpuint (counts->blocks, ==, blocks + 1);
  assert_shows (fixture, pixels, width, height, 5);
  sim_encoder_refresh (fixture->encoder);
  put_picture (fixture->encoder, pixels, width);
  g_assert_cmpuint (check (fixture), >, whole);
  g_assert_cmpuint (counts->zero_runs, ==, 2);
}

/* When the client clears its screen or loses it, it gets the whole picture. */
static void
test_sends_all_after_clearing (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autofree guint8 *pixels = sim_picture_new (SIM_PICTURE_BLACK, 64, 64, fixture->rand);

  sim_encoder_set_mode (fixture->encoder, 64, 64);
  g_assert_true (put_picture (fixture->encoder, pixels, 64));
  sim_encoder_put_power (fixture->encoder, TRUE);
  sim_encoder_put_text (fixture->encoder, SIM_ENCODER_TEXT_STATUS_1, "text");
  g_assert_false (put_picture (fixture->encoder, pixels, 64));
  sim_encoder_put_power (fixture->encoder, FALSE);
  g_assert_true (put_picture (fixture->encoder, pixels, 64));
  sim_encoder_put_no_signal (fixture->encoder);
  g_assert_true (put_picture (fixture->encoder, pixels, 64));
  sim_encoder_put_text (fixture->encoder, SIM_ENCODER_TEXT_SCREEN, "text");
  g_assert_true (put_picture (fixture->encoder, pixels, 64));
  sim_encoder_set_mode (fixture->encoder, 0, 64);
  g_assert_false (put_picture (fixture->encoder, pixels, 64));
}

/*
 * The cipher changes at the byte after the one with the command's last bit, wherever that is in the byte,
 * and each key stream goes on where it was. The plain bytes tell where: this looks for nothing in the
 * encoder but adds up the bits written.
 */
static void
test_cipher_switches (Fixture       *fixture,
                      gconstpointer  data)
{
  static const guint8 key[SIM_CIPHER_KEY_SIZE] = { 7, 7, 7 };
  g_autoptr(SimEncoder) twin = sim_encoder_new (SIM_ENCODER_FLAGS_HALF_HEIGHT, 5);
  g_autoptr(SimCipher) there = sim_cipher_new (key, SIM_CIPHER_FLAGS_NONE, NULL);
  g_autoptr(SimCipher) here = sim_cipher_new (key, SIM_CIPHER_FLAGS_NONE, NULL);
  g_autoptr(GByteArray) sent = g_byte_array_new ();
  g_autoptr(GByteArray) plain = NULL;
  /* Bits after each: 5 + 9 for a ping, 5 + 9 + 9 for a switch, 6 and up to the edge for a burst's end. */
  static const struct { guint pings; SimCipherId id; gsize at; } steps[] = {
    { 0, SIM_CIPHER_RC4, 3 },       /* 23 bits, burst ends at 32: in clear up to 24 */
    { 1, SIM_CIPHER_AES_128, 9 },   /* 32 + 37 = 69, 80 */
    { 3, SIM_CIPHER_RC4, 19 },      /* 80 + 65 = 145, 152 */
    { 0, SIM_CIPHER_AES_256, 22 },  /* 152 + 23 = 175, 184 */
    { 2, SIM_CIPHER_NONE, 30 },     /* 184 + 51 = 235, 248 */
    { 0, SIM_CIPHER_AES_128, 34 },  /* 248 + 23 = 271, 280 */
  };
  gsize from = 0;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      for (guint k = 0; k < steps[i].pings; k++)
        {
          sim_encoder_put_ping (fixture->encoder);
          sim_encoder_put_ping (twin);
        }
      sim_encoder_put_cipher (fixture->encoder, steps[i].id);
      sim_encoder_put_cipher (twin, steps[i].id);
      if (i % 2 == 0)
        sim_encoder_take (fixture->encoder, there, sent);
    }
  sim_encoder_put_ping (fixture->encoder);
  sim_encoder_put_ping (twin);
  sim_encoder_take (fixture->encoder, there, sent);
  plain = take (twin);
  g_assert_cmpuint (sent->len, ==, plain->len);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      sim_cipher_apply (here, sent->data + from, steps[i].at - from);
      sim_cipher_select (here, steps[i].id);
      from = steps[i].at;
    }
  sim_cipher_apply (here, sent->data + from, sent->len - from);
  g_assert_cmpmem (sent->data, sent->len, plain->data, plain->len);
}

/* The command ends with a byte: 23 + 3 × 14 + 23 bits. */
static void
test_cipher_switches_at_a_byte_edge (Fixture       *fixture,
                                     gconstpointer  data)
{
  static const guint8 key[SIM_CIPHER_KEY_SIZE] = { 7, 7, 7 };
  g_autoptr(SimCipher) there = sim_cipher_new (key, SIM_CIPHER_FLAGS_NONE, NULL);
  g_autoptr(SimCipher) here = sim_cipher_new (key, SIM_CIPHER_FLAGS_NONE, NULL);
  g_autoptr(GByteArray) sent = g_byte_array_new ();

  sim_encoder_put_frame_rate (fixture->encoder, 1);
  for (guint i = 0; i < 3; i++)
    sim_encoder_put_ping (fixture->encoder);
  sim_encoder_put_cipher (fixture->encoder, SIM_CIPHER_RC4);
  sim_encoder_take (fixture->encoder, there, sent);
  g_assert_cmpuint (sent->len, ==, 12);
  sim_cipher_select (here, SIM_CIPHER_RC4);
  sim_cipher_apply (here, sent->data + 11, 1);
  g_assert_cmphex (sent->data[11], ==, 0xED);   /* 1 01101 11 */
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
  ADD ("refresh-as-a-real-server", 0, test_refresh_as_a_real_server);
  ADD ("commands", 0, test_commands);
  ADD ("burst-ends-once", 0, test_burst_ends_once);
  ADD ("repeats-of-pixels", 0, test_repeats_of_pixels);
  ADD ("cached-colours", 0, test_cached_colours);
  ADD ("index-0-begins-a-block", 0, test_index_0_begins_a_block);
  ADD ("seventeen-colours", 0, test_seventeen_colours);
  ADD ("colours-leave", 0, test_colours_leave);
  ADD ("zeros-between-pixels", 0, test_zeros_between_pixels);
  ADD ("positions", 0, test_positions);
  ADD ("half-height", 0, test_half_height);
  ADD ("depths", 0, test_depths);
  ADD ("formats", 0, test_formats);
  ADD ("widens-by-repeating", 0, test_widens_by_repeating);
  ADD ("header", 0, test_header);
  ADD ("never-a-zero-run/full-height", 32, test_never_a_zero_run);
  ADD ("never-a-zero-run/half-height", 1632, test_never_a_zero_run);
  ADD ("all-elements-are-used", 0, test_all_elements_are_used);
  ADD ("sends-only-damage", 0, test_sends_only_damage);
  ADD ("sends-all-after-clearing", 0, test_sends_all_after_clearing);
  ADD ("cipher-switches", 0, test_cipher_switches);
  ADD ("cipher-switches-at-a-byte-edge", 0, test_cipher_switches_at_a_byte_edge);
  ADD ("pictures/depth-5", 5, test_pictures_of_every_kind);
  ADD ("pictures/depth-4", 4, test_pictures_of_every_kind);
  ADD ("pictures/depth-3", 3, test_pictures_of_every_kind);
  ADD ("pictures/depth-2", 2, test_pictures_of_every_kind);
#undef ADD
  return g_test_run ();
}
