/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rackside-server-card.h"

G_BEGIN_DECLS

/**
 * RacksideServerPlace:
 *
 * Where the card of a saved server is while it can be seen. With or without one it is as large as the card that it is made
 * after.
 */
#define RACKSIDE_TYPE_SERVER_PLACE (rackside_server_place_get_type ())
G_DECLARE_FINAL_TYPE (RacksideServerPlace, rackside_server_place, RACKSIDE, SERVER_PLACE, GtkWidget)

GtkWidget          *rackside_server_place_new        (RacksideServerCard  *example);
void                rackside_server_place_set_server (RacksideServerPlace *self,
                                                      RacksideServer      *server);
RacksideServer     *rackside_server_place_get_server (RacksideServerPlace *self);
RacksideServerCard *rackside_server_place_get_card   (RacksideServerPlace *self);
void                rackside_server_place_put_card   (RacksideServerPlace *self,
                                                      RacksideServerCard  *card);
RacksideServerCard *rackside_server_place_take_card  (RacksideServerPlace *self);

G_END_DECLS
