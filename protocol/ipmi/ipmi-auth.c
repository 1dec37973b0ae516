/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include <nettle/aes.h>
#include <nettle/cbc.h>
#include <nettle/hmac.h>
#include <nettle/memops.h>

#include "wire-writer.h"

#include "ipmi-auth.h"

#define RMCP_LENGTH      4         /* not covered by the authentication code */
#define CONST_LENGTH     20        /* of the constants that K1 and K2 are made of, for every algorithm */
#define MAX_HASH         32
#define MAX_EXCHANGE     96        /* longest input of a code */
#define VECTORS_AT_ONCE  (256 / IPMI_BLOCK_LENGTH)     /* all that the kernel gives at once */

/* Of whichever hash the suite has. */
typedef union
{
  struct md5_ctx    md5;
  struct sha1_ctx   sha1;
  struct sha256_ctx sha256;
} HashState;

typedef struct
{
  const struct nettle_hash *hash;                /* borrowed, static */
  HashState                 outer;
  HashState                 inner;
  HashState                 state;
} Hmac;

/* Nettle rather than OpenSSL: loading libcrypto and starting it takes as long as all else that a short command does. */
struct _IpmiAuth
{
  const IpmiSuite          *suite;               /* borrowed, static */
  const struct nettle_hash *hash;                /* borrowed, static; NULL without authentication */
  guint8                    password[IPMI_KEY_LENGTH];
  guint8                    kg[IPMI_KEY_LENGTH];
  Hmac                      signer;              /* keyed with K1 */
  struct aes128_ctx         encrypt;             /* keyed with K2 */
  struct aes128_ctx         decrypt;
  guint8                    vectors[VECTORS_AT_ONCE][IPMI_BLOCK_LENGTH];
  guint                     n_vectors;
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
 * @length: how many bytes, at most 256
 *
 * Writes random bytes fit for keys.
 */
void
ipmi_random (guint8 *out,
             gsize   length)
{
  /* Without random numbers there is no safe way on, and nothing that a user could do about it. */
  if (getentropy (out, length) != 0)
    g_error ("The system gives no random numbers");
}

static const struct nettle_hash *
find_hash (const IpmiSuite *suite)
{
  switch (suite->authentication)
    {
    case IPMI_AUTHENTICATION_HMAC_SHA1:
      return &nettle_sha1;
    case IPMI_AUTHENTICATION_HMAC_MD5:
      return &nettle_md5;
    case IPMI_AUTHENTICATION_HMAC_SHA256:
      return &nettle_sha256;
    case IPMI_AUTHENTICATION_NONE:
    default:
      return NULL;
    }
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

static void
hmac_start (Hmac                     *self,
            const struct nettle_hash *hash,
            const guint8             *key,
            gsize                     length)
{
  self->hash = hash;
  hmac_set_key (&self->outer, &self->inner, &self->state, hash, length, key);
}

/* It may be used again afterwards, with the same key. */
static void
hmac_compute (Hmac         *self,
              const guint8 *data,
              gsize         length,
              guint8       *code,
              gsize         code_length)
{
  hmac_update (&self->state, self->hash, length, data);
  hmac_digest (&self->outer, &self->inner, &self->state, self->hash, code_length, code);
}

static void
hmac (IpmiAuth     *self,
      const guint8 *key,
      gsize         key_length,
      const guint8 *data,
      gsize         length,
      guint8       *code,
      gsize         code_length)
{
  Hmac once;

  hmac_start (&once, self->hash, key, key_length);
  hmac_compute (&once, data, length, code, code_length);
  explicit_bzero (&once, sizeof once);
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
  self->hash = find_hash (suite);
  return self;
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
  explicit_bzero (self, sizeof *self);
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
 * Without authentication there is nothing to check: some BMCs send a code all the same.
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

  if (self->hash == NULL)
    return TRUE;
  if (length != self->hash->digest_size)
    return FALSE;
  wire_writer_le (&writer, 4, exchange->console_id);
  wire_writer_le (&writer, 4, exchange->bmc_id);
  wire_writer_bytes (&writer, exchange->console_random, IPMI_RANDOM_LENGTH);
  wire_writer_bytes (&writer, exchange->bmc_random, IPMI_RANDOM_LENGTH);
  wire_writer_bytes (&writer, exchange->guid, IPMI_GUID_LENGTH);
  write_user (&writer, exchange);
  hmac (self, self->password, IPMI_KEY_LENGTH, data, writer.length, expected, length);
  return memeql_sec (expected, code, length);
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

  if (self->hash == NULL)
    return 0;
  wire_writer_bytes (&writer, exchange->bmc_random, IPMI_RANDOM_LENGTH);
  wire_writer_le (&writer, 4, exchange->console_id);
  write_user (&writer, exchange);
  hmac (self, self->password, IPMI_KEY_LENGTH, data, writer.length, code, self->hash->digest_size);
  return self->hash->digest_size;
}

/* The session integrity key: of both random numbers and the user, with K_g (§13.31). */
static void
compute_sik (IpmiAuth           *self,
             const IpmiExchange *exchange,
             guint8              sik[MAX_HASH])
{
  guint8 data[MAX_EXCHANGE];
  WireWriter writer = { data, sizeof data, 0, FALSE };

  wire_writer_bytes (&writer, exchange->console_random, IPMI_RANDOM_LENGTH);
  wire_writer_bytes (&writer, exchange->bmc_random, IPMI_RANDOM_LENGTH);
  write_user (&writer, exchange);
  hmac (self, self->kg, IPMI_KEY_LENGTH, data, writer.length, sik, self->hash->digest_size);
}

/**
 * ipmi_auth_check_rakp_4:
 * @self: the secrets of a session
 * @exchange: all of it
 * @code: (array length=length): the integrity check value of RAKP Message 4
 * @length: its length
 *
 * Without authentication there is nothing to check, as in ipmi_auth_check_rakp_2().
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

  if (self->hash == NULL)
    return TRUE;
  if (length != check_value_length (self->suite))
    return FALSE;
  wire_writer_bytes (&writer, exchange->console_random, IPMI_RANDOM_LENGTH);
  wire_writer_le (&writer, 4, exchange->bmc_id);
  wire_writer_bytes (&writer, exchange->guid, IPMI_GUID_LENGTH);
  compute_sik (self, exchange, sik);
  hmac (self, sik, self->hash->digest_size, data, writer.length, expected, length);
  explicit_bzero (sik, sizeof sik);
  return memeql_sec (expected, code, length);
}

/* K1 and K2: a constant, hashed with the session integrity key (§13.32). */
static void
compute_key (IpmiAuth     *self,
             const guint8 *sik,
             guint8        number,
             guint8        key[MAX_HASH])
{
  gsize length = self->hash->digest_size;
  guint8 constant[CONST_LENGTH];

  memset (constant, number, sizeof constant);
  hmac (self, sik, length, constant, sizeof constant, key, length);
}

/**
 * ipmi_auth_derive:
 * @self: the secrets of a session
 * @exchange: all of it
 *
 * Makes the session's keys, SIK, K1 and K2 (IPMI 2.0 §13.32), in place of those of an earlier exchange.
 * Packets can be sealed and opened from then on.
 */
void
ipmi_auth_derive (IpmiAuth           *self,
                  const IpmiExchange *exchange)
{
  guint8 sik[MAX_HASH], key[MAX_HASH];

  if (self->hash == NULL)
    return;
  compute_sik (self, exchange, sik);
  compute_key (self, sik, 1, key);
  hmac_start (&self->signer, self->hash, key, self->hash->digest_size);
  compute_key (self, sik, 2, key);
  aes128_set_encrypt_key (&self->encrypt, key);
  aes128_set_decrypt_key (&self->decrypt, key);
  explicit_bzero (sik, sizeof sik);
  explicit_bzero (key, sizeof key);
}

/* MD5-128 is keyed with the password before and after, not with K1 (§13.28.3). */
static void
sign_md5 (IpmiAuth     *self,
          const guint8 *data,
          gsize         length,
          guint8       *code,
          gsize         code_length)
{
  struct md5_ctx digest;

  md5_init (&digest);
  md5_update (&digest, IPMI_KEY_LENGTH, self->password);
  md5_update (&digest, length, data);
  md5_update (&digest, IPMI_KEY_LENGTH, self->password);
  md5_digest (&digest, code_length, code);
  explicit_bzero (&digest, sizeof digest);
}

static void
sign (IpmiAuth     *self,
      const guint8 *data,
      gsize         length,
      guint8       *code,
      gsize         code_length)
{
  if (self->suite->integrity == IPMI_INTEGRITY_MD5_128)
    sign_md5 (self, data, length, code, code_length);
  else
    hmac_compute (&self->signer, data, length, code, code_length);
}

static gboolean
is_encrypted (IpmiAuth *self)
{
  return self->suite->confidentiality != IPMI_CONFIDENTIALITY_NONE;
}

/* Random numbers in bulk: the generator's cost is the call, not the bytes. */
static guint8 *
next_vector (IpmiAuth *self)
{
  if (self->n_vectors == 0)
    {
      ipmi_random ((guint8 *) self->vectors, sizeof self->vectors);
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
  guint8 *vector = next_vector (self);
  guint8 *text;

  wire_writer_bytes (writer, vector, IPMI_BLOCK_LENGTH);
  text = wire_writer_reserve (writer, length + pad + 1);
  if (text == NULL)
    return;
  memcpy (text, payload, length);
  for (guint i = 0; i < pad; i++)
    text[length + i] = i + 1;
  text[length + pad] = pad;
  cbc_aes128_encrypt (&self->encrypt, vector, length + pad + 1, text, text);
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
  gsize start;

  wire_writer_be (&writer, 4, 0x0600FF07);
  wire_writer_le (&writer, 1, 0x06);
  wire_writer_le (&writer, 1, type | (is_encrypted (self) ? 0x80 : 0) | (code_length > 0 ? 0x40 : 0));
  wire_writer_le (&writer, 4, session_id);
  wire_writer_le (&writer, 4, sequence);
  wire_writer_le (&writer, 2, 0);
  start = writer.length;
  if (is_encrypted (self))
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
      gsize covered;
      guint8 *code;

      wire_writer_le (&writer, pad, 0xFFFFFF);
      wire_writer_le (&writer, 1, pad);
      wire_writer_le (&writer, 1, IPMI_NEXT_HEADER);
      covered = writer.length - RMCP_LENGTH;
      code = wire_writer_reserve (&writer, code_length);
      if (code != NULL)
        sign (self, out + RMCP_LENGTH, covered, code, code_length);
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
  guint8 vector[IPMI_BLOCK_LENGTH];
  guint8 pad, wrong = 0;

  if (packet->length < 2 * IPMI_BLOCK_LENGTH || packet->length % IPMI_BLOCK_LENGTH != 0)
    return FALSE;
  memcpy (vector, packet->payload, sizeof vector);
  cbc_decrypt (&self->decrypt, (nettle_cipher_func *) aes128_decrypt, AES_BLOCK_SIZE, vector, length, text, text);
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

  if (packet->authenticated != (code_length > 0) || packet->encrypted != is_encrypted (self))
    return IPMI_VERDICT_UNPROTECTED;
  if (code_length > 0)
    {
      gsize covered = length - RMCP_LENGTH - code_length;

      if (!ipmi_packet_check_trailer (packet, code_length))
        return IPMI_VERDICT_MALFORMED;
      sign (self, data + RMCP_LENGTH, covered, code, code_length);
      if (!memeql_sec (code, data + length - code_length, code_length))
        return IPMI_VERDICT_FORGED;
    }
  if (is_encrypted (self) && !decrypt_payload (self, packet, data))
    return IPMI_VERDICT_PADDING;
  return IPMI_VERDICT_GOOD;
}
