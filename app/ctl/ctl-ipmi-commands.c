/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ctl-commands.h"

const CtlCommand ctl_ipmi_commands[] = {
  { NULL },
};
