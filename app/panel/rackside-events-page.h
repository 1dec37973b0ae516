/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rackside-panel-page.h"

G_BEGIN_DECLS

/**
 * RacksideEventsPage:
 *
 * The panel's page of the event log.
 */
#define RACKSIDE_TYPE_EVENTS_PAGE (rackside_events_page_get_type ())
G_DECLARE_FINAL_TYPE (RacksideEventsPage, rackside_events_page, RACKSIDE, EVENTS_PAGE, RacksidePanelPage)

G_END_DECLS
