/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rackside-drive.h"

G_BEGIN_DECLS

#define RACKSIDE_TYPE_DRIVE_BOX (rackside_drive_box_get_type ())
G_DECLARE_FINAL_TYPE (RacksideDriveBox, rackside_drive_box, RACKSIDE, DRIVE_BOX, AdwBin)

void rackside_drive_box_set_drive (RacksideDriveBox *self,
                                   RacksideDrive    *drive);
void rackside_drive_box_refresh   (RacksideDriveBox *self);

G_END_DECLS
