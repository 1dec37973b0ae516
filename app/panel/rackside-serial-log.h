/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RacksideSerialLog:
 *
 * A file to which goes what a serial console says, byte for byte, without anybody waiting for the disk.
 *
 * Signal "failed" (GError *error): it could not be written to, and has ended.
 */
#define RACKSIDE_TYPE_SERIAL_LOG (rackside_serial_log_get_type ())
G_DECLARE_FINAL_TYPE (RacksideSerialLog, rackside_serial_log, RACKSIDE, SERIAL_LOG, GObject)

void               rackside_serial_log_open_async   (GFile                *file,
                                                     gboolean              append,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
RacksideSerialLog *rackside_serial_log_open_finish  (GAsyncResult         *result,
                                                     GError              **error);
void               rackside_serial_log_write        (RacksideSerialLog    *self,
                                                     GBytes               *characters);
void               rackside_serial_log_end          (RacksideSerialLog    *self);
GFile             *rackside_serial_log_get_file     (RacksideSerialLog    *self);
guint64            rackside_serial_log_get_written  (RacksideSerialLog    *self);
gsize              rackside_serial_log_get_waiting  (RacksideSerialLog    *self);

G_END_DECLS
