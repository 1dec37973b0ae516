/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rackside-bmc.h"

G_BEGIN_DECLS

/**
 * RacksidePanel:
 *
 * What IPMI knows of a server, in pages. It connects when it is first on screen, not before, and asks for what
 * is missing.
 * Properties: "bmc"; "title", "subtitle", "shows-screen" and "settled" as every page of the window has them.
 * Signals "remark" (char *text); "accepted" (gboolean remember): the BMC has taken the user and the password.
 */
#define RACKSIDE_TYPE_PANEL (rackside_panel_get_type ())
G_DECLARE_FINAL_TYPE (RacksidePanel, rackside_panel, RACKSIDE, PANEL, AdwBin)

void         rackside_panel_set_bmc (RacksidePanel *self,
                                     RacksideBmc   *bmc);
RacksideBmc *rackside_panel_get_bmc (RacksidePanel *self);

G_END_DECLS
