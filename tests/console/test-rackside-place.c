/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rackside-place.h"

/* What of a view of @width units at @scale there is in pixels of the monitor, and what lies in it. */
static RacksidePlace
place_at (double   scale,
          int      width,
          int      height,
          gboolean crisp,
          double  *zoom)
{
  *zoom = rackside_place_get_zoom (RACKSIDE_ZOOM_FIT, crisp, 640, 480, width * scale, height * scale);
  return rackside_place_picture (*zoom, 640, 480, width * scale, height * scale, 0, 0);
}

/* A window of 1100 × 740 units, as desktops scale it. */
static void
test_crisp_is_whole_on_the_monitor (void)
{
  static const struct
  {
    double scale;
    double zoom;
    int    x;
    int    y;
  } cases[] = {
    { 1, 1, 230, 130 },
    { 1.25, 1, 367, 222 },        /* 1375 × 925 pixels */
    { 1.5, 2, 185, 75 },          /* 1650 × 1110 */
    { 1.75, 2, 322, 167 },        /* 1925 × 1295 */
    { 2, 3, 140, 20 },            /* 2200 × 1480 */
    { 3, 4, 370, 150 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      double zoom;
      RacksidePlace place = place_at (cases[i].scale, 1100, 740, TRUE, &zoom);

      g_assert_cmpfloat (zoom, ==, cases[i].zoom);
      g_assert_true (rackside_zoom_is_whole (zoom));
      g_assert_cmpint (place.width, ==, 640 * (int) zoom);
      g_assert_cmpint (place.height, ==, 480 * (int) zoom);
      g_assert_cmpint (place.x, ==, cases[i].x);
      g_assert_cmpint (place.y, ==, cases[i].y);
    }
}

static void
test_fit_fills_one_direction (void)
{
  static const double scales[] = { 1, 1.25, 1.5, 1.75, 2 };

  for (guint i = 0; i < G_N_ELEMENTS (scales); i++)
    for (int width = 200; width < 2000; width += 37)
      {
        double zoom;
        RacksidePlace place = place_at (scales[i], width, 700, FALSE, &zoom);

        g_assert_cmpint (place.x, >=, 0);
        g_assert_cmpint (place.y, >=, 0);
        g_assert_true (ABS (place.width - width * scales[i]) < 1 || ABS (place.height - 700 * scales[i]) < 1);
      }
}

static void
test_crisp_leaves_what_is_smaller (void)
{
  g_assert_cmpfloat (rackside_place_get_zoom (RACKSIDE_ZOOM_FIT, TRUE, 1600, 1200, 800, 600), ==, 0.5);
  g_assert_cmpfloat (rackside_place_get_zoom (0.75, TRUE, 1600, 1200, 800, 600), ==, 0.75);
  g_assert_cmpfloat (rackside_place_get_zoom (1.5, TRUE, 1600, 1200, 800, 600), ==, 1);
  g_assert_cmpfloat (rackside_place_get_zoom (1.5, FALSE, 1600, 1200, 800, 600), ==, 1.5);
  g_assert_cmpfloat (rackside_place_get_zoom (RACKSIDE_ZOOM_FIT, TRUE, 0, 0, 800, 600), ==, 1);
}

static void
test_steps_go_up_and_down (void)
{
  static const double smooth[] = { 0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4, 6, 8, 8 };
  static const double crisp[] = { 0.25, 0.5, 0.75, 1, 2, 3, 4, 6, 8, 8 };

  for (guint i = 0; i + 1 < G_N_ELEMENTS (smooth); i++)
    g_assert_cmpfloat (rackside_zoom_step (smooth[i], 1, FALSE), ==, smooth[i + 1]);
  for (guint i = 0; i + 1 < G_N_ELEMENTS (crisp); i++)
    g_assert_cmpfloat (rackside_zoom_step (crisp[i], 1, TRUE), ==, crisp[i + 1]);
  g_assert_cmpfloat (rackside_zoom_step (8, -1, TRUE), ==, 6);
  g_assert_cmpfloat (rackside_zoom_step (2, -1, TRUE), ==, 1);
  g_assert_cmpfloat (rackside_zoom_step (2, -1, FALSE), ==, 1.5);
  g_assert_cmpfloat (rackside_zoom_step (0.25, -1, FALSE), ==, 0.25);
  g_assert_cmpfloat (rackside_zoom_step (0.1, -1, FALSE), ==, 0.1);      /* fits at less than the least */
  g_assert_cmpfloat (rackside_zoom_step (1.37, 1, FALSE), ==, 1.5);
  g_assert_cmpfloat (rackside_zoom_step (1.37, -1, FALSE), ==, 1.25);
}

/* The middle of every pixel of the monitor, and what of it rounding could do to. */
static void
test_finds_every_pixel (void)
{
  static const double zooms[] = { 1, 2, 3, 8 };
  static const guint sizes[] = { 49, 98, 103, 640, 1600, 1920 };

  for (guint i = 0; i < G_N_ELEMENTS (zooms); i++)
    for (guint j = 0; j < G_N_ELEMENTS (sizes); j++)
      {
        guint size = sizes[j];
        RacksidePlace place = rackside_place_picture (zooms[i], size, size, 500, 500, 17, 23);

        for (guint pixel = 0; pixel < size; pixel++)
          {
            double first = pixel * zooms[i];
            int x, y;

            g_assert_true (rackside_place_find_pixel (&place, size, size, place.x + first, place.y + first, &x, &y));
            g_assert_cmpint (x, ==, (int) pixel);
            g_assert_cmpint (y, ==, (int) pixel);
            rackside_place_find_pixel (&place, size, size, place.x + first + zooms[i] - 0.1, place.y, &x, &y);
            g_assert_cmpint (x, ==, (int) pixel);
          }
      }
}

static void
test_scrolled_where_it_is_larger (void)
{
  RacksidePlace place = rackside_place_picture (2, 640, 200, 1000, 500, 33.4, 55);

  g_assert_cmpint (place.x, ==, -33);
  g_assert_cmpint (place.y, ==, 50);          /* 400 of 500: in the middle */
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/place/crisp-is-whole-on-the-monitor", test_crisp_is_whole_on_the_monitor);
  g_test_add_func ("/place/fit-fills-one-direction", test_fit_fills_one_direction);
  g_test_add_func ("/place/crisp-leaves-what-is-smaller", test_crisp_leaves_what_is_smaller);
  g_test_add_func ("/place/steps-go-up-and-down", test_steps_go_up_and_down);
  g_test_add_func ("/place/finds-every-pixel", test_finds_every_pixel);
  g_test_add_func ("/place/scrolled-where-it-is-larger", test_scrolled_where_it_is_larger);
  return g_test_run ();
}
