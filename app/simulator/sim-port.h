/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim-ilo.h"

G_BEGIN_DECLS

/**
 * SimPort:
 *
 * The console's port: takes connections in and greets them.
 */
typedef struct _SimPort SimPort;

SimPort *sim_port_new        (SimIlo       *ilo,
                              GError      **error);
void     sim_port_free       (SimPort      *self);

GSocketService *sim_port_listen (const char  *address,
                                 guint16     *port,
                                 GError     **error);
char           *sim_port_get_peer (GSocketConnection *connection);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimPort, sim_port_free)

G_END_DECLS
