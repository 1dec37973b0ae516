/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ilo-session.h"
#include "rackside-address.h"
#include "ilo-session.h"
#include "rackside-console-input.h"
#include "rackside-drives.h"
#include "rackside-macro.h"
#include "rackside-screen.h"

G_BEGIN_DECLS

#define RACKSIDE_TYPE_CONSOLE_VIEW (rackside_console_view_get_type ())
G_DECLARE_FINAL_TYPE (RacksideConsoleView, rackside_console_view, RACKSIDE, CONSOLE_VIEW, AdwBin)

void            rackside_console_view_connect          (RacksideConsoleView   *self,
                                                        const RacksideAddress *address,
                                                        const char            *password);
void            rackside_console_view_connect_pin      (RacksideConsoleView   *self,
                                                        const RacksideAddress *address,
                                                        const char            *password,
                                                        const char            *pin);
void            rackside_console_view_disconnect       (RacksideConsoleView   *self);
void            rackside_console_view_set_status_shown (RacksideConsoleView   *self,
                                                        gboolean               shown);
RacksideScreen *rackside_console_view_get_screen       (RacksideConsoleView   *self);
GActionGroup   *rackside_console_view_get_actions      (RacksideConsoleView   *self);
const RacksideAddress *rackside_console_view_get_address (RacksideConsoleView *self);
IloSession     *rackside_console_view_get_session      (RacksideConsoleView   *self);
RacksideDrives *rackside_console_view_get_drives       (RacksideConsoleView   *self);

gboolean              rackside_console_view_is_live         (RacksideConsoleView *self);
IloConsole           *rackside_console_view_get_console     (RacksideConsoleView *self);
IloFramebuffer       *rackside_console_view_get_framebuffer (RacksideConsoleView *self);
RacksideConsoleInput *rackside_console_view_get_input       (RacksideConsoleView *self);
const RacksideMacro  *rackside_console_view_get_running_macro (RacksideConsoleView *self);
void                  rackside_console_view_run_macro       (RacksideConsoleView *self,
                                                             RacksideMacro       *macro,
                                                             const char          *layout);

G_END_DECLS
