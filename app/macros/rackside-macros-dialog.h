/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rackside-macro-store.h"

G_BEGIN_DECLS

#define RACKSIDE_TYPE_MACROS_DIALOG (rackside_macros_dialog_get_type ())
G_DECLARE_FINAL_TYPE (RacksideMacrosDialog, rackside_macros_dialog, RACKSIDE, MACROS_DIALOG, AdwWindow)

GtkWidget *rackside_macros_dialog_new (GtkWindow           *parent,
                                       RacksideMacroStore  *store);

G_END_DECLS
