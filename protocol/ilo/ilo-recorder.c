/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ilo-recorder.h"
#include "ilo-recording-writer.h"

/**
 * IloRecorder:
 *
 * Records what a console shows, across lost connections, until it is closed. There is one at a time for a console.
 */
struct _IloRecorder
{
  GObject             parent_instance;
  IloConsole         *console;         /* owned; NULL once it is closed */
  IloRecordingWriter *writer;          /* owned */
  gint64              began;           /* monotonic time */
  gint64              time;            /* recorded; 0 until it is closed */
};

G_DEFINE_FINAL_TYPE (IloRecorder, ilo_recorder, G_TYPE_OBJECT)

static void
take (const guint8 *data,
      gsize         length,
      gpointer      user_data)
{
  IloRecorder *self = user_data;

  if (length > 0)     /* no bytes would mark a moment */
    ilo_recording_writer_append (self->writer, ilo_recorder_get_time (self), data, length);
}

static void
stop (IloRecorder *self)
{
  if (self->console == NULL)
    return;
  self->time = ilo_recorder_get_time (self);
  ilo_console_set_tap (self->console, NULL, NULL);
  g_clear_object (&self->console);
}

static void
ilo_recorder_dispose (GObject *object)
{
  IloRecorder *self = ILO_RECORDER (object);

  stop (self);
  g_clear_object (&self->writer);
  G_OBJECT_CLASS (ilo_recorder_parent_class)->dispose (object);
}

static void
ilo_recorder_class_init (IloRecorderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ilo_recorder_dispose;
}

static void
ilo_recorder_init (IloRecorder *self)
{
}

/**
 * ilo_recorder_new:
 * @console: a console that was opened
 * @stream: where to write
 *
 * Begins to record, and asks the server for the whole picture, so that the recording begins with it.
 *
 * Returns: (transfer full): the recorder; dropped before it is closed, it leaves a recording that lacks its last moments
 */
IloRecorder *
ilo_recorder_new (IloConsole    *console,
                  GOutputStream *stream)
{
  IloRecorder *self = g_object_new (ILO_TYPE_RECORDER, NULL);
  IloRecordingHeader header = { g_get_real_time (), ilo_console_get_video_state (console) };

  self->console = g_object_ref (console);
  self->writer = ilo_recording_writer_new (stream, &header);
  self->began = g_get_monotonic_time ();
  ilo_console_set_tap (console, take, self);
  ilo_console_request_refresh (console);
  return self;
}

/**
 * ilo_recorder_get_time:
 * @self: a recorder
 *
 * Returns: microseconds that have been recorded
 */
gint64
ilo_recorder_get_time (IloRecorder *self)
{
  return self->console != NULL ? g_get_monotonic_time () - self->began : self->time;
}

/**
 * ilo_recorder_get_size:
 * @self: a recorder
 *
 * Returns: bytes of the recording
 */
guint64
ilo_recorder_get_size (IloRecorder *self)
{
  return ilo_recording_writer_get_size (self->writer);
}

/**
 * ilo_recorder_get_error:
 * @self: a recorder
 *
 * Returns: (nullable): why it records no more
 */
const GError *
ilo_recorder_get_error (IloRecorder *self)
{
  return ilo_recording_writer_get_error (self->writer);
}

static void
on_closed (GObject      *writer,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (ilo_recording_writer_close_finish (ILO_RECORDING_WRITER (writer), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * ilo_recorder_close_async:
 * @self: a recorder
 * @callback: called when everything is written
 * @user_data: for @callback
 *
 * Ends the recording.
 */
void
ilo_recorder_close_async (IloRecorder         *self,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, ilo_recorder_close_async);
  stop (self);
  ilo_recording_writer_close_async (self->writer, self->time, NULL, on_closed, task);
}

/**
 * ilo_recorder_close_finish:
 * @self: a recorder
 * @result: what the callback got
 * @error: why not everything could be written; what was written can be played
 *
 * Returns: whether everything is written
 */
gboolean
ilo_recorder_close_finish (IloRecorder   *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
