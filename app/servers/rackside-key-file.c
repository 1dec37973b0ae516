/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "rackside-key-file.h"
#include "rackside-small-file.h"

/* Where a file says what it is. */
#define HEAD    "Rackside"
#define VERSION "version"

/* As many as the system follows. */
#define MAX_LINKS 40

/* Changing a file takes a few milliseconds; who has it for longer than this hangs. */
#define LOCK_PATIENCE_MS 2000
#define LOCK_STEP_MS     10

/**
 * rackside_key_file_resolve:
 * @path: a file that people may edit
 * @error: (nullable): why it leads nowhere
 *
 * Returns: (transfer full) (nullable): @path or, where that is a symbolic link, what it leads to, which need not be there
 */
char *
rackside_key_file_resolve (const char  *path,
                           GError     **error)
{
  g_autofree char *target = g_strdup (path);

  for (guint i = 0; i < MAX_LINKS; i++)
    {
      g_autofree char *next = g_file_read_link (target, NULL);
      g_autofree char *folder = g_path_get_dirname (target);
      g_autofree char *base = g_path_get_basename (target);
      g_autofree char *real = NULL;

      if (next == NULL && i == 0)
        return g_steal_pointer (&target);
      if (next == NULL)
        {
          real = realpath (folder, NULL);
          return g_build_filename (real != NULL ? real : folder, base, NULL);
        }
      g_free (target);
      target = g_path_is_absolute (next) ? g_steal_pointer (&next) : g_build_filename (folder, next, NULL);
    }
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_LOOP,
               /* Translators: %s is a file */
               _("%s is a symbolic link that leads back to itself. Remove it, or have it lead to a file."), path);
  return NULL;
}

/**
 * rackside_key_file_load:
 * @path: a file that people may edit
 * @error: (nullable): why it cannot be read (%G_IO_ERROR or %G_FILE_ERROR), or what is wrong in it (%G_KEY_FILE_ERROR)
 *
 * Reads a file; one that is not there is an empty one.
 *
 * Returns: (transfer full): what is in it, comments too
 */
GKeyFile *
rackside_key_file_load (const char  *path,
                        GError     **error)
{
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autofree char *target = rackside_key_file_resolve (path, error);
  g_autoptr(GFile) source = target != NULL ? g_file_new_for_path (target) : NULL;
  g_autoptr(GError) problem = NULL;
  g_autofree char *contents = NULL;
  gsize length;

  if (source == NULL)
    return NULL;
  contents = rackside_small_file_load (source, &length, NULL, &problem);
  if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return g_steal_pointer (&file);
  if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE))
    g_set_error_literal (error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_PARSE, problem->message);
  else if (problem != NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  /* Zeros are what a crash of the machine leaves; the parser would take them for an empty line. */
  else if (memchr (contents, '\0', length) != NULL)
    g_set_error_literal (error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_PARSE, _("There are zero bytes in it."));
  else if (g_key_file_load_from_data (file, contents, length, G_KEY_FILE_KEEP_COMMENTS, error))
    return g_steal_pointer (&file);
  return NULL;
}

/* Says what keeps files from being made in a folder, if something does. */
static gboolean
prepare_folder (const char  *folder,
                gboolean     make,
                GError     **error)
{
  int code;

  if (make && g_mkdir_with_parents (folder, 0700) != 0)
    {
      code = errno;
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code),
                   /* Translators: the first %s is a folder, the second a system's message */
                   _("The folder %s cannot be made: %s. Make it, and allow your user to write in it, to have changes "
                     "saved."), folder, g_strerror (code));
      return FALSE;
    }
  if (g_access (folder, W_OK | X_OK) == 0)
    return TRUE;
  code = errno;
  if (code == EACCES || code == EPERM)
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_ACCES,
                 /* Translators: %s is a folder */
                 _("The folder %s is write-protected. Allow your user to write in it to have changes saved."), folder);
  else
    g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code),
                 /* Translators: the first %s is a folder, the second a system's message */
                 _("No files can be made in the folder %s: %s. Put that right, or have XDG_CONFIG_HOME name a folder in "
                   "which they can, to have changes saved."), folder, g_strerror (code));
  return FALSE;
}

/* What is broken may still be mended by hand, so it is kept under another name; a link to it stays. */
static gboolean
set_aside (const char  *link,
           GError     **problem)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *stamp = g_date_time_format (now, "%Y%m%d-%H%M%S");
  g_autofree char *path = rackside_key_file_resolve (link, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *aside = g_strdup_printf ("%s.broken-%s", path, stamp);
  g_autoptr(GError) reason = g_steal_pointer (problem);

  for (guint i = 2; g_file_test (aside, G_FILE_TEST_EXISTS); i++)
    {
      g_free (aside);
      aside = g_strdup_printf ("%s.broken-%s-%u", path, stamp, i);
    }
  if (g_rename (path, aside) != 0)
    {
      int code = errno;
      g_autoptr(GError) why = NULL;

      g_set_error (problem, G_FILE_ERROR, g_file_error_from_errno (code),
                   /* Translators: the first %s is a file, the second a sentence, the third a sentence or a system's message */
                   _("The file %s cannot be read: %s It could not be set aside either: %s"),
                   path, reason->message, prepare_folder (folder, FALSE, &why) ? g_strerror (code) : why->message);
      return FALSE;
    }
  g_set_error (problem, reason->domain, reason->code,
               /* Translators: the first and the last %s are files, the second is a sentence */
               _("The file %s could not be read: %s What was in it now lies in %s, where you can mend it; a new one "
                 "begins."),
               path, reason->message, aside);
  return TRUE;
}

/**
 * rackside_key_file_load_or_set_aside:
 * @path: a file that people may edit
 * @problem: (out): what the user has to know about it
 *
 * Reads a file before it is changed. One that is broken is set aside, with @problem, and what is returned is new.
 *
 * Returns: (transfer full) (nullable): what is in it; %NULL: it can be neither read nor set aside
 */
GKeyFile *
rackside_key_file_load_or_set_aside (const char  *path,
                                     GError     **problem)
{
  GKeyFile *file = rackside_key_file_load (path, problem);
  gboolean broken = file == NULL && (*problem)->domain == G_KEY_FILE_ERROR;

  if (file != NULL)
    return file;
  if (broken && set_aside (path, problem))
    return g_key_file_new ();
  if (!broken)
    g_prefix_error (problem, _("The file %s cannot be read: "), path);
  return NULL;
}

/* Replacing a file works on one that may not be written to as well, but who has protected it does not want that. */
static gboolean
check_writable (const char  *path,
                GError     **error)
{
  GStatBuf status;

  if (g_stat (path, &status) != 0 || ((status.st_mode & S_IWUSR) != 0 && g_access (path, W_OK) == 0))
    return TRUE;
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_ACCES,
               /* Translators: %s is a file */
               _("The file %s is write-protected. Allow writing to it to have changes saved."), path);
  return FALSE;
}

/* Whoever has made a link to a folder that comes and goes does not want another one in its place. */
static gboolean
check_link (const char  *path,
            const char  *target,
            GError     **error)
{
  g_autofree char *folder = g_path_get_dirname (target);

  if (strcmp (path, target) == 0 || g_file_test (folder, G_FILE_TEST_EXISTS))
    return TRUE;
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
               /* Translators: the first %s is a file, the second a folder */
               _("%s is a symbolic link into the folder %s, which is not there. Have it be there again, or remove the "
                 "link, to have changes saved."), path, folder);
  return FALSE;
}

/**
 * rackside_key_file_save:
 * @file: what to write
 * @path: where to; the folder is made when it is not there
 * @error: (nullable): why it cannot be written
 *
 * Writes a file that only its owner may read. It is replaced at once or not at all; where a symbolic link is, what it
 * leads to.
 *
 * Returns: whether it is written
 */
gboolean
rackside_key_file_save (GKeyFile    *file,
                        const char  *path,
                        GError     **error)
{
  g_autofree char *target = rackside_key_file_resolve (path, error);
  g_autofree char *folder = target != NULL ? g_path_get_dirname (target) : NULL;
  g_autofree char *contents = NULL;
  gsize length;

  if (target == NULL || !check_link (path, target, error) || !prepare_folder (folder, TRUE, error)
      || !check_writable (target, error))
    return FALSE;
  contents = g_key_file_to_data (file, &length, NULL);
  return g_file_set_contents_full (target, contents, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

static void
set_no_lock (GError     **error,
             const char  *folder,
             const char  *lock_path,
             int          code)
{
  if (prepare_folder (folder, TRUE, error))
    g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code),
                 /* Translators: the first %s is a file, the second a system's message */
                 _("The file %s, by which programs wait for each other, cannot be opened: %s. Remove it, or give it to "
                   "your user, to have changes saved."), lock_path, g_strerror (code));
}

/**
 * rackside_key_file_lock:
 * @path: the file; its folder is made when it is not there
 * @error: (nullable): why it cannot be locked
 *
 * Has windows and programs change a file one after the other: from reading it to writing it back.
 *
 * Returns: what to close() afterwards, or -1
 */
int
rackside_key_file_lock (const char  *path,
                        GError     **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *lock_path = g_strconcat (path, ".lock", NULL);
  int fd;

  g_mkdir_with_parents (folder, 0700);
  fd = g_open (lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  for (guint waited = 0; fd >= 0; waited += LOCK_STEP_MS)
    {
      if (flock (fd, LOCK_EX | LOCK_NB) == 0)
        return fd;
      if (errno != EINTR && (errno != EWOULDBLOCK || waited >= LOCK_PATIENCE_MS))
        break;
      g_usleep (LOCK_STEP_MS * 1000);
    }
  if (fd >= 0 && errno == EWOULDBLOCK)
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_AGAIN,
                 /* Translators: %s is a file */
                 _("Another program is changing %s, and does not finish. End it, or try again later."), path);
  else
    set_no_lock (error, folder, lock_path, errno);
  if (fd >= 0)
    close (fd);
  return -1;
}

/**
 * rackside_key_file_check_version:
 * @file: a file that says its version
 * @path: (nullable): where it is kept; %NULL when it is not one of the program's own
 * @newest: the newest version that this program knows
 * @error: (nullable): what is wrong with it
 *
 * Returns: whether this program may change it
 */
gboolean
rackside_key_file_check_version (GKeyFile    *file,
                                 const char  *path,
                                 int          newest,
                                 GError     **error)
{
  g_autoptr(GError) problem = NULL;
  int version;

  if (!g_key_file_has_group (file, HEAD))
    return TRUE;
  version = g_key_file_get_integer (file, HEAD, VERSION, &problem);
  if (problem != NULL || version < 1)
    {
      g_set_error_literal (error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_INVALID_VALUE, _("It does not say its version."));
      return FALSE;
    }
  if (version <= newest)
    return TRUE;
  if (path != NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                 /* Translators: %s is a file, the numbers are versions of its format */
                 _("A newer Rackside has written %s, in format %d; this one knows format %d. What it understands is shown, "
                   "and nothing is changed there. Use the newer Rackside to change it."), path, version, newest);
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                 /* Translators: the numbers are versions of a file's format */
                 _("A newer Rackside has written it, in format %d; this one knows format %d. Have it written as CSV there, "
                   "or use the newer Rackside here too."), version, newest);
  return FALSE;
}

/**
 * rackside_key_file_set_version:
 * @file: a file that is about to be written
 * @version: what it is to say where it says nothing yet
 * @comment: likewise, for people
 */
void
rackside_key_file_set_version (GKeyFile   *file,
                               int         version,
                               const char *comment)
{
  if (g_key_file_has_group (file, HEAD))
    return;
  g_key_file_set_integer (file, HEAD, VERSION, version);
  g_key_file_set_comment (file, NULL, NULL, comment, NULL);
}
