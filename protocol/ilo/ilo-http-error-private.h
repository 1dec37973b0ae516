/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <curl/curl.h>
#include <gio/gio.h>

#include "ilo-tls-private.h"

G_BEGIN_DECLS

/* How far a request has got. */
typedef enum
{
  ILO_HTTP_PHASE_CONNECTING,
  ILO_HTTP_PHASE_HANDSHAKE,
  ILO_HTTP_PHASE_ANSWER,
} IloHttpPhase;

/**
 * IloHttpAttempt:
 * @host: who was asked
 * @port: on which port
 * @method: what for
 * @path: likewise
 * @connect_timeout: milliseconds for a connection
 * @answer_timeout: milliseconds for everything
 * @phase: how far it got
 * @known_rung: the best that the host has done before
 *
 * What has to be known to say what went wrong.
 */
typedef struct
{
  const char   *host;
  guint16       port;
  const char   *method;
  const char   *path;
  guint         connect_timeout;
  guint         answer_timeout;
  IloHttpPhase  phase;
  IloTlsRung    known_rung;
} IloHttpAttempt;

GError *ilo_http_error_for_lookup (const IloHttpAttempt *attempt,
                                   const GError         *lookup);
GError *ilo_http_error_for_curl   (const IloHttpAttempt *attempt,
                                   CURL                 *easy,
                                   CURLcode              code,
                                   IloTls               *tls);

G_END_DECLS
