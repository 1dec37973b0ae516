/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "ipmi-auth.h"

static const guint8 ids[] = { 0, 1, 2, 3, 6, 7, 8, 11, 12, 15, 16, 17 };
static const guint8 password[IPMI_KEY_LENGTH] = "s3cret-Pass";
static const guint8 no_kg[IPMI_KEY_LENGTH];

static void
fill_exchange (IpmiExchange *exchange)
{
  *exchange = (IpmiExchange) {
    .console_id = 0x01020304, .bmc_id = 0xA0B0C0D0, .role = 0x14, .user_length = 5, .user = "admin",
  };
  memset (exchange->console_random, 0x11, sizeof exchange->console_random);
  memset (exchange->bmc_random, 0x22, sizeof exchange->bmc_random);
  memset (exchange->guid, 0x33, sizeof exchange->guid);
}

static IpmiAuth *
new_auth (guint id)
{
  IpmiAuth *auth = ipmi_auth_new (ipmi_suite_lookup (id), password, no_kg);
  IpmiExchange exchange;

  fill_exchange (&exchange);
  ipmi_auth_derive (auth, &exchange);
  return auth;
}

static IpmiVerdict
open_copy (IpmiAuth     *auth,
           const guint8 *sealed,
           gsize         length,
           guint8       *payload,
           gsize        *payload_length)
{
  g_autofree guint8 *exact = g_memdup2 (sealed, length);
  IpmiPacket packet;
  IpmiVerdict verdict;

  if (!ipmi_packet_decode (&packet, exact, length))
    return IPMI_VERDICT_MALFORMED;
  verdict = ipmi_auth_open (auth, &packet, exact, length);
  if (verdict == IPMI_VERDICT_GOOD)
    {
      memcpy (payload, packet.payload, packet.length);
      *payload_length = packet.length;
    }
  return verdict;
}

static void
test_opens_what_it_seals (gconstpointer data)
{
  g_autoptr(IpmiAuth) auth = new_auth (GPOINTER_TO_UINT (data));
  guint8 payload[80], opened[80];

  for (gsize i = 0; i < sizeof payload; i++)
    payload[i] = i * 7;
  for (gsize length = 0; length <= sizeof payload; length++)
    {
      guint8 sealed[sizeof payload + IPMI_MAX_OVERHEAD];
      gsize opened_length = 0;
      gsize sealed_length = ipmi_auth_seal (auth, IPMI_PAYLOAD_MESSAGE, 0xA0B0C0D0, 9, payload, length,
                                            sealed, sizeof sealed);

      g_assert_cmpuint (sealed_length, >, 0);
      g_assert_cmpint (open_copy (auth, sealed, sealed_length, opened, &opened_length), ==, IPMI_VERDICT_GOOD);
      g_assert_cmpmem (opened, opened_length, payload, length);
    }
}

/* Packets get lost and overtake one another: none may need another to be opened. */
static void
test_opens_in_any_order (gconstpointer data)
{
  g_autoptr(IpmiAuth) auth = new_auth (GPOINTER_TO_UINT (data));
  static const guint order[] = { 4, 0, 0, 3, 1, 4, 2 };
  guint8 payload[40], opened[128], sealed[5][sizeof payload + IPMI_MAX_OVERHEAD];
  gsize lengths[5], opened_length = 0;

  memset (payload, 0x55, sizeof payload);
  for (guint i = 0; i < G_N_ELEMENTS (sealed); i++)
    {
      payload[0] = i;
      lengths[i] = ipmi_auth_seal (auth, IPMI_PAYLOAD_MESSAGE, 1, i + 1, payload, sizeof payload,
                                   sealed[i], sizeof sealed[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      payload[0] = order[i];
      g_assert_cmpint (open_copy (auth, sealed[order[i]], lengths[order[i]], opened, &opened_length), ==,
                       IPMI_VERDICT_GOOD);
      g_assert_cmpmem (opened, opened_length, payload, sizeof payload);
    }
}

/* The same payload looks different each time, from the first block on. */
static void
test_encrypts_differently_each_time (gconstpointer data)
{
  g_autoptr(IpmiAuth) auth = new_auth (GPOINTER_TO_UINT (data));
  g_autoptr(GHashTable) blocks = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);
  const guint8 payload[31] = { 0 };
  guint8 sealed[sizeof payload + IPMI_MAX_OVERHEAD];
  const gsize header = 16;

  for (guint i = 0; i < 100; i++)
    {
      gsize length = ipmi_auth_seal (auth, IPMI_PAYLOAD_MESSAGE, 1, 1, payload, sizeof payload, sealed, sizeof sealed);

      g_assert_cmpuint (length, >=, header + 48);
      for (gsize at = header; at < header + 48; at += 16)
        g_assert_true (g_hash_table_add (blocks, g_bytes_new (sealed + at, 16)));
    }
}

static void
test_refuses_every_changed_bit (gconstpointer data)
{
  g_autoptr(IpmiAuth) auth = new_auth (GPOINTER_TO_UINT (data));
  guint8 sealed[16 + IPMI_MAX_OVERHEAD], opened[128];
  gsize length = ipmi_auth_seal (auth, IPMI_PAYLOAD_MESSAGE, 1, 1, (const guint8 *) "sixteen bytes ab", 16,
                                 sealed, sizeof sealed);
  gsize opened_length;

  /* The RMCP header's reserved byte and sequence number mean nothing. */
  for (gsize bit = 0; bit < length * 8; bit++)
    {
      if (bit / 8 == 1 || bit / 8 == 2)
        continue;
      sealed[bit / 8] ^= 1 << bit % 8;
      g_assert_cmpint (open_copy (auth, sealed, length, opened, &opened_length), !=, IPMI_VERDICT_GOOD);
      sealed[bit / 8] ^= 1 << bit % 8;
    }
  for (gsize n = 0; n < length; n++)
    g_assert_cmpint (open_copy (auth, sealed, n, opened, &opened_length), !=, IPMI_VERDICT_GOOD);
}

static void
test_log_in_needs_the_same_secrets (gconstpointer data)
{
  const IpmiSuite *suite = ipmi_suite_lookup (GPOINTER_TO_UINT (data));
  const guint8 other[IPMI_KEY_LENGTH] = "s3cret-pass";
  const guint8 kg[IPMI_KEY_LENGTH] = "kg-key-of-19-bytes!";
  g_autoptr(IpmiAuth) ours = ipmi_auth_new (suite, password, kg);
  g_autoptr(IpmiAuth) wrong_password = ipmi_auth_new (suite, other, kg);
  g_autoptr(IpmiAuth) wrong_kg = ipmi_auth_new (suite, password, no_kg);
  IpmiExchange exchange;
  guint8 code[IPMI_MAX_CODE], wrong[IPMI_MAX_CODE];
  gsize length;

  fill_exchange (&exchange);
  length = ipmi_auth_rakp_3_code (ours, &exchange, code);
  g_assert_cmpuint (length, >, 0);
  g_assert_cmpuint (ipmi_auth_rakp_3_code (wrong_kg, &exchange, wrong), ==, length);
  g_assert_cmpmem (wrong, length, code, length);
  ipmi_auth_rakp_3_code (wrong_password, &exchange, wrong);
  g_assert_cmpint (memcmp (wrong, code, length), !=, 0);
  g_assert_false (ipmi_auth_check_rakp_2 (ours, &exchange, code, length));
  g_assert_false (ipmi_auth_check_rakp_4 (ours, &exchange, code, length));
}

static void
test_knows_the_suites (void)
{
  for (guint id = 0, i = 0; id < 64; id++)
    {
      const IpmiSuite *suite = ipmi_suite_lookup (id);
      gboolean expected = i < G_N_ELEMENTS (ids) && ids[i] == id;

      g_assert_cmpint (suite != NULL, ==, expected);
      i += expected;
      if (suite != NULL)
        g_assert_cmpint (ipmi_suite_is_weak (suite), ==, id != 3 && id != 8 && id != 12 && id != 17);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ipmi/auth/knows-the-suites", test_knows_the_suites);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      const IpmiSuite *suite = ipmi_suite_lookup (ids[i]);
      g_autofree char *opens = g_strdup_printf ("/ipmi/auth/opens-what-it-seals/suite-%u", ids[i]);
      g_autofree char *refuses = g_strdup_printf ("/ipmi/auth/refuses-every-changed-bit/suite-%u", ids[i]);
      g_autofree char *order = g_strdup_printf ("/ipmi/auth/opens-in-any-order/suite-%u", ids[i]);
      g_autofree char *differently = g_strdup_printf ("/ipmi/auth/encrypts-differently-each-time/suite-%u", ids[i]);
      g_autofree char *needs = g_strdup_printf ("/ipmi/auth/log-in-needs-the-same-secrets/suite-%u", ids[i]);

      g_test_add_data_func (opens, GUINT_TO_POINTER (ids[i]), test_opens_what_it_seals);
      g_test_add_data_func (order, GUINT_TO_POINTER (ids[i]), test_opens_in_any_order);
      if (suite->confidentiality != IPMI_CONFIDENTIALITY_NONE)
        g_test_add_data_func (differently, GUINT_TO_POINTER (ids[i]), test_encrypts_differently_each_time);
      if (suite->integrity != IPMI_INTEGRITY_NONE)
        g_test_add_data_func (refuses, GUINT_TO_POINTER (ids[i]), test_refuses_every_changed_bit);
      if (suite->authentication != IPMI_AUTHENTICATION_NONE)
        g_test_add_data_func (needs, GUINT_TO_POINTER (ids[i]), test_log_in_needs_the_same_secrets);
    }
  return g_test_run ();
}
