/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rackside-servers.h"

G_BEGIN_DECLS

/**
 * RacksideServerDialog:
 *
 * Asks for all that can be said of a server, and saves it. Its password goes to the keyring.
 */
#define RACKSIDE_TYPE_SERVER_DIALOG (rackside_server_dialog_get_type ())
G_DECLARE_FINAL_TYPE (RacksideServerDialog, rackside_server_dialog, RACKSIDE, SERVER_DIALOG, AdwWindow)

GtkWidget *rackside_server_dialog_new (GtkWindow       *parent,
                                       const char      *title,
                                       RacksideServers *servers,
                                       RacksideServer  *server);

G_END_DECLS
