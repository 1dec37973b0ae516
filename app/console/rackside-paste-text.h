/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Nobody types more: at some fifty keys a second this takes five hours. */
#define RACKSIDE_PASTE_MAX_TEXT (1024 * 1024)

void  rackside_paste_text_read_clipboard_async  (GdkClipboard         *clipboard,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
void  rackside_paste_text_read_file_async       (GFile                *file,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
char *rackside_paste_text_read_finish           (GAsyncResult         *result,
                                                 GError              **error);
void  rackside_paste_text_free                  (char                 *text);

G_END_DECLS
