/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <netinet/in.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "fake-https.h"

#define N_KEYS 3
#define MAX_REQUEST 65536

typedef struct
{
  EVP_PKEY *key;
  X509     *certificate;
  char     *pin;
  char     *pem;
} Identity;

struct _FakeHttps
{
  FakeHttpsOptions  options;
  FakeHttpsHandler  handler;
  gpointer          user_data;
  int               listener;
  guint16           port;
  GThread          *acceptor;
  GMutex            lock;              /* for all of the following */
  GPtrArray        *threads;           /* of GThread */
  GArray           *sockets;           /* of int */
  GString          *log;
  guint             connections;
  guint             requests;
  gboolean          closing;
};

typedef struct
{
  FakeHttps *fake;
  int        fd;
  SSL       *ssl;
} Connection;

static EVP_PKEY *
make_key (FakeKey which)
{
  return which == FAKE_KEY_OLD ? EVP_RSA_gen (1024) : EVP_EC_gen ("P-256");
}

static X509 *
make_certificate (EVP_PKEY *key,
                  FakeKey   which)
{
  X509 *certificate = X509_new ();
  X509_NAME *name = X509_get_subject_name (certificate);
  X509_EXTENSION *names = X509V3_EXT_conf_nid (NULL, NULL, NID_subject_alt_name,
                                               "DNS:localhost,IP:127.0.0.1");

  X509_set_version (certificate, X509_VERSION_3);
  ASN1_INTEGER_set (X509_get_serialNumber (certificate), 1 + which);
  X509_gmtime_adj (X509_getm_notBefore (certificate), -3600);
  X509_gmtime_adj (X509_getm_notAfter (certificate), 3600);
  X509_NAME_add_entry_by_txt (name, "CN", MBSTRING_ASC, (const guint8 *) "localhost", -1, -1, 0);
  X509_set_issuer_name (certificate, name);
  X509_add_ext (certificate, names, -1);
  X509_EXTENSION_free (names);
  X509_set_pubkey (certificate, key);
  X509_sign (certificate, key, which == FAKE_KEY_OLD ? EVP_sha1 () : EVP_sha256 ());
  return certificate;
}

/* An independent way to the pin: the digest of the key as PEM would have it. */
static char *
make_pin (EVP_PKEY *key)
{
  guint8 *der = NULL;
  int length = i2d_PUBKEY (key, &der);
  guint8 digest[32];
  gsize digest_length = sizeof digest;
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *base64 = NULL;

  g_checksum_update (checksum, der, length);
  g_checksum_get_digest (checksum, digest, &digest_length);
  OPENSSL_free (der);
  base64 = g_base64_encode (digest, digest_length);
  return g_strconcat ("sha256//", base64, NULL);
}

static char *
make_pem (X509 *certificate)
{
  BIO *bio = BIO_new (BIO_s_mem ());
  char *text;
  long length;
  char *pem;

  PEM_write_bio_X509 (bio, certificate);
  length = BIO_get_mem_data (bio, &text);
  pem = g_strndup (text, length);
  BIO_free (bio);
  return pem;
}

static const Identity *
get_identity (FakeKey which)
{
  static Identity identities[N_KEYS];
  static gsize made[N_KEYS];

  if (g_once_init_enter (&made[which]))
    {
      Identity *identity = &identities[which];

      identity->key = make_key (which);
      identity->certificate = make_certificate (identity->key, which);
      identity->pin = make_pin (identity->key);
      identity->pem = make_pem (identity->certificate);
      g_once_init_leave (&made[which], 1);
    }
  return &identities[which];
}

const char *
fake_key_get_pin (FakeKey key)
{
  return get_identity (key)->pin;
}

const char *
fake_key_get_pem (FakeKey key)
{
  return get_identity (key)->pem;
}

static SSL_CTX *
make_context (FakeHttps *self)
{
  SSL_CTX *context = SSL_CTX_new (TLS_server_method ());
  const Identity *identity;

  g_mutex_lock (&self->lock);
  identity = get_identity (self->options.key);
  g_mutex_unlock (&self->lock);
  SSL_CTX_set_min_proto_version (context, self->options.min_version);
  SSL_CTX_set_max_proto_version (context, self->options.max_version);
  g_assert_cmpint (SSL_CTX_set_cipher_list (context, self->options.ciphers != NULL ? self->options.ciphers
                                            : "DEFAULT:@SECLEVEL=0"), ==, 1);
  g_assert_cmpint (SSL_CTX_use_certificate (context, identity->certificate), ==, 1);
  g_assert_cmpint (SSL_CTX_use_PrivateKey (context, identity->key), ==, 1);
  return context;
}

/* Reads until the request is whole. */
static char *
read_request (SSL *ssl)
{
  GString *request = g_string_new (NULL);
  gsize wanted = G_MAXSIZE;

  while (request->len < wanted && request->len < MAX_REQUEST)
    {
      char buffer[4096];
      int n = SSL_read (ssl, buffer, sizeof buffer);
      const char *end;

      if (n <= 0)
        {
          g_string_free (request, TRUE);
          return NULL;
        }
      g_string_append_len (request, buffer, n);
      end = strstr (request->str, "\r\n\r\n");
      if (end != NULL && wanted == G_MAXSIZE)
        {
          const char *length = strcasestr (request->str, "\r\nContent-Length:");

          wanted = end + 4 - request->str;
          if (length != NULL && length < end)
            wanted += g_ascii_strtoull (length + strlen ("\r\nContent-Length:"), NULL, 10);
        }
    }
  return g_string_free (request, FALSE);
}

static gboolean
answer (Connection *connection,
        char       *request)
{
  FakeHttps *self = connection->fake;
  char *body = strstr (request, "\r\n\r\n") + 4;
  const char *cookie = strcasestr (request, "\r\nCookie: ");
  g_autofree char *cookie_value = cookie != NULL ? g_strndup (cookie + 10, strcspn (cookie + 10, "\r"))
                                  : g_strdup ("-");
  g_auto(GStrv) words = g_strsplit (request, " ", 3);
  g_autofree char *reply = NULL;

  g_mutex_lock (&self->lock);
  self->requests++;
  g_string_append_printf (self->log, "%s %s [%s] %s\n", words[0], words[1], cookie_value, body);
  g_mutex_unlock (&self->lock);
  reply = self->handler (self, words[0], words[1], body, self->user_data);
  return reply != NULL && SSL_write (connection->ssl, reply, strlen (reply)) > 0;
}

static void
serve_tls (Connection *connection)
{
  SSL_CTX *context = make_context (connection->fake);

  connection->ssl = SSL_new (context);
  SSL_set_fd (connection->ssl, connection->fd);
  if (SSL_accept (connection->ssl) == 1)
    {
      char *request;

      while ((request = read_request (connection->ssl)) != NULL)
        {
          gboolean go_on = answer (connection, request);

          g_free (request);
          if (!go_on)
            break;
        }
    }
  SSL_free (connection->ssl);
  SSL_CTX_free (context);
  ERR_clear_error ();
}

/* A ServerHello of TLS 1.2 that lacks the extension renegotiation_info. */
static void
serve_legacy (int fd)
{
  guint8 hello[5 + 4 + 38] = { 22, 3, 3, 0, 42, 2, 0, 0, 38, 3, 3 };
  guint8 buffer[4096];

  hello[5 + 4 + 35] = 0xC0;     /* TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, no compression */
  hello[5 + 4 + 36] = 0x2B;
  if (recv (fd, buffer, sizeof buffer, 0) > 0)
    send (fd, hello, sizeof hello, MSG_NOSIGNAL);
  while (recv (fd, buffer, sizeof buffer, 0) > 0)
    continue;
}

static void
serve_plain (int         fd,
             const char *text)
{
  char buffer[4096];

  if (recv (fd, buffer, sizeof buffer, 0) > 0)
    send (fd, text, strlen (text), MSG_NOSIGNAL);
}

static gpointer
serve (gpointer user_data)
{
  Connection *connection = user_data;
  FakeHttps *self = connection->fake;
  char buffer[512];
  sigset_t set;

  /* In this thread alone: whether the client is safe from it is for the test to see. */
  sigemptyset (&set);
  sigaddset (&set, SIGPIPE);
  pthread_sigmask (SIG_BLOCK, &set, NULL);
  switch (self->options.kind)
    {
    case FAKE_HTTPS_TLS:
      serve_tls (connection);
      break;
    case FAKE_HTTPS_PLAIN:
      serve_plain (connection->fd, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
      break;
    case FAKE_HTTPS_SSH:
      serve_plain (connection->fd, "SSH-2.0-OpenSSH_9.2\r\n");
      break;
    case FAKE_HTTPS_SILENT:
      while (recv (connection->fd, buffer, sizeof buffer, 0) > 0)
        continue;
      break;
    case FAKE_HTTPS_LEGACY:
      serve_legacy (connection->fd);
      break;
    case FAKE_HTTPS_CLOSING:
    default:
      break;
    }
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->sockets->len; i++)
    if (g_array_index (self->sockets, int, i) == connection->fd)
      g_array_remove_index_fast (self->sockets, i);
  close (connection->fd);
  g_mutex_unlock (&self->lock);
  g_free (connection);
  return NULL;
}

static gpointer
accept_all (gpointer user_data)
{
  FakeHttps *self = user_data;
  int fd;

  while ((fd = accept (self->listener, NULL, NULL)) >= 0)
    {
      Connection *connection = g_new0 (Connection, 1);

      connection->fake = self;
      connection->fd = fd;
      g_mutex_lock (&self->lock);
      self->connections++;
      g_array_append_val (self->sockets, fd);
      g_ptr_array_add (self->threads, g_thread_new ("fake-https", serve, connection));
      g_mutex_unlock (&self->lock);
    }
  return NULL;
}

FakeHttps *
fake_https_new (const FakeHttpsOptions *options,
                FakeHttpsHandler        handler,
                gpointer                user_data)
{
  FakeHttps *self = g_new0 (FakeHttps, 1);
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t length = sizeof address;

  if (options != NULL)
    self->options = *options;
  self->handler = handler;
  self->user_data = user_data;
  self->threads = g_ptr_array_new ();
  self->sockets = g_array_new (FALSE, FALSE, sizeof (int));
  self->log = g_string_new (NULL);
  g_mutex_init (&self->lock);
  get_identity (self->options.key);
  self->listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (bind (self->listener, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (listen (self->listener, 16), ==, 0);
  getsockname (self->listener, (struct sockaddr *) &address, &length);
  self->port = ntohs (address.sin_port);
  self->acceptor = g_thread_new ("fake-https", accept_all, self);
  return self;
}

/* Breaks all connections. */
void
fake_https_drop (FakeHttps *self)
{
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->sockets->len; i++)
    shutdown (g_array_index (self->sockets, int, i), SHUT_RDWR);
  g_mutex_unlock (&self->lock);
}

void
fake_https_free (FakeHttps *self)
{
  shutdown (self->listener, SHUT_RDWR);
  g_thread_join (self->acceptor);
  close (self->listener);
  fake_https_drop (self);
  for (guint i = 0; i < self->threads->len; i++)
    g_thread_join (self->threads->pdata[i]);
  g_ptr_array_unref (self->threads);
  g_array_unref (self->sockets);
  g_string_free (self->log, TRUE);
  g_mutex_clear (&self->lock);
  g_free (self);
}

guint16
fake_https_get_port (FakeHttps *self)
{
  return self->port;
}

guint
fake_https_get_connections (FakeHttps *self)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = self->connections;
  g_mutex_unlock (&self->lock);
  return n;
}

guint
fake_https_get_requests (FakeHttps *self)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = self->requests;
  g_mutex_unlock (&self->lock);
  return n;
}

/* What was asked: a line `METHOD PATH [COOKIE] BODY` for each request. */
char *
fake_https_get_log (FakeHttps *self)
{
  char *log;

  g_mutex_lock (&self->lock);
  log = g_strdup (self->log->str);
  g_mutex_unlock (&self->lock);
  return log;
}

void
fake_https_set_key (FakeHttps *self,
                    FakeKey    key)
{
  g_mutex_lock (&self->lock);
  self->options.key = key;
  g_mutex_unlock (&self->lock);
}

char *
fake_https_reply (guint       status,
                  const char *body)
{
  return g_strdup_printf ("HTTP/1.1 %u Whatever\r\nContent-Type: application/x-javascript\r\n"
                          "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s", status, strlen (body), body);
}
