/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-packet.h"
#include "ipmi-session.h"

G_BEGIN_DECLS

void      ipmi_call_async             (IpmiSession          *session,
                                       const IpmiTarget     *target,
                                       guint8                netfn,
                                       guint8                command,
                                       const guint8         *data,
                                       gsize                 length,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
GBytes   *ipmi_call_finish            (IpmiSession          *session,
                                       GAsyncResult         *result,
                                       const char           *doing,
                                       GError              **error);
gboolean  ipmi_call_check             (guint8                completion,
                                       const char           *doing,
                                       GError              **error);
void      ipmi_call_after      (GTask                *task,
                                       guint                 milliseconds,
                                       GSourceFunc           callback);

/* A cancellable that is cancelled with another one, or by itself: for operations that have requests to call
 * back when one of them has failed, or that do not wait for an answer as long as the session would. */
typedef struct
{
  GCancellable *inner;         /* owned */
  GCancellable *outer;         /* owned; NULL when there is none */
  gulong        handler;
  GSource      *late;          /* owned; NULL when there is no time limit */
} IpmiCancel;

void      ipmi_cancel_init            (IpmiCancel           *cancel,
                                       GCancellable         *outer);
void      ipmi_cancel_limit           (IpmiCancel           *cancel,
                                       GMainContext         *context,
                                       guint                 milliseconds);
void      ipmi_cancel_clear           (IpmiCancel           *cancel);
gboolean  ipmi_call_is_silent         (const GError         *error,
                                       GCancellable         *outer);

G_END_DECLS
