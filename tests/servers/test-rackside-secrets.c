/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "rackside-secrets.h"

#define HOST "rack1.example.net"

static void
on_ready (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static void
store (RacksideSecretKind  kind,
       const char         *user,
       const char         *secret)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  rackside_secrets_store_async (kind, HOST, 443, user, secret, NULL, on_ready, &result);
  rackside_secrets_store_finish (wait_for (&result), &error);
  g_assert_no_error (error);
}

static void
forget (RacksideSecretKind  kind,
        const char         *user)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  rackside_secrets_forget_async (kind, HOST, 443, user, NULL, on_ready, &result);
  rackside_secrets_forget_finish (wait_for (&result), &error);
  g_assert_no_error (error);
}

static void
assert_secret (RacksideSecretKind  kind,
               const char         *host,
               guint16             port,
               const char         *user,
               const char         *expected)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(RacksideSecret) secret = NULL;

  rackside_secrets_look_up_async (kind, host, port, user, NULL, on_ready, &result);
  secret = rackside_secrets_look_up_finish (wait_for (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (secret, ==, expected);
}

static void
test_remembers (void)
{
  store (RACKSIDE_SECRET_ILO, "Administrator", "näher \"dran\"");
  assert_secret (RACKSIDE_SECRET_ILO, "RACK1.example.net", 443, "Administrator", "näher \"dran\"");
  store (RACKSIDE_SECRET_ILO, "Administrator", "another");
  assert_secret (RACKSIDE_SECRET_ILO, HOST, 443, "Administrator", "another");
}

static void
test_does_not_mix_up (void)
{
  store (RACKSIDE_SECRET_ILO, "one", "of the iLO");
  store (RACKSIDE_SECRET_IPMI, "one", "of the BMC");
  store (RACKSIDE_SECRET_IPMI_KG, "", "6b67");
  assert_secret (RACKSIDE_SECRET_ILO, HOST, 443, "one", "of the iLO");
  assert_secret (RACKSIDE_SECRET_IPMI, HOST, 443, "one", "of the BMC");
  assert_secret (RACKSIDE_SECRET_IPMI_KG, HOST, 443, "", "6b67");
  assert_secret (RACKSIDE_SECRET_ILO, HOST, 443, "two", NULL);
  assert_secret (RACKSIDE_SECRET_ILO, HOST, 8443, "one", NULL);
  assert_secret (RACKSIDE_SECRET_ILO, "rack2.example.net", 443, "one", NULL);
}

static void
test_forgets (void)
{
  store (RACKSIDE_SECRET_ILO, "leaving", "soon");
  forget (RACKSIDE_SECRET_ILO, "leaving");
  assert_secret (RACKSIDE_SECRET_ILO, HOST, 443, "leaving", NULL);
  forget (RACKSIDE_SECRET_ILO, "leaving");
}

static void
test_can_be_cancelled (void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  rackside_secrets_look_up_async (RACKSIDE_SECRET_ILO, HOST, 443, "one", cancellable, on_ready, &result);
  g_assert_null (rackside_secrets_look_up_finish (wait_for (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/secrets/remembers", test_remembers);
  g_test_add_func ("/secrets/does-not-mix-up", test_does_not_mix_up);
  g_test_add_func ("/secrets/forgets", test_forgets);
  g_test_add_func ("/secrets/can-be-cancelled", test_can_be_cancelled);
  return g_test_run ();
}
