/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ilo-console.h"
#include "rackside-display.h"

G_BEGIN_DECLS

#define RACKSIDE_TYPE_CONSOLE_INPUT (rackside_console_input_get_type ())
G_DECLARE_FINAL_TYPE (RacksideConsoleInput, rackside_console_input, RACKSIDE, CONSOLE_INPUT, GObject)

RacksideConsoleInput *rackside_console_input_new          (RacksideDisplay      *display);
void                  rackside_console_input_set_console  (RacksideConsoleInput *self,
                                                           IloConsole           *console);
gboolean              rackside_console_input_has_keyboard (RacksideConsoleInput *self);
void                  rackside_console_input_let_go       (RacksideConsoleInput *self);
gboolean              rackside_console_input_can_take     (RacksideConsoleInput *self);
void                  rackside_console_input_take         (RacksideConsoleInput *self);

G_END_DECLS
