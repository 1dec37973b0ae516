/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include "fake-crypto.h"

/* IPMI 2.0 table 22-20; the suites with xRC4 are left out. */
static const FakeSuite suites[] = {
  { 0, FAKE_AUTH_NONE, FAKE_INTEGRITY_NONE, FAKE_CONFIDENTIALITY_NONE },
  { 1, FAKE_AUTH_SHA1, FAKE_INTEGRITY_NONE, FAKE_CONFIDENTIALITY_NONE },
  { 2, FAKE_AUTH_SHA1, FAKE_INTEGRITY_SHA1_96, FAKE_CONFIDENTIALITY_NONE },
  { 3, FAKE_AUTH_SHA1, FAKE_INTEGRITY_SHA1_96, FAKE_CONFIDENTIALITY_AES },
  { 6, FAKE_AUTH_MD5, FAKE_INTEGRITY_NONE, FAKE_CONFIDENTIALITY_NONE },
  { 7, FAKE_AUTH_MD5, FAKE_INTEGRITY_HMAC_MD5, FAKE_CONFIDENTIALITY_NONE },
  { 8, FAKE_AUTH_MD5, FAKE_INTEGRITY_HMAC_MD5, FAKE_CONFIDENTIALITY_AES },
  { 11, FAKE_AUTH_MD5, FAKE_INTEGRITY_MD5, FAKE_CONFIDENTIALITY_NONE },
  { 12, FAKE_AUTH_MD5, FAKE_INTEGRITY_MD5, FAKE_CONFIDENTIALITY_AES },
  { 15, FAKE_AUTH_SHA256, FAKE_INTEGRITY_NONE, FAKE_CONFIDENTIALITY_NONE },
  { 16, FAKE_AUTH_SHA256, FAKE_INTEGRITY_SHA256_128, FAKE_CONFIDENTIALITY_NONE },
  { 17, FAKE_AUTH_SHA256, FAKE_INTEGRITY_SHA256_128, FAKE_CONFIDENTIALITY_AES },
};

const FakeSuite *
fake_suite_by_id (guint8 id)
{
  for (guint i = 0; i < G_N_ELEMENTS (suites); i++)
    if (suites[i].id == id)
      return &suites[i];
  return NULL;
}

const FakeSuite *
fake_suite_by_algorithms (guint8 auth,
                          guint8 integrity,
                          guint8 confidentiality)
{
  for (guint i = 0; i < G_N_ELEMENTS (suites); i++)
    if (suites[i].auth == auth && suites[i].integrity == integrity && suites[i].confidentiality == confidentiality)
      return &suites[i];
  return NULL;
}

static void
hmac (const EVP_MD *md,
      const guint8 *key,
      gsize         key_length,
      const guint8 *data,
      gsize         length,
      FakeDigest   *digest)
{
  unsigned int digest_length = 0;

  if (HMAC (md, key, (int) key_length, data, length, digest->bytes, &digest_length) == NULL)
    g_error ("HMAC failed");
  digest->length = digest_length;
}

/* The keyed hash of RAKP messages, the session integrity key and K1, K2 (§13.28.1). Empty without authentication. */
FakeDigest
fake_rakp_hmac (guint8            auth,
                const guint8     *key,
                gsize             key_length,
                const GByteArray *data)
{
  FakeDigest digest = { .length = 0 };

  if (auth != FAKE_AUTH_NONE)
    hmac (auth == FAKE_AUTH_SHA1 ? EVP_sha1 () : auth == FAKE_AUTH_MD5 ? EVP_md5 () : EVP_sha256 (),
          key, key_length, data->data, data->len, &digest);
  return digest;
}

/* RAKP message 4 carries a shortened hash (§13.28.4). */
gsize
fake_icv_length (guint8 auth)
{
  return auth == FAKE_AUTH_NONE ? 0 : auth == FAKE_AUTH_SHA1 ? 12 : 16;
}

gsize
fake_code_length (guint8 integrity)
{
  return integrity == FAKE_INTEGRITY_NONE ? 0 : integrity == FAKE_INTEGRITY_SHA1_96 ? 12 : 16;
}

/* The AuthCode of the session trailer. MD5-128 is the odd one: no HMAC, the password before and after the data. */
void
fake_code (guint8            integrity,
           const FakeDigest *k1,
           const guint8      password[FAKE_KEY_SIZE],
           const guint8     *data,
           gsize             length,
           guint8           *code)
{
  FakeDigest digest = { .length = 0 };

  if (integrity == FAKE_INTEGRITY_MD5)
    {
      g_autoptr(GByteArray) whole = g_byte_array_new ();

      g_byte_array_append (whole, password, FAKE_KEY_SIZE);
      g_byte_array_append (whole, data, (guint) length);
      g_byte_array_append (whole, password, FAKE_KEY_SIZE);
      EVP_Digest (whole->data, whole->len, digest.bytes, NULL, EVP_md5 (), NULL);
    }
  else if (integrity != FAKE_INTEGRITY_NONE)
    {
      hmac (integrity == FAKE_INTEGRITY_SHA1_96 ? EVP_sha1 ()
            : integrity == FAKE_INTEGRITY_HMAC_MD5 ? EVP_md5 () : EVP_sha256 (),
            k1->bytes, k1->length, data, length, &digest);
    }
  memcpy (code, digest.bytes, fake_code_length (integrity));
}

void
fake_random (guint8 *bytes,
             gsize   length)
{
  if (RAND_bytes (bytes, (int) length) != 1)
    g_error ("no random numbers");
}

/* §13.29: initialisation vector, then the payload with padding 1, 2, 3 … and the padding's length. */
void
fake_aes_encrypt (const FakeDigest *k2,
                  const GByteArray *plain,
                  GByteArray       *out)
{
  g_autoptr(GByteArray) padded = g_byte_array_new ();
  EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new ();
  guint8 iv[FAKE_AES_BLOCK];
  guint8 pad = 0;
  int n = 0;

  g_byte_array_append (padded, plain->data, plain->len);
  while ((padded->len + 1) % FAKE_AES_BLOCK != 0)
    {
      pad++;
      g_byte_array_append (padded, &pad, 1);
    }
  g_byte_array_append (padded, &pad, 1);
  fake_random (iv, sizeof iv);
  g_byte_array_append (out, iv, sizeof iv);
  g_byte_array_set_size (out, out->len + padded->len);
  EVP_EncryptInit_ex (cipher, EVP_aes_128_cbc (), NULL, k2->bytes, iv);
  EVP_CIPHER_CTX_set_padding (cipher, 0);
  EVP_EncryptUpdate (cipher, out->data + out->len - padded->len, &n, padded->data, (int) padded->len);
  EVP_CIPHER_CTX_free (cipher);
}

gboolean
fake_aes_decrypt (const FakeDigest *k2,
                  const guint8     *data,
                  gsize             length,
                  GByteArray       *plain)
{
  EVP_CIPHER_CTX *cipher;
  guint8 pad;
  int n = 0;

  if (length < 2 * FAKE_AES_BLOCK || length % FAKE_AES_BLOCK != 0)
    return FALSE;
  cipher = EVP_CIPHER_CTX_new ();
  g_byte_array_set_size (plain, (guint) length - FAKE_AES_BLOCK);
  EVP_DecryptInit_ex (cipher, EVP_aes_128_cbc (), NULL, k2->bytes, data);
  EVP_CIPHER_CTX_set_padding (cipher, 0);
  EVP_DecryptUpdate (cipher, plain->data, &n, data + FAKE_AES_BLOCK, (int) length - FAKE_AES_BLOCK);
  EVP_CIPHER_CTX_free (cipher);
  pad = plain->data[plain->len - 1];
  if (pad >= FAKE_AES_BLOCK)
    return FALSE;
  for (guint8 i = 1; i <= pad; i++)
    if (plain->data[plain->len - 2 - pad + i] != i)
      return FALSE;
  g_byte_array_set_size (plain, plain->len - 1 - pad);
  return TRUE;
}
