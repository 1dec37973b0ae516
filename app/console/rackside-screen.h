/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rackside-display.h"

G_BEGIN_DECLS

#define RACKSIDE_TYPE_SCREEN (rackside_screen_get_type ())
G_DECLARE_FINAL_TYPE (RacksideScreen, rackside_screen, RACKSIDE, SCREEN, AdwBin)

RacksideDisplay *rackside_screen_get_display (RacksideScreen      *self);
void             rackside_screen_set_notice  (RacksideScreen      *self,
                                              const char          *icon_name,
                                              const char          *text);
void             rackside_screen_offer       (RacksideScreen      *self,
                                              const char          *label,
                                              const char          *action_name);

G_END_DECLS
