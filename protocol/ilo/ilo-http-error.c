/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>

#include <glib/gi18n-lib.h>

#include "ilo-error.h"
#include "ilo-http.h"
#include "ilo-http-error-private.h"

static GError *
error_for_key (const IloHttpAttempt *attempt,
               IloTls               *tls)
{
  if (ilo_tls_get_verdict (tls) == ILO_TLS_VERDICT_UNKNOWN)
    return g_error_new (ILO_ERROR, ILO_ERROR_KEY_UNKNOWN,
                        _("The identity of %s is not known yet. Its public key is %s. Accept it if that is "
                          "the key of this iLO; nothing has been sent."),
                        attempt->host, ilo_tls_get_key (tls));
  return g_error_new (ILO_ERROR, ILO_ERROR_KEY_CHANGED,
                      _("The public key of %s has changed. It was %s and now is %s. Unless the iLO has got a "
                        "new certificate, somebody else is answering in its place. Nothing has been sent."),
                      attempt->host, ilo_tls_get_known_key (tls), ilo_tls_get_key (tls));
}

static GError *
error_for_handshake (const IloHttpAttempt *attempt,
                     IloTls               *tls)
{
  const char *reason = ilo_tls_get_reason (tls);

  if (ilo_tls_get_verdict (tls) == ILO_TLS_VERDICT_UNKNOWN
      || ilo_tls_get_verdict (tls) == ILO_TLS_VERDICT_CHANGED)
    return error_for_key (attempt, tls);
  if (ilo_tls_is_not_tls (tls))
    return g_error_new (ILO_ERROR, ILO_ERROR_NOT_TLS,
                        _("Port %u of %s does not speak TLS, so it is not an iLO's web server. Check the "
                          "address and the port."), attempt->port, attempt->host);
  if (attempt->known_rung == ILO_TLS_RUNG_MODERN
      || (attempt->known_rung == ILO_TLS_RUNG_OLD && ilo_tls_wants_legacy (tls)))
    return g_error_new (ILO_ERROR, ILO_ERROR_TLS_DOWNGRADE,
                        _("The TLS handshake with %s failed (%s). It has done better before (%s), so nothing "
                          "weaker was tried. Try again; if it stays so, either the iLO was set up anew or "
                          "somebody tries to weaken the connection."),
                        attempt->host, reason != NULL ? reason : _("the connection was closed"),
                        ilo_tls_rung_name (attempt->known_rung));
  if (ilo_tls_wants_legacy (tls))
    return g_error_new (ILO_ERROR, ILO_ERROR_TLS_LEGACY,
                        _("%s knows no secure renegotiation, so an attacker could insert something into the "
                          "connection before your own requests. It can only be reached if you accept that."),
                        attempt->host);
  if (ilo_tls_has_no_common_cipher (tls))
    return g_error_new (ILO_ERROR, ILO_ERROR_TLS,
                        _("The TLS handshake with %s failed: with TLS 1.2 and with TLS 1.0 alike, it offers no "
                          "cipher that this system has (%s). If it knows nothing but RC4 and 3DES, only a newer "
                          "firmware of the iLO helps."), attempt->host, reason);
  return g_error_new (ILO_ERROR, ILO_ERROR_TLS,
                      _("The TLS handshake with %s failed, both with TLS 1.2 and with TLS 1.0 at the lowest "
                        "security level (%s). Check that port %u is an iLO's web server."),
                      attempt->host, reason != NULL ? reason : _("the connection was closed"), attempt->port);
}

static GError *
error_for_timeout (const IloHttpAttempt *attempt)
{
  if (attempt->phase == ILO_HTTP_PHASE_CONNECTING)
    return g_error_new (ILO_ERROR, ILO_ERROR_TIMEOUT,
                        _("%s did not answer on port %u within %g seconds. Check the address, and that the "
                          "network lets you through."),
                        attempt->host, attempt->port, attempt->connect_timeout / 1000.0);
  if (attempt->phase == ILO_HTTP_PHASE_HANDSHAKE)
    return g_error_new (ILO_ERROR, ILO_ERROR_TIMEOUT,
                        _("%s took the connection on port %u but did not finish the TLS handshake within %g "
                          "seconds."), attempt->host, attempt->port, attempt->connect_timeout / 1000.0);
  return g_error_new (ILO_ERROR, ILO_ERROR_TIMEOUT,
                      _("%s did not answer %s %s within %g seconds."),
                      attempt->host, attempt->method, attempt->path, attempt->answer_timeout / 1000.0);
}

static GError *
error_for_connect (const IloHttpAttempt *attempt,
                   CURL                 *easy)
{
  long os_error = 0;

  curl_easy_getinfo (easy, CURLINFO_OS_ERRNO, &os_error);
  if (os_error == ECONNREFUSED)
    return g_error_new (ILO_ERROR, ILO_ERROR_REFUSED,
                        _("%s refuses connections on port %u. Check the address and the port, and that the "
                          "iLO's web server is enabled."), attempt->host, attempt->port);
  return g_error_new (ILO_ERROR, ILO_ERROR_UNREACHABLE,
                      _("%s cannot be reached (%s). Check the address and your network."), attempt->host,
                      os_error != 0 ? g_strerror (os_error) : _("the connection could not be made"));
}

/**
 * ilo_http_error_for_lookup:
 * @attempt: what was tried
 * @lookup: (nullable): what the resolver said; %NULL: nothing in time
 *
 * Returns: (transfer full): the error for the user
 */
GError *
ilo_http_error_for_lookup (const IloHttpAttempt *attempt,
                           const GError         *lookup)
{
  if (lookup == NULL)
    return g_error_new (ILO_ERROR, ILO_ERROR_TIMEOUT,
                        _("The name “%s” could not be looked up within %g seconds. Check your network, or give "
                          "the address as a number."), attempt->host, attempt->connect_timeout / 1000.0);
  if (g_error_matches (lookup, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND))
    return g_error_new (ILO_ERROR, ILO_ERROR_UNREACHABLE,
                        _("There is no host named “%s”. Check the address."), attempt->host);
  return g_error_new (ILO_ERROR, ILO_ERROR_UNREACHABLE,
                      _("The name “%s” cannot be looked up (%s). Check your network, or give the address as a "
                        "number."), attempt->host, lookup->message);
}

/**
 * ilo_http_error_for_curl:
 * @attempt: what was tried
 * @easy: with what
 * @code: what came of it, not %CURLE_OK
 * @tls: what came of the handshake
 *
 * Returns: (transfer full): the error for the user
 */
GError *
ilo_http_error_for_curl (const IloHttpAttempt *attempt,
                         CURL                 *easy,
                         CURLcode              code,
                         IloTls               *tls)
{
  switch ((int) code)
    {
    case CURLE_OPERATION_TIMEDOUT:
      return error_for_timeout (attempt);
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
      return error_for_connect (attempt, easy);
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
      return error_for_handshake (attempt, tls);
    case CURLE_WRITE_ERROR:
    case CURLE_FILESIZE_EXCEEDED:
    case CURLE_OUT_OF_MEMORY:     /* what libcurl calls a header that is longer than it takes */
      return g_error_new (ILO_ERROR, ILO_ERROR_PROTOCOL,
                          _("%s answered %s %s with more than any iLO does. Check that the address is an iLO's."),
                          attempt->host, attempt->method, attempt->path);
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_PARTIAL_FILE:
      return g_error_new (ILO_ERROR, ILO_ERROR_LOST,
                          _("%s closed the connection before it had answered %s %s. Try again."),
                          attempt->host, attempt->method, attempt->path);
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_BAD_CONTENT_ENCODING:
      return g_error_new (ILO_ERROR, ILO_ERROR_NOT_ILO,
                          _("Port %u of %s does not speak HTTP, so it is not an iLO's web server. Check the "
                            "address and the port."), attempt->port, attempt->host);
    default:
      return g_error_new (ILO_ERROR, ILO_ERROR_FAILED, _("Asking %s for %s failed: %s."), attempt->host,
                          attempt->path, curl_easy_strerror (code));
    }
}
