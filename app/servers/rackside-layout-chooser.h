/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ilo-layout-list.h"

G_BEGIN_DECLS

#define RACKSIDE_TYPE_LAYOUT_CHOOSER (rackside_layout_chooser_get_type ())
G_DECLARE_FINAL_TYPE (RacksideLayoutChooser, rackside_layout_chooser, RACKSIDE, LAYOUT_CHOOSER, AdwBin)

gboolean             rackside_layout_chooser_load          (RacksideLayoutChooser  *self,
                                                            const char             *layout,
                                                            GError                **error);
const IloLayoutInfo *rackside_layout_chooser_get_selected  (RacksideLayoutChooser  *self);
char                *rackside_layout_chooser_dup_layout    (RacksideLayoutChooser  *self);

G_END_DECLS
