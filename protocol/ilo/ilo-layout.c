/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include <xkbcommon/xkbcommon-compose.h>
#include <xkbcommon/xkbcommon.h>

#include <glib/gi18n-lib.h>

#include "ilo-error.h"
#include "ilo-layout-list.h"
#include "ilo-layout.h"

/* X key codes are those of the kernel plus this. */
#define EVDEV_OFFSET 8

/* What a dead key makes of the next character: the table of nearly all systems. One's own is not the server's. */
#define COMPOSE_FILE   "/usr/share/X11/locale/en_US.UTF-8/Compose"
#define COMPOSE_LOCALE "en_US.UTF-8"

/* What some editors begin a file with. */
#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

typedef struct
{
  guint    n_chords;
  IloChord chords[ILO_LAYOUT_MAX_STROKES];
} Entry;

struct _IloLayout
{
  char       *name;           /* owned */
  GHashTable *entries;        /* owned; gunichar → owned Entry */
};

typedef struct
{
  xkb_keysym_t symbol;
  IloChord     chord;
} Stroke;

typedef struct
{
  IloLayout                *layout;       /* borrowed */
  struct xkb_keymap        *keymap;
  struct xkb_compose_state *compose;      /* NULL: there is no table */
  GArray                   *strokes;      /* of Stroke, the easiest to press first */
} Builder;

/* The keys that write something. What more than one of them writes is left to the one that more keyboards have: the
 * keys of ISO, Brazilian and Japanese keyboards come after those of all, and last the keypad's, which do not
 * everywhere write what is on them. */
static const struct
{
  guint8 first;
  guint8 last;
  guint  rank;
} key_ranges[] = {
  { 0x2C, 0x2C, 0 },      /* space first: after a dead key it means the same everywhere */
  { 0x04, 0x27, 0 },
  { 0x2D, 0x31, 0 },
  { 0x33, 0x38, 0 },
  { 0x64, 0x64, 1 },
  { 0x87, 0x87, 1 },
  { 0x89, 0x89, 1 },
  { 0x54, 0x57, 2 },
};

#define RANKS 3

/* What is held meanwhile, the easiest first. */
static const guint8 levels[] = {
  0,
  ILO_MODIFIER_LEFT_SHIFT,
  ILO_MODIFIER_RIGHT_ALT,
  ILO_MODIFIER_LEFT_SHIFT | ILO_MODIFIER_RIGHT_ALT,
};

static void
add_entry (IloLayout      *self,
           gunichar        character,
           const IloChord *chords,
           guint           n_chords)
{
  Entry *entry;

  if (g_hash_table_contains (self->entries, GUINT_TO_POINTER (character)))
    return;
  entry = g_new0 (Entry, 1);
  entry->n_chords = n_chords;
  memcpy (entry->chords, chords, n_chords * sizeof *chords);
  g_hash_table_insert (self->entries, GUINT_TO_POINTER (character), entry);
}

static xkb_keycode_t
keycode_for (guint8 usage)
{
  return ilo_key_to_evdev (usage) + EVDEV_OFFSET;
}

static void
turn_modifiers (struct xkb_state      *state,
                guint8                 modifiers,
                enum xkb_key_direction direction)
{
  for (guint bit = 0; bit < 8; bit++)
    if ((modifiers & 1 << bit) != 0)
      xkb_state_update_key (state, keycode_for (ILO_KEY_FIRST_MODIFIER + bit), direction);
}

/* What a key writes while modifiers are held, if it does that and nothing else: AltGr is a lock of its own on some
 * keyboards, and would change all that comes after. */
static void
add_stroke (Builder    *builder,
            guint8      modifiers,
            guint8      usage,
            GHashTable *seen)
{
  struct xkb_state *state = xkb_state_new (builder->keymap);
  Stroke stroke = { .chord = { .modifiers = modifiers, .n_keys = 1, .keys = { usage } } };

  turn_modifiers (state, modifiers, XKB_KEY_DOWN);
  stroke.symbol = xkb_state_key_get_one_sym (state, keycode_for (usage));
  xkb_state_update_key (state, keycode_for (usage), XKB_KEY_DOWN);
  xkb_state_update_key (state, keycode_for (usage), XKB_KEY_UP);
  turn_modifiers (state, modifiers, XKB_KEY_UP);
  if (stroke.symbol != XKB_KEY_NoSymbol && !g_hash_table_contains (seen, GUINT_TO_POINTER (stroke.symbol))
      && xkb_state_serialize_mods (state, XKB_STATE_MODS_EFFECTIVE) == 0
      && xkb_state_serialize_layout (state, XKB_STATE_LAYOUT_EFFECTIVE) == 0)
    {
      g_hash_table_add (seen, GUINT_TO_POINTER (stroke.symbol));
      g_array_append_val (builder->strokes, stroke);
    }
  xkb_state_unref (state);
}

static void
find_strokes (Builder *builder)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint rank = 0; rank < RANKS; rank++)
    for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
      for (guint range = 0; range < G_N_ELEMENTS (key_ranges); range++)
        for (guint usage = key_ranges[range].first;
             usage <= key_ranges[range].last && key_ranges[range].rank == rank; usage++)
          add_stroke (builder, levels[i], usage, seen);
}

/* Feeds one more symbol. Returns: what has become of all so far; when a character, it is set. */
static enum xkb_compose_status
feed (Builder      *builder,
      xkb_keysym_t  symbol,
      gunichar     *character)
{
  enum xkb_compose_status status;
  char text[16];

  xkb_compose_state_feed (builder->compose, symbol);
  status = xkb_compose_state_get_status (builder->compose);
  *character = 0;
  if (status == XKB_COMPOSE_COMPOSED)
    {
      int length = xkb_compose_state_get_utf8 (builder->compose, text, sizeof text);

      if (length > 0 && length < (int) sizeof text && g_utf8_validate (text, length, NULL)
          && *g_utf8_next_char (text) == '\0')
        *character = g_utf8_get_char (text);
    }
  return status;
}

static gboolean
is_text (gunichar character)
{
  return character >= 0x20 && !(character >= 0x7F && character < 0xA0);
}

static void
add_composed (Builder        *builder,
              gunichar        character,
              const IloChord *chords,
              guint           n_chords)
{
  if (is_text (character))
    add_entry (builder->layout, character, chords, n_chords);
}

/* All that two keystrokes compose, and then what three do, of which the first two are @first and @second. */
static void
add_pairs (Builder      *builder,
           const Stroke *first,
           GArray       *open_pairs)
{
  for (guint i = 0; i < builder->strokes->len; i++)
    {
      const Stroke *second = &g_array_index (builder->strokes, Stroke, i);
      const IloChord chords[] = { first->chord, second->chord };
      gunichar character;

      xkb_compose_state_reset (builder->compose);
      feed (builder, first->symbol, &character);
      if (feed (builder, second->symbol, &character) == XKB_COMPOSE_COMPOSING)
        {
          const Stroke pair[] = { *first, *second };

          g_array_append_vals (open_pairs, pair, 2);
        }
      add_composed (builder, character, chords, G_N_ELEMENTS (chords));
    }
}

static void
add_triples (Builder      *builder,
             const Stroke *pair)
{
  for (guint i = 0; i < builder->strokes->len; i++)
    {
      const Stroke *third = &g_array_index (builder->strokes, Stroke, i);
      const IloChord chords[] = { pair[0].chord, pair[1].chord, third->chord };
      gunichar character;

      xkb_compose_state_reset (builder->compose);
      feed (builder, pair[0].symbol, &character);
      feed (builder, pair[1].symbol, &character);
      feed (builder, third->symbol, &character);
      add_composed (builder, character, chords, G_N_ELEMENTS (chords));
    }
}

/* Characters that a single keystroke writes, then those that dead keys and Compose write. */
static void
add_characters (Builder *builder)
{
  g_autoptr(GArray) starts = g_array_new (FALSE, FALSE, sizeof (Stroke));
  g_autoptr(GArray) open_pairs = g_array_new (FALSE, FALSE, sizeof (Stroke));

  for (guint i = 0; i < builder->strokes->len; i++)
    {
      const Stroke *stroke = &g_array_index (builder->strokes, Stroke, i);
      gunichar character = xkb_keysym_to_utf32 (stroke->symbol);

      if (builder->compose != NULL)
        {
          gunichar composed;
          enum xkb_compose_status status;

          xkb_compose_state_reset (builder->compose);
          status = feed (builder, stroke->symbol, &composed);
          if (status == XKB_COMPOSE_COMPOSING)
            g_array_append_val (starts, *stroke);
          if (status != XKB_COMPOSE_NOTHING)
            character = composed;
        }
      if (is_text (character))
        add_entry (builder->layout, character, &stroke->chord, 1);
    }
  /* A Compose key is what fewest servers know. */
  for (guint multi = 0; multi <= 1; multi++)
    for (guint i = 0; i < starts->len; i++)
      if ((g_array_index (starts, Stroke, i).symbol == XKB_KEY_Multi_key) == multi)
        add_pairs (builder, &g_array_index (starts, Stroke, i), open_pairs);
  for (guint i = 0; i < open_pairs->len; i += 2)
    add_triples (builder, &g_array_index (open_pairs, Stroke, i));
}

/* Keys that do the same on nearly all keyboards, and control characters, which are Ctrl and a letter or symbol. */
static void
add_controls (Builder *builder)
{
  static const struct
  {
    gunichar     character;
    guint8       key;
    xkb_keysym_t symbol;
  } keys[] = {
    { '\n', 0x28, XKB_KEY_Return },
    { '\r', 0x28, XKB_KEY_Return },
    { 0x1B, 0x29, XKB_KEY_Escape },
    { '\b', 0x2A, XKB_KEY_BackSpace },
    { '\t', 0x2B, XKB_KEY_Tab },
    { 0x7F, 0x4C, XKB_KEY_Delete },
  };
  struct xkb_state *state = xkb_state_new (builder->keymap);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const IloChord chord = { .n_keys = 1, .keys = { keys[i].key } };

      if (xkb_state_key_get_one_sym (state, keycode_for (keys[i].key)) == keys[i].symbol)
        add_entry (builder->layout, keys[i].character, &chord, 1);
    }
  xkb_state_unref (state);
  for (gunichar c = 1; c < 0x20; c++)
    {
      gunichar letter = (guchar) g_ascii_tolower ((char) (c + 0x40));
      guint n_chords;
      const IloChord *chords = ilo_layout_lookup (builder->layout, letter, &n_chords);

      if (n_chords == 1)
        {
          IloChord chord = chords[0];

          chord.modifiers |= ILO_MODIFIER_LEFT_CTRL;
          add_entry (builder->layout, c, &chord, 1);
        }
    }
}

static struct xkb_compose_state *
new_compose_state (struct xkb_context *context)
{
  FILE *file = fopen (COMPOSE_FILE, "re");
  struct xkb_compose_table *table;
  struct xkb_compose_state *state = NULL;

  if (file == NULL)
    return NULL;
  table = xkb_compose_table_new_from_file (context, file, COMPOSE_LOCALE, XKB_COMPOSE_FORMAT_TEXT_V1,
                                           XKB_COMPOSE_COMPILE_NO_FLAGS);
  if (table != NULL)
    state = xkb_compose_state_new (table, XKB_COMPOSE_STATE_NO_FLAGS);
  xkb_compose_table_unref (table);
  fclose (file);
  return state;
}

static void
build (IloLayout          *self,
       struct xkb_context *context,
       struct xkb_keymap  *keymap)
{
  Builder builder = {
    .layout = self,
    .keymap = keymap,
    .compose = new_compose_state (context),
    .strokes = g_array_new (FALSE, FALSE, sizeof (Stroke)),
  };

  find_strokes (&builder);
  add_characters (&builder);
  add_controls (&builder);
  xkb_compose_state_unref (builder.compose);
  g_array_unref (builder.strokes);
}

/**
 * ilo_layout_new:
 * @id: a layout of the X keyboard extension, with its variant where it has one: `us`, `de(nodeadkeys)`
 * @error: return location: %ILO_ERROR_INPUT when there is no such layout
 *
 * Finds out how each character is typed with a layout: with Shift, AltGr, dead keys, and a Compose key where it has
 * one; Caps Lock and Num Lock are taken to be off. This takes some 50 ms.
 *
 * Returns: (transfer full) (nullable): the layout
 */
IloLayout *
ilo_layout_new (const char  *id,
                GError     **error)
{
  g_autoptr(GPtrArray) list = ilo_layout_list (error);
  const IloLayoutInfo *info = list != NULL ? ilo_layout_list_find (list, id) : NULL;
  struct xkb_rule_names names = { .rules = "evdev", .model = "pc105", .options = "" };
  struct xkb_context *context;
  struct xkb_keymap *keymap;
  IloLayout *self = NULL;

  if (list == NULL)
    return NULL;
  if (info == NULL)
    {
      g_autofree char *shown = g_utf8_make_valid (id, -1);

      g_set_error (error, ILO_ERROR, ILO_ERROR_INPUT,
                   _("There is no keyboard layout “%s”. Layouts are named as in us, de, fr(bepo) or us(intl)."), shown);
      return NULL;
    }
  names.layout = info->layout;
  names.variant = info->variant != NULL ? info->variant : "";
  context = xkb_context_new (XKB_CONTEXT_NO_ENVIRONMENT_NAMES);
  xkb_context_set_log_level (context, XKB_LOG_LEVEL_CRITICAL);
  keymap = xkb_keymap_new_from_names (context, &names, XKB_KEYMAP_COMPILE_NO_FLAGS);
  if (keymap != NULL)
    {
      self = g_new0 (IloLayout, 1);
      self->name = g_strdup (info->name);
      self->entries = g_hash_table_new_full (NULL, NULL, NULL, g_free);
      build (self, context, keymap);
    }
  else
    g_set_error (error, ILO_ERROR, ILO_ERROR_INPUT,
                 _("The keyboard layout “%s” cannot be read: its files are missing or broken."), id);
  xkb_keymap_unref (keymap);
  xkb_context_unref (context);
  return self;
}

/**
 * ilo_layout_free:
 * @self: (transfer full): a layout
 */
void
ilo_layout_free (IloLayout *self)
{
  g_free (self->name);
  g_hash_table_unref (self->entries);
  g_free (self);
}

/**
 * ilo_layout_get_name:
 * @self: a layout
 *
 * Returns: what people call it
 */
const char *
ilo_layout_get_name (IloLayout *self)
{
  return self->name;
}

/**
 * ilo_layout_lookup:
 * @self: a layout
 * @character: a character
 * @n_chords: (out): how many keystrokes it takes; 0: it cannot be typed
 *
 * Says how a character is typed.
 *
 * Returns: (transfer none) (nullable) (array length=n_chords): the keystrokes
 */
const IloChord *
ilo_layout_lookup (IloLayout *self,
                   gunichar   character,
                   guint     *n_chords)
{
  const Entry *entry = g_hash_table_lookup (self->entries, GUINT_TO_POINTER (character));

  *n_chords = entry != NULL ? entry->n_chords : 0;
  return entry != NULL ? entry->chords : NULL;
}

/**
 * ilo_layout_get_characters:
 * @self: a layout
 * @n_characters: (out): how many
 *
 * Returns: (transfer container) (array length=n_characters): all characters that can be typed, in no order
 */
gunichar *
ilo_layout_get_characters (IloLayout *self,
                           gsize     *n_characters)
{
  gunichar *characters = g_new (gunichar, g_hash_table_size (self->entries));
  GHashTableIter iter;
  gpointer character;

  *n_characters = 0;
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, &character, NULL))
    characters[(*n_characters)++] = GPOINTER_TO_UINT (character);
  return characters;
}

/* @known: where each character is in @places, plus one */
static void
note_place (GArray     *places,
            GHashTable *known,
            gunichar    character,
            guint       line,
            guint       column)
{
  guint index = GPOINTER_TO_UINT (g_hash_table_lookup (known, GUINT_TO_POINTER (character)));
  const IloUntypeable first = { character, line, column, 1 };

  if (index > 0)
    g_array_index (places, IloUntypeable, index - 1).count++;
  else
    {
      g_array_append_val (places, first);
      g_hash_table_insert (known, GUINT_TO_POINTER (character), GUINT_TO_POINTER (places->len));
    }
}

/* Line ends and tabs are what texts are made of; other control characters do something. */
static gboolean
is_control (gunichar c)
{
  return (c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7F;
}

/* Chords of all that can be typed; %NULL when it is not UTF-8. */
static GArray *
translate (IloLayout   *self,
           const char  *text,
           GArray      *untypeable,
           GArray      *controls,
           GError     **error)
{
  g_autoptr(GArray) chords = g_array_new (FALSE, FALSE, sizeof (IloChord));
  g_autoptr(GHashTable) known = g_hash_table_new (NULL, NULL);
  const char *start = g_str_has_prefix (text, BYTE_ORDER_MARK) ? text + strlen (BYTE_ORDER_MARK) : text;
  g_autofree char *composed = g_utf8_normalize (start, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  guint line = 1, column = 1;

  if (composed == NULL)
    {
      g_set_error_literal (error, ILO_ERROR, ILO_ERROR_INPUT, _("The text to type is not valid UTF-8."));
      return NULL;
    }
  for (const char *at = composed; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      guint n_chords;
      const IloChord *strokes = ilo_layout_lookup (self, c, &n_chords);
      gboolean second_half = c == '\n' && at > composed && at[-1] == '\r';

      if (strokes == NULL)
        note_place (untypeable, known, c, line, column);
      else if (is_control (c))
        note_place (controls, known, c, line, column);
      if (strokes != NULL && !second_half)
        g_array_append_vals (chords, strokes, n_chords);
      column = c == '\n' || c == '\r' ? 1 : column + 1;
      line += (c == '\n' || c == '\r') && !second_half;
    }
  explicit_bzero (composed, strlen (composed));
  return g_steal_pointer (&chords);
}

/**
 * ilo_layout_type:
 * @self: a layout
 * @text: what is to be typed
 * @untypeable: (out) (optional) (transfer full) (element-type IloUntypeable): the characters that cannot be typed, in
 *   the order of the text; empty when @text is not UTF-8
 * @error: return location: %ILO_ERROR_INPUT when there are such, or @text is not UTF-8
 *
 * Says how a text is typed. A line end is Return, be it `\n`, `\r` or both; letters with marks of their own are taken
 * together first; a byte order mark at the start is no part of the text.
 *
 * Returns: (transfer full) (nullable) (element-type IloChord): a chord for each keystroke
 */
GArray *
ilo_layout_type (IloLayout   *self,
                 const char  *text,
                 GArray     **untypeable,
                 GError     **error)
{
  g_autoptr(GArray) missing = g_array_new (FALSE, FALSE, sizeof (IloUntypeable));
  g_autoptr(GArray) controls = g_array_new (FALSE, FALSE, sizeof (IloUntypeable));
  g_autoptr(GArray) chords = translate (self, text, missing, controls, error);

  if (chords != NULL && missing->len > 0)
    {
      g_autofree char *first = ilo_untypeable_describe (&g_array_index (missing, IloUntypeable, 0));

      /* Translators: the first %s is a keyboard layout, the second a character and where it is in the text */
      g_set_error (error, ILO_ERROR, ILO_ERROR_INPUT, _("The keyboard layout “%s” cannot type %s. Nothing was sent."),
                   self->name, first);
      g_clear_pointer (&chords, g_array_unref);
    }
  if (untypeable != NULL)
    *untypeable = g_steal_pointer (&missing);
  return g_steal_pointer (&chords);
}

/**
 * ilo_layout_type_possible:
 * @self: a layout
 * @text: what is to be typed
 * @untypeable: (out) (transfer full) (element-type IloUntypeable): the characters that cannot be typed, and are left out
 * @controls: (out) (transfer full) (element-type IloUntypeable): control characters that are typed, as Ctrl and a letter
 *   or a key of their own, but for tabs and line ends
 * @error: return location: %ILO_ERROR_INPUT when @text is not UTF-8
 *
 * Says how as much of a text is typed as can be.
 *
 * Returns: (transfer full) (nullable) (element-type IloChord): a chord for each keystroke
 */
GArray *
ilo_layout_type_possible (IloLayout   *self,
                          const char  *text,
                          GArray     **untypeable,
                          GArray     **controls,
                          GError     **error)
{
  *untypeable = g_array_new (FALSE, FALSE, sizeof (IloUntypeable));
  *controls = g_array_new (FALSE, FALSE, sizeof (IloUntypeable));
  return translate (self, text, *untypeable, *controls, error);
}

/**
 * ilo_untypeable_describe:
 * @self: a character and its place
 *
 * Returns: (transfer full): the character with its number, where it is, and how often: “€ (U+20AC; line 1, column 4)”
 */
char *
ilo_untypeable_describe (const IloUntypeable *self)
{
  char shown[8] = "";

  if (g_unichar_isgraph (self->character) && !g_unichar_ismark (self->character))
    shown[g_unichar_to_utf8 (self->character, shown)] = '\0';
  if (self->count == 1)
    return g_strdup_printf (_("%s%s(U+%04X; line %u, column %u)"), shown, *shown != '\0' ? " " : "", self->character,
                            self->line, self->column);
  return g_strdup_printf (_("%s%s(U+%04X; %u times, first in line %u, column %u)"), shown, *shown != '\0' ? " " : "",
                          self->character, self->count, self->line, self->column);
}
