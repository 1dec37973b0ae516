/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <openssl/ssl.h>

#include "ilo-tls.h"

G_BEGIN_DECLS

/**
 * IloTlsVerdict:
 *
 * What the server's public key came to in the last handshake.
 */
typedef enum
{
  ILO_TLS_VERDICT_NONE,          /* the handshake did not get as far as the key */
  ILO_TLS_VERDICT_KNOWN,         /* the known one, or any would have done */
  ILO_TLS_VERDICT_VERIFIED,      /* the system's authorities vouch for it */
  ILO_TLS_VERDICT_UNKNOWN,       /* never seen; the handshake was broken off */
  ILO_TLS_VERDICT_CHANGED,       /* not the known one; the handshake was broken off */
} IloTlsVerdict;

/**
 * IloTls:
 *
 * Watches the TLS handshakes of one server: looks at the key before anything is sent, and remembers
 * what went wrong. It has to outlive every SSL_CTX that it was attached to.
 */
typedef struct _IloTls IloTls;

IloTls        *ilo_tls_new             (const char *host);
void           ilo_tls_free            (IloTls     *self);
void           ilo_tls_set_known_key   (IloTls     *self,
                                        const char *key);
const char    *ilo_tls_get_known_key   (IloTls     *self);
void           ilo_tls_set_accept_any  (IloTls     *self,
                                        gboolean    accept_any);
void           ilo_tls_begin           (IloTls     *self);
void           ilo_tls_attach          (IloTls     *self,
                                        SSL_CTX    *context,
                                        IloTlsRung  rung);
IloTlsVerdict  ilo_tls_get_verdict     (IloTls     *self);
const char    *ilo_tls_get_key         (IloTls     *self);
const IloCertificate *ilo_tls_get_certificate (IloTls *self);
const char    *ilo_tls_get_version     (IloTls     *self);
const char    *ilo_tls_get_cipher      (IloTls     *self);
gboolean       ilo_tls_wants_legacy    (IloTls     *self);
gboolean       ilo_tls_is_not_tls      (IloTls     *self);
gboolean       ilo_tls_has_no_common_cipher (IloTls *self);
const char    *ilo_tls_get_reason      (IloTls     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IloTls, ilo_tls_free)

G_END_DECLS
