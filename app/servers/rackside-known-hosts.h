/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ilo-http.h"

G_BEGIN_DECLS

char       *rackside_known_hosts_get_path  (void);
gboolean    rackside_known_hosts_look_up   (const char  *path,
                                            const char  *host,
                                            guint16      port,
                                            char       **key,
                                            IloTlsRung  *rung,
                                            GError     **error);
GDateTime  *rackside_known_hosts_get_since (const char  *path,
                                            const char  *host,
                                            guint16      port);
gboolean    rackside_known_hosts_prepare   (const char  *path,
                                            const char  *host,
                                            guint16      port,
                                            IloHttp     *http,
                                            GError     **error);
gboolean    rackside_known_hosts_remember  (const char  *path,
                                            const char  *host,
                                            guint16      port,
                                            const char  *key,
                                            IloTlsRung   rung,
                                            GError     **error);
gboolean    rackside_known_hosts_forget    (const char  *path,
                                            const char  *host,
                                            guint16      port,
                                            GError     **error);

G_END_DECLS
