/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-sensor.h"
#include "rackside-mark.h"
#include "rackside-series.h"

G_BEGIN_DECLS

/**
 * RacksideSensor:
 *
 * A sensor of a server, with what it read last and during the last hour. Signal "changed": it has been read.
 */
#define RACKSIDE_TYPE_SENSOR (rackside_sensor_get_type ())
G_DECLARE_FINAL_TYPE (RacksideSensor, rackside_sensor, RACKSIDE, SENSOR, GObject)

RacksideSensor        *rackside_sensor_new           (const IpmiSensor      *sensor);
void                   rackside_sensor_set_value     (RacksideSensor        *self,
                                                      const IpmiSensorValue *value,
                                                      gint64                 time);
const IpmiSensor      *rackside_sensor_get_sensor    (RacksideSensor        *self);
const IpmiSensorValue *rackside_sensor_get_value     (RacksideSensor        *self);
RacksideSeries        *rackside_sensor_get_series    (RacksideSensor        *self);
gboolean               rackside_sensor_is_read       (RacksideSensor        *self);
gboolean               rackside_sensor_is_numeric    (RacksideSensor        *self);
gboolean               rackside_sensor_is_problem    (RacksideSensor        *self);
gboolean               rackside_sensor_matches       (RacksideSensor        *self,
                                                      const char            *folded);
const char            *rackside_sensor_get_unit      (RacksideSensor        *self);
char                  *rackside_sensor_dup_value     (RacksideSensor        *self);
RacksideMark           rackside_sensor_get_mark      (RacksideSensor        *self);
char                  *rackside_sensor_dup_state     (RacksideSensor        *self);
char                  *rackside_sensor_dup_text      (RacksideSensor        *self);
const char            *rackside_threshold_get_name   (IpmiThreshold          threshold);
char                  *rackside_unit_dup_text        (const IpmiSensor      *sensor);

G_END_DECLS
