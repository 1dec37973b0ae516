/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The display on its own, drawn by whatever OpenGL there is. Run by desktop.py, at several scales. */
#include <string.h>

#include "rackside-display.h"
#include "rackside-screen.h"

#define WIDTH    320
#define HEIGHT   200
#define PATIENCE 30        /* seconds */
#define A_WHILE  300       /* milliseconds; long enough for many frames */

typedef struct
{
  GtkWidget       *window;
  RacksideDisplay *display;
  IloFramebuffer  *framebuffer;
  guint            scale;
  guint            drawn;        /* frames */
} Fixture;

typedef struct
{
  int      width;                /* device pixels */
  int      height;
  guint32 *pixels;
} Shot;

static gboolean
on_late (gpointer user_data)
{
  g_error ("Waited %d s in vain", PATIENCE);
  return G_SOURCE_REMOVE;
}

static gboolean
on_time (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
let_time_pass (void)
{
  gboolean over = FALSE;

  g_timeout_add (A_WHILE, on_time, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

#define wait_until(condition)                                         \
  G_STMT_START                                                        \
    {                                                                 \
      guint late_id = g_timeout_add_seconds (PATIENCE, on_late, NULL); \
      while (!(condition))                                            \
        g_main_context_iteration (NULL, TRUE);                        \
      g_source_remove (late_id);                                      \
    }                                                                 \
  G_STMT_END

static gboolean
on_render (Fixture *fixture)
{
  fixture->drawn++;
  return FALSE;
}

static guint32
colour_at (guint x,
           guint y,
           guint seed)
{
  guint32 mixed = (x * 2654435761u) ^ (y * 40503u << 7) ^ (seed * 97u);

  return GUINT32_TO_BE ((mixed ^ mixed >> 15) << 8 | 0xFF);
}

static void
draw_block (Fixture *fixture,
            guint    column,
            guint    row,
            guint    seed)
{
  guint32 block[16 * 16];

  for (guint i = 0; i < G_N_ELEMENTS (block); i++)
    block[i] = colour_at (16 * column + i % 16, 16 * row + i / 16, seed);
  ilo_framebuffer_draw_blocks (fixture->framebuffer, 16 * column, 16 * row, 16, block, 1);
}

static void
draw_all (Fixture *fixture,
          guint    seed)
{
  for (guint row = 0; 16 * row < ilo_framebuffer_get_height (fixture->framebuffer); row++)
    for (guint column = 0; 16 * column < ilo_framebuffer_get_width (fixture->framebuffer); column++)
      draw_block (fixture, column, row, seed);
}

static void
changed (Fixture *fixture)
{
  guint before = fixture->drawn;

  rackside_display_changed (fixture->display);
  wait_until (fixture->drawn > before);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->framebuffer = ilo_framebuffer_new ();
  ilo_framebuffer_resize (fixture->framebuffer, WIDTH, HEIGHT);
  draw_all (fixture, 0);
  fixture->window = gtk_window_new ();
  gtk_window_set_decorated (GTK_WINDOW (fixture->window), FALSE);
  fixture->display = RACKSIDE_DISPLAY (g_object_ref_sink (rackside_display_new ()));
  g_signal_connect_swapped (fixture->display, "render", G_CALLBACK (on_render), fixture);
  rackside_display_set_framebuffer (fixture->display, fixture->framebuffer);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->display));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  rackside_display_set_framebuffer (fixture->display, NULL);
  g_signal_handlers_disconnect_by_data (fixture->display, fixture);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_object_unref (fixture->display);
  ilo_framebuffer_free (fixture->framebuffer);
}

/* Shows the window so large that the display has that many device pixels. */
static void
show (Fixture *fixture,
      int      width,
      int      height)
{
  GtkWidget *widget = GTK_WIDGET (fixture->display);

  gtk_widget_realize (fixture->window);
  fixture->scale = gtk_widget_get_scale_factor (fixture->window);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), width / fixture->scale,
                               height / fixture->scale);
  gtk_window_present (GTK_WINDOW (fixture->window));
  wait_until (fixture->drawn > 0
              && gtk_widget_get_width (widget) * fixture->scale == (guint) width
              && gtk_widget_get_height (widget) * fixture->scale == (guint) height);
  let_time_pass ();
  g_assert_no_error (gtk_gl_area_get_error (GTK_GL_AREA (widget)));
}

static Shot
take_shot (Fixture *fixture)
{
  GtkWidget *widget = GTK_WIDGET (fixture->display);
  g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  g_autoptr(GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr(GskRenderNode) node = NULL;
  g_autoptr(GdkTexture) texture = NULL;
  Shot shot;

  gtk_snapshot_scale (snapshot, fixture->scale, fixture->scale);
  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (widget),
                          gtk_widget_get_height (widget));
  node = gtk_snapshot_to_node (snapshot);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (gtk_widget_get_native (widget)),
                                         node, NULL);
  shot.width = gdk_texture_get_width (texture);
  shot.height = gdk_texture_get_height (texture);
  shot.pixels = g_new (guint32, shot.width * shot.height);
  gdk_texture_download (texture, (guchar *) shot.pixels, shot.width * sizeof (guint32));
  return shot;
}

/* What a shot has where the framebuffer has @pixel. */
static guint32
shot_colour (guint32 pixel)
{
  return 0xFF000000 | GUINT32_FROM_BE (pixel) >> 8;
}

/* The picture is there, each pixel @zoom × @zoom pixels large, with @left and @top around it, or scrolled away when
 * they are negative; and black where it is not. */
static void
assert_shows_at (Fixture *fixture,
                 int      zoom,
                 int      left,
                 int      top)
{
  int width = ilo_framebuffer_get_width (fixture->framebuffer);
  int height = ilo_framebuffer_get_height (fixture->framebuffer);
  const guint32 *pixels = (gconstpointer) ilo_framebuffer_get_pixels (fixture->framebuffer);
  Shot shot = take_shot (fixture);

  for (int y = 0; y < shot.height; y++)
    for (int x = 0; x < shot.width; x++)
      {
        gboolean outside = x < left || y < top || x >= left + width * zoom || y >= top + height * zoom;
        guint32 expected = outside ? 0xFF000000
                           : shot_colour (pixels[(y - top) / zoom * width + (x - left) / zoom]);

        if (shot.pixels[y * shot.width + x] != expected)
          g_error ("At %d,%d there is %08x instead of %08x", x, y, shot.pixels[y * shot.width + x], expected);
      }
  g_free (shot.pixels);
}

/* Likewise, in the middle. */
static void
assert_shows (Fixture *fixture,
              int      zoom)
{
  GtkWidget *widget = GTK_WIDGET (fixture->display);
  int scale = fixture->scale;
  int width = ilo_framebuffer_get_width (fixture->framebuffer) * zoom;
  int height = ilo_framebuffer_get_height (fixture->framebuffer) * zoom;

  assert_shows_at (fixture, zoom, (gtk_widget_get_width (widget) * scale - width) / 2,
                   (gtk_widget_get_height (widget) * scale - height) / 2);
}

static void
test_original_size_shows_each_pixel (Fixture       *fixture,
                                     gconstpointer  data)
{
  rackside_display_set_zoom (fixture->display, RACKSIDE_ZOOM_ORIGINAL);
  show (fixture, 500, 302);
  assert_shows (fixture, 1);
}

static void
test_whole_ratio_shows_each_pixel (Fixture       *fixture,
                                   gconstpointer  data)
{
  show (fixture, WIDTH * 2, HEIGHT * 2 + 40);
  assert_shows (fixture, 2);
}

/* Two halves, one black: at a ratio of 1.5 there is one column that is in between. */
static void
test_other_ratios_are_smooth (Fixture       *fixture,
                              gconstpointer  data)
{
  guint32 white[16 * 16];
  guint between = 0;
  Shot shot;

  memset (white, 0xFF, sizeof white);
  ilo_framebuffer_clear (fixture->framebuffer);
  for (guint y = 0; y < HEIGHT; y += 16)
    for (guint x = WIDTH / 2 + 16; x < WIDTH; x += 16)
      ilo_framebuffer_draw_blocks (fixture->framebuffer, x, y, 16, white, 1);
  show (fixture, WIDTH * 3 / 2 + 50, HEIGHT * 3 / 2);
  shot = take_shot (fixture);
  for (int x = 0; x < shot.width; x++)
    {
      guint32 colour = shot.pixels[shot.height / 2 * shot.width + x];

      between += colour != 0xFF000000 && colour != 0xFFFFFFFF;
      if (x < 25 || x >= 25 + WIDTH * 3 / 2)
        g_assert_cmphex (colour, ==, 0xFF000000);
    }
  g_assert_cmphex (shot.pixels[25 + WIDTH * 3 / 2 - 1], ==, 0xFFFFFFFF);
  g_assert_cmpuint (between, >=, 1);
  g_assert_cmpuint (between, <=, 2);
  g_free (shot.pixels);
}

static void
test_uploads_only_what_was_damaged (Fixture       *fixture,
                                    gconstpointer  data)
{
  guint32 *pixels = (gpointer) ilo_framebuffer_get_pixels (fixture->framebuffer);
  guint32 elsewhere = pixels[100 * WIDTH + 100];

  show (fixture, WIDTH, HEIGHT);
  draw_block (fixture, 3, 4, 1);
  draw_block (fixture, 19, 12, 1);                /* the last one, cut off below */
  pixels[100 * WIDTH + 100] = ~elsewhere;         /* behind its back */
  changed (fixture);
  pixels[100 * WIDTH + 100] = elsewhere;
  assert_shows (fixture, 1);
}

static void
test_draws_nothing_while_nothing_changes (Fixture       *fixture,
                                          gconstpointer  data)
{
  guint before;

  show (fixture, WIDTH, HEIGHT);
  before = fixture->drawn;
  rackside_display_changed (fixture->display);
  let_time_pass ();
  g_assert_cmpuint (fixture->drawn, ==, before);
}

static void
test_draws_many_changes_at_once (Fixture       *fixture,
                                 gconstpointer  data)
{
  guint before;

  show (fixture, WIDTH, HEIGHT);
  before = fixture->drawn;
  for (guint i = 0; i < 100; i++)
    {
      draw_block (fixture, i % 20, i % 12, i);
      rackside_display_changed (fixture->display);
    }
  wait_until (fixture->drawn > before);
  let_time_pass ();
  g_assert_cmpuint (fixture->drawn, ==, before + 1);
  assert_shows (fixture, 1);
}

/* Another window has another surface, and with it the display gets another context. */
static void
test_survives_losing_its_context (Fixture       *fixture,
                                  gconstpointer  data)
{
  GtkWidget *old = fixture->window;

  show (fixture, WIDTH, HEIGHT);
  assert_shows (fixture, 1);
  gtk_window_set_child (GTK_WINDOW (old), NULL);
  g_assert_false (gtk_widget_get_realized (GTK_WIDGET (fixture->display)));
  draw_block (fixture, 5, 5, 3);
  rackside_display_changed (fixture->display);

  fixture->window = gtk_window_new ();
  gtk_window_set_decorated (GTK_WINDOW (fixture->window), FALSE);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->display));
  gtk_window_destroy (GTK_WINDOW (old));
  fixture->drawn = 0;
  show (fixture, WIDTH, HEIGHT);
  assert_shows (fixture, 1);
}

static void
test_follows_the_picture (Fixture       *fixture,
                          gconstpointer  data)
{
  IloFramebuffer *first = fixture->framebuffer;
  guint before;

  rackside_display_set_zoom (fixture->display, RACKSIDE_ZOOM_ORIGINAL);
  show (fixture, 600, 400);
  ilo_framebuffer_resize (first, 480, 333);
  draw_all (fixture, 4);
  changed (fixture);
  assert_shows (fixture, 1);

  fixture->framebuffer = ilo_framebuffer_new ();
  ilo_framebuffer_resize (fixture->framebuffer, 480, 333);
  draw_all (fixture, 5);
  before = fixture->drawn;
  rackside_display_set_framebuffer (fixture->display, fixture->framebuffer);
  ilo_framebuffer_free (first);
  wait_until (fixture->drawn > before);
  assert_shows (fixture, 1);

  ilo_framebuffer_resize (fixture->framebuffer, 0, 0);
  changed (fixture);
  assert_shows (fixture, 1);                      /* nothing, in the middle of black */
}

/* The framebuffer has another size by the time that a frame is drawn, and nobody has said so yet. */
static void
test_is_never_behind_the_framebuffer (Fixture       *fixture,
                                      gconstpointer  data)
{
  guint before;

  rackside_display_set_zoom (fixture->display, RACKSIDE_ZOOM_ORIGINAL);
  show (fixture, 600, 400);
  ilo_framebuffer_resize (fixture->framebuffer, 16, 3);
  before = fixture->drawn;
  gtk_gl_area_queue_render (GTK_GL_AREA (fixture->display));
  wait_until (fixture->drawn > before);
  draw_all (fixture, 6);
  changed (fixture);
  assert_shows (fixture, 1);
}

static void
assert_position (Fixture *fixture,
                 double   device_x,
                 double   device_y,
                 int      server_x,
                 int      server_y,
                 gboolean on_picture)
{
  int x, y;

  g_assert_cmpint (rackside_display_get_position (fixture->display, device_x / fixture->scale,
                                                  device_y / fixture->scale, &x, &y), ==, on_picture);
  g_assert_cmpint (x, ==, server_x);
  g_assert_cmpint (y, ==, server_y);
}

static void
test_finds_the_pixel_under_the_pointer (Fixture       *fixture,
                                        gconstpointer  data)
{
  show (fixture, WIDTH * 2, HEIGHT * 2 + 40);      /* fits at 2, with 20 above and below */
  assert_position (fixture, 0, 20, 0, 0, TRUE);
  assert_position (fixture, 1.9, 21.9, 0, 0, TRUE);
  assert_position (fixture, 2, 22, 1, 1, TRUE);
  assert_position (fixture, WIDTH * 2 - 1, 20 + HEIGHT * 2 - 1, WIDTH - 1, HEIGHT - 1, TRUE);
  assert_position (fixture, WIDTH, 20 + HEIGHT, WIDTH / 2, HEIGHT / 2, TRUE);
  assert_position (fixture, 0, 19, 0, 0, FALSE);
  assert_position (fixture, WIDTH * 2 - 1, HEIGHT * 2 + 20, WIDTH - 1, HEIGHT - 1, FALSE);
  assert_position (fixture, -100, 10000, 0, HEIGHT - 1, FALSE);

  rackside_display_set_zoom (fixture->display, RACKSIDE_ZOOM_ORIGINAL);
  assert_position (fixture, WIDTH / 2, HEIGHT / 2 + 20, 0, 0, TRUE);
  assert_position (fixture, WIDTH / 2 + WIDTH - 1, HEIGHT / 2 + 20 + HEIGHT - 1, WIDTH - 1, HEIGHT - 1, TRUE);
  assert_position (fixture, WIDTH / 2 + WIDTH, 0, WIDTH - 1, 0, FALSE);

  rackside_display_set_framebuffer (fixture->display, NULL);
  assert_position (fixture, 10, 10, 0, 0, FALSE);
}

static GtkScrolledWindow *
find_scrolled_window (GtkWidget *widget)
{
  while (!GTK_IS_SCROLLED_WINDOW (widget))
    widget = gtk_widget_get_parent (widget);
  return GTK_SCROLLED_WINDOW (widget);
}

/* Puts the display into a screen, so that it can be scrolled. */
static void
set_up_screen (Fixture       *fixture,
               gconstpointer  data)
{
  RacksideScreen *screen;

  set_up (fixture, data);
  screen = g_object_new (RACKSIDE_TYPE_SCREEN, NULL);
  g_signal_handlers_disconnect_by_data (fixture->display, fixture);
  rackside_display_set_framebuffer (fixture->display, NULL);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (screen));
  g_set_object (&fixture->display, rackside_screen_get_display (screen));
  /* Without bars, which would take some of the pixels that are counted here. */
  gtk_scrolled_window_set_policy (find_scrolled_window (GTK_WIDGET (fixture->display)), GTK_POLICY_EXTERNAL,
                                  GTK_POLICY_EXTERNAL);
  g_signal_connect_swapped (fixture->display, "render", G_CALLBACK (on_render), fixture);
  rackside_display_set_framebuffer (fixture->display, fixture->framebuffer);
  show (fixture, 200, 100);
}

static void
scroll_to (Fixture *fixture,
           int      x,
           int      y)
{
  GtkScrolledWindow *window = find_scrolled_window (GTK_WIDGET (fixture->display));

  gtk_adjustment_set_value (gtk_scrolled_window_get_hadjustment (window), (double) x / fixture->scale);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (window), (double) y / fixture->scale);
  let_time_pass ();
}

static void
test_original_size_scrolls (Fixture       *fixture,
                            gconstpointer  data)
{
  GtkScrolledWindow *window = find_scrolled_window (GTK_WIDGET (fixture->display));
  GtkAdjustment *horizontal = gtk_scrolled_window_get_hadjustment (window);
  GtkAdjustment *vertical = gtk_scrolled_window_get_vadjustment (window);

  g_assert_cmpfloat (gtk_adjustment_get_upper (horizontal), ==, 200 / fixture->scale);
  g_assert_cmpfloat (gtk_adjustment_get_upper (vertical), ==, 100 / fixture->scale);
  rackside_display_set_zoom (fixture->display, RACKSIDE_ZOOM_ORIGINAL);
  wait_until (gtk_adjustment_get_upper (horizontal) == WIDTH / fixture->scale
              && gtk_adjustment_get_upper (vertical) == HEIGHT / fixture->scale);
  scroll_to (fixture, 7, 5);
  assert_shows_at (fixture, 1, -7, -5);
  assert_position (fixture, 0, 0, 7, 5, TRUE);
  assert_position (fixture, 199, 99, 206, 104, TRUE);
  scroll_to (fixture, 9999, 9999);
  assert_shows_at (fixture, 1, 200 - WIDTH, 100 - HEIGHT);
  assert_position (fixture, 199, 99, WIDTH - 1, HEIGHT - 1, TRUE);
}

static void
test_every_whole_zoom_shows_each_pixel (Fixture       *fixture,
                                        gconstpointer  data)
{
  static const int zooms[] = { 2, 3, 8 };

  for (guint i = 0; i < G_N_ELEMENTS (zooms); i++)
    {
      int zoom = zooms[i];

      rackside_display_set_zoom (fixture->display, zoom);
      g_assert_cmpfloat (rackside_display_get_zoom_factor (fixture->display), ==, zoom);
      scroll_to (fixture, 11, 13);
      assert_shows_at (fixture, zoom, -11, -13);
      assert_position (fixture, 0, 0, 11 / zoom, 13 / zoom, TRUE);
      assert_position (fixture, 199, 99, (199 + 11) / zoom, (99 + 13) / zoom, TRUE);
      scroll_to (fixture, 99999, 99999);
      assert_shows_at (fixture, zoom, 200 - WIDTH * zoom, 100 - HEIGHT * zoom);
      assert_position (fixture, 199, 99, WIDTH - 1, HEIGHT - 1, TRUE);
    }
}

static void
test_zooms_about_the_middle (Fixture       *fixture,
                             gconstpointer  data)
{
  int x, y;

  rackside_display_set_zoom (fixture->display, 2);
  scroll_to (fixture, 300, 240);
  rackside_display_set_zoom (fixture->display, 4);
  let_time_pass ();
  rackside_display_get_position (fixture->display, 100.0 / fixture->scale, 50.0 / fixture->scale, &x, &y);
  g_assert_cmpint (x, ==, (300 + 100) / 2);
  g_assert_cmpint (y, ==, (240 + 50) / 2);
  rackside_display_pan (fixture->display, 0.5, -0.5);
  let_time_pass ();
  rackside_display_get_position (fixture->display, 100.0 / fixture->scale, 50.0 / fixture->scale, &x, &y);
  g_assert_cmpint (x, ==, (200 * 4 + 100) / 4);
  g_assert_cmpint (y, ==, (145 * 4 - 50) / 4);
}

static void
test_crisp_fits_by_whole_factors (Fixture       *fixture,
                                  gconstpointer  data)
{
  show (fixture, WIDTH * 5 / 2, HEIGHT * 3);
  rackside_display_set_crisp (fixture->display, TRUE);
  let_time_pass ();
  g_assert_cmpfloat (rackside_display_get_zoom_factor (fixture->display), ==, 2);
  assert_shows (fixture, 2);
  rackside_display_set_crisp (fixture->display, FALSE);
  g_assert_cmpfloat (rackside_display_get_zoom_factor (fixture->display), ==, 2.5);
}

static void
test_copies_the_picture (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr(GdkTexture) texture = rackside_display_copy_picture (fixture->display);
  g_autofree guint32 *pixels = g_new (guint32, WIDTH * HEIGHT);
  const guint32 *expected = (gconstpointer) ilo_framebuffer_get_pixels (fixture->framebuffer);

  g_assert_cmpint (gdk_texture_get_width (texture), ==, WIDTH);
  g_assert_cmpint (gdk_texture_get_height (texture), ==, HEIGHT);
  gdk_texture_download (texture, (guchar *) pixels, WIDTH * sizeof (guint32));
  for (int i = 0; i < WIDTH * HEIGHT; i++)
    g_assert_cmphex (pixels[i], ==, shot_colour (expected[i]));
  rackside_display_set_framebuffer (fixture->display, NULL);
  g_assert_null (rackside_display_copy_picture (fixture->display));
}

#define add(name, function) \
  g_test_add ("/display/" name, Fixture, NULL, set_up, function, tear_down)

#define add_screen(name, function) \
  g_test_add ("/display/" name, Fixture, NULL, set_up_screen, function, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  add ("original-size-shows-each-pixel", test_original_size_shows_each_pixel);
  add ("whole-ratio-shows-each-pixel", test_whole_ratio_shows_each_pixel);
  add ("other-ratios-are-smooth", test_other_ratios_are_smooth);
  add ("uploads-only-what-was-damaged", test_uploads_only_what_was_damaged);
  add ("draws-nothing-while-nothing-changes", test_draws_nothing_while_nothing_changes);
  add ("draws-many-changes-at-once", test_draws_many_changes_at_once);
  add ("survives-losing-its-context", test_survives_losing_its_context);
  add ("follows-the-picture", test_follows_the_picture);
  add ("is-never-behind-the-framebuffer", test_is_never_behind_the_framebuffer);
  add ("finds-the-pixel-under-the-pointer", test_finds_the_pixel_under_the_pointer);
  add ("crisp-fits-by-whole-factors", test_crisp_fits_by_whole_factors);
  add ("copies-the-picture", test_copies_the_picture);
  add_screen ("original-size-scrolls", test_original_size_scrolls);
  add_screen ("every-whole-zoom-shows-each-pixel", test_every_whole_zoom_shows_each_pixel);
  add_screen ("zooms-about-the-middle", test_zooms_about_the_middle);
  return g_test_run ();
}
