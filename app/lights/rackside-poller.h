/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rackside-light.h"
#include "rackside-servers.h"

G_BEGIN_DECLS

/**
 * RacksidePoller:
 *
 * Asks the saved servers how they are, in the background, as long as somebody looks at them: a few at once, each about
 * once a minute, those that do not answer less and less often. One for all windows.
 *
 * Properties: "mode", `unmetered` (not on networks that cost by volume), `always` or `never`; "interval" and
 * "longest-interval", milliseconds between two questions to the same server.
 * Readable, and notifies: "problem", why nobody is asked, a sentence; %NULL: they are.
 */
#define RACKSIDE_TYPE_POLLER (rackside_poller_get_type ())
G_DECLARE_FINAL_TYPE (RacksidePoller, rackside_poller, RACKSIDE, POLLER, GObject)

RacksidePoller *rackside_poller_new         (RacksideServers *servers,
                                             const char      *known_hosts,
                                             GNetworkMonitor *monitor);
void            rackside_poller_start       (RacksidePoller  *self);
void            rackside_poller_stop        (RacksidePoller  *self);
void            rackside_poller_refresh     (RacksidePoller  *self);
RacksideLight  *rackside_poller_get_light   (RacksidePoller  *self,
                                             RacksideServer  *server);
const char     *rackside_poller_get_problem (RacksidePoller  *self);
guint           rackside_poller_get_n_running (RacksidePoller *self);

G_END_DECLS
