/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "rackside-key-file.h"
#include "rackside-small-file.h"

/* Who has no rights to anything. */
#define NOBODY 65534

/* Where a test finds the folder that another process has made for it. */
#define FOLDER "RACKSIDE_TEST_FOLDER"

typedef struct
{
  char *folder;
  char *elsewhere;     /* a folder in it, which is not there yet */
  char *path;
  char *target;        /* in elsewhere */
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("rackside-key-file-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->elsewhere = g_build_filename (fixture->folder, "elsewhere", NULL);
  fixture->path = g_build_filename (fixture->folder, "servers", NULL);
  fixture->target = g_build_filename (fixture->elsewhere, "servers", NULL);
}

static void
empty (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_unlink (path) != 0)
        g_rmdir (path);
    }
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  empty (fixture->elsewhere);
  empty (fixture->folder);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->elsewhere);
  g_free (fixture->path);
  g_free (fixture->target);
}

static void
write_text (const char *path,
            const char *text)
{
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
assert_says (const GError *error,
             const char   *part)
{
  g_assert_nonnull (error);
  if (strstr (error->message, part) == NULL)
    g_error ("“%s” does not say “%s”", error->message, part);
}

static gboolean
save (const char  *path,
      GError     **error)
{
  g_autoptr(GKeyFile) file = g_key_file_new ();

  g_key_file_set_string (file, "a", "b", "c");
  return rackside_key_file_save (file, path, error);
}

static void
assert_saved (const char *path)
{
  g_autofree char *text = NULL;

  g_assert_false (g_file_test (path, G_FILE_TEST_IS_SYMLINK));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "[a]\nb=c\n");
}

static void
test_writes_where_a_link_leads (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autofree char *second = g_build_filename (fixture->elsewhere, "second", NULL);
  g_autoptr(GKeyFile) file = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (g_mkdir (fixture->elsewhere, 0700), ==, 0);
  g_assert_cmpint (symlink ("elsewhere/second", fixture->path), ==, 0);
  g_assert_cmpint (symlink ("servers", second), ==, 0);
  file = rackside_key_file_load (fixture->path, &error);
  g_assert_no_error (error);
  save (fixture->path, &error);
  g_assert_no_error (error);
  assert_saved (fixture->target);
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_IS_SYMLINK));
  g_assert_true (g_file_test (second, G_FILE_TEST_IS_SYMLINK));
}

/* As on a drive that is not mounted. */
static void
test_makes_no_folder_for_a_link (Fixture       *fixture,
                                 gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (symlink (fixture->target, fixture->path), ==, 0);
  g_assert_false (save (fixture->path, &error));
  assert_says (error, fixture->elsewhere);
  assert_says (error, "symbolic link");
  g_assert_false (g_file_test (fixture->elsewhere, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_IS_SYMLINK));
}

static void
test_goes_round_in_no_circle (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (symlink ("servers", fixture->path), ==, 0);
  g_assert_null (rackside_key_file_load (fixture->path, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_LOOP);
  g_clear_error (&error);
  g_assert_false (save (fixture->path, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_LOOP);
}

static void
test_sets_aside_what_a_link_leads_to (Fixture       *fixture,
                                      gconstpointer  data)
{
  g_autofree char *aside = g_strconcat (fixture->target, ".broken-", NULL);
  g_autoptr(GKeyFile) file = NULL;
  g_autoptr(GError) problem = NULL;

  g_assert_cmpint (g_mkdir (fixture->elsewhere, 0700), ==, 0);
  write_text (fixture->target, "nonsense\n");
  g_assert_cmpint (symlink (fixture->target, fixture->path), ==, 0);
  file = rackside_key_file_load_or_set_aside (fixture->path, &problem);
  g_assert_nonnull (file);
  assert_says (problem, aside);
  g_assert_true (save (fixture->path, NULL));
  assert_saved (fixture->target);
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_IS_SYMLINK));
}

/* Nothing of these has an end, or is what it seems; a test that waits for one fails by its time limit. */
static void
test_reads_files_only (Fixture       *fixture,
                       gconstpointer  data)
{
  const struct { const char *path; GIOErrorEnum code; } cases[] = {
    { fixture->path, G_IO_ERROR_NOT_REGULAR_FILE },
    { "/dev/zero", G_IO_ERROR_NOT_REGULAR_FILE },
    { fixture->folder, G_IO_ERROR_IS_DIRECTORY },
    { fixture->target, G_IO_ERROR_NOT_FOUND },
  };

  g_assert_cmpint (mkfifo (fixture->path, 0600), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GFile) file = g_file_new_for_path (cases[i].path);
      g_autoptr(GError) error = NULL;
      gsize length;

      g_assert_null (rackside_small_file_load (file, &length, NULL, &error));
      g_assert_error (error, G_IO_ERROR, (int) cases[i].code);
    }
}

static void
test_leaves_a_pipe_alone (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (mkfifo (fixture->path, 0600), ==, 0);
  g_assert_null (rackside_key_file_load_or_set_aside (fixture->path, &error));
  assert_says (error, fixture->path);
  assert_says (error, "a pipe");
}

static void
test_looks_at_the_length_first (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autoptr(GFile) file = g_file_new_for_path (fixture->path);
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  gsize length;

  write_text (fixture->path, "x");
  g_assert_cmpint (truncate (fixture->path, RACKSIDE_SMALL_FILE_MAX), ==, 0);
  text = rackside_small_file_load (file, &length, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (length, ==, RACKSIDE_SMALL_FILE_MAX);
  g_assert_cmpint (text[length], ==, '\0');
  /* More than there is memory; it takes no space. */
  g_assert_cmpint (truncate (fixture->path, G_GINT64_CONSTANT (1) << 42), ==, 0);
  g_assert_null (rackside_small_file_load (file, &length, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE);
  assert_says (error, "16.0");
}

static void
on_loaded (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static char *
load_async (const char    *path,
            GCancellable  *cancellable,
            gsize         *length,
            GError       **error)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GAsyncResult) result = NULL;

  rackside_small_file_load_async (file, cancellable, on_loaded, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return rackside_small_file_load_finish (file, result, length, error);
}

static void
test_reads_in_the_background (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  gsize length;

  write_text (fixture->path, "text");
  text = load_async (fixture->path, cancellable, &length, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (length, ==, strlen ("text"));
  g_assert_cmpstr (text, ==, "text");
  g_assert_null (load_async ("/dev/zero", cancellable, &length, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE);
  g_clear_error (&error);
  g_cancellable_cancel (cancellable);
  g_assert_null (load_async (fixture->path, cancellable, &length, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* In a process of its own, as the rights are given up for good. */
static void
test_names_the_folder_that_is_protected (Fixture       *fixture,
                                         gconstpointer  data)
{
  const char *folder = g_getenv (FOLDER);
  g_autofree char *path = NULL;
  g_autofree char *below = NULL;

  if (!g_test_subprocess ())
    {
      g_assert_cmpint (g_chmod (fixture->folder, 0555), ==, 0);
      g_setenv (FOLDER, fixture->folder, TRUE);
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
      g_assert_cmpint (g_chmod (fixture->folder, 0700), ==, 0);
      g_test_trap_assert_passed ();
      return;
    }
  path = g_build_filename (folder, "servers", NULL);
  below = g_build_filename (folder, "below", "servers", NULL);
  if (getuid () == 0)
    g_assert_cmpint (setuid (NOBODY), ==, 0);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GError) locking = NULL;
      g_autoptr(GError) saving = NULL;

      g_assert_cmpint (rackside_key_file_lock (i == 0 ? path : below, &locking), ==, -1);
      g_assert_error (locking, G_FILE_ERROR, G_FILE_ERROR_ACCES);
      assert_says (locking, folder);
      assert_says (locking, i == 0 ? "Allow your user to write in it" : "Make it, and allow your user to write in it");
      g_assert_false (save (i == 0 ? path : below, &saving));
      g_assert_cmpstr (saving->message, ==, locking->message);
    }
  _exit (0);     /* what the fixture has made is not this user's */
}

static void
test_names_a_lock_that_cannot_be_opened (Fixture       *fixture,
                                         gconstpointer  data)
{
  g_autofree char *lock = g_strconcat (fixture->path, ".lock", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (g_mkdir (lock, 0700), ==, 0);
  g_assert_cmpint (rackside_key_file_lock (fixture->path, &error), ==, -1);
  assert_says (error, lock);
  assert_says (error, "Remove it");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/servers/key-file/writes-where-a-link-leads", test_writes_where_a_link_leads);
  ADD ("/servers/key-file/makes-no-folder-for-a-link", test_makes_no_folder_for_a_link);
  ADD ("/servers/key-file/goes-round-in-no-circle", test_goes_round_in_no_circle);
  ADD ("/servers/key-file/sets-aside-what-a-link-leads-to", test_sets_aside_what_a_link_leads_to);
  ADD ("/servers/key-file/leaves-a-pipe-alone", test_leaves_a_pipe_alone);
  ADD ("/servers/key-file/names-a-lock-that-cannot-be-opened", test_names_a_lock_that_cannot_be_opened);
  ADD ("/servers/key-file/names-the-folder-that-is-protected", test_names_the_folder_that_is_protected);
  ADD ("/servers/small-file/reads-files-only", test_reads_files_only);
  ADD ("/servers/small-file/looks-at-the-length-first", test_looks_at_the_length_first);
  ADD ("/servers/small-file/reads-in-the-background", test_reads_in_the_background);
#undef ADD
  return g_test_run ();
}
