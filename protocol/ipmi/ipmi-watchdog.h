/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-error.h"

G_BEGIN_DECLS

/**
 * IpmiWatchdogUses:
 *
 * What the watchdog has expired for, a bit each. IpmiWatchdog's @use is the number of the bit.
 */
typedef enum
{
  IPMI_WATCHDOG_USES_BIOS_FRB2 = 1 << 1,
  IPMI_WATCHDOG_USES_BIOS_POST = 1 << 2,
  IPMI_WATCHDOG_USES_OS_LOAD   = 1 << 3,
  IPMI_WATCHDOG_USES_SMS_OS    = 1 << 4,
  IPMI_WATCHDOG_USES_OEM       = 1 << 5,
} IpmiWatchdogUses;

/**
 * IpmiWatchdog:
 * @logged: whether expiring is logged
 * @running: whether it runs
 * @use: who has started it: 1 BIOS FRB2, 2 BIOS/POST, 3 OS load, 4 SMS/OS, 5 OEM
 * @interrupt: what comes before it expires: 0 none, 1 SMI, 2 NMI, 3 messaging interrupt
 * @action: what it does: 0 nothing, 1 hard reset, 2 power down, 3 power cycle
 * @pre_timeout: seconds from the interrupt to the action
 * @expired: for what it has expired
 * @initial: what it counts down from, in 100 ms
 * @has_present: whether @present was there; OpenIPMI's simulator leaves it out
 * @present: where it is, in 100 ms
 *
 * Get Watchdog Timer (IPMI 2.0 §27.7).
 */
typedef struct
{
  gboolean         logged;
  gboolean         running;
  guint8           use;
  guint8           interrupt;
  guint8           action;
  guint8           pre_timeout;
  IpmiWatchdogUses expired;
  guint16          initial;
  gboolean         has_present;
  guint16          present;
} IpmiWatchdog;

gboolean     ipmi_watchdog_decode          (IpmiWatchdog   *watchdog,
                                            const guint8   *data,
                                            gsize           length,
                                            GError        **error);
const char  *ipmi_watchdog_use_name        (guint8          use);
const char  *ipmi_watchdog_interrupt_name  (guint8          interrupt);
const char  *ipmi_watchdog_action_name     (guint8          action);

G_END_DECLS
