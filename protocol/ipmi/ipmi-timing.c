/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ipmi-timing.h"

#define INITIAL_WAIT (150 * G_TIME_SPAN_MILLISECOND)
#define SHORTEST     (25 * G_TIME_SPAN_MILLISECOND)
#define LONGEST      (2 * G_TIME_SPAN_SECOND)
#define END_LOSSY    (100 * G_TIME_SPAN_MILLISECOND)   /* of back-off where packets are lost … */
#define END_SLOW     (400 * G_TIME_SPAN_MILLISECOND)   /* … and where the BMC may just be slow */
#define SLACK        G_TIME_SPAN_MILLISECOND
#define LOSSY_FOR    64

/* A slow BMC that is asked again and again gets slower; a network that loses packets needs just that. */
static gint64
back_off_end (const IpmiTiming *timing)
{
  if (timing->lossy == 0)
    return END_SLOW;
  return timing->longest != 0 ? timing->longest : END_LOSSY;
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
  timing->lossy -= MIN (timing->lossy, 1);
}

/**
 * ipmi_timing_ambiguous:
 * @timing: what is known
 * @since_last: from the last sending to the answer
 *
 * Says that an answer came to something that was sent more than once. When it came as soon after the last sending as
 * answers do, what was sent before is likely to have been lost. Else the grown wait is kept until something can
 * be measured, or a BMC that became slow would be asked too early for ever (Karn's rule).
 */
void
ipmi_timing_ambiguous (IpmiTiming *timing,
                       gint64      since_last)
{
  gint64 wait = ipmi_timing_base (timing);
  gint64 likely = timing->smoothed != 0 ? timing->smoothed + 4 * timing->variation + SLACK : wait / 8;

  if (since_last >= timing->smoothed / 2 && since_last <= likely)
    timing->lossy = LOSSY_FOR;
  else
    timing->backed_off = MIN (wait + wait / 2, LONGEST);
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
  gint64 end = MAX (base, back_off_end (timing));
  gint64 wait = base;

  for (guint i = 1; i < sends && wait < end; i++)
    wait = MIN (wait + wait / 2, end);
  return wait + g_random_int_range (0, (gint32) (wait / 4));
}
