/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "rackside-address.h"
#include "rackside-server.h"

G_BEGIN_DECLS

/**
 * RacksideServers:
 *
 * The servers that the user has saved, as a #GListModel of #RacksideServer in the order of their file. Every
 * change is in the file when the call returns; what others change there meanwhile is kept, and shows up.
 *
 * Signal "problem" (char *text): something that the user has to know about the file.
 */
#define RACKSIDE_TYPE_SERVERS (rackside_servers_get_type ())
G_DECLARE_FINAL_TYPE (RacksideServers, rackside_servers, RACKSIDE, SERVERS, GObject)

char            *rackside_servers_get_default_path (void);
RacksideServers *rackside_servers_new              (const char       *path);
gboolean         rackside_servers_load             (RacksideServers  *self,
                                                    GError          **error);
gboolean         rackside_servers_put              (RacksideServers  *self,
                                                    GPtrArray        *servers,
                                                    GError          **error);
gboolean         rackside_servers_update           (RacksideServers  *self,
                                                    RacksideServer   *base,
                                                    RacksideServer   *server,
                                                    GError          **error);
gboolean         rackside_servers_remove           (RacksideServers  *self,
                                                    GPtrArray        *servers,
                                                    GError          **error);
RacksideServer  *rackside_servers_find             (RacksideServers  *self,
                                                    const char       *id);
RacksideServer  *rackside_servers_match            (RacksideServers       *self,
                                                    const RacksideAddress *address);
RacksideServer  *rackside_servers_find_address     (RacksideServers  *self,
                                                    const char       *address);

G_END_DECLS
