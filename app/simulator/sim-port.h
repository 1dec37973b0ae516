/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim-ilo.h"

G_BEGIN_DECLS

/**
 * SimGreeting:
 * @ilo: (transfer none): the iLO
 * @connection: (transfer none): a connection that has just come in
 * @relay: (transfer none): its relay
 * @address: the client's address
 */
typedef void (*SimGreeting) (SimIlo            *ilo,
                             GSocketConnection *connection,
                             SimRelay          *relay,
                             const char        *address);

/**
 * SimPort:
 *
 * A port of the iLO: takes connections in and has them greeted.
 */
typedef struct _SimPort SimPort;

SimPort *sim_port_new        (SimIlo       *ilo,
                              SimPlace      place,
                              SimGreeting   greet,
                              guint16      *port,
                              GError      **error);
void     sim_port_free       (SimPort      *self);

GSocketService *sim_port_listen (const char  *address,
                                 guint16     *port,
                                 GError     **error);
char           *sim_port_get_peer (GSocketConnection *connection);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimPort, sim_port_free)

G_END_DECLS
