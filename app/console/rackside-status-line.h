/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ilo-session.h"
#include "rackside-drives.h"

G_BEGIN_DECLS

#define RACKSIDE_TYPE_STATUS_LINE (rackside_status_line_get_type ())
G_DECLARE_FINAL_TYPE (RacksideStatusLine, rackside_status_line, RACKSIDE, STATUS_LINE, GtkWidget)

void rackside_status_line_update     (RacksideStatusLine *self,
                                      IloSession         *session,
                                      IloConsole         *console,
                                      gboolean            has_keyboard);
void rackside_status_line_set_drives (RacksideStatusLine *self,
                                      RacksideDrives     *drives);
void rackside_status_line_set_remark (RacksideStatusLine *self,
                                      const char         *text);

G_END_DECLS
