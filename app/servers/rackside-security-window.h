/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rackside-security.h"

G_BEGIN_DECLS

/**
 * RacksideSecurityWindow:
 *
 * Says what the security of a connection rests on, what is weak about it and what to do.
 */
#define RACKSIDE_TYPE_SECURITY_WINDOW (rackside_security_window_get_type ())
G_DECLARE_FINAL_TYPE (RacksideSecurityWindow, rackside_security_window, RACKSIDE, SECURITY_WINDOW, AdwWindow)

RacksideSecurityWindow *rackside_security_window_new      (GtkWindow              *parent,
                                                           const char             *server);
void                    rackside_security_window_add      (RacksideSecurityWindow *self,
                                                           GPtrArray              *facts);
void                    rackside_security_window_add_host (RacksideSecurityWindow *self,
                                                           const char             *host,
                                                           guint16                 port,
                                                           IloHttp                *http);

G_END_DECLS
