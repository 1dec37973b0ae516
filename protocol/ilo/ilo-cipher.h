/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ILO_CIPHER_KEY_SIZE 16

/* The longest run of bytes that can be given back, and so the longest to pass at once. */
#define ILO_CIPHER_MAX_CHUNK 4096

/**
 * IloCipherId:
 *
 * The ciphers as the server's stream numbers them (console protocol, section 3).
 */
typedef enum
{
  ILO_CIPHER_NONE,
  ILO_CIPHER_RC4,
  ILO_CIPHER_AES_128,
  ILO_CIPHER_AES_256,
  ILO_CIPHER_COUNT,
} IloCipherId;

/**
 * IloCipherFlags:
 * @ILO_CIPHER_FLAGS_NONE: the vendor's way
 * @ILO_CIPHER_FLAGS_PADDED_KEY: run cipher 3 as AES-256 with the key padded by zeros, instead of as
 *   AES-128
 */
typedef enum
{
  ILO_CIPHER_FLAGS_NONE = 0,
  ILO_CIPHER_FLAGS_PADDED_KEY = 1 << 0,
} IloCipherFlags;

/**
 * IloCipher:
 *
 * The key streams of one direction of a connection. Each goes on from where it was when its cipher is
 * chosen again.
 */
typedef struct _IloCipher IloCipher;

gboolean     ilo_cipher_parse_key (const char      *text,
                                   guint8           key[ILO_CIPHER_KEY_SIZE],
                                   GError         **error);
const char  *ilo_cipher_id_name   (IloCipherId      id);
IloCipher   *ilo_cipher_new       (const guint8     key[ILO_CIPHER_KEY_SIZE],
                                   IloCipherFlags   flags);
void         ilo_cipher_free      (IloCipher       *self);
gboolean     ilo_cipher_select    (IloCipher       *self,
                                   IloCipherId      id,
                                   GError         **error);
IloCipherId  ilo_cipher_get_id    (const IloCipher *self);
void         ilo_cipher_apply     (IloCipher       *self,
                                   guint8          *to,
                                   const guint8    *from,
                                   gsize            n);
void         ilo_cipher_give_back (IloCipher       *self,
                                   gsize            n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IloCipher, ilo_cipher_free)

G_END_DECLS
