/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim-request.h"

G_BEGIN_DECLS

gboolean sim_redfish_is_path (const char *path);
void     sim_redfish_answer  (SimRequest *request,
                              const char *path);

G_END_DECLS
