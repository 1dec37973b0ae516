/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#include "rackside-demo.h"

#define SIMULATOR "rackside-simulator"

/* A simulator that runs as long as this object lives. */
struct _RacksideDemo
{
  GObject              parent_instance;
  GSubprocess         *process;      /* owned; it ends when its standard input does */
  RacksideAddress     *address;      /* owned */
  char                *password;     /* owned */
  char                *pin;          /* owned */
  RacksideBmcSettings *bmc;          /* owned; NULL before it runs */
};

G_DEFINE_FINAL_TYPE (RacksideDemo, rackside_demo, G_TYPE_OBJECT)

/* In the build folder, or where it is installed: beside this program. */
static char *
find_simulator (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = g_path_get_dirname (program != NULL ? program : ".");
  g_autofree char *built = g_build_filename (folder, "..", "simulator", SIMULATOR, NULL);
  g_autofree char *installed = g_build_filename (folder, SIMULATOR, NULL);

  if (g_file_test (built, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&built);
  if (g_file_test (installed, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&installed);
  return g_find_program_in_path (SIMULATOR);
}

static gboolean
read_announcement (RacksideDemo  *self,
                   const char    *line,
                   GError       **error)
{
  g_autoptr(JsonNode) node = json_from_string (line, error);
  JsonObject *object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *uri = NULL;
  const char *problem;

  if (object != NULL)
    uri = json_object_get_string_member_with_default (object, "uri", NULL);
  if (uri == NULL)
    {
      g_clear_error (error);
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                           _("The simulator did not start as it should. Is Rackside installed completely?"));
      return FALSE;
    }
  self->address = rackside_address_parse (uri, error);
  self->password = g_strdup (json_object_get_string_member_with_default (object, "password", ""));
  self->pin = g_strdup (json_object_get_string_member_with_default (object, "pin", NULL));
  if (self->address == NULL)
    return FALSE;
  self->bmc = rackside_bmc_settings_new (self->address->host,
                                         (guint16) json_object_get_int_member_with_default (object, "bmc_port", 0),
                                         json_object_get_string_member_with_default (object, "bmc_user", NULL),
                                         json_object_get_string_member_with_default (object, "bmc_password", ""));
  problem = json_object_get_string_member_with_default (object, "bmc_problem", NULL);
  if (problem != NULL)
    self->bmc->problem = g_strdup_printf (_("The simulated server has no management controller here. %s"), problem);
  return TRUE;
}

static void
on_line_read (GObject      *stream,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (stream), result, NULL, &error);

  if (error == NULL && read_announcement (g_task_get_source_object (task), line != NULL ? line : "", &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
rackside_demo_finalize (GObject *object)
{
  RacksideDemo *self = RACKSIDE_DEMO (object);

  g_clear_object (&self->process);
  g_clear_pointer (&self->address, rackside_address_free);
  g_free (self->password);
  g_free (self->pin);
  g_clear_pointer (&self->bmc, rackside_bmc_settings_free);
  G_OBJECT_CLASS (rackside_demo_parent_class)->finalize (object);
}

static void
rackside_demo_class_init (RacksideDemoClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rackside_demo_finalize;
}

static void
rackside_demo_init (RacksideDemo *self)
{
}

/**
 * rackside_demo_new:
 *
 * Returns: (transfer full): a demonstration that has not started
 */
RacksideDemo *
rackside_demo_new (void)
{
  return g_object_new (RACKSIDE_TYPE_DEMO, NULL);
}

/**
 * rackside_demo_start_async:
 * @self: a demonstration
 * @cancellable: (nullable): gives up waiting
 * @callback: called when there is something to connect to
 * @user_data: for @callback
 *
 * Starts a simulated iLO on this machine. It ends with @self.
 */
void
rackside_demo_start_async (RacksideDemo        *self,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GDataInputStream) lines = NULL;
  g_autofree char *simulator = find_simulator ();

  g_task_set_source_tag (task, rackside_demo_start_async);
  if (simulator == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                               _("The program %s is not there. Is Rackside installed completely?"), SIMULATOR);
      return;
    }
  self->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                                    simulator, "--exit-on-eof", "--bmc", NULL);
  if (self->process == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  g_data_input_stream_read_line_async (lines, G_PRIORITY_DEFAULT, cancellable, on_line_read,
                                       g_steal_pointer (&task));
}

/**
 * rackside_demo_start_finish:
 * @self: a demonstration
 * @result: what the callback got
 * @error: (nullable): why it did not start
 *
 * Returns: whether there is something to connect to
 */
gboolean
rackside_demo_start_finish (RacksideDemo  *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * rackside_demo_get_address:
 * @self: a demonstration that runs
 *
 * Returns: (transfer none): where it is, and who may log in
 */
const RacksideAddress *
rackside_demo_get_address (RacksideDemo *self)
{
  return self->address;
}

/**
 * rackside_demo_get_password:
 * @self: a demonstration that runs
 *
 * Returns: (transfer none): the password
 */
const char *
rackside_demo_get_password (RacksideDemo *self)
{
  return self->password;
}

/**
 * rackside_demo_get_pin:
 * @self: a demonstration that runs
 *
 * Returns: (transfer none) (nullable): its public key, `sha256//BASE64`
 */
const char *
rackside_demo_get_pin (RacksideDemo *self)
{
  return self->pin;
}

/**
 * rackside_demo_get_bmc:
 * @self: a demonstration that runs
 *
 * Returns: (transfer none): how to reach its BMC, or why there is none
 */
const RacksideBmcSettings *
rackside_demo_get_bmc (RacksideDemo *self)
{
  return self->bmc;
}
