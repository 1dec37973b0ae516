/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* The algorithms of IPMI 2.0 §13.28, by their numbers on the wire. */
enum { FAKE_AUTH_NONE, FAKE_AUTH_SHA1, FAKE_AUTH_MD5, FAKE_AUTH_SHA256 };
enum { FAKE_INTEGRITY_NONE, FAKE_INTEGRITY_SHA1_96, FAKE_INTEGRITY_HMAC_MD5, FAKE_INTEGRITY_MD5,
       FAKE_INTEGRITY_SHA256_128 };
enum { FAKE_CONFIDENTIALITY_NONE, FAKE_CONFIDENTIALITY_AES };

#define FAKE_KEY_SIZE    20      /* passwords and K_g, padded with zeros */
#define FAKE_DIGEST_MAX  32
#define FAKE_AES_BLOCK   16

typedef struct
{
  guint8 id;
  guint8 auth;
  guint8 integrity;
  guint8 confidentiality;
} FakeSuite;

typedef struct
{
  guint8 bytes[FAKE_DIGEST_MAX];
  gsize  length;
} FakeDigest;

const FakeSuite *fake_suite_by_id         (guint8            id);
const FakeSuite *fake_suite_by_algorithms (guint8            auth,
                                           guint8            integrity,
                                           guint8            confidentiality);
FakeDigest       fake_rakp_hmac           (guint8            auth,
                                           const guint8     *key,
                                           gsize             key_length,
                                           const GByteArray *data);
gsize            fake_icv_length          (guint8            auth);
gsize            fake_code_length         (guint8            integrity);
void             fake_code                (guint8            integrity,
                                           const FakeDigest *k1,
                                           const guint8      password[FAKE_KEY_SIZE],
                                           const guint8     *data,
                                           gsize             length,
                                           guint8           *code);
void             fake_random              (guint8           *bytes,
                                           gsize             length);
void             fake_aes_encrypt         (const FakeDigest *k2,
                                           const GByteArray *plain,
                                           GByteArray       *out);
gboolean         fake_aes_decrypt         (const FakeDigest *k2,
                                           const guint8     *data,
                                           gsize             length,
                                           GByteArray       *plain);
