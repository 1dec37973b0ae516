/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>

#include <openssl/err.h>
#include <openssl/sslerr.h>
#include <openssl/x509v3.h>

#include <glib/gi18n-lib.h>

#include "ilo-tls-private.h"

#define PIN_PREFIX "sha256//"

/* What OpenSSL asks of certificates by default: keys of 112 bits of security. */
#define SYSTEM_AUTH_LEVEL 2

struct _IloTls
{
  char          *host;             /* owned */
  char          *known_key;        /* owned, nullable */
  gboolean       accept_any;

  /* The last handshake */
  char          *key;              /* owned, nullable */
  IloTlsVerdict  verdict;
  IloCertificate certificate;      /* key_type is NULL before there is one */
  unsigned long  failure;          /* OpenSSL's code; 0 when there was none */
  int            alert;            /* the fatal alert that the server sent, or -1 */
  gboolean       done;
  const char    *version;          /* static */
  const char    *cipher;           /* static */
};

/**
 * ilo_tls_rung_name:
 * @rung: a rung
 *
 * Returns: what it stands for, for the user
 */
const char *
ilo_tls_rung_name (IloTlsRung rung)
{
  static const char *const names[] = {
    N_("not connected yet"), N_("TLS 1.0 or later, without protection against renegotiation"),
    N_("TLS 1.0 or later, at security level 0"), N_("TLS 1.2 or later"),
  };

  g_return_val_if_fail ((guint) rung < G_N_ELEMENTS (names), _(names[0]));
  return _(names[rung]);
}

/**
 * ilo_tls_new:
 * @host: the server's name or address, without brackets
 *
 * Returns: (transfer full): a watcher that knows no key yet
 */
IloTls *
ilo_tls_new (const char *host)
{
  IloTls *self = g_new0 (IloTls, 1);

  self->host = g_strdup (host);
  self->alert = -1;
  return self;
}

/**
 * ilo_tls_free:
 * @self: (transfer full) (nullable): a watcher
 */
void
ilo_tls_free (IloTls *self)
{
  if (self == NULL)
    return;
  g_free (self->host);
  g_free (self->known_key);
  g_free (self->key);
  g_free (self);
}

void
ilo_tls_set_known_key (IloTls     *self,
                       const char *key)
{
  g_autofree char *copy = g_strdup (key);

  g_free (self->known_key);
  self->known_key = g_steal_pointer (&copy);
}

const char *
ilo_tls_get_known_key (IloTls *self)
{
  return self->known_key;
}

void
ilo_tls_set_accept_any (IloTls   *self,
                        gboolean  accept_any)
{
  self->accept_any = accept_any;
}

/* The pin of a certificate's public key, as curl writes it. */
static char *
fingerprint (X509 *certificate)
{
  g_autofree char *base64 = NULL;
  guint8 digest[EVP_MAX_MD_SIZE];
  unsigned int digest_length;
  unsigned char *der = NULL;
  int length = i2d_X509_PUBKEY (X509_get_X509_PUBKEY (certificate), &der);

  if (length <= 0)
    return NULL;
  if (EVP_Digest (der, length, digest, &digest_length, EVP_sha256 (), NULL) == 1)
    base64 = g_base64_encode (digest, digest_length);
  OPENSSL_free (der);
  return base64 != NULL ? g_strconcat (PIN_PREFIX, base64, NULL) : NULL;
}

/* Whether the authorities that the system trusts vouch for this certificate and this host. */
static gboolean
verified_by_system (IloTls         *self,
                    X509           *certificate,
                    STACK_OF(X509) *chain)
{
  X509_STORE *store = X509_STORE_new ();
  X509_STORE_CTX *context = X509_STORE_CTX_new ();
  X509_VERIFY_PARAM *parameters;
  gboolean verified = FALSE;

  if (store != NULL && context != NULL
      && X509_STORE_set_default_paths (store) == 1
      && X509_STORE_CTX_init (context, store, certificate, chain) == 1
      && X509_STORE_CTX_set_default (context, "ssl_server") == 1)
    {
      gboolean named;

      parameters = X509_STORE_CTX_get0_param (context);
      X509_VERIFY_PARAM_set_auth_level (parameters, SYSTEM_AUTH_LEVEL);
      if (g_hostname_is_ip_address (self->host))
        named = X509_VERIFY_PARAM_set1_ip_asc (parameters, self->host) == 1;
      else
        named = X509_VERIFY_PARAM_set1_host (parameters, self->host, 0) == 1;
      verified = named && X509_verify_cert (context) == 1;
    }
  X509_STORE_CTX_free (context);
  X509_STORE_free (store);
  ERR_clear_error ();
  return verified;
}

static const char *
name_key (EVP_PKEY *key)
{
  switch (EVP_PKEY_get_base_id (key))
    {
    case EVP_PKEY_RSA:
    case EVP_PKEY_RSA_PSS:
      return "RSA";
    case EVP_PKEY_EC:
      return "EC";
    case EVP_PKEY_DSA:
      return "DSA";
    case EVP_PKEY_ED25519:
      return "Ed25519";
    default:
      return "?";
    }
}

static void
describe (IloCertificate *description,
          X509           *certificate)
{
  EVP_PKEY *key = X509_get0_pubkey (certificate);
  struct tm time = { 0 };
  int digest = NID_undef;

  *description = (IloCertificate) { NULL };
  if (key != NULL)
    {
      X509_get_signature_info (certificate, &digest, NULL, NULL, NULL);
      description->key_type = name_key (key);
      description->key_bits = EVP_PKEY_get_bits (key);
      description->digest = digest != NID_undef ? OBJ_nid2sn (digest) : "?";
      if (ASN1_TIME_to_tm (X509_get0_notAfter (certificate), &time) == 1)
        description->not_after = (gint64) timegm (&time);
    }
  ERR_clear_error ();
}

static IloTlsVerdict
judge (IloTls         *self,
       X509_STORE_CTX *context)
{
  X509 *certificate = X509_STORE_CTX_get0_cert (context);

  g_clear_pointer (&self->key, g_free);
  self->key = certificate != NULL ? fingerprint (certificate) : NULL;
  if (self->key == NULL)
    return ILO_TLS_VERDICT_NONE;
  describe (&self->certificate, certificate);
  if (self->accept_any)
    return ILO_TLS_VERDICT_KNOWN;
  if (self->known_key != NULL)
    return g_str_equal (self->key, self->known_key) ? ILO_TLS_VERDICT_KNOWN : ILO_TLS_VERDICT_CHANGED;
  if (verified_by_system (self, certificate, X509_STORE_CTX_get0_untrusted (context)))
    return ILO_TLS_VERDICT_VERIFIED;
  return ILO_TLS_VERDICT_UNKNOWN;
}

/* Called by OpenSSL when the certificate has come, which is before anything of ours is sent. */
static int
on_certificate (X509_STORE_CTX *context,
                void           *user_data)
{
  IloTls *self = user_data;
  gboolean accepted;

  self->verdict = judge (self, context);
  accepted = self->verdict == ILO_TLS_VERDICT_KNOWN || self->verdict == ILO_TLS_VERDICT_VERIFIED;
  X509_STORE_CTX_set_error (context, accepted ? X509_V_OK : X509_V_ERR_APPLICATION_VERIFICATION);
  return accepted ? 1 : 0;
}

static void
on_handshake (const SSL *ssl,
              int        where,
              int        value)
{
  IloTls *self = SSL_CTX_get_app_data (SSL_get_SSL_CTX (ssl));

  if (self->done)
    return;
  if (where == SSL_CB_READ_ALERT && (value >> 8) == SSL3_AL_FATAL)
    self->alert = value & 0xFF;
  if (where == SSL_CB_CONNECT_EXIT && value <= 0)
    self->failure = ERR_peek_error ();
  if (where == SSL_CB_HANDSHAKE_DONE)
    {
      self->done = TRUE;
      self->version = SSL_get_version (ssl);
      self->cipher = SSL_get_cipher_name (ssl);
    }
}

/**
 * ilo_tls_begin:
 * @self: a watcher
 *
 * Forgets the last handshake.
 */
void
ilo_tls_begin (IloTls *self)
{
  g_clear_pointer (&self->key, g_free);
  self->certificate = (IloCertificate) { NULL };
  self->verdict = ILO_TLS_VERDICT_NONE;
  self->failure = 0;
  self->alert = -1;
  self->done = FALSE;
  self->version = NULL;
  self->cipher = NULL;
}

/**
 * ilo_tls_attach:
 * @self: a watcher
 * @context: the context of a connection that is about to be made
 * @rung: what may be used
 *
 * Has the connection checked and watched, whatever was set before.
 */
void
ilo_tls_attach (IloTls     *self,
                SSL_CTX    *context,
                IloTlsRung  rung)
{
  SSL_CTX_set_app_data (context, self);
  SSL_CTX_set_verify (context, SSL_VERIFY_PEER, NULL);
  SSL_CTX_set_cert_verify_callback (context, on_certificate, self);
  SSL_CTX_set_info_callback (context, on_handshake);
  if (rung == ILO_TLS_RUNG_LEGACY)
    SSL_CTX_set_options (context, SSL_OP_LEGACY_SERVER_CONNECT);
  else
    SSL_CTX_clear_options (context, SSL_OP_LEGACY_SERVER_CONNECT);
}

IloTlsVerdict
ilo_tls_get_verdict (IloTls *self)
{
  return self->verdict;
}

/**
 * ilo_tls_get_key:
 * @self: a watcher
 *
 * Returns: (nullable): the public key that the server showed, as `sha256//BASE64`
 */
const char *
ilo_tls_get_key (IloTls *self)
{
  return self->key;
}

/**
 * ilo_tls_get_certificate:
 * @self: a watcher
 *
 * Returns: (nullable): what the certificate that the server showed is worth
 */
const IloCertificate *
ilo_tls_get_certificate (IloTls *self)
{
  return self->certificate.key_type != NULL ? &self->certificate : NULL;
}

/**
 * ilo_tls_get_version:
 * @self: a watcher
 *
 * Returns: (nullable): what was agreed on, as in `TLSv1.2`
 */
const char *
ilo_tls_get_version (IloTls *self)
{
  return self->version;
}

const char *
ilo_tls_get_cipher (IloTls *self)
{
  return self->cipher;
}

static gboolean
failed_for (IloTls *self,
            int     reason)
{
  return self->failure != 0 && ERR_GET_LIB (self->failure) == ERR_LIB_SSL
         && ERR_GET_REASON (self->failure) == reason;
}

/**
 * ilo_tls_wants_legacy:
 * @self: a watcher
 *
 * Returns: whether the handshake failed because the server knows no secure renegotiation
 */
gboolean
ilo_tls_wants_legacy (IloTls *self)
{
  return failed_for (self, SSL_R_UNSAFE_LEGACY_RENEGOTIATION_DISABLED);
}

/**
 * ilo_tls_is_not_tls:
 * @self: a watcher
 *
 * Returns: whether what the server sent is no TLS at all
 */
gboolean
ilo_tls_is_not_tls (IloTls *self)
{
  static const int reasons[] = {
    SSL_R_WRONG_VERSION_NUMBER, SSL_R_HTTP_REQUEST, SSL_R_PACKET_LENGTH_TOO_LONG,
  };

  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (failed_for (self, reasons[i]))
      return TRUE;
  return FALSE;
}

/**
 * ilo_tls_has_no_common_cipher:
 * @self: a watcher
 *
 * Returns: whether the server found nothing it could agree to
 */
gboolean
ilo_tls_has_no_common_cipher (IloTls *self)
{
  return self->key == NULL && self->alert == SSL_AD_HANDSHAKE_FAILURE;
}

/**
 * ilo_tls_get_reason:
 * @self: a watcher
 *
 * Returns: (nullable): why the handshake failed, in OpenSSL's words
 */
const char *
ilo_tls_get_reason (IloTls *self)
{
  if (self->alert >= 0)
    return SSL_alert_desc_string_long (self->alert);
  return self->failure != 0 ? ERR_reason_error_string (self->failure) : NULL;
}
