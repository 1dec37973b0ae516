/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/provider.h>

#include <glib/gi18n-lib.h>

#include "ilo-cipher.h"
#include "ilo-error.h"

/* Key stream made ahead: what can be given back, a chunk that is wanted, and room to make more at once. */
#define POOL_SIZE (4 * ILO_CIPHER_MAX_CHUNK)

typedef struct
{
  EVP_CIPHER_CTX *context;            /* owned */
  gsize           position;           /* the next byte of the pool to use */
  gsize           filled;             /* bytes of the pool that are made */
  guint8          pool[POOL_SIZE];
} KeyStream;

struct _IloCipher
{
  guint8         key[ILO_CIPHER_KEY_SIZE];
  IloCipherFlags flags;
  IloCipherId    id;
  KeyStream     *streams[ILO_CIPHER_COUNT];   /* owned; NULL until the cipher is first chosen */
};

/*
 * The library context with the legacy provider, which has RC4. It is ours, so that nothing else in the
 * process starts to accept legacy algorithms; it is made once, since that takes longer than
 * decoding a screen, never changes, and OpenSSL lets threads share it.
 */
static OSSL_LIB_CTX *
get_library_context (void)
{
  static gsize context;

  if (g_once_init_enter (&context))
    {
      OSSL_LIB_CTX *made = OSSL_LIB_CTX_new ();

      if (made == NULL)
        g_error ("Out of memory");
      OSSL_PROVIDER_load (made, "default");
      OSSL_PROVIDER_load (made, "legacy");
      ERR_clear_error ();
      g_once_init_leave (&context, (gsize) made);
    }
  return (OSSL_LIB_CTX *) context;
}

static void
key_stream_free (KeyStream *stream)
{
  if (stream == NULL)
    return;
  EVP_CIPHER_CTX_free (stream->context);
  OPENSSL_cleanse (stream->pool, sizeof stream->pool);
  g_free (stream);
}

static KeyStream *
key_stream_new (IloCipherId     id,
                const guint8   *key,
                IloCipherFlags  flags,
                GError        **error)
{
  static const guint8 zero_iv[16];
  gboolean padded = id == ILO_CIPHER_AES_256 && (flags & ILO_CIPHER_FLAGS_PADDED_KEY) != 0;
  const char *name = id == ILO_CIPHER_RC4 ? "RC4" : padded ? "AES-256-OFB" : "AES-128-OFB";
  guint8 padded_key[2 * ILO_CIPHER_KEY_SIZE] = { 0 };
  EVP_CIPHER *cipher = EVP_CIPHER_fetch (get_library_context (), name, NULL);
  KeyStream *stream;
  gboolean ok;

  if (cipher == NULL)
    {
      ERR_clear_error ();
      g_set_error (error, ILO_ERROR, ILO_ERROR_CIPHER,
                   id == ILO_CIPHER_RC4
                   ? _("The server encrypts with %s, which OpenSSL has in its legacy provider, and that is "
                       "not installed here. Install the package that brings legacy.so "
                       "(openssl-provider-legacy on newer Debian).")
                   : _("The server encrypts with %s, which this OpenSSL does not have."), name);
      return NULL;
    }
  stream = g_new0 (KeyStream, 1);
  stream->context = EVP_CIPHER_CTX_new ();
  memcpy (padded_key, key, ILO_CIPHER_KEY_SIZE);
  ok = stream->context != NULL
       && EVP_EncryptInit_ex2 (stream->context, cipher, padded_key,
                               id == ILO_CIPHER_RC4 ? NULL : zero_iv, NULL) == 1;
  OPENSSL_cleanse (padded_key, sizeof padded_key);
  EVP_CIPHER_free (cipher);
  if (!ok)
    {
      ERR_clear_error ();
      g_clear_pointer (&stream, key_stream_free);
      g_set_error (error, ILO_ERROR, ILO_ERROR_CIPHER, _("OpenSSL cannot start %s with this key."), name);
    }
  return stream;
}

/* Makes sure that @n bytes are ahead, and keeps the last chunk behind so that it can be given back. */
static void
key_stream_fill (KeyStream *stream,
                 gsize      n)
{
  gsize drop = stream->position > ILO_CIPHER_MAX_CHUNK ? stream->position - ILO_CIPHER_MAX_CHUNK : 0;
  guint8 *room;
  gsize missing;
  int made = 0;

  if (stream->filled - stream->position >= n)
    return;
  memmove (stream->pool, stream->pool + drop, stream->filled - drop);
  stream->position -= drop;
  stream->filled -= drop;
  room = stream->pool + stream->filled;
  missing = POOL_SIZE - stream->filled;
  memset (room, 0, missing);
  if (EVP_EncryptUpdate (stream->context, room, &made, room, (int) missing) != 1
      || (gsize) made != missing)
    g_error ("OpenSSL stopped encrypting");
  stream->filled = POOL_SIZE;
}

/**
 * ilo_cipher_parse_key:
 * @text: 32 hexadecimal digits in any case, as `enc_key` in rc_info
 * @key: (out caller-allocates): the 16 bytes that they spell
 * @error: (nullable): %ILO_ERROR_PROTOCOL when @text is something else; it does not repeat @text
 *
 * Returns: whether @text is a key; @key is written only then
 */
gboolean
ilo_cipher_parse_key (const char  *text,
                      guint8       key[ILO_CIPHER_KEY_SIZE],
                      GError     **error)
{
  guint8 parsed[ILO_CIPHER_KEY_SIZE];
  gsize length = strlen (text);

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isxdigit (text[i]))
      length = 0;
  if (length != 2 * ILO_CIPHER_KEY_SIZE)
    {
      g_set_error_literal (error, ILO_ERROR, ILO_ERROR_PROTOCOL,
                           _("A key is 32 hexadecimal digits; this is something else."));
      return FALSE;
    }
  for (gsize i = 0; i < sizeof parsed; i++)
    parsed[i] = g_ascii_xdigit_value (text[2 * i]) << 4 | g_ascii_xdigit_value (text[2 * i + 1]);
  memcpy (key, parsed, sizeof parsed);
  OPENSSL_cleanse (parsed, sizeof parsed);
  return TRUE;
}

/**
 * ilo_cipher_id_name:
 * @id: a cipher
 *
 * Returns: its short name in lower case, as in racksidectl's output
 */
const char *
ilo_cipher_id_name (IloCipherId id)
{
  static const char *const names[ILO_CIPHER_COUNT] = { "none", "rc4", "aes-128", "aes-256" };

  return id < ILO_CIPHER_COUNT ? names[id] : "unknown";
}

/**
 * ilo_cipher_new:
 * @key: 16 bytes, copied
 * @flags: how to run cipher 3
 *
 * All key streams of one direction, at their start, with no cipher chosen (console protocol, section 3).
 *
 * Returns: (transfer full): the key streams
 */
IloCipher *
ilo_cipher_new (const guint8   key[ILO_CIPHER_KEY_SIZE],
                IloCipherFlags flags)
{
  IloCipher *self = g_new0 (IloCipher, 1);

  memcpy (self->key, key, ILO_CIPHER_KEY_SIZE);
  self->flags = flags;
  return self;
}

/**
 * ilo_cipher_free:
 * @self: (transfer full) (nullable): key streams, whose memory is wiped
 */
void
ilo_cipher_free (IloCipher *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < ILO_CIPHER_COUNT; i++)
    key_stream_free (self->streams[i]);
  OPENSSL_cleanse (self->key, sizeof self->key);
  g_free (self);
}

/**
 * ilo_cipher_select:
 * @self: key streams
 * @id: the cipher for the next byte; its key stream goes on from where it was
 * @error: (nullable): %ILO_ERROR_CIPHER when this system does not have it
 *
 * Returns: whether the cipher was changed; if not, the one in force stays
 */
gboolean
ilo_cipher_select (IloCipher    *self,
                   IloCipherId   id,
                   GError      **error)
{
  g_return_val_if_fail (id < ILO_CIPHER_COUNT, FALSE);

  if (id != ILO_CIPHER_NONE && self->streams[id] == NULL)
    {
      self->streams[id] = key_stream_new (id, self->key, self->flags, error);
      if (self->streams[id] == NULL)
        return FALSE;
    }
  self->id = id;
  return TRUE;
}

/**
 * ilo_cipher_get_id:
 * @self: key streams
 *
 * Returns: the cipher in force
 */
IloCipherId
ilo_cipher_get_id (const IloCipher *self)
{
  return self->id;
}

/**
 * ilo_cipher_apply:
 * @self: key streams
 * @to: (out caller-allocates) (array length=n): where the result goes; may be @from
 * @from: (array length=n): what to encrypt or decrypt
 * @n: bytes, at most %ILO_CIPHER_MAX_CHUNK
 *
 * Encrypts or decrypts, which is the same.
 */
void
ilo_cipher_apply (IloCipher    *self,
                  guint8       *to,
                  const guint8 *from,
                  gsize         n)
{
  KeyStream *stream = self->streams[self->id];
  const guint8 *keys;

  g_return_if_fail (n <= ILO_CIPHER_MAX_CHUNK);

  if (stream == NULL)
    {
      memmove (to, from, n);
      return;
    }
  key_stream_fill (stream, n);
  keys = stream->pool + stream->position;
  for (gsize i = 0; i < n; i++)
    to[i] = from[i] ^ keys[i];
  stream->position += n;
}

/**
 * ilo_cipher_give_back:
 * @self: key streams
 * @n: bytes, at most as many as the last ilo_cipher_apply() took
 *
 * Moves the key stream in force back, as if its last @n bytes had not been used: for a chunk that was
 * decrypted beyond the byte where the cipher changed.
 */
void
ilo_cipher_give_back (IloCipher *self,
                      gsize      n)
{
  KeyStream *stream = self->streams[self->id];

  if (stream == NULL)
    return;
  g_return_if_fail (n <= stream->position);

  stream->position -= n;
}
