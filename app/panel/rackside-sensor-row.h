/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * RacksideSensorRow:
 *
 * A row of the sensors: a #RacksideSensor or a #RacksideSensorGroup. It follows what it shows.
 */
#define RACKSIDE_TYPE_SENSOR_ROW (rackside_sensor_row_get_type ())
G_DECLARE_FINAL_TYPE (RacksideSensorRow, rackside_sensor_row, RACKSIDE, SENSOR_ROW, AdwBin)

GtkWidget *rackside_sensor_row_new      (void);
void       rackside_sensor_row_set_item (RacksideSensorRow *self,
                                         GObject           *item);

G_END_DECLS
