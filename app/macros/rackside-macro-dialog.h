/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rackside-macro-store.h"

G_BEGIN_DECLS

#define RACKSIDE_TYPE_MACRO_DIALOG (rackside_macro_dialog_get_type ())
G_DECLARE_FINAL_TYPE (RacksideMacroDialog, rackside_macro_dialog, RACKSIDE, MACRO_DIALOG, AdwWindow)

GtkWidget *rackside_macro_dialog_new (GtkWindow           *parent,
                                      RacksideMacroStore  *store,
                                      RacksideMacroScope   scope,
                                      RacksideMacro       *macro);

G_END_DECLS
