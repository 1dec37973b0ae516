/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <signal.h>
#include <string.h>

#include <libsecret/secret.h>

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

static GVariant *
call (const char *name,
      const char *path,
      const char *interface,
      const char *method,
      GVariant   *parameters)
{
  g_autoptr(GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr(GError) error = NULL;
  GVariant *answer = g_dbus_connection_call_sync (bus, name, path, interface, method, parameters, NULL,
                                                  G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);

  g_assert_no_error (error);
  return answer;
}

#define COLLECTION "/org/freedesktop/secrets/collection/login"

static void
lock_keyring (void)
{
  g_variant_unref (call ("org.freedesktop.secrets", "/org/freedesktop/secrets", "org.freedesktop.Secret.Service",
                         "Lock", g_variant_new_parsed ("([%o],)", COLLECTION)));
}

/* With its password, as when somebody logs in. */
static void
unlock_keyring (void)
{
  g_autoptr(GVariant) answer = call ("org.freedesktop.secrets", "/org/freedesktop/secrets",
                                     "org.freedesktop.Secret.Service", "OpenSession",
                                     g_variant_new_parsed ("('plain', <''>)"));
  g_autoptr(GVariant) session = g_variant_get_child_value (answer, 1);
  GVariant *master = g_variant_new ("(@o@ay@ays)", session,
                                    g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, NULL, 0, 1),
                                    g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, "opens it", 8, 1), "text/plain");

  g_variant_unref (call ("org.freedesktop.secrets", "/org/freedesktop/secrets",
                         "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface", "UnlockWithMasterPassword",
                         g_variant_new ("(o@(oayays))", COLLECTION, master)));
}

/* What fails because it is locked says so, and afterwards everything is as it was. */
static void
test_says_that_it_is_locked (void)
{
  g_autoptr(GAsyncResult) looked_up = NULL;
  g_autoptr(GAsyncResult) stored = NULL;
  g_autoptr(GAsyncResult) forgotten = NULL;
  g_autoptr(GError) error = NULL;

  store (RACKSIDE_SECRET_ILO, "locked", "in there");
  lock_keyring ();
  rackside_secrets_look_up_async (RACKSIDE_SECRET_ILO, HOST, 443, "locked", NULL, on_ready, &looked_up);
  g_assert_null (rackside_secrets_look_up_finish (wait_for (&looked_up), &error));
  g_assert_error (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED);
  g_assert_nonnull (strstr (error->message, "Unlock"));
  g_clear_error (&error);
  rackside_secrets_store_async (RACKSIDE_SECRET_ILO, HOST, 443, "locked", "other", NULL, on_ready, &stored);
  g_assert_false (rackside_secrets_store_finish (wait_for (&stored), &error));
  g_assert_error (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED);
  g_clear_error (&error);
  rackside_secrets_forget_async (RACKSIDE_SECRET_ILO, HOST, 443, "locked", NULL, on_ready, &forgotten);
  g_assert_false (rackside_secrets_forget_finish (wait_for (&forgotten), &error));
  g_assert_error (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED);
  unlock_keyring ();
  assert_secret (RACKSIDE_SECRET_ILO, HOST, 443, "locked", "in there");
}

static guint32
get_keyring_pid (void)
{
  g_autoptr(GVariant) answer = call ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                     "GetConnectionUnixProcessID", g_variant_new ("(s)", "org.freedesktop.secrets"));
  guint32 pid;

  g_variant_get (answer, "(u)", &pid);
  return pid;
}

/* The last test: it leaves no keyring behind. It is stopped first, so that it is waited for when it goes. */
static void
test_says_that_it_has_gone (void)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  pid_t pid = (pid_t) get_keyring_pid ();

  kill (pid, SIGSTOP);
  rackside_secrets_look_up_async (RACKSIDE_SECRET_ILO, HOST, 443, "one", NULL, on_ready, &result);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  /* The bus answers in turn: when it has, it has passed on the question before. */
  g_assert_cmpint (get_keyring_pid (), ==, pid);
  kill (pid, SIGKILL);
  g_assert_null (rackside_secrets_look_up_finish (wait_for (&result), &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "does not answer any more"));
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
  g_test_add_func ("/secrets/says-that-it-is-locked", test_says_that_it_is_locked);
  g_test_add_func ("/secrets/says-that-it-has-gone", test_says_that_it_has_gone);
  return g_test_run ();
}
