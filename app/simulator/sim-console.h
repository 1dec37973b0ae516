/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim-encoder.h"
#include "sim-ilo.h"

G_BEGIN_DECLS

/* SimConsole is a console connection after its handshake. It is in the list of its iLO until it closes. */

void         sim_console_start       (SimIlo            *ilo,
                                      GSocketConnection *connection,
                                      SimSession        *session,
                                      guint              number,
                                      const GByteArray  *early);
void         sim_console_close       (SimConsole        *self);
SimSession  *sim_console_get_session (SimConsole        *self);
void         sim_console_seize       (SimConsole        *self);
SimEncoder  *sim_console_get_encoder (SimConsole        *self);
void         sim_console_flush       (SimConsole        *self);
void         sim_console_switch      (SimConsole        *self,
                                      SimCipherId        cipher);
void         sim_console_ping        (SimConsole        *self);
void         sim_console_send_raw    (SimConsole        *self,
                                      const guint8      *data,
                                      gsize              length);
void         sim_console_redraw      (SimConsole        *self);
gboolean     sim_console_is_current  (SimConsole        *self);

G_END_DECLS
