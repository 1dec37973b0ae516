/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "captures.h"
#include "ilo-answers.h"
#include "ilo-error.h"

#define KEY "0123456789abcdef0123456789abcdef"

static void
test_rc_info_capture (void)
{
  static const guint8 key[] = { 0xBB, 0xAC, 0xD8, 0x34, 0x68, 0x0D, 0xDC, 0xA9,
                                0xDE, 0x65, 0x26, 0x95, 0x12, 0xBD, 0xDE, 0xC2 };
  g_autofree char *text = NULL;
  g_autoptr(IloRcInfo) info = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;

  if (!captures_load ("rc_info.json", &text, &length))
    return;
  info = ilo_rc_info_parse (text, length, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (info->enc_key, ==, "bbAcD834680DDca9DE65269512BDdEC2");
  g_assert_cmpmem (info->key, sizeof info->key, key, sizeof key);
  g_assert_cmpuint (info->console_port, ==, 17990);
  g_assert_cmpuint (info->media_port, ==, 17988);
  g_assert_cmpint (info->features, ==, 7);
  g_assert_cmpstr (info->protocol_version, ==, "1.1");
  g_assert_cmpstr (info->ilo, ==, "ILOCZ161000EH");
  g_assert_null (info->server);
  g_assert_null (info->enclosure);
  g_assert_cmpuint (info->bay, ==, 0);
}

static void
test_facts_capture (void)
{
  g_autofree char *text = NULL;
  g_autoptr(IloFacts) facts = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;

  if (!captures_load ("login_session.json", &text, &length))
    return;
  facts = ilo_facts_parse_json (text, length, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (facts->generation, ==, 4);
  g_assert_cmpstr (facts->product, ==, "Integrated Lights-Out 4");
  g_assert_cmpstr (facts->firmware, ==, "2.54");
  g_assert_cmpstr (facts->server, ==, "ILOCZ161000EH");
  g_assert_cmpuint (facts->login_delay, ==, 0);
  g_assert_null (facts->notice);
}

static void
test_session_info_capture (void)
{
  g_autofree char *text = NULL;
  g_autoptr(IloSessionInfo) info = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;

  if (!captures_load ("session_info.json", &text, &length))
    return;
  info = ilo_session_info_parse (text, length, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (info->user, ==, "Administrator");
  g_assert_cmpstr (info->expires, ==, "Fri Jan 01 20:11:02 2021");
  g_assert_true (info->may_log_in && info->may_use_console && info->may_use_media && info->may_use_power
                 && info->may_configure && info->may_administer);
}

static void
test_media_status_capture (void)
{
  g_autofree char *text = NULL;
  g_autoptr(IloMediaStatus) status = NULL;
  g_autoptr(GError) error = NULL;
  IloDriveStatus *drive;
  gsize length;

  if (!captures_load ("vm_status.json", &text, &length))
    return;
  status = ilo_media_status_parse (text, length, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (status->port, ==, 17988);
  g_assert_cmpuint (status->drives->len, ==, 2);
  drive = status->drives->pdata[1];
  g_assert_cmpstr (drive->device, ==, "CDROM");
  g_assert_false (drive->connected);
  g_assert_false (drive->url_connected);
  g_assert_null (drive->url);
  g_assert_cmpstr (drive->boot_option, ==, "NO_BOOT");
}

static IloFacts *
facts_from_xml (const char *text)
{
  g_autoptr(GError) error = NULL;
  IloFacts *facts = ilo_facts_parse_xml (text, strlen (text), &error);

  g_assert_no_error (error);
  return facts;
}

static void
test_facts_from_xml (void)
{
  g_autoptr(IloFacts) four = facts_from_xml
    ("<?xml version=\"1.0\"?>\r\n<RIMP><HSI><SPN>ProLiant DL380p Gen8</SPN><SBSN>CZ1 </SBSN>"
     "<VIRTUAL><SPN>not this</SPN></VIRTUAL></HSI><MP><ST>1</ST><PN>Integrated Lights-Out 4 (iLO 4)</PN>"
     "<FWRI>2.54</FWRI></MP></RIMP>");
  g_autoptr(IloFacts) five = facts_from_xml ("<RIMP><MP><PN>Integrated Lights-Out 5 (iLO 5)</PN></MP></RIMP>");
  g_autoptr(IloFacts) first = facts_from_xml ("<RIMP><MP><PN>Integrated Lights-Out (iLO)</PN></MP></RIMP>");

  g_assert_cmpuint (four->generation, ==, 4);
  g_assert_cmpstr (four->model, ==, "ProLiant DL380p Gen8");
  g_assert_cmpstr (four->serial, ==, "CZ1");
  g_assert_cmpstr (four->firmware, ==, "2.54");
  g_assert_cmpuint (five->generation, ==, 5);
  g_assert_null (five->firmware);
  g_assert_cmpuint (first->generation, ==, 0);
}

static void
test_deep_xml_takes_no_time (void)
{
  GString *text = g_string_new ("<RIMP>");
  g_autofree char *deep = NULL;

  for (guint i = 0; i < 300000; i++)
    g_string_append (text, "<a>");
  deep = g_string_free (text, FALSE);
  g_assert_null (ilo_facts_parse_xml (deep, strlen (deep), NULL));
}

/* Each parser refuses each of these. */
static void
assert_refused (const char *text)
{
  gsize length = strlen (text);
  g_autofree char *exact = g_memdup2 (text, length);
  gboolean on;

#define REFUSED(call)                                                 \
  G_STMT_START {                                                      \
    g_autoptr(GError) error = NULL;                                   \
    g_assert_null (call);                                             \
    g_assert_error (error, ILO_ERROR, ILO_ERROR_PROTOCOL);            \
    g_assert_true (g_str_has_suffix (error->message, "."));           \
  } G_STMT_END

  REFUSED (ilo_rc_info_parse (exact, length, &error));
  REFUSED (ilo_facts_parse_json (exact, length, &error));
  REFUSED (ilo_facts_parse_xml (exact, length, &error));
  REFUSED (ilo_session_info_parse (exact, length, &error));
  REFUSED (ilo_login_parse (exact, length, &error));
  REFUSED (ilo_host_power_parse (exact, length, &on, &error) ? "" : NULL);
}

static void
test_refuses_what_is_no_object (void)
{
  g_autofree char *brackets = g_strnfill (1000000, '[');
  g_autofree char *braces = g_strnfill (900000, '{');
  g_autofree char *quoted = g_strdup_printf ("{\"a\":\"%s\"}", braces);

  assert_refused ("");
  assert_refused ("[]");
  assert_refused ("{}");
  assert_refused ("null");
  assert_refused ("<html><body>404</body></html>");
  assert_refused ("{\"rc_port\":");
  assert_refused (brackets);
  assert_refused (braces);
  assert_refused (quoted);
}

static void
assert_rc_info_refused (const char *text)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (ilo_rc_info_parse (text, strlen (text), &error));
  g_assert_error (error, ILO_ERROR, ILO_ERROR_PROTOCOL);
  g_assert_nonnull (strstr (error->message, "rc_info"));
}

static void
test_rc_info_is_checked (void)
{
  static const char fine[] = "{\"rc_port\":1,\"optional_features\":\"\"}";
  g_autoptr(IloRcInfo) info = ilo_rc_info_parse (fine, strlen (fine), NULL);

  g_assert_nonnull (info);
  g_assert_cmpuint (info->media_port, ==, 17988);
  assert_rc_info_refused ("{\"enc_key\":\"" KEY "\"}");
  assert_rc_info_refused ("{\"rc_port\":0}");
  assert_rc_info_refused ("{\"rc_port\":65536}");
  assert_rc_info_refused ("{\"rc_port\":\"17990\"}");
  assert_rc_info_refused ("{\"rc_port\":1,\"vm_port\":-1}");
  assert_rc_info_refused ("{\"rc_port\":1,\"optional_features\":\"ENCRYPT_KEY\"}");
  assert_rc_info_refused ("{\"rc_port\":1,\"optional_features\":\"ENCRYPT_KEY\",\"enc_key\":\"" KEY "0\"}");
  assert_rc_info_refused ("{\"rc_port\":1,\"enc_key\":\"0123456789abcdef0123456789abcdeg\"}");
}

static void
test_login_is_checked (void)
{
  static const char *const bad[] = { "{\"session_key\":\"\"}", "{\"session_key\":17}",
                                     "{\"session_key\":\"" KEY "0\"}", "{\"session_key\":null}",
                                     "{\"session_key\":\"" KEY "\\u0000\"}" };
  static const char good[] = "{\"session_key\":\"" KEY "\",\"user_name\":\"a\"}";
  g_autofree char *key = ilo_login_parse (good, strlen (good), NULL);

  g_assert_cmpstr (key, ==, KEY);
  for (guint i = 0; i < G_N_ELEMENTS (bad) - 1; i++)
    g_assert_null (ilo_login_parse (bad[i], strlen (bad[i]), NULL));
}

static void
test_host_power (void)
{
  gboolean on = FALSE;

  g_assert_true (ilo_host_power_parse ("{\"hostpwr_state\":\"ON\"}", 22, &on, NULL));
  g_assert_true (on);
  g_assert_true (ilo_host_power_parse ("{\"hostpwr_state\":\"OFF\"}", 23, &on, NULL));
  g_assert_false (on);
}

static void
test_hot_keys (void)
{
  static const char text[] = "{\"other\":1,\"hot_keys\":[[\"L_CTRL\",\"L_ALT\",\"DEL\",\"NONE\",\"\"],"
                             "{\"hot_key\":\"CTRL_U\",\"key_1\":\"F1\",\"key_2\":7},{\"key_name\":\"Ctrl-V\",\"keys\":[\"F2\",[\"a\"]]},3,[],[],[\"x\"]]}";
  g_autoptr(IloHotKeys) hot_keys = ilo_hot_keys_parse (text, strlen (text), NULL);

  g_assert_cmpstr (hot_keys->keys[0][0], ==, "L_CTRL");
  g_assert_cmpstr (hot_keys->keys[0][2], ==, "DEL");
  g_assert_null (hot_keys->keys[0][3]);
  g_assert_cmpstr (hot_keys->keys[1][0], ==, "F1");
  g_assert_null (hot_keys->keys[1][1]);
  g_assert_cmpstr (hot_keys->keys[2][0], ==, "F2");
  g_assert_null (hot_keys->keys[2][1]);
}

static void
test_names_need_not_be_utf8 (void)
{
  static const char text[] = "{\"version\":\"2.54\",\"server_name\":\"M\xFCnchen\"}";
  g_autoptr(GError) error = NULL;
  g_autoptr(IloFacts) facts = ilo_facts_parse_json (text, strlen (text), &error);

  g_assert_no_error (error);
  g_assert_true (g_utf8_validate (facts->server, -1, NULL));
  g_assert_true (g_str_has_prefix (facts->server, "M"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ilo/answers/rc-info-capture", test_rc_info_capture);
  g_test_add_func ("/ilo/answers/facts-capture", test_facts_capture);
  g_test_add_func ("/ilo/answers/session-info-capture", test_session_info_capture);
  g_test_add_func ("/ilo/answers/media-status-capture", test_media_status_capture);
  g_test_add_func ("/ilo/answers/facts-from-xml", test_facts_from_xml);
  g_test_add_func ("/ilo/answers/deep-xml-takes-no-time", test_deep_xml_takes_no_time);
  g_test_add_func ("/ilo/answers/refuses-what-is-no-object", test_refuses_what_is_no_object);
  g_test_add_func ("/ilo/answers/rc-info-is-checked", test_rc_info_is_checked);
  g_test_add_func ("/ilo/answers/login-is-checked", test_login_is_checked);
  g_test_add_func ("/ilo/answers/host-power", test_host_power);
  g_test_add_func ("/ilo/answers/hot-keys", test_hot_keys);
  g_test_add_func ("/ilo/answers/names-need-not-be-utf8", test_names_need_not_be_utf8);
  return g_test_run ();
}
