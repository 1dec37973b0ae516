/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "fuzz.h"
#include "rackside-macro-list.h"

/* Macros that somebody has typed, and a file with some. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr(GPtrArray) steps = rackside_macro_parse (text, NULL);
  g_autoptr(GKeyFile) file = g_key_file_new ();

  if (steps != NULL)
    {
      g_autofree char *line = rackside_macro_format (steps);
      g_autoptr(GPtrArray) again = NULL;
      g_autofree char *same = NULL;

      g_assert_null (strchr (line, '\n'));
      if (strlen (line) > RACKSIDE_MACRO_MAX_LENGTH)
        return 0;
      again = rackside_macro_parse (line, NULL);
      g_assert_nonnull (again);
      same = rackside_macro_format (again);
      g_assert_cmpstr (line, ==, same);
    }
  if (g_key_file_load_from_data (file, text, size, G_KEY_FILE_NONE, NULL))
    {
      g_autofree char *group = g_key_file_get_start_group (file);
      g_autoptr(GPtrArray) list = group != NULL ? rackside_macro_list_read (file, group) : rackside_macro_list_new ();

      if (group != NULL)
        rackside_macro_list_write (list, file, group);
    }
  return 0;
}
