/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"
#include "ilo-replay.h"

/* A file that somebody opens: a recording or a raw stream, played in two steps of time and fed in pieces
 * whose size its last byte says. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr(IloReplay) replay = ilo_replay_new ((const guint8 *) "0123456789abcdef",
                                                ILO_CIPHER_FLAGS_NONE, NULL, NULL);
  gsize step = size > 0 ? 1 + 3 * data[size - 1] : 1;
  gint64 until = G_USEC_PER_SEC;
  gsize at = 0;

  ilo_replay_set_rate (replay, 100);
  while (at < size)
    {
      WireReader input = { data + at, MIN (step, size - at), FALSE };
      gsize length = input.left;

      if (!ilo_replay_feed (replay, &input, until, NULL))
        return 0;
      g_assert_false (input.truncated);
      at += length - input.left;
      if (input.left == 0)
        continue;
      g_assert_cmpint (ilo_replay_get_next_time (replay), >=, ilo_replay_get_position (replay));
      g_assert_cmpint (until, !=, G_MAXINT64);
      until = G_MAXINT64;
    }
  ilo_replay_finish (replay, NULL);
  return 0;
}
