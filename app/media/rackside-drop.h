/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rackside-drives-popover.h"

G_BEGIN_DECLS

void rackside_drop_files (RacksideDrivesPopover *popover,
                          GSList                *files);

G_END_DECLS
