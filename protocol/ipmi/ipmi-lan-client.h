/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-lan.h"
#include "ipmi-session.h"

G_BEGIN_DECLS

void     ipmi_lan_read_async   (IpmiSession          *session,
                                guint8                channel,
                                GCancellable         *cancellable,
                                GAsyncReadyCallback   callback,
                                gpointer              user_data);
IpmiLan *ipmi_lan_read_finish  (IpmiSession          *session,
                                GAsyncResult         *result,
                                GError              **error);

G_END_DECLS
