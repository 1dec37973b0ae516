/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rackside-sensor.h"

G_BEGIN_DECLS

/**
 * RacksideSensorDetail:
 *
 * One sensor at length: its state, its last hour as a graph, its thresholds. It follows the sensor.
 */
#define RACKSIDE_TYPE_SENSOR_DETAIL (rackside_sensor_detail_get_type ())
G_DECLARE_FINAL_TYPE (RacksideSensorDetail, rackside_sensor_detail, RACKSIDE, SENSOR_DETAIL, AdwBin)

void rackside_sensor_detail_set_sensor (RacksideSensorDetail *self,
                                        RacksideSensor       *sensor);

G_END_DECLS
