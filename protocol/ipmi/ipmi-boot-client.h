/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-boot.h"
#include "ipmi-session.h"

G_BEGIN_DECLS

#define IPMI_BOOT_KEEP_UNCHANGED -1

void      ipmi_boot_get_async   (IpmiSession           *session,
                                 GCancellable          *cancellable,
                                 GAsyncReadyCallback    callback,
                                 gpointer               user_data);
gboolean  ipmi_boot_get_finish  (IpmiSession           *session,
                                 GAsyncResult          *result,
                                 IpmiBootFlags         *flags,
                                 GError               **error);
void      ipmi_boot_set_async   (IpmiSession           *session,
                                 const IpmiBootFlags   *flags,
                                 int                    keep,
                                 GCancellable          *cancellable,
                                 GAsyncReadyCallback    callback,
                                 gpointer               user_data);
gboolean  ipmi_boot_set_finish  (IpmiSession           *session,
                                 GAsyncResult          *result,
                                 GError               **error);

G_END_DECLS
