/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rackside-panel-page.h"

G_BEGIN_DECLS

/**
 * RacksidePowerPage:
 *
 * A server's power: whether it is on, and switching it; what it starts from; its identify light; what it does after a
 * power failure; how much it draws.
 */
#define RACKSIDE_TYPE_POWER_PAGE (rackside_power_page_get_type ())
G_DECLARE_FINAL_TYPE (RacksidePowerPage, rackside_power_page, RACKSIDE, POWER_PAGE, RacksidePanelPage)

G_END_DECLS
