/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <stdio.h>

#include <gio/gio.h>

#include "sim-log.h"

struct _SimLog
{
  FILE   *file;       /* owned; NULL when nobody wants a log */
  gint64  started;    /* monotonic, in µs */
};

/**
 * sim_log_new:
 * @path: (nullable): the file, "-" for standard error, or %NULL to keep no log
 * @error: return location for an error
 *
 * Opens a log, emptying the file.
 *
 * Returns: (transfer full) (nullable): the log
 */
SimLog *
sim_log_new (const char  *path,
             GError     **error)
{
  g_autoptr(SimLog) self = g_new0 (SimLog, 1);

  self->started = g_get_monotonic_time ();
  if (g_strcmp0 (path, "-") == 0)
    self->file = stderr;
  else if (path != NULL)
    {
      self->file = fopen (path, "we");
      if (self->file == NULL)
        {
          int number = errno;

          g_set_error (error, G_IO_ERROR, g_io_error_from_errno (number),
                       "Cannot write the log %s: %s.", path, g_strerror (number));
          return NULL;
        }
    }
  return g_steal_pointer (&self);
}

void
sim_log_free (SimLog *self)
{
  if (self->file != NULL && self->file != stderr)
    fclose (self->file);
  g_free (self);
}

/**
 * sim_log_event:
 * @on: where it happened: "https", "console", "command", "machine"
 * @event: what happened
 *
 * Begins a line. The caller adds members and gives it to sim_log_write().
 *
 * Returns: (transfer full): the line's object
 */
JsonObject *
sim_log_event (const char *on,
               const char *event)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "on", on);
  json_object_set_string_member (object, "event", event);
  return object;
}

/**
 * sim_log_write:
 * @self: a log
 * @event: (transfer full): the line's object; it gets a member `time`, in seconds since the start
 *
 * Writes one line and flushes it.
 */
void
sim_log_write (SimLog     *self,
               JsonObject *event)
{
  if (self->file != NULL)
    {
      g_autofree char *line = NULL;

      json_object_set_double_member (event, "time",
                                     (g_get_monotonic_time () - self->started) / 1e6);
      line = sim_log_line (event);
      fprintf (self->file, "%s\n", line);
      fflush (self->file);
    }
  json_object_unref (event);
}

/**
 * sim_log_line:
 * @object: any object
 *
 * Returns: (transfer full): @object as one line of JSON, without the line's end
 */
char *
sim_log_line (JsonObject *object)
{
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, object);
  return json_to_string (node, FALSE);
}
