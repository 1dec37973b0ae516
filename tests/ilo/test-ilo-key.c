/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <linux/input-event-codes.h>

#include "ilo-error.h"
#include "ilo-hot-key.h"
#include "ilo-key.h"

/* From the USB HID Usage Tables, page 7, and the kernel's names: an independent list of what matters. */
static void
test_evdev (void)
{
  static const struct
  {
    guint  code;
    guint8 usage;
  } cases[] = {
    { KEY_A, 0x04 }, { KEY_Z, 0x1D }, { KEY_1, 0x1E }, { KEY_0, 0x27 }, { KEY_ENTER, 0x28 },
    { KEY_ESC, 0x29 }, { KEY_BACKSPACE, 0x2A }, { KEY_SPACE, 0x2C }, { KEY_BACKSLASH, 0x31 },
    { KEY_GRAVE, 0x35 }, { KEY_CAPSLOCK, 0x39 }, { KEY_F1, 0x3A }, { KEY_F12, 0x45 },
    { KEY_SYSRQ, 0x46 }, { KEY_PAUSE, 0x48 }, { KEY_DELETE, 0x4C }, { KEY_UP, 0x52 },
    { KEY_NUMLOCK, 0x53 }, { KEY_KPENTER, 0x58 }, { KEY_KP0, 0x62 }, { KEY_102ND, 0x64 },
    { KEY_COMPOSE, 0x65 }, { KEY_F13, 0x68 }, { KEY_F24, 0x73 }, { KEY_MUTE, 0x7F },
    { KEY_VOLUMEUP, 0x80 }, { KEY_VOLUMEDOWN, 0x81 }, { KEY_KPCOMMA, 0x85 }, { KEY_RO, 0x87 },
    { KEY_KATAKANAHIRAGANA, 0x88 }, { KEY_YEN, 0x89 }, { KEY_HENKAN, 0x8A }, { KEY_MUHENKAN, 0x8B },
    { KEY_KPJPCOMMA, 0x8C }, { KEY_HANGEUL, 0x90 }, { KEY_HANJA, 0x91 }, { KEY_KATAKANA, 0x92 },
    { KEY_HIRAGANA, 0x93 }, { KEY_ZENKAKUHANKAKU, 0x94 },
    { KEY_LEFTCTRL, 0xE0 }, { KEY_LEFTSHIFT, 0xE1 }, { KEY_LEFTALT, 0xE2 }, { KEY_LEFTMETA, 0xE3 },
    { KEY_RIGHTCTRL, 0xE4 }, { KEY_RIGHTSHIFT, 0xE5 }, { KEY_RIGHTALT, 0xE6 }, { KEY_RIGHTMETA, 0xE7 },
    { KEY_RESERVED, 0 }, { KEY_WWW, 0 }, { KEY_FN, 0 }, { 100000, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmphex (ilo_key_from_evdev (cases[i].code), ==, cases[i].usage);
}

static void
test_table_is_one_to_one (void)
{
  g_autoptr(GHashTable) usages = g_hash_table_new (NULL, NULL);
  guint named = 0;

  for (guint code = 0; code <= KEY_MAX; code++)
    {
      guint8 usage = ilo_key_from_evdev (code);

      if (usage == 0)
        continue;
      g_assert_true (g_hash_table_add (usages, GUINT_TO_POINTER (usage)));
      g_assert_nonnull (ilo_key_get_name (usage));
    }
  for (guint usage = 0; usage < 256; usage++)
    {
      const char *name = ilo_key_get_name (usage);

      if (name == NULL)
        continue;
      named++;
      g_assert_cmphex (ilo_key_from_name (name), ==, usage);
      g_assert_true (usage == 0x32 || g_hash_table_contains (usages, GUINT_TO_POINTER (usage)));
    }
  g_assert_cmpuint (named, ==, g_hash_table_size (usages) + 1);
  for (guint usage = 0x04; usage <= 0x81; usage++)
    g_assert_nonnull (ilo_key_get_name (usage));
}

static void
assert_chord (const char *text,
              guint8      modifiers,
              guint       n_keys,
              guint8      first,
              guint8      second)
{
  g_autoptr(GError) error = NULL;
  IloChord chord;

  g_assert_true (ilo_chord_parse (&chord, text, &error));
  g_assert_no_error (error);
  g_assert_cmphex (chord.modifiers, ==, modifiers);
  g_assert_cmpuint (chord.n_keys, ==, n_keys);
  g_assert_cmphex (chord.keys[0], ==, first);
  g_assert_cmphex (chord.keys[1], ==, second);
}

static void
test_chords (void)
{
  assert_chord ("ctrl+alt+Delete", 0x05, 1, 0x4C, 0);
  assert_chord ("Control+Alt+F1", 0x05, 1, 0x3A, 0);
  assert_chord ("Control_R+Alt_R+del", 0x50, 1, 0x4C, 0);
  assert_chord ("AltGr+e", 0x40, 1, 0x08, 0);
  assert_chord ("Alt+SysRq+b", 0x04, 2, 0x46, 0x05);
  assert_chord ("Super", 0x08, 0, 0, 0);
  assert_chord ("A", 0, 1, 0x04, 0);
  assert_chord ("shift+a", 0x02, 1, 0x04, 0);
  assert_chord ("5", 0, 1, 0x22, 0);
  assert_chord ("plus", 0x02, 1, 0x2E, 0);
  assert_chord ("+", 0x02, 1, 0x2E, 0);
  assert_chord ("ctrl++", 0x03, 1, 0x2E, 0);
  assert_chord ("ctrl+/", 0x01, 1, 0x38, 0);
  assert_chord ("?", 0x02, 1, 0x38, 0);
  assert_chord ("less", 0x02, 1, 0x36, 0);
  assert_chord ("page_up", 0, 1, 0x4B, 0);
  assert_chord ("KP_Enter", 0, 1, 0x58, 0);
  assert_chord ("space", 0, 1, 0x2C, 0);
}

static void
test_refuses_bad_chords (void)
{
  static const char *const bad[] = { "", "ctrl+", "+a", "ctrl++a", "ctrl+alt+Delet", "a+b+c+d+e+f+g",
                                     "\xC3\xA9", "\xFF", "ctrl+\n",
                                     "a-very-long-name-that-is-no-key-at-all-and-goes-on-and-on" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;
      IloChord chord;

      g_assert_false (ilo_chord_parse (&chord, bad[i], &error));
      g_assert_error (error, ILO_ERROR, ILO_ERROR_INPUT);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
}

static void
test_formats_what_it_reads (void)
{
  static const char *const chords[] = { "Ctrl+Alt+Delete", "AltGr+e", "Shift_R+F12", "Super", "Control_R+Super_R+a+b",
                                        "Alt+Print+s", "space" };

  for (guint i = 0; i < G_N_ELEMENTS (chords); i++)
    {
      g_autofree char *text = NULL;
      IloChord chord;

      g_assert_true (ilo_chord_parse (&chord, chords[i], NULL));
      text = ilo_chord_format (&chord);
      g_assert_cmpstr (text, ==, chords[i]);
    }
}

/* The names on an iLO's page of hot keys, with whatever is between their words. */
static void
test_hot_keys (void)
{
  static const struct
  {
    const char *keys[ILO_HOT_KEYS_MAX_KEYS];
    const char *chord;
  } hot_keys[] = {
    { { "L_CTRL", "L_ALT", "DEL" }, "Ctrl+Alt+Delete" },
    { { "L ALT", "SYS RQ", "s" }, "Alt+Print+s" },
    { { "R_GUI", "PG DN", "NUM PLUS", "SCRL LCK", ";" }, "Super_R+Page_Down+KP_Add+Scroll_Lock+semicolon" },
    { { "R-CTRL", "BREAK" }, "Control_R+Pause" },
    { { "WHAT" }, NULL },
  };
  IloHotKeys parsed = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (hot_keys); i++)
    for (guint k = 0; k < ILO_HOT_KEYS_MAX_KEYS; k++)
      parsed.keys[i][k] = (char *) hot_keys[i].keys[k];
  for (guint i = 0; i < G_N_ELEMENTS (hot_keys); i++)
    {
      g_autofree char *text = NULL;
      g_autoptr(GError) error = NULL;
      IloChord chord;

      g_assert_true (ilo_hot_key_is_set (&parsed, i));
      if (ilo_hot_key_get_chord (&parsed, i, &chord, &error))
        text = ilo_chord_format (&chord);
      else
        g_assert_error (error, ILO_ERROR, ILO_ERROR_INPUT);
      g_assert_cmpstr (text, ==, hot_keys[i].chord);
    }
  g_assert_false (ilo_hot_key_is_set (&parsed, ILO_HOT_KEYS - 1));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ilo/key/evdev", test_evdev);
  g_test_add_func ("/ilo/key/table-is-one-to-one", test_table_is_one_to_one);
  g_test_add_func ("/ilo/key/chords", test_chords);
  g_test_add_func ("/ilo/key/refuses-bad-chords", test_refuses_bad_chords);
  g_test_add_func ("/ilo/key/formats-what-it-reads", test_formats_what_it_reads);
  g_test_add_func ("/ilo/key/hot-keys", test_hot_keys);
  return g_test_run ();
}
