/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <unistd.h>

#include <gio/gunixinputstream.h>

#include "sim-console.h"
#include "sim-control.h"

#define SYNC_INTERVAL_MS 2

struct _SimControl
{
  SimIlo           *ilo;          /* borrowed */
  SimHttps         *https;        /* borrowed */
  GMainLoop        *loop;         /* borrowed */
  GDataInputStream *input;        /* owned; NULL unless commands are read */
  GCancellable     *cancellable;  /* owned */
  GPtrArray        *syncs;        /* owned Sync */
  gboolean          obeys;
  gboolean          ends_at_eof;
};

/* A command that is answered when every client has been sent what the screen shows. */
typedef struct
{
  SimControl *control;   /* borrowed */
  JsonObject *answer;    /* owned */
  guint       timer;
} Sync;

static void
sync_free (Sync *sync)
{
  g_clear_handle_id (&sync->timer, g_source_remove);
  json_object_unref (sync->answer);
  g_free (sync);
}

static void
print_answer (JsonObject *answer)
{
  g_autofree char *line = sim_log_line (answer);

  printf ("%s\n", line);
  fflush (stdout);
}

static gboolean
is_current (SimIlo *ilo)
{
  for (guint i = 0; i < ilo->consoles->len; i++)
    if (!sim_console_is_current (g_ptr_array_index (ilo->consoles, i)))
      return FALSE;
  return TRUE;
}

static gboolean
on_sync_timer (gpointer user_data)
{
  Sync *sync = user_data;

  if (!is_current (sync->control->ilo))
    return G_SOURCE_CONTINUE;
  sync->timer = 0;
  sim_control_finish (sync->control, sync->answer, NULL);
  g_ptr_array_remove_fast (sync->control->syncs, sync);
  return G_SOURCE_REMOVE;
}

static gboolean
do_sync (SimOrder  *order,
         GError **error)
{
  Sync *sync = g_new0 (Sync, 1);

  sync->control = order->control;
  sync->answer = json_object_ref (order->answer);
  sync->timer = g_timeout_add (SYNC_INTERVAL_MS, on_sync_timer, sync);
  g_ptr_array_add (order->control->syncs, sync);
  order->is_late = TRUE;
  return TRUE;
}

static gboolean
do_quit (SimOrder  *order,
         GError **error)
{
  g_main_loop_quit (order->control->loop);
  return TRUE;
}

static gboolean do_help (SimOrder  *order,
                         GError   **error);

static const SimOrderType own_orders[] = {
  { "help", do_help },
  { "sync", do_sync },
  { "quit", do_quit },
  { NULL }
};

static const SimOrderType *const tables[] = {
  own_orders, sim_orders_machine, sim_orders_console, sim_orders_stream, sim_orders_fault,
  sim_orders_media,
};

static gboolean
do_help (SimOrder  *order,
         GError   **error)
{
  JsonArray *names = json_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    for (const SimOrderType *type = tables[i]; type->name != NULL; type++)
      json_array_add_string_element (names, type->name);
  json_object_set_array_member (order->answer, "commands", names);
  return TRUE;
}

static gboolean
obey (SimOrder  *order,
      GError   **error)
{
  const char *name = sim_order_get_string (order, "do", "");

  json_object_set_string_member (order->answer, "do", name);
  if (json_object_has_member (order->command, "id"))
    json_object_set_member (order->answer, "id", json_object_dup_member (order->command, "id"));
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    for (const SimOrderType *type = tables[i]; type->name != NULL; type++)
      if (g_str_equal (type->name, name))
        return type->obey (order, error);
  return sim_order_fail (error, "There is no such command; {\"do\":\"help\"} lists them.");
}

/**
 * sim_control_obey:
 * @self: the control
 * @command: a JSON object
 * @answers: whether to answer on standard output
 *
 * Obeys a command. The answer has `ok`, and `error` when that is false.
 *
 * Returns: whether it could be obeyed
 */
gboolean
sim_control_obey (SimControl *self,
                  const char *command,
                  gboolean    answers)
{
  g_autoptr(JsonNode) node = json_from_string (command, NULL);
  g_autoptr(JsonObject) answer = json_object_new ();
  g_autoptr(GError) error = NULL;
  SimOrder order = { .control = self, .ilo = self->ilo, .https = self->https, .answer = answer };
  gboolean ok;

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    {
      order.command = json_node_get_object (node);
      ok = obey (&order, &error);
    }
  else
    {
      ok = sim_order_fail (&error, "A command is a JSON object in one line.");
    }
  if (!ok && !answers)
    g_printerr ("rackside-simulator: %s: %s\n", command, error->message);
  if (answers && !order.is_late)
    sim_control_finish (self, answer, ok ? NULL : error->message);
  return ok;
}

/**
 * sim_control_finish:
 * @self: the control
 * @answer: (transfer none): the answer
 * @problem: (nullable): why the command could not be obeyed
 *
 * Answers a command on standard output.
 */
void
sim_control_finish (SimControl *self,
                    JsonObject *answer,
                    const char *problem)
{
  json_object_set_boolean_member (answer, "ok", problem == NULL);
  if (problem != NULL)
    json_object_set_string_member (answer, "error", problem);
  print_answer (answer);
}

static void read_line (SimControl *self);

static void
on_line (GObject      *stream,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (stream), result, NULL,
                                                                &error);
  SimControl *self = user_data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (line == NULL)
    {
      if (self->ends_at_eof)
        g_main_loop_quit (self->loop);
      return;
    }
  if (self->obeys && *line != '\0')
    sim_control_obey (self, line, TRUE);
  read_line (self);
}

static void
read_line (SimControl *self)
{
  g_data_input_stream_read_line_async (self->input, G_PRIORITY_DEFAULT, self->cancellable, on_line, self);
}

/**
 * sim_control_new:
 * @ilo: (transfer none): what to let things happen to
 * @https: (transfer none): its web server
 * @loop: (transfer none): what to end
 *
 * Returns: (transfer full): a control that reads nothing yet
 */
SimControl *
sim_control_new (SimIlo    *ilo,
                 SimHttps  *https,
                 GMainLoop *loop)
{
  SimControl *self = g_new0 (SimControl, 1);

  self->ilo = ilo;
  self->https = https;
  self->loop = loop;
  self->cancellable = g_cancellable_new ();
  self->syncs = g_ptr_array_new_with_free_func ((GDestroyNotify) sync_free);
  return self;
}

/**
 * sim_control_read:
 * @self: the control
 * @obeys: whether what comes on standard input are commands
 * @ends_at_eof: whether the program ends with standard input
 *
 * Begins to read standard input.
 */
void
sim_control_read (SimControl *self,
                  gboolean    obeys,
                  gboolean    ends_at_eof)
{
  g_autoptr(GInputStream) stdin_stream = g_unix_input_stream_new (STDIN_FILENO, FALSE);

  self->obeys = obeys;
  self->ends_at_eof = ends_at_eof;
  self->input = g_data_input_stream_new (stdin_stream);
  read_line (self);
}

void
sim_control_free (SimControl *self)
{
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_clear_object (&self->input);
  g_ptr_array_unref (self->syncs);
  g_free (self);
}
