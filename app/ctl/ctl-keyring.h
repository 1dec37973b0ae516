/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl-context.h"

G_BEGIN_DECLS

char *ctl_keyring_look_up (CtlContext  *context,
                           GError     **error);

G_END_DECLS
