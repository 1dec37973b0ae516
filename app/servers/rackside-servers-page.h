/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rackside-poller.h"
#include "rackside-servers.h"

G_BEGIN_DECLS

/**
 * RacksideServersPage:
 *
 * The saved servers as cards, to be searched, sorted, opened and edited.
 *
 * Signals: "open" (RacksideServer *server, gboolean new_window): somebody wants to connect to it; "remark" (const char *text,
 * const char *button, const char *action): something to tell, with a button (nullable) that activates an action.
 */
#define RACKSIDE_TYPE_SERVERS_PAGE (rackside_servers_page_get_type ())
G_DECLARE_FINAL_TYPE (RacksideServersPage, rackside_servers_page, RACKSIDE, SERVERS_PAGE, AdwBin)

void          rackside_servers_page_set_servers (RacksideServersPage *self,
                                                 RacksideServers     *servers,
                                                 RacksidePoller      *poller);
GActionGroup *rackside_servers_page_get_actions (RacksideServersPage *self);

G_END_DECLS
