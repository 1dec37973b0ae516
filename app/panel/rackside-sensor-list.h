/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rackside-sensor.h"

G_BEGIN_DECLS

/**
 * RacksideSensorList:
 *
 * A server's sensors as one list: a #RacksideSensorGroup before the #RacksideSensor of each kind, as far as they are
 * searched for. What stays in the list stays the same item at its place when others come or go. Signal "counted": how
 * many there are, or are not OK, has changed.
 */
#define RACKSIDE_TYPE_SENSOR_LIST (rackside_sensor_list_get_type ())
G_DECLARE_FINAL_TYPE (RacksideSensorList, rackside_sensor_list, RACKSIDE, SENSOR_LIST, GObject)

RacksideSensorList *rackside_sensor_list_new            (void);
void                rackside_sensor_list_set_sensors    (RacksideSensorList    *self,
                                                         const IpmiSensor      *sensors,
                                                         guint                  n_sensors);
guint               rackside_sensor_list_get_n_sensors  (RacksideSensorList    *self);
guint               rackside_sensor_list_get_n_problems (RacksideSensorList    *self);
RacksideSensor     *rackside_sensor_list_get_sensor     (RacksideSensorList    *self,
                                                         guint                  index);
void                rackside_sensor_list_set_value      (RacksideSensorList    *self,
                                                         guint                  index,
                                                         const IpmiSensorValue *value,
                                                         gint64                 time);
void                rackside_sensor_list_set_search     (RacksideSensorList    *self,
                                                         const char            *text);
void                rackside_sensor_list_set_problems   (RacksideSensorList    *self,
                                                         gboolean               only_problems);

G_END_DECLS
