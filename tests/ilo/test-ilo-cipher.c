/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib.h>

#include "ilo-cipher.h"
#include "ilo-error.h"

static const guint8 key[ILO_CIPHER_KEY_SIZE] = {
  0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F, 0x10
};

static void
select_cipher (IloCipher   *cipher,
               IloCipherId  id)
{
  g_autoptr(GError) error = NULL;

  ilo_cipher_select (cipher, id, &error);
  g_assert_no_error (error);
}

/* The first @n bytes of key stream. */
static guint8 *
key_stream (IloCipherId    id,
            IloCipherFlags flags,
            gsize          n)
{
  g_autoptr(IloCipher) cipher = ilo_cipher_new (key, flags);
  guint8 *bytes = g_malloc0 (n);

  select_cipher (cipher, id);
  for (gsize i = 0; i < n; i += ILO_CIPHER_MAX_CHUNK)
    ilo_cipher_apply (cipher, bytes + i, bytes + i, MIN (n - i, ILO_CIPHER_MAX_CHUNK));
  return bytes;
}

static void
test_published_key_streams (void)
{
  /* RFC 6229, 128-bit key 0x0102…10, at offsets 0 and 4096. */
  static const guint8 rc4_start[] = {
    0x9A, 0xC7, 0xCC, 0x9A, 0x60, 0x9D, 0x1E, 0xF7, 0xB2, 0x93, 0x28, 0x99, 0xCD, 0xE4, 0x1B, 0x97
  };
  static const guint8 rc4_4096[] = {
    0xA3, 0x6A, 0x4C, 0x30, 0x1A, 0xE8, 0xAC, 0x13, 0x61, 0x0C, 0xCB, 0xC1, 0x22, 0x56, 0xCA, 0xCC
  };
  g_autofree guint8 *rc4 = key_stream (ILO_CIPHER_RC4, ILO_CIPHER_FLAGS_NONE, 8192);
  g_autofree guint8 *aes_128 = key_stream (ILO_CIPHER_AES_128, ILO_CIPHER_FLAGS_NONE, 64);
  g_autofree guint8 *aes_256 = key_stream (ILO_CIPHER_AES_256, ILO_CIPHER_FLAGS_NONE, 64);
  g_autofree guint8 *padded = key_stream (ILO_CIPHER_AES_256, ILO_CIPHER_FLAGS_PADDED_KEY, 64);
  g_autofree guint8 *padded_128 = key_stream (ILO_CIPHER_AES_128, ILO_CIPHER_FLAGS_PADDED_KEY, 64);
  /* `openssl enc -aes-…-ofb -iv 0 -K …` over zeros. */
  static const guint8 aes_128_start[] = {
    0xDB, 0xF1, 0x84, 0x11, 0x2E, 0xB9, 0x11, 0x16, 0x59, 0x71, 0x2B, 0xAF, 0xCF, 0xF2, 0xAB, 0x24,
    0xBC, 0x9B, 0x8F, 0xFE, 0x58, 0xD9, 0x40, 0x89, 0x71, 0x46, 0x9E, 0xEE, 0xBE, 0xD6, 0x6F, 0x71
  };
  static const guint8 padded_start[] = {
    0xAD, 0x3F, 0xED, 0xE2, 0x25, 0x63, 0x3B, 0x96, 0x36, 0xA4, 0xD4, 0x9C, 0xF2, 0x97, 0x7F, 0x52,
    0x05, 0x24, 0xFD, 0xC2, 0xE5, 0x7C, 0x33, 0x33, 0xC9, 0xBD, 0x3A, 0x17, 0xD0, 0x97, 0x16, 0xE8
  };

  g_assert_cmpmem (rc4, 16, rc4_start, 16);
  g_assert_cmpmem (rc4 + 4096, 16, rc4_4096, 16);
  g_assert_cmpmem (aes_128, 32, aes_128_start, 32);
  g_assert_cmpmem (aes_256, 64, aes_128, 64);            /* the vendor's reading of cipher 3 */
  g_assert_cmpmem (padded, 32, padded_start, 32);
  g_assert_cmpmem (padded_128, 64, aes_128, 64);
}

static void
test_none_changes_nothing (void)
{
  g_autoptr(IloCipher) cipher = ilo_cipher_new (key, ILO_CIPHER_FLAGS_NONE);
  guint8 out[5];

  ilo_cipher_apply (cipher, out, (const guint8 *) "clear", 5);
  ilo_cipher_give_back (cipher, 3);
  g_assert_cmpmem (out, 5, "clear", 5);
  g_assert_cmpint (ilo_cipher_get_id (cipher), ==, ILO_CIPHER_NONE);
}

/* Whatever is taken and given back, and whichever ciphers come in between, each stream goes on. */
static void
test_gives_back_anything (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (7);
  g_autoptr(IloCipher) cipher = ilo_cipher_new (key, ILO_CIPHER_FLAGS_NONE);
  g_autofree guint8 *expected[ILO_CIPHER_COUNT] = { NULL };
  gsize positions[ILO_CIPHER_COUNT] = { 0 };
  g_autofree guint8 *out = g_malloc (ILO_CIPHER_MAX_CHUNK);
  g_autofree guint8 *zeros = g_malloc0 (ILO_CIPHER_MAX_CHUNK);
  const gsize length = 4 << 20;

  for (guint id = ILO_CIPHER_RC4; id < ILO_CIPHER_COUNT; id++)
    expected[id] = key_stream (id, ILO_CIPHER_FLAGS_NONE, length);
  for (guint round = 0; round < 3000; round++)
    {
      IloCipherId id = g_rand_int_range (rand, ILO_CIPHER_RC4, ILO_CIPHER_COUNT);
      gsize n = g_rand_int_range (rand, 0, ILO_CIPHER_MAX_CHUNK + 1);
      gsize back = g_rand_int_range (rand, 0, (gint32) n + 1);

      if (positions[id] + n > length)
        continue;
      select_cipher (cipher, id);
      ilo_cipher_apply (cipher, out, zeros, n);
      g_assert_cmpmem (out, n, expected[id] + positions[id], n);
      ilo_cipher_give_back (cipher, back);
      positions[id] += n - back;
    }
  for (guint id = 0; id < ILO_CIPHER_COUNT; id++)
    g_free (g_steal_pointer (&expected[id]));
}

static void
test_keys_of_32_digits_only (void)
{
  static const char *const wrong[] = {
    "", "0", "bbAcD834680DDca9DE65269512BDdEC", "bbAcD834680DDca9DE65269512BDdEC22", "gbAcD834680DDca9DE65269512BDdEC2",
    " bAcD834680DDca9DE65269512BDdEC2",
  };
  guint8 parsed[ILO_CIPHER_KEY_SIZE] = { 0 };

  g_assert_true (ilo_cipher_parse_key ("0102030405060708090a0B0c0D0e0F10", parsed, NULL));
  g_assert_cmpmem (parsed, sizeof parsed, key, sizeof key);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_false (ilo_cipher_parse_key (wrong[i], parsed, &error));
      g_assert_error (error, ILO_ERROR, ILO_ERROR_PROTOCOL);
    }
  g_assert_cmpmem (parsed, sizeof parsed, key, sizeof key);
}

/* A system without OpenSSL's legacy provider has no RC4; the sentence says what to do. */
static void
test_missing_cipher (void)
{
  g_autoptr(IloCipher) cipher = NULL;
  g_autoptr(GError) error = NULL;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, 0);
      g_test_trap_assert_passed ();
      return;
    }
  g_setenv ("OPENSSL_MODULES", "/nowhere", TRUE);
  cipher = ilo_cipher_new (key, ILO_CIPHER_FLAGS_NONE);
  g_assert_false (ilo_cipher_select (cipher, ILO_CIPHER_RC4, &error));
  g_assert_error (error, ILO_ERROR, ILO_ERROR_CIPHER);
  g_assert_nonnull (strstr (error->message, "RC4"));
  select_cipher (cipher, ILO_CIPHER_AES_128);     /* the others are still there */
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ilo/cipher/published-key-streams", test_published_key_streams);
  g_test_add_func ("/ilo/cipher/none-changes-nothing", test_none_changes_nothing);
  g_test_add_func ("/ilo/cipher/gives-back-anything", test_gives_back_anything);
  g_test_add_func ("/ilo/cipher/missing", test_missing_cipher);
  g_test_add_func ("/ilo/cipher/keys-of-32-digits-only", test_keys_of_32_digits_only);
  return g_test_run ();
}
