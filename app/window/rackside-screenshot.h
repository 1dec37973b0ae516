/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rackside-window.h"

G_BEGIN_DECLS

void rackside_screenshot_take (RacksideWindow          *window,
                               GFile                   *file,
                               GApplicationCommandLine *command_line);

G_END_DECLS
