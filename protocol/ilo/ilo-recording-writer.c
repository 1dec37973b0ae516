/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "ilo-recording-writer.h"

/*
 * Two buffers: one is being written while the other takes what comes meanwhile, so that a slow disk
 * never holds up the console.
 */
struct _IloRecordingWriter
{
  GObject        parent_instance;
  GOutputStream *stream;             /* owned */
  GCancellable  *cancellable;        /* owned; stops the write in flight */
  GByteArray    *waiting;            /* owned */
  GByteArray    *in_flight;          /* owned; empty when nothing is being written */
  GError        *error;              /* owned; the first failure; nothing is written after it */
  GTask         *closing;            /* owned; NULL until it is to be closed */
  gulong         closing_cancelled;  /* handler on the closing's cancellable */
  guint64        size;
};

enum { SIGNAL_FAILED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (IloRecordingWriter, ilo_recording_writer, G_TYPE_OBJECT)

static void flush (IloRecordingWriter *self);

static void
fail (IloRecordingWriter *self,
      GError             *error)
{
  if (self->error != NULL)
    {
      g_error_free (error);
      return;
    }
  self->error = error;
  g_byte_array_set_size (self->waiting, 0);
  g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
}

static void
on_closing_cancelled (GCancellable *cancellable,
                      gpointer      user_data)
{
  g_cancellable_cancel (user_data);
}

static void
on_closed (GObject      *stream,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  IloRecordingWriter *self = g_task_get_source_object (task);

  g_cancellable_disconnect (g_task_get_cancellable (task), self->closing_cancelled);
  g_output_stream_close_finish (G_OUTPUT_STREAM (stream), result, &error);
  if (self->error != NULL)
    g_task_return_error (task, g_error_copy (self->error));
  else if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_written (GObject      *stream,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(IloRecordingWriter) self = user_data;
  GError *error = NULL;

  g_byte_array_set_size (self->in_flight, 0);
  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (stream), result, NULL, &error))
    fail (self, error);
  flush (self);
}

static void
flush (IloRecordingWriter *self)
{
  GByteArray *next = self->waiting;

  if (self->in_flight->len > 0)
    return;
  if (next->len > 0)
    {
      self->waiting = self->in_flight;
      self->in_flight = next;
      g_output_stream_write_all_async (self->stream, next->data, next->len, G_PRIORITY_DEFAULT,
                                       self->cancellable, on_written, g_object_ref (self));
    }
  else if (self->closing != NULL)
    {
      GTask *task = g_steal_pointer (&self->closing);

      g_output_stream_close_async (self->stream, G_PRIORITY_DEFAULT, g_task_get_cancellable (task),
                                   on_closed, task);
    }
}

static void
append_chunk (IloRecordingWriter *self,
              gint64              time,
              const guint8       *data,
              gsize               length)
{
  guint8 header[ILO_RECORDING_CHUNK_HEADER_SIZE];

  ilo_recording_chunk_encode (time, length, header);
  g_byte_array_append (self->waiting, header, sizeof header);
  if (length > 0)
    g_byte_array_append (self->waiting, data, length);
  self->size += sizeof header + length;
}

static void
ilo_recording_writer_finalize (GObject *object)
{
  IloRecordingWriter *self = ILO_RECORDING_WRITER (object);

  g_clear_object (&self->stream);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  g_byte_array_unref (self->waiting);
  g_byte_array_unref (self->in_flight);
  G_OBJECT_CLASS (ilo_recording_writer_parent_class)->finalize (object);
}

static void
ilo_recording_writer_class_init (IloRecordingWriterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = ilo_recording_writer_finalize;

  /**
   * IloRecordingWriter::failed:
   * @self: a writer
   * @error: what went wrong
   *
   * Emitted once, when the recording cannot go on. What was written until then can be played.
   */
  signals[SIGNAL_FAILED] =
    g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
ilo_recording_writer_init (IloRecordingWriter *self)
{
  self->cancellable = g_cancellable_new ();
  self->waiting = g_byte_array_new ();
  self->in_flight = g_byte_array_new ();
}

/**
 * ilo_recording_writer_new:
 * @stream: (transfer none): where to write
 * @header: how the recording begins
 *
 * Begins a recording.
 *
 * Returns: (transfer full): its writer
 */
IloRecordingWriter *
ilo_recording_writer_new (GOutputStream            *stream,
                          const IloRecordingHeader *header)
{
  IloRecordingWriter *self = g_object_new (ILO_TYPE_RECORDING_WRITER, NULL);
  guint8 encoded[ILO_RECORDING_HEADER_SIZE];

  self->stream = g_object_ref (stream);
  ilo_recording_header_encode (header, encoded);
  g_byte_array_append (self->waiting, encoded, sizeof encoded);
  self->size = sizeof encoded;
  flush (self);
  return self;
}

/**
 * ilo_recording_writer_append:
 * @self: a writer
 * @time: microseconds since the recording began
 * @data: (array length=length): bytes of the video stream, in clear
 * @length: how many; 0 marks the moment
 *
 * Adds what arrived at a moment. It is written in the background, a few seconds late at most if the disk
 * is slow. Does nothing after a failure.
 */
void
ilo_recording_writer_append (IloRecordingWriter *self,
                             gint64              time,
                             const guint8       *data,
                             gsize               length)
{
  g_return_if_fail (self->closing == NULL && !g_output_stream_is_closed (self->stream));

  if (self->error != NULL)
    return;
  if (self->waiting->len > ILO_RECORDING_WRITER_MAX_PENDING
      || length > ILO_RECORDING_WRITER_MAX_PENDING - self->waiting->len)
    {
      fail (self, g_error_new (G_IO_ERROR, G_IO_ERROR_BUSY,
                               _("The disk is too slow for the recording. "
                                 "Choose another folder to record to.")));
      return;
    }
  append_chunk (self, time, data, length);
  flush (self);
}

/**
 * ilo_recording_writer_get_size:
 * @self: a writer
 *
 * Returns: how many bytes the recording has so far
 */
guint64
ilo_recording_writer_get_size (IloRecordingWriter *self)
{
  return self->size;
}

/**
 * ilo_recording_writer_get_error:
 * @self: a writer
 *
 * Returns: (nullable): what stopped the recording, or %NULL if it goes on
 */
const GError *
ilo_recording_writer_get_error (IloRecordingWriter *self)
{
  return self->error;
}

/**
 * ilo_recording_writer_close_async:
 * @self: a writer
 * @time: when the recording ends, in microseconds since it began
 * @cancellable: (nullable): to give up writing
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Writes what is left and closes the stream.
 */
void
ilo_recording_writer_close_async (IloRecordingWriter  *self,
                                  gint64               time,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, ilo_recording_writer_close_async);
  if (self->closing != NULL || g_output_stream_is_closed (self->stream))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CLOSED,
                               _("The recording has been closed already."));
      g_object_unref (task);
      return;
    }
  if (cancellable != NULL)
    self->closing_cancelled =
      g_cancellable_connect (cancellable, G_CALLBACK (on_closing_cancelled),
                             g_object_ref (self->cancellable), g_object_unref);
  if (self->error == NULL)
    append_chunk (self, time, NULL, 0);
  self->closing = task;
  flush (self);
}

/**
 * ilo_recording_writer_close_finish:
 * @self: a writer
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: whether everything is in the file
 */
gboolean
ilo_recording_writer_close_finish (IloRecordingWriter  *self,
                                   GAsyncResult        *result,
                                   GError             **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
