/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ctl-commands.h"
#include "ctl-decode.h"
#include "ctl-play.h"

/* Each entry: name, whose common options it takes, arguments, one line of help, function. */
static const CtlCommand offline_commands[] = {
  { "decode", 0, "STREAM FILE.png", "Write the last picture of a recorded stream", ctl_decode_run },
  { "play", 0, "FILE [--at SECONDS] FILE.png", "Write a picture of a recording", ctl_play_run },
  CTL_IPMI_SWEEP,
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
