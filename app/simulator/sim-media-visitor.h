/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim-ilo.h"

G_BEGIN_DECLS

void sim_media_visitor_greet (SimIlo            *ilo,
                              GSocketConnection *connection,
                              SimRelay          *relay,
                              const char        *address);

G_END_DECLS
