/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <gio/gio.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/provider.h>

#include "sim-cipher.h"

#define PADDED_KEY_SIZE 32

struct _SimCipher
{
  OSSL_LIB_CTX   *library;                    /* owned; ours alone: RC4 is not for the whole process */
  OSSL_PROVIDER  *legacy;                     /* owned */
  OSSL_PROVIDER  *standard;                   /* owned */
  EVP_CIPHER_CTX *streams[SIM_CIPHER_COUNT];  /* owned; NULL for SIM_CIPHER_NONE */
  SimCipherId     id;
};

static gboolean
start_stream (SimCipher     *self,
              SimCipherId    id,
              const char    *name,
              const guint8  *key,
              GError       **error)
{
  static const guint8 iv[EVP_MAX_IV_LENGTH] = { 0 };
  EVP_CIPHER *cipher = EVP_CIPHER_fetch (self->library, name, NULL);

  self->streams[id] = EVP_CIPHER_CTX_new ();
  if (cipher == NULL || self->streams[id] == NULL
      || EVP_EncryptInit_ex2 (self->streams[id], cipher, key, iv, NULL) != 1)
    {
      EVP_CIPHER_free (cipher);
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                   "OpenSSL on this system does not provide the cipher %s. Install the rest of "
                   "OpenSSL, with its legacy provider.", name);
      return FALSE;
    }
  EVP_CIPHER_free (cipher);
  return TRUE;
}

/**
 * sim_cipher_new:
 * @key: the 16 bytes that rc_info's enc_key spells
 * @flags: how cipher 3 is run
 * @error: return location for an error
 *
 * Makes the key streams of one direction; a connection has two of these (console protocol, section 3).
 *
 * Returns: (transfer full) (nullable): the key streams, or %NULL when OpenSSL lacks a cipher
 */
SimCipher *
sim_cipher_new (const guint8     key[SIM_CIPHER_KEY_SIZE],
                SimCipherFlags   flags,
                GError         **error)
{
  gboolean is_padded = (flags & SIM_CIPHER_FLAGS_PADDED_KEY) != 0;
  guint8 padded[PADDED_KEY_SIZE] = { 0 };
  SimCipher *self = g_new0 (SimCipher, 1);
  gboolean done;

  memcpy (padded, key, SIM_CIPHER_KEY_SIZE);
  self->library = OSSL_LIB_CTX_new ();
  if (self->library != NULL)
    {
      self->standard = OSSL_PROVIDER_load (self->library, "default");
      self->legacy = OSSL_PROVIDER_load (self->library, "legacy");
    }
  done = start_stream (self, SIM_CIPHER_RC4, "RC4", padded, error)
         && start_stream (self, SIM_CIPHER_AES_128, "AES-128-OFB", padded, error)
         && start_stream (self, SIM_CIPHER_AES_256, is_padded ? "AES-256-OFB" : "AES-128-OFB", padded,
                          error);
  OPENSSL_cleanse (padded, sizeof padded);
  if (!done)
    g_clear_pointer (&self, sim_cipher_free);
  return self;
}

/**
 * sim_cipher_free:
 * @self: (transfer full) (nullable): key streams
 */
void
sim_cipher_free (SimCipher *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < SIM_CIPHER_COUNT; i++)
    EVP_CIPHER_CTX_free (self->streams[i]);
  if (self->legacy != NULL)
    OSSL_PROVIDER_unload (self->legacy);
  if (self->standard != NULL)
    OSSL_PROVIDER_unload (self->standard);
  OSSL_LIB_CTX_free (self->library);
  g_free (self);
}

/**
 * sim_cipher_select:
 * @self: key streams
 * @id: the cipher for the bytes from here on
 */
void
sim_cipher_select (SimCipher   *self,
                   SimCipherId  id)
{
  g_return_if_fail (id < SIM_CIPHER_COUNT);

  self->id = id;
}

/**
 * sim_cipher_get_id:
 * @self: key streams
 *
 * Returns: the cipher in force
 */
SimCipherId
sim_cipher_get_id (const SimCipher *self)
{
  return self->id;
}

/**
 * sim_cipher_apply:
 * @self: key streams
 * @data: (array length=length) (inout): bytes to encrypt or decrypt in place
 * @length: how many
 *
 * Takes @length bytes from the key stream of the cipher in force.
 */
void
sim_cipher_apply (SimCipher *self,
                  guint8    *data,
                  gsize      length)
{
  while (self->id != SIM_CIPHER_NONE && length > 0)
    {
      int n = (int) MIN (length, 1 << 30);

      if (EVP_EncryptUpdate (self->streams[self->id], data, &n, data, n) != 1)
        g_error ("OpenSSL failed in the middle of a key stream");
      data += n;
      length -= n;
    }
}
