/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "rackside-server.h"

G_BEGIN_DECLS

gboolean rackside_server_merge (RacksideServer  *mine,
                                RacksideServer  *base,
                                RacksideServer  *theirs,
                                GError         **error);

G_END_DECLS
