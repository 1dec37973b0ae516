/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "sim-fault.h"

G_BEGIN_DECLS

/**
 * SimRelays:
 *
 * Every client's connection ends here. The rest of the simulator talks to the other end of a socket pair,
 * and the bytes between the two pass through whatever fault is asked for.
 */
typedef struct _SimRelays SimRelays;
typedef struct _SimRelay SimRelay;

SimRelays         *sim_relays_new       (void);
void               sim_relays_free      (SimRelays          *self);
GSocketConnection *sim_relays_connect   (SimRelays          *self,
                                         SimPlace            place,
                                         GSocketConnection  *client,
                                         SimRelay          **relay,
                                         GError            **error);
void               sim_relays_set_fault (SimRelays          *self,
                                         SimPlace            place,
                                         const SimFault     *fault);
guint              sim_relays_drop      (SimRelays          *self,
                                         SimPlace            place,
                                         gboolean            with_reset);
void               sim_relays_drop_one  (SimRelays          *self,
                                         SimRelay           *relay,
                                         gboolean            with_reset);
void               sim_relay_set_place  (SimRelay           *self,
                                         SimPlace            place);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimRelays, sim_relays_free)

G_END_DECLS
