/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-sdr-repository.h"
#include "ipmi-session.h"

G_BEGIN_DECLS

void               ipmi_sdr_repository_read_async  (IpmiSession          *session,
                                                    const IpmiTarget     *target,
                                                    const char           *cache_folder,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
IpmiSdrRepository *ipmi_sdr_repository_read_finish (IpmiSession          *session,
                                                    GAsyncResult         *result,
                                                    GError              **error);

G_END_DECLS
