/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "ipmi-channel.h"
#include "ipmi-dcmi-client.h"
#include "ipmi-lan-client.h"
#include "ipmi-user-client.h"
#include "scripted-session.h"

typedef struct
{
  int   channel_info;          /* completion codes */
  int   parameters;
  int   silent_parameter;      /* this one is never answered */
  int   names;
  int   fifth_user;
  int   dcmi;
  guint max_users;
} Bmc;

static int
app (Bmc               *bmc,
     const IpmiRequest *request,
     GByteArray        *answer)
{
  static const guint8 info[] = { 0x02, 4, 1, 0x80, 0xF2, 0x1B, 0, 0, 0 };
  guint8 access[] = { bmc->max_users, 0x42, 0, 0x14 };
  guint8 name[16] = "user-";

  switch (request->command)
    {
    case 0x42:
      g_assert_cmpuint (request->data[0], ==, IPMI_CHANNEL_THIS);
      g_byte_array_append (answer, info, sizeof info);
      return bmc->channel_info;
    case 0x44:
      access[3] = 0x10 | (request->data[1] % 5);
      g_byte_array_append (answer, access, sizeof access);
      return request->data[1] == 5 ? bmc->fifth_user : 0;
    case 0x46:
      name[5] = '0' + request->data[0];
      g_byte_array_append (answer, name, sizeof name);
      return request->data[0] == 3 ? bmc->names : 0;
    default:
      return 0xC1;
    }
}

static int
lan_parameter (Bmc               *bmc,
               const IpmiRequest *request,
               GByteArray        *answer)
{
  static const guint8 address[] = { 0x11, 192, 0, 2, 17 };
  static const guint8 status[] = { 0x11, 2, 0xFF, 1 };
  guint8 ipv6[21] = { 0x11, request->data[2], 0x80, 0xFE, 0x80 };

  if (request->data[1] == bmc->silent_parameter)
    return SCRIPT_SILENT;
  if (bmc->parameters != 0)
    return bmc->parameters;
  switch (request->data[1])
    {
    case IPMI_LAN_IP_ADDRESS:
      g_byte_array_append (answer, address, sizeof address);
      return 0;
    case IPMI_LAN_IPV6_STATUS:
      g_byte_array_append (answer, status, sizeof status);
      return 0;
    case IPMI_LAN_IPV6_STATIC:
    case IPMI_LAN_IPV6_DYNAMIC:
      g_byte_array_append (answer, ipv6, sizeof ipv6);
      return 0;
    default:
      return 0x80;
    }
}

static int
bmc_script (const IpmiRequest *request,
            GByteArray        *answer,
            gpointer           user_data)
{
  static const guint8 capabilities[] = { 0xDC, 1, 5, 2, 0, 1, 1 };
  Bmc *bmc = user_data;

  switch (request->netfn)
    {
    case 0x06:
      return app (bmc, request, answer);
    case 0x0C:
      g_assert_cmphex (request->command, ==, 0x02);
      return lan_parameter (bmc, request, answer);
    case 0x2C:
      g_assert_cmphex (request->data[0], ==, 0xDC);
      g_byte_array_append (answer, capabilities, request->command == 1 ? sizeof capabilities : 1);
      return request->command == 1 && request->data[1] != 1 ? 0xCC : bmc->dcmi;
    default:
      return 0xC1;
    }
}

static IpmiLan *
read_lan (Bmc     *bmc,
          guint32  seed,
          GError **error)
{
  g_autoptr(IpmiSession) session = scripted_session_new (bmc_script, bmc, seed);
  g_auto(Waiting) waiting = { NULL };
  IpmiLan *lan;

  ipmi_lan_read_async (session, IPMI_CHANNEL_THIS, NULL, on_scripted_done, &waiting);
  lan = ipmi_lan_read_finish (session, wait_for (&waiting), error);
  while (scripted_session_outstanding (session) > 0)
    g_main_context_iteration (NULL, TRUE);
  return lan;
}

static void
test_lan (void)
{
  for (guint32 seed = 0; seed < 20; seed++)
    {
      Bmc bmc = { .silent_parameter = -1 };
      g_autoptr(GError) error = NULL;
      g_autofree IpmiLan *lan = read_lan (&bmc, seed, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (lan->channel, ==, 2);
      g_assert_true (ipmi_lan_has (lan, IPMI_LAN_IP_ADDRESS));
      g_assert_false (ipmi_lan_has (lan, IPMI_LAN_MAC_ADDRESS));
      g_assert_cmpuint (lan->n_ipv6, ==, 2 + 16);
      g_assert_false (lan->ipv6[1].dynamic);
      g_assert_cmpuint (lan->ipv6[1].set, ==, 1);
      g_assert_true (lan->ipv6[17].dynamic);
      g_assert_cmpuint (lan->ipv6[17].set, ==, 15);
    }
}

static void
test_lan_without_channel_info (void)
{
  Bmc bmc = { .silent_parameter = -1, .channel_info = 0xC1 };
  g_autofree IpmiLan *lan = read_lan (&bmc, 0, NULL);

  g_assert_nonnull (lan);
  g_assert_cmpuint (lan->channel, ==, IPMI_CHANNEL_THIS);
}

static void
test_lan_errors (void)
{
  static const struct
  {
    Bmc bmc;
    int code;
  } cases[] = {
    { { .silent_parameter = -1, .parameters = 0xD4 }, IPMI_ERROR_PRIVILEGE },
    { { .silent_parameter = IPMI_LAN_VLAN_ID }, IPMI_ERROR_TIMEOUT },
    { { .silent_parameter = IPMI_LAN_IPV6_STATIC }, IPMI_ERROR_TIMEOUT },
    { { .silent_parameter = -1, .channel_info = SCRIPT_CLOSED }, IPMI_ERROR_CLOSED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Bmc bmc = cases[i].bmc;
      g_autoptr(GError) error = NULL;

      g_assert_null (read_lan (&bmc, 0, &error));
      g_assert_error (error, IPMI_ERROR, cases[i].code);
    }
}

static GArray *
read_users (Bmc     *bmc,
            GError **error)
{
  g_autoptr(IpmiSession) session = scripted_session_new (bmc_script, bmc, 5);
  g_auto(Waiting) waiting = { NULL };

  ipmi_user_list_async (session, 1, NULL, on_scripted_done, &waiting);
  return ipmi_user_list_finish (session, wait_for (&waiting), error);
}

static void
test_users (void)
{
  Bmc bmc = { .max_users = 63, .names = 0xCC };
  g_autoptr(GArray) users = read_users (&bmc, NULL);
  g_autoptr(GError) error = NULL;

  g_assert_cmpuint (users->len, ==, 63);
  for (guint i = 0; i < users->len; i++)
    {
      const IpmiUser *user = &g_array_index (users, IpmiUser, i);
      g_autofree char *name = g_strdup_printf ("user-%c", (int) ('1' + i));

      g_assert_cmpuint (user->id, ==, i + 1);
      g_assert_cmpuint (user->access.privilege, ==, (i + 1) % 5);
      g_assert_cmpstr (user->name, ==, i == 2 ? "" : name);
    }
  bmc.names = 0xD4;
  g_assert_null (read_users (&bmc, &error));
  g_assert_error (error, IPMI_ERROR, IPMI_ERROR_PRIVILEGE);
  bmc = (Bmc) { .max_users = 6, .fifth_user = 0xCC };
  {
    g_autoptr(GArray) fewer = read_users (&bmc, NULL);

    g_assert_cmpuint (fewer->len, ==, 5);
    g_assert_cmpuint (g_array_index (fewer, IpmiUser, 4).id, ==, 6);
  }
  g_clear_error (&error);
  bmc.fifth_user = 0xC0;
  g_assert_null (read_users (&bmc, &error));
  g_assert_error (error, IPMI_ERROR, IPMI_ERROR_BUSY);
  bmc = (Bmc) { .max_users = 0 };
  {
    g_autoptr(GArray) none = read_users (&bmc, NULL);

    g_assert_cmpuint (none->len, ==, 0);
  }
}

static void
test_dcmi (void)
{
  Bmc bmc = { 0 };
  g_autoptr(IpmiSession) session = scripted_session_new (bmc_script, &bmc, 0);
  g_auto(Waiting) first = { NULL }, second = { NULL }, third = { NULL };
  g_autoptr(GError) error = NULL;
  IpmiDcmiCapabilities capabilities;
  IpmiDcmiLimit limit;
  IpmiDcmiPower power;

  ipmi_dcmi_get_capabilities_async (session, NULL, on_scripted_done, &first);
  g_assert_true (ipmi_dcmi_get_capabilities_finish (session, wait_for (&first), &capabilities, NULL));
  g_assert_true (capabilities.has_supported && capabilities.power_management && !capabilities.has_platform);
  bmc.dcmi = 0x80;
  ipmi_dcmi_get_limit_async (session, NULL, on_scripted_done, &second);
  g_assert_true (ipmi_dcmi_get_limit_finish (session, wait_for (&second), &limit, NULL));
  g_assert_false (limit.active);
  bmc.dcmi = 0xC1;
  ipmi_dcmi_get_power_async (session, NULL, on_scripted_done, &third);
  g_assert_false (ipmi_dcmi_get_power_finish (session, wait_for (&third), &power, &error));
  g_assert_error (error, IPMI_ERROR, IPMI_ERROR_UNSUPPORTED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ipmi/lan/read", test_lan);
  g_test_add_func ("/ipmi/lan/without-channel-info", test_lan_without_channel_info);
  g_test_add_func ("/ipmi/lan/errors", test_lan_errors);
  g_test_add_func ("/ipmi/users/list", test_users);
  g_test_add_func ("/ipmi/dcmi/asks", test_dcmi);
  return g_test_run ();
}
