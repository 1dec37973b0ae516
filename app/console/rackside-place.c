/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "rackside-place.h"

/* What a zoom may be off by and still count as the same. */
#define EPSILON 0.001

/* What a point may be off by, in pixels of the monitor: GTK's coordinates have been through single precision. */
#define POINT_EPSILON 0.01

static const double steps[] = { RACKSIDE_ZOOM_MIN, 0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4, 6, RACKSIDE_ZOOM_MAX };

/**
 * rackside_zoom_is_whole:
 * @zoom: a zoom, not %RACKSIDE_ZOOM_FIT
 *
 * Returns: whether each pixel of the server is as many pixels of the monitor as the next one
 */
gboolean
rackside_zoom_is_whole (double zoom)
{
  return zoom > 1 - EPSILON && fabs (zoom - round (zoom)) < EPSILON;
}

/**
 * rackside_zoom_step:
 * @zoom: what it is, not %RACKSIDE_ZOOM_FIT
 * @direction: 1 for a larger picture, -1 for a smaller one
 * @crisp: whether a picture that is larger than the original has to be larger by a whole factor
 *
 * Returns: the next zoom; the same when there is none
 */
double
rackside_zoom_step (double   zoom,
                    int      direction,
                    gboolean crisp)
{
  int first = direction > 0 ? 0 : G_N_ELEMENTS (steps) - 1;

  for (int i = first; i >= 0 && i < (int) G_N_ELEMENTS (steps); i += direction)
    if ((steps[i] - zoom) * direction > EPSILON
        && (!crisp || steps[i] < 1 || rackside_zoom_is_whole (steps[i])))
      return steps[i];
  return zoom;
}

/**
 * rackside_place_get_zoom:
 * @zoom: what the user wants, %RACKSIDE_ZOOM_FIT among others
 * @crisp: whether a picture that is larger than the original has to be larger by a whole factor
 * @picture_width: of the server's screen in pixels
 * @picture_height: likewise
 * @view_width: of the room for it, in pixels of the monitor
 * @view_height: likewise
 *
 * Returns: pixels of the monitor for one of the server
 */
double
rackside_place_get_zoom (double   zoom,
                         gboolean crisp,
                         guint    picture_width,
                         guint    picture_height,
                         double   view_width,
                         double   view_height)
{
  if (picture_width == 0 || picture_height == 0)
    return RACKSIDE_ZOOM_ORIGINAL;
  if (zoom == RACKSIDE_ZOOM_FIT)
    zoom = MIN (view_width / picture_width, view_height / picture_height);
  return crisp && zoom > 1 ? floor (zoom + EPSILON) : zoom;
}

/* The picture in the middle where there is room, and else as far from the edge as it is scrolled. */
static int
place_along (int    length,
             double room,
             double scroll)
{
  return length <= room ? (int) floor ((room - length) / 2) : - (int) round (scroll);
}

/**
 * rackside_place_picture:
 * @zoom: pixels of the monitor for one of the server
 * @picture_width: of the server's screen in pixels
 * @picture_height: likewise
 * @view_width: of the room for it, in pixels of the monitor
 * @view_height: likewise
 * @scroll_x: how far a picture that is too wide for it is scrolled, in pixels of the monitor
 * @scroll_y: likewise
 *
 * Returns: where the picture lies
 */
RacksidePlace
rackside_place_picture (double zoom,
                        guint  picture_width,
                        guint  picture_height,
                        double view_width,
                        double view_height,
                        double scroll_x,
                        double scroll_y)
{
  RacksidePlace place = { 0 };

  if (picture_width == 0 || picture_height == 0)
    return place;
  place.width = MAX ((int) round (picture_width * zoom), 1);
  place.height = MAX ((int) round (picture_height * zoom), 1);
  place.x = place_along (place.width, view_width, scroll_x);
  place.y = place_along (place.height, view_height, scroll_y);
  return place;
}

/* Multiplies first: a quotient may be rounded to below the pixel that is meant. */
static int
find_along (double at,
            int    length,
            guint  pixels)
{
  return CLAMP ((int) floor ((at + POINT_EPSILON) * pixels / length), 0, (int) pixels - 1);
}

/**
 * rackside_place_find_pixel:
 * @place: where the picture lies
 * @picture_width: of the server's screen in pixels
 * @picture_height: likewise
 * @x: in pixels of the monitor, as @place
 * @y: likewise
 * @server_x: (out): the pixel of the server's screen there, or the nearest one
 * @server_y: (out): likewise
 *
 * Returns: whether the point lies on the picture; without one, both are 0
 */
gboolean
rackside_place_find_pixel (const RacksidePlace *place,
                           guint                picture_width,
                           guint                picture_height,
                           double               x,
                           double               y,
                           int                 *server_x,
                           int                 *server_y)
{
  double left = x - place->x;
  double top = y - place->y;

  *server_x = *server_y = 0;
  if (place->width == 0 || place->height == 0)
    return FALSE;
  *server_x = find_along (left, place->width, picture_width);
  *server_y = find_along (top, place->height, picture_height);
  return left >= 0 && top >= 0 && left < place->width && top < place->height;
}
