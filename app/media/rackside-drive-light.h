/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rackside-drive.h"

G_BEGIN_DECLS

#define RACKSIDE_TYPE_DRIVE_LIGHT (rackside_drive_light_get_type ())
G_DECLARE_FINAL_TYPE (RacksideDriveLight, rackside_drive_light, RACKSIDE, DRIVE_LIGHT, AdwBin)

GtkWidget *rackside_drive_light_new (RacksideDrive *drive);

G_END_DECLS
