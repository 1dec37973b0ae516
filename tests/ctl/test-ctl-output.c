/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "ctl-await.h"
#include "ctl-command.h"
#include "report-json.h"
#include "ctl-password.h"
#include "ilo-error.h"
#include "ipmi-error.h"

static void
test_numbers_are_short_and_exact (void)
{
  static const struct { double value; const char *text; } numbers[] = {
    { 41, "41.0" }, { 12.033, "12.033" }, { 0.1, "0.1" }, { -0.5, "-0.5" }, { 0, "0.0" },
    { 1e300, "1e+300" }, { 1.0 / 3, "0.3333333333333333" }, { 123456789, "123456789.0" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autofree char *text = report_json_format_double (numbers[i].value);

      g_assert_cmpstr (text, ==, numbers[i].text);
      g_assert_cmpfloat (g_ascii_strtod (text, NULL), ==, numbers[i].value);
    }
}

static void
test_json_is_json (void)
{
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  JsonObject *object = json_object_new ();
  JsonArray *array = json_array_new ();

  json_object_set_string_member (object, "na\"me", "a\\b\"c\n\x01\x7F\xFF é");
  json_object_set_double_member (object, "value", 1.5);
  json_object_set_double_member (object, "nan", NAN);
  json_object_set_int_member (object, "int", G_MININT64);
  json_object_set_null_member (object, "null");
  json_object_set_boolean_member (object, "yes", TRUE);
  json_object_set_array_member (object, "empty", json_array_new ());
  json_array_add_object_element (array, object);
  json_array_add_object_element (array, json_object_new ());
  json_node_take_array (node, array);
  text = report_json_format (node);
  g_assert_cmpstr (text, ==,
                   "[{\"na\\\"me\":\"a\\\\b\\\"c\\n\\u0001\\u007f\xEF\xBF\xBD é\",\"value\":1.5,\"nan\":null,"
                   "\"int\":-9223372036854775808,\"null\":null,\"yes\":true,\"empty\":[]},\n {}]");
  g_assert_true (json_parser_load_from_data (parser, text, -1, &error));
  g_assert_no_error (error);
}

static char *
write_secret (const char *bytes,
              gsize       length)
{
  g_autoptr(GError) error = NULL;
  char *path = NULL;
  int fd = g_file_open_tmp ("rackside-XXXXXX", &path, &error);

  g_assert_no_error (error);
  close (fd);
  g_file_set_contents (path, bytes, (gssize) length, &error);
  g_assert_no_error (error);
  return path;
}

static void
check_secret (const char *bytes,
              gsize       length,
              const char *wanted)
{
  g_autofree char *path = write_secret (bytes, length);
  g_autoptr(GError) error = NULL;
  g_autoptr(CtlPassword) password = ctl_password_read (path, NULL, &error);

  g_remove (path);
  g_assert_cmpstr (password, ==, wanted);
  g_assert_true ((password == NULL) == (error != NULL));
}

static void
test_password_files (void)
{
  g_autofree char *long_text = g_strnfill (4096, 'x');

  check_secret ("pw", 2, "pw");
  check_secret ("pw\n", 3, "pw");
  check_secret ("pw\r\n", 4, "pw");
  check_secret (" p w \n\n", 7, " p w \n");
  check_secret ("", 0, "");
  check_secret ("a\0b", 3, NULL);
  check_secret (long_text, 4096, NULL);
  check_secret (long_text, 512, long_text + 4096 - 512);
}

static void
test_missing_password_file_is_named (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (ctl_password_read ("/nonexistent/file", NULL, &error));
  g_assert_nonnull (strstr (error->message, "/nonexistent/file"));
}

static void
count_down (GTask        *task,
            gpointer      source,
            gpointer      data,
            GCancellable *cancellable)
{
  g_task_return_int (task, GPOINTER_TO_INT (data) - 1);
}

static void
test_awaits_one_call_after_the_other (void)
{
  g_auto(CtlAwait) await = CTL_AWAIT_INIT;
  gssize left = 3;

  while (left > 0)
    {
      g_autoptr(GTask) task = g_task_new (NULL, NULL, ctl_await_ready, &await);
      GAsyncResult *result;

      g_task_set_task_data (task, GINT_TO_POINTER ((int) left), NULL);
      g_task_run_in_thread (task, count_down);
      result = ctl_await (&await);
      left = g_task_propagate_int (G_TASK (result), NULL);
    }
  g_assert_cmpint (left, ==, 0);
}

static void
test_exit_statuses (void)
{
  static const struct { GQuark (*domain) (void); int code; CtlExit status; } cases[] = {
    { g_option_error_quark, G_OPTION_ERROR_FAILED, CTL_EXIT_USAGE },
    { g_io_error_quark, G_IO_ERROR_TIMED_OUT, CTL_EXIT_TIMEOUT },
    { g_io_error_quark, G_IO_ERROR_NOT_FOUND, CTL_EXIT_FAILED },
    { ipmi_error_quark, IPMI_ERROR_TIMEOUT, CTL_EXIT_TIMEOUT },
    { ipmi_error_quark, IPMI_ERROR_AUTH, CTL_EXIT_REFUSED },
    { ipmi_error_quark, IPMI_ERROR_PRIVILEGE, CTL_EXIT_REFUSED },
    { ipmi_error_quark, IPMI_ERROR_COMPLETION, CTL_EXIT_FAILED },
    { ilo_error_quark, ILO_ERROR_AUTH, CTL_EXIT_REFUSED },
    { ilo_error_quark, ILO_ERROR_LICENSE, CTL_EXIT_REFUSED },
    { ilo_error_quark, ILO_ERROR_PROTOCOL, CTL_EXIT_FAILED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = g_error_new_literal (cases[i].domain (), cases[i].code, "x");

      g_assert_cmpint (ctl_exit_for_error (error), ==, cases[i].status);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ctl/json/numbers-are-short-and-exact", test_numbers_are_short_and_exact);
  g_test_add_func ("/ctl/json/is-json", test_json_is_json);
  g_test_add_func ("/ctl/password/files", test_password_files);
  g_test_add_func ("/ctl/password/missing-file-is-named", test_missing_password_file_is_named);
  g_test_add_func ("/ctl/await/one-call-after-the-other", test_awaits_one_call_after_the_other);
  g_test_add_func ("/ctl/exit-statuses", test_exit_statuses);
  return g_test_run ();
}
