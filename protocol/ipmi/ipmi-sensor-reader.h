/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-sensor.h"
#include "ipmi-session.h"

G_BEGIN_DECLS

/**
 * IpmiSensorFlags:
 * @IPMI_SENSOR_DEFAULT: thresholds and hysteresis are the records', where these have them
 * @IPMI_SENSOR_ASK_THRESHOLDS: ask each sensor for the thresholds and the hysteresis that it uses now, which
 *   takes two requests more for each
 */
typedef enum
{
  IPMI_SENSOR_DEFAULT        = 0,
  IPMI_SENSOR_ASK_THRESHOLDS = 1 << 0,
} IpmiSensorFlags;

/**
 * IpmiSensorFunc:
 * @index: which of the sensors
 * @value: its value
 * @user_data: what ipmi_sensors_read_each_async() was given
 *
 * Takes the value of a sensor as soon as it is there.
 */
typedef void (*IpmiSensorFunc) (guint                  index,
                                const IpmiSensorValue *value,
                                gpointer               user_data);

gboolean          ipmi_sensor_get_target    (const IpmiSensor     *sensor,
                                             const IpmiTarget     *records_of,
                                             IpmiTarget           *target);
void              ipmi_sensors_read_async   (IpmiSession          *session,
                                             const IpmiTarget     *records_of,
                                             const IpmiSensor     *sensors,
                                             guint                 n_sensors,
                                             IpmiSensorFlags       flags,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
void              ipmi_sensors_read_each_async (IpmiSession       *session,
                                             const IpmiTarget     *records_of,
                                             const IpmiSensor     *sensors,
                                             guint                 n_sensors,
                                             IpmiSensorFlags       flags,
                                             IpmiSensorFunc        func,
                                             gpointer              func_data,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
IpmiSensorValue  *ipmi_sensors_read_finish  (IpmiSession          *session,
                                             GAsyncResult         *result,
                                             guint                *n_values,
                                             GError              **error);

G_END_DECLS
