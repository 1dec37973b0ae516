/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

#include <glib/gstdio.h>

#include "sim-bmc.h"

/* bmc/run.sh takes so many ports in a row. They are below those that the system gives to others by itself. */
#define N_PORTS    4
#define FIRST_PORT 10240
#define LAST_PORT  32000
#define ATTEMPTS   200

#define MONITOR_MS 100
#define STOP_MS    3000

struct _SimBmc
{
  SimMachine   *machine;       /* owned */
  char         *folder;        /* owned; what ipmi_sim keeps, gone with us */
  GPid          pid;           /* of run.sh; 0: it has ended */
  guint         watch;
  guint16       port;
  GFileMonitor *monitor;       /* owned; of the log of what was done to the chassis */
  gsize         n_read;        /* bytes of that log */
};

static char *
find_configuration (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = g_path_get_dirname (program != NULL ? program : ".");
  g_autofree char *built = g_build_filename (folder, "bmc", NULL);

  if (g_file_test (built, G_FILE_TEST_IS_DIR))
    return g_steal_pointer (&built);
  return g_build_filename (PKGDATADIR, "bmc", NULL);
}

static gboolean
is_free (guint16         port,
         GSocketType     type,
         GSocketProtocol protocol)
{
  g_autoptr(GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, type, protocol, NULL);
  g_autoptr(GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", port);

  return socket != NULL && g_socket_bind (socket, address, TRUE, NULL);
}

static guint16
find_ports (void)
{
  for (guint attempt = 0; attempt < ATTEMPTS; attempt++)
    {
      guint16 first = (guint16) g_random_int_range (FIRST_PORT, LAST_PORT);
      gboolean all = TRUE;

      for (guint16 port = first; port < first + N_PORTS; port++)
        all = all && is_free (port, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP)
              && is_free (port, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP);
      if (all)
        return first;
    }
  return 0;
}

static char *
get_chassis_path (SimBmc     *self,
                  const char *name)
{
  return g_build_filename (self->folder, "chassis", name, NULL);
}

/* chassis.sh reads this whenever ipmi_sim is asked whether the power is on. */
static gboolean
write_power (SimBmc  *self,
             GError **error)
{
  g_autofree char *path = get_chassis_path (self, "power");

  return g_file_set_contents (path, sim_machine_is_on (self->machine) ? "1\n" : "0\n", -1, error);
}

static void
on_power_changed (SimMachine *machine,
                  gpointer    user_data)
{
  g_autoptr(GError) error = NULL;

  if (!write_power (user_data, &error))
    g_warning ("The BMC does not get to know of the power: %s", error->message);
}

static void
obey (SimBmc     *self,
      const char *line)
{
  gboolean on = sim_machine_is_on (self->machine);

  if (strcmp (line, "power 1") == 0 && !on)
    sim_machine_push_power (self->machine, SIM_POWER_PRESS);
  else if (strcmp (line, "power 0") == 0 && on)
    sim_machine_push_power (self->machine, SIM_POWER_HOLD);
  else if (g_str_has_prefix (line, "reset ") && on)
    sim_machine_push_power (self->machine, SIM_POWER_RESET);
  else if (g_str_has_prefix (line, "shutdown ") && on)
    sim_machine_push_power (self->machine, SIM_POWER_PRESS);
}

/* chassis.sh adds a line for everything that is done to the chassis. */
static void
on_log_changed (SimBmc *self)
{
  g_autofree char *path = get_chassis_path (self, "log");
  g_autofree char *text = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, NULL))
    return;
  while (self->n_read < length)
    {
      char *end = strchr (text + self->n_read, '\n');

      if (end == NULL)
        break;
      *end = '\0';
      obey (self, text + self->n_read);
      self->n_read = (gsize) (end + 1 - text);
    }
  /* Shutting down takes a moment, in which chassis.sh has said already that the power is off. */
  on_power_changed (self->machine, self);
}

static void
on_exited (GPid     pid,
           int      status,
           gpointer user_data)
{
  SimBmc *self = user_data;

  g_spawn_close_pid (pid);
  self->pid = 0;
  self->watch = 0;
}

static void
end_with_parent (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

static gboolean
check_programs (GError **error)
{
  static const char *const programs[] = { "ipmi_sim", "sdrcomp", "python3" };

  for (guint i = 0; i < G_N_ELEMENTS (programs); i++)
    {
      g_autofree char *path = g_find_program_in_path (programs[i]);

      if (path == NULL)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s is not installed. It is in the package %s.",
                       programs[i], strcmp (programs[i], "python3") == 0 ? "python3" : "openipmi");
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
make_folder (SimBmc  *self,
             GError **error)
{
  g_autofree char *chassis = NULL;
  g_autofree char *log = NULL;

  self->folder = g_dir_make_tmp ("rackside-bmc-XXXXXX", error);
  if (self->folder == NULL)
    return FALSE;
  chassis = get_chassis_path (self, NULL);
  if (g_mkdir (chassis, 0700) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", chassis, g_strerror (errno));
      return FALSE;
    }
  log = get_chassis_path (self, "log");
  return g_file_set_contents (log, "", 0, error) && write_power (self, error);
}

static gboolean
watch_log (SimBmc  *self,
           GError **error)
{
  g_autofree char *path = get_chassis_path (self, "log");
  g_autoptr(GFile) file = g_file_new_for_path (path);

  self->monitor = g_file_monitor_file (file, G_FILE_MONITOR_NONE, NULL, error);
  if (self->monitor == NULL)
    return FALSE;
  g_file_monitor_set_rate_limit (self->monitor, MONITOR_MS);
  g_signal_connect_swapped (self->monitor, "changed", G_CALLBACK (on_log_changed), self);
  return TRUE;
}

static gboolean
spawn (SimBmc  *self,
       GError **error)
{
  g_autofree char *configuration = find_configuration ();
  g_autofree char *script = g_build_filename (configuration, "run.sh", NULL);
  g_autofree char *port = g_strdup_printf ("%u", self->port);
  char *arguments[] = { (char *) "/bin/sh", script, self->folder, port, NULL };
  g_auto(GStrv) environment = g_environ_setenv (g_get_environ (), "RESTART", "1", TRUE);

  if (!g_spawn_async (NULL, arguments, environment,
                      G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
                      end_with_parent, NULL, &self->pid, error))
    return FALSE;
  self->watch = g_child_watch_add (self->pid, on_exited, self);
  return TRUE;
}

/**
 * sim_bmc_new:
 * @machine: whose power it switches
 * @error: (nullable): what is missing
 *
 * Starts it. A second or two later it answers.
 *
 * Returns: (transfer full) (nullable): the BMC
 */
SimBmc *
sim_bmc_new (SimMachine  *machine,
             GError     **error)
{
  g_autoptr(SimBmc) self = g_new0 (SimBmc, 1);

  self->machine = g_object_ref (machine);
  self->port = find_ports ();
  if (self->port == 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "There are no free ports for the BMC.");
      return NULL;
    }
  if (!check_programs (error) || !make_folder (self, error) || !watch_log (self, error) || !spawn (self, error))
    return NULL;
  g_signal_connect (machine, "power-changed", G_CALLBACK (on_power_changed), self);
  return g_steal_pointer (&self);
}

static void
remove_folder (const char *path)
{
  g_autoptr(GDir) folder = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_folder (child);
    }
  g_remove (path);
}

static gboolean
on_stop_time (gpointer user_data)
{
  gboolean *over = user_data;

  *over = TRUE;
  return G_SOURCE_REMOVE;
}

/**
 * sim_bmc_free:
 * @self: (transfer full): a BMC
 *
 * Ends it, and waits for that a moment, so that its folder can go.
 */
void
sim_bmc_free (SimBmc *self)
{
  gboolean over = FALSE;
  guint timer;

  g_signal_handlers_disconnect_by_data (self->machine, self);
  g_clear_object (&self->monitor);
  if (self->pid != 0)
    {
      kill (self->pid, SIGTERM);
      timer = g_timeout_add (STOP_MS, on_stop_time, &over);
      while (self->pid != 0 && !over)
        g_main_context_iteration (NULL, TRUE);
      if (!over)
        g_source_remove (timer);
    }
  g_clear_handle_id (&self->watch, g_source_remove);
  if (self->folder != NULL)
    remove_folder (self->folder);
  g_free (self->folder);
  g_object_unref (self->machine);
  g_free (self);
}

/**
 * sim_bmc_get_port:
 * @self: a BMC
 *
 * Returns: its UDP port at 127.0.0.1
 */
guint16
sim_bmc_get_port (SimBmc *self)
{
  return self->port;
}
