/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rackside-panel.h"

G_BEGIN_DECLS

/**
 * RacksidePanelFlap:
 *
 * The panel beside something else, or over it where there is no room for both. How wide the user made it is
 * remembered. Properties: "content" (for .ui files), "revealed" (notifies, also when a click beside it hides it).
 * Signal "remark" (char *text), the panel's.
 */
#define RACKSIDE_TYPE_PANEL_FLAP (rackside_panel_flap_get_type ())
G_DECLARE_FINAL_TYPE (RacksidePanelFlap, rackside_panel_flap, RACKSIDE, PANEL_FLAP, AdwBin)

RacksidePanel *rackside_panel_flap_get_panel     (RacksidePanelFlap *self);
gboolean       rackside_panel_flap_get_revealed  (RacksidePanelFlap *self);
void           rackside_panel_flap_set_revealed  (RacksidePanelFlap *self,
                                                  gboolean           revealed);

G_END_DECLS
