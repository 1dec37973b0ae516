/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * RacksideExportFunc:
 * @json: whether the file is to be JSON; else CSV
 * @data: what rackside_export_async() was given
 *
 * Makes the text of a file, in a thread of its own.
 *
 * Returns: (transfer full): the text
 */
typedef char *(*RacksideExportFunc) (gboolean json,
                                     gpointer data);

void     rackside_export_async  (GtkWidget            *widget,
                                const char           *title,
                                const char           *file_name,
                                RacksideExportFunc    func,
                                gpointer              data,
                                GDestroyNotify        destroy,
                                GAsyncReadyCallback   callback,
                                gpointer              user_data);
gboolean rackside_export_finish (GtkWidget            *widget,
                                GAsyncResult         *result,
                                char                **remark);

G_END_DECLS
