/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <gio/gio.h>
#include <glib/gi18n.h>

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

/* Whether nothing is lost of what others have made of the list since somebody saw @old in it. */
static gboolean
check_replace (const GPtrArray      *list,
               const RacksideMacro  *old,
               const RacksideMacro  *macro,
               GError              **error)
{
  const RacksideMacro *now = old != NULL ? rackside_macro_list_find (list, old->name) : NULL;
  const RacksideMacro *same = rackside_macro_list_find (list, macro->name);

  if (now != NULL && !rackside_macro_equal (now, old) && !rackside_macro_equal (now, macro))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_MERGE,
                   /* Translators: what somebody has entered for the same thing, in another window or program */
                   _("It has been changed elsewhere meanwhile, to “%s”. Save again to have yours in its place."),
                   now->keys);
      return FALSE;
    }
  if (same != NULL && same != now && !rackside_macro_equal (same, macro))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_EXISTS, _("There is a macro of this name already."));
      return FALSE;
    }
  return TRUE;
}

/**
 * rackside_macro_list_replace:
 * @list: (element-type RacksideMacro): macros
 * @old: (nullable): which of them is to go, as it was when somebody began to change it; %NULL: none
 * @macro: (nullable): what comes in its place; %NULL: nothing
 * @error: (nullable): what others have changed, for the user; %G_IO_ERROR_WOULD_MERGE when it is @old
 *
 * Returns: (transfer full) (nullable) (element-type RacksideMacro): another list, sorted by name; %NULL when something
 *   would be lost that others have changed
 */
GPtrArray *
rackside_macro_list_replace (const GPtrArray      *list,
                             const RacksideMacro  *old,
                             RacksideMacro        *macro,
                             GError              **error)
{
  GPtrArray *changed;

  if (macro != NULL && !check_replace (list, old, macro, error))
    return NULL;
  changed = rackside_macro_list_new ();
  for (guint i = 0; i < list->len; i++)
    {
      RacksideMacro *one = list->pdata[i];

      if ((old == NULL || strcmp (one->name, old->name) != 0) && (macro == NULL || strcmp (one->name, macro->name) != 0))
        g_ptr_array_add (changed, rackside_macro_ref (one));
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
