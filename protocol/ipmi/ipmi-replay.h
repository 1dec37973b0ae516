/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define IPMI_REPLAY_WINDOW 32

/**
 * IpmiReplay:
 * @highest: highest sequence number accepted
 * @seen: bit n: @highest - n has been accepted
 * @suspect: the last one that was too far off, with @suspects in a row after each other
 *
 * The sliding window against replayed packets of one session (IPMI 2.0 §6.12.13). Start with all zero.
 */
typedef struct
{
  guint32 highest;
  guint32 seen;
  guint32 suspect;
  guint   suspects;
} IpmiReplay;

/**
 * ipmi_replay_check:
 * @replay: a window
 * @sequence: a packet's session sequence number
 * @is_signed: whether the packet has been shown to come from the BMC
 *
 * Whoever can sign may begin anywhere, and leave out as many numbers as he likes: they were lost. Without signatures
 * one damaged number must not shut out all that follow, so that there a jump counts only when three packets agree on
 * it.
 *
 * Returns: whether the number is new; it is remembered then
 */
static inline gboolean
ipmi_replay_check (IpmiReplay *replay,
                   guint32     sequence,
                   gboolean    is_signed)
{
  guint32 ahead = sequence - replay->highest;
  guint32 behind = replay->highest - sequence;

  if (is_signed && replay->seen == 0)
    {
      replay->highest = sequence;
      replay->seen = 1;
      return TRUE;
    }
  if (behind < IPMI_REPLAY_WINDOW)
    {
      if ((replay->seen & 1u << behind) != 0)
        return FALSE;
      replay->seen |= 1u << behind;
      return TRUE;
    }
  if (ahead >= 1u << 31)
    return FALSE;
  if (!is_signed && ahead > IPMI_REPLAY_WINDOW)
    {
      replay->suspects = sequence == replay->suspect + 1 ? replay->suspects + 1 : 1;
      replay->suspect = sequence;
      if (replay->suspects < 3)
        return FALSE;
      ahead = IPMI_REPLAY_WINDOW;
    }
  replay->suspects = 0;
  replay->seen = ahead < IPMI_REPLAY_WINDOW ? replay->seen << ahead | 1 : 1;
  replay->highest = sequence;
  return TRUE;
}

G_END_DECLS
