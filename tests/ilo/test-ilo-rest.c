/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "await.h"
#include "fake-https.h"
#include "ilo-error.h"
#include "ilo-rest.h"

#define KEY      "0123456789abcdef0123456789abcdef"
#define PASSWORD "pa\"ss\\w\303\266rd\001"

/* Gives the answer that the test has prepared, whatever was asked. */
typedef struct
{
  guint       status;
  const char *body;
  guint       xml_status;
  const char *xml_body;
} Prepared;

static char *
give (FakeHttps  *fake,
      const char *method,
      const char *path,
      const char *body,
      gpointer    user_data)
{
  const Prepared *prepared = user_data;

  if (g_str_has_prefix (path, "/xmldata"))
    return fake_https_reply (prepared->xml_status, prepared->xml_body);
  return fake_https_reply (prepared->status, prepared->body);
}

static IloHttp *
http_for (FakeHttps *fake)
{
  IloHttp *http = ilo_http_new ("127.0.0.1", fake_https_get_port (fake));

  ilo_http_set_accept_any_key (http, TRUE);
  return http;
}

static char *
log_in (guint         status,
        const char   *body,
        char        **log,
        GError      **error)
{
  Prepared prepared = { status, body };
  g_autoptr(FakeHttps) fake = fake_https_new (NULL, give, &prepared);
  g_autoptr(IloHttp) http = http_for (fake);
  g_autoptr(GAsyncResult) result = NULL;

  ilo_rest_log_in_async (http, "ad\"min", PASSWORD, NULL, await_ready, &result);
  await_until (result != NULL);
  if (log != NULL)
    *log = fake_https_get_log (fake);
  return ilo_rest_log_in_finish (http, result, error);
}

static void
test_log_in (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *log = NULL;
  g_autofree char *key = log_in (200, "{\"session_key\":\"" KEY "\"}", &log, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (key, ==, KEY);
  g_assert_cmpstr (log, ==, "POST /json/login_session [-] {\"method\":\"login\",\"user_login\":\"ad\\\"min\","
                   "\"password\":\"pa\\\"ss\\\\w\303\266rd\\u0001\"}\n");
}

static void
test_log_in_failures (void)
{
  static const struct
  {
    guint       status;
    const char *body;
    IloError    code;
  } cases[] = {
    { 403, "{\"message\":\"JS_ERR_INVALID_LOGIN\"}", ILO_ERROR_AUTH },
    { 403, "", ILO_ERROR_AUTH },
    { 401, "", ILO_ERROR_AUTH },
    { 500, "", ILO_ERROR_NO_SESSION },
    { 403, "The maximum number of sessions is reached", ILO_ERROR_NO_SESSION },
    { 200, "{\"message\":\"session limit\"}", ILO_ERROR_NO_SESSION },
    { 404, "<html>", ILO_ERROR_NOT_ILO },
    { 200, "{}", ILO_ERROR_PROTOCOL },
    { 200, "<html>", ILO_ERROR_PROTOCOL },
    { 302, "", ILO_ERROR_FAILED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (log_in (cases[i].status, cases[i].body, NULL, &error));
      g_assert_error (error, ILO_ERROR, (int) cases[i].code);
      g_assert_null (strstr (error->message, "pa\"ss"));
      g_assert_true (g_str_has_suffix (error->message, "."));
    }
}

static IloRcInfo *
get_rc_info (guint         status,
             const char   *body,
             char        **log,
             GError      **error)
{
  Prepared prepared = { status, body };
  g_autoptr(FakeHttps) fake = fake_https_new (NULL, give, &prepared);
  g_autoptr(IloHttp) http = http_for (fake);
  g_autoptr(GAsyncResult) result = NULL;

  ilo_rest_get_rc_info_async (http, KEY, NULL, await_ready, &result);
  await_until (result != NULL);
  if (log != NULL)
    *log = fake_https_get_log (fake);
  return ilo_rest_get_rc_info_finish (http, result, error);
}

static void
test_calls_name_the_session (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *log = NULL;
  g_autoptr(IloRcInfo) info = get_rc_info (200, "{\"rc_port\":17990}", &log, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (info->console_port, ==, 17990);
  g_assert_cmpstr (log, ==, "GET /json/rc_info [sessionKey=" KEY "] \n");
}

static void
test_call_failures (void)
{
  static const struct
  {
    guint       status;
    const char *body;
    IloError    code;
  } cases[] = {
    { 403, "{\"message\":\"JS_ERR_LOST_SESSION\"}", ILO_ERROR_LOST_SESSION },
    { 403, "{\"message\":\"JS_ERR_NO_PRIV\"}", ILO_ERROR_PRIVILEGE },
    { 403, "", ILO_ERROR_LOST_SESSION },
    { 404, "", ILO_ERROR_UNSUPPORTED },
    { 405, "", ILO_ERROR_UNSUPPORTED },
    { 400, "{\"details\":\"SCSI_ERR_NO_LICENSE\"}", ILO_ERROR_LICENSE },
    { 500, "", ILO_ERROR_FAILED },
    { 200, "rc_port=17990", ILO_ERROR_PROTOCOL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (get_rc_info (cases[i].status, cases[i].body, NULL, &error));
      g_assert_error (error, ILO_ERROR, (int) cases[i].code);
      g_assert_true (g_str_has_suffix (error->message, "."));
    }
}

static void
test_log_out (void)
{
  Prepared prepared = { 200, "{}" };
  g_autoptr(FakeHttps) fake = fake_https_new (NULL, give, &prepared);
  g_autoptr(IloHttp) http = http_for (fake);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *log = NULL;

  ilo_rest_log_out_async (http, KEY, NULL, await_ready, &result);
  await_until (result != NULL);
  g_assert_true (ilo_rest_log_out_finish (http, result, &error));
  g_assert_no_error (error);
  log = fake_https_get_log (fake);
  g_assert_cmpstr (log, ==, "POST /json/login_session [sessionKey=" KEY "] "
                   "{\"method\":\"logout\",\"session_key\":\"" KEY "\"}\n");
}

static void
test_power (void)
{
  static const char *const methods[] = { "press_power_button", "hold_power_button", "system_coldboot",
                                         "system_reset" };

  for (guint action = 0; action < G_N_ELEMENTS (methods); action++)
    {
      Prepared prepared = { 200, "{\"hostpwr_state\":\"ON\"}" };
      g_autoptr(FakeHttps) fake = fake_https_new (NULL, give, &prepared);
      g_autoptr(IloHttp) http = http_for (fake);
      g_autoptr(GAsyncResult) pressed = NULL;
      g_autoptr(GAsyncResult) asked = NULL;
      g_autoptr(GError) error = NULL;
      g_autofree char *log = NULL;
      g_autofree char *expected = g_strdup_printf ("{\"method\":\"%s\",\"session_key\":\"" KEY "\"}",
                                                   methods[action]);
      gboolean on = FALSE;

      ilo_rest_get_host_power_async (http, KEY, NULL, await_ready, &asked);
      await_until (asked != NULL);
      g_assert_true (ilo_rest_get_host_power_finish (http, asked, &on, &error));
      g_assert_no_error (error);
      g_assert_true (on);
      ilo_rest_press_power_async (http, KEY, action, NULL, await_ready, &pressed);
      await_until (pressed != NULL);
      g_assert_true (ilo_rest_press_power_finish (http, pressed, &error));
      g_assert_no_error (error);
      log = fake_https_get_log (fake);
      g_assert_nonnull (strstr (log, "POST /json/host_power"));
      g_assert_nonnull (strstr (log, expected));
      g_assert_cmpuint (fake_https_get_connections (fake), ==, 2);
    }
}

static gboolean
insert_url (guint         status,
            const char   *body,
            const char   *url,
            char        **log,
            GError      **error)
{
  Prepared prepared = { status, body };
  g_autoptr(FakeHttps) fake = fake_https_new (NULL, give, &prepared);
  g_autoptr(IloHttp) http = http_for (fake);
  g_autoptr(GAsyncResult) result = NULL;

  ilo_rest_insert_url_async (http, KEY, ILO_DRIVE_CD, url, NULL, await_ready, &result);
  await_until (result != NULL);
  *log = fake_https_get_log (fake);
  return ilo_rest_insert_url_finish (http, result, error);
}

/* Virtual media, appendix A. */
static void
test_insert_url (void)
{
  static const char *const expected =
    "POST /json/vm_status [sessionKey=" KEY "] {\"method\":\"set_virtual_media_options\",\"device\":\"CDROM\","
    "\"command\":\"INSERT\",\"url\":\"http://a/\\\"b.iso\",\"session_key\":\"" KEY "\"}\n"
    "POST /json/vm_status [sessionKey=" KEY "] {\"method\":\"set_virtual_media_options\",\"device\":\"CDROM\","
    "\"boot_option\":\"CONNECT\",\"command\":\"SET\",\"url\":\"http://a/\\\"b.iso\",\"session_key\":\"" KEY "\"}\n";
  g_autoptr(GError) error = NULL;
  g_autofree char *log = NULL;

  g_assert_true (insert_url (200, "{}", "http://a/\"\nb.iso", &log, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (log, ==, expected);
}

static void
test_insert_url_failures (void)
{
  static const struct
  {
    guint       status;
    const char *body;
    IloError    code;
    const char *words;
  } cases[] = {
    { 500, "{\"message\":\"SCSI_ERR_NO_LICENSE\"}", ILO_ERROR_LICENSE, "licensed" },
    { 500, "{\"message\":\"SCSI_ERR\"}", ILO_ERROR_FAILED, "Check that the iLO itself reaches it" },
    { 403, "{\"message\":\"JS_ERR_NO_PRIV\"}", ILO_ERROR_PRIVILEGE, "may not" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *log = NULL;

      g_assert_false (insert_url (cases[i].status, cases[i].body, "http://a/b", &log, &error));
      g_assert_error (error, ILO_ERROR, (int) cases[i].code);
      g_assert_nonnull (strstr (error->message, cases[i].words));
      g_assert_null (strstr (log, "SET"));
    }
}

static void
test_eject_url (void)
{
  Prepared prepared = { 200, "{}" };
  g_autoptr(FakeHttps) fake = fake_https_new (NULL, give, &prepared);
  g_autoptr(IloHttp) http = http_for (fake);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *log = NULL;

  ilo_rest_eject_url_async (http, KEY, ILO_DRIVE_USB, NULL, await_ready, &result);
  await_until (result != NULL);
  g_assert_true (ilo_rest_eject_url_finish (http, result, &error));
  g_assert_no_error (error);
  log = fake_https_get_log (fake);
  g_assert_cmpstr (log, ==, "POST /json/vm_status [sessionKey=" KEY "] {\"method\":\"set_virtual_media_options\","
                   "\"device\":\"FLOPPY\",\"command\":\"EJECT\",\"session_key\":\"" KEY "\"}\n");
}

static IloFacts *
identify (const Prepared  *prepared,
          GError         **error)
{
  g_autoptr(FakeHttps) fake = fake_https_new (NULL, give, (gpointer) prepared);
  g_autoptr(IloHttp) http = http_for (fake);
  g_autoptr(GAsyncResult) result = NULL;

  ilo_rest_identify_async (http, NULL, await_ready, &result);
  await_until (result != NULL);
  return ilo_rest_identify_finish (http, result, error);
}

static void
test_identify (void)
{
  static const Prepared ilo4 = { 200, "{\"version\":\"2.54\",\"moniker\":{\"PRODGEN\":\"iLO 4\"}}", 404, "" };
  static const Prepared ilo2 = { 404, "", 200,
                                 "<RIMP><MP><PN>Integrated Lights-Out 2 (iLO 2)</PN></MP></RIMP>" };
  static const Prepared printer = { 404, "<html>", 404, "<html>" };
  static const Prepared friendly = { 200, "<html>", 200, "<html>" };
  g_autoptr(GError) none = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) other_error = NULL;
  static const Prepared stranger = { 200, "{\"version\":\"1\",\"uptime\":5}", 200, "{}" };
  static const Prepared terse = { 200, "{\"version\":\"2.10\",\"login_delay\":3}", 200,
                                  "<RIMP><MP><PN>Integrated Lights-Out 4 (iLO 4)</PN></MP></RIMP>" };
  g_autoptr(GError) stranger_error = NULL;
  g_autoptr(IloFacts) four = identify (&ilo4, &none);
  g_autoptr(IloFacts) other_four = identify (&terse, &none);
  g_autoptr(IloFacts) two = identify (&ilo2, &none);

  g_assert_no_error (none);
  g_assert_cmpuint (four->generation, ==, 4);
  g_assert_cmpuint (two->generation, ==, 2);
  g_assert_null (identify (&printer, &error));
  g_assert_error (error, ILO_ERROR, ILO_ERROR_NOT_ILO);
  g_assert_null (identify (&friendly, &other_error));
  g_assert_error (other_error, ILO_ERROR, ILO_ERROR_NOT_ILO);
  /* Nobody gets a password just because he answers with JSON. */
  g_assert_null (identify (&stranger, &stranger_error));
  g_assert_error (stranger_error, ILO_ERROR, ILO_ERROR_NOT_ILO);
  g_assert_cmpuint (other_four->generation, ==, 4);
  g_assert_cmpuint (other_four->login_delay, ==, 3);
  g_assert_cmpstr (other_four->firmware, ==, "2.10");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ilo/rest/log-in", test_log_in);
  g_test_add_func ("/ilo/rest/log-in-failures", test_log_in_failures);
  g_test_add_func ("/ilo/rest/calls-name-the-session", test_calls_name_the_session);
  g_test_add_func ("/ilo/rest/call-failures", test_call_failures);
  g_test_add_func ("/ilo/rest/log-out", test_log_out);
  g_test_add_func ("/ilo/rest/power", test_power);
  g_test_add_func ("/ilo/rest/insert-url", test_insert_url);
  g_test_add_func ("/ilo/rest/insert-url-failures", test_insert_url_failures);
  g_test_add_func ("/ilo/rest/eject-url", test_eject_url);
  g_test_add_func ("/ilo/rest/identify", test_identify);
  return g_test_run ();
}
