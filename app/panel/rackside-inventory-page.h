/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rackside-panel-page.h"

G_BEGIN_DECLS

/**
 * RacksideInventoryPage:
 *
 * What a server is made of, to be read and copied.
 */
#define RACKSIDE_TYPE_INVENTORY_PAGE (rackside_inventory_page_get_type ())
G_DECLARE_FINAL_TYPE (RacksideInventoryPage, rackside_inventory_page, RACKSIDE, INVENTORY_PAGE, RacksidePanelPage)

G_END_DECLS
