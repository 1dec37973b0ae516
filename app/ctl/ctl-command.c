/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ctl-command.h"
#include "ilo-error.h"
#include "ipmi-error.h"

/**
 * ctl_exit_for_error:
 * @error: why a command failed
 *
 * Returns: the exit status that the contract gives to this kind of failure
 */
CtlExit
ctl_exit_for_error (const GError *error)
{
  if (error->domain == G_OPTION_ERROR)
    return CTL_EXIT_USAGE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT)
      || g_error_matches (error, IPMI_ERROR, IPMI_ERROR_TIMEOUT))
    return CTL_EXIT_TIMEOUT;
  if (g_error_matches (error, ILO_ERROR, ILO_ERROR_AUTH)
      || g_error_matches (error, ILO_ERROR, ILO_ERROR_LICENSE)
      || g_error_matches (error, ILO_ERROR, ILO_ERROR_OUT_OF_STEP)
      || g_error_matches (error, IPMI_ERROR, IPMI_ERROR_AUTH)
      || g_error_matches (error, IPMI_ERROR, IPMI_ERROR_PRIVILEGE))
    return CTL_EXIT_REFUSED;
  return CTL_EXIT_FAILED;
}
