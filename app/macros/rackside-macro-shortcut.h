/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "rackside-macro-store.h"

G_BEGIN_DECLS

gboolean       rackside_macro_shortcut_check (const char          *accelerator,
                                              RacksideMacroStore  *store,
                                              const RacksideMacro *owner,
                                              GError             **error);
char          *rackside_macro_shortcut_label (const char          *accelerator);
RacksideMacro *rackside_macro_shortcut_find  (RacksideMacroStore  *store,
                                              guint                keyval,
                                              GdkModifierType      state);

G_END_DECLS
