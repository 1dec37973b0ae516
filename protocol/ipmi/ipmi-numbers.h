/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define IPMI_NUMBERS_IN_VAIN 32
#define IPMI_NUMBERS_BLOCK   8
#define IPMI_NUMBERS_STEP    24        /* a BMC's window is wider */
#define IPMI_NUMBERS_STEPS   32

/**
 * IpmiNumbers:
 * @last: the last session sequence number that was given
 * @top: the highest, while numbers are given once more
 * @in_vain: so many packets of a console that wanted an answer, and had been sent before, were sent since the last answer
 *
 * The session sequence numbers of what we send. A BMC takes none that is more than 15 above the highest it has
 * (IPMI 2.0 §6.12.13): when so many packets were lost in a row, it never again takes one with a new number. So when it
 * has long been silent, every other block of packets has numbers that were given before, further back each time, until
 * it answers; it goes on from there. Start with all zero.
 */
typedef struct
{
  guint32 last;
  guint32 top;
  guint   in_vain;
} IpmiNumbers;

/**
 * ipmi_numbers_take:
 * @numbers: the numbers of a session
 * @again: whether the packet wants an answer and has been sent before
 *
 * Returns: a packet's number
 */
static inline guint32
ipmi_numbers_take (IpmiNumbers *numbers,
                   gboolean     again)
{
  if (again && numbers->in_vain++ >= IPMI_NUMBERS_IN_VAIN && numbers->in_vain % IPMI_NUMBERS_BLOCK == 1)
    {
      guint turn = (numbers->in_vain - IPMI_NUMBERS_IN_VAIN) / IPMI_NUMBERS_BLOCK;
      guint32 back = IPMI_NUMBERS_STEP * (turn / 2 % IPMI_NUMBERS_STEPS + 1);

      if (turn % 2 == 0)
        {
          numbers->top = numbers->last;
          numbers->last -= MIN (back, numbers->last);
        }
      else
        numbers->last = numbers->top;
    }
  if (++numbers->last == 0)
    numbers->last = 1;
  return numbers->last;
}

/**
 * ipmi_numbers_answered:
 * @numbers: the numbers of a session
 *
 * Says that the BMC has answered to a packet.
 */
static inline void
ipmi_numbers_answered (IpmiNumbers *numbers)
{
  numbers->in_vain = 0;
  numbers->top = 0;
}

/**
 * ipmi_numbers_give_up:
 * @numbers: the numbers of a session
 *
 * Ends what is sent again: what comes next has new numbers, so that a BMC that has lost touch with the session
 * is found to have. Another session may reach it where this one cannot, from another address for instance.
 */
static inline void
ipmi_numbers_give_up (IpmiNumbers *numbers)
{
  numbers->last = MAX (numbers->last, numbers->top);
  ipmi_numbers_answered (numbers);
}

G_END_DECLS
