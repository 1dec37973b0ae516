/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ilo-console.h"

G_BEGIN_DECLS

#define RACKSIDE_TYPE_CONSOLE_BAR (rackside_console_bar_get_type ())
G_DECLARE_FINAL_TYPE (RacksideConsoleBar, rackside_console_bar, RACKSIDE, CONSOLE_BAR, AdwBin)

void     rackside_console_bar_update      (RacksideConsoleBar *self,
                                           IloConsole         *console);
gboolean rackside_console_bar_is_revealed (RacksideConsoleBar *self);

G_END_DECLS
