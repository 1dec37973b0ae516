/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * IpmiTiming:
 * @smoothed: smoothed round trip, 0 before the first measurement
 * @variation: its mean deviation
 * @shortest: the least wait, 0 for 25 ms
 * @longest: where back-off ends on a network that loses packets, 0 for 100 ms
 * @backed_off: what the last unanswered wait had grown to, until a round trip can be measured again
 * @lossy: how many measurements it is since packets were seen to be lost, counted down to 0
 *
 * How long to wait for an answer before asking again, from the round trips seen (RFC 6298, with a lower
 * floor: our packets are small and our windows smaller). All times in microseconds.
 */
typedef struct
{
  gint64 smoothed;
  gint64 variation;
  gint64 shortest;
  gint64 longest;
  gint64 backed_off;
  guint  lossy;
} IpmiTiming;

void   ipmi_timing_measured  (IpmiTiming       *timing,
                              gint64            round_trip);
void   ipmi_timing_ambiguous (IpmiTiming       *timing,
                              gint64            since_last);
gint64 ipmi_timing_base      (const IpmiTiming *timing);
gint64 ipmi_timing_wait      (const IpmiTiming *timing,
                              guint             sends);

G_END_DECLS
