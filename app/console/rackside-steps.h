/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define RACKSIDE_TYPE_STEPS (rackside_steps_get_type ())
G_DECLARE_FINAL_TYPE (RacksideSteps, rackside_steps, RACKSIDE, STEPS, GtkBox)

void rackside_steps_clear (RacksideSteps *self);
void rackside_steps_show  (RacksideSteps *self,
                           const char    *step);

G_END_DECLS
