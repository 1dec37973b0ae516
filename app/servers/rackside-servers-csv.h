/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "rackside-server.h"

G_BEGIN_DECLS

char      *rackside_servers_csv_format (GListModel  *servers);
GPtrArray *rackside_servers_csv_parse  (const char  *text,
                                        GListModel  *servers,
                                        GError     **error);

G_END_DECLS
