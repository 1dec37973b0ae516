/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <xkbcommon/xkbcommon-compose.h>
#include <xkbcommon/xkbcommon.h>

#include "ilo-error.h"
#include "ilo-layout-list.h"
#include "ilo-layout.h"

/* How Linux numbers the keys of a USB keyboard (drivers/hid/hid-input.c): the way back, from somebody else. */
static const guint8 linux_keys[256] = {
  [0x04] = 30, 48, 46, 32, 18, 33, 34, 35, 23, 36, 37, 38, 50, 49, 24, 25, 16, 19, 31, 20, 22, 47, 17, 45, 21, 44,
  2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 28, 1, 14, 15, 57, 12, 13, 26, 27, 43, 43, 39, 40, 41, 51, 52, 53,
  [0x4C] = 111, [0x54] = 98, 55, 74, 78, [0x64] = 86, [0x87] = 89, [0x89] = 124,
  [0xE0] = 29, 42, 56, 125, 97, 54, 100, 126,
};

/* A server with a layout, at which somebody types. */
typedef struct
{
  struct xkb_context       *context;
  struct xkb_compose_table *table;
  struct xkb_compose_state *compose;
  struct xkb_state         *state;
} Server;

static void
server_init (Server *server)
{
  server->context = xkb_context_new (XKB_CONTEXT_NO_ENVIRONMENT_NAMES);
  server->table = xkb_compose_table_new_from_locale (server->context, "en_US.UTF-8", XKB_COMPOSE_COMPILE_NO_FLAGS);
  g_assert_nonnull (server->table);
  server->compose = xkb_compose_state_new (server->table, XKB_COMPOSE_STATE_NO_FLAGS);
}

static void
server_set_layout (Server              *server,
                   const IloLayoutInfo *info)
{
  const struct xkb_rule_names names = {
    .rules = "evdev", .model = "pc105", .layout = info->layout,
    .variant = info->variant != NULL ? info->variant : "", .options = "",
  };
  struct xkb_keymap *keymap = xkb_keymap_new_from_names (server->context, &names, XKB_KEYMAP_COMPILE_NO_FLAGS);

  g_assert_nonnull (keymap);
  if (server->state != NULL)
    xkb_state_unref (server->state);
  server->state = xkb_state_new (keymap);
  xkb_keymap_unref (keymap);
}

static void
server_clear (Server *server)
{
  xkb_state_unref (server->state);
  xkb_compose_state_unref (server->compose);
  xkb_compose_table_unref (server->table);
  xkb_context_unref (server->context);
}

/* What a program at the server reads when a key goes down. */
static void
server_key_down (Server  *server,
                 guint8   usage,
                 GString *text)
{
  xkb_keycode_t code = linux_keys[usage] + 8;
  xkb_keysym_t symbol;
  char written[64] = "";

  g_assert_cmpuint (linux_keys[usage], >, 0);
  symbol = xkb_state_key_get_one_sym (server->state, code);
  if (usage < 0xE0)
    {
      xkb_compose_state_feed (server->compose, symbol);
      switch (xkb_compose_state_get_status (server->compose))
        {
        case XKB_COMPOSE_COMPOSED:
          xkb_compose_state_get_utf8 (server->compose, written, sizeof written);
          break;
        case XKB_COMPOSE_NOTHING:
          xkb_state_key_get_utf8 (server->state, code, written, sizeof written);
          break;
        case XKB_COMPOSE_COMPOSING:
        case XKB_COMPOSE_CANCELLED:
        default:
          break;
        }
    }
  g_string_append (text, written);
  xkb_state_update_key (server->state, code, XKB_KEY_DOWN);
}

static void
server_press (Server         *server,
              const IloChord *chord,
              GString        *text)
{
  for (guint bit = 0; bit < 8; bit++)
    if ((chord->modifiers & 1 << bit) != 0)
      server_key_down (server, 0xE0 + bit, text);
  g_assert_cmpuint (chord->n_keys, ==, 1);
  server_key_down (server, chord->keys[0], text);
  xkb_state_update_key (server->state, linux_keys[chord->keys[0]] + 8, XKB_KEY_UP);
  for (guint bit = 0; bit < 8; bit++)
    if ((chord->modifiers & 1 << bit) != 0)
      xkb_state_update_key (server->state, linux_keys[0xE0 + bit] + 8, XKB_KEY_UP);
}

/* Types all that a layout can type, and compares what the server reads. Returns: how much that is. */
static gsize
check_layout (Server              *server,
              const IloLayoutInfo *info)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(IloLayout) layout = ilo_layout_new (info->id, &error);
  g_autofree gunichar *characters = NULL;
  g_autoptr(GString) got = g_string_new (NULL);
  gsize n;

  g_assert_no_error (error);
  server_set_layout (server, info);
  characters = ilo_layout_get_characters (layout, &n);
  for (gsize i = 0; i < n; i++)
    {
      guint n_chords;
      const IloChord *chords = ilo_layout_lookup (layout, characters[i], &n_chords);
      char wanted[8] = "";

      wanted[g_unichar_to_utf8 (characters[i] == '\n' ? '\r' : characters[i], wanted)] = '\0';
      g_string_truncate (got, 0);
      for (guint k = 0; k < n_chords; k++)
        server_press (server, &chords[k], got);
      if (strcmp (got->str, wanted) != 0)
        g_error ("%s: U+%04X came as “%s” (%u keystrokes, the first %02x+%02x)", info->id, characters[i], got->str,
                 n_chords, chords[0].modifiers, chords[0].keys[0]);
    }
  return n;
}

/* The layouts of test machines' users all, of the others some, another lot each time. */
static void
test_every_character (void)
{
  static const char * const always[] = { "us", "us(intl)", "gb", "de", "de(nodeadkeys)", "fr", "fr(bepo)", "es", "it",
                                         "ch", "ch(fr)", "se", "dk", "pl", "cz", "pt", "br", "tr", "ru", "gr",
                                         "gr(polytonic)", "jp", "ca(multix)", "vn", "il", "de(neo)" };
  g_autoptr(GPtrArray) list = ilo_layout_list (NULL);
  guint others = g_test_thorough () ? list->len : 40;
  Server server = { NULL };

  g_assert_cmpuint (list->len, >, 300);
  server_init (&server);
  for (guint i = 0; i < G_N_ELEMENTS (always); i++)
    g_assert_cmpuint (check_layout (&server, ilo_layout_list_find (list, always[i])), >, 100);
  for (guint i = 0; i < others; i++)
    {
      guint index = g_test_thorough () ? i : (guint) g_test_rand_int_range (0, (gint32) list->len);
      const IloLayoutInfo *info = g_ptr_array_index (list, index);

      if (strcmp (info->layout, "custom") != 0)     /* there for people to fill */
        check_layout (&server, info);
    }
  server_clear (&server);
}

static void
assert_types (const char *id,
              const char *text)
{
  g_autoptr(GPtrArray) list = ilo_layout_list (NULL);
  g_autoptr(IloLayout) layout = ilo_layout_new (id, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) chords = ilo_layout_type (layout, text, NULL, &error);
  g_autoptr(GString) got = g_string_new (NULL);
  Server server = { NULL };

  g_assert_no_error (error);
  server_init (&server);
  server_set_layout (&server, ilo_layout_list_find (list, id));
  for (guint i = 0; i < chords->len; i++)
    server_press (&server, &g_array_index (chords, IloChord, i), got);
  g_assert_cmpstr (got->str, ==, text);
  server_clear (&server);
}

/* What administrators type. */
static void
test_texts (void)
{
  static const char ascii[] = " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`"
                              "abcdefghijklmnopqrstuvwxyz{|}~\t\r";

  assert_types ("us", ascii);
  assert_types ("de", ascii);
  assert_types ("de+nodeadkeys", ascii);
  assert_types ("de", "für $x in ~/* ; do echo \"${x}\" | awk '{print $1^2}' ; done # é à ç ê 10 €\r");
  assert_types ("fr", ascii);
  assert_types ("fr", "où l’ÿ est à 50 µs: ça «va»\r");
  assert_types ("es", ascii);
  assert_types ("us(intl)", ascii);
  assert_types ("us(intl)", "naïve café, Übergrößenträger, señor\r");
  assert_types ("gr", "Καλημέρα κόσμε, Ϊ΅\r");
  assert_types ("ru", "Съешь же ещё этих мягких булок\r");
  assert_types ("pl", "Zażółć gęślą jaźń\r");
  assert_types ("cz", "Příliš žluťoučký kůň úpěl ďábelské ódy\r");
}

static void
assert_strokes (IloLayout    *layout,
                gunichar      character,
                const char   *wanted)
{
  guint n_chords;
  const IloChord *chords = ilo_layout_lookup (layout, character, &n_chords);
  g_autoptr(GString) got = g_string_new (NULL);

  for (guint i = 0; i < n_chords; i++)
    g_string_append_printf (got, "%s%02x+%02x", i > 0 ? " " : "", chords[i].modifiers, chords[i].keys[0]);
  g_assert_cmpstr (got->str, ==, wanted);
}

/* What a US keyboard has printed on it, key by key, without and with Shift. */
static void
test_us_layout (void)
{
  static const char plain[] = "abcdefghijklmnopqrstuvwxyz1234567890\n\033\b\t -=[]\\\1;'`,./";
  static const char shifted[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ!@#$%^&*()\1\1\1\1\1_+{}|\1:\"~<>?";
  g_autoptr(IloLayout) layout = ilo_layout_new ("us", NULL);

  G_STATIC_ASSERT (sizeof plain == sizeof shifted);
  for (guint i = 0; i < sizeof plain - 1; i++)
    for (guint shift = 0; shift <= 1; shift++)
      {
        char c = shift == 0 ? plain[i] : shifted[i];
        g_autofree char *wanted = g_strdup_printf ("%02x+%02x", shift * 2, 0x04 + i);

        if (c != '\1')
          assert_strokes (layout, (guchar) c, wanted);
      }
  g_assert_cmpstr (ilo_layout_get_name (layout), ==, "English (US)");
  for (gunichar c = 1; c < 0x80; c++)
    {
      guint n_chords;

      g_assert_nonnull (ilo_layout_lookup (layout, c, &n_chords));
      g_assert_cmpuint (n_chords, ==, 1);
    }
  assert_strokes (layout, 3, "01+06");
  assert_strokes (layout, 0x1C, "01+31");
  assert_strokes (layout, 0x1E, "03+23");
  assert_strokes (layout, 0x7F, "00+4c");
  assert_strokes (layout, 0, "");
  assert_strokes (layout, 0x80, "");
  assert_strokes (layout, 0x131, "");
}

static void
test_german_layout (void)
{
  g_autoptr(IloLayout) layout = ilo_layout_new ("de", NULL);

  assert_strokes (layout, 'y', "00+1d");
  assert_strokes (layout, 'z', "00+1c");
  assert_strokes (layout, '/', "02+24");                 /* rather than the keypad's */
  assert_strokes (layout, '@', "40+14");
  assert_strokes (layout, '|', "40+64");
  assert_strokes (layout, 0x20AC, "40+08");
  assert_strokes (layout, '^', "00+35 00+2c");
  assert_strokes (layout, 0xE9, "00+2e 00+08");          /* é */
  assert_strokes (layout, 0xCA, "00+35 02+08");          /* Ê */
  assert_strokes (layout, 3, "01+06");
  assert_strokes (layout, 0x1B, "00+29");
  assert_strokes (layout, 0x142, "40+0f");               /* ł */
}

static void
test_line_ends (void)
{
  g_autoptr(IloLayout) layout = ilo_layout_new ("us", NULL);
  g_autoptr(GArray) chords = ilo_layout_type (layout, "Hi!\r\nx\r\ty\n", NULL, NULL);
  static const guint8 expected[][2] = { { 2, 0x0B }, { 0, 0x0C }, { 2, 0x1E }, { 0, 0x28 }, { 0, 0x1B },
                                        { 0, 0x28 }, { 0, 0x2B }, { 0, 0x1C }, { 0, 0x28 } };

  g_assert_cmpuint (chords->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < chords->len; i++)
    {
      g_assert_cmphex (g_array_index (chords, IloChord, i).modifiers, ==, expected[i][0]);
      g_assert_cmphex (g_array_index (chords, IloChord, i).keys[0], ==, expected[i][1]);
    }
}

static void
test_untypeable (void)
{
  g_autoptr(IloLayout) layout = ilo_layout_new ("us", NULL);
  g_autoptr(GError) error = NULL, invalid = NULL;
  g_autoptr(GArray) untypeable = NULL, none = NULL;
  static const char * const wanted[] = {
    "ï (U+00EF; line 1, column 3)",
    "€ (U+20AC; 2 times, first in line 3, column 2)",
    "(U+200B; line 3, column 4)",
  };

  g_assert_null (ilo_layout_type (layout, "nai\xCC\x88ve\r\nfine\n1€€\xE2\x80\x8B", &untypeable, &error));
  g_assert_error (error, ILO_ERROR, ILO_ERROR_INPUT);
  g_assert_cmpuint (untypeable->len, ==, G_N_ELEMENTS (wanted));
  for (guint i = 0; i < untypeable->len; i++)
    {
      g_autofree char *words = ilo_untypeable_describe (&g_array_index (untypeable, IloUntypeable, i));

      g_assert_cmpstr (words, ==, wanted[i]);
    }
  g_assert_null (ilo_layout_type (layout, "\xFF", &none, &invalid));
  g_assert_error (invalid, ILO_ERROR, ILO_ERROR_INPUT);
  g_assert_cmpuint (none->len, ==, 0);
}

static void
test_possible (void)
{
  g_autoptr(IloLayout) layout = ilo_layout_new ("us", NULL);
  g_autoptr(GArray) untypeable = NULL, controls = NULL, marked = NULL, none = NULL, nothing = NULL;
  g_autoptr(GArray) chords = ilo_layout_type_possible (layout, "a€\t\x03\r\n\x1B€\x03" "b", &untypeable, &controls, NULL);
  static const guint8 keys[] = { 0x04, 0x2B, 0x06, 0x28, 0x29, 0x06, 0x05 };
  static const IloUntypeable euro = { 0x20AC, 1, 2, 2 }, etx = { 3, 1, 4, 2 }, esc = { 0x1B, 2, 1, 1 };

  g_assert_cmpuint (chords->len, ==, G_N_ELEMENTS (keys));
  for (guint i = 0; i < chords->len; i++)
    g_assert_cmphex (g_array_index (chords, IloChord, i).keys[0], ==, keys[i]);
  g_assert_cmpmem (untypeable->data, untypeable->len * sizeof euro, &euro, sizeof euro);
  g_assert_cmpuint (controls->len, ==, 2);
  g_assert_cmpmem (controls->data, sizeof etx, &etx, sizeof etx);
  g_assert_cmpmem (&g_array_index (controls, IloUntypeable, 1), sizeof esc, &esc, sizeof esc);
  /* A mark of its own at the start of a file, and nowhere else. */
  marked = ilo_layout_type (layout, "\xEF\xBB\xBFx", NULL, NULL);
  g_assert_cmpuint (marked->len, ==, 1);
  g_assert_null (ilo_layout_type (layout, "x\xEF\xBB\xBF", NULL, NULL));
  g_assert_null (ilo_layout_type_possible (layout, "\xFF", &none, &nothing, NULL));
}

/* What is in the environment is about our own keyboard. */
static void
test_other_settings_do_not_matter (void)
{
  g_autoptr(IloLayout) layout = NULL;

  g_setenv ("XKB_DEFAULT_LAYOUT", "fr", TRUE);
  g_setenv ("XKB_DEFAULT_OPTIONS", "ctrl:swapcaps", TRUE);
  g_setenv ("XCOMPOSEFILE", "/dev/null", TRUE);
  layout = ilo_layout_new ("de", NULL);
  assert_strokes (layout, 'a', "00+04");
  assert_strokes (layout, 0xE9, "00+2e 00+08");
  g_unsetenv ("XKB_DEFAULT_LAYOUT");
  g_unsetenv ("XKB_DEFAULT_OPTIONS");
  g_unsetenv ("XCOMPOSEFILE");
}

static void
test_unknown_layouts (void)
{
  static const char * const names[] = { "", "xx", "de(", "de(xx)", "us,de", "../../../etc/passwd", "de)", "de+", "+", "de+x+y", "(nodeadkeys)",
                                        "\xFF", "DE" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (ilo_layout_new (names[i], &error));
      g_assert_error (error, ILO_ERROR, ILO_ERROR_INPUT);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ilo/layout/us", test_us_layout);
  g_test_add_func ("/ilo/layout/german", test_german_layout);
  g_test_add_func ("/ilo/layout/texts", test_texts);
  g_test_add_func ("/ilo/layout/every-character", test_every_character);
  g_test_add_func ("/ilo/layout/line-ends", test_line_ends);
  g_test_add_func ("/ilo/layout/untypeable", test_untypeable);
  g_test_add_func ("/ilo/layout/possible", test_possible);
  g_test_add_func ("/ilo/layout/other-settings-do-not-matter", test_other_settings_do_not_matter);
  g_test_add_func ("/ilo/layout/unknown", test_unknown_layouts);
  return g_test_run ();
}
