/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"
#include "ilo-input.h"

/* What somebody wants typed or pressed. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr(GArray) chords = ilo_chords_for_text (text, NULL);
  IloChord chord;

  for (guint i = 0; chords != NULL && i < chords->len; i++)
    g_assert_cmpuint (g_array_index (chords, IloChord, i).n_keys, ==, 1);
  if (ilo_chord_parse (&chord, text, NULL))
    g_assert_cmpuint (chord.n_keys, <=, ILO_CHORD_MAX_KEYS);
  return 0;
}
