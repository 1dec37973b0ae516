/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ctl-commands.h"

/* Each entry: name, whose common options it takes, arguments, one line of help, function. */
static const CtlCommand offline_commands[] = {
  { NULL },
};

static const CtlCommand ilo_commands[] = {
  { NULL },
};

const CtlProgram ctl_program = {
  .offline = offline_commands,
  .ilo = ilo_commands,
  .ipmi = ctl_ipmi_commands,
};
