/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "ilo-error.h"
#include "ilo-hot-key.h"

/* Longer than the name of any key. */
#define MAX_NAME 32

/* Names that an iLO has on its page of hot keys and that are no names of keys here, without what is between their
 * words: no recording of the answer says whether that is a blank, a dash or an underline. */
static const struct
{
  const char *name;
  guint8      usage;
} names[] = {
  { "LCTRL", 0xE0 },     { "LSHIFT", 0xE1 },      { "LALT", 0xE2 },      { "LGUI", 0xE3 },
  { "RCTRL", 0xE4 },     { "RSHIFT", 0xE5 },      { "RALT", 0xE6 },      { "RGUI", 0xE7 },
  { "PGUP", 0x4B },      { "PGDN", 0x4E },        { "NUMPLUS", 0x57 },   { "NUMMINUS", 0x56 },
  { "SCRLLCK", 0x47 },   { "PRINTSCREEN", 0x46 }, { "PRTSCR", 0x46 },    { "CAPSLOCK", 0x39 },
  { "NUMLOCK", 0x53 },   { "PAGEUP", 0x4B },      { "PAGEDOWN", 0x4E },  { "SCROLLLOCK", 0x47 },
  { "-", 0x2D },         { "=", 0x2E },           { "[", 0x2F },         { "]", 0x30 },
  { "\\", 0x31 },        { ";", 0x33 },           { "'", 0x34 },         { "`", 0x35 },
  { ",", 0x36 },         { ".", 0x37 },           { "/", 0x38 },
};

static guint8
find_key (const char *name)
{
  char bare[MAX_NAME];
  guint length = 0;

  for (const char *at = name; *at != '\0' && length < sizeof bare - 1; at++)
    if (g_ascii_isalnum (*at))
      bare[length++] = g_ascii_toupper (*at);
  bare[length] = '\0';
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i].name, length > 0 ? bare : name))
      return names[i].usage;
  return ilo_key_from_name (length > 0 ? bare : name);
}

/**
 * ilo_hot_key_get_name:
 * @number: which of the hot keys, from 0
 *
 * Returns: what is pressed for it in the vendor's client
 */
const char *
ilo_hot_key_get_name (guint number)
{
  static const char *const hot_keys[ILO_HOT_KEYS] = { "Ctrl+T", "Ctrl+U", "Ctrl+V", "Ctrl+W", "Ctrl+X", "Ctrl+Y" };

  g_return_val_if_fail (number < ILO_HOT_KEYS, NULL);
  return hot_keys[number];
}

/**
 * ilo_hot_key_is_set:
 * @hot_keys: the hot keys of an iLO
 * @number: which of them, from 0
 *
 * Returns: whether it is programmed
 */
gboolean
ilo_hot_key_is_set (const IloHotKeys *hot_keys,
                    guint             number)
{
  g_return_val_if_fail (number < ILO_HOT_KEYS, FALSE);
  return hot_keys->keys[number][0] != NULL;
}

/**
 * ilo_hot_key_get_chord:
 * @hot_keys: the hot keys of an iLO
 * @number: which of them, from 0
 * @chord: (out): what it presses
 * @error: %ILO_ERROR_INPUT when there is a key in it that is not known
 *
 * Returns: whether all its keys are known
 */
gboolean
ilo_hot_key_get_chord (const IloHotKeys  *hot_keys,
                       guint              number,
                       IloChord          *chord,
                       GError           **error)
{
  IloChord pressed = { 0 };

  g_return_val_if_fail (number < ILO_HOT_KEYS, FALSE);
  for (char *const *name = hot_keys->keys[number]; *name != NULL; name++)
    {
      guint8 usage = find_key (*name);

      if (usage == 0)
        {
          g_set_error (error, ILO_ERROR, ILO_ERROR_INPUT,
                       _("The iLO's hot key %s holds a key that is not known: “%s”."),
                       ilo_hot_key_get_name (number), *name);
          return FALSE;
        }
      if (usage >= ILO_KEY_FIRST_MODIFIER)
        pressed.modifiers |= 1 << (usage - ILO_KEY_FIRST_MODIFIER);
      else
        pressed.keys[pressed.n_keys++] = usage;
    }
  *chord = pressed;
  return TRUE;
}
