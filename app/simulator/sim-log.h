/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * SimLog:
 *
 * What clients sent and what became of it, as JSON lines. Each line is written at once, so that a test
 * can wait for it.
 */
typedef struct _SimLog SimLog;

SimLog     *sim_log_new   (const char  *path,
                           GError     **error);
void        sim_log_free  (SimLog      *self);
JsonObject *sim_log_event (const char  *on,
                           const char  *event);
void        sim_log_write (SimLog      *self,
                           JsonObject  *event);
char       *sim_log_line  (JsonObject  *object);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimLog, sim_log_free)

G_END_DECLS
