/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ilo-console.h"
#include "rackside-display.h"

G_BEGIN_DECLS

#define RACKSIDE_TYPE_FIGURES (rackside_figures_get_type ())
G_DECLARE_FINAL_TYPE (RacksideFigures, rackside_figures, RACKSIDE, FIGURES, AdwBin)

void rackside_figures_watch (RacksideFigures *self,
                             IloConsole      *console,
                             RacksideDisplay *display);

G_END_DECLS
