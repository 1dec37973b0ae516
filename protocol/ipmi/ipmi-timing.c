/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ipmi-timing.h"

#define INITIAL_WAIT (150 * G_TIME_SPAN_MILLISECOND)
#define SHORTEST     (25 * G_TIME_SPAN_MILLISECOND)
#define LONGEST      (2 * G_TIME_SPAN_SECOND)
#define BACKED_OFF   (100 * G_TIME_SPAN_MILLISECOND)

static gint64
ceiling (const IpmiTiming *timing)
{
  return timing->longest != 0 ? timing->longest : BACKED_OFF;
}

/**
 * ipmi_timing_measured:
 * @timing: what is known
 * @round_trip: from sending to the answer, known to be the answer to that sending
 */
void
ipmi_timing_measured (IpmiTiming *timing,
                      gint64      round_trip)
{
  gint64 off = ABS (timing->smoothed - round_trip);

  if (timing->smoothed == 0)
    {
      timing->smoothed = MAX (round_trip, 1);
      timing->variation = round_trip / 2;
    }
  else
    {
      timing->variation += (off - timing->variation) / 4;
      timing->smoothed = MAX (timing->smoothed + (round_trip - timing->smoothed) / 8, 1);
    }
  timing->backed_off = 0;
}

/**
 * ipmi_timing_ambiguous:
 * @timing: what is known
 * @sends: how often a request was sent before its answer came
 *
 * Says that an answer came, but not to which sending. Until something can be measured the grown wait is kept,
 * else a BMC that became slow would be asked too early for ever (Karn's rule).
 */
void
ipmi_timing_ambiguous (IpmiTiming *timing,
                       guint       sends)
{
  gint64 wait = ipmi_timing_base (timing);

  if (sends > 1)
    timing->backed_off = MIN (wait + wait / 2, MAX (ceiling (timing), 2 * timing->smoothed));
}

/**
 * ipmi_timing_base:
 * @timing: what is known
 *
 * Returns: how long to wait for the answer to something sent for the first time
 */
gint64
ipmi_timing_base (const IpmiTiming *timing)
{
  gint64 wait = timing->smoothed + 4 * timing->variation;

  if (timing->smoothed == 0)
    wait = INITIAL_WAIT;
  return CLAMP (MAX (wait, timing->backed_off), timing->shortest != 0 ? timing->shortest : SHORTEST, LONGEST);
}

/**
 * ipmi_timing_wait:
 * @timing: what is known
 * @sends: how often it has been sent, at least 1
 *
 * Returns: how long to wait now: half as much again each time up to a ceiling, and up to a quarter more
 *   at random, so that many sessions do not ask in step
 */
gint64
ipmi_timing_wait (const IpmiTiming *timing,
                  guint             sends)
{
  gint64 base = ipmi_timing_base (timing);
  gint64 end = MAX (base, ceiling (timing));
  gint64 wait = base;

  for (guint i = 1; i < sends && wait < end; i++)
    wait = MIN (wait + wait / 2, end);
  return wait + g_random_int_range (0, (gint32) (wait / 4));
}
