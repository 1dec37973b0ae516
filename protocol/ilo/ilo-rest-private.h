/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ilo-rest.h"
#include "ilo-secret.h"

G_BEGIN_DECLS

void     ilo_rest_post_async  (IloHttp             *http,
                               const char          *path,
                               const char          *session_key,
                               IloSecret           *body,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data);
gboolean ilo_rest_post_finish (IloHttp             *http,
                               GAsyncResult        *result,
                               GError             **error);

G_END_DECLS
