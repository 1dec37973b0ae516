/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim-certificate.h"
#include "sim-ilo.h"

G_BEGIN_DECLS

/**
 * SimHttps:
 *
 * The iLO's web server.
 */
typedef struct _SimHttps SimHttps;

char     *sim_https_get_tls_priority (const SimOptions      *options);
SimHttps *sim_https_new              (SimIlo                *ilo,
                                      const SimCertificate  *certificate,
                                      GError               **error);
void      sim_https_free             (SimHttps              *self);
guint16   sim_https_get_port         (SimHttps              *self);
void      sim_https_override         (SimHttps              *self,
                                      const char            *path,
                                      guint                  status,
                                      const char            *type,
                                      const char            *body,
                                      guint                  times);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimHttps, sim_https_free)

G_END_DECLS
