/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ilo-console.h"

G_BEGIN_DECLS

/**
 * IloConsoleRenew:
 * @console: a console that has to connect again, and whose session the iLO will have forgotten
 * @user_data: as given to ilo_console_set_renew()
 *
 * Is to find out the session key and the keys of the console, and to call ilo_console_renewed() or
 * ilo_console_not_renewed(), later.
 */
typedef void (*IloConsoleRenew) (IloConsole *console,
                                 gpointer    user_data);

void ilo_console_set_renew     (IloConsole       *self,
                                IloConsoleRenew   renew,
                                gpointer          user_data);
void ilo_console_renewing      (IloConsole       *self,
                                char             *step);
void ilo_console_renewed       (IloConsole       *self,
                                const IloRcInfo  *info,
                                const char       *session_key);
void ilo_console_not_renewed   (IloConsole       *self,
                                const GError     *error);

G_END_DECLS
