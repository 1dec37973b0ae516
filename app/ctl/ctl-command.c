/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ctl-command.h"
#include "ilo-error.h"
#include "ipmi-error.h"

/* What refuses: authentication, privilege, licence, and keys that are not known or have changed. A way to authenticate
 * that one of the two sides does not take is refused authentication: a TLS version with an iLO, a cipher suite with a BMC. */
static const IloError refusals[] = {
  ILO_ERROR_AUTH, ILO_ERROR_LICENSE, ILO_ERROR_OUT_OF_STEP, ILO_ERROR_WRONG_KEY, ILO_ERROR_DENIED,
  ILO_ERROR_PRIVILEGE, ILO_ERROR_UNAUTHORIZED, ILO_ERROR_LOST_SESSION, ILO_ERROR_KEY_UNKNOWN,
  ILO_ERROR_KEY_CHANGED, ILO_ERROR_TLS_LEGACY, ILO_ERROR_TLS_DOWNGRADE,
};

static gboolean
is_refusal (const GError *error)
{
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (g_error_matches (error, ILO_ERROR, (int) refusals[i]))
      return TRUE;
  return FALSE;
}

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
      || g_error_matches (error, ILO_ERROR, ILO_ERROR_TIMEOUT)
      || g_error_matches (error, IPMI_ERROR, IPMI_ERROR_TIMEOUT))
    return CTL_EXIT_TIMEOUT;
  if (is_refusal (error)
      || g_error_matches (error, IPMI_ERROR, IPMI_ERROR_AUTH)
      || g_error_matches (error, IPMI_ERROR, IPMI_ERROR_PRIVILEGE)
      || g_error_matches (error, IPMI_ERROR, IPMI_ERROR_SUITE))
    return CTL_EXIT_REFUSED;
  return CTL_EXIT_FAILED;
}
