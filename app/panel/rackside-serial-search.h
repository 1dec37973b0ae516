/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <vte/vte.h>

G_BEGIN_DECLS

/**
 * RacksideSerialSearch:
 *
 * A bar that finds text in a terminal, from its end upwards. Property "open".
 */
#define RACKSIDE_TYPE_SERIAL_SEARCH (rackside_serial_search_get_type ())
G_DECLARE_FINAL_TYPE (RacksideSerialSearch, rackside_serial_search, RACKSIDE, SERIAL_SEARCH, AdwBin)

void     rackside_serial_search_set_terminal  (RacksideSerialSearch *self,
                                               VteTerminal          *terminal);
void     rackside_serial_search_set_open      (RacksideSerialSearch *self,
                                               gboolean              open);
gboolean rackside_serial_search_get_open      (RacksideSerialSearch *self);

G_END_DECLS
