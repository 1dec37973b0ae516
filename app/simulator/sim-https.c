/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "sim-calls.h"
#include "sim-https.h"
#include "sim-port.h"
#include "sim-redfish.h"
#include "sim-request.h"

/* What was seen on firmware 2.54 comes first; the rest is for clients without it. */
#define TLS_SUITES "%SERVER_PRECEDENCE:-CIPHER-ALL:+AES-128-GCM:+AES-256-GCM:+AES-128-CBC:+AES-256-CBC"
#define TLS_GROUPS "-GROUP-ALL:+GROUP-SECP384R1:+GROUP-SECP256R1"

/* No RSA-PSS but where TLS 1.3 needs it: older firmware does not know that. */
#define TLS_SIGNATURES "-SIGN-ALL:+SIGN-RSA-SHA256:+SIGN-RSA-SHA384:+SIGN-RSA-SHA512:+SIGN-RSA-SHA1"
#define TLS_1_3_SIGNATURES "+SIGN-RSA-PSS-RSAE-SHA256:+SIGN-RSA-PSS-RSAE-SHA384"

/* Small enough for the JSON parser to go down into nothing but brackets. */
#define MAX_BODY 8192

typedef struct
{
  guint  status;
  char  *type;
  char  *body;
  guint  times;      /* 0: for ever */
} Override;

struct _SimHttps
{
  SimIlo          *ilo;            /* borrowed */
  SoupServer      *server;         /* owned */
  GSocketService  *service;        /* owned */
  GTlsCertificate *certificate;    /* owned */
  GHashTable      *overrides;      /* path → Override, owned */
  GPtrArray       *delayed;        /* owned Delayed */
  guint16          port;
};

/* Hangs on the address object of a client's connection, and lives as long as that. */
typedef struct
{
  SimHttps       *https;     /* borrowed */
  GIOStream      *tls;       /* borrowed; libsoup has it */
  GSocketAddress *local;     /* owned */
} Client;

#define CLIENT_DATA "rackside-simulator-client"

/* A log-in that waits for its answer. */
typedef struct
{
  SimHttps          *https;      /* borrowed */
  SoupServerMessage *message;    /* owned */
  guint              timer;
} Delayed;

static void
override_free (Override *override)
{
  g_free (override->type);
  g_free (override->body);
  g_free (override);
}

static void
delayed_free (Delayed *delayed)
{
  g_clear_handle_id (&delayed->timer, g_source_remove);
  g_object_unref (delayed->message);
  g_free (delayed);
}

static char *
get_peer (SoupServerMessage *message)
{
  GSocketAddress *address = soup_server_message_get_remote_address (message);

  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return g_strdup ("");
  return g_inet_address_to_string (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
}

/* The key in the cookie, or NULL. */
static char *
get_cookie_key (SoupServerMessage *message)
{
  const char *header = soup_message_headers_get_list (soup_server_message_get_request_headers (message),
                                                      "Cookie");
  g_auto(GStrv) cookies = g_strsplit (header != NULL ? header : "", ";", -1);

  for (guint i = 0; cookies[i] != NULL; i++)
    {
      const char *cookie = g_strstrip (cookies[i]);

      if (g_str_has_prefix (cookie, "sessionKey="))
        return g_strdup (cookie + strlen ("sessionKey="));
    }
  return NULL;
}

static JsonObject *
parse_body (SoupServerMessage *message)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr(GBytes) bytes = soup_message_body_flatten (body);
  g_autoptr(JsonParser) parser = json_parser_new_immutable ();
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  JsonNode *root;

  if (length == 0 || length > MAX_BODY || !g_utf8_validate (data, length, NULL) ||
      !json_parser_load_from_data (parser, data, length, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  return root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_dup_object (root) : NULL;
}

static gboolean
apply_override (SimHttps   *self,
                SimRequest *request,
                const char *path)
{
  Override *override = g_hash_table_lookup (self->overrides, path);

  if (override == NULL)
    return FALSE;
  sim_request_answer_text (request, override->status, override->type, override->body);
  if (override->times > 0 && --override->times == 0)
    g_hash_table_remove (self->overrides, path);
  return TRUE;
}

/* A GET brings its key in the cookie. A POST names the session in its body; a cookie that it brings as
 * well has to be right, too. */
static gboolean
find_session (SimRequest *request,
              gboolean    is_post)
{
  g_autofree char *cookie = get_cookie_key (request->message);
  SimSession *from_cookie = sim_sessions_find (request->ilo->sessions, cookie);

  if (!is_post)
    request->session = from_cookie;
  else if (cookie == NULL || from_cookie != NULL)
    request->session = sim_sessions_find (request->ilo->sessions,
                                          sim_request_get_string (request, "session_key"));
  return request->session != NULL;
}

static void
log_request (SimRequest *request,
             const char *path)
{
  JsonObject *line = sim_log_event ("https", "request");
  const char *method = sim_request_get_string (request, "method");

  json_object_set_string_member (line, "method", soup_server_message_get_method (request->message));
  json_object_set_string_member (line, "path", path);
  json_object_set_int_member (line, "status", soup_server_message_get_status (request->message));
  if (request->session != NULL)
    json_object_set_int_member (line, "session", request->session->number);
  if (method != NULL)
    json_object_set_string_member (line, "call", method);
  sim_log_write (request->ilo->log, line);
}

static void
answer_json (SimRequest *request,
             const char *name,
             gboolean    is_post)
{
  const SimCall *call = sim_calls_find (name);
  SimRequestHandler handler;

  if (call == NULL)
    {
      sim_request_refuse (request, SOUP_STATUS_NOT_FOUND, "JS_ERR_NOT_FOUND", "There is no such call.");
      return;
    }
  handler = is_post ? call->post : call->get;
  if (handler == NULL)
    sim_request_refuse (request, SOUP_STATUS_METHOD_NOT_ALLOWED, "JS_ERR_METHOD",
                        "The call does not take this method.");
  else if (is_post && request->body == NULL)
    sim_request_refuse (request, SOUP_STATUS_BAD_REQUEST, "JS_ERR_JSON", "The body is no JSON object.");
  else if (!(call->is_open && !is_post) && !call->checks_itself && !find_session (request, is_post))
    sim_request_refuse (request, SOUP_STATUS_FORBIDDEN, "JS_ERR_LOST_SESSION",
                        "The session is not valid.");
  else
    handler (request);
}

static void
answer (SimHttps          *self,
        SoupServerMessage *message)
{
  const char *method = soup_server_message_get_method (message);
  const char *path = g_uri_get_path (soup_server_message_get_uri (message));
  gboolean is_get = g_str_equal (method, SOUP_METHOD_GET);
  gboolean is_post = g_str_equal (method, SOUP_METHOD_POST);
  g_autofree char *address = get_peer (message);
  SimRequest request = { .ilo = self->ilo, .message = message, .address = address };

  if (!is_get && !g_str_equal (method, SOUP_METHOD_HEAD))
    request.body = parse_body (message);
  if (apply_override (self, &request, path))
    ;
  else if (sim_redfish_is_path (path))
    sim_redfish_answer (&request, path);
  else if (!is_get && !is_post)
    sim_request_refuse (&request, SOUP_STATUS_METHOD_NOT_ALLOWED, "JS_ERR_METHOD",
                        "Only GET and POST are known here.");
  else if (g_str_has_prefix (path, "/json/"))
    answer_json (&request, path + strlen ("/json/"), is_post);
  else if (g_str_equal (path, "/xmldata") && is_get)
    sim_calls_answer_xmldata (&request);
  else if (g_str_equal (path, "/") && is_get)
    sim_request_answer_text (&request, SOUP_STATUS_OK, "text/html",
                             "<!DOCTYPE html><title>iLO 4</title><p>Rackside's simulated iLO 4.</p>\n");
  else
    sim_request_answer_text (&request, SOUP_STATUS_NOT_FOUND, "text/html",
                             "<!DOCTYPE html><title>Not found</title><p>There is nothing here.</p>\n");
  if (soup_server_message_get_status (message) == SOUP_STATUS_METHOD_NOT_ALLOWED)
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Allow",
                                  "GET, POST");
  log_request (&request, path);
  g_clear_pointer (&request.body, json_object_unref);
}

static gboolean
on_delay_over (gpointer user_data)
{
  Delayed *delayed = user_data;

  delayed->timer = 0;
  answer (delayed->https, delayed->message);
  soup_server_message_unpause (delayed->message);
  g_ptr_array_remove_fast (delayed->https->delayed, delayed);
  return G_SOURCE_REMOVE;
}

static gboolean
is_login (SoupServerMessage *message)
{
  g_autoptr(JsonObject) body = NULL;

  if (!g_str_equal (soup_server_message_get_method (message), SOUP_METHOD_POST) ||
      !g_str_equal (g_uri_get_path (soup_server_message_get_uri (message)), "/json/login_session"))
    return FALSE;
  body = parse_body (message);
  return g_strcmp0 (sim_json_get_string (body, "method"), "login") == 0;
}

static void
client_free (Client *client)
{
  g_clear_object (&client->local);
  g_free (client);
}

static void
serve (GIOStream      *tls,
       GSocketAddress *remote)
{
  Client *client = g_object_get_data (G_OBJECT (remote), CLIENT_DATA);
  g_autoptr(GError) error = NULL;

  if (!soup_server_accept_iostream (client->https->server, tls, client->local, remote, &error))
    g_warning ("%s", error->message);
}

typedef struct
{
  GIOStream      *tls;        /* owned */
  GSocketAddress *remote;     /* owned */
} NextRequest;

static gboolean
on_next_request (gpointer user_data)
{
  NextRequest *next = user_data;

  serve (next->tls, next->remote);
  return G_SOURCE_REMOVE;
}

static void
next_request_free (NextRequest *next)
{
  g_object_unref (next->tls);
  g_object_unref (next->remote);
  g_free (next);
}

static gboolean
keeps_alive (SoupServerMessage *message)
{
  return soup_server_message_get_http_version (message) >= SOUP_HTTP_1_1 &&
         !soup_message_headers_header_contains (soup_server_message_get_request_headers (message),
                                                "Connection", "close");
}

/* libsoup keeps only connections alive that it has accepted itself, and (3.2) never frees one whose client
 * goes away between requests. So each request gets a new connection object on the same stream. (What a
 * client sends before it has the answer to its last request is lost; no client of an iLO does that.) */
static void
on_answered (SoupServerMessage *message,
             Client            *client)
{
  NextRequest *next;

  if (!keeps_alive (message))
    return;
  next = g_new0 (NextRequest, 1);
  next->tls = g_object_ref (client->tls);
  next->remote = g_object_ref (soup_server_message_get_remote_address (message));
  g_idle_add_full (G_PRIORITY_DEFAULT, on_next_request, next, (GDestroyNotify) next_request_free);
  g_object_unref (soup_server_message_steal_connection (message));
}

static void
on_request (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  SimHttps *self = user_data;
  GSocketAddress *remote = soup_server_message_get_remote_address (message);
  guint seconds = is_login (message) ? sim_sessions_get_delay (self->ilo->sessions) : 0;
  Delayed *delayed;

  if (!keeps_alive (message))
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Connection",
                                  "close");
  g_signal_connect (message, "wrote-body", G_CALLBACK (on_answered),
                    g_object_get_data (G_OBJECT (remote), CLIENT_DATA));
  if (seconds == 0)
    {
      answer (self, message);
      return;
    }
  delayed = g_new0 (Delayed, 1);
  delayed->https = self;
  delayed->message = g_object_ref (message);
  delayed->timer = g_timeout_add (1000 * seconds, on_delay_over, delayed);
  g_ptr_array_add (self->delayed, delayed);
  soup_server_message_pause (message);
}

/* What is too long, or does not say how long it is, is not read into memory. */
static void
on_request_begins (SoupServer        *server,
                   SoupServerMessage *message,
                   const char        *path,
                   GHashTable        *query,
                   gpointer           user_data)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  guint status = SOUP_STATUS_NONE;

  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CHUNKED)
    status = SOUP_STATUS_LENGTH_REQUIRED;
  else if (soup_message_headers_get_content_length (headers) > MAX_BODY)
    status = SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE;
  if (status == SOUP_STATUS_NONE)
    return;
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  soup_server_message_set_status (message, status, NULL);
}

static void
on_shaken_hands (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GSocketAddress) remote = user_data;
  g_autoptr(GIOStream) tls = G_IO_STREAM (source);      /* the reference that on_incoming() left */

  if (g_tls_connection_handshake_finish (G_TLS_CONNECTION (tls), result, NULL))
    serve (tls, remote);
}

static gboolean
on_incoming (GSocketService    *service,
             GSocketConnection *socket,
             GObject           *source,
             gpointer           user_data)
{
  SimHttps *self = user_data;
  g_autoptr(GSocketAddress) remote = g_socket_connection_get_remote_address (socket, NULL);
  g_autoptr(GSocketConnection) connection = NULL;
  g_autoptr(GError) error = NULL;
  GIOStream *tls = NULL;
  Client *client;

  if (sim_ilo_is_deaf (self->ilo) || remote == NULL)
    return TRUE;
  connection = sim_relays_connect (self->ilo->relays, SIM_PLACE_HTTPS, socket, NULL, &error);
  if (connection != NULL)
    tls = g_tls_server_connection_new (G_IO_STREAM (connection), self->certificate, &error);
  if (tls == NULL)
    {
      g_warning ("%s", error->message);
      return TRUE;
    }
  client = g_new0 (Client, 1);
  client->https = self;
  client->tls = tls;
  client->local = g_socket_connection_get_local_address (socket, NULL);
  g_object_set_data_full (G_OBJECT (remote), CLIENT_DATA, client, (GDestroyNotify) client_free);
  /* No client has a certificate to be verified, and every database is megabytes of the system's CAs. */
  g_tls_connection_set_database (G_TLS_CONNECTION (tls), NULL);
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (tls), FALSE);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (tls), G_PRIORITY_DEFAULT, NULL, on_shaken_hands,
                                    g_steal_pointer (&remote));
  return TRUE;
}

/**
 * sim_https_get_tls_priority:
 * @options: what is asked for
 *
 * Returns: (transfer full): the priority string for GnuTLS. GLib's TLS has no way of its own to limit
 *   versions; its GnuTLS backend takes this from the environment when it is first used
 */
char *
sim_https_get_tls_priority (const SimOptions *options)
{
  gboolean is_any = g_str_equal (options->tls, "any");
  GString *priority = g_string_new ("NORMAL:" TLS_SUITES ":" TLS_GROUPS ":" TLS_SIGNATURES ":-VERS-ALL");

  if (is_any)
    g_string_append (priority, ":+VERS-TLS1.3:+VERS-TLS1.2:+VERS-TLS1.1:+VERS-TLS1.0");
  else
    g_string_append_printf (priority, ":+VERS-TLS%s", options->tls);
  if (is_any || g_str_equal (options->tls, "1.3"))
    g_string_append (priority, ":" TLS_1_3_SIGNATURES);
  g_string_append (priority, options->tls_rsa ? ":-KX-ALL:+RSA" : ":-KX-ALL:+ECDHE-RSA:+RSA");
  if (options->tls_no_renegotiation)
    g_string_append (priority, ":%DISABLE_SAFE_RENEGOTIATION");
  return g_string_free (priority, FALSE);
}

/**
 * sim_https_new:
 * @ilo: (transfer none): the iLO
 * @certificate: key and certificate
 * @error: return location for an error
 *
 * Listens where the options say. sim_https_get_tls_priority() has to be in the environment already.
 *
 * Returns: (transfer full) (nullable): the web server
 */
SimHttps *
sim_https_new (SimIlo                *ilo,
               const SimCertificate  *certificate,
               GError               **error)
{
  g_autoptr(SimHttps) self = g_new0 (SimHttps, 1);

  self->ilo = ilo;
  self->port = ilo->options->https_port;
  self->overrides = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                           (GDestroyNotify) override_free);
  self->delayed = g_ptr_array_new_with_free_func ((GDestroyNotify) delayed_free);
  self->certificate = g_tls_certificate_new_from_pem (certificate->pem, -1, error);
  if (self->certificate == NULL)
    return NULL;
  self->service = sim_port_listen (ilo->options->address, &self->port, error);
  if (self->service == NULL)
    return NULL;
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_early_handler (self->server, NULL, on_request_begins, self, NULL);
  soup_server_add_handler (self->server, NULL, on_request, self, NULL);
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);
  g_socket_service_start (self->service);
  return g_steal_pointer (&self);
}

void
sim_https_free (SimHttps *self)
{
  if (self->service != NULL)
    {
      g_socket_service_stop (self->service);
      g_socket_listener_close (G_SOCKET_LISTENER (self->service));
    }
  g_clear_object (&self->service);
  g_clear_pointer (&self->delayed, g_ptr_array_unref);
  if (self->server != NULL)
    soup_server_disconnect (self->server);
  g_clear_object (&self->server);
  g_clear_object (&self->certificate);
  g_clear_pointer (&self->overrides, g_hash_table_unref);
  g_free (self);
}

guint16
sim_https_get_port (SimHttps *self)
{
  return self->port;
}

/**
 * sim_https_override:
 * @self: the web server
 * @path: a path, such as `/json/rc_info`
 * @status: the HTTP status, or 0 to answer as usual again
 * @type: the content type
 * @body: the body
 * @times: how often, 0 for ever
 *
 * Answers requests for a path with something else, whatever their method.
 */
void
sim_https_override (SimHttps   *self,
                    const char *path,
                    guint       status,
                    const char *type,
                    const char *body,
                    guint       times)
{
  Override *override;

  if (status == 0)
    {
      g_hash_table_remove (self->overrides, path);
      return;
    }
  override = g_new0 (Override, 1);
  override->status = status;
  override->type = g_strdup (type);
  override->body = g_strdup (body);
  override->times = times;
  g_hash_table_replace (self->overrides, g_strdup (path), override);
}
