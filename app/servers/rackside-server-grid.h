/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rackside-server-card.h"

G_BEGIN_DECLS

/**
 * RacksideServerGrid:
 *
 * A list of saved servers as cards, of which there are only as many as can be seen.
 *
 * Signals: "open" (RacksideServer *server): somebody wants to connect to it.
 */
#define RACKSIDE_TYPE_SERVER_GRID (rackside_server_grid_get_type ())
G_DECLARE_FINAL_TYPE (RacksideServerGrid, rackside_server_grid, RACKSIDE, SERVER_GRID, GtkBox)

void       rackside_server_grid_set_model    (RacksideServerGrid *self,
                                              GListModel         *model);
void       rackside_server_grid_set_poller   (RacksideServerGrid *self,
                                              RacksidePoller     *poller);
void       rackside_server_grid_set_has_tags (RacksideServerGrid *self,
                                              gboolean            has_tags);
void       rackside_server_grid_scroll_to_top (RacksideServerGrid *self);
GtkWidget *rackside_server_grid_get_view     (RacksideServerGrid *self);

G_END_DECLS
