/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "ipmi-sensor.h"

G_BEGIN_DECLS

/* The members that make a table of sensors. */
extern const char * const report_sensor_columns[];

JsonObject *report_sensor_describe (const IpmiSensor      *sensor,
                                    const IpmiSensorValue *value);

G_END_DECLS
