/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rackside-servers.h"

G_BEGIN_DECLS

void     rackside_server_forget_secrets_async  (RacksideServer       *server,
                                                RacksideServers      *others,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
gboolean rackside_server_forget_secrets_finish (GAsyncResult         *result,
                                                GError              **error);

G_END_DECLS
