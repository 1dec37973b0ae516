/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-device.h"
#include "ipmi-session.h"

G_BEGIN_DECLS

void      ipmi_device_get_id_async             (IpmiSession          *session,
                                                const IpmiTarget     *target,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
gboolean  ipmi_device_get_id_finish            (IpmiSession          *session,
                                                GAsyncResult         *result,
                                                IpmiDeviceId         *id,
                                                GError              **error);
void      ipmi_device_get_self_test_async      (IpmiSession          *session,
                                                const IpmiTarget     *target,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
gboolean  ipmi_device_get_self_test_finish     (IpmiSession          *session,
                                                GAsyncResult         *result,
                                                IpmiSelfTest         *test,
                                                GError              **error);
void      ipmi_device_get_guid_async           (IpmiSession          *session,
                                                const IpmiTarget     *target,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
gboolean  ipmi_device_get_guid_finish          (IpmiSession          *session,
                                                GAsyncResult         *result,
                                                IpmiGuid             *guid,
                                                GError              **error);
void      ipmi_device_get_system_guid_async    (IpmiSession          *session,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
gboolean  ipmi_device_get_system_guid_finish   (IpmiSession          *session,
                                                GAsyncResult         *result,
                                                IpmiGuid             *guid,
                                                GError              **error);

/**
 * IpmiReset:
 * @IPMI_RESET_COLD: as after power-on
 * @IPMI_RESET_WARM: the firmware starts again, its settings and enabled messages stay
 *
 * How a management controller is restarted (IPMI 2.0 §20.2, §20.3). The server is not touched.
 */
typedef enum
{
  IPMI_RESET_COLD = 0x02,
  IPMI_RESET_WARM = 0x03,
} IpmiReset;

void      ipmi_device_reset_async              (IpmiSession          *session,
                                                const IpmiTarget     *target,
                                                IpmiReset             reset,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
gboolean  ipmi_device_reset_finish             (IpmiSession          *session,
                                                GAsyncResult         *result,
                                                gboolean             *confirmed,
                                                GError              **error);

G_END_DECLS
