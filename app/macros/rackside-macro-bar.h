/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ilo-console.h"
#include "rackside-macro.h"

G_BEGIN_DECLS

#define RACKSIDE_TYPE_MACRO_BAR (rackside_macro_bar_get_type ())
G_DECLARE_FINAL_TYPE (RacksideMacroBar, rackside_macro_bar, RACKSIDE, MACRO_BAR, AdwBin)

void                 rackside_macro_bar_run          (RacksideMacroBar  *self,
                                                      IloConsole        *console,
                                                      RacksideMacro     *macro,
                                                      const char        *layout);
void                 rackside_macro_bar_cancel       (RacksideMacroBar  *self);
const RacksideMacro *rackside_macro_bar_get_running  (RacksideMacroBar  *self);
gboolean             rackside_macro_bar_is_revealed  (RacksideMacroBar  *self);

G_END_DECLS
