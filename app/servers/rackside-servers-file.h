/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rackside-server.h"

G_BEGIN_DECLS

/* The newest version of the file that this program knows. */
#define RACKSIDE_SERVERS_FILE_VERSION 1

/* More than the largest of data centres has in one list. */
#define RACKSIDE_SERVERS_FILE_MAX 10000

guint      rackside_servers_file_count  (GKeyFile        *file);
GPtrArray *rackside_servers_file_get    (GKeyFile        *file,
                                         GError         **error);
void       rackside_servers_file_put    (GKeyFile        *file,
                                         RacksideServer  *server);
void       rackside_servers_file_remove (GKeyFile        *file,
                                         RacksideServer  *server);

G_END_DECLS
