/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <gio/gio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <openssl/x509v3.h>

#include "sim-certificate.h"

/* What real ones carry. The issuer is never sent, so nothing can be verified with it. */
#define ISSUER_NAME "Default Issuer (Do not trust)"

#define LIFETIME_SECONDS (15L * 365 * 24 * 3600)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY, EVP_PKEY_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509, X509_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIO, BIO_free)

static gboolean
add_name (X509_NAME  *name,
          const char *common_name)
{
  static const struct { const char *field, *value; } parts[] = {
    { "C", "US" }, { "O", "Rackside simulator" }, { "OU", "ISS" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (X509_NAME_add_entry_by_txt (name, parts[i].field, MBSTRING_ASC,
                                    (const guchar *) parts[i].value, -1, -1, 0) != 1)
      return FALSE;
  return X509_NAME_add_entry_by_txt (name, "CN", MBSTRING_UTF8, (const guchar *) common_name,
                                     -1, -1, 0) == 1;
}

static gboolean
add_alternative_name (X509       *certificate,
                      const char *name)
{
  g_autofree char *value = g_strdup_printf ("DNS:%s", name);
  X509_EXTENSION *extension = X509V3_EXT_conf_nid (NULL, NULL, NID_subject_alt_name, value);
  gboolean ok = extension != NULL && X509_add_ext (certificate, extension, -1) == 1;

  X509_EXTENSION_free (extension);
  return ok;
}

static X509 *
make_certificate (EVP_PKEY     *key,
                  EVP_PKEY     *issuer,
                  const char   *name,
                  const EVP_MD *digest)
{
  g_autoptr(X509) certificate = X509_new ();
  guint64 serial;

  if (certificate != NULL &&
      RAND_bytes ((guchar *) &serial, sizeof serial) == 1 &&
      X509_set_version (certificate, X509_VERSION_3) == 1 &&
      ASN1_INTEGER_set_uint64 (X509_get_serialNumber (certificate), serial >> 1 | 1) == 1 &&
      X509_gmtime_adj (X509_getm_notBefore (certificate), -24 * 3600) != NULL &&
      X509_gmtime_adj (X509_getm_notAfter (certificate), LIFETIME_SECONDS) != NULL &&
      add_name (X509_get_subject_name (certificate), name) &&
      add_name (X509_get_issuer_name (certificate), ISSUER_NAME) &&
      X509_set_pubkey (certificate, key) == 1 &&
      add_alternative_name (certificate, name) &&
      X509_sign (certificate, issuer, digest) > 0)
    return g_steal_pointer (&certificate);
  return NULL;
}

static char *
make_pin (EVP_PKEY *key)
{
  guchar *der = NULL;
  int length = i2d_PUBKEY (key, &der);
  guint8 digest[SHA256_DIGEST_LENGTH];
  g_autofree char *base64 = NULL;

  if (length <= 0)
    return NULL;
  SHA256 (der, length, digest);
  OPENSSL_free (der);
  base64 = g_base64_encode (digest, sizeof digest);
  return g_strconcat ("sha256//", base64, NULL);
}

static char *
write_pem (EVP_PKEY *key,
           X509     *certificate)
{
  g_autoptr(BIO) memory = BIO_new (BIO_s_mem ());
  char *data;
  long length;

  if (memory == NULL ||
      PEM_write_bio_PrivateKey (memory, key, NULL, NULL, 0, NULL, NULL) != 1 ||
      PEM_write_bio_X509 (memory, certificate) != 1)
    return NULL;
  length = BIO_get_mem_data (memory, &data);
  return g_strndup (data, length);
}

/**
 * sim_certificate_new:
 * @name: the name to put into it
 * @weak: RSA-1024 and SHA-1, as iLO 4 makes them, instead of RSA-2048 and SHA-256
 * @error: return location for an error
 *
 * Makes a key and a certificate. Like a real one it is not self-signed: its issuer is nowhere to be had.
 *
 * Returns: (transfer full) (nullable): the certificate
 */
SimCertificate *
sim_certificate_new (const char  *name,
                     gboolean     weak,
                     GError     **error)
{
  g_autoptr(EVP_PKEY) key = EVP_RSA_gen (weak ? 1024u : 2048u);
  g_autoptr(EVP_PKEY) issuer = EVP_RSA_gen (weak ? 1024u : 2048u);
  g_autoptr(X509) certificate = NULL;
  g_autoptr(SimCertificate) self = g_new0 (SimCertificate, 1);

  if (key != NULL && issuer != NULL)
    certificate = make_certificate (key, issuer, name, weak ? EVP_sha1 () : EVP_sha256 ());
  if (certificate != NULL)
    {
      self->pem = write_pem (key, certificate);
      self->pin = make_pin (key);
    }
  if (self->pem == NULL || self->pin == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                           "OpenSSL could not make a key and a certificate.");
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * sim_certificate_load:
 * @pem: a private key and a certificate
 * @error: return location for an error
 *
 * Takes a certificate that was made before.
 *
 * Returns: (transfer full) (nullable): the certificate
 */
SimCertificate *
sim_certificate_load (const char  *pem,
                      GError     **error)
{
  g_autoptr(BIO) memory = BIO_new_mem_buf (pem, -1);
  g_autoptr(EVP_PKEY) key = PEM_read_bio_PrivateKey (memory, NULL, NULL, NULL);
  g_autoptr(SimCertificate) self = g_new0 (SimCertificate, 1);

  if (key != NULL)
    self->pin = make_pin (key);
  if (self->pin == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           "There is no private key in it that can be read without a password.");
      return NULL;
    }
  self->pem = g_strdup (pem);
  return g_steal_pointer (&self);
}

void
sim_certificate_free (SimCertificate *self)
{
  if (self->pem != NULL)
    OPENSSL_cleanse (self->pem, strlen (self->pem));
  g_free (self->pem);
  g_free (self->pin);
  g_free (self);
}
