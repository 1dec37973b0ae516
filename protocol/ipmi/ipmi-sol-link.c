/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * IPMI 2.0 §15.9 to §15.11: each side sends one packet and waits until it is acknowledged, then the next; a packet
 * that is not acknowledged is sent again under its number. Numbers go from 1 to 15, so one that was held up on
 * the way could pass for a new one. The session's own sequence number tells: what the BMC sent before something that
 * we have already used is too late, and has been repeated since. Not every BMC looks at that for what we send: it takes
 * a repeated packet that the next one has overtaken for a new one. So the next is held back until what was repeated
 * must have arrived. How long that takes can only be guessed; so as many packets that say nothing are sent before
 * the next as a BMC's window of session sequence numbers reaches back (§6.12.13). With the next, whatever was
 * sent before it is too old to be taken. The numbers are used one by one, because the window does not reach far ahead.
 *
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

#include "ipmi-sol-link.h"

/* The fourth byte; what we say … */
#define OPERATION_BREAK  0x10
#define OPERATION_PAUSE  0x08
/* … and what the BMC says. */
#define STATUS_NACK        0x40
#define STATUS_UNAVAILABLE 0x20
#define STATUS_DEACTIVATED 0x10
#define STATUS_OVERRUN     0x08
#define STATUS_BREAK       0x04

#define LAST_NUMBER     15
#define HOLD_AT_FIRST   (20 * G_TIME_SPAN_MILLISECOND)
#define HOLD_AT_MOST    (320 * G_TIME_SPAN_MILLISECOND)
#define SESSION_WINDOW  16                                /* numbers below the newest that a BMC still takes */
#define CONTROL_PATIENCE 6                                /* sendings to a BMC that keeps silent on it */
#define LOSSY_FOR        (30 * G_TIME_SPAN_SECOND)
#define SHORTEST_WAIT    (10 * G_TIME_SPAN_MILLISECOND)
#define LONGEST_WAIT     (40 * G_TIME_SPAN_MILLISECOND)
#define REPEATED_ACKS    4
#define SMALLEST_SPREAD  (3 * G_TIME_SPAN_MILLISECOND)
#define CALM_SPREAD      (G_TIME_SPAN_MILLISECOND / 2)   /* of a network that was seen to be at its best */
#define DOUBLED_WAIT     (30 * G_TIME_SPAN_MILLISECOND)
#define DOUBLED_AT_FIRST 4                                /* packets, before it is known whether the network doubles them */
#define DOUBLED_FOR      64
#define SPREAD_MEMORY    16
#define BRISK_ACKS       16                               /* after so many, and all numbers called for, only now and then */
#define SLOW_ACKS        (500 * G_TIME_SPAN_MILLISECOND)
#define MOST_REFUSED     13                               /* numbers, of 15, that may be under way */
#define SHORTEST_TRIAL   4                                /* characters, so that it is no chance */
#define TRIALS           3
#define TRIAL_PATIENCE   2                                /* acknowledgements before the next packet is called for … */
#define TRIAL_END        6                                /* … and before the characters are taken after all */

typedef enum
{
  COUNTS_UNKNOWN,
  COUNTS_TRIAL,           /* the last packet was said not to have been taken */
  COUNTS_YES,
  COUNTS_NO,
} Counts;

struct _IpmiSolLink
{
  IpmiTiming              timing;
  const IpmiSolLinkFuncs *funcs;                  /* borrowed */
  gpointer                user_data;

  /* To the BMC. Positions count bytes since the beginning. */
  GByteArray             *unsent;                 /* owned; from position accepted on */
  gsize                   unsent_start;           /* of it, how much is done with */
  guint64                 written;
  guint64                 accepted;
  GArray                 *breaks;                 /* owned guint64: positions before which a break is to be */
  gboolean                paused;
  gboolean                pause_changed;          /* and the BMC has not been told, or there was no packet yet */
  guint8                  number;                 /* of the packet that is outstanding, or was last */
  gboolean                outstanding;
  guint8                  operation;              /* of that packet */
  guint8                  packet_length;          /* characters in it; without any it is for the operation */
  guint                   sends;
  guint                   copies;                 /* sent in all … */
  guint                   copies_acknowledged;    /* … and that have certainly arrived */
  guint                   doubled;                /* for so many packets more, the network may double them */
  gint64                  first_sent;
  gint64                  last_sent;
  gint64                  due;                    /* when to repeat it, or when a hold ends */
  gint64                  longest;                /* round trips lately, 0 before the first … */
  gint64                  shortest;
  gint64                  clear_at;               /* when no copy of an earlier packet can be under way any more */
  gint64                  clear_due;              /* the same while something waits for it, else G_MAXINT64 */
  gint64                  stalled_since;          /* since when nothing was acknowledged; 0: all is */
  guint32                 sequence_before;        /* the newest session sequence number when it was sent first */
  gsize                   capacity;
  gsize                   chunk;
  gint64                  hold;                   /* how long; 0: the BMC takes characters */

  /* From the BMC. */
  gboolean                heard;
  guint32                 newest;                 /* session sequence number */
  gboolean                begun;                  /* a packet with characters has come */
  guint8                  last_number;            /* of the last of them */
  gboolean                last_refused;
  guint8                  last_length;
  guint32                 last_sequence;          /* its session sequence number */
  guint                   refused;                /* so many numbers after the last were said not to be taken */
  guint                   reach;                  /* so many of them may be under way now */
  guint                   skippable;              /* so many numbers after the last the BMC may leave out because of that */
  gboolean                numberless;             /* the last had no characters and yet a number: there may be more of them */
  guint                   acks_sent;
  gint64                  taken_at;               /* when the last packet came, 0 when it came more than once */
  gint64                  ack_due;                /* G_MAXINT64: it need not be said again */
  gint64                  lossy_until;
  Counts                  counts;
  guint                   trials;
  gboolean                spoiled;                /* the trial will prove nothing if the characters do not come again */
  guint8                  trial[IPMI_SOL_MAX_DATA];
  guint8                  trial_length;           /* characters that may come once more; 0: none */
};

static void
send_packet (IpmiSolLink  *self,
             guint8        number,
             guint8        acknowledged,
             guint8        count,
             guint8        operation,
             const guint8 *data,
             gsize         length)
{
  guint8 payload[IPMI_SOL_HEADER + IPMI_SOL_MAX_DATA] = { number, acknowledged, count, operation };

  if (length > 0)
    memcpy (payload + IPMI_SOL_HEADER, data, length);
  self->funcs->send (payload, IPMI_SOL_HEADER + length, self->user_data);
}

static void
send_outstanding (IpmiSolLink *self,
                  gint64       now)
{
  self->sends++;
  self->last_sent = now;
  self->due = now + ipmi_timing_wait (&self->timing, self->sends);
  /* Patience the first time is cheaper than a repetition that was not needed. */
  if (self->sends == 1)
    self->due = MAX (self->due, now + self->longest + (self->longest - self->shortest) / 8);
  else
    self->lossy_until = now + LOSSY_FOR;
  /* Where packets are lost two at once get there sooner than one and, after a wait, another. */
  for (guint copies = self->sends > 1 ? 2 : 1; copies > 0; copies--, self->copies++)
    send_packet (self, self->number, 0, 0, self->operation,
                 self->packet_length > 0 ? self->unsent->data + self->unsent_start : NULL, self->packet_length);
}

/* Has copies that may still be under way refused once the packet that is sent next has arrived. */
static void
outdate_copies (IpmiSolLink *self)
{
  for (guint i = 0; i < SESSION_WINDOW; i++)
    send_packet (self, 0, 0, 0, self->paused ? OPERATION_PAUSE : 0, NULL, 0);
}

static guint64
next_break (IpmiSolLink *self)
{
  return self->breaks->len > 0 ? g_array_index (self->breaks, guint64, 0) : G_MAXUINT64;
}

static void
send_next (IpmiSolLink *self,
           gint64       now)
{
  guint64 until = MIN (self->written, next_break (self));
  gboolean is_break = next_break (self) == self->accepted;

  if (self->outstanding || self->hold != 0)
    return;
  if (!is_break && !self->pause_changed && until == self->accepted)
    {
      self->stalled_since = 0;
      self->clear_due = G_MAXINT64;
      return;
    }
  self->clear_due = now < self->clear_at ? self->clear_at : G_MAXINT64;
  if (now < self->clear_at)
    return;
  if (self->copies > 1 && self->copies_acknowledged < self->copies)
    outdate_copies (self);
  self->packet_length = is_break || self->pause_changed ? 0 : MIN (until - self->accepted, self->chunk);
  self->operation = (is_break ? OPERATION_BREAK : 0) | (self->paused ? OPERATION_PAUSE : 0);
  self->pause_changed = FALSE;
  self->number = self->number % LAST_NUMBER + 1;
  self->outstanding = TRUE;
  self->sends = 0;
  self->copies = self->copies_acknowledged = 0;
  self->first_sent = now;
  if (self->stalled_since == 0)
    self->stalled_since = now;
  self->sequence_before = self->newest;
  send_outstanding (self, now);
}

static void
accept_characters (IpmiSolLink *self,
                   gsize        n)
{
  self->accepted += n;
  self->unsent_start += n;
  /* Move the rest only when that is cheap compared with what has gone. */
  if (self->unsent_start >= self->unsent->len)
    {
      g_byte_array_set_size (self->unsent, 0);
      self->unsent_start = 0;
    }
  else if (self->unsent_start > self->unsent->len / 2)
    {
      g_byte_array_remove_range (self->unsent, 0, self->unsent_start);
      self->unsent_start = 0;
    }
}

static void
hold (IpmiSolLink *self,
      gint64       now)
{
  self->hold = CLAMP (self->hold * 2, HOLD_AT_FIRST, HOLD_AT_MOST);
  self->due = now + self->hold;
}

/* How much later than another a packet may arrive that was sent at the same time: a few times as much as round trips
 * differ, because those that took longest were not measured. Rarely waited for: a BMC acknowledges each copy. */
static gint64
spread (IpmiSolLink *self)
{
  if (self->longest == 0)
    return ipmi_timing_base (&self->timing);
  return MAX (4 * (self->longest - self->shortest), SMALLEST_SPREAD);
}

/* How long after it was sent the double of a packet may come that has arrived. What neither loses nor doubles packets
 * and takes the same time for each keeps none back; then a BMC that takes few characters at a time is the faster. */
static gint64
double_spread (IpmiSolLink *self,
               gint64       now)
{
  if (self->doubled > 0 || now < self->lossy_until || self->longest == 0)
    return SMALLEST_SPREAD;
  return CLAMP (4 * (self->longest - self->shortest), CALM_SPREAD, SMALLEST_SPREAD);
}

static void
measure (IpmiSolLink *self,
         gint64       round_trip)
{
  ipmi_timing_measured (&self->timing, round_trip);
  if (self->longest == 0)
    self->longest = self->shortest = round_trip;
  self->longest = MAX (round_trip, self->longest - (self->longest - round_trip) / SPREAD_MEMORY);
  self->shortest = MIN (round_trip, self->shortest + (round_trip - self->shortest) / SPREAD_MEMORY);
}

/* The BMC has said what became of our packet: all or the first @count characters were taken. */
static void
acknowledged (IpmiSolLink *self,
              guint8       count,
              guint8       status,
              gint64       now)
{
  gboolean nack = (status & (STATUS_NACK | STATUS_UNAVAILABLE)) != 0;

  if (self->sends == 1)
    measure (self, now - self->first_sent);
  else
    ipmi_timing_ambiguous (&self->timing, now - self->last_sent);
  /* Even the only one may have been doubled by the network, and come once more in a moment. */
  if (self->copies > self->copies_acknowledged)
    self->clear_at = self->last_sent + spread (self);
  else
    self->clear_at = self->last_sent + (self->doubled > 0 ? DOUBLED_WAIT : double_spread (self, now));
  self->doubled -= MIN (self->doubled, 1);
  self->outstanding = FALSE;
  self->stalled_since = now;
  if ((self->operation & OPERATION_BREAK) != 0 && !nack)
    g_array_remove_index (self->breaks, 0);
  accept_characters (self, count);
  /* A BMC with a small buffer takes a little at a time: offer that, then more again. */
  if (count == self->packet_length)
    self->chunk = MIN (MAX (self->chunk, 2 * (gsize) count), self->capacity);
  else if (count > 0)
    self->chunk = count;
  if (nack || (count == 0 && self->packet_length > 0))
    hold (self, now);
  else
    self->hold = 0;
}

static void
receive_acknowledgement (IpmiSolLink *self,
                         guint8       number,
                         guint8       count,
                         guint8       status,
                         guint32      sequence,
                         gint64       now)
{
  if (number != self->number || (gint32) (sequence - self->sequence_before) <= 0)
    return;
  self->copies_acknowledged++;
  if (self->copies_acknowledged > self->copies)
    self->doubled = DOUBLED_FOR;
  if (self->copies_acknowledged >= 2 * self->copies || (self->copies_acknowledged == self->copies && self->doubled == 0))
    self->clear_at = MIN (self->clear_at, self->last_sent + double_spread (self, now));
  if (self->outstanding && (count <= self->packet_length || self->packet_length == 0))
    acknowledged (self, MIN (count, self->packet_length), status, now);
  else if (!self->outstanding && (status & (STATUS_NACK | STATUS_UNAVAILABLE)) == 0)
    self->hold = 0;                               /* it goes on (§15.11) */
}

static guint8
number_after (guint8 number,
              guint  steps)
{
  return (number + steps - 1) % LAST_NUMBER + 1;
}

static void
send_ack (IpmiSolLink *self,
          gint64       now)
{
  gboolean trying = self->counts == COUNTS_TRIAL;
  gboolean none = self->last_refused || (trying && !self->spoiled);
  guint copies = now < self->lossy_until && self->acks_sent <= BRISK_ACKS ? 2 : 1;
  gint64 wait;

  /* From the farthest to the nearest, so that what the BMC sends because of one is not called for by the next. */
  for (guint i = self->reach * copies; i >= 1; i--)
    send_packet (self, 0, number_after (self->last_number, (i + copies - 1) / copies), 0, 0, NULL, 0);
  for (guint i = 0; i < copies; i++)
    send_packet (self, 0, self->last_number, none ? 0 : self->last_length, 0, NULL, 0);
  self->acks_sent++;
  self->ack_due = G_MAXINT64;
  if (now >= self->lossy_until || (self->counts != COUNTS_YES && !trying && self->acks_sent > REPEATED_ACKS))
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
  gboolean trying = self->counts == COUNTS_TRIAL;

  if (self->counts == COUNTS_YES || (trying && self->acks_sent >= TRIAL_PATIENCE))
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
    self->counts = COUNTS_YES;
  else if (self->counts == COUNTS_TRIAL)
    self->counts = self->spoiled && self->trials < TRIALS ? COUNTS_UNKNOWN : COUNTS_NO;
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
  if (self->counts == COUNTS_UNKNOWN && now < self->lossy_until && is_telling (data, length))
    {
      self->counts = COUNTS_TRIAL;
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

/* A repeated packet may have grown meanwhile. */
static void
take_repeated (IpmiSolLink  *self,
               const guint8 *data,
               gsize         length,
               gint64        now)
{
  gsize known = self->last_length;

  if (length > known)
    {
      self->last_length = length;
      if (self->trial_length > 0)
        look_out_for (self, data, length);
    }
  send_ack (self, now);
  if (length > known)
    self->funcs->received (data + known, length - known, self->user_data);
}

static void
receive_characters (IpmiSolLink  *self,
                    guint8        number,
                    const guint8 *data,
                    gsize         length,
                    guint32       sequence,
                    gint64        now)
{
  guint steps = (number + LAST_NUMBER - self->last_number) % LAST_NUMBER;
  gboolean repeated = self->begun && number == self->last_number;
  gboolean was_refused = self->begun && !repeated && steps >= 1 && steps <= self->refused;

  if (self->begun && (gint32) (sequence - self->last_sequence) <= 0)
    return;
  if (repeated)
    self->lossy_until = now + LOSSY_FOR;
  if (!repeated)
    {
      measure_ack (self, now);
      notice_gap (self, steps);
    }
  self->taken_at = repeated ? 0 : now;
  self->last_sequence = sequence;
  self->acks_sent = 0;
  self->reach = 0;
  if (was_refused && self->counts == COUNTS_TRIAL && comes_again (self, data, length))
    self->counts = COUNTS_YES;
  if ((repeated && self->last_refused) || (was_refused && self->counts == COUNTS_YES))
    refuse (self, number, steps, now);
  else if (repeated)
    take_repeated (self, data, length, now);
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
  if ((status & STATUS_UNAVAILABLE) != 0)
    events |= IPMI_SOL_UNAVAILABLE;
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
 * ipmi_sol_link_set_capacity:
 * @self: a link
 * @length: how many characters the BMC takes in one packet, as it said itself; at least 1 is believed
 */
void
ipmi_sol_link_set_capacity (IpmiSolLink *self,
                            gsize        length)
{
  self->capacity = self->chunk = CLAMP (length, 1, IPMI_SOL_MAX_DATA);
}

/**
 * ipmi_sol_link_write:
 * @self: a link
 * @data: (array length=length): characters for the serial port; copied
 * @length: how many
 * @now: the time
 *
 * Returns: what ipmi_sol_link_get_accepted() will have reached when the BMC has taken all of them
 */
guint64
ipmi_sol_link_write (IpmiSolLink  *self,
                     const guint8 *data,
                     gsize         length,
                     gint64        now)
{
  g_byte_array_append (self->unsent, data, length);
  self->written += length;
  send_next (self, now);
  return self->written;
}

/**
 * ipmi_sol_link_break:
 * @self: a link
 * @now: the time
 *
 * Sends a break on the serial port, after what was written before and before what will be.
 */
void
ipmi_sol_link_break (IpmiSolLink *self,
                     gint64       now)
{
  g_array_append_val (self->breaks, self->written);
  send_next (self, now);
}

/**
 * ipmi_sol_link_set_paused:
 * @self: a link
 * @paused: whether the server is to send nothing for now
 * @now: the time
 *
 * Has the BMC withdraw or give CTS at the serial port. What it has received already still comes.
 */
void
ipmi_sol_link_set_paused (IpmiSolLink *self,
                          gboolean     paused,
                          gint64       now)
{
  if (self->paused == paused)
    return;
  self->paused = paused;
  self->pause_changed = TRUE;
  send_next (self, now);
}

/**
 * ipmi_sol_link_probe:
 * @self: a link
 * @now: the time
 *
 * Sends a packet without characters, which the BMC should acknowledge, unless one is under way.
 */
void
ipmi_sol_link_probe (IpmiSolLink *self,
                     gint64       now)
{
  if (self->outstanding)
    return;
  self->pause_changed = TRUE;
  send_next (self, now);
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
  self->lossy_until = now + LOSSY_FOR;
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
    receive_acknowledgement (self, about, count, status, sequence, now);
  if (length > IPMI_SOL_HEADER)
    receive_characters (self, number, payload + IPMI_SOL_HEADER, length - IPMI_SOL_HEADER, sequence, now);
  else
    self->numberless |= number != 0;
  report (self, status);
  send_next (self, now);
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
  if (self->outstanding && now >= self->due)
    {
      if (self->packet_length == 0 && self->sends >= CONTROL_PATIENCE)
        acknowledged (self, 0, 0, now);           /* some BMCs never acknowledge what has no characters */
      else
        send_outstanding (self, now);
    }
  else if (!self->outstanding && self->hold != 0 && now >= self->due)
    {
      gint64 held = self->hold;

      self->hold = 0;
      send_next (self, now);
      self->hold = self->outstanding ? held : 0;  /* for the next time, should the BMC still have no room */
    }
  send_next (self, now);
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

/**
 * ipmi_sol_link_get_accepted:
 * @self: a link
 *
 * Returns: how many of the characters written the BMC has taken
 */
guint64
ipmi_sol_link_get_accepted (IpmiSolLink *self)
{
  return self->accepted;
}

/**
 * ipmi_sol_link_get_stalled:
 * @self: a link
 *
 * Returns: since when the BMC has said nothing to the characters that wait, 0 when none do
 */
gint64
ipmi_sol_link_get_stalled (IpmiSolLink *self)
{
  return self->stalled_since;
}
