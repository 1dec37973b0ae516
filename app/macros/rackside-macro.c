/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <gio/gio.h>
#include <glib/gi18n.h>

#include "rackside-macro.h"

#define WAIT "wait"

G_DEFINE_BOXED_TYPE (RacksideMacro, rackside_macro, rackside_macro_ref, rackside_macro_unref)

static const struct
{
  char letter;
  char character;
} escapes[] = {
  { 'n', '\n' }, { 't', '\t' }, { 'e', '\033' }, { '"', '"' }, { '\\', '\\' },
};

/* What is being read. */
typedef struct
{
  const char *start;
  const char *at;
  GPtrArray  *steps;       /* owned */
  GError     *problem;     /* owned; what is wrong, but for the place */
  const char *place;       /* of that */
} Parser;

static void
step_free (gpointer data)
{
  RacksideMacroStep *step = data;

  if (step->text != NULL)
    explicit_bzero (step->text, strlen (step->text));
  g_free (step->text);
  g_free (step);
}

static gboolean
fail (Parser     *parser,
      const char *place,
      const char *problem)
{
  parser->place = place;
  parser->problem = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, problem);
  return FALSE;
}

static gboolean
is_end (char c)
{
  return c == '\0' || c == ';' || c == '\n';
}

static void
skip_blanks (Parser *parser)
{
  while (*parser->at == ' ' || *parser->at == '\t')
    parser->at++;
}

static RacksideMacroStep *
add_step (Parser                *parser,
          RacksideMacroStepKind  kind)
{
  RacksideMacroStep *step = g_new0 (RacksideMacroStep, 1);

  step->kind = kind;
  g_ptr_array_add (parser->steps, step);
  return step;
}

static gboolean
parse_escape (Parser  *parser,
              GString *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (escapes); i++)
    if (parser->at[1] == escapes[i].letter)
      {
        g_string_append_c (text, escapes[i].character);
        parser->at += 2;
        return TRUE;
      }
  return fail (parser, parser->at, _("After a backslash comes n for Enter, t for Tab, e for Escape, a quotation mark or "
                                     "another backslash."));
}

static gboolean
parse_text (Parser *parser)
{
  const char *start = parser->at++;
  GString *text = g_string_new (NULL);
  gboolean ok = TRUE;

  while (ok && *parser->at != '"')
    {
      if (*parser->at == '\0' || *parser->at == '\n')
        ok = fail (parser, start, _("A quotation mark is missing at the end of this text."));
      else if (*parser->at == '\\')
        ok = parse_escape (parser, text);
      else
        g_string_append_c (text, *parser->at++);
    }
  if (ok && text->len == 0)
    ok = fail (parser, start, _("There is nothing between the quotation marks."));
  if (!ok)
    {
      g_string_free (text, TRUE);
      return FALSE;
    }
  parser->at++;
  add_step (parser, RACKSIDE_MACRO_TEXT)->text = g_string_free (text, FALSE);
  return TRUE;
}

static gboolean
starts_wait (const char *at)
{
  gsize length = strlen (WAIT);

  return g_ascii_strncasecmp (at, WAIT, length) == 0
         && (at[length] == ' ' || at[length] == '\t' || is_end (at[length]) || g_ascii_isdigit (at[length]));
}

static gboolean
parse_wait (Parser *parser)
{
  const char *start = parser->at;
  guint64 number;
  char *end;

  parser->at += strlen (WAIT);
  skip_blanks (parser);
  if (!g_ascii_isdigit (*parser->at))
    return fail (parser, start, _("A pause is written as in “wait 500 ms” or “wait 2 s”."));
  number = g_ascii_strtoull (parser->at, &end, 10);
  parser->at = end;
  skip_blanks (parser);
  if (g_ascii_strncasecmp (parser->at, "ms", 2) == 0)
    parser->at += 2;
  else if (g_ascii_tolower (*parser->at) == 's')
    {
      parser->at++;
      number = MIN (number, RACKSIDE_MACRO_MAX_WAIT) * 1000;
    }
  else
    return fail (parser, start, _("A pause is written as in “wait 500 ms” or “wait 2 s”."));
  if (number > RACKSIDE_MACRO_MAX_WAIT)
    return fail (parser, start, _("A pause lasts at most ten minutes."));
  add_step (parser, RACKSIDE_MACRO_WAIT)->wait = (guint) number;
  return TRUE;
}

static gboolean
parse_chord (Parser *parser)
{
  const char *start = parser->at;
  g_autoptr(GString) names = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  IloChord chord;

  for (; !is_end (*parser->at); parser->at++)
    if (*parser->at != ' ' && *parser->at != '\t')
      g_string_append_c (names, *parser->at);
  if (!ilo_chord_parse (&chord, names->str, &error))
    return fail (parser, start, error->message);
  add_step (parser, RACKSIDE_MACRO_CHORD)->chord = chord;
  return TRUE;
}

static gboolean
parse_step (Parser *parser)
{
  const char *start = parser->at;
  gboolean ok;

  if (parser->steps->len == RACKSIDE_MACRO_MAX_STEPS)
    return fail (parser, start, _("A macro cannot have so many steps."));
  if (*start == '"')
    ok = parse_text (parser);
  else if (starts_wait (start))
    ok = parse_wait (parser);
  else
    ok = parse_chord (parser);
  skip_blanks (parser);
  if (ok && !is_end (*parser->at))
    ok = fail (parser, parser->at, _("Between two steps there has to be a semicolon."));
  return ok;
}

static gboolean
check_size (const char  *keys,
            GError     **error)
{
  if (g_utf8_validate (keys, -1, NULL) && strlen (keys) <= RACKSIDE_MACRO_MAX_LENGTH)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                       _("This is too long for a macro, or not text. A longer text can be pasted as keystrokes."));
  return FALSE;
}

/**
 * rackside_macro_parse:
 * @keys: steps with semicolons or line ends between them
 * @error: what is wrong with it and where, for the user
 *
 * Reads what a macro does. A step is keys that are pressed together, `Ctrl+Alt+F2`, as ilo_chord_parse() knows them; a
 * pause, `wait 500 ms` or `wait 2 s`; or a text in quotation marks, in which `\n` is Enter, `\t` Tab, `\e` Escape.
 *
 * Returns: (transfer full) (nullable) (element-type RacksideMacroStep): at least one step
 */
GPtrArray *
rackside_macro_parse (const char  *keys,
                      GError     **error)
{
  Parser parser = { .start = keys, .at = keys };
  g_autoptr(GPtrArray) steps = g_ptr_array_new_with_free_func (step_free);
  gboolean ok = TRUE;

  if (!check_size (keys, error))
    return NULL;
  parser.steps = steps;
  while (ok && *parser.at != '\0')
    {
      skip_blanks (&parser);
      if (*parser.at == ';' || *parser.at == '\n')
        parser.at++;
      else if (*parser.at != '\0')
        ok = parse_step (&parser);
    }
  if (!ok)
    {
      g_set_error (error, parser.problem->domain, parser.problem->code,
                   /* Translators: where something is wrong in a line, and what, as a sentence */
                   _("Character %ld: %s"), g_utf8_pointer_to_offset (keys, parser.place) + 1,
                   parser.problem->message);
      g_error_free (parser.problem);
      return NULL;
    }
  if (steps->len == 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("There is nothing to press yet."));
      return NULL;
    }
  return g_steal_pointer (&steps);
}

static void
append_text (GString    *keys,
             const char *text)
{
  g_string_append_c (keys, '"');
  for (; *text != '\0'; text++)
    {
      char letter = '\0';

      for (guint i = 0; i < G_N_ELEMENTS (escapes); i++)
        if (*text == escapes[i].character)
          letter = escapes[i].letter;
      if (letter != '\0')
        g_string_append_c (keys, '\\');
      g_string_append_c (keys, letter != '\0' ? letter : *text);
    }
  g_string_append_c (keys, '"');
}

/**
 * rackside_macro_format:
 * @steps: (element-type RacksideMacroStep): steps
 *
 * Returns: (transfer full): a line that rackside_macro_parse() reads as the same steps
 */
char *
rackside_macro_format (const GPtrArray *steps)
{
  GString *keys = g_string_new (NULL);

  for (guint i = 0; i < steps->len; i++)
    {
      const RacksideMacroStep *step = steps->pdata[i];
      g_autofree char *chord = step->kind == RACKSIDE_MACRO_CHORD ? ilo_chord_format (&step->chord) : NULL;

      if (i > 0)
        g_string_append (keys, "; ");
      if (chord != NULL)
        g_string_append (keys, chord);
      else if (step->kind == RACKSIDE_MACRO_TEXT)
        append_text (keys, step->text);
      else if (step->wait % 1000 == 0)
        g_string_append_printf (keys, WAIT " %u s", step->wait / 1000);
      else
        g_string_append_printf (keys, WAIT " %u ms", step->wait);
    }
  return g_string_free (keys, FALSE);
}

/**
 * rackside_macro_new:
 * @name: what the user calls it
 * @keys: what it does
 * @shortcut: (nullable): what starts it
 *
 * Returns: (transfer full): a macro
 */
RacksideMacro *
rackside_macro_new (const char *name,
                    const char *keys,
                    const char *shortcut)
{
  RacksideMacro *self = g_atomic_rc_box_new0 (RacksideMacro);

  self->name = g_strdup (name);
  self->keys = g_strdup (keys);
  self->shortcut = g_strdup (shortcut != NULL ? shortcut : "");
  return self;
}

/**
 * rackside_macro_ref:
 * @self: a macro
 *
 * Returns: (transfer full): the same
 */
RacksideMacro *
rackside_macro_ref (RacksideMacro *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  RacksideMacro *self = data;

  g_free (self->name);
  g_free (self->keys);
  g_free (self->shortcut);
}

/**
 * rackside_macro_unref:
 * @self: (transfer full): a macro
 */
void
rackside_macro_unref (RacksideMacro *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/**
 * rackside_macro_equal:
 * @self: a macro
 * @other: another one
 *
 * Returns: whether they say the same
 */
gboolean
rackside_macro_equal (const RacksideMacro *self,
                      const RacksideMacro *other)
{
  return strcmp (self->name, other->name) == 0 && strcmp (self->keys, other->keys) == 0
         && strcmp (self->shortcut, other->shortcut) == 0;
}
