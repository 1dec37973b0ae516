/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "ipmi-auth.h"
#include "rackside-known-hosts.h"
#include "rackside-security.h"

/* Keys below this can be broken by somebody with means; elliptic curves need fewer bits. */
#define MIN_RSA_BITS 2048

static void
fact_free (gpointer data)
{
  RacksideSecurityFact *fact = data;

  g_free (fact->title);
  g_free (fact->value);
  g_free (fact->advice);
  g_free (fact);
}

static void
add (GPtrArray  *facts,
     const char *title,
     const char *value,
     const char *advice)
{
  RacksideSecurityFact *fact = g_new0 (RacksideSecurityFact, 1);

  fact->title = g_strdup (title);
  fact->value = g_strdup (value);
  fact->advice = g_strdup (advice);
  g_ptr_array_add (facts, fact);
}

/**
 * rackside_security_new:
 *
 * Returns: (transfer full) (element-type RacksideSecurityFact): no facts yet
 */
GPtrArray *
rackside_security_new (void)
{
  return g_ptr_array_new_with_free_func (fact_free);
}

/**
 * rackside_security_of_key:
 * @host: a server
 * @port: its HTTPS port
 * @rung: (out): the best that a TLS connection to it has been
 * @key: (out) (transfer full) (nullable): its key; %NULL when it is not known
 * @error: (nullable): why that cannot be read
 *
 * Returns: (transfer full) (nullable) (element-type RacksideSecurityFact): what is remembered of it
 */
GPtrArray *
rackside_security_of_key (const char  *host,
                          guint16      port,
                          IloTlsRung  *rung,
                          char       **key,
                          GError     **error)
{
  g_autofree char *path = rackside_known_hosts_get_path ();
  g_autoptr(GPtrArray) facts = rackside_security_new ();
  g_autoptr(GDateTime) since = NULL;
  g_autoptr(GDateTime) local = NULL;
  g_autofree char *text = NULL;

  if (!rackside_known_hosts_look_up (path, host, port, key, rung, error))
    return NULL;
  if (*key == NULL)
    return g_steal_pointer (&facts);
  since = rackside_known_hosts_get_since (path, host, port);
  local = since != NULL ? g_date_time_to_local (since) : NULL;
  text = local != NULL ? g_date_time_format (local, "%x %X") : NULL;
  add (facts, _("Trusted Since"), text != NULL ? text : _("Before Rackside wrote that down"), NULL);
  return g_steal_pointer (&facts);
}

/**
 * rackside_security_add_rung:
 * @facts: (element-type RacksideSecurityFact): where to
 * @rung: the best that a TLS connection has been
 *
 * Adds what it took to get one.
 */
void
rackside_security_add_rung (GPtrArray  *facts,
                            IloTlsRung  rung)
{
  const char *title = _("Protection of the Web Connection");

  switch (rung)
    {
    case ILO_TLS_RUNG_MODERN:
      add (facts, title, _("TLS 1.2 or later"), NULL);
      break;
    case ILO_TLS_RUNG_OLD:
      add (facts, title, _("Old: TLS 1.0 or later, with ciphers and keys that are weak today"),
           _("Install the newest iLO firmware, and make a new certificate in the iLO’s web page."));
      break;
    case ILO_TLS_RUNG_LEGACY:
      add (facts, title, _("Very old: TLS without protection against renegotiation attacks"),
           _("Somebody on the way can slip in requests of his own. Install the newest iLO firmware."));
      break;
    case ILO_TLS_RUNG_UNKNOWN:
      add (facts, title, _("Not known yet"), NULL);
      break;
    }
}

/**
 * rackside_security_add_certificate:
 * @facts: (element-type RacksideSecurityFact): where to
 * @certificate: the server's
 *
 * Adds what its key and its signature are worth.
 */
void
rackside_security_add_certificate (GPtrArray            *facts,
                                   const IloCertificate *certificate)
{
  gboolean rsa = g_str_equal (certificate->key_type, "RSA");
  g_autofree char *key = NULL;
  gboolean weak_signature = strstr (certificate->digest, "SHA1") != NULL || strstr (certificate->digest, "MD5") != NULL;
  g_autoptr(GDateTime) end = NULL;
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *date = NULL;

  /* Translators: a kind of key, as RSA, and its size */
  key = g_strdup_printf (_("%s, %d bits"), certificate->key_type, certificate->key_bits);
  add (facts, _("Kind of Key"), key,
       rsa && certificate->key_bits < MIN_RSA_BITS
       ? _("So short a key can be broken. Make a new certificate in the iLO’s web page, with 2048 bits or more.") : NULL);
  add (facts, _("Signature of the Certificate"), certificate->digest,
       weak_signature ? _("This sum can be forged. Rackside goes by the key, other programs do not: make a new "
                          "certificate in the iLO’s web page.") : NULL);
  end = certificate->not_after != 0 ? g_date_time_new_from_unix_utc (certificate->not_after) : NULL;
  if (end == NULL)
    return;
  date = g_date_time_format (end, "%x");
  add (facts, _("Certificate Valid Until"), date,
       g_date_time_compare (end, now) < 0
       ? _("It has expired. Rackside goes by the key, other programs do not: make a new certificate in the iLO’s "
           "web page.") : NULL);
}

static void
add_tls (GPtrArray *facts,
         IloHttp   *http)
{
  const char *version = ilo_http_get_tls_version (http);
  const char *cipher = ilo_http_get_tls_cipher (http);
  const char *advice = NULL;
  g_autofree char *text = NULL;

  if (version == NULL || cipher == NULL)
    return;
  if (g_str_equal (version, "TLSv1") || g_str_equal (version, "TLSv1.1") || g_str_has_prefix (version, "SSL"))
    advice = _("This version has known weaknesses. Install the newest iLO firmware, which knows TLS 1.2.");
  else if (strstr (cipher, "RC4") != NULL || strstr (cipher, "DES") != NULL)
    advice = _("This cipher is weak. Switch on the enforcement of AES in the iLO’s web page, or install newer firmware.");
  else if (g_str_equal (version, "TLSv1.2") && strstr (cipher, "DHE") == NULL)
    advice = _("Who records the connection and gets the iLO’s key later can read it. Newer iLO firmware agrees on a "
               "new key each time.");
  text = g_strdup_printf ("%s, %s", version, cipher);
  add (facts, _("Web Connection"), text, advice);
}

/**
 * rackside_security_add_ilo:
 * @facts: (element-type RacksideSecurityFact): where to
 * @http: a connection that has been made
 *
 * Adds what can be said of it and its server.
 */
void
rackside_security_add_ilo (GPtrArray *facts,
                           IloHttp   *http)
{
  const IloCertificate *certificate = ilo_http_get_certificate (http);

  add (facts, _("Who Vouches for the Server"),
       ilo_http_is_verified_by_system (http) ? _("An authority that this system trusts")
                                             : _("You: its key is the one that was trusted"), NULL);
  if (certificate != NULL)
    rackside_security_add_certificate (facts, certificate);
  add_tls (facts, http);
  rackside_security_add_rung (facts, ilo_http_get_rung (http));
}

/**
 * rackside_security_add_cipher:
 * @facts: (element-type RacksideSecurityFact): where to
 * @cipher: what the console uses
 *
 * Adds how the console is protected.
 */
void
rackside_security_add_cipher (GPtrArray   *facts,
                              IloCipherId  cipher)
{
  const char *title = _("Console");

  switch (cipher)
    {
    case ILO_CIPHER_NONE:
      add (facts, title, _("Not encrypted"),
           _("Everybody on the way can read the screen and what is typed. Have the iLO enforce AES, under Security and "
             "Encryption in its web page."));
      break;
    case ILO_CIPHER_RC4:
      add (facts, title, _("Encrypted by RC4"),
           _("RC4 can be broken with effort. Have the iLO enforce AES, under Security and Encryption in its web page."));
      break;
    default:
      add (facts, title, cipher == ILO_CIPHER_AES_256 ? _("Encrypted by AES-256") : _("Encrypted by AES-128"), NULL);
      break;
    }
}

static const char *
name_authentication (const IpmiSuite *suite)
{
  switch (suite->authentication)
    {
    case IPMI_AUTHENTICATION_HMAC_SHA1:
      return "HMAC-SHA1";
    case IPMI_AUTHENTICATION_HMAC_MD5:
      return "HMAC-MD5";
    case IPMI_AUTHENTICATION_HMAC_SHA256:
      return "HMAC-SHA256";
    case IPMI_AUTHENTICATION_NONE:
    default:
      return _("None");
    }
}

static const char *
name_integrity (const IpmiSuite *suite)
{
  switch (suite->integrity)
    {
    case IPMI_INTEGRITY_HMAC_SHA1_96:
      return "HMAC-SHA1-96";
    case IPMI_INTEGRITY_HMAC_MD5_128:
      return "HMAC-MD5-128";
    case IPMI_INTEGRITY_MD5_128:
      return "MD5-128";
    case IPMI_INTEGRITY_HMAC_SHA256_128:
      return "HMAC-SHA256-128";
    case IPMI_INTEGRITY_NONE:
    default:
      return _("None");
    }
}

/**
 * rackside_security_of_ipmi:
 * @suite: the cipher suite of a session, or -1 when there is none
 *
 * Returns: (transfer full) (element-type RacksideSecurityFact): how IPMI is protected
 */
GPtrArray *
rackside_security_of_ipmi (int suite)
{
  g_autoptr(GPtrArray) facts = rackside_security_new ();
  const IpmiSuite *known = suite >= 0 ? ipmi_suite_lookup ((guint) suite) : NULL;
  g_autofree char *number = g_strdup_printf ("%d", suite);

  if (known != NULL)
    {
      add (facts, _("IPMI Cipher Suite"), number,
           suite == 17 ? NULL : _("Suite 17 is the best there is. Newer firmware may know it, or it has to be allowed on "
                                  "the server’s management controller."));
      add (facts, _("IPMI Log-In"), name_authentication (known),
           known->authentication == IPMI_AUTHENTICATION_NONE
           ? _("Anybody on the network can do what this user may do. Forbid suite 0 on the server’s management "
               "controller.") : NULL);
      add (facts, _("IPMI Integrity"), name_integrity (known),
           known->integrity == IPMI_INTEGRITY_NONE
           ? _("What is sent can be changed on the way. Choose another suite in the connection settings.") : NULL);
      add (facts, _("IPMI Encryption"),
           known->confidentiality == IPMI_CONFIDENTIALITY_NONE ? _("None") : "AES-CBC-128",
           known->confidentiality == IPMI_CONFIDENTIALITY_NONE
           ? _("Everybody on the way can read along, what is typed on the serial console as well. Choose another suite "
               "in the connection settings.") : NULL);
    }
  add (facts, _("IPMI Passwords"), _("A sum of the password is given to whoever asks"),
       _("That is how IPMI 2.0 is made, and short passwords can be guessed from it. Use one of 16 random letters or "
         "more, and keep management controllers on a network of their own."));
  return g_steal_pointer (&facts);
}
