/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"
#include "ilo-layout.h"

/* What somebody wants typed or pressed. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  static IloLayout *layouts[2];
  g_autofree char *text = g_strndup ((const char *) data, size);
  IloChord chord;

  for (guint n = 0; n < G_N_ELEMENTS (layouts); n++)
    {
      g_autoptr(GArray) untypeable = NULL;
      g_autoptr(GArray) chords = NULL;

      if (layouts[n] == NULL)
        layouts[n] = ilo_layout_new (n == 0 ? "us" : "de", NULL);
      chords = ilo_layout_type (layouts[n], text, &untypeable, NULL);
      for (guint i = 0; chords != NULL && i < chords->len; i++)
        g_assert_cmpuint (g_array_index (chords, IloChord, i).n_keys, ==, 1);
      g_assert_true (chords == NULL || untypeable->len == 0);
      for (guint i = 0; i < untypeable->len; i++)
        {
          g_autofree char *words = ilo_untypeable_describe (&g_array_index (untypeable, IloUntypeable, i));

          g_assert_true (g_utf8_validate (words, -1, NULL));
        }
    }
  if (ilo_chord_parse (&chord, text, NULL))
    g_assert_cmpuint (chord.n_keys, <=, ILO_CHORD_MAX_KEYS);
  return 0;
}
