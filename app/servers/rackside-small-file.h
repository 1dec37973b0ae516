/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* More than thousands of servers take; what is longer is another file. */
#define RACKSIDE_SMALL_FILE_MAX (16 * 1024 * 1024)

char *rackside_small_file_load        (GFile                *file,
                                       gsize                *length,
                                       GCancellable         *cancellable,
                                       GError              **error);
void  rackside_small_file_load_async  (GFile                *file,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
char *rackside_small_file_load_finish (GFile                *file,
                                       GAsyncResult         *result,
                                       gsize                *length,
                                       GError              **error);

G_END_DECLS
