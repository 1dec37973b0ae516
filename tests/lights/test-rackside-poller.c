/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

/* A server may take up to 20 seconds to be called silent, on a busy machine too. */
#define AWAIT_SECONDS 60

#include "await.h"
#include "fake-bmc.h"
#include "ipmi-kg.h"
#include "rackside-known-hosts.h"
#include "rackside-poller.h"
#include "rackside-secrets.h"
#include "simulator.h"

#define BMC_USER     "admin"
#define BMC_PASSWORD "s3cret-Pass"

/* A network that a test takes away and brings back. */
#define TEST_TYPE_MONITOR (test_monitor_get_type ())
G_DECLARE_FINAL_TYPE (TestMonitor, test_monitor, TEST, MONITOR, GObject)

struct _TestMonitor
{
  GObject  parent_instance;
  gboolean available;
  gboolean metered;
};

enum { PROP_0, PROP_AVAILABLE, PROP_METERED, PROP_CONNECTIVITY };

G_DEFINE_FINAL_TYPE_WITH_CODE (TestMonitor, test_monitor, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE, NULL)
                               G_IMPLEMENT_INTERFACE (G_TYPE_NETWORK_MONITOR, NULL))

static void
test_monitor_get_property (GObject    *object,
                           guint       property_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  TestMonitor *self = TEST_MONITOR (object);

  if (property_id == PROP_AVAILABLE)
    g_value_set_boolean (value, self->available);
  else if (property_id == PROP_METERED)
    g_value_set_boolean (value, self->metered);
  else
    g_value_set_enum (value, G_NETWORK_CONNECTIVITY_FULL);
}

static void
test_monitor_class_init (TestMonitorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = test_monitor_get_property;
  g_object_class_override_property (object_class, PROP_AVAILABLE, "network-available");
  g_object_class_override_property (object_class, PROP_METERED, "network-metered");
  g_object_class_override_property (object_class, PROP_CONNECTIVITY, "connectivity");
}

static void
test_monitor_init (TestMonitor *self)
{
  self->available = TRUE;
}

/* What every test has. */
typedef struct
{
  char            *folder;
  char            *hosts;
  RacksideServers *servers;
  RacksideServer  *server;        /* the saved one, borrowed */
  TestMonitor     *monitor;
  RacksidePoller  *poller;
  RacksideLight   *light;         /* borrowed */
  guint            n_changes;
  gint64           times[64];
} Fixture;

static void
on_changed (Fixture *fixture)
{
  if (fixture->n_changes < G_N_ELEMENTS (fixture->times))
    fixture->times[fixture->n_changes] = g_get_monotonic_time ();
  fixture->n_changes++;
  g_test_message ("Power %u, health %u: %s", rackside_light_get_power (fixture->light),
                  rackside_light_get_health (fixture->light), rackside_light_get_detail (fixture->light));
}

static void
set_up (Fixture    *fixture,
        const char *who,
        guint       port)
{
  g_autofree char *path = NULL;
  g_autofree char *address = g_strdup_printf ("%s@127.0.0.1:%u", who, port);
  g_autoptr(GPtrArray) servers = g_ptr_array_new_with_free_func (g_object_unref);
  RacksideServer *server = rackside_server_new ("one");

  memset (fixture, 0, sizeof *fixture);
  fixture->folder = g_dir_make_tmp ("rackside-test-XXXXXX", NULL);
  fixture->hosts = g_build_filename (fixture->folder, "known-hosts", NULL);
  path = g_build_filename (fixture->folder, "servers", NULL);
  fixture->servers = rackside_servers_new (path);
  g_object_set (server, "address", address, NULL);
  g_ptr_array_add (servers, server);
  g_assert_true (rackside_servers_put (fixture->servers, servers, NULL));
  fixture->server = rackside_servers_find (fixture->servers, "one");
  fixture->monitor = g_object_new (TEST_TYPE_MONITOR, NULL);
  fixture->poller = rackside_poller_new (fixture->servers, fixture->hosts, G_NETWORK_MONITOR (fixture->monitor));
  g_object_set (fixture->poller, "interval", 20, "longest-interval", 320, NULL);
  fixture->light = rackside_poller_get_light (fixture->poller, fixture->server);
  g_signal_connect_swapped (fixture->light, "changed", G_CALLBACK (on_changed), fixture);
}

/* Whatever is under way lets go of the poller at once. */
static void
tear_down (Fixture *fixture)
{
  g_autoptr(GFile) folder = g_file_new_for_path (fixture->folder);

  g_object_add_weak_pointer (G_OBJECT (fixture->poller), (gpointer *) &fixture->poller);
  g_object_unref (fixture->poller);
  g_object_run_dispose (G_OBJECT (fixture->servers));
  await_until (fixture->poller == NULL);
  g_object_unref (fixture->servers);
  g_object_unref (fixture->monitor);
  for (const char **name = (const char *[]) { "known-hosts", "servers", "servers.lock", NULL }; *name != NULL; name++)
    {
      g_autofree char *path = g_build_filename (fixture->folder, *name, NULL);

      g_unlink (path);
    }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->hosts);
}

static void
remember (RacksideSecretKind  kind,
          guint16             port,
          const char         *user,
          const char         *password)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  rackside_secrets_store_async (kind, "127.0.0.1", port, user, password, NULL, await_ready, &result);
  await_until (result != NULL);
  rackside_secrets_store_finish (result, &error);
  g_assert_no_error (error);
}

static void
know_key (Fixture    *fixture,
          guint16     port,
          const char *key)
{
  g_assert_true (rackside_known_hosts_remember (fixture->hosts, "127.0.0.1", port, key, ILO_TLS_RUNG_MODERN, NULL));
}

/* A port on which nobody listens. */
static guint16
find_closed_port (void)
{
  g_autoptr(GSocketListener) listener = g_socket_listener_new ();

  return g_socket_listener_add_any_inet_port (listener, NULL, NULL);
}

static void
test_bmc_tells (void)
{
  FakeBmcOptions options = { .sensors = 0 };
  g_autoptr(FakeBmc) bmc = fake_bmc_new (&options);
  g_autofree char *text = NULL;
  Fixture fixture;

  remember (RACKSIDE_SECRET_IPMI, fake_bmc_get_port (bmc), BMC_USER, BMC_PASSWORD);
  set_up (&fixture, "ipmi://" BMC_USER, fake_bmc_get_port (bmc));
  g_assert_cmpint (rackside_light_get_power (fixture.light), ==, RACKSIDE_LIGHT_POWER_UNKNOWN);
  rackside_poller_start (fixture.poller);
  await_until (fixture.n_changes >= 3);
  text = rackside_light_dup_text (fixture.light);
  g_test_message ("%s", text);
  g_assert_true (rackside_light_get_power (fixture.light) == RACKSIDE_LIGHT_POWER_ON
                 || rackside_light_get_power (fixture.light) == RACKSIDE_LIGHT_POWER_OFF);
  g_assert_cmpint (rackside_light_get_health (fixture.light), !=, RACKSIDE_LIGHT_HEALTH_UNKNOWN);
  /* Each question in a short session of its own. */
  rackside_poller_stop (fixture.poller);
  await_until (fake_bmc_sessions (bmc) == 0);
  tear_down (&fixture);
}

static void
test_bmc_with_a_key (void)
{
  FakeBmcOptions options = { .sensors = 0, .kg = "key of the BMC" };
  g_autoptr(FakeBmc) bmc = fake_bmc_new (&options);
  g_autoptr(GBytes) key = g_bytes_new (options.kg, strlen (options.kg));
  g_autoptr(RacksideSecret) text = ipmi_kg_to_digits (key);
  Fixture fixture;

  remember (RACKSIDE_SECRET_IPMI, fake_bmc_get_port (bmc), BMC_USER, BMC_PASSWORD);
  set_up (&fixture, "ipmi://" BMC_USER, fake_bmc_get_port (bmc));
  rackside_poller_start (fixture.poller);
  await_until (fixture.n_changes >= 1);
  g_assert_cmpint (rackside_light_get_power (fixture.light), ==, RACKSIDE_LIGHT_POWER_ANSWERS);
  remember (RACKSIDE_SECRET_IPMI_KG, fake_bmc_get_port (bmc), "", text);
  g_object_set (fixture.server, "bmc-suite", 3, NULL);
  await_until (rackside_light_get_health (fixture.light) != RACKSIDE_LIGHT_HEALTH_UNKNOWN);
  tear_down (&fixture);
}

static void
test_wrong_password_is_not_repeated (void)
{
  FakeBmcOptions options = { .sensors = 0 };
  g_autoptr(FakeBmc) bmc = fake_bmc_new (&options);
  Fixture fixture;

  remember (RACKSIDE_SECRET_IPMI, fake_bmc_get_port (bmc), BMC_USER, "not this one");
  set_up (&fixture, "ipmi://" BMC_USER, fake_bmc_get_port (bmc));
  g_object_set (fixture.poller, "interval", 5, NULL);
  rackside_poller_start (fixture.poller);
  await_until (fixture.n_changes == 1);
  g_assert_cmpint (rackside_light_get_power (fixture.light), ==, RACKSIDE_LIGHT_POWER_ANSWERS);
  /* With the right one it is asked as soon as the saved server changes, and not before. */
  remember (RACKSIDE_SECRET_IPMI, fake_bmc_get_port (bmc), BMC_USER, BMC_PASSWORD);
  g_assert_cmpuint (fixture.n_changes, ==, 1);
  g_object_set (fixture.server, "bmc-suite", 3, NULL);
  await_until (rackside_light_get_health (fixture.light) != RACKSIDE_LIGHT_HEALTH_UNKNOWN);
  tear_down (&fixture);
}

static void
test_no_password_nothing_sent (void)
{
  FakeBmcOptions options = { .sensors = 0 };
  g_autoptr(FakeBmc) bmc = fake_bmc_new (&options);
  Fixture fixture;

  set_up (&fixture, "ipmi://nobody", fake_bmc_get_port (bmc));
  rackside_poller_start (fixture.poller);
  await_until (fixture.n_changes == 2);
  g_assert_cmpint (rackside_light_get_power (fixture.light), ==, RACKSIDE_LIGHT_POWER_UNKNOWN);
  g_assert_nonnull (strstr (rackside_light_get_detail (fixture.light), "keyring has no password"));
  g_assert_cmpuint (fake_bmc_count (bmc, 0x06, 0x38), ==, 0);
  tear_down (&fixture);
}

/* Nobody logs in there, even with the password at hand, and with all its sessions taken. */
static void
test_ilo_keeps_its_sessions (void)
{
  g_autoptr(Simulator) simulator = simulator_new ("--session-limit", "1", NULL);
  guint16 port = simulator_https_port (simulator);
  FakeBmcOptions options = { .sensors = 0 };
  g_autoptr(FakeBmc) bmc = fake_bmc_new (&options);
  g_autofree char *address = g_strdup_printf ("ipmi://" BMC_USER "@127.0.0.1:%u", fake_bmc_get_port (bmc));
  Fixture fixture;

  remember (RACKSIDE_SECRET_ILO, port, SIMULATOR_USER, SIMULATOR_PASSWORD);
  remember (RACKSIDE_SECRET_IPMI, fake_bmc_get_port (bmc), BMC_USER, BMC_PASSWORD);
  set_up (&fixture, "ilo://" SIMULATOR_USER, port);
  know_key (&fixture, port, simulator_pin (simulator));
  g_object_set (fixture.server, "bmc", address, NULL);
  rackside_poller_start (fixture.poller);
  await_until (rackside_light_get_health (fixture.light) != RACKSIDE_LIGHT_HEALTH_UNKNOWN);
  await_until (simulator_count (simulator, "https", "request") >= 3);
  g_assert_cmpuint (simulator_count (simulator, "https", "login"), ==, 0);
  g_assert_cmpint (json_object_get_int_member (simulator_do (simulator, "{\"do\":\"status\"}"), "sessions"), ==, 0);
  tear_down (&fixture);
}

static void
test_untrusted_ilo (void)
{
  g_autoptr(Simulator) simulator = simulator_new (NULL, NULL);
  guint16 port = simulator_https_port (simulator);
  FakeBmcOptions options = { .sensors = 0 };
  g_autoptr(FakeBmc) bmc = fake_bmc_new (&options);
  g_autofree char *address = g_strdup_printf ("ipmi://" BMC_USER "@127.0.0.1:%u", fake_bmc_get_port (bmc));
  Fixture fixture;

  remember (RACKSIDE_SECRET_IPMI, fake_bmc_get_port (bmc), BMC_USER, BMC_PASSWORD);
  set_up (&fixture, "ilo://" SIMULATOR_USER, port);
  g_object_set (fixture.server, "bmc", address, NULL);
  rackside_poller_start (fixture.poller);
  await_until (rackside_light_get_power (fixture.light) == RACKSIDE_LIGHT_POWER_ANSWERS);
  g_assert_nonnull (strstr (rackside_light_get_detail (fixture.light), "not known yet"));
  know_key (&fixture, port, "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
  await_until (rackside_light_get_health (fixture.light) == RACKSIDE_LIGHT_HEALTH_CRITICAL);
  g_assert_cmpuint (fake_bmc_count (bmc, 0x06, 0x38), ==, 0);
  g_assert_cmpuint (simulator_count (simulator, "https", "request"), ==, 0);
  tear_down (&fixture);
}

static void
test_backs_off (void)
{
  Fixture fixture;

  set_up (&fixture, "ilo://root", find_closed_port ());
  rackside_poller_start (fixture.poller);
  await_until (fixture.n_changes == 6);
  g_assert_cmpint (rackside_light_get_power (fixture.light), ==, RACKSIDE_LIGHT_POWER_SILENT);
  for (guint i = 1; i < 6; i++)
    g_assert_cmpint (fixture.times[i] - fixture.times[i - 1], >=, MIN (20000 << i, 320000) * 9 / 10 - 1000);
  tear_down (&fixture);
}

static void
test_wakes_with_the_network (void)
{
  Fixture fixture;

  set_up (&fixture, "ilo://root", find_closed_port ());
  g_object_set (fixture.poller, "longest-interval", 3600000, "interval", 3600000, NULL);
  rackside_poller_start (fixture.poller);
  await_until (fixture.n_changes == 1);
  fixture.monitor->available = FALSE;
  g_signal_emit_by_name (fixture.monitor, "network-changed", FALSE);
  fixture.monitor->available = TRUE;
  g_signal_emit_by_name (fixture.monitor, "network-changed", TRUE);
  await_until (fixture.n_changes == 2);
  tear_down (&fixture);
}

static void
test_metered (void)
{
  Fixture fixture;

  set_up (&fixture, "ilo://root", find_closed_port ());
  fixture.monitor->metered = TRUE;
  rackside_poller_start (fixture.poller);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_nonnull (rackside_poller_get_problem (fixture.poller));
  g_assert_cmpuint (fixture.n_changes, ==, 0);
  fixture.monitor->metered = FALSE;
  g_object_notify (G_OBJECT (fixture.monitor), "network-metered");
  g_assert_null (rackside_poller_get_problem (fixture.poller));
  await_until (fixture.n_changes == 1);
  g_object_set (fixture.poller, "mode", "never", NULL);
  g_assert_nonnull (rackside_poller_get_problem (fixture.poller));
  fixture.monitor->metered = TRUE;
  g_object_set (fixture.poller, "mode", "always", NULL);
  g_assert_null (rackside_poller_get_problem (fixture.poller));
  await_until (fixture.n_changes == 2);
  tear_down (&fixture);
}

/* One that says nothing is given up at once, and leaves no trace. */
static void
test_stops_when_nobody_looks (void)
{
  FakeBmcOptions options = { .mischief = FAKE_SILENT };
  g_autoptr(FakeBmc) bmc = fake_bmc_new (&options);
  Fixture fixture;

  remember (RACKSIDE_SECRET_IPMI, fake_bmc_get_port (bmc), BMC_USER, BMC_PASSWORD);
  set_up (&fixture, "ipmi://" BMC_USER, fake_bmc_get_port (bmc));
  rackside_poller_start (fixture.poller);
  rackside_poller_start (fixture.poller);
  rackside_poller_stop (fixture.poller);
  await_until (rackside_poller_get_n_running (fixture.poller) == 1);
  rackside_poller_stop (fixture.poller);
  await_until (rackside_poller_get_n_running (fixture.poller) == 0);
  g_assert_cmpuint (fixture.n_changes, ==, 0);
  tear_down (&fixture);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rackside/poller/bmc-tells", test_bmc_tells);
  g_test_add_func ("/rackside/poller/bmc-with-a-key", test_bmc_with_a_key);
  g_test_add_func ("/rackside/poller/wrong-password-is-not-repeated", test_wrong_password_is_not_repeated);
  g_test_add_func ("/rackside/poller/no-password-nothing-sent", test_no_password_nothing_sent);
  g_test_add_func ("/rackside/poller/ilo-keeps-its-sessions", test_ilo_keeps_its_sessions);
  g_test_add_func ("/rackside/poller/untrusted-ilo", test_untrusted_ilo);
  g_test_add_func ("/rackside/poller/backs-off", test_backs_off);
  g_test_add_func ("/rackside/poller/wakes-with-the-network", test_wakes_with_the_network);
  g_test_add_func ("/rackside/poller/metered", test_metered);
  g_test_add_func ("/rackside/poller/stops-when-nobody-looks", test_stops_when_nobody_looks);
  return g_test_run ();
}
