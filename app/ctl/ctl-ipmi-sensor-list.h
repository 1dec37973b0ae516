/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "ipmi-sdr-reader.h"
#include "ipmi-sensor-reader.h"

G_BEGIN_DECLS

void       ctl_ipmi_sensor_list_async  (IpmiSession          *session,
                                        const char           *cache_folder,
                                        IpmiSensorFlags       flags,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
JsonArray *ctl_ipmi_sensor_list_finish (IpmiSession          *session,
                                        GAsyncResult         *result,
                                        GArray              **unreadable,
                                        GError              **error);

G_END_DECLS
