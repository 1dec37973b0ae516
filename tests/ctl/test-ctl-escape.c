/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "ctl-escape.h"

/* Feeds @typed in pieces of @piece bytes; the result is what goes to the other side, with a letter for each escape:
 * E(nd), K (break), H(elp). */
static void
check (const char *typed,
       gsize       piece,
       const char *wanted)
{
  CtlEscape escape = { 0 };
  g_autoptr(GByteArray) out = g_byte_array_new ();
  const guint8 *data = (const guint8 *) typed;
  gsize left = strlen (typed);

  while (left > 0)
    {
      gsize n = MIN (piece, left);

      for (gsize i = 0; i < n;)
        {
          static const char letters[] = { 0, 'E', 'K', 'H' };
          gsize used;
          g_autofree guint8 *exact = g_memdup2 (data + i, n - i);
          CtlEscapeAction action = ctl_escape_feed (&escape, exact, n - i, &used, out);

          g_assert_cmpuint (used, >, 0);
          if (action != CTL_ESCAPE_NONE)
            g_byte_array_append (out, (const guint8 *) &letters[action], 1);
          i += used;
        }
      data += n;
      left -= n;
    }
  g_assert_cmpmem (out->data, out->len, wanted, strlen (wanted));
}

static void
test_in_every_split (void)
{
  static const struct { const char *typed; const char *wanted; } cases[] = {
    { "hello\r", "hello\r" },
    { "~.", "E" },
    { "ls\r~.", "ls\rE" },
    { "ls\n~.", "ls\nE" },
    { "a~.", "a~." },
    { "\r~B", "\rK" },
    { "~?x", "Hx" },
    { "~~", "~" },
    { "~~.", "~." },
    { "\r~~/bin\r", "\r~/bin\r" },
    { "~x", "~x" },
    { "~b\r", "~b\r" },
    { "~\r~.", "~\rE" },
    { "~B~B~.", "KKE" },
    { "cd ~/x\r", "cd ~/x\r" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize piece = 1; piece <= strlen (cases[i].typed); piece++)
      check (cases[i].typed, piece, cases[i].wanted);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ctl/escape/in-every-split", test_in_every_split);
  return g_test_run ();
}
