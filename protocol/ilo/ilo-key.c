/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <linux/input-event-codes.h>

#include <glib/gi18n-lib.h>

#include "ilo-error.h"
#include "ilo-key.h"

/* The longest name of a key that is looked at. */
#define MAX_NAME 32

typedef struct
{
  guint8      usage;     /* HID usage page 7 */
  guint16     evdev;     /* what the kernel calls it; 0 when another usage has that code */
  const char *name;      /* X keysym of the key alone on a US keyboard; the HID name where X has none */
} Key;

/*
 * Every key that a boot keyboard can name and a PC keyboard can have: usages as in the USB HID Usage
 * Tables, page 7. What that page reserves is left out: nobody knows what a server makes of it.
 */
static const Key keys[] = {
  { 0x04, KEY_A, "a" },
  { 0x05, KEY_B, "b" },
  { 0x06, KEY_C, "c" },
  { 0x07, KEY_D, "d" },
  { 0x08, KEY_E, "e" },
  { 0x09, KEY_F, "f" },
  { 0x0A, KEY_G, "g" },
  { 0x0B, KEY_H, "h" },
  { 0x0C, KEY_I, "i" },
  { 0x0D, KEY_J, "j" },
  { 0x0E, KEY_K, "k" },
  { 0x0F, KEY_L, "l" },
  { 0x10, KEY_M, "m" },
  { 0x11, KEY_N, "n" },
  { 0x12, KEY_O, "o" },
  { 0x13, KEY_P, "p" },
  { 0x14, KEY_Q, "q" },
  { 0x15, KEY_R, "r" },
  { 0x16, KEY_S, "s" },
  { 0x17, KEY_T, "t" },
  { 0x18, KEY_U, "u" },
  { 0x19, KEY_V, "v" },
  { 0x1A, KEY_W, "w" },
  { 0x1B, KEY_X, "x" },
  { 0x1C, KEY_Y, "y" },
  { 0x1D, KEY_Z, "z" },
  { 0x1E, KEY_1, "1" },
  { 0x1F, KEY_2, "2" },
  { 0x20, KEY_3, "3" },
  { 0x21, KEY_4, "4" },
  { 0x22, KEY_5, "5" },
  { 0x23, KEY_6, "6" },
  { 0x24, KEY_7, "7" },
  { 0x25, KEY_8, "8" },
  { 0x26, KEY_9, "9" },
  { 0x27, KEY_0, "0" },
  { 0x28, KEY_ENTER, "Return" },
  { 0x29, KEY_ESC, "Escape" },
  { 0x2A, KEY_BACKSPACE, "BackSpace" },
  { 0x2B, KEY_TAB, "Tab" },
  { 0x2C, KEY_SPACE, "space" },
  { 0x2D, KEY_MINUS, "minus" },
  { 0x2E, KEY_EQUAL, "equal" },
  { 0x2F, KEY_LEFTBRACE, "bracketleft" },
  { 0x30, KEY_RIGHTBRACE, "bracketright" },
  { 0x31, KEY_BACKSLASH, "backslash" },
  { 0x32, 0, "NonUSNumbersign" },          /* the ISO key beside Return; its code is KEY_BACKSLASH too */
  { 0x33, KEY_SEMICOLON, "semicolon" },
  { 0x34, KEY_APOSTROPHE, "apostrophe" },
  { 0x35, KEY_GRAVE, "grave" },
  { 0x36, KEY_COMMA, "comma" },
  { 0x37, KEY_DOT, "period" },
  { 0x38, KEY_SLASH, "slash" },
  { 0x39, KEY_CAPSLOCK, "Caps_Lock" },
  { 0x3A, KEY_F1, "F1" },
  { 0x3B, KEY_F2, "F2" },
  { 0x3C, KEY_F3, "F3" },
  { 0x3D, KEY_F4, "F4" },
  { 0x3E, KEY_F5, "F5" },
  { 0x3F, KEY_F6, "F6" },
  { 0x40, KEY_F7, "F7" },
  { 0x41, KEY_F8, "F8" },
  { 0x42, KEY_F9, "F9" },
  { 0x43, KEY_F10, "F10" },
  { 0x44, KEY_F11, "F11" },
  { 0x45, KEY_F12, "F12" },
  { 0x46, KEY_SYSRQ, "Print" },
  { 0x47, KEY_SCROLLLOCK, "Scroll_Lock" },
  { 0x48, KEY_PAUSE, "Pause" },
  { 0x49, KEY_INSERT, "Insert" },
  { 0x4A, KEY_HOME, "Home" },
  { 0x4B, KEY_PAGEUP, "Page_Up" },
  { 0x4C, KEY_DELETE, "Delete" },
  { 0x4D, KEY_END, "End" },
  { 0x4E, KEY_PAGEDOWN, "Page_Down" },
  { 0x4F, KEY_RIGHT, "Right" },
  { 0x50, KEY_LEFT, "Left" },
  { 0x51, KEY_DOWN, "Down" },
  { 0x52, KEY_UP, "Up" },
  { 0x53, KEY_NUMLOCK, "Num_Lock" },
  { 0x54, KEY_KPSLASH, "KP_Divide" },
  { 0x55, KEY_KPASTERISK, "KP_Multiply" },
  { 0x56, KEY_KPMINUS, "KP_Subtract" },
  { 0x57, KEY_KPPLUS, "KP_Add" },
  { 0x58, KEY_KPENTER, "KP_Enter" },
  { 0x59, KEY_KP1, "KP_1" },
  { 0x5A, KEY_KP2, "KP_2" },
  { 0x5B, KEY_KP3, "KP_3" },
  { 0x5C, KEY_KP4, "KP_4" },
  { 0x5D, KEY_KP5, "KP_5" },
  { 0x5E, KEY_KP6, "KP_6" },
  { 0x5F, KEY_KP7, "KP_7" },
  { 0x60, KEY_KP8, "KP_8" },
  { 0x61, KEY_KP9, "KP_9" },
  { 0x62, KEY_KP0, "KP_0" },
  { 0x63, KEY_KPDOT, "KP_Decimal" },
  { 0x64, KEY_102ND, "NonUSBackslash" },
  { 0x65, KEY_COMPOSE, "Menu" },
  { 0x66, KEY_POWER, "XF86PowerOff" },
  { 0x67, KEY_KPEQUAL, "KP_Equal" },
  { 0x68, KEY_F13, "F13" },
  { 0x69, KEY_F14, "F14" },
  { 0x6A, KEY_F15, "F15" },
  { 0x6B, KEY_F16, "F16" },
  { 0x6C, KEY_F17, "F17" },
  { 0x6D, KEY_F18, "F18" },
  { 0x6E, KEY_F19, "F19" },
  { 0x6F, KEY_F20, "F20" },
  { 0x70, KEY_F21, "F21" },
  { 0x71, KEY_F22, "F22" },
  { 0x72, KEY_F23, "F23" },
  { 0x73, KEY_F24, "F24" },
  { 0x74, KEY_OPEN, "Execute" },
  { 0x75, KEY_HELP, "Help" },
  { 0x76, KEY_PROPS, "SunProps" },
  { 0x77, KEY_FRONT, "Select" },
  { 0x78, KEY_STOP, "XF86Stop" },
  { 0x79, KEY_AGAIN, "Redo" },
  { 0x7A, KEY_UNDO, "Undo" },
  { 0x7B, KEY_CUT, "XF86Cut" },
  { 0x7C, KEY_COPY, "XF86Copy" },
  { 0x7D, KEY_PASTE, "XF86Paste" },
  { 0x7E, KEY_FIND, "Find" },
  { 0x7F, KEY_MUTE, "XF86AudioMute" },
  { 0x80, KEY_VOLUMEUP, "XF86AudioRaiseVolume" },
  { 0x81, KEY_VOLUMEDOWN, "XF86AudioLowerVolume" },
  { 0x85, KEY_KPCOMMA, "KP_Separator" },             /* Brazilian keypad full stop */
  { 0x87, KEY_RO, "International1" },                /* Japanese backslash, Brazilian slash */
  { 0x88, KEY_KATAKANAHIRAGANA, "Hiragana_Katakana" },
  { 0x89, KEY_YEN, "yen" },
  { 0x8A, KEY_HENKAN, "Henkan" },
  { 0x8B, KEY_MUHENKAN, "Muhenkan" },
  { 0x8C, KEY_KPJPCOMMA, "International6" },
  { 0x90, KEY_HANGEUL, "Hangul" },
  { 0x91, KEY_HANJA, "Hangul_Hanja" },
  { 0x92, KEY_KATAKANA, "Katakana" },
  { 0x93, KEY_HIRAGANA, "Hiragana" },
  { 0x94, KEY_ZENKAKUHANKAKU, "Zenkaku_Hankaku" },
  { 0x99, KEY_ALTERASE, "AlternateErase" },
  { 0x9B, KEY_CANCEL, "Cancel" },
  { 0x9C, KEY_CLEAR, "Clear" },
  { 0xB6, KEY_KPLEFTPAREN, "KP_LeftParenthesis" },
  { 0xB7, KEY_KPRIGHTPAREN, "KP_RightParenthesis" },
  { 0xD7, KEY_KPPLUSMINUS, "KP_PlusMinus" },
  { 0xE0, KEY_LEFTCTRL, "Control_L" },
  { 0xE1, KEY_LEFTSHIFT, "Shift_L" },
  { 0xE2, KEY_LEFTALT, "Alt_L" },
  { 0xE3, KEY_LEFTMETA, "Super_L" },
  { 0xE4, KEY_RIGHTCTRL, "Control_R" },
  { 0xE5, KEY_RIGHTSHIFT, "Shift_R" },
  { 0xE6, KEY_RIGHTALT, "Alt_R" },
  { 0xE7, KEY_RIGHTMETA, "Super_R" },
};

/* Other names for keys of the table: those of GTK's accelerators, and what people type. */
static const struct
{
  const char *name;
  guint8      usage;
} aliases[] = {
  { "Control", 0xE0 },      { "Ctrl", 0xE0 },       { "Primary", 0xE0 },
  { "Shift", 0xE1 },        { "Alt", 0xE2 },        { "Meta", 0xE2 },
  { "Super", 0xE3 },        { "Win", 0xE3 },        { "Meta_L", 0xE2 },
  { "Meta_R", 0xE6 },       { "AltGr", 0xE6 },      { "ISO_Level3_Shift", 0xE6 },
  { "Enter", 0x28 },        { "Esc", 0x29 },        { "ISO_Left_Tab", 0x2B },
  { "Sys_Req", 0x46 },      { "SysRq", 0x46 },      { "Break", 0x48 },
  { "Ins", 0x49 },          { "Prior", 0x4B },      { "Del", 0x4C },
  { "Next", 0x4E },         { "dead_grave", 0x35 }, { "quoteleft", 0x35 },
  { "quoteright", 0x34 },   { "KP_Insert", 0x62 },  { "KP_Delete", 0x63 },
  { "KP_End", 0x59 },       { "KP_Down", 0x5A },    { "KP_Page_Down", 0x5B },
  { "KP_Next", 0x5B },      { "KP_Left", 0x5C },    { "KP_Begin", 0x5D },
  { "KP_Right", 0x5E },     { "KP_Home", 0x5F },    { "KP_Up", 0x60 },
  { "KP_Page_Up", 0x61 },   { "KP_Prior", 0x61 },   { "Eisu_toggle", 0x39 },
};

/* Symbols of a US keyboard that are neither letter nor digit: the key, and the name of what it writes with Shift. */
static const struct
{
  char        c;
  guint8      usage;
  const char *name;      /* NULL: it needs no Shift, and has the name of the key */
} symbols[] = {
  { '!', 0x1E, "exclam" },      { '@', 0x1F, "at" },          { '#', 0x20, "numbersign" },
  { '$', 0x21, "dollar" },      { '%', 0x22, "percent" },     { '^', 0x23, "asciicircum" },
  { '&', 0x24, "ampersand" },   { '*', 0x25, "asterisk" },    { '(', 0x26, "parenleft" },
  { ')', 0x27, "parenright" },  { '_', 0x2D, "underscore" },  { '+', 0x2E, "plus" },
  { '{', 0x2F, "braceleft" },   { '}', 0x30, "braceright" },  { '|', 0x31, "bar" },
  { ':', 0x33, "colon" },       { '"', 0x34, "quotedbl" },    { '~', 0x35, "asciitilde" },
  { '<', 0x36, "less" },        { '>', 0x37, "greater" },     { '?', 0x38, "question" },
  { ' ', 0x2C, NULL },          { '-', 0x2D, NULL },          { '=', 0x2E, NULL },
  { '[', 0x2F, NULL },          { ']', 0x30, NULL },          { '\\', 0x31, NULL },
  { ';', 0x33, NULL },          { '\'', 0x34, NULL },         { '`', 0x35, NULL },
  { ',', 0x36, NULL },          { '.', 0x37, NULL },          { '/', 0x38, NULL },
};

/**
 * ilo_key_from_evdev:
 * @code: a Linux key code, `KEY_A` and so on (what GDK calls a hardware key code is this plus 8)
 *
 * Returns: the key's HID usage, or 0 when a boot keyboard has no such key
 */
guint8
ilo_key_from_evdev (guint code)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys) && code != 0; i++)
    if (keys[i].evdev == code)
      return keys[i].usage;
  return 0;
}

/**
 * ilo_key_to_evdev:
 * @usage: a HID usage
 *
 * Returns: the Linux key code of the key, or 0 when there is none
 */
guint
ilo_key_to_evdev (guint8 usage)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (keys[i].usage == usage)
      return keys[i].evdev;
  return 0;
}

/**
 * ilo_key_get_name:
 * @usage: a HID usage
 *
 * Returns: (nullable): the name of the key, or %NULL when there is no such key
 */
const char *
ilo_key_get_name (guint8 usage)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (keys[i].usage == usage)
      return keys[i].name;
  return NULL;
}

/**
 * ilo_key_from_name:
 * @name: a name as in GTK's accelerators: `a`, `Delete`, `F1`, `Page_Up`, `Control_R`
 *
 * Looks for the key of this name. Case counts only where two names differ by nothing else.
 *
 * Returns: the key's HID usage, or 0 when there is no key of this name
 */
guint8
ilo_key_from_name (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (g_ascii_strcasecmp (keys[i].name, name) == 0)
      return keys[i].usage;
  for (guint i = 0; i < G_N_ELEMENTS (aliases); i++)
    if (g_ascii_strcasecmp (aliases[i].name, name) == 0)
      return aliases[i].usage;
  return 0;
}

static void
add_key (IloChord *chord,
         guint8    usage)
{
  if (usage >= ILO_KEY_FIRST_MODIFIER)
    chord->modifiers |= 1 << (usage - ILO_KEY_FIRST_MODIFIER);
  else
    chord->keys[chord->n_keys++] = usage;
}

/* The key for a part of a chord, with Shift if it names a symbol that needs it. */
static gboolean
parse_part (const char *part,
            guint8     *usage,
            guint8     *modifiers)
{
  *modifiers = 0;
  for (guint i = 0; i < G_N_ELEMENTS (symbols); i++)
    if ((symbols[i].name != NULL && g_ascii_strcasecmp (symbols[i].name, part) == 0)
        || (part[0] == symbols[i].c && part[1] == '\0'))
      {
        *usage = symbols[i].usage;
        *modifiers = symbols[i].name != NULL ? ILO_MODIFIER_LEFT_SHIFT : 0;
        return TRUE;
      }
  *usage = ilo_key_from_name (part);
  return *usage != 0;
}

/**
 * ilo_chord_parse:
 * @chord: (out): the keys
 * @text: names between plus signs, as in `ctrl+alt+Delete` or `Alt_R+e`. A plus sign that is meant as a
 *   key is `plus`, or comes last: `ctrl++`
 * @error: where to say which name is unknown (%ILO_ERROR_INPUT)
 *
 * Reads a chord as people write it. Letters mean keys, so `ctrl+A` and `ctrl+a` are the same; a symbol
 * that needs Shift on a US keyboard brings it.
 *
 * Returns: whether every name was known
 */
gboolean
ilo_chord_parse (IloChord    *chord,
                 const char  *text,
                 GError     **error)
{
  IloChord parsed = { 0 };
  const char *at = text;

  do
    {
      gsize length = strcspn (at, "+");
      g_autofree char *part = NULL;
      guint8 usage;
      guint8 modifiers;

      if (length == 0 && strcmp (at, "+") == 0)
        length = 1;
      part = g_strndup (at, MIN (length, MAX_NAME));
      if (length > MAX_NAME || !g_utf8_validate (part, -1, NULL)
          || !parse_part (part, &usage, &modifiers))
        {
          g_autofree char *shown = g_utf8_make_valid (part, -1);

          g_set_error (error, ILO_ERROR, ILO_ERROR_INPUT,
                       _("There is no key named “%s”. Keys are named as in ctrl+alt+Delete, F1, Page_Up "
                         "or a."), shown);
          return FALSE;
        }
      if (usage < ILO_KEY_FIRST_MODIFIER && parsed.n_keys == ILO_CHORD_MAX_KEYS)
        {
          g_set_error (error, ILO_ERROR, ILO_ERROR_INPUT,
                       _("A keyboard can hold at most %d keys besides Ctrl, Shift and the like."),
                       ILO_CHORD_MAX_KEYS);
          return FALSE;
        }
      parsed.modifiers |= modifiers;
      add_key (&parsed, usage);
      at += length;
    }
  while (*at++ == '+');
  *chord = parsed;
  return TRUE;
}

/**
 * ilo_chord_format:
 * @chord: keys
 *
 * Returns: (transfer full): the chord as ilo_chord_parse() reads it and people write it: “Ctrl+Alt+Delete”
 */
char *
ilo_chord_format (const IloChord *chord)
{
  static const struct
  {
    guint8      bit;
    const char *name;
  } modifiers[] = {
    { ILO_MODIFIER_LEFT_CTRL, "Ctrl" },       { ILO_MODIFIER_RIGHT_CTRL, "Control_R" },
    { ILO_MODIFIER_LEFT_ALT, "Alt" },         { ILO_MODIFIER_RIGHT_ALT, "AltGr" },
    { ILO_MODIFIER_LEFT_SHIFT, "Shift" },     { ILO_MODIFIER_RIGHT_SHIFT, "Shift_R" },
    { ILO_MODIFIER_LEFT_SUPER, "Super" },     { ILO_MODIFIER_RIGHT_SUPER, "Super_R" },
  };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (modifiers); i++)
    if ((chord->modifiers & modifiers[i].bit) != 0)
      g_string_append_printf (text, "%s%s", text->len > 0 ? "+" : "", modifiers[i].name);
  for (guint i = 0; i < chord->n_keys; i++)
    {
      const char *name = ilo_key_get_name (chord->keys[i]);

      if (name != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? "+" : "", name);
    }
  return g_string_free (text, FALSE);
}
