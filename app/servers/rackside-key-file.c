/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "rackside-key-file.h"

/* More than thousands of servers take; what is longer is another file. */
#define MAX_LENGTH (16 * 1024 * 1024)

/**
 * rackside_key_file_load:
 * @path: a file that people may edit
 * @error: (nullable): why it cannot be read (%G_FILE_ERROR), or what is wrong in it (%G_KEY_FILE_ERROR)
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
  g_autoptr(GError) problem = NULL;
  g_autofree char *contents = NULL;
  gsize length;

  if (!g_file_get_contents (path, &contents, &length, &problem))
    {
      if (g_error_matches (problem, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        return g_steal_pointer (&file);
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  /* Zeros are what a crash of the machine leaves; the parser would take them for an empty line. */
  if (length > MAX_LENGTH || memchr (contents, '\0', length) != NULL)
    {
      g_set_error_literal (error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_PARSE,
                           length > MAX_LENGTH ? _("It is too long.") : _("There are zero bytes in it."));
      return NULL;
    }
  if (!g_key_file_load_from_data (file, contents, length, G_KEY_FILE_KEEP_COMMENTS, error))
    return NULL;
  return g_steal_pointer (&file);
}

/**
 * rackside_key_file_save:
 * @file: what to write
 * @path: where to; the folder is made when it is not there
 * @error: (nullable): why it cannot be written
 *
 * Writes a file that only its owner may read. It is replaced at once or not at all.
 *
 * Returns: whether it is written
 */
gboolean
rackside_key_file_save (GKeyFile    *file,
                        const char  *path,
                        GError     **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *contents = NULL;
  gsize length;

  contents = g_key_file_to_data (file, &length, NULL);
  g_mkdir_with_parents (folder, 0700);
  return g_file_set_contents_full (path, contents, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}
