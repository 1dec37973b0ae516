/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-session.h"
#include "rackside-sensor-list.h"

G_BEGIN_DECLS

/**
 * RacksideSensorWatch:
 *
 * Reads a server's sensors again and again between rackside_sensor_watch_start() and _stop(). Signals:
 * "waiting" (char *what, double fraction), before the sensors are known; "ready", once they are; "read", after
 * each time; "failed" (GError *error), after which it stands still.
 */
#define RACKSIDE_TYPE_SENSOR_WATCH (rackside_sensor_watch_get_type ())
G_DECLARE_FINAL_TYPE (RacksideSensorWatch, rackside_sensor_watch, RACKSIDE, SENSOR_WATCH, GObject)

RacksideSensorWatch *rackside_sensor_watch_new              (void);
RacksideSensorList  *rackside_sensor_watch_get_list         (RacksideSensorWatch *self);
guint                rackside_sensor_watch_get_n_unreadable (RacksideSensorWatch *self);
void                 rackside_sensor_watch_start            (RacksideSensorWatch *self,
                                                             IpmiSession         *session);
void                 rackside_sensor_watch_stop             (RacksideSensorWatch *self);
void                 rackside_sensor_watch_forget           (RacksideSensorWatch *self);

G_END_DECLS
