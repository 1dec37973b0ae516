/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ilo-cipher.h"
#include "ilo-http.h"

G_BEGIN_DECLS

/**
 * RacksideSecurityFact:
 * @title: what it is about
 * @value: how it is
 * @advice: (nullable): what is weak about it and what to do; %NULL: nothing
 *
 * One thing that the security of a connection rests on.
 */
typedef struct
{
  char *title;
  char *value;
  char *advice;
} RacksideSecurityFact;

GPtrArray *rackside_security_new        (void);
GPtrArray *rackside_security_of_key     (const char     *host,
                                         guint16         port,
                                         IloTlsRung     *rung,
                                         char          **key,
                                         GError        **error);
void       rackside_security_add_ilo    (GPtrArray      *facts,
                                         IloHttp        *http);
void       rackside_security_add_cipher (GPtrArray      *facts,
                                         IloCipherId     cipher);
void       rackside_security_add_rung   (GPtrArray      *facts,
                                         IloTlsRung      rung);
void       rackside_security_add_certificate (GPtrArray            *facts,
                                              const IloCertificate *certificate);
GPtrArray *rackside_security_of_ipmi    (int             suite);

G_END_DECLS
