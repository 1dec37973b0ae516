/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gstdio.h>
#include <openssl/ssl.h>

#include "await.h"
#include "fake-https.h"
#include "ilo-error.h"
#include "ilo-http.h"

/* More than is taken. */
static char *
repeat (const char *first,
        const char *more)
{
  GString *much = g_string_new (first);

  while (much->len < 2 * ILO_HTTP_MAX_RESPONSE)
    g_string_append (much, more);
  return g_string_free (much, FALSE);
}

/* Answers what was asked. */
static char *
echo (FakeHttps  *fake,
      const char *method,
      const char *path,
      const char *body,
      gpointer    user_data)
{
  g_autofree char *text = g_strdup_printf ("%s %s %s", method, path, body);

  if (g_str_equal (path, "/close"))
    return NULL;
  if (g_str_equal (path, "/nothing"))
    return fake_https_reply (204, "");
  if (g_str_equal (path, "/forbidden"))
    return fake_https_reply (403, text);
  if (g_str_equal (path, "/garbage"))
    return g_strdup ("220 mail.example.org ESMTP\r\n\r\n");
  if (g_str_equal (path, "/endless"))
    {
      g_autofree char *much = g_strnfill (ILO_HTTP_MAX_RESPONSE + 1, 'x');

      return fake_https_reply (200, much);
    }
  if (g_str_equal (path, "/long-header"))
    {
      g_autofree char *much = g_strnfill (ILO_HTTP_MAX_RESPONSE, 'x');

      return g_strdup_printf ("HTTP/1.1 200 OK\r\nX-Much: %s\r\n\r\n", much);
    }
  if (g_str_equal (path, "/many-headers"))
    return repeat ("HTTP/1.1 200 OK\r\n", "X-Much: more\r\n");
  if (g_str_equal (path, "/many-answers"))
    return repeat ("", "HTTP/1.1 100 Continue\r\n\r\n");
  if (g_str_equal (path, "/cut"))
    return g_strdup ("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort");
  return fake_https_reply (200, text);
}

static IloHttp *
http_for (FakeHttps *fake)
{
  return ilo_http_new ("127.0.0.1", fake_https_get_port (fake));
}

static IloHttpResponse *
request (IloHttp      *http,
         const char   *method,
         const char   *path,
         const char   *body,
         GError      **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  ilo_http_request_async (http, method, path, "sessionKey=abc", g_strdup (body), ILO_HTTP_FLAGS_NONE, NULL,
                          await_ready, &result);
  await_until (result != NULL);
  return ilo_http_request_finish (http, result, error);
}

static void
assert_body (IloHttp    *http,
             const char *method,
             const char *path,
             const char *body,
             guint       status,
             const char *expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(IloHttpResponse) response = request (http, method, path, body, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (response->status, ==, status);
  g_assert_cmpstr (response->body, ==, expected);
  g_assert_cmpuint (response->length, ==, strlen (expected));
}

static void
assert_fails (IloHttp  *http,
              IloError  code)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(IloHttpResponse) response = request (http, "GET", "/x", NULL, &error);

  g_assert_null (response);
  g_assert_error (error, ILO_ERROR, (int) code);
  g_test_message ("%s", error->message);
  g_assert_true (g_str_has_suffix (error->message, "."));
}

static void
test_one_kept_connection (void)
{
  g_autoptr(FakeHttps) fake = fake_https_new (NULL, echo, NULL);
  g_autoptr(IloHttp) http = http_for (fake);
  g_autofree char *log = NULL;

  ilo_http_set_known_key (http, fake_key_get_pin (FAKE_KEY_FIRST));
  assert_body (http, "GET", "/a", NULL, 200, "GET /a ");
  assert_body (http, "POST", "/b", "{\"x\":1}", 200, "POST /b {\"x\":1}");
  assert_body (http, "GET", "/forbidden", NULL, 403, "GET /forbidden ");
  assert_body (http, "GET", "/nothing", NULL, 204, "");
  assert_body (http, "GET", "/a", NULL, 200, "GET /a ");
  log = fake_https_get_log (fake);
  g_assert_true (g_str_has_prefix (log, "GET /a [sessionKey=abc] \nPOST /b [sessionKey=abc] {\"x\":1}\n"));
  g_assert_cmpuint (fake_https_get_connections (fake), ==, 1);
  g_assert_cmpint (ilo_http_get_rung (http), ==, ILO_TLS_RUNG_MODERN);
  g_assert_cmpstr (ilo_http_get_server_key (http), ==, fake_key_get_pin (FAKE_KEY_FIRST));
  g_assert_nonnull (ilo_http_get_tls_cipher (http));
}

static void
test_requests_wait_for_each_other (void)
{
  g_autoptr(FakeHttps) fake = fake_https_new (NULL, echo, NULL);
  g_autoptr(IloHttp) http = http_for (fake);
  GAsyncResult *results[8] = { NULL };

  ilo_http_set_accept_any_key (http, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autofree char *path = g_strdup_printf ("/%u", i);

      ilo_http_request_async (http, "GET", path, NULL, NULL, ILO_HTTP_FLAGS_NONE, NULL, await_ready,
                              &results[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autofree char *expected = g_strdup_printf ("GET /%u ", i);
      g_autoptr(IloHttpResponse) response = NULL;

      await_until (results[i] != NULL);
      response = ilo_http_request_finish (http, results[i], NULL);
      g_assert_cmpstr (response->body, ==, expected);
      g_object_unref (results[i]);
    }
  g_assert_cmpuint (fake_https_get_connections (fake), ==, 1);
}

static void
test_a_dead_kept_connection_is_replaced (void)
{
  g_autoptr(FakeHttps) fake = fake_https_new (NULL, echo, NULL);
  g_autoptr(IloHttp) http = http_for (fake);

  ilo_http_set_known_key (http, fake_key_get_pin (FAKE_KEY_FIRST));
  assert_body (http, "GET", "/a", NULL, 200, "GET /a ");
  fake_https_drop (fake);
  assert_body (http, "GET", "/b", NULL, 200, "GET /b ");
  g_assert_cmpuint (fake_https_get_connections (fake), ==, 2);
}

static void
test_unknown_key_sends_nothing (void)
{
  g_autoptr(FakeHttps) fake = fake_https_new (NULL, echo, NULL);
  g_autoptr(IloHttp) http = http_for (fake);
  g_autofree char *key = NULL;

  assert_fails (http, ILO_ERROR_KEY_UNKNOWN);
  g_assert_cmpuint (fake_https_get_requests (fake), ==, 0);
  g_assert_cmpuint (fake_https_get_connections (fake), ==, 1);
  g_assert_cmpint (ilo_http_get_rung (http), ==, ILO_TLS_RUNG_UNKNOWN);
  key = g_strdup (ilo_http_get_server_key (http));
  g_assert_cmpstr (key, ==, fake_key_get_pin (FAKE_KEY_FIRST));

  ilo_http_set_known_key (http, key);
  assert_body (http, "GET", "/a", NULL, 200, "GET /a ");
}

static void
test_changed_key_sends_nothing_and_stays_up (void)
{
  g_autoptr(FakeHttps) fake = fake_https_new (NULL, echo, NULL);
  g_autoptr(IloHttp) http = http_for (fake);
  g_autoptr(GError) error = NULL;

  ilo_http_set_known_key (http, fake_key_get_pin (FAKE_KEY_SECOND));
  g_assert_null (request (http, "GET", "/x", NULL, &error));
  g_assert_error (error, ILO_ERROR, ILO_ERROR_KEY_CHANGED);
  g_assert_nonnull (strstr (error->message, fake_key_get_pin (FAKE_KEY_FIRST)));
  g_assert_nonnull (strstr (error->message, fake_key_get_pin (FAKE_KEY_SECOND)));
  g_assert_cmpuint (fake_https_get_requests (fake), ==, 0);
  g_assert_cmpuint (fake_https_get_connections (fake), ==, 1);     /* no second try with an older TLS */
}

static void
test_key_that_changes_in_between (void)
{
  g_autoptr(FakeHttps) fake = fake_https_new (NULL, echo, NULL);
  g_autoptr(IloHttp) http = http_for (fake);

  ilo_http_set_known_key (http, fake_key_get_pin (FAKE_KEY_FIRST));
  assert_body (http, "GET", "/a", NULL, 200, "GET /a ");
  fake_https_set_key (fake, FAKE_KEY_SECOND);
  fake_https_drop (fake);
  assert_fails (http, ILO_ERROR_KEY_CHANGED);
  g_assert_cmpuint (fake_https_get_requests (fake), ==, 1);
}

static void
test_another_known_key_does_not_use_the_kept_connection (void)
{
  g_autoptr(FakeHttps) fake = fake_https_new (NULL, echo, NULL);
  g_autoptr(IloHttp) http = http_for (fake);

  ilo_http_set_known_key (http, fake_key_get_pin (FAKE_KEY_FIRST));
  assert_body (http, "GET", "/a", NULL, 200, "GET /a ");
  ilo_http_set_known_key (http, fake_key_get_pin (FAKE_KEY_SECOND));
  assert_fails (http, ILO_ERROR_KEY_CHANGED);
}

static void
test_authorities_need_no_question (void)
{
  g_autoptr(FakeHttps) fake = fake_https_new (NULL, echo, NULL);
  g_autoptr(FakeHttps) other = fake_https_new (&(FakeHttpsOptions) { .key = FAKE_KEY_SECOND }, echo, NULL);
  g_autoptr(IloHttp) by_address = http_for (fake);
  g_autoptr(IloHttp) by_name = ilo_http_new ("localhost", fake_https_get_port (fake));
  g_autoptr(IloHttp) unknown = http_for (other);
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "rackside-test-authority-XXXXXX", NULL);
  int fd = g_mkstemp (path);

  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
  g_file_set_contents (path, fake_key_get_pem (FAKE_KEY_FIRST), -1, NULL);
  g_setenv ("SSL_CERT_FILE", path, TRUE);
  assert_body (by_address, "GET", "/a", NULL, 200, "GET /a ");
  g_assert_true (ilo_http_is_verified_by_system (by_address));
  assert_body (by_name, "GET", "/b", NULL, 200, "GET /b ");
  g_assert_true (ilo_http_is_verified_by_system (by_name));
  assert_fails (unknown, ILO_ERROR_KEY_UNKNOWN);
  g_unsetenv ("SSL_CERT_FILE");
  g_remove (path);
}

static void
test_steps_down_to_tls_1_0 (void)
{
  FakeHttpsOptions old = { .key = FAKE_KEY_OLD, .min_version = TLS1_VERSION, .max_version = TLS1_VERSION };
  g_autoptr(FakeHttps) fake = fake_https_new (&old, echo, NULL);
  g_autoptr(IloHttp) http = http_for (fake);

  assert_fails (http, ILO_ERROR_KEY_UNKNOWN);
  ilo_http_set_known_key (http, fake_key_get_pin (FAKE_KEY_OLD));
  assert_body (http, "GET", "/a", NULL, 200, "GET /a ");
  g_assert_cmpint (ilo_http_get_rung (http), ==, ILO_TLS_RUNG_OLD);
  g_assert_cmpstr (ilo_http_get_tls_version (http), ==, "TLSv1");
  assert_body (http, "GET", "/b", NULL, 200, "GET /b ");
  g_assert_cmpstr (ilo_http_get_tls_version (http), ==, "TLSv1");
}

static void
test_steps_down_to_tls_1_1_with_ecdhe (void)
{
  FakeHttpsOptions old = { .min_version = TLS1_1_VERSION, .max_version = TLS1_1_VERSION };
  g_autoptr(FakeHttps) fake = fake_https_new (&old, echo, NULL);
  g_autoptr(IloHttp) http = http_for (fake);

  ilo_http_set_accept_any_key (http, TRUE);
  assert_body (http, "GET", "/a", NULL, 200, "GET /a ");
  g_assert_cmpint (ilo_http_get_rung (http), ==, ILO_TLS_RUNG_OLD);
  g_assert_cmpstr (ilo_http_get_tls_version (http), ==, "TLSv1.1");
}

static void
test_real_firmware_needs_no_step (void)
{
  FakeHttpsOptions real = { .key = FAKE_KEY_OLD, .max_version = TLS1_2_VERSION,
                            .ciphers = "ECDHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0" };
  g_autoptr(FakeHttps) fake = fake_https_new (&real, echo, NULL);
  g_autoptr(IloHttp) http = http_for (fake);

  ilo_http_set_known_key (http, fake_key_get_pin (FAKE_KEY_OLD));
  assert_body (http, "GET", "/a", NULL, 200, "GET /a ");
  g_assert_cmpint (ilo_http_get_rung (http), ==, ILO_TLS_RUNG_MODERN);
  g_assert_cmpstr (ilo_http_get_tls_version (http), ==, "TLSv1.2");
  g_assert_cmpstr (ilo_http_get_tls_cipher (http), ==, "ECDHE-RSA-AES128-GCM-SHA256");
  g_assert_cmpuint (fake_https_get_connections (fake), ==, 1);
}

static void
test_never_steps_down_from_what_was_better (void)
{
  FakeHttpsOptions old = { .key = FAKE_KEY_OLD, .max_version = TLS1_VERSION };
  g_autoptr(FakeHttps) fake = fake_https_new (&old, echo, NULL);
  g_autoptr(IloHttp) http = http_for (fake);

  ilo_http_set_known_key (http, fake_key_get_pin (FAKE_KEY_OLD));
  ilo_http_set_known_rung (http, ILO_TLS_RUNG_MODERN);
  assert_fails (http, ILO_ERROR_TLS_DOWNGRADE);
  g_assert_cmpuint (fake_https_get_connections (fake), ==, 1);
}

static void
test_no_common_cipher (void)
{
  FakeHttpsOptions odd = { .max_version = TLS1_2_VERSION, .ciphers = "ECDHE-PSK-NULL-SHA:@SECLEVEL=0" };
  g_autoptr(FakeHttps) fake = fake_https_new (&odd, echo, NULL);
  g_autoptr(IloHttp) http = http_for (fake);

  assert_fails (http, ILO_ERROR_TLS);
  g_assert_cmpuint (fake_https_get_connections (fake), ==, 2);
}

static void
test_legacy_renegotiation_only_after_asking (void)
{
  FakeHttpsOptions legacy = { .kind = FAKE_HTTPS_LEGACY };
  g_autoptr(FakeHttps) fake = fake_https_new (&legacy, echo, NULL);
  g_autoptr(IloHttp) http = http_for (fake);
  g_autoptr(IloHttp) better = http_for (fake);
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();

  assert_fails (http, ILO_ERROR_TLS_LEGACY);
  g_assert_cmpuint (fake_https_get_connections (fake), ==, 2);

  ilo_http_set_known_rung (better, ILO_TLS_RUNG_OLD);
  ilo_http_set_allow_legacy (better, TRUE);
  assert_fails (better, ILO_ERROR_TLS_DOWNGRADE);
  g_assert_cmpuint (fake_https_get_connections (fake), ==, 4);

  /* Once allowed, the third try goes on past the hello, and waits for the rest of the handshake. */
  ilo_http_set_allow_legacy (http, TRUE);
  ilo_http_set_timeouts (http, 300, 300);
  ilo_http_request_async (http, "GET", "/x", NULL, NULL, ILO_HTTP_FLAGS_NONE, cancellable, await_ready,
                          &result);
  await_until (result != NULL);
  g_assert_null (ilo_http_request_finish (http, result, &error));
  g_assert_error (error, ILO_ERROR, ILO_ERROR_TIMEOUT);
  g_assert_cmpuint (fake_https_get_connections (fake), ==, 7);
}

static void
test_no_tls (void)
{
  static const FakeHttpsKind kinds[] = { FAKE_HTTPS_PLAIN, FAKE_HTTPS_SSH };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      FakeHttpsOptions options = { .kind = kinds[i] };
      g_autoptr(FakeHttps) fake = fake_https_new (&options, echo, NULL);
      g_autoptr(IloHttp) http = http_for (fake);

      assert_fails (http, ILO_ERROR_NOT_TLS);
      g_assert_cmpuint (fake_https_get_connections (fake), ==, 1);
    }
}

static void
test_closes_during_the_handshake (void)
{
  FakeHttpsOptions options = { .kind = FAKE_HTTPS_CLOSING };
  g_autoptr(FakeHttps) fake = fake_https_new (&options, echo, NULL);
  g_autoptr(IloHttp) http = http_for (fake);

  assert_fails (http, ILO_ERROR_TLS);
}

static void
test_silence (void)
{
  FakeHttpsOptions options = { .kind = FAKE_HTTPS_SILENT };
  g_autoptr(FakeHttps) fake = fake_https_new (&options, echo, NULL);
  g_autoptr(IloHttp) http = http_for (fake);

  ilo_http_set_timeouts (http, 100, 5000);
  assert_fails (http, ILO_ERROR_TIMEOUT);
  g_assert_cmpuint (fake_https_get_connections (fake), ==, 1);
}

/* Never answers one path; the connection ends when the test does. */
static char *
stall (FakeHttps  *fake,
       const char *method,
       const char *path,
       const char *body,
       gpointer    user_data)
{
  GAsyncQueue *go_on = user_data;

  if (g_str_equal (path, "/stall"))
    g_async_queue_pop (go_on);
  return echo (fake, method, path, body, NULL);
}

static void
test_no_answer (void)
{
  g_autoptr(GAsyncQueue) go_on = g_async_queue_new ();
  g_autoptr(FakeHttps) fake = fake_https_new (NULL, stall, go_on);
  g_autoptr(IloHttp) http = http_for (fake);
  g_autoptr(GError) error = NULL;

  ilo_http_set_accept_any_key (http, TRUE);
  assert_body (http, "GET", "/a", NULL, 200, "GET /a ");
  ilo_http_set_timeouts (http, 5000, 100);
  g_assert_null (request (http, "GET", "/stall", NULL, &error));
  g_assert_error (error, ILO_ERROR, ILO_ERROR_TIMEOUT);
  g_assert_nonnull (strstr (error->message, "GET /stall"));
  g_async_queue_push (go_on, go_on);
  ilo_http_set_timeouts (http, 5000, 5000);
  assert_body (http, "GET", "/b", NULL, 200, "GET /b ");
}

static void
test_cancel (void)
{
  g_autoptr(GAsyncQueue) go_on = g_async_queue_new ();
  g_autoptr(FakeHttps) fake = fake_https_new (NULL, stall, go_on);
  g_autoptr(IloHttp) http = http_for (fake);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) running = NULL;
  g_autoptr(GAsyncResult) waiting = NULL;
  g_autoptr(GAsyncResult) late = NULL;
  GAsyncResult **results[] = { &running, &waiting, &late };

  ilo_http_set_accept_any_key (http, TRUE);
  ilo_http_request_async (http, "GET", "/stall", NULL, NULL, ILO_HTTP_FLAGS_NONE, cancellable, await_ready,
                          &running);
  ilo_http_request_async (http, "POST", "/never", NULL, g_strdup ("x"), ILO_HTTP_FLAGS_NONE, cancellable,
                          await_ready, &waiting);
  await_until (fake_https_get_requests (fake) == 1);
  g_cancellable_cancel (cancellable);
  ilo_http_request_async (http, "GET", "/late", NULL, NULL, ILO_HTTP_FLAGS_NONE, cancellable, await_ready,
                          &late);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr(GError) error = NULL;

      await_until (*results[i] != NULL);
      g_assert_null (ilo_http_request_finish (http, *results[i], &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
  g_async_queue_push (go_on, go_on);
  assert_body (http, "GET", "/b", NULL, 200, "GET /b ");
  g_assert_cmpuint (fake_https_get_requests (fake), ==, 2);
}

static void
test_refused (void)
{
  g_autoptr(FakeHttps) fake = fake_https_new (NULL, echo, NULL);
  g_autoptr(IloHttp) http = http_for (fake);

  g_clear_pointer (&fake, fake_https_free);
  assert_fails (http, ILO_ERROR_REFUSED);
}

static void
test_no_such_host (void)
{
  static const char *const names[] = { "no-such-host.invalid", "a b", "", "host/path" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(IloHttp) http = ilo_http_new (names[i], 443);
      g_autoptr(GError) error = NULL;

      g_assert_null (request (http, "GET", "/x", NULL, &error));
      g_assert_error (error, ILO_ERROR, ILO_ERROR_UNREACHABLE);
    }
}

static void
test_bad_answers (void)
{
  static const struct
  {
    const char *path;
    IloError    code;
  } cases[] = {
    { "/close", ILO_ERROR_LOST },
    { "/garbage", ILO_ERROR_NOT_ILO },
    { "/endless", ILO_ERROR_PROTOCOL },
    { "/long-header", ILO_ERROR_PROTOCOL },
    { "/many-headers", ILO_ERROR_PROTOCOL },
    { "/many-answers", ILO_ERROR_PROTOCOL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(FakeHttps) fake = fake_https_new (NULL, echo, NULL);
      g_autoptr(IloHttp) http = http_for (fake);
      g_autoptr(GError) error = NULL;

      ilo_http_set_accept_any_key (http, TRUE);
      g_assert_null (request (http, "GET", cases[i].path, NULL, &error));
      g_assert_error (error, ILO_ERROR, (int) cases[i].code);
      assert_body (http, "GET", "/a", NULL, 200, "GET /a ");
    }
}

static void
test_answer_cut_short (void)
{
  g_autoptr(FakeHttps) fake = fake_https_new (NULL, echo, NULL);
  g_autoptr(IloHttp) http = http_for (fake);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  ilo_http_set_accept_any_key (http, TRUE);
  ilo_http_request_async (http, "GET", "/cut", NULL, NULL, ILO_HTTP_FLAGS_NONE, NULL, await_ready, &result);
  await_until (fake_https_get_requests (fake) == 1);
  fake_https_drop (fake);
  await_until (result != NULL);
  g_assert_null (ilo_http_request_finish (http, result, &error));
  g_assert_error (error, ILO_ERROR, ILO_ERROR_LOST);
}

static void
test_once_takes_a_new_connection (void)
{
  g_autoptr(FakeHttps) fake = fake_https_new (NULL, echo, NULL);
  g_autoptr(IloHttp) http = http_for (fake);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(IloHttpResponse) response = NULL;

  ilo_http_set_accept_any_key (http, TRUE);
  assert_body (http, "GET", "/a", NULL, 200, "GET /a ");
  ilo_http_request_async (http, "POST", "/power", NULL, g_strdup ("{}"), ILO_HTTP_FLAGS_ONCE, NULL,
                          await_ready, &result);
  await_until (result != NULL);
  response = ilo_http_request_finish (http, result, NULL);
  g_assert_cmpstr (response->body, ==, "POST /power {}");
  g_assert_cmpuint (fake_https_get_connections (fake), ==, 2);
}

/* A library may be used from several threads, each with a context of its own. */
static gpointer
ask_in_a_thread (gpointer user_data)
{
  FakeHttps *fake = user_data;
  g_autoptr(GMainContext) context = g_main_context_new ();
  g_autoptr(IloHttp) http = NULL;

  g_main_context_push_thread_default (context);
  http = http_for (fake);
  ilo_http_set_accept_any_key (http, TRUE);
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(IloHttpResponse) response = NULL;

      ilo_http_request_async (http, "GET", "/thread", NULL, NULL, ILO_HTTP_FLAGS_NONE, NULL, await_ready,
                              &result);
      while (result == NULL)
        g_main_context_iteration (context, TRUE);
      response = ilo_http_request_finish (http, result, NULL);
      g_assert_cmpstr (response->body, ==, "GET /thread ");
    }
  g_clear_object (&http);
  g_main_context_pop_thread_default (context);
  return NULL;
}

static void
test_threads (void)
{
  g_autoptr(FakeHttps) fake = fake_https_new (NULL, echo, NULL);
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("client", ask_in_a_thread, fake);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpuint (fake_https_get_requests (fake), ==, 20);
  g_assert_cmpuint (fake_https_get_connections (fake), ==, 4);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ilo/http/one-kept-connection", test_one_kept_connection);
  g_test_add_func ("/ilo/http/requests-wait-for-each-other", test_requests_wait_for_each_other);
  g_test_add_func ("/ilo/http/a-dead-kept-connection-is-replaced", test_a_dead_kept_connection_is_replaced);
  g_test_add_func ("/ilo/http/once-takes-a-new-connection", test_once_takes_a_new_connection);
  g_test_add_func ("/ilo/http/threads", test_threads);
  g_test_add_func ("/ilo/http/cancel", test_cancel);
  g_test_add_func ("/ilo/http/refused", test_refused);
  g_test_add_func ("/ilo/http/no-such-host", test_no_such_host);
  g_test_add_func ("/ilo/http/silence", test_silence);
  g_test_add_func ("/ilo/http/no-answer", test_no_answer);
  g_test_add_func ("/ilo/http/bad-answers", test_bad_answers);
  g_test_add_func ("/ilo/http/answer-cut-short", test_answer_cut_short);
  g_test_add_func ("/ilo/http/trust/unknown-key-sends-nothing", test_unknown_key_sends_nothing);
  g_test_add_func ("/ilo/http/trust/changed-key-sends-nothing", test_changed_key_sends_nothing_and_stays_up);
  g_test_add_func ("/ilo/http/trust/key-that-changes-in-between", test_key_that_changes_in_between);
  g_test_add_func ("/ilo/http/trust/another-known-key",
                   test_another_known_key_does_not_use_the_kept_connection);
  g_test_add_func ("/ilo/http/trust/authorities-need-no-question", test_authorities_need_no_question);
  g_test_add_func ("/ilo/http/tls/real-firmware-needs-no-step", test_real_firmware_needs_no_step);
  g_test_add_func ("/ilo/http/tls/steps-down-to-1.0", test_steps_down_to_tls_1_0);
  g_test_add_func ("/ilo/http/tls/steps-down-to-1.1-with-ecdhe", test_steps_down_to_tls_1_1_with_ecdhe);
  g_test_add_func ("/ilo/http/tls/never-below-what-was-better", test_never_steps_down_from_what_was_better);
  g_test_add_func ("/ilo/http/tls/no-common-cipher", test_no_common_cipher);
  g_test_add_func ("/ilo/http/tls/legacy-only-after-asking", test_legacy_renegotiation_only_after_asking);
  g_test_add_func ("/ilo/http/tls/closes-during-the-handshake", test_closes_during_the_handshake);
  g_test_add_func ("/ilo/http/tls/no-tls", test_no_tls);
  return g_test_run ();
}
