/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-auth.h"
#include "ipmi-pending.h"
#include "ipmi-timing.h"

G_BEGIN_DECLS

#define IPMI_MAX_WINDOW 32

/**
 * IpmiQueueTransmit:
 *
 * Sends a request that has an rqSeq.
 */
typedef void (*IpmiQueueTransmit) (IpmiPending *pending,
                                   gpointer     user_data);

/**
 * IpmiQueue:
 *
 * The requests of one session: those that wait, and those that are outstanding. No I/O and no clock of its
 * own. Requests end in their task.
 */
typedef struct _IpmiQueue IpmiQueue;

IpmiQueue  *ipmi_queue_new         (IpmiTiming        *timing,
                                    IpmiQueueTransmit  transmit,
                                    gpointer           user_data);
void        ipmi_queue_free        (IpmiQueue         *self);
void        ipmi_queue_configure   (IpmiQueue         *self,
                                    guint              window,
                                    int                retries,
                                    gint64             timeout);
void        ipmi_queue_push        (IpmiQueue         *self,
                                    IpmiPending       *pending);
void        ipmi_queue_push_urgent (IpmiQueue         *self,
                                    IpmiPending       *pending,
                                    gint64             now);
void        ipmi_queue_pump        (IpmiQueue         *self,
                                    gint64             now);
IpmiVerdict ipmi_queue_receive     (IpmiQueue         *self,
                                    const IpmiMessage *message,
                                    gint64             now);
void        ipmi_queue_tick        (IpmiQueue         *self,
                                    gint64             now);
gint64      ipmi_queue_get_due     (IpmiQueue         *self);
gboolean    ipmi_queue_is_empty    (IpmiQueue         *self);
guint       ipmi_queue_get_window  (IpmiQueue         *self);
void        ipmi_queue_cancel      (IpmiQueue         *self,
                                    IpmiPending       *pending,
                                    gint64             now);
void        ipmi_queue_fail_all    (IpmiQueue         *self,
                                    const GError      *error);
guint8      ipmi_queue_get_put_off (IpmiQueue         *self);
guint64     ipmi_queue_get_resent  (IpmiQueue         *self);
gint64      ipmi_queue_get_loss_at (IpmiQueue         *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IpmiQueue, ipmi_queue_free)

G_END_DECLS
