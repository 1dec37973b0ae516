/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-chassis.h"
#include "ipmi-session.h"

G_BEGIN_DECLS

void      ipmi_chassis_get_status_async           (IpmiSession              *session,
                                                   GCancellable             *cancellable,
                                                   GAsyncReadyCallback       callback,
                                                   gpointer                  user_data);
gboolean  ipmi_chassis_get_status_finish          (IpmiSession              *session,
                                                   GAsyncResult             *result,
                                                   IpmiChassisStatus        *status,
                                                   GError                  **error);
void      ipmi_chassis_control_async              (IpmiSession              *session,
                                                   IpmiChassisControl        control,
                                                   GCancellable             *cancellable,
                                                   GAsyncReadyCallback       callback,
                                                   gpointer                  user_data);
gboolean  ipmi_chassis_control_finish             (IpmiSession              *session,
                                                   GAsyncResult             *result,
                                                   GError                  **error);
void      ipmi_chassis_identify_async             (IpmiSession              *session,
                                                   guint8                    seconds,
                                                   gboolean                  force,
                                                   GCancellable             *cancellable,
                                                   GAsyncReadyCallback       callback,
                                                   gpointer                  user_data);
gboolean  ipmi_chassis_identify_finish            (IpmiSession              *session,
                                                   GAsyncResult             *result,
                                                   GError                  **error);
void      ipmi_chassis_set_restore_policy_async   (IpmiSession              *session,
                                                   IpmiRestorePolicy         policy,
                                                   GCancellable             *cancellable,
                                                   GAsyncReadyCallback       callback,
                                                   gpointer                  user_data);
gboolean  ipmi_chassis_set_restore_policy_finish  (IpmiSession              *session,
                                                   GAsyncResult             *result,
                                                   IpmiRestorePolicies      *supported,
                                                   GError                  **error);
void      ipmi_chassis_get_capabilities_async     (IpmiSession              *session,
                                                   GCancellable             *cancellable,
                                                   GAsyncReadyCallback       callback,
                                                   gpointer                  user_data);
gboolean  ipmi_chassis_get_capabilities_finish    (IpmiSession              *session,
                                                   GAsyncResult             *result,
                                                   IpmiChassisCapabilities  *capabilities,
                                                   GError                  **error);
void      ipmi_chassis_get_restart_cause_async    (IpmiSession              *session,
                                                   GCancellable             *cancellable,
                                                   GAsyncReadyCallback       callback,
                                                   gpointer                  user_data);
gboolean  ipmi_chassis_get_restart_cause_finish   (IpmiSession              *session,
                                                   GAsyncResult             *result,
                                                   IpmiRestartCause         *cause,
                                                   GError                  **error);
void      ipmi_chassis_get_poh_counter_async      (IpmiSession              *session,
                                                   GCancellable             *cancellable,
                                                   GAsyncReadyCallback       callback,
                                                   gpointer                  user_data);
gboolean  ipmi_chassis_get_poh_counter_finish     (IpmiSession              *session,
                                                   GAsyncResult             *result,
                                                   IpmiPohCounter           *counter,
                                                   GError                  **error);

G_END_DECLS
