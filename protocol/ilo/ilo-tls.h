/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * IloTlsRung:
 * @ILO_TLS_RUNG_UNKNOWN: never connected
 * @ILO_TLS_RUNG_LEGACY: as @ILO_TLS_RUNG_OLD, without protection against renegotiation attacks
 * @ILO_TLS_RUNG_OLD: TLS 1.0 and later, any security level
 * @ILO_TLS_RUNG_MODERN: TLS 1.2 and later, the system's security level
 *
 * How much it took to get a TLS connection (iLO 4 over HTTPS, “TLS”); more is better.
 */
typedef enum
{
  ILO_TLS_RUNG_UNKNOWN,
  ILO_TLS_RUNG_LEGACY,
  ILO_TLS_RUNG_OLD,
  ILO_TLS_RUNG_MODERN,
} IloTlsRung;

/**
 * IloCertificate:
 * @key_type: the kind of its key, as `RSA`
 * @key_bits: its size
 * @digest: the sum that is signed, as `SHA256`
 * @not_after: until when it is valid, in seconds since 1970; 0 when that is not known
 *
 * What a server's certificate is worth.
 */
typedef struct
{
  const char *key_type;
  int         key_bits;
  const char *digest;
  gint64      not_after;
} IloCertificate;

const char *ilo_tls_rung_name (IloTlsRung rung);

G_END_DECLS
