/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "ctl-commands.h"
#include "ctl-decode.h"
#include "ctl-ilo.h"
#include "ctl-keyring.h"
#include "ctl-play.h"
#include "ctl-servers.h"

/* Each entry: name, whose common options it takes, arguments, one line of help, function. */
static const CtlCommand offline_commands[] = {
  { "decode", 0, "STREAM FILE.png", N_("Write the last picture of a recorded stream"), ctl_decode_run },
  { "play", 0, "FILE [--at SECONDS] FILE.png", N_("Write a picture of a recording"), ctl_play_run },
  { "servers", 0, "list | import FILE | export FILE", N_("The servers that the window has saved"), ctl_servers_run },
  CTL_IPMI_SWEEP,
  { NULL },
};

static const CtlCommand ilo_commands[] = {
  { "status", CTL_SCHEME_ILO, "", N_("Power, health and screen of the server"), ctl_ilo_status },
  { "screenshot", CTL_SCHEME_ILO, "FILE.png", N_("Waits for a full picture and writes it"), ctl_ilo_screenshot },
  { "key", CTL_SCHEME_ILO, "CHORD…", N_("Presses keys, as in ctrl+alt+Delete"), ctl_ilo_key },
  { "type", CTL_SCHEME_ILO, "TEXT|-", N_("Types a text, or standard input"), ctl_ilo_type },
  { "click", CTL_SCHEME_ILO, "X Y", N_("Moves the mouse and clicks, in pixels of the screen"), ctl_ilo_click },
  { "power", CTL_SCHEME_ILO, "press|hold|cold-boot|reset", N_("The power button"), ctl_ilo_power },
  { "mount", CTL_SCHEME_ILO, "IMAGE", N_("Serves an image as a drive until it is ejected or interrupted"), ctl_ilo_mount },
  { "record", CTL_SCHEME_ILO, "FILE [--seconds N]", N_("Records the screen until it is interrupted"), ctl_ilo_record },
  { NULL },
};

const CtlProgram ctl_program = {
  .offline = offline_commands,
  .ilo = ilo_commands,
  .ipmi = ctl_ipmi_commands,
  .look_up_secret = ctl_keyring_look_up,
};
