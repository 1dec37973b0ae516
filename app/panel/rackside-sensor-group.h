/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RacksideSensorGroup:
 *
 * The heading over the sensors of one kind. Property "text": the kind and how many there are; notifies.
 */
#define RACKSIDE_TYPE_SENSOR_GROUP (rackside_sensor_group_get_type ())
G_DECLARE_FINAL_TYPE (RacksideSensorGroup, rackside_sensor_group, RACKSIDE, SENSOR_GROUP, GObject)

RacksideSensorGroup *rackside_sensor_group_new      (const char          *kind);
const char          *rackside_sensor_group_get_text (RacksideSensorGroup *self);
void                 rackside_sensor_group_count    (RacksideSensorGroup *self,
                                                     guint                n_sensors,
                                                     guint                n_problems);

G_END_DECLS
