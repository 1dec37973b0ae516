/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-packet.h"
#include "ipmi-session.h"

G_BEGIN_DECLS

#define IPMI_MAX_REQUEST_DATA 256
/* A message in at most two Send Messages. */
#define IPMI_MAX_REQUEST      (IPMI_MAX_REQUEST_DATA + (1 + IPMI_MAX_HOPS) * (IPMI_MESSAGE_OVERHEAD + 1))

typedef enum
{
  IPMI_MATCH_NONE,        /* not the answer to this */
  IPMI_MATCH_ACCEPTED,    /* a controller on the way has passed it on; the answer is still to come */
  IPMI_MATCH_REFUSED,     /* a controller on the way could not */
  IPMI_MATCH_ANSWER,
} IpmiMatch;

/**
 * IpmiPending:
 *
 * A request on its way: what it asks, of whom, and how often that has been tried. All times are
 * monotonic microseconds.
 */
typedef struct _IpmiPending IpmiPending;

struct _IpmiPending
{
  IpmiPending     *next;
  IpmiPending     *previous;
  GTask           *task;              /* owned; returned exactly once */
  GSource         *cancelled;         /* owned; NULL without a cancellable */
  IpmiTarget       target;
  guint8           netfn;
  guint8           lun;
  guint8           command;
  IpmiRequestFlags flags;
  gint8            sequence;          /* rqSeq; -1 while it has none */
  guint            sends;             /* with this rqSeq */
  gint64           first_sent;        /* with this rqSeq */
  gint64           last_sent;
  gint64           due;
  gint64           timeout;           /* 0: the queue's */
  gint64           deadline;          /* 0 before it was sent first */
  guint            busy;              /* how often the BMC had no time for it */
  gboolean         crowded;           /* others were outstanding when it was sent */
  guint8           completion;
  GBytes          *answer;            /* owned; what followed the completion code */
  gsize            length;
  guint8           data[IPMI_MAX_REQUEST_DATA];
};

IpmiPending *ipmi_pending_new    (const IpmiRequest *request,
                                  const IpmiTarget  *target);
void         ipmi_pending_free   (IpmiPending       *self);
gsize        ipmi_pending_encode (IpmiPending       *self,
                                  guint8             out[IPMI_MAX_REQUEST]);
IpmiMatch    ipmi_pending_match  (IpmiPending       *self,
                                  const IpmiMessage *message,
                                  IpmiMessage       *answer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IpmiPending, ipmi_pending_free)

G_END_DECLS
