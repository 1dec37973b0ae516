/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <gio/gio.h>

#include "rackside-macro-list.h"

static void
test_reads_steps (void)
{
  g_autoptr(GPtrArray) steps = rackside_macro_parse (" ctrl + alt+f2;wait 500ms ; \"r\\\"\\\\\\n\"\n WAIT 2 s;; Enter;",
                                                     NULL);
  const RacksideMacroStep *step;
  g_autofree char *line = NULL;

  g_assert_nonnull (steps);
  g_assert_cmpuint (steps->len, ==, 5);
  step = steps->pdata[0];
  g_assert_cmpint (step->kind, ==, RACKSIDE_MACRO_CHORD);
  g_assert_cmpuint (step->chord.modifiers, ==, ILO_MODIFIER_LEFT_CTRL | ILO_MODIFIER_LEFT_ALT);
  step = steps->pdata[1];
  g_assert_cmpint (step->kind, ==, RACKSIDE_MACRO_WAIT);
  g_assert_cmpuint (step->wait, ==, 500);
  step = steps->pdata[2];
  g_assert_cmpint (step->kind, ==, RACKSIDE_MACRO_TEXT);
  g_assert_cmpstr (step->text, ==, "r\"\\\n");
  step = steps->pdata[3];
  g_assert_cmpuint (step->wait, ==, 2000);
  line = rackside_macro_format (steps);
  g_assert_cmpstr (line, ==, "Ctrl+Alt+F2; wait 500 ms; \"r\\\"\\\\\\n\"; wait 2 s; Return");
}

static void
test_names_the_place (void)
{
  static const struct
  {
    const char *keys;
    const char *words;
  } wrong[] = {
    { "", "nothing to press" },
    { " ; ;\n", "nothing to press" },
    { "Ctrl+Alt+F2; Foo", "Character 14: There is no key named “Foo”" },
    { "\"ü\"; \"ab", "Character 6: A quotation mark is missing" },
    { "\"ab\\x\"", "Character 4: After a backslash" },
    { "\"\"", "Character 1: There is nothing between" },
    { "\"a\" Enter", "Character 5: Between two steps" },
    { "wait", "Character 1: A pause is written" },
    { "wait 5", "Character 1: A pause is written" },
    { "a; wait 601 s", "Character 4: A pause lasts at most" },
    { "wait 99999999999999999999 s", "Character 1: A pause lasts at most" },
    { "wait 1 s 5", "Character 10: Between two steps" },
    { "\xFF", "not text" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (rackside_macro_parse (wrong[i].keys, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
      if (strstr (error->message, wrong[i].words) == NULL)
        g_error ("“%s” should say “%s”: %s", wrong[i].keys, wrong[i].words, error->message);
    }
}

static void
test_is_bounded (void)
{
  g_autoptr(GString) keys = g_string_new (NULL);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i <= RACKSIDE_MACRO_MAX_STEPS; i++)
    g_string_append (keys, "a;");
  g_assert_null (rackside_macro_parse (keys->str, &error));
  g_assert_nonnull (strstr (error->message, "so many steps"));
  g_clear_error (&error);
  while (keys->len <= RACKSIDE_MACRO_MAX_LENGTH)
    g_string_append (keys, "         ");
  g_assert_null (rackside_macro_parse (keys->str, &error));
  g_assert_nonnull (strstr (error->message, "too long"));
}

static void
test_file_is_read_as_it_was_written (void)
{
  const char text[] = "[x]\nother=1\nmacro-7-name=Log in\nmacro-7-keys=Ctrl+Alt+F2; \"a\\n\"\nmacro-b-name=Log in\n"
                      "macro-b-keys=nonsense\nmacro-b-shortcut=<Control>e\nmacro-9-keys=a\n";
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autoptr(GPtrArray) list = NULL;
  g_autoptr(GPtrArray) again = NULL;
  g_autofree char *value = NULL;

  g_assert_true (g_key_file_load_from_data (file, text, strlen (text), G_KEY_FILE_NONE, NULL));
  list = rackside_macro_list_read (file, "x");
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_cmpstr (rackside_macro_list_find (list, "Log in")->keys, ==, "Ctrl+Alt+F2; \"a\\n\"");
  g_assert_cmpstr (rackside_macro_list_find (list, "Log in (2)")->keys, ==, "nonsense");
  g_assert_cmpstr (rackside_macro_list_find (list, "Log in (2)")->shortcut, ==, "<Control>e");
  rackside_macro_list_write (list, file, "x");
  again = rackside_macro_list_read (file, "x");
  g_assert_true (rackside_macro_list_equal (list, again));
  value = g_key_file_get_value (file, "x", "macro-1-keys", NULL);
  g_assert_cmpstr (value, ==, "Ctrl+Alt+F2; \"a\\n\"");
  g_assert_true (g_key_file_has_key (file, "x", "other", NULL));
  g_assert_false (g_key_file_has_key (file, "x", "macro-7-name", NULL));
}

static void
test_one_takes_the_place_of_another (void)
{
  g_autoptr(GPtrArray) none = rackside_macro_list_new ();
  g_autoptr(RacksideMacro) first = rackside_macro_new ("b", "a", NULL);
  g_autoptr(RacksideMacro) second = rackside_macro_new ("a", "b", "<Control>e");
  g_autoptr(GPtrArray) one = rackside_macro_list_replace (none, NULL, first, NULL);
  g_autoptr(GPtrArray) two = rackside_macro_list_replace (one, NULL, second, NULL);
  g_autoptr(GPtrArray) renamed = rackside_macro_list_replace (one, first, second, NULL);
  g_autoptr(GPtrArray) gone = rackside_macro_list_replace (two, first, NULL, NULL);

  g_assert_cmpuint (two->len, ==, 2);
  g_assert_cmpstr (((RacksideMacro *) two->pdata[0])->name, ==, "a");
  g_assert_true (rackside_macro_list_equal (renamed, gone));
  g_assert_false (rackside_macro_list_equal (one, gone));
}

/* What two windows or programs do to the same list at the same time. */
static void
test_nothing_of_others_is_lost (void)
{
  g_autoptr(GPtrArray) none = rackside_macro_list_new ();
  g_autoptr(RacksideMacro) old = rackside_macro_new ("a", "1", NULL);
  g_autoptr(RacksideMacro) theirs = rackside_macro_new ("a", "2", NULL);
  g_autoptr(RacksideMacro) mine = rackside_macro_new ("a", "3", NULL);
  g_autoptr(RacksideMacro) other = rackside_macro_new ("b", "4", NULL);
  g_autoptr(RacksideMacro) renamed = rackside_macro_new ("b", "1", NULL);
  g_autoptr(GPtrArray) one = rackside_macro_list_replace (none, NULL, theirs, NULL);
  g_autoptr(GPtrArray) list = rackside_macro_list_replace (one, NULL, other, NULL);
  g_autoptr(GPtrArray) again = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_null (rackside_macro_list_replace (list, old, mine, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_MERGE);
  g_clear_error (&error);
  g_assert_null (rackside_macro_list_replace (list, NULL, mine, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_null (rackside_macro_list_replace (list, theirs, renamed, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  again = rackside_macro_list_replace (list, theirs, mine, NULL);
  g_assert_true (rackside_macro_equal (rackside_macro_list_find (again, "a"), mine));
  g_assert_true (rackside_macro_equal (rackside_macro_list_find (again, "b"), other));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/macro/reads-steps", test_reads_steps);
  g_test_add_func ("/macro/names-the-place", test_names_the_place);
  g_test_add_func ("/macro/is-bounded", test_is_bounded);
  g_test_add_func ("/macro/file-is-read-as-it-was-written", test_file_is_read_as_it_was_written);
  g_test_add_func ("/macro/one-takes-the-place-of-another", test_one_takes_the_place_of_another);
  g_test_add_func ("/macro/nothing-of-others-is-lost", test_nothing_of_others_is_lost);
  return g_test_run ();
}
