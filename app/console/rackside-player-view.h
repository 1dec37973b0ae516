/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rackside-screen.h"

G_BEGIN_DECLS

#define RACKSIDE_TYPE_PLAYER_VIEW (rackside_player_view_get_type ())
G_DECLARE_FINAL_TYPE (RacksidePlayerView, rackside_player_view, RACKSIDE, PLAYER_VIEW, AdwBin)

void            rackside_player_view_open              (RacksidePlayerView *self,
                                                        GFile              *file,
                                                        const char         *key);
void            rackside_player_view_close             (RacksidePlayerView *self);
RacksideScreen *rackside_player_view_get_screen        (RacksidePlayerView *self);
GActionGroup   *rackside_player_view_get_actions       (RacksidePlayerView *self);
void            rackside_player_view_set_bar_revealed  (RacksidePlayerView *self,
                                                        gboolean            revealed);

G_END_DECLS
