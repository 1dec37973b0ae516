/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SimCertificate:
 * @pem: the private key and the certificate, as PEM
 * @pin: `sha256//BASE64` of the public key, as curl's CURLOPT_PINNEDPUBLICKEY takes it
 */
typedef struct
{
  char *pem;
  char *pin;
} SimCertificate;

SimCertificate *sim_certificate_new  (const char      *name,
                                      gboolean         weak,
                                      GError         **error);
SimCertificate *sim_certificate_load (const char      *pem,
                                      GError         **error);
void            sim_certificate_free (SimCertificate  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimCertificate, sim_certificate_free)

G_END_DECLS
