/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* As much of the view as the picture can have; other zooms are pixels of the monitor for one of the server. */
#define RACKSIDE_ZOOM_FIT      0.0
#define RACKSIDE_ZOOM_ORIGINAL 1.0
#define RACKSIDE_ZOOM_MIN      0.25
#define RACKSIDE_ZOOM_MAX      8.0

/**
 * RacksidePlace:
 *
 * Where the picture lies in what there is of it to see, in pixels of the monitor from the upper left.
 */
typedef struct
{
  int x;
  int y;
  int width;
  int height;
} RacksidePlace;

double        rackside_zoom_step        (double               zoom,
                                         int                  direction,
                                         gboolean             crisp);
gboolean      rackside_zoom_is_whole    (double               zoom);
double        rackside_place_get_zoom   (double               zoom,
                                         gboolean             crisp,
                                         guint                picture_width,
                                         guint                picture_height,
                                         double               view_width,
                                         double               view_height);
RacksidePlace rackside_place_picture    (double               zoom,
                                         guint                picture_width,
                                         guint                picture_height,
                                         double               view_width,
                                         double               view_height,
                                         double               scroll_x,
                                         double               scroll_y);
gboolean      rackside_place_find_pixel (const RacksidePlace *place,
                                         guint                picture_width,
                                         guint                picture_height,
                                         double               x,
                                         double               y,
                                         int                 *server_x,
                                         int                 *server_y);

G_END_DECLS
