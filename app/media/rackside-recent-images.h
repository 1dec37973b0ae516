/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "rackside-drive.h"

G_BEGIN_DECLS

void   rackside_recent_images_add         (RacksideDriveKind     kind,
                                           const char           *path);
void   rackside_recent_images_list_async  (RacksideDriveKind     kind,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
char **rackside_recent_images_list_finish (GAsyncResult         *result,
                                           GError              **error);

G_END_DECLS
