/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ipmi-sol-setup-client.h"
#include "scripted-session.h"

typedef struct
{
  int    session_info;        /* completion codes */
  int    user_access;
  int    bit_rate_answer;
  guint8 enabled;
  guint8 bit_rate;
  guint8 standard;            /* payloads that the user may use */
} Bmc;

static int
bmc_script (const IpmiRequest *request,
            GByteArray        *answer,
            gpointer           user_data)
{
  static const guint8 info[] = { 1, 63, 1, 0x42, 0x04, 0x12 };
  Bmc *bmc = user_data;
  const guint8 access[] = { bmc->standard, 0, 0, 0 };
  guint8 parameter[] = { 0x11, 0 };

  switch (request->netfn << 8 | request->command)
    {
    case 0x063D:
      g_assert_cmpuint (request->length, ==, 1);
      g_assert_cmpuint (request->data[0], ==, 0);
      g_byte_array_append (answer, info, sizeof info);
      return bmc->session_info;
    case 0x064D:
      g_assert_cmpuint (request->data[0], ==, 2);
      g_assert_cmpuint (request->data[1], ==, 2);
      g_byte_array_append (answer, access, sizeof access);
      return bmc->user_access;
    case 0x0C22:
      g_assert_cmpuint (request->data[0], ==, bmc->session_info == 0 ? 2 : 0x0E);
      parameter[1] = request->data[1] == IPMI_SOL_ENABLE ? bmc->enabled
                     : request->data[1] == IPMI_SOL_AUTHENTICATION ? 0xC3 : bmc->bit_rate;
      g_byte_array_append (answer, parameter, sizeof parameter);
      return request->data[1] == IPMI_SOL_VOLATILE_BIT_RATE ? bmc->bit_rate_answer : 0;
    default:
      return 0xC1;
    }
}

static gboolean
read_setup (Bmc           *bmc,
            IpmiSolSetup  *setup,
            GError       **error)
{
  g_autoptr(IpmiSession) session = scripted_session_new (bmc_script, bmc, 7);
  g_auto(Waiting) waiting = { NULL };
  gboolean ok;

  ipmi_sol_setup_read_async (session, NULL, on_scripted_done, &waiting);
  ok = ipmi_sol_setup_read_finish (session, wait_for (&waiting), setup, error);
  while (scripted_session_outstanding (session) > 0)
    g_main_context_iteration (NULL, TRUE);
  return ok;
}

static void
test_everything (void)
{
  Bmc bmc = { .enabled = 1, .bit_rate = 0x0A, .standard = 0x03 };
  IpmiSolSetup setup;

  g_assert_true (read_setup (&bmc, &setup, NULL));
  g_assert_true (setup.has_enabled && setup.enabled);
  g_assert_true (setup.has_privilege);
  g_assert_cmpuint (setup.privilege, ==, 3);
  g_assert_true (setup.has_bit_rate);
  g_assert_cmpuint (setup.bit_rate, ==, 115200);
  g_assert_true (setup.has_user_allowed && setup.user_allowed);

  bmc = (Bmc) { .enabled = 0xFE, .bit_rate = 0x00, .standard = 0xFD };
  g_assert_true (read_setup (&bmc, &setup, NULL));
  g_assert_true (setup.has_enabled && !setup.enabled);
  g_assert_true (setup.has_bit_rate);
  g_assert_cmpuint (setup.bit_rate, ==, 0);
  g_assert_true (setup.has_user_allowed && !setup.user_allowed);
}

static void
test_what_is_not_told (void)
{
  Bmc bmc = { .enabled = 1, .bit_rate_answer = 0x80, .user_access = 0xC1 };
  IpmiSolSetup setup;

  g_assert_true (read_setup (&bmc, &setup, NULL));
  g_assert_true (setup.has_enabled);
  g_assert_false (setup.has_bit_rate);
  g_assert_false (setup.has_user_allowed);

  /* Reserved bit rates say nothing; without a user there is nothing to ask about. */
  bmc = (Bmc) { .session_info = 0xC1, .bit_rate = 0x05 };
  g_assert_true (read_setup (&bmc, &setup, NULL));
  g_assert_true (setup.has_enabled);
  g_assert_false (setup.has_bit_rate);
  g_assert_false (setup.has_user_allowed);
}

static void
test_silence (void)
{
  Bmc bmc = { .session_info = SCRIPT_SILENT };
  g_autoptr(GError) error = NULL;
  IpmiSolSetup setup;

  g_assert_false (read_setup (&bmc, &setup, &error));
  g_assert_error (error, IPMI_ERROR, IPMI_ERROR_TIMEOUT);
  g_clear_error (&error);
  bmc = (Bmc) { .user_access = SCRIPT_SILENT };
  g_assert_false (read_setup (&bmc, &setup, &error));
  g_assert_error (error, IPMI_ERROR, IPMI_ERROR_TIMEOUT);
}

static void
test_short_answers (void)
{
  static const guint8 info[] = { 1, 63, 1, 0x42, 0x04, 0x12 };
  IpmiSolSetup setup = { 0 };
  IpmiSessionInfo decoded;

  for (gsize n = 0; n < sizeof info; n++)
    {
      g_autofree guint8 *exact = g_memdup2 (info, n);
      g_autoptr(GError) error = NULL;

      g_assert_false (ipmi_session_info_decode (&decoded, exact, n, &error));
      g_assert_error (error, IPMI_ERROR, IPMI_ERROR_PROTOCOL);
    }
  g_assert_true (ipmi_session_info_decode (&decoded, info, sizeof info, NULL));
  g_assert_cmpuint (decoded.user, ==, 2);
  g_assert_cmpuint (decoded.privilege, ==, 4);
  g_assert_cmpuint (decoded.channel, ==, 2);
  g_assert_false (ipmi_sol_setup_add_answer (&setup, IPMI_SOL_ENABLE, info, 1));
  g_assert_false (ipmi_sol_setup_add_user_access (&setup, info, 0));
  g_assert_false (setup.has_enabled || setup.has_user_allowed);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ipmi/sol-setup/everything", test_everything);
  g_test_add_func ("/ipmi/sol-setup/what-is-not-told", test_what_is_not_told);
  g_test_add_func ("/ipmi/sol-setup/silence", test_silence);
  g_test_add_func ("/ipmi/sol-setup/short-answers", test_short_answers);
  return g_test_run ();
}
