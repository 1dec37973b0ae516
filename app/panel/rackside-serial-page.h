/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rackside-panel-page.h"

G_BEGIN_DECLS

/**
 * RacksideSerialPage:
 *
 * The serial console of a server: a terminal over Serial over LAN. Once connected it stays so while another page shows.
 */
#define RACKSIDE_TYPE_SERIAL_PAGE (rackside_serial_page_get_type ())
G_DECLARE_FINAL_TYPE (RacksideSerialPage, rackside_serial_page, RACKSIDE, SERIAL_PAGE, RacksidePanelPage)

G_END_DECLS
