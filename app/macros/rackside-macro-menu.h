/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "ilo-answers.h"
#include "rackside-macro-store.h"

G_BEGIN_DECLS

void           rackside_macro_menu_fill        (GMenu               *menu,
                                                RacksideMacroStore  *store,
                                                const IloHotKeys    *hot_keys,
                                                const char          *hot_keys_problem);
RacksideMacro *rackside_macro_menu_find_target (RacksideMacroStore  *store,
                                                GVariant            *target);

G_END_DECLS
