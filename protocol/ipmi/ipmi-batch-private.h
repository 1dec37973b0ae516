/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-session.h"

G_BEGIN_DECLS

#define IPMI_BATCH_MAX_DATA 16

/* Requests that do not depend on each other, asked at once, and their answers in the order of the requests. */
typedef struct _IpmiBatch IpmiBatch;

IpmiBatch  *ipmi_batch_new         (void);
void        ipmi_batch_free        (IpmiBatch            *self);
void        ipmi_batch_add         (IpmiBatch            *self,
                                    const IpmiRequest    *request);
guint       ipmi_batch_get_size    (IpmiBatch            *self);
GBytes     *ipmi_batch_get_answer  (IpmiBatch            *self,
                                    guint                 index,
                                    guint8               *completion);
void        ipmi_batch_run_async   (IpmiSession          *session,
                                    IpmiBatch            *self,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
IpmiBatch  *ipmi_batch_run_finish  (IpmiSession          *session,
                                    GAsyncResult         *result,
                                    GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IpmiBatch, ipmi_batch_free)

G_END_DECLS
