/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rackside-address.h"
#include "rackside-server.h"

G_BEGIN_DECLS

#define RACKSIDE_TYPE_WINDOW (rackside_window_get_type ())
G_DECLARE_FINAL_TYPE (RacksideWindow, rackside_window, RACKSIDE, WINDOW, AdwApplicationWindow)

RacksideWindow *rackside_window_new        (GtkApplication *application);
void            rackside_window_open       (RacksideWindow *self,
                                            GFile          *file,
                                            const char     *key);
void            rackside_window_connect    (RacksideWindow        *self,
                                            const RacksideAddress *address);
void            rackside_window_start_demo (RacksideWindow        *self);
AdwToast       *rackside_window_remark     (RacksideWindow *self,
                                            const char     *text,
                                            const char     *button,
                                            const char     *action);
void            rackside_window_warn       (RacksideWindow *self,
                                            const char     *text);
gboolean        rackside_window_is_idle    (RacksideWindow *self);
gboolean        rackside_window_is_settled (RacksideWindow *self);

void            rackside_window_open_server (RacksideWindow *self,
                                             RacksideServer *server);

G_END_DECLS
