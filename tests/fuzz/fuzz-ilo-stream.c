/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"
#include "ilo-stream.h"

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  static const guint8 key[ILO_CIPHER_KEY_SIZE] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 };
  static const IloVideoEvents no_events = { 0 };
  g_autoptr(IloStream) whole = ilo_stream_new (key, ILO_CIPHER_FLAGS_NONE, &no_events, NULL);
  g_autoptr(IloStream) split = ilo_stream_new (key, ILO_CIPHER_FLAGS_NONE, &no_events, NULL);
  gboolean ok = ilo_stream_feed (whole, data, size, NULL) && ilo_stream_finish (whole, NULL);
  gboolean split_ok = TRUE;

  for (gsize i = 0; i < size && split_ok; i++)
    split_ok = ilo_stream_feed (split, data + i, 1, NULL);
  g_assert_cmpint (split_ok && ilo_stream_finish (split, NULL), ==, ok);
  if (ok)
    g_assert_cmpint (ilo_stream_get_cipher (whole), ==, ilo_stream_get_cipher (split));
  return 0;
}
