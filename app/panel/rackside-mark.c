/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-mark.h"

/**
 * rackside_mark_of_severity:
 * @severity: how bad it is
 *
 * Returns: how that is shown
 */
RacksideMark
rackside_mark_of_severity (IpmiSeverity severity)
{
  switch (severity)
    {
    case IPMI_SEVERITY_OK:
      return (RacksideMark) { "emblem-ok-symbolic", "success", _("OK") };
    case IPMI_SEVERITY_WARNING:
      return (RacksideMark) { "dialog-warning-symbolic", "warning", _("Warning") };
    case IPMI_SEVERITY_CRITICAL:
      return (RacksideMark) { "dialog-error-symbolic", "error", _("Critical") };
    case IPMI_SEVERITY_NON_RECOVERABLE:
      return (RacksideMark) { "process-stop-symbolic", "error", _("Non-recoverable") };
    case IPMI_SEVERITY_INFORMATION:
    default:
      return (RacksideMark) { "rackside-information-symbolic", "accent", _("Information") };
    }
}

/**
 * rackside_mark_of_nothing:
 *
 * Returns: how it is shown that nothing is known
 */
RacksideMark
rackside_mark_of_nothing (void)
{
  return (RacksideMark) { "list-remove-symbolic", "dim-label", _("No reading") };
}
