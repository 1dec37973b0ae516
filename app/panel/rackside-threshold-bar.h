/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "rackside-sensor.h"

G_BEGIN_DECLS

/**
 * RacksideThresholdBar:
 *
 * Where a sensor's value lies between its thresholds. Without thresholds there is nothing to see.
 */
#define RACKSIDE_TYPE_THRESHOLD_BAR (rackside_threshold_bar_get_type ())
G_DECLARE_FINAL_TYPE (RacksideThresholdBar, rackside_threshold_bar, RACKSIDE, THRESHOLD_BAR, GtkWidget)

void rackside_threshold_bar_set_sensor (RacksideThresholdBar *self,
                                        RacksideSensor       *sensor);

G_END_DECLS
