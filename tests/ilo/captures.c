/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "captures.h"

/* Loads a file of the captures' folder, or marks the test as skipped where that is missing. */
gboolean
captures_load (const char *name,
               char      **contents,
               gsize      *length)
{
  const char *shared = g_getenv ("RACKSIDE_SHARED");
  g_autofree char *path = g_build_filename (shared != NULL ? shared : "", "captures", name, NULL);
  g_autoptr(GError) error = NULL;

  if (g_file_get_contents (path, contents, length, &error))
    return TRUE;
  g_test_skip (error->message);
  return FALSE;
}
