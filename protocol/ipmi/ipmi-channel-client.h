/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-channel.h"
#include "ipmi-session.h"

G_BEGIN_DECLS

void      ipmi_channel_get_info_async   (IpmiSession          *session,
                                         guint8                channel,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
gboolean  ipmi_channel_get_info_finish  (IpmiSession          *session,
                                         GAsyncResult         *result,
                                         IpmiChannelInfo      *info,
                                         GError              **error);

G_END_DECLS
