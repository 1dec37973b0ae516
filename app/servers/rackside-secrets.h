/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "rackside-address.h"

G_BEGIN_DECLS

/**
 * RacksideSecretKind:
 * @RACKSIDE_SECRET_ILO: the password of a user of an iLO's web server
 * @RACKSIDE_SECRET_IPMI: the password of a user of a BMC
 * @RACKSIDE_SECRET_IPMI_KG: the key of a BMC (K_g), in hexadecimal digits
 */
typedef enum
{
  RACKSIDE_SECRET_ILO,
  RACKSIDE_SECRET_IPMI,
  RACKSIDE_SECRET_IPMI_KG,
} RacksideSecretKind;

RacksideSecretKind  rackside_secret_kind_for_address (const RacksideAddress *address);

void      rackside_secrets_look_up_async  (RacksideSecretKind    kind,
                                           const char           *host,
                                           guint16               port,
                                           const char           *user,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
char     *rackside_secrets_look_up_finish (GAsyncResult         *result,
                                           GError              **error);
void      rackside_secrets_peek_async     (RacksideSecretKind    kind,
                                           const char           *host,
                                           guint16               port,
                                           const char           *user,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
char     *rackside_secrets_peek_finish    (GAsyncResult         *result,
                                           GError              **error);
void      rackside_secrets_store_async    (RacksideSecretKind    kind,
                                           const char           *host,
                                           guint16               port,
                                           const char           *user,
                                           const char           *secret,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
gboolean  rackside_secrets_store_finish   (GAsyncResult         *result,
                                           GError              **error);
void      rackside_secrets_forget_async   (RacksideSecretKind    kind,
                                           const char           *host,
                                           guint16               port,
                                           const char           *user,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
gboolean  rackside_secrets_forget_finish  (GAsyncResult         *result,
                                           GError              **error);
void      rackside_secret_free            (char                 *secret);

/* A secret that is wiped at the end of its scope: `g_autoptr(RacksideSecret) password = …`. */
typedef char RacksideSecret;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RacksideSecret, rackside_secret_free)

G_END_DECLS
