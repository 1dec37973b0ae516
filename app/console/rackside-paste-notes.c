/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-paste-notes.h"

/* As many characters are shown. */
#define MAX_SHOWN 12

/* As many times they occur in the text. */
static guint
count (GArray *places)
{
  guint n = 0;

  for (guint i = 0; i < places->len; i++)
    n += g_array_index (places, IloUntypeable, i).count;
  return n;
}

/* The keys that write it: names as on keys, which nobody translates in a shell. */
static char *
name_control (gunichar c)
{
  switch (c)
    {
    case '\b':
      return g_strdup ("BackSpace");
    case 0x1B:
      return g_strdup ("Escape");
    case 0x7F:
      return g_strdup ("Delete");
    default:
      return g_strdup_printf ("Ctrl+%c", (char) (c + 0x40));
    }
}

/* A line for each character, after the keys that write it where those are worth a word. */
static void
append_places (GString  *words,
               GArray   *places,
               gboolean  with_keys)
{
  for (guint i = 0; i < MIN (places->len, MAX_SHOWN); i++)
    {
      const IloUntypeable *one = &g_array_index (places, IloUntypeable, i);
      g_autofree char *keys = with_keys ? name_control (one->character) : NULL;
      g_autofree char *place = ilo_untypeable_describe (one);

      g_string_append_printf (words, "\n%s%s%s", keys != NULL ? keys : "", keys != NULL ? " " : "", place);
    }
  if (places->len > MAX_SHOWN)
    g_string_append (words, "\n…");
}

/**
 * rackside_paste_notes_for_untypeable:
 * @untypeable: (element-type IloUntypeable): characters that cannot be typed
 * @left_out: whether the user wants the rest to be typed
 *
 * Returns: (transfer full): what is said of them before anything is typed
 */
char *
rackside_paste_notes_for_untypeable (GArray   *untypeable,
                                     gboolean  left_out)
{
  GString *words = g_string_new (NULL);
  guint n = count (untypeable);

  if (left_out)
    g_string_append_printf (words, ngettext ("This layout cannot type %u character of the text, which is left out:",
                                             "This layout cannot type %u characters of the text, which are left out:", n), n);
  else
    g_string_append_printf (words, ngettext ("This layout cannot type %u character of the text. Choose another layout, or "
                                             "leave it out:",
                                             "This layout cannot type %u characters of the text. Choose another layout, or "
                                             "leave them out:", n), n);
  append_places (words, untypeable, FALSE);
  return g_string_free (words, FALSE);
}

/**
 * rackside_paste_notes_for_controls:
 * @controls: (element-type IloUntypeable): control characters that are typed
 *
 * What somebody has copied from a page may do more than it shows there.
 *
 * Returns: (transfer full): what is said of them before anything is typed
 */
char *
rackside_paste_notes_for_controls (GArray *controls)
{
  GString *words = g_string_new (NULL);
  guint n = count (controls);

  g_string_append_printf (words, ngettext ("There is %u control character in the text. It is pressed as keys:",
                                           "There are %u control characters in the text. They are pressed as keys:", n), n);
  append_places (words, controls, TRUE);
  return g_string_free (words, FALSE);
}
