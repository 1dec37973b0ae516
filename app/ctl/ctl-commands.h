/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl-command.h"

G_BEGIN_DECLS

/* What the tables of commands are made of. */
extern const CtlCommand ctl_ipmi_commands[];

G_END_DECLS
