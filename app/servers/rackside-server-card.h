/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rackside-poller.h"

G_BEGIN_DECLS

/**
 * RacksideServerCard:
 *
 * Shows a saved server: its last screen, name, address, tags and lights. Its menu has the actions of the page that it is
 * on, each with the server's id.
 */
#define RACKSIDE_TYPE_SERVER_CARD (rackside_server_card_get_type ())
G_DECLARE_FINAL_TYPE (RacksideServerCard, rackside_server_card, RACKSIDE, SERVER_CARD, AdwBin)

void rackside_server_card_set_server     (RacksideServerCard *self,
                                          RacksideServer     *server,
                                          RacksidePoller     *poller);
void rackside_server_card_set_shows_tags (RacksideServerCard *self,
                                          gboolean            shows_tags);
void rackside_server_card_show_menu      (RacksideServerCard *self);

G_END_DECLS
