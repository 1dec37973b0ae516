/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rackside-panel-page.h"

G_BEGIN_DECLS

/**
 * RacksideSensorsPage:
 *
 * The panel's page of sensors.
 */
#define RACKSIDE_TYPE_SENSORS_PAGE (rackside_sensors_page_get_type ())
G_DECLARE_FINAL_TYPE (RacksideSensorsPage, rackside_sensors_page, RACKSIDE, SENSORS_PAGE, RacksidePanelPage)

G_END_DECLS
