/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-bits.h"

#define assert_bytes(bits, ...)                                        \
  G_STMT_START                                                         \
    {                                                                  \
      static const guint8 expected[] = { __VA_ARGS__ };                \
      gsize length;                                                    \
      const guint8 *bytes = sim_bits_get_bytes (bits, &length);        \
      g_assert_cmpmem (bytes, length, expected, sizeof expected);      \
    }                                                                  \
  G_STMT_END

static void
test_fills_bytes_from_below (void)
{
  SimBits bits = { 0 };

  sim_bits_put (&bits, 1, 1);
  sim_bits_put (&bits, 3, 4);      /* 1 0 0 */
  sim_bits_put (&bits, 4, 3);      /* 0 0 1 1 */
  assert_bytes (&bits, 0xC3);
  sim_bits_clear (&bits);
}

static void
test_fields_cross_bytes (void)
{
  SimBits bits = { 0 };

  sim_bits_put (&bits, 6, 0x20);           /* 100000 */
  sim_bits_put (&bits, 9, 0x101);          /* 10|0000000|1 */
  g_assert_false (sim_bits_is_aligned (&bits));
  g_assert_cmpuint (sim_bits_get_length (&bits), ==, 2);
  sim_bits_put (&bits, 1, 0);
  assert_bytes (&bits, 0x41, 0x40);
  sim_bits_put (&bits, 32, 0x80C0A0F1);
  assert_bytes (&bits, 0x41, 0x40, 0x01, 0x03, 0x05, 0x8F);
  sim_bits_clear (&bits);
}

static void
test_aligns_with_ones (void)
{
  SimBits bits = { 0 };

  sim_bits_align (&bits);
  g_assert_cmpuint (sim_bits_get_length (&bits), ==, 0);
  sim_bits_put (&bits, 2, 0);
  sim_bits_align (&bits);
  sim_bits_align (&bits);
  assert_bytes (&bits, 0xFC);
  sim_bits_clear (&bits);
}

static void
test_random_fields (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (2);
  g_autoptr(GByteArray) slow = g_byte_array_new ();
  SimBits bits = { 0 };
  gsize n_bits = 0;
  const guint8 *bytes;
  gsize length;

  for (guint i = 0; i < 50000; i++)
    {
      guint n = g_rand_int_range (rand, 1, 33);
      guint32 value = (g_rand_int (rand) | 1) >> (32 - n) | 1;

      sim_bits_put (&bits, n, value);
      for (guint k = n; k-- > 0; n_bits++)
        {
          guint8 zero = 0;

          if (n_bits % 8 == 0)
            g_byte_array_append (slow, &zero, 1);
          slow->data[n_bits / 8] |= (value >> k & 1) << n_bits % 8;
        }
      g_assert_cmpuint (sim_bits_get_length (&bits), ==, slow->len);
    }
  sim_bits_align (&bits);
  for (; n_bits % 8 != 0; n_bits++)
    slow->data[n_bits / 8] |= 1 << n_bits % 8;
  bytes = sim_bits_get_bytes (&bits, &length);
  g_assert_cmpmem (bytes, length, slow->data, slow->len);
  sim_bits_clear (&bits);
}

static void
test_counts_zeros (void)
{
  SimBits bits = { 0 };

  sim_bits_put (&bits, 30, 0);
  g_assert_cmpuint (sim_bits_get_zeros (&bits), ==, 30);
  sim_bits_put (&bits, 9, 0x110);
  g_assert_cmpuint (sim_bits_get_zeros (&bits), ==, 4);
  sim_bits_put (&bits, 26, 0);
  g_assert_cmpuint (sim_bits_get_zeros (&bits), ==, 30);
  sim_bits_put (&bits, 7, 0x7F);
  sim_bits_reset (&bits);
  g_assert_cmpuint (sim_bits_get_zeros (&bits), ==, 0);
  sim_bits_clear (&bits);
}

static void
test_zero_run (void)
{
  SimBits bits = { 0 };

  sim_bits_put (&bits, 8, 0xF0);
  sim_bits_put_zero_run (&bits);
  sim_bits_put (&bits, 8, 0x0F);
  assert_bytes (&bits, 0x0F, 0, 0, 0, 0, 0, 0x80, 0xF0);
  g_assert_cmpuint (sim_bits_get_zeros (&bits), ==, 0);
  sim_bits_clear (&bits);
}

static void
put_31_zeros (guint before,
              guint last_field)
{
  SimBits bits = { 0 };

  sim_bits_put (&bits, 8, 1);
  sim_bits_put (&bits, before, 0);
  if (sim_bits_is_aligned (&bits))
    sim_bits_reset (&bits);
  sim_bits_put (&bits, last_field, last_field == 31 - before ? 0 : 1);
}

/* In one field, split by taking the bytes, and at the front of a field that ends in a 1. */
static void
test_stops_at_an_accidental_zero_run (void)
{
  if (g_test_subprocess ())
    {
      put_31_zeros (16, 15);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*SIM_BITS_MAX_ZEROS*");
}

static void
test_stops_at_zeros_before_a_one (void)
{
  if (g_test_subprocess ())
    {
      put_31_zeros (22, 10);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*SIM_BITS_MAX_ZEROS*");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/simulator/bits/fills-bytes-from-below", test_fills_bytes_from_below);
  g_test_add_func ("/simulator/bits/fields-cross-bytes", test_fields_cross_bytes);
  g_test_add_func ("/simulator/bits/aligns-with-ones", test_aligns_with_ones);
  g_test_add_func ("/simulator/bits/random-fields", test_random_fields);
  g_test_add_func ("/simulator/bits/counts-zeros", test_counts_zeros);
  g_test_add_func ("/simulator/bits/zero-run", test_zero_run);
  g_test_add_func ("/simulator/bits/stops-at-an-accidental-zero-run",
                   test_stops_at_an_accidental_zero_run);
  g_test_add_func ("/simulator/bits/stops-at-zeros-before-a-one", test_stops_at_zeros_before_a_one);
  return g_test_run ();
}
