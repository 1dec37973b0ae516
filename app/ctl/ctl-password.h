/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl-context.h"

G_BEGIN_DECLS

char *ctl_password_read (const char    *path,
                         GCancellable  *cancellable,
                         GError       **error);
char *ctl_password_get  (CtlContext    *context,
                         GError       **error);
void  ctl_password_free (char          *password);

/* A password that is wiped at the end of its scope: `g_autoptr(CtlPassword) password = …`. */
typedef char CtlPassword;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtlPassword, ctl_password_free)

G_END_DECLS
