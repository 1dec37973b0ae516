/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "ilo-recording.h"

G_BEGIN_DECLS

/* How much may wait to be written before the disk is too slow for the stream. */
#define ILO_RECORDING_WRITER_MAX_PENDING (16 * 1024 * 1024)

#define ILO_TYPE_RECORDING_WRITER (ilo_recording_writer_get_type ())
G_DECLARE_FINAL_TYPE (IloRecordingWriter, ilo_recording_writer, ILO, RECORDING_WRITER, GObject)

IloRecordingWriter *ilo_recording_writer_new          (GOutputStream             *stream,
                                                       const IloRecordingHeader  *header);
void                ilo_recording_writer_append       (IloRecordingWriter        *self,
                                                       gint64                     time,
                                                       const guint8              *data,
                                                       gsize                      length);
guint64             ilo_recording_writer_get_size     (IloRecordingWriter        *self);
const GError       *ilo_recording_writer_get_error    (IloRecordingWriter        *self);
void                ilo_recording_writer_close_async  (IloRecordingWriter        *self,
                                                       gint64                     time,
                                                       GCancellable              *cancellable,
                                                       GAsyncReadyCallback        callback,
                                                       gpointer                   user_data);
gboolean            ilo_recording_writer_close_finish (IloRecordingWriter        *self,
                                                       GAsyncResult              *result,
                                                       GError                   **error);

G_END_DECLS
