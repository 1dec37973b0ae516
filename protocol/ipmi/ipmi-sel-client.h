/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-sel.h"
#include "ipmi-session.h"

G_BEGIN_DECLS

/**
 * IpmiSelProgress:
 * @done: records that are there
 * @total: how many there will be, as far as is known
 * @user_data: what ipmi_sel_read_async() was given
 *
 * Tells how far reading the log has come.
 */
typedef void (*IpmiSelProgress) (guint    done,
                                 guint    total,
                                 gpointer user_data);

void       ipmi_sel_get_info_async         (IpmiSession          *session,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
gboolean   ipmi_sel_get_info_finish        (IpmiSession          *session,
                                            GAsyncResult         *result,
                                            IpmiSelInfo          *info,
                                            GError              **error);
void       ipmi_sel_get_allocation_async   (IpmiSession          *session,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
gboolean   ipmi_sel_get_allocation_finish  (IpmiSession          *session,
                                            GAsyncResult         *result,
                                            IpmiSelAllocation    *allocation,
                                            GError              **error);
void       ipmi_sel_get_time_async         (IpmiSession          *session,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
gboolean   ipmi_sel_get_time_finish        (IpmiSession          *session,
                                            GAsyncResult         *result,
                                            guint32              *seconds,
                                            GError              **error);
void       ipmi_sel_set_time_async         (IpmiSession          *session,
                                            guint32               seconds,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
gboolean   ipmi_sel_set_time_finish        (IpmiSession          *session,
                                            GAsyncResult         *result,
                                            GError              **error);
void       ipmi_sel_read_async             (IpmiSession          *session,
                                            IpmiSelProgress       progress,
                                            gpointer              progress_data,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
GArray    *ipmi_sel_read_finish            (IpmiSession          *session,
                                            GAsyncResult         *result,
                                            GError              **error);
void       ipmi_sel_update_async           (IpmiSession          *session,
                                            const IpmiSelInfo    *known,
                                            const IpmiSelRecord  *last,
                                            IpmiSelProgress       progress,
                                            gpointer              progress_data,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
GArray    *ipmi_sel_update_finish          (IpmiSession          *session,
                                            GAsyncResult         *result,
                                            IpmiSelInfo          *info,
                                            gboolean             *whole,
                                            GError              **error);
void       ipmi_sel_clear_async            (IpmiSession          *session,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
gboolean   ipmi_sel_clear_finish           (IpmiSession          *session,
                                            GAsyncResult         *result,
                                            GError              **error);

G_END_DECLS
