/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every field of what a BMC says during log-in, wrong in every way. */
#include <string.h>

#include "ipmi-completion.h"
#include "login-bmc.h"

/* As OpenBMC refuses: with nothing that says what. */
static gboolean
refuse_barely (Bmc        *bmc,
               Kind        kind,
               GByteArray *answer)
{
  if (kind != bmc->kind)
    return TRUE;
  memset (answer->data, 0, answer->len);
  answer->data[1] = (guint8) bmc->value;
  g_byte_array_set_size (answer, (guint) bmc->at);
  return TRUE;
}

static gboolean
clear_bmc_id (Bmc        *bmc,
              Kind        kind,
              GByteArray *answer)
{
  if (kind == OPEN)
    memset (answer->data + 8, 0, 4);
  return TRUE;
}

static void
test_right (void)
{
  static const int suites[] = { -1, 0, 3, 8, 17 };

  for (gsize i = 0; i < G_N_ELEMENTS (suites); i++)
    {
      g_auto(Bmc) bmc;

      bmc_init (&bmc, suites[i]);
      g_assert_cmpint (log_in (&bmc), ==, IPMI_LOGIN_DONE);
      g_assert_cmpint (bmc.suite->id, ==, suites[i] < 0 ? 17 : suites[i]);
      g_assert_cmpuint (bmc.user[0], ==, 0x14);
      /* But for the second piece of a list that ended with the first. */
      for (guint verdict = 0; verdict < IPMI_N_VERDICTS; verdict++)
        g_assert_cmpuint (bmc.dropped[verdict], ==, verdict == IPMI_VERDICT_UNMATCHED && suites[i] < 0);
    }
}

/* What a field may be changed to without a log-in that goes well: only a BMC that says nothing at all is waited for. */
typedef struct
{
  Kind     kind;
  gsize    first, last;
  gint     error;                /* -1: it is as if it had not come */
} Field;

static void
test_every_field (void)
{
  static const Field fields[] = {
    { OPEN, 0, 0, -1 },                                       /* message tag */
    { OPEN, 4, 7, -1 },                                       /* console's session id */
    { OPEN, 16, 16, IPMI_ERROR_SUITE },                       /* algorithms, and the form they come in */
    { OPEN, 24, 24, IPMI_ERROR_SUITE },
    { OPEN, 32, 32, IPMI_ERROR_SUITE },
    { OPEN, 12, 12, -1 }, { OPEN, 15, 15, -1 }, { OPEN, 20, 20, -1 }, { OPEN, 23, 23, -1 },
    { OPEN, 28, 28, -1 }, { OPEN, 31, 31, -1 },
    { RAKP_2, 4, 7, -1 },
    { RAKP_2, 8, 8 + 16 + 16 + 20 - 1, IPMI_ERROR_AUTH },     /* random number, GUID and code */
    { RAKP_4, 0, 0, -1 }, { RAKP_4, 4, 7, -1 },
    { RAKP_4, 8, 8 + 12 - 1, IPMI_ERROR_AUTH },               /* integrity check value */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    for (gsize at = fields[i].first; at <= fields[i].last; at++)
      for (guint bit = 0; bit < 6; bit++)
        {
          gint code;

          g_assert_cmpint (log_in_tampered (3, change_byte, fields[i].kind, at, 1 << bit, &code), !=, IPMI_LOGIN_DONE);
          g_assert_cmpint (code, ==, fields[i].error);
        }
  g_assert_cmpint (log_in_tampered (3, change_byte, RAKP_2, 0, 0x80, NULL), ==, IPMI_LOGIN_WORKING);
  g_assert_cmpint (log_in_tampered (3, clear_bmc_id, OPEN, 0, 0, NULL), ==, IPMI_LOGIN_WORKING);
}

static void
test_reserved_bits_mean_nothing (void)
{
  static const struct { Kind kind; gsize at; int bits; } reserved[] = {
    { OPEN, 2, 0xF0 }, { OPEN, 3, 0xFF }, { OPEN, 13, 0xFF }, { OPEN, 16, 0xC0 }, { OPEN, 17, 0xFF }, { OPEN, 32, 0xC0 },
    { RAKP_2, 2, 0xFF }, { RAKP_2, 3, 0xFF }, { RAKP_4, 2, 0xFF }, { RAKP_4, 3, 0xFF },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (reserved); i++)
    g_assert_cmpint (log_in_tampered (3, change_byte, reserved[i].kind, reserved[i].at, reserved[i].bits, NULL), ==,
                     IPMI_LOGIN_DONE);
}

static void
test_every_status (void)
{
  static const Kind kinds[] = { OPEN, RAKP_2, RAKP_4 };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    for (int status = 1; status < 256; status++)
      {
        gint code;

        g_assert_cmpint (log_in_tampered (3, set_byte, kinds[i], 1, status, &code), ==, IPMI_LOGIN_FAILED);
        g_assert_cmpint (code, ==, ipmi_status_error ((guint8) status));
      }
}

static void
test_bare_refusals (void)
{
  static const Kind kinds[] = { OPEN, RAKP_2, RAKP_4 };
  static const gsize lengths[] = { 2, 8, 20 };
  static const int statuses[] = { 0x01, 0x04, 0x09, 0x0D, 0x0F };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (lengths); j++)
      for (gsize k = 0; k < G_N_ELEMENTS (statuses); k++)
        {
          gint code;

          g_assert_cmpint (log_in_tampered (3, refuse_barely, kinds[i], lengths[j], statuses[k], &code), ==,
                           IPMI_LOGIN_FAILED);
          g_assert_cmpint (code, ==, ipmi_status_error ((guint8) statuses[k]));
        }
}

static void
test_every_length (void)
{
  static const struct { Kind kind; gsize length; } kinds[] = { { OPEN, 36 }, { RAKP_2, 60 }, { RAKP_4, 20 } };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    for (gsize length = 0; length < kinds[i].length; length++)
      g_assert_cmpint (log_in_tampered (3, set_length, kinds[i].kind, length, 0, NULL), !=, IPMI_LOGIN_DONE);
  /* A code of a wrong length proves nothing. */
  g_assert_cmpint (log_in_tampered (3, set_length, RAKP_2, 61, 0, NULL), ==, IPMI_LOGIN_FAILED);
  g_assert_cmpint (log_in_tampered (3, set_length, RAKP_4, 21, 0, NULL), ==, IPMI_LOGIN_FAILED);
  /* Nor does one of a suite without authentication, which some BMCs send. */
  g_assert_cmpint (log_in_tampered (0, set_length, RAKP_2, 60, 0, NULL), ==, IPMI_LOGIN_DONE);
  g_assert_cmpint (log_in_tampered (0, set_length, RAKP_4, 20, 0, NULL), ==, IPMI_LOGIN_DONE);
}

/* Whoever can put in packets, but not keep ours away, does not keep us from logging in. */
static void
test_forgeries_before_the_right_answer (void)
{
  static const struct { Kind kind; gsize length; } kinds[] = {
    { CAPS, 9 }, { OPEN, 36 }, { RAKP_2, 60 }, { RAKP_4, 20 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    for (gsize at = 0; at < kinds[i].length; at++)
      {
        g_auto(Bmc) bmc;

        bmc_init (&bmc, 3);
        bmc.tamper = change_byte;
        bmc.kind = kinds[i].kind;
        /* Nobody can know that the BMC's session id is wrong. */
        bmc.at = kinds[i].kind == OPEN && at / 4 == 2 ? 0 : at;
        bmc.value = 1;
        bmc.before = TRUE;
        g_assert_cmpint (log_in (&bmc), ==, IPMI_LOGIN_DONE);
      }
}

static void
test_bmc_key (void)
{
  static const struct { const char *ours; const char *theirs; gboolean same; } keys[] = {
    { "kg-key-of-19-bytes!", "kg-key-of-19-bytes!", TRUE }, { "kg-key-of-19-bytes!", "", FALSE },
    { "", "kg-key-of-19-bytes!", FALSE }, { "kg-key-of-19-bytes?", "kg-key-of-19-bytes!", FALSE },
    { "exactly-twenty-bytes", "exactly-twenty-bytes", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_auto(Bmc) bmc;

      bmc_init (&bmc, 17);
      memcpy (bmc.who.kg, keys[i].ours, strlen (keys[i].ours));
      memcpy (bmc.kg, keys[i].theirs, strlen (keys[i].theirs));
      g_assert_cmpint (log_in (&bmc), ==, keys[i].same ? IPMI_LOGIN_DONE : IPMI_LOGIN_FAILED);
      g_assert_cmpint (bmc.code, ==, keys[i].same ? 0 : IPMI_ERROR_AUTH);
    }
}

static void
test_anonymous_and_roles (void)
{
  g_auto(Bmc) anonymous, by_role;

  bmc_init (&anonymous, 3);
  anonymous.who.user_length = 0;
  g_assert_cmpint (log_in (&anonymous), ==, IPMI_LOGIN_DONE);
  g_assert_cmpuint (anonymous.user_length, ==, 2);

  bmc_init (&by_role, 3);
  by_role.who.role_lookup = TRUE;
  by_role.who.privilege = IPMI_PRIVILEGE_OPERATOR;
  g_assert_cmpint (log_in (&by_role), ==, IPMI_LOGIN_DONE);
  g_assert_cmpuint (by_role.user[0], ==, IPMI_PRIVILEGE_OPERATOR);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ipmi/login/right", test_right);
  g_test_add_func ("/ipmi/login/every-field", test_every_field);
  g_test_add_func ("/ipmi/login/reserved-bits-mean-nothing", test_reserved_bits_mean_nothing);
  g_test_add_func ("/ipmi/login/every-status", test_every_status);
  g_test_add_func ("/ipmi/login/bare-refusals", test_bare_refusals);
  g_test_add_func ("/ipmi/login/every-length", test_every_length);
  g_test_add_func ("/ipmi/login/forgeries-before-the-right-answer", test_forgeries_before_the_right_answer);
  g_test_add_func ("/ipmi/login/bmc-key", test_bmc_key);
  g_test_add_func ("/ipmi/login/anonymous-and-roles", test_anonymous_and_roles);
  return g_test_run ();
}
