/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rackside-event.h"

G_BEGIN_DECLS

/**
 * RacksideEventDetail:
 *
 * One event at length, with everything that its record says.
 */
#define RACKSIDE_TYPE_EVENT_DETAIL (rackside_event_detail_get_type ())
G_DECLARE_FINAL_TYPE (RacksideEventDetail, rackside_event_detail, RACKSIDE, EVENT_DETAIL, AdwBin)

void rackside_event_detail_set_event (RacksideEventDetail *self,
                                      RacksideEvent       *event);

G_END_DECLS
