/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "ipmi-packet.h"

G_BEGIN_DECLS

#define IPMI_RANDOM_LENGTH 16
#define IPMI_GUID_LENGTH   16
#define IPMI_KEY_LENGTH    20      /* passwords and K_g, padded with zeros */
#define IPMI_MAX_CODE      32      /* longest key exchange code */
#define IPMI_BLOCK_LENGTH  16      /* of AES, and so of its initialization vector */

/* What sealing can add to a payload: header, initialization vector, both paddings, trailer and code. */
#define IPMI_MAX_OVERHEAD  (IPMI_HEADER_LENGTH + IPMI_BLOCK_LENGTH + IPMI_BLOCK_LENGTH + 3 + 2 + 16)

typedef enum
{
  IPMI_AUTHENTICATION_NONE,
  IPMI_AUTHENTICATION_HMAC_SHA1,
  IPMI_AUTHENTICATION_HMAC_MD5,
  IPMI_AUTHENTICATION_HMAC_SHA256,
} IpmiAuthentication;

typedef enum
{
  IPMI_INTEGRITY_NONE,
  IPMI_INTEGRITY_HMAC_SHA1_96,
  IPMI_INTEGRITY_HMAC_MD5_128,
  IPMI_INTEGRITY_MD5_128,
  IPMI_INTEGRITY_HMAC_SHA256_128,
} IpmiIntegrity;

typedef enum
{
  IPMI_CONFIDENTIALITY_NONE,
  IPMI_CONFIDENTIALITY_AES_CBC_128,
} IpmiConfidentiality;

/**
 * IpmiSuite:
 *
 * A cipher suite (IPMI 2.0 §22.15.2).
 */
typedef struct
{
  guint8              id;
  IpmiAuthentication  authentication;
  IpmiIntegrity       integrity;
  IpmiConfidentiality confidentiality;
} IpmiSuite;

/**
 * IpmiExchange:
 * @role: requested privilege; bit 4 set: the user is looked up by name only
 *
 * What both sides know after RAKP Message 2: the input of all codes and keys.
 */
typedef struct
{
  guint32 console_id;
  guint32 bmc_id;
  guint8  console_random[IPMI_RANDOM_LENGTH];
  guint8  bmc_random[IPMI_RANDOM_LENGTH];
  guint8  guid[IPMI_GUID_LENGTH];
  guint8  role;
  guint8  user_length;
  guint8  user[16];
} IpmiExchange;

/**
 * IpmiVerdict:
 *
 * What became of a packet: usable, or why it is dropped.
 */
typedef enum
{
  IPMI_VERDICT_GOOD,
  IPMI_VERDICT_MALFORMED,       /* lengths, headers or checksums do not hold */
  IPMI_VERDICT_FOREIGN,         /* somebody else's session */
  IPMI_VERDICT_UNPROTECTED,     /* not signed or encrypted as agreed */
  IPMI_VERDICT_FORGED,          /* the code does not fit */
  IPMI_VERDICT_PADDING,         /* decrypts to something that cannot be */
  IPMI_VERDICT_REPLAYED,        /* this sequence number was there before, or is far off */
  IPMI_VERDICT_UNMATCHED,       /* in order, but nobody asked */
  IPMI_N_VERDICTS,
} IpmiVerdict;

/**
 * IpmiAuth:
 *
 * The secrets of one session and what is computed with them.
 */
typedef struct _IpmiAuth IpmiAuth;

const IpmiSuite *ipmi_suite_lookup         (guint               id);
gboolean         ipmi_suite_is_weak        (const IpmiSuite    *suite);
void             ipmi_random               (guint8             *out,
                                            gsize               length);

IpmiAuth        *ipmi_auth_new             (const IpmiSuite    *suite,
                                            const guint8        password[IPMI_KEY_LENGTH],
                                            const guint8        kg[IPMI_KEY_LENGTH]);
void             ipmi_auth_free            (IpmiAuth           *self);
const IpmiSuite *ipmi_auth_get_suite       (IpmiAuth           *self);
gboolean         ipmi_auth_check_rakp_2    (IpmiAuth           *self,
                                            const IpmiExchange *exchange,
                                            const guint8       *code,
                                            gsize               length);
gsize            ipmi_auth_rakp_3_code     (IpmiAuth           *self,
                                            const IpmiExchange *exchange,
                                            guint8              code[IPMI_MAX_CODE]);
gboolean         ipmi_auth_check_rakp_4    (IpmiAuth           *self,
                                            const IpmiExchange *exchange,
                                            const guint8       *code,
                                            gsize               length);
void             ipmi_auth_derive          (IpmiAuth           *self,
                                            const IpmiExchange *exchange);
gsize            ipmi_auth_seal            (IpmiAuth           *self,
                                            IpmiPayloadType     type,
                                            guint32             session_id,
                                            guint32             sequence,
                                            const guint8       *payload,
                                            gsize               length,
                                            guint8             *out,
                                            gsize               size);
IpmiVerdict      ipmi_auth_open            (IpmiAuth           *self,
                                            IpmiPacket         *packet,
                                            guint8             *data,
                                            gsize               length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IpmiAuth, ipmi_auth_free)

G_END_DECLS
