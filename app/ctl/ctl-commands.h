/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl-ipmi.h"

G_BEGIN_DECLS

/* What the tables of commands are made of. */
extern const CtlCommand ctl_ipmi_commands[];

/* An entry of both programs' tables of commands without a server. */
#define CTL_IPMI_SWEEP \
  { "sweep", CTL_SCHEME_IPMI, "SERVER…", \
    "Reads the sensors of many ipmi:// servers at once, a line of JSON for each as it arrives", ctl_ipmi_sweep }

G_END_DECLS
