/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SIM_CIPHER_KEY_SIZE 16

/**
 * SimCipherId:
 *
 * The ciphers as the stream numbers them (console protocol, section 3).
 */
typedef enum
{
  SIM_CIPHER_NONE,
  SIM_CIPHER_RC4,
  SIM_CIPHER_AES_128,
  SIM_CIPHER_AES_256,
  SIM_CIPHER_COUNT,
} SimCipherId;

/**
 * SimCipherFlags:
 * @SIM_CIPHER_FLAGS_NONE: the vendor's way
 * @SIM_CIPHER_FLAGS_PADDED_KEY: run cipher 3 as AES-256 with the key padded by zeros, instead of as
 *   AES-128
 */
typedef enum
{
  SIM_CIPHER_FLAGS_NONE = 0,
  SIM_CIPHER_FLAGS_PADDED_KEY = 1 << 0,
} SimCipherFlags;

/**
 * SimCipher:
 *
 * The key streams of one direction of a console connection, one for each cipher. Each goes on from
 * where it was when its cipher is chosen again. It begins in clear.
 */
typedef struct _SimCipher SimCipher;

SimCipher   *sim_cipher_new    (const guint8       key[SIM_CIPHER_KEY_SIZE],
                                SimCipherFlags     flags,
                                GError           **error);
void         sim_cipher_free   (SimCipher         *self);
void         sim_cipher_select (SimCipher         *self,
                                SimCipherId        id);
SimCipherId  sim_cipher_get_id (const SimCipher   *self);
void         sim_cipher_apply  (SimCipher         *self,
                                guint8            *data,
                                gsize              length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimCipher, sim_cipher_free)

G_END_DECLS
