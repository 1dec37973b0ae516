/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-sol-link.h"

G_BEGIN_DECLS

/* What the files that make up #IpmiSolLink share; for no others. */

#define IPMI_SOL_LAST_NUMBER 15
#define IPMI_SOL_LOSSY_FOR   (30 * G_TIME_SPAN_SECOND)

/* The fourth byte of what the BMC says: it has not taken everything. */
#define IPMI_SOL_STATUS_NACK        0x40
#define IPMI_SOL_STATUS_UNAVAILABLE 0x20

typedef enum
{
  IPMI_SOL_COUNTS_UNKNOWN,
  IPMI_SOL_COUNTS_TRIAL,           /* the last packet was said not to have been taken */
  IPMI_SOL_COUNTS_YES,
  IPMI_SOL_COUNTS_NO,
} IpmiSolCounts;

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
  gint64                  unavailable_since;      /* it says that it cannot pass them on; 0: it does not */
  gboolean                unavailable_told;

  /* From the BMC. */
  gboolean                heard;
  guint32                 newest;                 /* session sequence number */
  gboolean                begun;                  /* a packet with characters has come */
  guint8                  last_number;            /* of the last of them */
  gboolean                last_refused;
  guint                   repeats;                /* so often the last of them has come again */
  guint8                  last_length;
  guint32                 last_sequence;          /* its session sequence number */
  guint                   refused;                /* so many numbers after the last were said not to be taken */
  guint                   reach;                  /* so many of them may be under way now */
  guint                   skippable;              /* so many of them the BMC may leave out because of that */
  gboolean                numberless;             /* packets without characters have numbers, too */
  guint                   acks_sent;
  gint64                  taken_at;               /* when the last packet came, 0 when it came more than once */
  gint64                  ack_due;                /* G_MAXINT64: it need not be said again */
  gint64                  lossy_until;
  IpmiSolCounts           counts;
  guint                   trials;
  gboolean                spoiled;                /* the trial will prove nothing if the characters do not come again */
  guint8                  trial[IPMI_SOL_MAX_DATA];
  guint8                  trial_length;           /* characters that may come once more; 0: none */
};

/* ipmi-sol-link-out.c */
void  ipmi_sol_link_send_packet              (IpmiSolLink  *self,
                                              guint8        number,
                                              guint8        acknowledged,
                                              guint8        count,
                                              guint8        operation,
                                              const guint8 *data,
                                              gsize         length);
void  ipmi_sol_link_send_next                (IpmiSolLink *self,
                                              gint64       now);
void  ipmi_sol_link_send_due                 (IpmiSolLink *self,
                                              gint64       now);
void  ipmi_sol_link_receive_acknowledgement  (IpmiSolLink *self,
                                              guint8       number,
                                              guint8       count,
                                              guint8       status,
                                              guint32      sequence,
                                              gint64       now);

G_END_DECLS
