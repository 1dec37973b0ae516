/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "sim-input.h"

G_BEGIN_DECLS

const char *sim_input_log_get_event (const SimInputMessage *message);
void        sim_input_log_describe  (const SimInputMessage *message,
                                     JsonObject            *line);

G_END_DECLS
