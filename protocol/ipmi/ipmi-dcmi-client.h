/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-dcmi.h"
#include "ipmi-session.h"

G_BEGIN_DECLS

void      ipmi_dcmi_get_capabilities_async   (IpmiSession           *session,
                                              GCancellable          *cancellable,
                                              GAsyncReadyCallback    callback,
                                              gpointer               user_data);
gboolean  ipmi_dcmi_get_capabilities_finish  (IpmiSession           *session,
                                              GAsyncResult          *result,
                                              IpmiDcmiCapabilities  *capabilities,
                                              GError               **error);
void      ipmi_dcmi_get_power_async          (IpmiSession           *session,
                                              GCancellable          *cancellable,
                                              GAsyncReadyCallback    callback,
                                              gpointer               user_data);
gboolean  ipmi_dcmi_get_power_finish         (IpmiSession           *session,
                                              GAsyncResult          *result,
                                              IpmiDcmiPower         *power,
                                              GError               **error);
void      ipmi_dcmi_get_limit_async          (IpmiSession           *session,
                                              GCancellable          *cancellable,
                                              GAsyncReadyCallback    callback,
                                              gpointer               user_data);
gboolean  ipmi_dcmi_get_limit_finish         (IpmiSession           *session,
                                              GAsyncResult          *result,
                                              IpmiDcmiLimit         *limit,
                                              GError               **error);

G_END_DECLS
