/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "ctl-commands.h"
#include "ctl-ipmi.h"

#define IPMI CTL_SCHEME_IPMI

const CtlCommand ctl_ipmi_commands[] = {
  { "device", IPMI, "", N_("Shows what the BMC is"), ctl_ipmi_device },
  { "chassis", IPMI, "", N_("Shows the state of the server"), ctl_ipmi_chassis },
  { "power", IPMI, "status|on|off|cycle|reset|soft|diagnostic",
    N_("Shows or changes the power; “soft” asks the operating system to shut down"), ctl_ipmi_power },
  { "identify", IPMI, "[SECONDS|force|off]",
    N_("Lights the identification light, for 15 seconds if not told otherwise"), ctl_ipmi_identify },
  { "boot", IPMI, "[none|pxe|disk|cdrom|bios|usb [--persistent] [--efi]]", N_("Shows or sets what is booted next"),
    ctl_ipmi_boot },
  { "sensors", IPMI, "[--no-cache] [--ask-thresholds]", N_("Reads all sensors"), ctl_ipmi_sensors },
  { "sdr-info", IPMI, "", N_("Shows what the sensor data repository holds"), ctl_ipmi_sdr_info },
  { "sel", IPMI, "[--clear]", N_("Shows the system event log, and deletes its records if told to"), ctl_ipmi_sel },
  { "sel-info", IPMI, "", N_("Shows how full the event log is, and the BMC's clock"), ctl_ipmi_sel_info },
  { "fru", IPMI, "[ID]", N_("Shows the inventory, or one device of it"), ctl_ipmi_fru },
  { "lan", IPMI, "[--channel N]", N_("Shows how the BMC's network is set up"), ctl_ipmi_lan },
  { "users", IPMI, "[--channel N]", N_("Shows who may log in, and what they may"), ctl_ipmi_users },
  { "watchdog", IPMI, "", N_("Shows the watchdog timer"), ctl_ipmi_watchdog },
  { "dcmi-power", IPMI, "", N_("Shows how much power the server takes, in watts"), ctl_ipmi_dcmi_power },
  { "sol", IPMI, "[--steal] [--quiet-for SECONDS]", N_("Connects to the serial console; ~. ends"), ctl_ipmi_sol },
  { "mc-reset", IPMI, "warm|cold", N_("Restarts the BMC, not the server"), ctl_ipmi_mc_reset },
  { "selftest", IPMI, "", N_("Shows the result of the BMC's self test"), ctl_ipmi_self_test },
  { "sweep", IPMI, "[SERVER…]", N_("Reads the sensors of many servers at once, a line of JSON for each as it arrives"),
    ctl_ipmi_sweep },
  { "raw", IPMI, "NETFN CMD [BYTE…]", N_("Sends any request; numbers are hexadecimal"), ctl_ipmi_raw },
  { NULL },
};
