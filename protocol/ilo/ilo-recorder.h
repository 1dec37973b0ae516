/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ilo-console.h"

G_BEGIN_DECLS

#define ILO_TYPE_RECORDER (ilo_recorder_get_type ())
G_DECLARE_FINAL_TYPE (IloRecorder, ilo_recorder, ILO, RECORDER, GObject)

IloRecorder  *ilo_recorder_new          (IloConsole           *console,
                                         GOutputStream        *stream);
gint64        ilo_recorder_get_time     (IloRecorder          *self);
guint64       ilo_recorder_get_size     (IloRecorder          *self);
const GError *ilo_recorder_get_error    (IloRecorder          *self);
void          ilo_recorder_close_async  (IloRecorder          *self,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
gboolean      ilo_recorder_close_finish (IloRecorder          *self,
                                         GAsyncResult         *result,
                                         GError              **error);

G_END_DECLS
