/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-session.h"
#include "ipmi-user.h"

G_BEGIN_DECLS

void    ipmi_user_list_async   (IpmiSession          *session,
                                guint8                channel,
                                GCancellable         *cancellable,
                                GAsyncReadyCallback   callback,
                                gpointer              user_data);
GArray *ipmi_user_list_finish  (IpmiSession          *session,
                                GAsyncResult         *result,
                                GError              **error);

G_END_DECLS
