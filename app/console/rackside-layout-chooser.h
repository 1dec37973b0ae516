/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ilo-layout-list.h"

G_BEGIN_DECLS

#define RACKSIDE_TYPE_LAYOUT_CHOOSER (rackside_layout_chooser_get_type ())
G_DECLARE_FINAL_TYPE (RacksideLayoutChooser, rackside_layout_chooser, RACKSIDE, LAYOUT_CHOOSER, AdwBin)

void                 rackside_layout_chooser_set_list      (RacksideLayoutChooser  *self,
                                                            GPtrArray              *list);
void                 rackside_layout_chooser_set_selected  (RacksideLayoutChooser  *self,
                                                            const IloLayoutInfo    *info);
const IloLayoutInfo *rackside_layout_chooser_get_selected  (RacksideLayoutChooser  *self);

G_END_DECLS
