/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A rackside-simulator that runs as long as a test; see app/simulator/README.md for what it can be told. */
typedef struct _Simulator Simulator;

Simulator  *simulator_new          (const char *options,
                                    ...) G_GNUC_NULL_TERMINATED;
void        simulator_free         (Simulator  *self);
guint16     simulator_https_port   (Simulator  *self);
guint16     simulator_console_port (Simulator  *self);
const char *simulator_pin          (Simulator  *self);
JsonObject *simulator_do           (Simulator  *self,
                                    const char *format,
                                    ...) G_GNUC_PRINTF (2, 3);
JsonObject *simulator_wait         (Simulator  *self,
                                    const char *on,
                                    const char *event);
guint       simulator_count        (Simulator  *self,
                                    const char *on,
                                    const char *event);
void        simulator_forget       (Simulator  *self);
void        simulator_clear_log    (Simulator  *self);

#define SIMULATOR_USER     "Administrator"
#define SIMULATOR_PASSWORD "se\"cret\\"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Simulator, simulator_free)

G_END_DECLS
