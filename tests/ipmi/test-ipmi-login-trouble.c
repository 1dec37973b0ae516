/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Log-ins with BMCs that are busy, slow, or say nothing any more. */
#include <string.h>

#include "ipmi-completion.h"
#include "login-bmc.h"

/* When the time is over */

/* The first openings are refused, later ones not answered. */
static gboolean
refuse_and_fall_silent (Bmc        *bmc,
                        Kind        kind,
                        GByteArray *answer)
{
  if (kind != OPEN)
    return TRUE;
  if (bmc->at == 0)
    return FALSE;
  bmc->at--;
  answer->data[1] = (guint8) bmc->value;
  return TRUE;
}

static char *
time_out_after (int    suite,
                guint  refusals,
                gint  *code)
{
  static const guint8 invalid_integrity = 0x05;
  g_auto(Bmc) bmc;

  bmc_init (&bmc, suite);
  bmc.tamper = refuse_and_fall_silent;
  bmc.at = refusals;
  bmc.value = invalid_integrity;
  g_assert_cmpint (log_in (&bmc), ==, IPMI_LOGIN_WORKING);
  *code = (gint) bmc.code;
  return g_steal_pointer (&bmc.message);
}

static void
test_timed_out (void)
{
  g_autofree char *reason = ipmi_status_text (0x05);
  g_autofree char *never_refused = NULL;
  g_autofree char *refused_once = NULL;
  g_autofree char *refused_twice = NULL;
  g_autofree char *fell_back = NULL;
  g_auto(Bmc) silent;
  gint code;

  never_refused = time_out_after (3, 0, &code);
  g_assert_null (never_refused);
  /* That may have been damaged on the way. */
  refused_once = time_out_after (3, 1, &code);
  g_assert_cmpint (code, ==, IPMI_ERROR_TIMEOUT);
  g_assert_true (g_str_has_suffix (refused_once, reason));
  refused_twice = time_out_after (3, 2, &code);
  g_assert_cmpint (code, ==, IPMI_ERROR_SUITE);
  g_assert_cmpstr (refused_twice, ==, reason);
  /* Nothing was said against the suite that is tried instead. */
  fell_back = time_out_after (-1, 2, &code);
  g_assert_null (fell_back);

  /* Some BMCs have nothing to say to a user whom they do not know. */
  bmc_init (&silent, 3);
  silent.tamper = never;
  silent.kind = RAKP_2;
  g_assert_cmpint (log_in (&silent), ==, IPMI_LOGIN_WORKING);
  g_assert_cmpint (silent.code, ==, IPMI_ERROR_TIMEOUT);
  g_assert_nonnull (strstr (silent.message, "user name"));
  /* And not all of them bear to have a session given back that has got no further. */
  g_assert_cmpuint (silent.n_given_back, ==, 0);
}

/* Before there is a session */

static gboolean
be_busy (Bmc        *bmc,
         Kind        kind,
         GByteArray *answer)
{
  if (kind == bmc->kind && bmc->at > 0)
    {
      bmc->at--;
      g_byte_array_set_size (answer, 1);
      answer->data[0] = (guint8) bmc->value;
    }
  return TRUE;
}

static void
test_capabilities (void)
{
  static const int busy[] = { 0xC0, 0xC3, 0xC4 };
  gint code;

  for (gsize i = 0; i < G_N_ELEMENTS (busy); i++)
    {
      g_assert_cmpint (log_in_tampered (3, be_busy, CAPS, 5, busy[i], NULL), ==, IPMI_LOGIN_DONE);
      g_assert_cmpint (log_in_tampered (-1, be_busy, CHUNK, 5, busy[i], NULL), ==, IPMI_LOGIN_DONE);
    }
  log_in_tampered (3, be_busy, CAPS, 99, 0xD2, &code);
  g_assert_cmpint (code, ==, IPMI_ERROR_BUSY);
  log_in_tampered (3, be_busy, CAPS, 99, 0xCC, &code);
  g_assert_cmpint (code, ==, IPMI_ERROR_UNSUPPORTED);
  log_in_tampered (3, set_byte, CAPS, 4, 0x01, &code);
  g_assert_cmpint (code, ==, IPMI_ERROR_UNSUPPORTED);
  log_in_tampered (3, set_byte, CAPS, 2, 0x15, &code);
  g_assert_cmpint (code, ==, IPMI_ERROR_UNSUPPORTED);
  for (gsize length = 1; length < 9; length++)
    {
      log_in_tampered (3, set_length, CAPS, length, 0, &code);
      g_assert_cmpint (code, ==, IPMI_ERROR_UNSUPPORTED);
    }
}

static void
test_busy_for_ever (void)
{
  static const int busy[] = { 0xC0, 0xC3, 0xC4 };

  for (gsize i = 0; i < G_N_ELEMENTS (busy); i++)
    {
      g_auto(Bmc) bmc = { 0 };

      bmc_init (&bmc, 3);
      bmc.tamper = be_busy;
      bmc.kind = CAPS;
      bmc.at = G_MAXUINT;
      bmc.value = busy[i];
      g_assert_cmpint (log_in (&bmc), ==, IPMI_LOGIN_WORKING);
      g_assert_cmpint (bmc.code, ==, IPMI_ERROR_TIMEOUT);
      g_assert_true (g_str_has_suffix (bmc.message, ipmi_completion_text ((guint8) busy[i])));
    }
}

/* The request was repeated, and the BMC has made a session of each. */
static gboolean
open_another (Bmc        *bmc,
              Kind        kind,
              GByteArray *answer)
{
  static const guint8 id[] = { 1, 2, 3, 4 };

  if (kind == OPEN)
    {
      bmc_queue (bmc, kind, 0, answer);
      memcpy (answer->data + 8, id, sizeof id);
    }
  return TRUE;
}

static void
test_surplus_session (void)
{
  g_auto(Bmc) bmc = { 0 };

  bmc_init (&bmc, 3);
  bmc.tamper = open_another;
  g_assert_cmpint (log_in (&bmc), ==, IPMI_LOGIN_DONE);
  g_assert_cmpuint (bmc.n_given_back, ==, 1);
  g_assert_cmphex (GUINT32_FROM_LE (bmc.given_back), ==, 0x04030201);
}

static gboolean
open_another_and_fall_silent (Bmc        *bmc,
                              Kind        kind,
                              GByteArray *answer)
{
  return kind != RAKP_2 && open_another (bmc, kind, answer);
}

/* It may not know the user, and not bear to hear RAKP 3 instead. */
static void
test_surplus_session_before_rakp_2 (void)
{
  g_auto(Bmc) bmc = { 0 };

  bmc_init (&bmc, 3);
  bmc.tamper = open_another_and_fall_silent;
  g_assert_cmpint (log_in (&bmc), ==, IPMI_LOGIN_WORKING);
  g_assert_cmpuint (bmc.n_given_back, ==, 0);
}

/* RAKP 4 never comes the first time. */
static gboolean
lose_rakp_4 (Bmc        *bmc,
             Kind        kind,
             GByteArray *answer)
{
  return kind != RAKP_4 || bmc->n_given_back > 0;
}

static void
test_begun_again (void)
{
  g_auto(Bmc) bmc = { 0 };

  bmc_init (&bmc, 3);
  bmc.tamper = lose_rakp_4;
  g_assert_cmpint (log_in (&bmc), ==, IPMI_LOGIN_DONE);
  g_assert_cmpuint (bmc.n_given_back, ==, 1);
  g_assert_cmphex (GUINT32_FROM_LE (bmc.given_back), ==, BMC_ID);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ipmi/login-trouble/surplus-session", test_surplus_session);
  g_test_add_func ("/ipmi/login-trouble/surplus-session-before-rakp-2", test_surplus_session_before_rakp_2);
  g_test_add_func ("/ipmi/login-trouble/begun-again", test_begun_again);
  g_test_add_func ("/ipmi/login-trouble/timed-out", test_timed_out);
  g_test_add_func ("/ipmi/login-trouble/capabilities", test_capabilities);
  g_test_add_func ("/ipmi/login-trouble/busy-for-ever", test_busy_for_ever);
  return g_test_run ();
}
