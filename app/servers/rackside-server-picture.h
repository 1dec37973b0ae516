/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

char         *rackside_server_picture_get_path (const char           *id);
void          rackside_server_picture_save     (const char           *id,
                                                const guint8         *pixels,
                                                guint                 width,
                                                guint                 height,
                                                gsize                 stride);
void          rackside_server_picture_save_later  (const char           *id,
                                                   const guint8         *pixels,
                                                   guint                 width,
                                                   guint                 height,
                                                   gsize                 stride);
void          rackside_server_picture_load_async  (const char           *id,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
GdkPaintable *rackside_server_picture_load_finish (GAsyncResult         *result,
                                                   GError              **error);
void          rackside_server_picture_remove   (const char           *id);

G_END_DECLS
