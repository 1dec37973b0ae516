/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "rackside-serial-log.h"

struct _RacksideSerialLog
{
  GObject        parent_instance;
  GFile         *file;         /* owned */
  GOutputStream *stream;       /* owned; NULL when it has ended */
  GByteArray    *waiting;      /* owned; for the next write */
  GBytes        *writing;      /* owned; NULL while nothing is being written */
  guint64        written;
  gboolean       ending;       /* once all is written */
};

enum { PROP_0, PROP_WRITTEN, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { SIGNAL_FAILED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RacksideSerialLog, rackside_serial_log, G_TYPE_OBJECT)

static void
close_stream (RacksideSerialLog *self)
{
  if (self->stream != NULL)
    g_output_stream_close_async (self->stream, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  g_clear_object (&self->stream);
}

static void pump (RacksideSerialLog *self);

static void
on_written (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(RacksideSerialLog) self = user_data;
  g_autoptr(GError) error = NULL;
  gsize length;
  gboolean ok = g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, &length, &error);

  self->written += length;
  g_clear_pointer (&self->writing, g_bytes_unref);
  if (ok)
    pump (self);
  else
    {
      g_byte_array_set_size (self->waiting, 0);
      close_stream (self);
      g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WRITTEN]);
}

static void
pump (RacksideSerialLog *self)
{
  if (self->writing != NULL || self->stream == NULL)
    return;
  if (self->waiting->len > 0)
    {
      gsize length;
      gconstpointer data;

      self->writing = g_byte_array_free_to_bytes (g_steal_pointer (&self->waiting));
      self->waiting = g_byte_array_new ();
      data = g_bytes_get_data (self->writing, &length);
      g_output_stream_write_all_async (self->stream, data, length, G_PRIORITY_DEFAULT, NULL, on_written,
                                       g_object_ref (self));
    }
  else if (self->ending)
    close_stream (self);
}

static void
rackside_serial_log_get_property (GObject    *object,
                                  guint       property_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  if (property_id == PROP_WRITTEN)
    g_value_set_uint64 (value, RACKSIDE_SERIAL_LOG (object)->written);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
rackside_serial_log_dispose (GObject *object)
{
  rackside_serial_log_end (RACKSIDE_SERIAL_LOG (object));
  G_OBJECT_CLASS (rackside_serial_log_parent_class)->dispose (object);
}

static void
rackside_serial_log_finalize (GObject *object)
{
  RacksideSerialLog *self = RACKSIDE_SERIAL_LOG (object);

  g_clear_object (&self->file);
  g_byte_array_unref (self->waiting);
  G_OBJECT_CLASS (rackside_serial_log_parent_class)->finalize (object);
}

static void
rackside_serial_log_class_init (RacksideSerialLogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = rackside_serial_log_get_property;
  object_class->dispose = rackside_serial_log_dispose;
  object_class->finalize = rackside_serial_log_finalize;

  /**
   * RacksideSerialLog:written:
   *
   * How many bytes are in the file, of those that came since it was opened.
   */
  properties[PROP_WRITTEN] = g_param_spec_uint64 ("written", NULL, NULL, 0, G_MAXUINT64, 0,
                                                  G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", RACKSIDE_TYPE_SERIAL_LOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
rackside_serial_log_init (RacksideSerialLog *self)
{
  self->waiting = g_byte_array_new ();
}

static void
on_opened (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(RacksideSerialLog) self = NULL;
  GFile *file = G_FILE (source);
  GError *error = NULL;
  gboolean append = GPOINTER_TO_INT (g_task_get_task_data (task));
  g_autoptr(GFileOutputStream) stream = g_file_append_to_finish (file, result, &error);

  if (stream == NULL || (!append && !g_seekable_truncate (G_SEEKABLE (stream), 0, NULL, &error)))
    {
      g_task_return_error (task, error);
      return;
    }
  self = g_object_new (RACKSIDE_TYPE_SERIAL_LOG, NULL);
  self->file = g_object_ref (file);
  self->stream = G_OUTPUT_STREAM (g_steal_pointer (&stream));
  g_task_return_pointer (task, g_steal_pointer (&self), g_object_unref);
}

/**
 * rackside_serial_log_open_async:
 * @file: (transfer none): where to write
 * @append: whether to keep what is in it
 * @cancellable: (nullable): ends the wait
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Begins a log. Only its owner can read a new one: passwords are typed on consoles.
 */
void
rackside_serial_log_open_async (GFile               *file,
                                gboolean             append,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (file, cancellable, callback, user_data);

  g_task_set_source_tag (task, rackside_serial_log_open_async);
  g_task_set_task_data (task, GINT_TO_POINTER (append), NULL);
  /* Also to replace what is there: GIO would write to a copy that takes its place at the end, and somebody may want to
   * read along. */
  g_file_append_to_async (file, G_FILE_CREATE_PRIVATE, G_PRIORITY_DEFAULT, cancellable, on_opened,
                          g_steal_pointer (&task));
}

/**
 * rackside_serial_log_open_finish:
 * @result: what @callback was given
 * @error: return location: of %G_IO_ERROR
 *
 * Returns: (transfer full) (nullable): the log
 */
RacksideSerialLog *
rackside_serial_log_open_finish (GAsyncResult  *result,
                                 GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * rackside_serial_log_write:
 * @self: a log
 * @characters: (transfer none): what has come
 *
 * Adds to the log.
 */
void
rackside_serial_log_write (RacksideSerialLog *self,
                           GBytes            *characters)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (characters, &length);

  if (self->stream == NULL || self->ending)
    return;
  g_byte_array_append (self->waiting, data, (guint) length);
  pump (self);
}

/**
 * rackside_serial_log_end:
 * @self: a log
 *
 * Closes the file as soon as all is written.
 */
void
rackside_serial_log_end (RacksideSerialLog *self)
{
  self->ending = TRUE;
  pump (self);
}

/**
 * rackside_serial_log_get_file:
 * @self: a log
 *
 * Returns: (transfer none): the file
 */
GFile *
rackside_serial_log_get_file (RacksideSerialLog *self)
{
  return self->file;
}

/**
 * rackside_serial_log_get_written:
 * @self: a log
 *
 * Returns: how many bytes were written to it
 */
guint64
rackside_serial_log_get_written (RacksideSerialLog *self)
{
  return self->written;
}

/**
 * rackside_serial_log_get_waiting:
 * @self: a log
 *
 * Returns: how many bytes the disk is behind
 */
gsize
rackside_serial_log_get_waiting (RacksideSerialLog *self)
{
  return self->waiting->len + (self->writing != NULL ? g_bytes_get_size (self->writing) : 0);
}
