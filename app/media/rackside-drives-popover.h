/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rackside-drives.h"

G_BEGIN_DECLS

#define RACKSIDE_TYPE_DRIVES_POPOVER (rackside_drives_popover_get_type ())
G_DECLARE_FINAL_TYPE (RacksideDrivesPopover, rackside_drives_popover, RACKSIDE, DRIVES_POPOVER, GtkPopover)

void          rackside_drives_popover_set_drives  (RacksideDrivesPopover *self,
                                                   RacksideDrives        *drives);
GActionGroup *rackside_drives_popover_get_actions (RacksideDrivesPopover *self);
void          rackside_drives_popover_drop        (RacksideDrivesPopover *self,
                                                   GSList                *files);

G_END_DECLS
