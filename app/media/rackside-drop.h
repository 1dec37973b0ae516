/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rackside-drives.h"

G_BEGIN_DECLS

void rackside_drop_files (RacksideDrives *drives,
                          GtkWindow      *window,
                          GSList         *files,
                          gboolean        read_only);

G_END_DECLS
