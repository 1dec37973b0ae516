/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-sdr-repository.h"
#include "ipmi-session.h"

G_BEGIN_DECLS

/**
 * IpmiSdrProgress:
 * @done: records that are there
 * @total: how many there will be, as far as is known
 * @user_data: what ipmi_sdr_repository_read_async() was given
 *
 * Tells how far reading the records has come. It is not called for records that are in the cache.
 */
typedef void (*IpmiSdrProgress) (guint    done,
                                 guint    total,
                                 gpointer user_data);

void               ipmi_sdr_repository_read_async  (IpmiSession          *session,
                                                    const IpmiTarget     *target,
                                                    const char           *cache_folder,
                                                    IpmiSdrProgress       progress,
                                                    gpointer              progress_data,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
IpmiSdrRepository *ipmi_sdr_repository_read_finish (IpmiSession          *session,
                                                    GAsyncResult         *result,
                                                    GError              **error);

G_END_DECLS
