/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ipmi-session.h"

G_BEGIN_DECLS

/**
 * RacksidePowerDraw:
 *
 * How much power a server draws, now and in the last hour, if its BMC measures that (DCMI).
 */
#define RACKSIDE_TYPE_POWER_DRAW (rackside_power_draw_get_type ())
G_DECLARE_FINAL_TYPE (RacksidePowerDraw, rackside_power_draw, RACKSIDE, POWER_DRAW, AdwPreferencesGroup)

void rackside_power_draw_start   (RacksidePowerDraw *self,
                                  IpmiSession       *session);
void rackside_power_draw_stop    (RacksidePowerDraw *self);
void rackside_power_draw_refresh (RacksidePowerDraw *self);

G_END_DECLS
