/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "rackside-macro-list.h"

/* A macro is three lines of a group: macro-1-name=…, macro-1-keys=…, macro-1-shortcut=… */
#define PREFIX "macro-"
#define NAME   "-name"

/* More than anybody finds again in a menu. */
#define MAX_MACROS 200

/**
 * rackside_macro_list_new:
 *
 * Returns: (transfer full) (element-type RacksideMacro): no macros
 */
GPtrArray *
rackside_macro_list_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) rackside_macro_unref);
}

/**
 * rackside_macro_list_find:
 * @list: (element-type RacksideMacro): macros
 * @name: a name
 *
 * Returns: (transfer none) (nullable): the macro of that name
 */
RacksideMacro *
rackside_macro_list_find (const GPtrArray *list,
                          const char      *name)
{
  for (guint i = 0; i < list->len; i++)
    if (strcmp (((RacksideMacro *) list->pdata[i])->name, name) == 0)
      return list->pdata[i];
  return NULL;
}

/**
 * rackside_macro_list_equal:
 * @list: (element-type RacksideMacro): macros
 * @other: (element-type RacksideMacro): others
 *
 * Returns: whether they are the same
 */
gboolean
rackside_macro_list_equal (const GPtrArray *list,
                           const GPtrArray *other)
{
  if (list->len != other->len)
    return FALSE;
  for (guint i = 0; i < list->len; i++)
    if (!rackside_macro_equal (list->pdata[i], other->pdata[i]))
      return FALSE;
  return TRUE;
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  const RacksideMacro *const *first = a;
  const RacksideMacro *const *second = b;

  return g_utf8_collate ((*first)->name, (*second)->name);
}

/**
 * rackside_macro_list_replace:
 * @list: (element-type RacksideMacro): macros
 * @name: (nullable): which of them is to go; %NULL: none
 * @macro: (nullable): what comes in its place, and in that of one with the same name; %NULL: nothing
 *
 * Returns: (transfer full) (element-type RacksideMacro): another list, sorted by name
 */
GPtrArray *
rackside_macro_list_replace (const GPtrArray *list,
                             const char      *name,
                             RacksideMacro   *macro)
{
  GPtrArray *changed = rackside_macro_list_new ();

  for (guint i = 0; i < list->len; i++)
    {
      RacksideMacro *old = list->pdata[i];

      if (g_strcmp0 (old->name, name) != 0 && (macro == NULL || strcmp (old->name, macro->name) != 0))
        g_ptr_array_add (changed, rackside_macro_ref (old));
    }
  if (macro != NULL)
    g_ptr_array_add (changed, rackside_macro_ref (macro));
  g_ptr_array_sort (changed, compare);
  return changed;
}

/* The value of a line as it stands there: what is in it has escapes of its own. */
static char *
get_value (GKeyFile   *file,
           const char *group,
           const char *stem,
           const char *suffix)
{
  g_autofree char *key = g_strconcat (stem, suffix, NULL);
  char *value = g_key_file_get_value (file, group, key, NULL);

  return value != NULL ? g_strchomp (value) : NULL;
}

/* A name for a menu, and one that no other macro has. */
static char *
make_name (const GPtrArray *list,
           const char      *wanted)
{
  g_autofree char *name = g_utf8_substring (wanted, 0, MIN (g_utf8_strlen (wanted, -1), RACKSIDE_MACRO_MAX_NAME));

  for (guint i = 2; rackside_macro_list_find (list, name) != NULL; i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s (%u)", wanted, i);
    }
  return g_steal_pointer (&name);
}

/**
 * rackside_macro_list_read:
 * @file: a file that people may edit
 * @group: where macros are in it
 *
 * Returns: (transfer full) (element-type RacksideMacro): the macros; what they do may make no sense
 */
GPtrArray *
rackside_macro_list_read (GKeyFile   *file,
                          const char *group)
{
  g_autoptr(GPtrArray) list = rackside_macro_list_new ();
  g_auto(GStrv) keys = g_key_file_get_keys (file, group, NULL, NULL);

  for (char **key = keys; keys != NULL && *key != NULL && list->len < MAX_MACROS; key++)
    {
      g_autofree char *stem = NULL;
      g_autofree char *wanted = NULL;
      g_autofree char *name = NULL;
      g_autofree char *steps = NULL;
      g_autofree char *shortcut = NULL;

      if (!g_str_has_prefix (*key, PREFIX) || !g_str_has_suffix (*key, NAME))
        continue;
      stem = g_strndup (*key, strlen (*key) - strlen (NAME));
      wanted = get_value (file, group, stem, NAME);
      if (wanted == NULL || *wanted == '\0')
        continue;
      name = make_name (list, wanted);
      steps = get_value (file, group, stem, "-keys");
      shortcut = get_value (file, group, stem, "-shortcut");
      g_ptr_array_add (list, rackside_macro_new (name, steps != NULL ? steps : "", shortcut));
    }
  g_ptr_array_sort (list, compare);
  return g_steal_pointer (&list);
}

static void
set_value (GKeyFile   *file,
           const char *group,
           guint       number,
           const char *suffix,
           const char *value)
{
  g_autofree char *key = g_strdup_printf (PREFIX "%u%s", number, suffix);

  if (*value != '\0')
    g_key_file_set_value (file, group, key, value);
}

/**
 * rackside_macro_list_write:
 * @list: (element-type RacksideMacro): macros
 * @file: a file
 * @group: where to put them, in place of those that are there
 */
void
rackside_macro_list_write (const GPtrArray *list,
                           GKeyFile        *file,
                           const char      *group)
{
  g_auto(GStrv) keys = g_key_file_get_keys (file, group, NULL, NULL);

  for (char **key = keys; keys != NULL && *key != NULL; key++)
    if (g_str_has_prefix (*key, PREFIX))
      g_key_file_remove_key (file, group, *key, NULL);
  for (guint i = 0; i < list->len; i++)
    {
      const RacksideMacro *macro = list->pdata[i];

      set_value (file, group, i + 1, NAME, macro->name);
      set_value (file, group, i + 1, "-keys", macro->keys);
      set_value (file, group, i + 1, "-shortcut", macro->shortcut);
    }
}
