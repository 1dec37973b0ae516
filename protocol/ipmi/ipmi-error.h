/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * IPMI_ERROR:
 *
 * What can go wrong between us and a BMC, one member for each thing the interface can act on. The
 * message is a whole sentence for the user, with the cause and the way out.
 */
#define IPMI_ERROR (ipmi_error_quark ())

typedef enum
{
  IPMI_ERROR_FAILED,
  IPMI_ERROR_PROTOCOL,       /* the BMC sent what the specification does not allow */
  IPMI_ERROR_TIMEOUT,        /* no answer within the deadline */
  IPMI_ERROR_AUTH,           /* unknown user, wrong password or wrong K_g */
  IPMI_ERROR_PRIVILEGE,      /* the user or session may not do this */
  IPMI_ERROR_SUITE,          /* the BMC does not take this cipher suite */
  IPMI_ERROR_NO_SESSION,     /* the BMC's session table is full */
  IPMI_ERROR_COMPLETION,     /* another completion code than 0 */
  IPMI_ERROR_UNSUPPORTED,    /* the BMC does not have this command or feature */
  IPMI_ERROR_NOT_FOUND,      /* no such record, sensor, FRU, user … */
  IPMI_ERROR_BUSY,           /* in use by somebody else, or the BMC stays busy */
  IPMI_ERROR_CLOSED,         /* the session ended */
  IPMI_ERROR_CORRUPT,        /* data whose checksum or lengths do not hold */
} IpmiError;

GQuark ipmi_error_quark (void);

G_END_DECLS
