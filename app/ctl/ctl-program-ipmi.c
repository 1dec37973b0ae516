/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ctl-commands.h"

static const CtlCommand offline_commands[] = {
  CTL_IPMI_SWEEP,
  { NULL },
};

static const CtlCommand nothing[] = {
  { NULL },
};

const CtlProgram ctl_program = {
  .offline = offline_commands,
  .ilo = nothing,
  .ipmi = ctl_ipmi_commands,
  .rest = "racksidectl-full",
};
