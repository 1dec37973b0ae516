/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-session.h"
#include "ipmi-watchdog.h"

G_BEGIN_DECLS

void      ipmi_watchdog_get_async   (IpmiSession          *session,
                                     GCancellable         *cancellable,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data);
gboolean  ipmi_watchdog_get_finish  (IpmiSession          *session,
                                     GAsyncResult         *result,
                                     IpmiWatchdog         *watchdog,
                                     GError              **error);

G_END_DECLS
