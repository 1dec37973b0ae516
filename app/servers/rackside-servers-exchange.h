/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rackside-servers.h"

G_BEGIN_DECLS

/**
 * RacksideServersFormat:
 * @RACKSIDE_SERVERS_FORMAT_PLAIN: as the file in which they are kept
 * @RACKSIDE_SERVERS_FORMAT_CSV: a table
 */
typedef enum
{
  RACKSIDE_SERVERS_FORMAT_PLAIN,
  RACKSIDE_SERVERS_FORMAT_CSV,
} RacksideServersFormat;

RacksideServersFormat rackside_servers_format_for_name (const char             *name);
char                 *rackside_servers_export          (RacksideServers        *self,
                                                        RacksideServersFormat   format);
gboolean              rackside_servers_import          (RacksideServers        *self,
                                                        const char             *text,
                                                        gsize                   length,
                                                        guint                  *n_added,
                                                        guint                  *n_changed,
                                                        GError                **error);

G_END_DECLS
