/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl-command.h"

G_BEGIN_DECLS

CtlExit ctl_servers_run (CtlContext  *context,
                         int          argc,
                         char       **argv,
                         GError     **error);

G_END_DECLS
