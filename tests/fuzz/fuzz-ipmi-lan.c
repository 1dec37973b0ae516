/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"
#include "ipmi-channel.h"
#include "ipmi-dcmi.h"
#include "ipmi-lan.h"
#include "ipmi-sol-setup.h"
#include "ipmi-user.h"
#include "ipmi-watchdog.h"

static void
show (const IpmiLan *lan)
{
  g_assert_true (g_utf8_validate (lan->community_string, -1, NULL));
  g_assert_cmpuint (lan->n_cipher_suites, <=, IPMI_LAN_MAX_SUITES);
  g_assert_cmpuint (lan->n_ipv6, <=, G_N_ELEMENTS (lan->ipv6));
  g_free (ipmi_lan_dup_ipv4 (lan->ip_address));
  g_free (ipmi_lan_dup_mac (lan->mac_address));
  for (guint i = 0; i < lan->n_ipv6; i++)
    g_free (ipmi_lan_dup_ipv6 (lan->ipv6[i].address));
  g_strfreev (ipmi_lan_dup_auth_types (lan->auth_type_support));
}

/* LAN parameters, one after another: number, length, answer; and all of it as the answers that are short. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  IpmiLan lan = { 0 };
  IpmiDcmiCapabilities capabilities = { 0 };
  IpmiDcmiPower power;
  IpmiDcmiLimit limit = { 0 };
  IpmiUserAccess access;
  IpmiChannelInfo info;
  IpmiWatchdog watchdog;
  IpmiSolSetup sol = { 0 };
  IpmiSessionInfo session;

  for (gsize at = 0; size - at >= 2 && size - at - 2 >= data[at + 1]; at += 2 + data[at + 1])
    ipmi_lan_add_answer (&lan, data[at], data + at + 2, data[at + 1]);
  show (&lan);
  for (guint parameter = 0; parameter < 8; parameter++)
    ipmi_dcmi_capabilities_add (&capabilities, parameter, data, size, NULL);
  g_assert_cmpuint (capabilities.n_periods, <=, IPMI_DCMI_MAX_PERIODS);
  for (guint parameter = 0; parameter < 9; parameter++)
    ipmi_sol_setup_add_answer (&sol, parameter, data, size);
  g_assert_cmpuint (sol.bit_rate, <=, 115200);
  ipmi_sol_setup_add_user_access (&sol, data, size);
  if (ipmi_session_info_decode (&session, data, size, NULL))
    g_assert_cmpuint (session.user, <=, IPMI_MAX_USERS);
  ipmi_dcmi_power_decode (&power, data, size, NULL);
  ipmi_dcmi_limit_decode (&limit, data, size, NULL);
  ipmi_user_access_decode (&access, data, size, NULL);
  g_free (ipmi_user_name_decode (data, size, NULL));
  if (ipmi_channel_info_decode (&info, data, size, NULL))
    g_assert_cmpuint (info.session_support, <=, 3);
  if (ipmi_watchdog_decode (&watchdog, data, size, NULL))
    g_assert_nonnull (ipmi_watchdog_use_name (watchdog.use));
  return 0;
}
