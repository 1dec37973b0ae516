/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which cipher suites a log-in tries, with BMCs that list and refuse them in all ways. */
#include <string.h>

#include "login-bmc.h"

static void
check_opened (const guint8 *list,
              gsize         length,
              Tamper        tamper,
              Kind          kind,
              gsize         at,
              int           value,
              const char   *opened)
{
  g_auto(Bmc) bmc;
  g_autoptr(GString) text = g_string_new (NULL);

  bmc_init (&bmc, -1);
  bmc.list = list;
  bmc.list_length = length;
  bmc.tamper = tamper;
  bmc.kind = kind;
  bmc.at = at;
  bmc.value = value;
  log_in (&bmc);
  for (guint i = 0; i < bmc.opened->len; i++)
    g_string_append_printf (text, i == 0 ? "%u" : " %u", g_array_index (bmc.opened, guint8, i));
  g_assert_cmpstr (text->str, ==, opened);
  g_assert_cmpuint (bmc.n_chunks, <=, 3 * 16);
}

static void
test_suites_offered (void)
{
  static const guint8 three[] = { 0xC0, 3, 1, 0x41, 0x81 };
  static const guint8 oem_with_17_in_it[] = { 0xC1, 0xC0, 17, 0, 0, 1, 0x41, 0xC0, 3, 1, 0x41, 0x81 };
  static const guint8 cut_short[] = { 0xC0, 3, 1, 0x41, 0x81, 0xC0 };
  static const guint8 weak[] = { 0xC0, 0, 0, 0x40, 0x80, 0xC0, 1, 1, 0x40, 0x80 };
  guint8 long_list[16 * 7 + 5];
  guint8 endless[16 * 16];
  guint8 garbage[16 * 16];

  memset (long_list, 0x41, sizeof long_list);
  memcpy (long_list + sizeof long_list - 10, offers_3_and_17, 10);
  memset (endless, 0xC0, sizeof endless);
  for (gsize i = 0; i < sizeof garbage; i++)
    garbage[i] = (guint8) (i * 89 + 7);
  check_opened (offers_3_and_17, sizeof offers_3_and_17, NULL, CHUNK, 0, 0, "17");
  check_opened (three, sizeof three, NULL, CHUNK, 0, 0, "3");
  check_opened (cut_short, sizeof cut_short, NULL, CHUNK, 0, 0, "3");
  check_opened (oem_with_17_in_it, sizeof oem_with_17_in_it, NULL, CHUNK, 0, 0, "3");
  check_opened (long_list, sizeof long_list, NULL, CHUNK, 0, 0, "17");
  /* A list without either, or none that makes sense, is not the last word. */
  check_opened (weak, sizeof weak, NULL, CHUNK, 0, 0, "17");
  check_opened (NULL, 0, NULL, CHUNK, 0, 0, "17");
  check_opened (endless, sizeof endless, NULL, CHUNK, 0, 0, "17");
  check_opened (garbage, sizeof garbage, NULL, CHUNK, 0, 0, "17");
  check_opened (three, sizeof three, set_byte, CHUNK, 0, 0xC1, "17");
  check_opened (three, sizeof three, set_length, CHUNK, 1, 0, "17");
  check_opened (three, sizeof three, never, CHUNK, 0, 0, "17");
}

static gboolean
refuse_17 (Bmc        *bmc,
           Kind        kind,
           GByteArray *answer)
{
  if (kind == OPEN && bmc->suite->id == 17)
    answer->data[1] = (guint8) bmc->value;
  return TRUE;
}

static void
test_falls_back (void)
{
  static const int statuses[] = { 0x04, 0x05, 0x06, 0x07, 0x10, 0x11, 0x12, 0x03 };

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    check_opened (offers_3_and_17, sizeof offers_3_and_17, refuse_17, OPEN, 0, statuses[i], "17 3");
  /* That has nothing to do with the suite. */
  check_opened (offers_3_and_17, sizeof offers_3_and_17, refuse_17, OPEN, 0, 0x01, "17");
  /* Never to one that was not asked for. */
  check_opened (offers_3_and_17, sizeof offers_3_and_17, change_byte, OPEN, 16, 1, "17 3");
}

static gboolean
ignore_17 (Bmc        *bmc,
           Kind        kind,
           GByteArray *answer)
{
  return kind != OPEN || bmc->suite->id != 17;
}

/* Has suite 17 alone, and does not hear of it at first. */
static gboolean
refuse_3 (Bmc        *bmc,
          Kind        kind,
          GByteArray *answer)
{
  if (kind == OPEN && bmc->suite->id == 3)
    answer->data[1] = (guint8) bmc->value;
  return kind != OPEN || bmc->suite->id == 3 || bmc->opened->len > 1;
}

static void
test_guesses_again (void)
{
  check_opened (NULL, 0, ignore_17, OPEN, 0, 0, "17 3");
  check_opened (NULL, 0, refuse_3, OPEN, 0, 0x11, "17 3 17");
  /* What is in the list is there. */
  check_opened (offers_3_and_17, sizeof offers_3_and_17, ignore_17, OPEN, 0, 0, "17");
}

static void
test_asks_for_no_unknown_suite (void)
{
  static const int unknown[] = { 4, 5, 9, 10, 13, 14, 18, 63 };

  for (gsize i = 0; i < G_N_ELEMENTS (unknown); i++)
    {
      g_auto(Bmc) bmc;

      bmc_init (&bmc, unknown[i]);
      g_assert_cmpint (log_in (&bmc), ==, IPMI_LOGIN_FAILED);
      g_assert_cmpint (bmc.code, ==, IPMI_ERROR_SUITE);
      g_assert_cmpuint (bmc.opened->len, ==, 0);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ipmi/login-suites/suites-offered", test_suites_offered);
  g_test_add_func ("/ipmi/login-suites/falls-back", test_falls_back);
  g_test_add_func ("/ipmi/login-suites/guesses-again", test_guesses_again);
  g_test_add_func ("/ipmi/login-suites/asks-for-no-unknown-suite", test_asks_for_no_unknown_suite);
  return g_test_run ();
}
