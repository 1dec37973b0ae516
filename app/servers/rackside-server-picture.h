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
GdkPaintable *rackside_server_picture_load     (const char           *id);
void          rackside_server_picture_remove   (const char           *id);

G_END_DECLS
