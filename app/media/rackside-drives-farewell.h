/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rackside-drives.h"

G_BEGIN_DECLS

void rackside_drives_farewell (RacksideDrives *drives,
                               IloSession     *session);

G_END_DECLS
