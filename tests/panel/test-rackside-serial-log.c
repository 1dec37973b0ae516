/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>

#include "rackside-serial-log.h"

typedef struct
{
  char         *folder;
  GFile        *file;
  GAsyncResult *result;
  GError       *failure;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->folder = g_dir_make_tmp ("rackside-log-XXXXXX", NULL);
  fixture->file = g_file_new_build_filename (fixture->folder, "console.log", NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_remove (g_file_peek_path (fixture->file));
  g_rmdir (fixture->folder);
  g_clear_object (&fixture->file);
  g_clear_error (&fixture->failure);
  g_free (fixture->folder);
}

static void
on_opened (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  ((Fixture *) user_data)->result = g_object_ref (result);
}

static void
on_failed (Fixture      *fixture,
           const GError *error)
{
  fixture->failure = g_error_copy (error);
}

static RacksideSerialLog *
open_log (Fixture   *fixture,
          GFile     *file,
          gboolean   append,
          GError   **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  RacksideSerialLog *log;

  rackside_serial_log_open_async (file, append, NULL, on_opened, fixture);
  while (fixture->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  result = g_steal_pointer (&fixture->result);
  log = rackside_serial_log_open_finish (result, error);
  if (log != NULL)
    g_signal_connect_swapped (log, "failed", G_CALLBACK (on_failed), fixture);
  return log;
}

static void
write_text (RacksideSerialLog *log,
            const char        *text)
{
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));

  rackside_serial_log_write (log, bytes);
}

static void
wait_written (Fixture           *fixture,
              RacksideSerialLog *log)
{
  while (rackside_serial_log_get_waiting (log) > 0 && fixture->failure == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
assert_content (Fixture    *fixture,
                const char *wanted)
{
  g_autofree char *content = NULL;

  g_assert_true (g_file_get_contents (g_file_peek_path (fixture->file), &content, NULL, NULL));
  g_assert_cmpstr (content, ==, wanted);
}

static void
test_append_and_replace (Fixture       *fixture,
                         gconstpointer  data)
{
  static const struct
  {
    gboolean    append;
    const char *text;
    const char *content;
  } steps[] = {
    { TRUE, "one\r\n", "one\r\n" },
    { TRUE, "two\r\n", "one\r\ntwo\r\n" },
    { FALSE, "three\r\n", "three\r\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr(RacksideSerialLog) log = open_log (fixture, fixture->file, steps[i].append, NULL);
      GStatBuf status;

      write_text (log, steps[i].text);
      wait_written (fixture, log);
      /* At once, not when it is closed. */
      assert_content (fixture, steps[i].content);
      g_assert_cmpuint (rackside_serial_log_get_written (log), ==, strlen (steps[i].text));
      g_assert_cmpint (g_stat (g_file_peek_path (fixture->file), &status), ==, 0);
      g_assert_cmphex (status.st_mode & 0777, ==, 0600);
    }
}

static void
test_order (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(RacksideSerialLog) log = open_log (fixture, fixture->file, TRUE, NULL);
  g_autoptr(GString) wanted = g_string_new (NULL);

  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *line = g_strdup_printf ("line %u\n", i);

      g_string_append (wanted, line);
      write_text (log, line);
      if (i % 7 == 0)
        g_main_context_iteration (NULL, FALSE);
    }
  rackside_serial_log_end (log);
  write_text (log, "after the end");
  wait_written (fixture, log);
  assert_content (fixture, wanted->str);
}

static void
test_no_such_folder (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(GFile) file = g_file_new_build_filename (fixture->folder, "missing", "console.log", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_null (open_log (fixture, file, TRUE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
test_full_disk (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GFile) file = g_file_new_for_path ("/dev/full");
  g_autoptr(RacksideSerialLog) log = open_log (fixture, file, TRUE, NULL);

  g_assert_nonnull (log);
  write_text (log, "some");
  wait_written (fixture, log);
  g_assert_error (fixture->failure, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  write_text (log, "more");
  g_assert_cmpuint (rackside_serial_log_get_waiting (log), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *name;
    void      (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "/serial/log/append-and-replace", test_append_and_replace },
    { "/serial/log/order", test_order },
    { "/serial/log/no-such-folder", test_no_such_folder },
    { "/serial/log/full-disk", test_full_disk },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
