/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

char  *rackside_picture_file_get_folder  (const char           *chosen);
char  *rackside_picture_file_get_name    (const char           *server,
                                          GDateTime            *time,
                                          guint                 number);
void   rackside_picture_file_save_async  (GdkTexture           *picture,
                                          const char           *folder,
                                          const char           *server,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
GFile *rackside_picture_file_save_finish (GAsyncResult         *result,
                                          GError              **error);

G_END_DECLS
