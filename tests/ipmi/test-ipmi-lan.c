/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "ipmi-channel.h"
#include "ipmi-dcmi.h"
#include "ipmi-lan.h"
#include "ipmi-test.h"
#include "ipmi-user.h"
#include "ipmi-watchdog.h"

#define REVISION 0x11

static gboolean
add (IpmiLan          *lan,
     IpmiLanParameter  parameter,
     const guint8     *data,
     gsize             length)
{
  g_autofree guint8 *exact = exact_copy (data, length);

  return ipmi_lan_add_answer (lan, parameter, exact, length);
}

#define ADD(lan, parameter, ...) \
  add ((lan), (parameter), (const guint8[]) { REVISION, __VA_ARGS__ }, \
       sizeof ((const guint8[]) { REVISION, __VA_ARGS__ }))

static void
test_lan_addresses (void)
{
  IpmiLan lan = { 0 };
  g_autofree char *address = NULL, *mask = NULL, *mac = NULL;

  g_assert_false (ipmi_lan_has (&lan, IPMI_LAN_IP_ADDRESS));
  g_assert_true (ADD (&lan, IPMI_LAN_IP_ADDRESS, 192, 0, 2, 17));
  g_assert_true (ADD (&lan, IPMI_LAN_IP_SOURCE, 0xF2));
  g_assert_true (ADD (&lan, IPMI_LAN_MAC_ADDRESS, 2, 0, 0x5E, 0x10, 0, 0x17));
  g_assert_true (ADD (&lan, IPMI_LAN_SUBNET_MASK, 255, 255, 255, 0));
  g_assert_true (ipmi_lan_has (&lan, IPMI_LAN_IP_ADDRESS));
  address = ipmi_lan_dup_ipv4 (lan.ip_address);
  mask = ipmi_lan_dup_ipv4 (lan.subnet_mask);
  mac = ipmi_lan_dup_mac (lan.mac_address);
  g_assert_cmpstr (address, ==, "192.0.2.17");
  g_assert_cmpstr (mask, ==, "255.255.255.0");
  g_assert_cmpstr (mac, ==, "02:00:5e:10:00:17");
  g_assert_cmpstr (ipmi_lan_source_name (lan.ip_source), ==, "dhcp");
  g_assert_cmpstr (ipmi_lan_source_name (9), ==, "reserved");
}

static void
test_lan_numbers (void)
{
  IpmiLan lan = { 0 };
  g_auto(GStrv) types = NULL;

  g_assert_true (ADD (&lan, IPMI_LAN_AUTH_TYPE_SUPPORT, 0x17));
  types = ipmi_lan_dup_auth_types (lan.auth_type_support);
  g_assert_cmpuint (g_strv_length (types), ==, 4);
  g_assert_cmpstr (types[3], ==, "password");
  g_assert_true (ADD (&lan, IPMI_LAN_IPV4_HEADER, 0x40, 0x40, 0x10));
  g_assert_cmpuint (lan.time_to_live, ==, 64);
  g_assert_cmpuint (lan.ip_flags, ==, 2);
  g_assert_cmpuint (lan.ip_precedence, ==, 0);
  g_assert_cmpuint (lan.type_of_service, ==, 8);
  g_assert_true (ADD (&lan, IPMI_LAN_PRIMARY_RMCP_PORT, 0x6F, 0x02));
  g_assert_cmpuint (lan.primary_rmcp_port, ==, 623);
  g_assert_true (ADD (&lan, IPMI_LAN_ARP_CONTROL, 0x02));
  g_assert_true (lan.arp_responses && !lan.gratuitous_arp);
  g_assert_true (ADD (&lan, IPMI_LAN_COMMUNITY_STRING, 'p', 'u', 'b', 'l', 0x1B, 'c', 0, 0, 0, 0, 0, 0, 0, 0,
                      0, 0, 0, 0));
  g_assert_cmpstr (lan.community_string, ==, "publ\uFFFDc");
  g_assert_true (ADD (&lan, IPMI_LAN_VLAN_ID, 0x2A, 0x81));
  g_assert_true (lan.vlan_enabled);
  g_assert_cmpuint (lan.vlan_id, ==, 0x12A);
  g_assert_true (ADD (&lan, IPMI_LAN_BAD_PASSWORD, 1, 3, 30, 0, 0x2C, 0x01));
  g_assert_true (lan.bad_password_event);
  g_assert_cmpuint (lan.bad_password_threshold, ==, 3);
  g_assert_cmpuint (lan.bad_password_interval, ==, 300);
  g_assert_cmpuint (lan.lockout_interval, ==, 3000);
}

static void
test_lan_community_of_18_wide_characters (void)
{
  guint8 data[19] = { REVISION };
  IpmiLan lan = { 0 };

  /* U+00FF takes two bytes, U+FFFD, which stands for a control character, three. */
  memset (data + 1, 0xFF, 18);
  g_assert_true (add (&lan, IPMI_LAN_COMMUNITY_STRING, data, sizeof data));
  g_assert_true (g_utf8_validate (lan.community_string, -1, NULL));
  g_assert_cmpuint (strlen (lan.community_string), ==, 36);
  memset (data + 1, 0x01, 18);
  g_assert_true (add (&lan, IPMI_LAN_COMMUNITY_STRING, data, sizeof data));
  g_assert_true (g_utf8_validate (lan.community_string, -1, NULL));
  g_assert_cmpuint (strlen (lan.community_string), ==, 54);
}

static void
test_lan_cipher_suites (void)
{
  IpmiLan lan = { 0 }, more = { 0 };

  g_assert_true (ADD (&lan, IPMI_LAN_CIPHER_SUITE_COUNT, 4));
  g_assert_true (ADD (&lan, IPMI_LAN_CIPHER_SUITES, 0, 0, 3, 8, 17, 0, 0, 0));
  g_assert_true (ADD (&lan, IPMI_LAN_CIPHER_PRIVILEGES, 0, 0x40, 0x04, 0, 0, 0, 0, 0, 0));
  g_assert_cmpuint (lan.n_cipher_suites, ==, 4);
  g_assert_cmpuint (lan.cipher_suites[3], ==, 17);
  g_assert_cmpuint (lan.cipher_privileges[0], ==, 0);
  g_assert_cmpuint (lan.cipher_privileges[1], ==, 4);
  g_assert_cmpuint (lan.cipher_privileges[2], ==, 4);

  /* A count beyond what there is, and more ids than there can be. */
  g_assert_true (ADD (&more, IPMI_LAN_CIPHER_SUITE_COUNT, 31));
  g_assert_true (ADD (&more, IPMI_LAN_CIPHER_SUITES, 0, 1, 2));
  g_assert_cmpuint (more.n_cipher_suites, ==, 2);
  more = (IpmiLan) { 0 };
  g_assert_true (ADD (&more, IPMI_LAN_CIPHER_SUITES, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
                      16, 17));
  g_assert_cmpuint (more.n_cipher_suites, ==, 16);
}

static void
test_lan_ipv6 (void)
{
  static const guint8 address[] = { REVISION, 1, 0x02, 0x20, 1, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x17,
                                    64, 0 };
  IpmiLan lan = { 0 };
  g_autofree char *text = NULL;

  g_assert_true (ADD (&lan, IPMI_LAN_IPV6_STATUS, 1, 3, 3));
  g_assert_cmpuint (lan.ipv6_max_dynamic, ==, 3);
  g_assert_true (lan.ipv6_slaac_supported && lan.ipv6_dhcp_supported);
  g_assert_true (ADD (&lan, IPMI_LAN_IPV6_ENABLES, 2));
  g_assert_cmpstr (ipmi_lan_ipv6_enables_name (lan.ipv6_enables), ==, "both");
  g_assert_true (add (&lan, IPMI_LAN_IPV6_DYNAMIC, address, sizeof address));
  g_assert_cmpuint (lan.n_ipv6, ==, 1);
  g_assert_true (lan.ipv6[0].dynamic);
  g_assert_cmpuint (lan.ipv6[0].source, ==, 2);
  g_assert_cmpuint (lan.ipv6[0].prefix_length, ==, 64);
  g_assert_cmpstr (ipmi_lan_ipv6_status_name (lan.ipv6[0].status), ==, "active");
  text = ipmi_lan_dup_ipv6 (lan.ipv6[0].address);
  g_assert_cmpstr (text, ==, "2001:db8::17");
  for (guint i = 0; i < 100; i++)
    g_assert_true (add (&lan, IPMI_LAN_IPV6_STATIC, address, sizeof address));
  g_assert_cmpuint (lan.n_ipv6, ==, 2 * IPMI_LAN_MAX_IPV6);
}

/* Whatever is too short changes nothing. */
static void
test_lan_short_answers (void)
{
  static const guint8 lengths[IPMI_LAN_N_PARAMETERS] = {
    [0] = 1, 1, 5, 4, 1, 6, 4, 3, 2, 2, 1, 1, 4, 6, 4, 6, 18, 1, [20] = 2, 1, 1, 1, 9, [26] = 6, [50] = 1, 1,
    [53] = 1, [55] = 3, 20, [59] = 20, [64] = 1, 16,
  };
  guint8 data[32] = { 0 };

  for (guint parameter = 0; parameter < 256; parameter++)
    {
      guint8 least = parameter < IPMI_LAN_N_PARAMETERS ? lengths[parameter] : 0;

      for (gsize length = 0; length <= least; length++)
        {
          IpmiLan lan = { 0 };
          const IpmiLan nothing = { 0 };

          g_assert_false (add (&lan, parameter, data, length));
          g_assert_cmpmem (&lan, sizeof lan, &nothing, sizeof nothing);
        }
      if (least > 0)
        {
          IpmiLan lan = { 0 };

          g_assert_true (add (&lan, parameter, data, least + 1));
          g_assert_true (ipmi_lan_has (&lan, parameter));
        }
    }
}

static void
test_users (void)
{
  static const guint8 access_answer[] = { 0x0F, 0x43, 0x01, 0x74 };
  static const guint8 name[16] = "sixteen-chars-a\xFC";
  IpmiUserAccess access;
  g_autoptr(GError) error = NULL;
  g_autofree guint8 *exact = exact_copy (name, 16);
  g_autofree char *text = ipmi_user_name_decode (exact, 16, NULL);

  g_assert_cmpstr (text, ==, "sixteen-chars-a\u00FC");
  g_assert_null (ipmi_user_name_decode (exact, 15, &error));
  g_assert_error (error, IPMI_ERROR, IPMI_ERROR_PROTOCOL);
  g_assert_true (ipmi_user_access_decode (&access, access_answer, 4, NULL));
  g_assert_cmpuint (access.max_users, ==, 15);
  g_assert_cmpuint (access.enabled_users, ==, 3);
  g_assert_cmpuint (access.fixed_names, ==, 1);
  g_assert_cmpstr (ipmi_user_status_name (access.status), ==, "enabled");
  g_assert_true (access.callback_only && access.link_authentication && access.messaging);
  g_assert_cmpstr (ipmi_privilege_name (access.privilege), ==, "administrator");
  g_assert_cmpstr (ipmi_privilege_name (15), ==, "none");
  ASSERT_REFUSES_SHORT (ipmi_user_access_decode, &access, access_answer, 4);
}

static void
test_channels (void)
{
  static const guint8 info_answer[] = { 0x01, 0x84, 0x01, 0x82, 0xF2, 0x1B, 0, 7, 8 };
  IpmiChannelInfo info;

  g_assert_true (ipmi_channel_info_decode (&info, info_answer, 9, NULL));
  g_assert_cmpuint (info.number, ==, 1);
  g_assert_cmphex (info.medium, ==, IPMI_CHANNEL_MEDIUM_LAN);
  g_assert_cmphex (info.protocol, ==, 1);
  g_assert_cmpuint (info.session_support, ==, 2);
  g_assert_cmpuint (info.active_sessions, ==, 2);
  g_assert_cmpuint (info.vendor_id, ==, 7154);
  ASSERT_REFUSES_SHORT (ipmi_channel_info_decode, &info, info_answer, 9);
}

static void
test_watchdog (void)
{
  static const guint8 answer[] = { 0x44, 0x21, 5, 0x10, 0x58, 0x02, 0x2C, 0x01 };
  IpmiWatchdog watchdog;

  g_assert_true (ipmi_watchdog_decode (&watchdog, answer, 8, NULL));
  g_assert_true (watchdog.running && watchdog.logged);
  g_assert_cmpstr (ipmi_watchdog_use_name (watchdog.use), ==, "SMS/OS");
  g_assert_cmpstr (ipmi_watchdog_interrupt_name (watchdog.interrupt), ==, "NMI");
  g_assert_cmpstr (ipmi_watchdog_action_name (watchdog.action), ==, "hard reset");
  g_assert_cmpuint (watchdog.pre_timeout, ==, 5);
  g_assert_cmpuint (watchdog.expired, ==, IPMI_WATCHDOG_USES_SMS_OS);
  g_assert_cmpuint (watchdog.initial, ==, 600);
  g_assert_true (watchdog.has_present);
  g_assert_cmpuint (watchdog.present, ==, 300);
  g_assert_cmpstr (ipmi_watchdog_use_name (7), ==, "reserved");
  g_assert_true (ipmi_watchdog_decode (&watchdog, answer, 6, NULL));
  g_assert_false (watchdog.has_present);
  g_assert_cmpuint (watchdog.present, ==, 0);
  ASSERT_REFUSES_SHORT (ipmi_watchdog_decode, &watchdog, answer, 6);
}

static void
test_dcmi_power (void)
{
  static const guint8 answer[] = { 0xDC, 0xA7, 0, 0x50, 0, 0xFF, 1, 0xA0, 0, 0, 0xF1, 0x53, 0x65, 0xE8, 3, 0, 0,
                                   0x40 };
  static const guint8 other[] = { 0x00, 0xA7 };
  static const guint8 limit_answer[] = { 0xDC, 0, 0, 0x11, 0xF4, 1, 0xE8, 3, 0, 0, 0, 0, 5, 0 };
  g_autoptr(GError) error = NULL;
  IpmiDcmiPower power;
  IpmiDcmiLimit limit = { .active = TRUE };

  g_assert_true (ipmi_dcmi_power_decode (&power, answer, sizeof answer, NULL));
  g_assert_cmpuint (power.current, ==, 167);
  g_assert_cmpuint (power.minimum, ==, 80);
  g_assert_cmpuint (power.maximum, ==, 511);
  g_assert_cmpuint (power.average, ==, 160);
  g_assert_cmpuint (power.time, ==, 1700000000);
  g_assert_cmpuint (power.period, ==, 1000);
  g_assert_true (power.active);
  ASSERT_REFUSES_SHORT (ipmi_dcmi_power_decode, &power, answer, sizeof answer);
  g_assert_false (ipmi_dcmi_power_decode (&power, other, sizeof other, &error));
  g_assert_error (error, IPMI_ERROR, IPMI_ERROR_PROTOCOL);

  g_assert_true (ipmi_dcmi_limit_decode (&limit, limit_answer, sizeof limit_answer, NULL));
  g_assert_true (limit.active);
  g_assert_cmpuint (limit.action, ==, 0x11);
  g_assert_cmpuint (limit.watts, ==, 500);
  g_assert_cmpuint (limit.correction_time, ==, 1000);
  g_assert_cmpuint (limit.sampling_period, ==, 5);
  ASSERT_REFUSES_SHORT (ipmi_dcmi_limit_decode, &limit, limit_answer, sizeof limit_answer);
}

static void
test_dcmi_capabilities (void)
{
  static const guint8 supported[] = { 0xDC, 1, 5, 2, 0, 1, 6 };
  static const guint8 platform[] = { 0xDC, 1, 5, 2, 0x00, 0x82, 5, 1, 1 };
  static const guint8 optional[] = { 0xDC, 1, 5, 2, 0x24, 0x61 };
  static const guint8 access[] = { 0xDC, 1, 5, 2, 1, 0xFF, 2 };
  static const guint8 periods[] = { 0xDC, 1, 5, 2, 4, 0x05, 0x4F, 0x81, 0xC7 };
  IpmiDcmiCapabilities capabilities = { 0 };
  g_autoptr(GError) error = NULL;

  g_assert_true (ipmi_dcmi_capabilities_add (&capabilities, IPMI_DCMI_PARAMETER_SUPPORTED, supported, 7, NULL));
  g_assert_true (ipmi_dcmi_capabilities_add (&capabilities, IPMI_DCMI_PARAMETER_PLATFORM, platform, 9, NULL));
  g_assert_true (ipmi_dcmi_capabilities_add (&capabilities, IPMI_DCMI_PARAMETER_OPTIONAL, optional, 6, NULL));
  g_assert_true (ipmi_dcmi_capabilities_add (&capabilities, IPMI_DCMI_PARAMETER_ACCESS, access, 7, NULL));
  g_assert_true (ipmi_dcmi_capabilities_add (&capabilities, IPMI_DCMI_PARAMETER_POWER, periods, 9, NULL));
  g_assert_cmpuint (capabilities.major, ==, 1);
  g_assert_cmpuint (capabilities.minor, ==, 5);
  g_assert_true (capabilities.power_management && capabilities.serial && capabilities.secondary_lan);
  g_assert_false (capabilities.kcs);
  g_assert_true (capabilities.sel_rollover && !capabilities.sel_flush);
  g_assert_cmpuint (capabilities.sel_entries, ==, 512);
  g_assert_true (capabilities.asset_tag && capabilities.guid && capabilities.temperature);
  g_assert_cmphex (capabilities.power_device, ==, 0x24);
  g_assert_cmpuint (capabilities.power_channel, ==, 6);
  g_assert_cmpuint (capabilities.serial_channel, ==, 2);
  g_assert_cmpuint (capabilities.n_periods, ==, 4);
  g_assert_cmpuint (capabilities.periods[0], ==, 5);
  g_assert_cmpuint (capabilities.periods[1], ==, 900);
  g_assert_cmpuint (capabilities.periods[2], ==, 3600);
  g_assert_cmpuint (capabilities.periods[3], ==, 604800);
  for (gsize n = 0; n < sizeof periods; n++)
    {
      g_autofree guint8 *exact = exact_copy (periods, n);

      g_clear_error (&error);
      g_assert_false (ipmi_dcmi_capabilities_add (&capabilities, IPMI_DCMI_PARAMETER_POWER, exact, n, &error));
      g_assert_error (error, IPMI_ERROR, IPMI_ERROR_PROTOCOL);
      g_assert_cmpuint (capabilities.n_periods, ==, 4);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ipmi/lan/addresses", test_lan_addresses);
  g_test_add_func ("/ipmi/lan/numbers", test_lan_numbers);
  g_test_add_func ("/ipmi/lan/community", test_lan_community_of_18_wide_characters);
  g_test_add_func ("/ipmi/lan/cipher-suites", test_lan_cipher_suites);
  g_test_add_func ("/ipmi/lan/ipv6", test_lan_ipv6);
  g_test_add_func ("/ipmi/lan/short-answers", test_lan_short_answers);
  g_test_add_func ("/ipmi/users", test_users);
  g_test_add_func ("/ipmi/channels", test_channels);
  g_test_add_func ("/ipmi/watchdog", test_watchdog);
  g_test_add_func ("/ipmi/dcmi/power", test_dcmi_power);
  g_test_add_func ("/ipmi/dcmi/capabilities", test_dcmi_capabilities);
  return g_test_run ();
}
