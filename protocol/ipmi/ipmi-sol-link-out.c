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
 */
#include "config.h"

#include <string.h>

#include "ipmi-sol-link-parts.h"

/* The fourth byte of what we say. */
#define OPERATION_BREAK  0x10
#define OPERATION_PAUSE  0x08

#define HOLD_AT_FIRST    (20 * G_TIME_SPAN_MILLISECOND)
#define HOLD_AT_MOST     (320 * G_TIME_SPAN_MILLISECOND)
#define SESSION_WINDOW   16                              /* numbers below the newest that a BMC still takes */
#define CONTROL_PATIENCE 6                               /* sendings to a BMC that keeps silent on it */
#define SMALLEST_SPREAD  (3 * G_TIME_SPAN_MILLISECOND)
#define CALM_SPREAD      (G_TIME_SPAN_MILLISECOND / 2)   /* of a network that was seen to be at its best */
#define DOUBLED_WAIT     (30 * G_TIME_SPAN_MILLISECOND)
#define DOUBLED_FOR      64
#define SPREAD_MEMORY    16
#define LONGEST_TRIP     G_TIME_SPAN_SECOND              /* what takes longer was a machine that stood still */
#define UNAVAILABLE_FOR  (5 * G_TIME_SPAN_SECOND)        /* then it is worth a word */

void
ipmi_sol_link_send_packet (IpmiSolLink  *self,
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
  self->funcs->send (payload, IPMI_SOL_HEADER + length, number != 0 ? self->sends > 1 : self->repeats > 1,
                     self->user_data);
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
    self->lossy_until = now + IPMI_SOL_LOSSY_FOR;
  /* Where packets are lost two at once get there sooner than one and, after a wait, another. */
  for (guint copies = self->sends > 1 ? 2 : 1; copies > 0; copies--, self->copies++)
    ipmi_sol_link_send_packet (self, self->number, 0, 0, self->operation,
                 self->packet_length > 0 ? self->unsent->data + self->unsent_start : NULL, self->packet_length);
}

/* Has copies that may still be under way refused once the packet that is sent next has arrived. */
static void
outdate_copies (IpmiSolLink *self)
{
  for (guint i = 0; i < SESSION_WINDOW; i++)
    ipmi_sol_link_send_packet (self, 0, 0, 0, self->paused ? OPERATION_PAUSE : 0, NULL, 0);
}

static guint64
next_break (IpmiSolLink *self)
{
  return self->breaks->len > 0 ? g_array_index (self->breaks, guint64, 0) : G_MAXUINT64;
}

void
ipmi_sol_link_send_next (IpmiSolLink *self,
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
  self->number = self->number % IPMI_SOL_LAST_NUMBER + 1;
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
  round_trip = MIN (round_trip, LONGEST_TRIP);
  ipmi_timing_measured (&self->timing, round_trip);
  if (self->longest == 0)
    self->longest = self->shortest = round_trip;
  self->longest = MAX (round_trip, self->longest - (self->longest - round_trip) / SPREAD_MEMORY);
  self->shortest = MIN (round_trip, self->shortest + (round_trip - self->shortest) / SPREAD_MEMORY);
}

/* A server that starts may take nothing for a moment; one that is off never does. */
static void
notice_unavailable (IpmiSolLink *self,
                    gboolean     unavailable,
                    gint64       now)
{
  if (!unavailable)
    {
      self->unavailable_since = 0;
      self->unavailable_told = FALSE;
    }
  else if (self->unavailable_since == 0)
    self->unavailable_since = now;
  else if (!self->unavailable_told && now - self->unavailable_since >= UNAVAILABLE_FOR)
    {
      self->unavailable_told = TRUE;
      self->funcs->events (IPMI_SOL_UNAVAILABLE, self->user_data);
    }
}

/* The BMC has said what became of our packet: all or the first @count characters were taken. */
static void
acknowledged (IpmiSolLink *self,
              guint8       count,
              guint8       status,
              gint64       now)
{
  gboolean nack = (status & (IPMI_SOL_STATUS_NACK | IPMI_SOL_STATUS_UNAVAILABLE)) != 0;

  self->funcs->answered (self->user_data);
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
  notice_unavailable (self, count == 0 && (status & IPMI_SOL_STATUS_UNAVAILABLE) != 0, now);
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

void
ipmi_sol_link_receive_acknowledgement (IpmiSolLink *self,
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
  else if (!self->outstanding && (status & (IPMI_SOL_STATUS_NACK | IPMI_SOL_STATUS_UNAVAILABLE)) == 0)
    self->hold = 0;                               /* it goes on (§15.11) */
}

/* What is to be sent again, or may be sent now. */
void
ipmi_sol_link_send_due (IpmiSolLink *self,
                        gint64       now)
{
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
      ipmi_sol_link_send_next (self, now);
      self->hold = self->outstanding ? held : 0;  /* for the next time, should the BMC still have no room */
    }
  ipmi_sol_link_send_next (self, now);
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
  ipmi_sol_link_send_next (self, now);
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
  ipmi_sol_link_send_next (self, now);
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
  ipmi_sol_link_send_next (self, now);
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
  ipmi_sol_link_send_next (self, now);
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
