/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-error.h"

G_BEGIN_DECLS

/* Parameters of the serial console (IPMI 2.0 table 26-5). */
typedef enum
{
  IPMI_SOL_ENABLE            = 1,
  IPMI_SOL_AUTHENTICATION    = 2,
  IPMI_SOL_VOLATILE_BIT_RATE = 6,
} IpmiSolParameter;

/**
 * IpmiSolSetup:
 * @has_enabled: whether the BMC says @enabled
 * @enabled: whether there is a serial console on this channel at all
 * @has_privilege: whether it says @privilege
 * @privilege: the lowest level that may use it
 * @has_bit_rate: whether it says @bit_rate
 * @bit_rate: of the serial port, in bits a second; 0: as the serial port itself is set
 * @has_user_allowed: whether it says @user_allowed
 * @user_allowed: whether the user of the session may use it
 *
 * How the serial console is set up in a BMC. Each BMC leaves out what it does not know.
 */
typedef struct
{
  gboolean has_enabled;
  gboolean enabled;
  gboolean has_privilege;
  guint8   privilege;
  gboolean has_bit_rate;
  guint    bit_rate;
  gboolean has_user_allowed;
  gboolean user_allowed;
} IpmiSolSetup;

/**
 * IpmiSessionInfo:
 * @user: number of the user, 0 where the BMC does not say
 * @privilege: the level of the session now
 * @channel: the channel that it comes by
 *
 * Get Session Info (IPMI 2.0 §22.20) of an active session.
 */
typedef struct
{
  guint8 user;
  guint8 privilege;
  guint8 channel;
} IpmiSessionInfo;

gboolean ipmi_sol_setup_add_answer       (IpmiSolSetup      *setup,
                                          IpmiSolParameter   parameter,
                                          const guint8      *data,
                                          gsize              length);
gboolean ipmi_sol_setup_add_user_access  (IpmiSolSetup      *setup,
                                          const guint8      *data,
                                          gsize              length);
gboolean ipmi_session_info_decode        (IpmiSessionInfo   *info,
                                          const guint8      *data,
                                          gsize              length,
                                          GError           **error);

G_END_DECLS
