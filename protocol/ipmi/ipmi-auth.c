/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include "wire-writer.h"

#include "ipmi-auth.h"

#define RMCP_LENGTH      4         /* not covered by the authentication code */
#define CONST_LENGTH     20        /* of the constants that K1 and K2 are made of, for every algorithm */
#define MAX_HASH         32
#define MAX_EXCHANGE     96        /* longest input of a code */
#define VECTORS_AT_ONCE  16

struct _IpmiAuth
{
  const IpmiSuite *suite;                        /* borrowed, static */
  guint8           password[IPMI_KEY_LENGTH];
  guint8           kg[IPMI_KEY_LENGTH];
  EVP_MAC         *mac;                          /* owned; NULL without a use for it */
  EVP_MAC_CTX     *signer;                       /* owned; keyed with K1, NULL until derived */
  EVP_MD_CTX      *digest;                       /* owned; for MD5-128 */
  EVP_CIPHER_CTX  *encrypt;                      /* owned; keyed with K2, NULL until derived */
  EVP_CIPHER_CTX  *decrypt;                      /* owned */
  guint8           vectors[VECTORS_AT_ONCE][IPMI_BLOCK_LENGTH];
  guint            n_vectors;
};

/* IPMI 2.0 §22.15.2, table 22-20; xRC4 is left out: nobody may use it any more. */
static const IpmiSuite suites[] = {
  {  0, IPMI_AUTHENTICATION_NONE,        IPMI_INTEGRITY_NONE,            IPMI_CONFIDENTIALITY_NONE },
  {  1, IPMI_AUTHENTICATION_HMAC_SHA1,   IPMI_INTEGRITY_NONE,            IPMI_CONFIDENTIALITY_NONE },
  {  2, IPMI_AUTHENTICATION_HMAC_SHA1,   IPMI_INTEGRITY_HMAC_SHA1_96,    IPMI_CONFIDENTIALITY_NONE },
  {  3, IPMI_AUTHENTICATION_HMAC_SHA1,   IPMI_INTEGRITY_HMAC_SHA1_96,    IPMI_CONFIDENTIALITY_AES_CBC_128 },
  {  6, IPMI_AUTHENTICATION_HMAC_MD5,    IPMI_INTEGRITY_NONE,            IPMI_CONFIDENTIALITY_NONE },
  {  7, IPMI_AUTHENTICATION_HMAC_MD5,    IPMI_INTEGRITY_HMAC_MD5_128,    IPMI_CONFIDENTIALITY_NONE },
  {  8, IPMI_AUTHENTICATION_HMAC_MD5,    IPMI_INTEGRITY_HMAC_MD5_128,    IPMI_CONFIDENTIALITY_AES_CBC_128 },
  { 11, IPMI_AUTHENTICATION_HMAC_MD5,    IPMI_INTEGRITY_MD5_128,         IPMI_CONFIDENTIALITY_NONE },
  { 12, IPMI_AUTHENTICATION_HMAC_MD5,    IPMI_INTEGRITY_MD5_128,         IPMI_CONFIDENTIALITY_AES_CBC_128 },
  { 15, IPMI_AUTHENTICATION_HMAC_SHA256, IPMI_INTEGRITY_NONE,            IPMI_CONFIDENTIALITY_NONE },
  { 16, IPMI_AUTHENTICATION_HMAC_SHA256, IPMI_INTEGRITY_HMAC_SHA256_128, IPMI_CONFIDENTIALITY_NONE },
  { 17, IPMI_AUTHENTICATION_HMAC_SHA256, IPMI_INTEGRITY_HMAC_SHA256_128, IPMI_CONFIDENTIALITY_AES_CBC_128 },
};

/**
 * ipmi_suite_lookup:
 * @id: cipher suite id
 *
 * Returns: (nullable): the suite, %NULL when we do not have it
 */
const IpmiSuite *
ipmi_suite_lookup (guint id)
{
  for (guint i = 0; i < G_N_ELEMENTS (suites); i++)
    if (suites[i].id == id)
      return &suites[i];
  return NULL;
}

/**
 * ipmi_suite_is_weak:
 * @suite: a suite
 *
 * Returns: whether packets go unsigned or readable on the network, so that the suite is used only when asked
 *   for by number
 */
gboolean
ipmi_suite_is_weak (const IpmiSuite *suite)
{
  return suite->integrity == IPMI_INTEGRITY_NONE
         || suite->confidentiality == IPMI_CONFIDENTIALITY_NONE;
}

/**
 * ipmi_random:
 * @out: (array length=length): where to
 * @length: how many bytes
 *
 * Writes random bytes fit for keys.
 */
void
ipmi_random (guint8 *out,
             gsize   length)
{
  /* Without random numbers there is no safe way on, and nothing that a user could do about it. */
  if (RAND_bytes (out, length) != 1)
    g_error ("The system gives no random numbers");
}

static const char *
hash_name (const IpmiSuite *suite)
{
  switch (suite->authentication)
    {
    case IPMI_AUTHENTICATION_HMAC_SHA1:
      return OSSL_DIGEST_NAME_SHA1;
    case IPMI_AUTHENTICATION_HMAC_MD5:
      return OSSL_DIGEST_NAME_MD5;
    case IPMI_AUTHENTICATION_HMAC_SHA256:
      return OSSL_DIGEST_NAME_SHA2_256;
    case IPMI_AUTHENTICATION_NONE:
    default:
      return NULL;
    }
}

static gsize
hash_length (const IpmiSuite *suite)
{
  static const guint8 lengths[] = { 0, 20, 16, 32 };

  return lengths[suite->authentication];
}

/* Of the integrity check value in RAKP 4, which is cut as the codes of packets are (§13.28.4). */
static gsize
check_value_length (const IpmiSuite *suite)
{
  static const guint8 lengths[] = { 0, 12, 16, 16 };

  return lengths[suite->authentication];
}

static gsize
packet_code_length (const IpmiSuite *suite)
{
  static const guint8 lengths[] = { 0, 12, 16, 16, 16 };

  return lengths[suite->integrity];
}

static EVP_MAC_CTX *
keyed (IpmiAuth     *self,
       const guint8 *key,
       gsize         length)
{
  OSSL_PARAM params[] = {
    OSSL_PARAM_construct_utf8_string (OSSL_MAC_PARAM_DIGEST, (char *) hash_name (self->suite), 0),
    OSSL_PARAM_construct_end (),
  };
  EVP_MAC_CTX *context = EVP_MAC_CTX_new (self->mac);

  if (context != NULL && EVP_MAC_init (context, key, length, params) == 1)
    return context;
  EVP_MAC_CTX_free (context);
  return NULL;
}

static gboolean
hmac (IpmiAuth     *self,
      const guint8 *key,
      gsize         key_length,
      const guint8 *data,
      gsize         length,
      guint8        out[MAX_HASH])
{
  EVP_MAC_CTX *context = keyed (self, key, key_length);
  gsize written;
  gboolean done;

  done = context != NULL && EVP_MAC_update (context, data, length) == 1
         && EVP_MAC_final (context, out, &written, MAX_HASH) == 1;
  EVP_MAC_CTX_free (context);
  return done;
}

/**
 * ipmi_auth_new:
 * @suite: the cipher suite
 * @password: the user's password, padded with zeros
 * @kg: K_g, padded with zeros; all zero for one-key log-in
 *
 * Returns: (transfer full): the secrets of a session to be; wiped when freed
 */
IpmiAuth *
ipmi_auth_new (const IpmiSuite *suite,
               const guint8     password[IPMI_KEY_LENGTH],
               const guint8     kg[IPMI_KEY_LENGTH])
{
  static const guint8 unset[IPMI_KEY_LENGTH];
  IpmiAuth *self = g_new0 (IpmiAuth, 1);

  self->suite = suite;
  memcpy (self->password, password, IPMI_KEY_LENGTH);
  memcpy (self->kg, memcmp (kg, unset, IPMI_KEY_LENGTH) == 0 ? password : kg, IPMI_KEY_LENGTH);
  if (suite->authentication != IPMI_AUTHENTICATION_NONE)
    self->mac = EVP_MAC_fetch (NULL, OSSL_MAC_NAME_HMAC, NULL);
  return self;
}

static void
forget_keys (IpmiAuth *self)
{
  g_clear_pointer (&self->signer, EVP_MAC_CTX_free);
  g_clear_pointer (&self->digest, EVP_MD_CTX_free);
  g_clear_pointer (&self->encrypt, EVP_CIPHER_CTX_free);
  g_clear_pointer (&self->decrypt, EVP_CIPHER_CTX_free);
}

/**
 * ipmi_auth_free:
 * @self: (transfer full): the secrets of a session
 *
 * Wipes and frees them.
 */
void
ipmi_auth_free (IpmiAuth *self)
{
  forget_keys (self);
  EVP_MAC_free (self->mac);
  OPENSSL_cleanse (self, sizeof *self);
  g_free (self);
}

/**
 * ipmi_auth_get_suite:
 * @self: the secrets of a session
 *
 * Returns: the suite it was made for
 */
const IpmiSuite *
ipmi_auth_get_suite (IpmiAuth *self)
{
  return self->suite;
}

static void
write_user (WireWriter         *writer,
            const IpmiExchange *exchange)
{
  wire_writer_le (writer, 1, exchange->role);
  wire_writer_le (writer, 1, exchange->user_length);
  wire_writer_bytes (writer, exchange->user, exchange->user_length);
}

/**
 * ipmi_auth_check_rakp_2:
 * @self: the secrets of a session
 * @exchange: all of it, with the BMC's random number and GUID
 * @code: (array length=length): the key exchange code of RAKP Message 2
 * @length: its length
 *
 * Returns: whether the BMC has the same password for this user (IPMI 2.0 §13.31)
 */
gboolean
ipmi_auth_check_rakp_2 (IpmiAuth           *self,
                        const IpmiExchange *exchange,
                        const guint8       *code,
                        gsize               length)
{
  guint8 data[MAX_EXCHANGE];
  guint8 expected[MAX_HASH];
  WireWriter writer = { data, sizeof data, 0, FALSE };

  if (length != hash_length (self->suite))
    return FALSE;
  if (self->mac == NULL)
    return TRUE;
  wire_writer_le (&writer, 4, exchange->console_id);
  wire_writer_le (&writer, 4, exchange->bmc_id);
  wire_writer_bytes (&writer, exchange->console_random, IPMI_RANDOM_LENGTH);
  wire_writer_bytes (&writer, exchange->bmc_random, IPMI_RANDOM_LENGTH);
  wire_writer_bytes (&writer, exchange->guid, IPMI_GUID_LENGTH);
  write_user (&writer, exchange);
  return hmac (self, self->password, IPMI_KEY_LENGTH, data, writer.length, expected)
         && CRYPTO_memcmp (expected, code, length) == 0;
}

/**
 * ipmi_auth_rakp_3_code:
 * @self: the secrets of a session
 * @exchange: all of it
 * @code: where to
 *
 * Computes the key exchange code that shows the BMC that we have the password.
 *
 * Returns: its length; 0 for a suite without authentication
 */
gsize
ipmi_auth_rakp_3_code (IpmiAuth           *self,
                       const IpmiExchange *exchange,
                       guint8              code[IPMI_MAX_CODE])
{
  guint8 data[MAX_EXCHANGE];
  WireWriter writer = { data, sizeof data, 0, FALSE };

  if (self->mac == NULL)
    return 0;
  wire_writer_bytes (&writer, exchange->bmc_random, IPMI_RANDOM_LENGTH);
  wire_writer_le (&writer, 4, exchange->console_id);
  write_user (&writer, exchange);
  if (!hmac (self, self->password, IPMI_KEY_LENGTH, data, writer.length, code))
    return 0;
  return hash_length (self->suite);
}

/* The session integrity key: of both random numbers and the user, with K_g (§13.31). */
static gboolean
compute_sik (IpmiAuth           *self,
             const IpmiExchange *exchange,
             guint8              sik[MAX_HASH])
{
  guint8 data[MAX_EXCHANGE];
  WireWriter writer = { data, sizeof data, 0, FALSE };

  wire_writer_bytes (&writer, exchange->console_random, IPMI_RANDOM_LENGTH);
  wire_writer_bytes (&writer, exchange->bmc_random, IPMI_RANDOM_LENGTH);
  write_user (&writer, exchange);
  return hmac (self, self->kg, IPMI_KEY_LENGTH, data, writer.length, sik);
}

/**
 * ipmi_auth_check_rakp_4:
 * @self: the secrets of a session
 * @exchange: all of it
 * @code: (array length=length): the integrity check value of RAKP Message 4
 * @length: its length
 *
 * Returns: whether the BMC has come to the same session key, which needs the same K_g
 */
gboolean
ipmi_auth_check_rakp_4 (IpmiAuth           *self,
                        const IpmiExchange *exchange,
                        const guint8       *code,
                        gsize               length)
{
  guint8 data[MAX_EXCHANGE];
  guint8 sik[MAX_HASH], expected[MAX_HASH];
  WireWriter writer = { data, sizeof data, 0, FALSE };
  gboolean same;

  if (length != check_value_length (self->suite))
    return FALSE;
  if (self->mac == NULL)
    return TRUE;
  wire_writer_bytes (&writer, exchange->console_random, IPMI_RANDOM_LENGTH);
  wire_writer_le (&writer, 4, exchange->bmc_id);
  wire_writer_bytes (&writer, exchange->guid, IPMI_GUID_LENGTH);
  same = compute_sik (self, exchange, sik)
         && hmac (self, sik, hash_length (self->suite), data, writer.length, expected)
         && CRYPTO_memcmp (expected, code, length) == 0;
  OPENSSL_cleanse (sik, sizeof sik);
  return same;
}

static EVP_CIPHER_CTX *
cipher_context (const guint8 key[MAX_HASH],
                gboolean     encrypting)
{
  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new ();

  if (context != NULL
      && EVP_CipherInit_ex2 (context, EVP_aes_128_cbc (), key, NULL, encrypting, NULL) == 1
      && EVP_CIPHER_CTX_set_padding (context, 0) == 1)
    return context;
  EVP_CIPHER_CTX_free (context);
  return NULL;
}

static gboolean
derive_keys (IpmiAuth     *self,
             const guint8 *sik)
{
  gsize length = hash_length (self->suite);
  guint8 constant[CONST_LENGTH];
  guint8 key[MAX_HASH];
  gboolean done;

  memset (constant, 1, sizeof constant);
  done = hmac (self, sik, length, constant, sizeof constant, key);
  if (done && self->suite->integrity == IPMI_INTEGRITY_MD5_128)
    self->digest = EVP_MD_CTX_new ();
  else if (done && self->suite->integrity != IPMI_INTEGRITY_NONE)
    done = (self->signer = keyed (self, key, length)) != NULL;
  memset (constant, 2, sizeof constant);
  done = done && hmac (self, sik, length, constant, sizeof constant, key);
  if (done && self->suite->confidentiality == IPMI_CONFIDENTIALITY_AES_CBC_128)
    {
      self->encrypt = cipher_context (key, TRUE);
      self->decrypt = cipher_context (key, FALSE);
      done = self->encrypt != NULL && self->decrypt != NULL;
    }
  OPENSSL_cleanse (key, sizeof key);
  return done;
}

/**
 * ipmi_auth_derive:
 * @self: the secrets of a session
 * @exchange: all of it
 *
 * Makes the session's keys, SIK, K1 and K2 (IPMI 2.0 §13.32), and forgets those of an earlier exchange.
 * Packets can be sealed and opened from then on.
 *
 * Returns: %FALSE when OpenSSL refuses the algorithms, as it does in FIPS mode
 */
gboolean
ipmi_auth_derive (IpmiAuth           *self,
                  const IpmiExchange *exchange)
{
  guint8 sik[MAX_HASH];
  gboolean done;

  forget_keys (self);
  if (self->mac == NULL)
    return self->suite->authentication == IPMI_AUTHENTICATION_NONE;
  done = compute_sik (self, exchange, sik) && derive_keys (self, sik);
  OPENSSL_cleanse (sik, sizeof sik);
  return done;
}

static gboolean
sign (IpmiAuth     *self,
      const guint8 *data,
      gsize         length,
      guint8        code[MAX_HASH])
{
  gsize written;

  /* MD5-128 is keyed with the password before and after, not with K1 (§13.28.3). */
  if (self->digest != NULL)
    return EVP_DigestInit_ex2 (self->digest, EVP_md5 (), NULL) == 1
           && EVP_DigestUpdate (self->digest, self->password, IPMI_KEY_LENGTH) == 1
           && EVP_DigestUpdate (self->digest, data, length) == 1
           && EVP_DigestUpdate (self->digest, self->password, IPMI_KEY_LENGTH) == 1
           && EVP_DigestFinal_ex (self->digest, code, NULL) == 1;
  return EVP_MAC_init (self->signer, NULL, 0, NULL) == 1
         && EVP_MAC_update (self->signer, data, length) == 1
         && EVP_MAC_final (self->signer, code, &written, MAX_HASH) == 1;
}

/* Random numbers in bulk: the generator's cost is the call, not the bytes. */
static const guint8 *
next_vector (IpmiAuth *self)
{
  if (self->n_vectors == 0)
    {
      ipmi_random (self->vectors[0], sizeof self->vectors);
      self->n_vectors = VECTORS_AT_ONCE;
    }
  return self->vectors[--self->n_vectors];
}

/* Initialization vector, data, the bytes 1, 2, 3 … as padding, and their number (§13.29). */
static void
write_encrypted (IpmiAuth     *self,
                 WireWriter   *writer,
                 const guint8 *payload,
                 gsize         length)
{
  guint pad = (IPMI_BLOCK_LENGTH - 1 - length % IPMI_BLOCK_LENGTH) % IPMI_BLOCK_LENGTH;
  const guint8 *vector = next_vector (self);
  guint8 *text;
  int written;

  wire_writer_bytes (writer, vector, IPMI_BLOCK_LENGTH);
  text = wire_writer_reserve (writer, length + pad + 1);
  if (text == NULL)
    return;
  memcpy (text, payload, length);
  for (guint i = 0; i < pad; i++)
    text[length + i] = i + 1;
  text[length + pad] = pad;
  if (EVP_CipherInit_ex2 (self->encrypt, NULL, NULL, vector, -1, NULL) != 1
      || EVP_CipherUpdate (self->encrypt, text, &written, text, length + pad + 1) != 1)
    writer->overflowed = TRUE;
}

/**
 * ipmi_auth_seal:
 * @self: the secrets of a session, with its keys
 * @type: payload type
 * @session_id: the BMC's session id
 * @sequence: session sequence number
 * @payload: (array length=length): what to send
 * @length: its length
 * @out: (array length=size): where to
 * @size: how much room there is; @length + %IPMI_MAX_OVERHEAD always suffices
 *
 * Writes a packet inside the session, encrypted and signed as the suite says (IPMI 2.0 §13.6).
 *
 * Returns: its length, 0 when it does not fit
 */
gsize
ipmi_auth_seal (IpmiAuth        *self,
                IpmiPayloadType  type,
                guint32          session_id,
                guint32          sequence,
                const guint8    *payload,
                gsize            length,
                guint8          *out,
                gsize            size)
{
  WireWriter writer = { out, size, 0, FALSE };
  gsize code_length = packet_code_length (self->suite);
  guint8 code[MAX_HASH];
  gsize start;

  wire_writer_be (&writer, 4, 0x0600FF07);
  wire_writer_le (&writer, 1, 0x06);
  wire_writer_le (&writer, 1, type | (self->encrypt != NULL ? 0x80 : 0) | (code_length > 0 ? 0x40 : 0));
  wire_writer_le (&writer, 4, session_id);
  wire_writer_le (&writer, 4, sequence);
  wire_writer_le (&writer, 2, 0);
  start = writer.length;
  if (self->encrypt != NULL)
    write_encrypted (self, &writer, payload, length);
  else
    wire_writer_bytes (&writer, payload, length);
  if (writer.overflowed || writer.length - start > G_MAXUINT16)
    return 0;
  out[start - 2] = (writer.length - start) & 0xFF;
  out[start - 1] = (writer.length - start) >> 8;
  if (code_length > 0)
    {
      /* From the authentication type to the next header it is a multiple of four bytes. */
      guint pad = -(writer.length - RMCP_LENGTH + 2) & 3;

      wire_writer_le (&writer, pad, 0xFFFFFF);
      wire_writer_le (&writer, 1, pad);
      wire_writer_le (&writer, 1, IPMI_NEXT_HEADER);
      if (writer.overflowed || !sign (self, out + RMCP_LENGTH, writer.length - RMCP_LENGTH, code))
        return 0;
      wire_writer_bytes (&writer, code, code_length);
    }
  return writer.overflowed ? 0 : writer.length;
}

static gboolean
decrypt_payload (IpmiAuth   *self,
                 IpmiPacket *packet,
                 guint8     *data)
{
  guint8 *text = data + (packet->payload - data) + IPMI_BLOCK_LENGTH;
  gsize length = packet->length - IPMI_BLOCK_LENGTH;
  guint8 pad, wrong = 0;
  int written;

  if (packet->length < 2 * IPMI_BLOCK_LENGTH || packet->length % IPMI_BLOCK_LENGTH != 0
      || EVP_CipherInit_ex2 (self->decrypt, NULL, NULL, packet->payload, -1, NULL) != 1
      || EVP_CipherUpdate (self->decrypt, text, &written, text, length) != 1)
    return FALSE;
  pad = text[length - 1];
  if (pad > IPMI_BLOCK_LENGTH - 1)
    return FALSE;
  for (guint i = 0; i < pad; i++)
    wrong |= text[length - 1 - pad + i] ^ (i + 1);
  packet->payload = text;
  packet->length = length - 1 - pad;
  return wrong == 0;
}

/**
 * ipmi_auth_open:
 * @self: the secrets of a session, with its keys
 * @packet: (inout): @data as ipmi_packet_decode() took it apart; its payload is readable afterwards
 * @data: (array length=length): the datagram, decrypted in place
 * @length: its length
 *
 * Checks that a packet is protected as the suite says, and by whom.
 *
 * Returns: %IPMI_VERDICT_GOOD, or why it has to be dropped
 */
IpmiVerdict
ipmi_auth_open (IpmiAuth   *self,
                IpmiPacket *packet,
                guint8     *data,
                gsize       length)
{
  gsize code_length = packet_code_length (self->suite);
  guint8 code[MAX_HASH];

  if (packet->authenticated != (code_length > 0) || packet->encrypted != (self->encrypt != NULL))
    return IPMI_VERDICT_UNPROTECTED;
  if (code_length > 0)
    {
      gsize covered = length - RMCP_LENGTH - code_length;

      if (!ipmi_packet_check_trailer (packet, code_length))
        return IPMI_VERDICT_MALFORMED;
      if (!sign (self, data + RMCP_LENGTH, covered, code)
          || CRYPTO_memcmp (code, data + length - code_length, code_length) != 0)
        return IPMI_VERDICT_FORGED;
    }
  if (self->encrypt != NULL && !decrypt_payload (self, packet, data))
    return IPMI_VERDICT_PADDING;
  return IPMI_VERDICT_GOOD;
}
