/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "sim-cipher.h"

static const guint8 zero_key[SIM_CIPHER_KEY_SIZE] = { 0 };

static const guint8 counting_key[SIM_CIPHER_KEY_SIZE] = {
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
};

/* RFC 6229, 128-bit key, offset 0. */
static const guint8 rc4_stream[16] = {
  0x9a, 0xc7, 0xcc, 0x9a, 0x60, 0x9d, 0x1e, 0xf7, 0xb2, 0x93, 0x28, 0x99, 0xcd, 0xe4, 0x1b, 0x97,
};

/* AES of 16 zero bytes with a key of zeros, 128 and 256 bits: the first block of OFB. */
static const guint8 aes_128_stream[16] = {
  0x66, 0xe9, 0x4b, 0xd4, 0xef, 0x8a, 0x2c, 0x3b, 0x88, 0x4c, 0xfa, 0x59, 0xca, 0x34, 0x2b, 0x2e,
};
static const guint8 aes_256_stream[16] = {
  0xdc, 0x95, 0xc0, 0x78, 0xa2, 0x40, 0x89, 0x89, 0xad, 0x48, 0xa2, 0x14, 0x92, 0x84, 0x20, 0x87,
};

static SimCipher *
new_cipher (const guint8   *key,
            SimCipherFlags  flags)
{
  g_autoptr(GError) error = NULL;
  SimCipher *cipher = sim_cipher_new (key, flags, &error);

  g_assert_no_error (error);
  return cipher;
}

static void
assert_stream (SimCipher    *cipher,
               SimCipherId   id,
               const guint8 *stream,
               gsize         n)
{
  g_autofree guint8 *bytes = g_malloc0 (n);

  sim_cipher_select (cipher, id);
  g_assert_cmpint (sim_cipher_get_id (cipher), ==, id);
  sim_cipher_apply (cipher, bytes, n);
  g_assert_cmpmem (bytes, n, stream, n);
}

static void
test_known_streams (void)
{
  static const guint8 clear[16] = { 0 };
  g_autoptr(SimCipher) counting = new_cipher (counting_key, SIM_CIPHER_FLAGS_NONE);
  g_autoptr(SimCipher) zero = new_cipher (zero_key, SIM_CIPHER_FLAGS_NONE);
  g_autoptr(SimCipher) padded = new_cipher (zero_key, SIM_CIPHER_FLAGS_PADDED_KEY);

  g_assert_cmpint (sim_cipher_get_id (zero), ==, SIM_CIPHER_NONE);
  assert_stream (zero, SIM_CIPHER_NONE, clear, 16);
  assert_stream (counting, SIM_CIPHER_RC4, rc4_stream, 16);
  assert_stream (zero, SIM_CIPHER_AES_128, aes_128_stream, 16);
  assert_stream (zero, SIM_CIPHER_AES_256, aes_128_stream, 16);
  assert_stream (padded, SIM_CIPHER_AES_256, aes_256_stream, 16);
}

static void
test_streams_go_on_when_chosen_again (void)
{
  g_autoptr(SimCipher) counting = new_cipher (counting_key, SIM_CIPHER_FLAGS_NONE);
  g_autoptr(SimCipher) zero = new_cipher (zero_key, SIM_CIPHER_FLAGS_NONE);

  for (guint i = 0; i < 16; i++)
    {
      assert_stream (counting, SIM_CIPHER_RC4, rc4_stream + i, 1);
      sim_cipher_select (counting, SIM_CIPHER_NONE);
      assert_stream (zero, SIM_CIPHER_AES_128, aes_128_stream + i, 1);
      /* Its own stream, though the same bytes. */
      assert_stream (zero, SIM_CIPHER_AES_256, aes_128_stream + i, 1);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/simulator/cipher/known-streams", test_known_streams);
  g_test_add_func ("/simulator/cipher/streams-go-on-when-chosen-again",
                   test_streams_go_on_when_chosen_again);
  return g_test_run ();
}
