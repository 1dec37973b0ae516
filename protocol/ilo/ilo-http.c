/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "ilo-curl-private.h"
#include "ilo-error.h"
#include "ilo-http.h"
#include "ilo-http-error-private.h"
#include "ilo-secret.h"
#include "ilo-tls-private.h"

/* OpenSSL's default list without its minimum strength: the oldest iLOs have SHA-1 and RSA-1024. */
#define OLD_CIPHERS "DEFAULT:@SECLEVEL=0"

/* Bytes of all headers of an answer; an iLO sends a few hundred. */
#define MAX_HEADERS (64 * 1024)

/**
 * IloHttp:
 *
 * The HTTPS side of one iLO: one kept connection, one request at a time, in the thread-default main context
 * of whoever made it. It looks at the server's key before it sends anything, and steps down in TLS
 * only as far as it has to (iLO 4 over HTTPS, “TLS”).
 */
struct _IloHttp
{
  GObject       parent_instance;
  char         *host;               /* owned */
  guint16       port;
  GMainContext *context;            /* owned */
  IloTls       *tls;                /* owned; outlives the connection */
  IloCurl      *curl;               /* owned; NULL until first used */
  CURL         *easy;               /* owned; likewise */
  char         *addresses;          /* owned; for CURLOPT_RESOLVE; NULL until looked up */
  GQueue        waiting;            /* of owned GTask */
  GTask        *running;            /* owned, nullable */
  IloTlsRung    known_rung;         /* the best ever */
  IloTlsRung    rung;               /* of the last connection that came about */
  IloTlsRung    trying;             /* for the next connection */
  guint         connect_timeout;
  guint         answer_timeout;
  guint         allow_legacy : 1;
  guint         verified : 1;
  guint         fresh : 1;          /* the kept connection must not be used again */
};

typedef struct
{
  char              *method;
  char              *path;
  char              *cookie;        /* owned, nullable; a secret */
  char              *body;          /* owned, nullable; a secret */
  IloHttpFlags       flags;
  GSource           *cancel_source; /* owned, nullable */
  GSource           *lookup_timer;  /* owned, nullable */
  struct curl_slist *headers;       /* owned */
  struct curl_slist *resolve;       /* owned */
  GByteArray        *received;      /* owned; may hold a secret */
  gsize              header_bytes;  /* that have come, of all headers */
  IloHttpPhase       phase;
  gboolean           in_transfer;
} Request;

G_DEFINE_FINAL_TYPE (IloHttp, ilo_http, G_TYPE_OBJECT)

static void start_next (IloHttp *self);

static void
wipe_bytes (GByteArray *bytes)
{
  if (bytes == NULL)
    return;
  if (bytes->len > 0)
    explicit_bzero (bytes->data, bytes->len);
  g_byte_array_unref (bytes);
}

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
request_free (Request *request)
{
  clear_source (&request->cancel_source);
  clear_source (&request->lookup_timer);
  curl_slist_free_all (request->headers);
  curl_slist_free_all (request->resolve);
  ilo_secret_free (request->cookie);
  ilo_secret_free (request->body);
  wipe_bytes (request->received);
  g_free (request->method);
  g_free (request->path);
  g_free (request);
}

/**
 * ilo_http_response_free:
 * @response: (transfer full) (nullable): a response
 *
 * Wipes and frees it: it may hold a session key.
 */
void
ilo_http_response_free (IloHttpResponse *response)
{
  if (response == NULL)
    return;
  explicit_bzero (response->body, response->length);
  g_free (response->body);
  g_free (response);
}

static IloHttpAttempt
describe_attempt (IloHttp *self,
                  Request *request)
{
  return (IloHttpAttempt) {
    .host = self->host,
    .port = self->port,
    .method = request->method,
    .path = request->path,
    .connect_timeout = self->connect_timeout,
    .answer_timeout = self->answer_timeout,
    .phase = request->phase,
    .known_rung = self->known_rung,
  };
}

/* Ends the request that is under way, and begins the next one. */
static void
finish (IloHttp         *self,
        IloHttpResponse *response,
        GError          *error)
{
  g_autoptr(IloHttp) alive = g_object_ref (self);
  g_autoptr(GTask) task = g_steal_pointer (&self->running);
  Request *request = g_task_get_task_data (task);

  clear_source (&request->cancel_source);
  clear_source (&request->lookup_timer);
  start_next (self);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, response, (GDestroyNotify) ilo_http_response_free);
}

static size_t
on_received (char   *data,
             size_t  size,
             size_t  n,
             void   *user_data)
{
  Request *request = user_data;
  gsize length = size * n;
  GByteArray *grown;

  if (length > ILO_HTTP_MAX_RESPONSE - request->received->len)
    return 0;
  /* Not g_byte_array_append(): it would leave copies of a session key behind when it grows. */
  grown = g_byte_array_sized_new (request->received->len + length + 1);
  g_byte_array_append (grown, request->received->data, request->received->len);
  g_byte_array_append (grown, (const guint8 *) data, length);
  wipe_bytes (request->received);
  request->received = grown;
  return length;
}

/* Nothing is made of headers, but libcurl keeps them, and not every version of it has a limit. With theirs it would
 * look as if the connection had broken. */
static size_t
on_header (char   *data,
           size_t  size,
           size_t  n,
           void   *user_data)
{
  Request *request = user_data;
  gsize length = size * n;

  if (length > MAX_HEADERS - request->header_bytes)
    return 0;
  request->header_bytes += length;
  return length;
}

static CURLcode
on_ssl_context (CURL *easy,
                void *ssl_context,
                void *user_data)
{
  IloHttp *self = user_data;
  Request *request = g_task_get_task_data (self->running);

  request->phase = ILO_HTTP_PHASE_HANDSHAKE;
  ilo_tls_begin (self->tls);
  ilo_tls_attach (self->tls, ssl_context, self->trying);
  return CURLE_OK;
}

/* Called when there is a connection, a new one or the kept one, and the request goes out. */
static int
on_request_begins (void *user_data,
                   char *remote_address,
                   char *local_address,
                   int   remote_port,
                   int   local_port)
{
  Request *request = user_data;

  request->phase = ILO_HTTP_PHASE_ANSWER;
  return CURL_PREREQFUNC_OK;
}

static char *
build_url (IloHttp    *self,
           const char *path)
{
  g_autofree char *scoped = NULL;

  if (strchr (self->host, ':') == NULL)
    return g_strdup_printf ("https://%s:%u%s", self->host, self->port, path);
  scoped = g_strdup (self->host);
  if (strchr (scoped, '%') != NULL)
    {
      g_auto(GStrv) parts = g_strsplit (scoped, "%", 2);

      g_free (scoped);
      scoped = g_strjoin ("%25", parts[0], parts[1], NULL);
    }
  return g_strdup_printf ("https://[%s]:%u%s", scoped, self->port, path);
}

static void
set_tls_options (IloHttp *self)
{
  gboolean modern = self->trying == ILO_TLS_RUNG_MODERN;

  /* The check of the key is ours (see ilo-tls.c): the chain of an iLO's certificate cannot be verified. */
  curl_easy_setopt (self->easy, CURLOPT_SSL_VERIFYPEER, 0L);
  curl_easy_setopt (self->easy, CURLOPT_SSL_VERIFYHOST, 0L);
  curl_easy_setopt (self->easy, CURLOPT_SSL_CTX_FUNCTION, on_ssl_context);
  curl_easy_setopt (self->easy, CURLOPT_SSL_CTX_DATA, self);
  /* A resumed connection shows no key to check. */
  curl_easy_setopt (self->easy, CURLOPT_SSL_SESSIONID_CACHE, 0L);
  curl_easy_setopt (self->easy, CURLOPT_SSL_ENABLE_ALPN, 0L);
  curl_easy_setopt (self->easy, CURLOPT_SSLVERSION,
                    (long) (modern ? CURL_SSLVERSION_TLSv1_2 : CURL_SSLVERSION_TLSv1_0));
  if (!modern)
    curl_easy_setopt (self->easy, CURLOPT_SSL_CIPHER_LIST, OLD_CIPHERS);
}

static void
set_request_options (IloHttp *self,
                     Request *request)
{
  g_autofree char *url = build_url (self, request->path);

  curl_easy_setopt (self->easy, CURLOPT_URL, url);
  curl_easy_setopt (self->easy, CURLOPT_PROTOCOLS_STR, "https");
  curl_easy_setopt (self->easy, CURLOPT_HTTP_VERSION, (long) CURL_HTTP_VERSION_1_1);
  curl_easy_setopt (self->easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt (self->easy, CURLOPT_NOSIGNAL, 1L);
  /* The console ports cannot go through a web proxy either, and an iLO is on one's own network. */
  curl_easy_setopt (self->easy, CURLOPT_PROXY, "");
  curl_easy_setopt (self->easy, CURLOPT_CONNECTTIMEOUT_MS, (long) self->connect_timeout);
  curl_easy_setopt (self->easy, CURLOPT_TIMEOUT_MS, (long) self->answer_timeout);
  curl_easy_setopt (self->easy, CURLOPT_WRITEFUNCTION, on_received);
  curl_easy_setopt (self->easy, CURLOPT_WRITEDATA, request);
  curl_easy_setopt (self->easy, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt (self->easy, CURLOPT_HEADERDATA, request);
  curl_easy_setopt (self->easy, CURLOPT_PREREQFUNCTION, on_request_begins);
  curl_easy_setopt (self->easy, CURLOPT_PREREQDATA, request);
  curl_easy_setopt (self->easy, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt (self->easy, CURLOPT_RESOLVE, request->resolve);
  curl_easy_setopt (self->easy, CURLOPT_COOKIE, request->cookie);
  if (self->fresh || (request->flags & ILO_HTTP_FLAGS_ONCE) != 0)
    curl_easy_setopt (self->easy, CURLOPT_FRESH_CONNECT, 1L);
  if (request->body != NULL)
    {
      /* Borrowed by libcurl, not copied. */
      curl_easy_setopt (self->easy, CURLOPT_POSTFIELDS, request->body);
      curl_easy_setopt (self->easy, CURLOPT_POSTFIELDSIZE, (long) strlen (request->body));
      curl_easy_setopt (self->easy, CURLOPT_HTTPHEADER, request->headers);
    }
  curl_easy_setopt (self->easy, CURLOPT_CUSTOMREQUEST, request->method);
}

static void
begin_transfer (IloHttp *self)
{
  Request *request = g_task_get_task_data (self->running);

  clear_source (&request->lookup_timer);
  g_clear_pointer (&request->received, wipe_bytes);
  request->received = g_byte_array_new ();
  request->header_bytes = 0;
  request->phase = ILO_HTTP_PHASE_CONNECTING;
  if (self->addresses != NULL && request->resolve == NULL)
    request->resolve = curl_slist_append (NULL, self->addresses);
  curl_easy_reset (self->easy);
  set_tls_options (self);
  set_request_options (self, request);
  request->in_transfer = TRUE;
  ilo_curl_start (self->curl, self->easy);
}

/* Whether another, lower rung may help, which is then the next to be tried. */
static gboolean
step_down (IloHttp  *self,
           CURLcode  code)
{
  IloTlsVerdict verdict = ilo_tls_get_verdict (self->tls);

  if (code != CURLE_SSL_CONNECT_ERROR && code != CURLE_SSL_CIPHER)
    return FALSE;
  if (verdict == ILO_TLS_VERDICT_UNKNOWN || verdict == ILO_TLS_VERDICT_CHANGED
      || ilo_tls_is_not_tls (self->tls))
    return FALSE;
  if (self->trying == ILO_TLS_RUNG_MODERN && self->known_rung < ILO_TLS_RUNG_MODERN)
    self->trying = ILO_TLS_RUNG_OLD;
  else if (self->trying == ILO_TLS_RUNG_OLD && self->known_rung < ILO_TLS_RUNG_OLD
           && self->allow_legacy && ilo_tls_wants_legacy (self->tls))
    self->trying = ILO_TLS_RUNG_LEGACY;
  else
    return FALSE;
  return TRUE;
}

static IloHttpResponse *
take_response (IloHttp *self,
               Request *request)
{
  IloHttpResponse *response = g_new0 (IloHttpResponse, 1);
  long status = 0;

  curl_easy_getinfo (self->easy, CURLINFO_RESPONSE_CODE, &status);
  response->status = (guint) status;
  response->length = request->received->len;
  response->body = g_malloc (response->length + 1);
  if (response->length > 0)
    memcpy (response->body, request->received->data, response->length);
  response->body[response->length] = '\0';
  return response;
}

static void
on_transfer_done (CURLcode code,
                  gpointer user_data)
{
  IloHttp *self = user_data;
  Request *request = g_task_get_task_data (self->running);
  IloHttpAttempt attempt = describe_attempt (self, request);

  request->in_transfer = FALSE;
  if (code == CURLE_OK)
    {
      self->fresh = FALSE;
      self->rung = self->trying;
      self->known_rung = MAX (self->known_rung, self->rung);
      self->verified = ilo_tls_get_verdict (self->tls) == ILO_TLS_VERDICT_VERIFIED;
      finish (self, take_response (self, request), NULL);
      return;
    }
  if (step_down (self, code))
    {
      begin_transfer (self);
      return;
    }
  /* The next request looks the name up anew: the host may have moved. */
  if (code == CURLE_COULDNT_CONNECT || code == CURLE_OPERATION_TIMEDOUT)
    g_clear_pointer (&self->addresses, g_free);
  finish (self, NULL, ilo_http_error_for_curl (&attempt, self->easy, code, self->tls));
}

/* “HOST:PORT:ADDRESS,ADDRESS”: libcurl's own resolver could not be cancelled without waiting for it. */
static char *
format_addresses (IloHttp *self,
                  GList   *addresses)
{
  GString *text = g_string_new (NULL);

  g_string_printf (text, "%s:%u:", self->host, self->port);
  for (GList *item = addresses; item != NULL; item = item->next)
    {
      g_autofree char *address = g_inet_address_to_string (item->data);

      g_string_append_printf (text, "%s%s", item == addresses ? "" : ",", address);
    }
  return g_string_free (text, FALSE);
}

static void
on_looked_up (GObject      *resolver,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  IloHttp *self = g_task_get_source_object (task);
  IloHttpAttempt attempt = describe_attempt (self, g_task_get_task_data (task));
  GList *addresses = g_resolver_lookup_by_name_finish (G_RESOLVER (resolver), result, &error);

  if (addresses != NULL && self->addresses == NULL)
    self->addresses = format_addresses (self, addresses);
  g_resolver_free_addresses (addresses);
  if (task != self->running)     /* given up meanwhile */
    return;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    finish (self, NULL, g_steal_pointer (&error));
  else if (self->addresses == NULL)
    finish (self, NULL, ilo_http_error_for_lookup (&attempt, error));
  else
    begin_transfer (self);
}

static gboolean
on_lookup_timeout (gpointer user_data)
{
  IloHttp *self = user_data;
  IloHttpAttempt attempt = describe_attempt (self, g_task_get_task_data (self->running));

  finish (self, NULL, ilo_http_error_for_lookup (&attempt, NULL));
  return G_SOURCE_REMOVE;
}

/* A resolver that is not answered may take very long to say so, and may not be in a hurry to be cancelled. */
static void
look_up (IloHttp *self)
{
  g_autoptr(GResolver) resolver = g_resolver_get_default ();
  Request *request = g_task_get_task_data (self->running);

  request->lookup_timer = g_timeout_source_new (self->connect_timeout);
  g_source_set_callback (request->lookup_timer, on_lookup_timeout, self, NULL);
  g_source_attach (request->lookup_timer, self->context);
  g_main_context_push_thread_default (self->context);
  g_resolver_lookup_by_name_async (resolver, self->host, g_task_get_cancellable (self->running),
                                   on_looked_up, g_object_ref (self->running));
  g_main_context_pop_thread_default (self->context);
}

static gboolean
is_host (const char *text)
{
  return text[0] != '\0' && strpbrk (text, "/?#@\\ \t\r\n\"<>") == NULL;
}

static gboolean
set_up (IloHttp  *self,
        GError  **error)
{
  if (!is_host (self->host))
    {
      g_set_error (error, ILO_ERROR, ILO_ERROR_UNREACHABLE,
                   _("“%s” is not the name or address of a host."), self->host);
      return FALSE;
    }
  if (self->curl == NULL)
    self->curl = ilo_curl_new (self->context, on_transfer_done, self, error);
  if (self->curl == NULL)
    return FALSE;
  if (self->easy == NULL)
    self->easy = curl_easy_init ();
  if (self->easy == NULL)
    g_set_error_literal (error, ILO_ERROR, ILO_ERROR_FAILED,
                         _("The HTTPS library libcurl could not be initialised."));
  return self->easy != NULL;
}

static void
start_next (IloHttp *self)
{
  g_autoptr(GError) error = NULL;

  if (self->running != NULL || g_queue_is_empty (&self->waiting))
    return;
  self->running = g_queue_pop_head (&self->waiting);
  self->trying = self->rung != ILO_TLS_RUNG_UNKNOWN ? self->rung : ILO_TLS_RUNG_MODERN;
  if (!set_up (self, &error))
    finish (self, NULL, g_steal_pointer (&error));
  else if (self->addresses == NULL && !g_hostname_is_ip_address (self->host)
           && strchr (self->host, ':') == NULL)
    look_up (self);
  else
    begin_transfer (self);
}

static gboolean
on_cancelled (GCancellable *cancellable,
              gpointer      user_data)
{
  GTask *task = user_data;
  IloHttp *self = g_task_get_source_object (task);
  Request *request = g_task_get_task_data (task);

  if (task == self->running)
    {
      if (request->in_transfer)
        ilo_curl_stop (self->curl, self->easy);
      finish (self, NULL, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Cancelled")));
      return G_SOURCE_REMOVE;
    }
  if (g_queue_remove (&self->waiting, task))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Cancelled"));
      g_object_unref (task);
    }
  return G_SOURCE_REMOVE;
}

/* A request under way holds a reference, so none is when this is called. */
static void
ilo_http_finalize (GObject *object)
{
  IloHttp *self = ILO_HTTP (object);

  if (self->easy != NULL)
    curl_easy_cleanup (self->easy);
  ilo_curl_free (self->curl);
  ilo_tls_free (self->tls);
  g_main_context_unref (self->context);
  g_free (self->addresses);
  g_free (self->host);
  G_OBJECT_CLASS (ilo_http_parent_class)->finalize (object);
}

static void
ilo_http_class_init (IloHttpClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ilo_http_finalize;
}

static void
ilo_http_init (IloHttp *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->trying = ILO_TLS_RUNG_MODERN;
  self->connect_timeout = ILO_HTTP_CONNECT_TIMEOUT;
  self->answer_timeout = ILO_HTTP_ANSWER_TIMEOUT;
  g_queue_init (&self->waiting);
}

/**
 * ilo_http_new:
 * @host: name or address, without brackets
 * @port: TCP port, usually 443
 *
 * Returns: (transfer full): a client for this server that runs in the thread-default main context
 */
IloHttp *
ilo_http_new (const char *host,
              guint16     port)
{
  IloHttp *self = g_object_new (ILO_TYPE_HTTP, NULL);

  self->host = g_strdup (host);
  self->port = port;
  self->tls = ilo_tls_new (host);
  return self;
}

/**
 * ilo_http_get_host:
 * @self: a client
 *
 * Returns: the server's name or address
 */
const char *
ilo_http_get_host (IloHttp *self)
{
  return self->host;
}

/**
 * ilo_http_get_port:
 * @self: a client
 *
 * Returns: the server's port
 */
guint16
ilo_http_get_port (IloHttp *self)
{
  return self->port;
}

/**
 * ilo_http_set_known_key:
 * @self: a client
 * @key: (nullable): the only public key to accept, as `sha256//BASE64`; %NULL when none is known
 *
 * Says whom to trust on the next connections. Without a known key a server is accepted only when the
 * system's authorities vouch for it; any other gives %ILO_ERROR_KEY_UNKNOWN, and a key that is not the
 * known one %ILO_ERROR_KEY_CHANGED, both before anything was sent.
 */
void
ilo_http_set_known_key (IloHttp    *self,
                        const char *key)
{
  ilo_tls_set_known_key (self->tls, key);
  self->fresh = TRUE;
}

/**
 * ilo_http_get_known_key:
 * @self: a client
 *
 * Returns: (nullable): what ilo_http_set_known_key() was given
 */
const char *
ilo_http_get_known_key (IloHttp *self)
{
  return ilo_tls_get_known_key (self->tls);
}

/**
 * ilo_http_set_accept_any_key:
 * @self: a client
 * @accept_any: whether every key will do, which is only for tests
 */
void
ilo_http_set_accept_any_key (IloHttp  *self,
                             gboolean  accept_any)
{
  ilo_tls_set_accept_any (self->tls, accept_any);
}

/**
 * ilo_http_set_known_rung:
 * @self: a client
 * @rung: the best rung that this host has ever done: nothing below it is tried
 */
void
ilo_http_set_known_rung (IloHttp    *self,
                         IloTlsRung  rung)
{
  self->known_rung = rung;
}

/**
 * ilo_http_set_allow_legacy:
 * @self: a client
 * @allow: whether the user accepts a server without secure renegotiation, after %ILO_ERROR_TLS_LEGACY
 */
void
ilo_http_set_allow_legacy (IloHttp  *self,
                           gboolean  allow)
{
  self->allow_legacy = allow != FALSE;
}

/**
 * ilo_http_set_timeouts:
 * @self: a client
 * @connect: milliseconds for connecting, with the TLS handshake
 * @answer: milliseconds for a whole request
 */
void
ilo_http_set_timeouts (IloHttp *self,
                       guint    connect,
                       guint    answer)
{
  self->connect_timeout = connect;
  self->answer_timeout = answer;
}

/**
 * ilo_http_get_server_key:
 * @self: a client
 *
 * Returns: (nullable): the public key that the server showed last, as `sha256//BASE64`, accepted or not
 */
const char *
ilo_http_get_server_key (IloHttp *self)
{
  return ilo_tls_get_key (self->tls);
}

/**
 * ilo_http_get_certificate:
 * @self: a client
 *
 * Returns: (nullable): what the certificate that the server showed last is worth
 */
const IloCertificate *
ilo_http_get_certificate (IloHttp *self)
{
  return ilo_tls_get_certificate (self->tls);
}

/**
 * ilo_http_is_verified_by_system:
 * @self: a client
 *
 * Returns: whether the system's authorities vouch for the server, so that its key need not be remembered
 */
gboolean
ilo_http_is_verified_by_system (IloHttp *self)
{
  return self->verified;
}

/**
 * ilo_http_get_rung:
 * @self: a client
 *
 * Returns: what it took to connect: to be shown, and remembered for ilo_http_set_known_rung()
 */
IloTlsRung
ilo_http_get_rung (IloHttp *self)
{
  return self->rung;
}

/**
 * ilo_http_get_tls_version:
 * @self: a client
 *
 * Returns: (nullable): the version of TLS in use, as in `TLSv1.2`
 */
const char *
ilo_http_get_tls_version (IloHttp *self)
{
  return ilo_tls_get_version (self->tls);
}

/**
 * ilo_http_get_tls_cipher:
 * @self: a client
 *
 * Returns: (nullable): the cipher suite in use, in OpenSSL's words
 */
const char *
ilo_http_get_tls_cipher (IloHttp *self)
{
  return ilo_tls_get_cipher (self->tls);
}

/**
 * ilo_http_request_async:
 * @self: a client
 * @method: `GET` or `POST`
 * @path: what to ask for, from the slash on
 * @cookie: (nullable): the value of the header `Cookie`
 * @body: (transfer full) (nullable): JSON to send; wiped when it is no longer needed
 * @flags: see #IloHttpFlags
 * @cancellable: (nullable): gives the request up at once
 * @callback: called when the server has answered, whatever the status, or cannot be reached
 * @user_data: for @callback
 *
 * Asks the server; requests wait for each other. Cancelling one that was sent closes the connection.
 */
void
ilo_http_request_async (IloHttp             *self,
                        const char          *method,
                        const char          *path,
                        const char          *cookie,
                        char                *body,
                        IloHttpFlags         flags,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Request *request = g_new0 (Request, 1);

  g_task_set_source_tag (task, ilo_http_request_async);
  g_task_set_check_cancellable (task, FALSE);
  request->method = g_strdup (method);
  request->path = g_strdup (path);
  request->cookie = g_strdup (cookie);
  request->body = body;
  request->flags = flags;
  request->headers = curl_slist_append (NULL, "Content-Type: application/json");
  g_task_set_task_data (task, request, (GDestroyNotify) request_free);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (cancellable != NULL)
    {
      request->cancel_source = g_cancellable_source_new (cancellable);
      g_source_set_callback (request->cancel_source, G_SOURCE_FUNC (on_cancelled), task, NULL);
      g_source_attach (request->cancel_source, self->context);
    }
  g_queue_push_tail (&self->waiting, g_steal_pointer (&task));
  start_next (self);
}

/**
 * ilo_http_request_finish:
 * @self: a client
 * @result: what the callback got
 * @error: where to say why there is no answer (%ILO_ERROR, or %G_IO_ERROR_CANCELLED)
 *
 * Returns: (transfer full): the answer, or %NULL
 */
IloHttpResponse *
ilo_http_request_finish (IloHttp       *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
