/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "ilo-hello.h"

G_BEGIN_DECLS

/* What connecting and an answer may take, in milliseconds, unless told otherwise. */
#define ILO_HANDSHAKE_TIMEOUT 15000

/**
 * IloClaim:
 * @ILO_CLAIM_NONE: leave
 * @ILO_CLAIM_SHARE: join the one who holds it
 * @ILO_CLAIM_SEIZE: ask for it
 *
 * What to do about a console that somebody else holds.
 */
typedef enum
{
  ILO_CLAIM_NONE,
  ILO_CLAIM_SHARE,
  ILO_CLAIM_SEIZE,
} IloClaim;

void               ilo_handshake_async        (const char           *host,
                                               guint16               port,
                                               const guint8          hello[ILO_HELLO_SIZE],
                                               guint                 timeout,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
GSocketConnection *ilo_handshake_finish       (GAsyncResult         *result,
                                               IloAnswer            *answer,
                                               GError              **error);
void               ilo_handshake_claim_async  (GSocketConnection    *connection,
                                               IloClaim              claim,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
gboolean           ilo_handshake_claim_finish (GAsyncResult         *result,
                                               GError              **error);

G_END_DECLS
