/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * A BMC repeats a lost packet after a second or so, and only a few times before it throws the characters away.
 * On a network that loses packets we do not wait for that. To acknowledge a packet with fewer characters than it has
 * means that the rest has to come again in the next one, at once (§15.11); so a packet that we miss can be called
 * for by "I took none of it". That is said of the numbers that may be under way. A packet of which it was
 * said is refused should it come all the same: the BMC may have believed it and put the same characters into the next.
 * Not every BMC counts characters. Whether this one does is tried out first with a packet that did come: when it is
 * said to have been taken not at all, the next one has to begin with the same characters. Until that has been seen, a
 * packet that was called for is taken when it comes, and what may come again because of that is looked out for.
 */
#include "config.h"

#include <string.h>

#include "ipmi-sol-link-parts.h"

/* The fourth byte of what the BMC says. */
#define STATUS_DEACTIVATED 0x10
#define STATUS_OVERRUN     0x08
#define STATUS_BREAK       0x04

#define SHORTEST_WAIT    (10 * G_TIME_SPAN_MILLISECOND)
#define LONGEST_WAIT     (40 * G_TIME_SPAN_MILLISECOND)
#define REPEATED_ACKS    4
#define DOUBLED_AT_FIRST 4                                /* packets, before it is known whether the network doubles them */
#define BRISK_ACKS       16                               /* after so many, and all numbers called for, only now and then */
#define SLOW_ACKS        (500 * G_TIME_SPAN_MILLISECOND)
#define MOST_REFUSED     11                               /* numbers, of 15: what is late must not be one of the next */
#define SHORTEST_TRIAL   4                                /* characters, so that it is no chance */
#define TRIALS           3
#define TRIAL_PATIENCE   2                                /* acknowledgements before the next packet is called for … */
#define TRIAL_END        6                                /* … and before the characters are taken after all */

static guint8
number_after (guint8 number,
              guint  steps)
{
  return (number + steps - 1) % IPMI_SOL_LAST_NUMBER + 1;
}

static void
send_ack (IpmiSolLink *self,
          gint64       now)
{
  gboolean trying = self->counts == IPMI_SOL_COUNTS_TRIAL;
  gboolean none = self->last_refused || (trying && !self->spoiled);
  guint copies = now < self->lossy_until && self->acks_sent <= BRISK_ACKS ? 2 : 1;
  gint64 wait;

  /* From the farthest to the nearest, so that what the BMC sends because of one is not called for by the next. */
  for (guint i = self->reach; i >= 1; i--)
    ipmi_sol_link_send_packet (self, 0, number_after (self->last_number, i), 0, 0, NULL, 0);
  for (guint i = 0; i < copies; i++)
    ipmi_sol_link_send_packet (self, 0, self->last_number, none ? 0 : self->last_length, 0, NULL, 0);
  self->acks_sent++;
  self->ack_due = G_MAXINT64;
  if (now >= self->lossy_until || (self->counts != IPMI_SOL_COUNTS_YES && !trying && self->acks_sent > REPEATED_ACKS))
    return;
  /* A BMC's patience is counted in its own repetitions, with some over all of a long output: be well before each. */
  wait = MIN (ipmi_timing_wait (&self->timing, self->acks_sent),
              MAX (ipmi_timing_base (&self->timing), LONGEST_WAIT));
  self->ack_due = now + (self->acks_sent > BRISK_ACKS ? SLOW_ACKS : wait);
}

/* Nothing has come after the last acknowledgement: it was lost, or what followed was, or there is nothing to say. */
static void
repeat_ack (IpmiSolLink *self,
            gint64       now)
{
  gboolean trying = self->counts == IPMI_SOL_COUNTS_TRIAL;

  if (self->counts == IPMI_SOL_COUNTS_YES || (trying && self->acks_sent >= TRIAL_PATIENCE))
    self->reach = MIN (self->reach + 1, MOST_REFUSED);
  self->refused = MAX (self->refused, self->reach);
  self->skippable = MAX (self->skippable, self->reach);
  self->spoiled |= trying && self->acks_sent >= TRIAL_END;
  send_ack (self, now);
}

static gboolean
is_telling (const guint8 *data,
            gsize         length)
{
  for (gsize i = 1; length >= SHORTEST_TRIAL && i < length; i++)
    if (data[i] != data[0])
      return TRUE;
  return FALSE;
}

static void
look_out_for (IpmiSolLink  *self,
              const guint8 *data,
              gsize         length)
{
  memcpy (self->trial, data, length);
  self->trial_length = length;
}

static gboolean
comes_again (IpmiSolLink  *self,
             const guint8 *data,
             gsize         length)
{
  return self->trial_length > 0 && length >= self->trial_length
         && memcmp (data, self->trial, self->trial_length) == 0;
}

/* Returns: how many of the characters were there already */
static gsize
judge_trial (IpmiSolLink  *self,
             const guint8 *data,
             gsize         length)
{
  gsize known = comes_again (self, data, length) ? self->trial_length : 0;

  if (known > 0)
    self->counts = IPMI_SOL_COUNTS_YES;
  else if (self->counts == IPMI_SOL_COUNTS_TRIAL)
    self->counts = self->spoiled && self->trials < TRIALS ? IPMI_SOL_COUNTS_UNKNOWN : IPMI_SOL_COUNTS_NO;
  self->trial_length = 0;
  return known;
}

static void
refuse (IpmiSolLink *self,
        guint8       number,
        guint        steps,
        gint64       now)
{
  self->refused -= MIN (steps, self->refused);
  self->last_refused = TRUE;
  self->last_number = number;
  send_ack (self, now);
}

/* What follows a packet is sent when its acknowledgement comes: a round trip at most, and the only one there is to
 * measure while we say nothing. Without it what a bad start made of the waits would outlast the BMC's patience. */
static void
measure_ack (IpmiSolLink *self,
             gint64       now)
{
  gint64 since = now - self->taken_at;

  if (self->taken_at != 0 && self->acks_sent == 1 && since < ipmi_timing_base (&self->timing))
    ipmi_timing_measured (&self->timing, since);
}

/* A BMC that gets no acknowledgement throws the characters away at last and goes on with the next number. One that we
 * have called for may be left out, since its characters come under the next. */
static void
notice_gap (IpmiSolLink *self,
            guint        steps)
{
  if (self->begun && steps > self->skippable + 1 && !self->numberless)
    self->funcs->events (IPMI_SOL_GAP, self->user_data);
  self->skippable -= MIN (steps, self->skippable);
  self->numberless = FALSE;
}

static void
take_new (IpmiSolLink  *self,
          guint8        number,
          const guint8 *data,
          gsize         length,
          gboolean      was_refused,
          gint64        now)
{
  gsize known = judge_trial (self, data, length);

  if (was_refused)
    look_out_for (self, data, length);
  if (self->counts == IPMI_SOL_COUNTS_UNKNOWN && now < self->lossy_until && is_telling (data, length))
    {
      self->counts = IPMI_SOL_COUNTS_TRIAL;
      self->spoiled = FALSE;
      self->trials++;
      look_out_for (self, data, length);
    }
  self->begun = TRUE;
  self->last_number = number;
  self->last_refused = FALSE;
  self->last_length = length;
  self->refused = 0;
  send_ack (self, now);
  if (length > known)
    self->funcs->received (data + known, length - known, self->user_data);
}

/* A repeated packet may have grown, but stays what it was at first: an acknowledgement of that may be on its way, and
 * the BMC would send the rest in the next packet, as it does after this one. */
static void
receive_characters (IpmiSolLink  *self,
                    guint8        number,
                    const guint8 *data,
                    gsize         length,
                    guint32       sequence,
                    gint64        now)
{
  guint steps = (number + IPMI_SOL_LAST_NUMBER - self->last_number) % IPMI_SOL_LAST_NUMBER;
  gboolean repeated = self->begun && number == self->last_number;
  gboolean was_refused = self->begun && !repeated && steps >= 1 && steps <= self->refused;

  if (self->begun && (gint32) (sequence - self->last_sequence) <= 0)
    return;
  self->repeats = repeated ? self->repeats + 1 : 0;
  if (repeated)
    self->lossy_until = now + IPMI_SOL_LOSSY_FOR;
  else
    {
      self->funcs->answered (self->user_data);
      measure_ack (self, now);
      notice_gap (self, steps);
    }
  self->taken_at = repeated ? 0 : now;
  self->last_sequence = sequence;
  self->acks_sent = 0;
  self->reach = 0;
  if (was_refused && self->counts == IPMI_SOL_COUNTS_TRIAL && comes_again (self, data, length))
    self->counts = IPMI_SOL_COUNTS_YES;
  if ((repeated && self->last_refused) || (was_refused && self->counts == IPMI_SOL_COUNTS_YES))
    refuse (self, number, steps, now);
  else if (repeated)
    send_ack (self, now);
  else
    take_new (self, number, data, length, was_refused, now);
}

static void
report (IpmiSolLink *self,
        guint8       status)
{
  IpmiSolEvents events = 0;

  if ((status & STATUS_BREAK) != 0)
    events |= IPMI_SOL_BREAK;
  if ((status & STATUS_OVERRUN) != 0)
    events |= IPMI_SOL_OVERRUN;
  if ((status & STATUS_DEACTIVATED) != 0)
    events |= IPMI_SOL_DEACTIVATED;
  if (events != 0)
    self->funcs->events (events, self->user_data);
}

/**
 * ipmi_sol_link_new:
 * @timing: what is known of round trips; copied
 * @funcs: what it needs of its owner; borrowed. None of them may free the link
 * @user_data: for @funcs
 *
 * Returns: (transfer full): a link that has carried nothing
 */
IpmiSolLink *
ipmi_sol_link_new (const IpmiTiming       *timing,
                   const IpmiSolLinkFuncs *funcs,
                   gpointer                user_data)
{
  IpmiSolLink *self = g_new0 (IpmiSolLink, 1);

  self->timing = *timing;
  self->timing.shortest = SHORTEST_WAIT;
  self->timing.longest = LONGEST_WAIT;
  self->ack_due = G_MAXINT64;
  self->clear_due = G_MAXINT64;
  self->funcs = funcs;
  self->user_data = user_data;
  self->unsent = g_byte_array_new ();
  self->breaks = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->doubled = DOUBLED_AT_FIRST;
  self->capacity = self->chunk = IPMI_SOL_MAX_DATA;
  /* The first packet has no characters. A BMC that still knows the numbers of an earlier console may take it for a
   * repetition, and nothing is lost by that. */
  self->pause_changed = TRUE;
  return self;
}

/**
 * ipmi_sol_link_free:
 * @self: (transfer full): a link
 */
void
ipmi_sol_link_free (IpmiSolLink *self)
{
  g_byte_array_unref (self->unsent);
  g_array_unref (self->breaks);
  g_free (self);
}

/**
 * ipmi_sol_link_set_lossy:
 * @self: a link
 * @now: the time
 *
 * Says that the network has lost a packet of the session.
 */
void
ipmi_sol_link_set_lossy (IpmiSolLink *self,
                         gint64       now)
{
  self->lossy_until = now + IPMI_SOL_LOSSY_FOR;
}

/**
 * ipmi_sol_link_get_timing:
 * @self: a link
 *
 * Returns: (transfer none): what is known of round trips
 */
const IpmiTiming *
ipmi_sol_link_get_timing (IpmiSolLink *self)
{
  return &self->timing;
}

/**
 * ipmi_sol_link_receive:
 * @self: a link
 * @payload: (array length=length): a SOL payload from the BMC
 * @length: its length
 * @sequence: the session sequence number of its packet
 * @now: the time
 *
 * Returns: whether it was one, as far as can be seen
 */
gboolean
ipmi_sol_link_receive (IpmiSolLink  *self,
                       const guint8 *payload,
                       gsize         length,
                       guint32       sequence,
                       gint64        now)
{
  guint8 number, about, count, status;

  if (length < IPMI_SOL_HEADER || length - IPMI_SOL_HEADER > IPMI_SOL_MAX_DATA)
    return FALSE;
  number = payload[0] & 0x0F;
  about = payload[1] & 0x0F;
  count = payload[2];
  status = payload[3];
  if (!self->heard || (gint32) (sequence - self->newest) > 0)
    self->newest = sequence;
  self->heard = TRUE;
  if (about != 0)
    ipmi_sol_link_receive_acknowledgement (self, about, count, status, sequence, now);
  if (length > IPMI_SOL_HEADER)
    receive_characters (self, number, payload + IPMI_SOL_HEADER, length - IPMI_SOL_HEADER, sequence, now);
  else
    self->numberless |= number != 0;
  report (self, status);
  ipmi_sol_link_send_next (self, now);
  return TRUE;
}

/**
 * ipmi_sol_link_tick:
 * @self: a link
 * @now: the time
 *
 * Sends again what was not acknowledged in time.
 */
void
ipmi_sol_link_tick (IpmiSolLink *self,
                    gint64       now)
{
  if (now >= self->ack_due)
    repeat_ack (self, now);
  ipmi_sol_link_send_due (self, now);
}

/**
 * ipmi_sol_link_get_due:
 * @self: a link
 *
 * Returns: when ipmi_sol_link_tick() wants to be called, %G_MAXINT64 for not at all
 */
gint64
ipmi_sol_link_get_due (IpmiSolLink *self)
{
  gint64 due = self->outstanding || self->hold != 0 ? self->due : G_MAXINT64;

  return MIN (MIN (due, self->clear_due), self->ack_due);
}
