/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim-ilo.h"

G_BEGIN_DECLS

/* SimCommand is a command connection after its handshake. It is in the list of its iLO until it closes. */

void         sim_command_start       (SimIlo            *ilo,
                                      GSocketConnection *connection,
                                      SimSession        *session,
                                      guint              number);
void         sim_command_close       (SimCommand        *self);
SimSession  *sim_command_get_session (SimCommand        *self);
void         sim_command_send        (SimCommand        *self,
                                      const GByteArray  *record);
void         sim_command_end         (SimCommand        *self);

G_END_DECLS
