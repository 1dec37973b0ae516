/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "ilo-framebuffer.h"

#define BLACK GUINT32_TO_BE (0x000000FF)
#define RED   GUINT32_TO_BE (0xFF0000FF)

static void
draw (IloFramebuffer *framebuffer,
      guint           x,
      guint           y,
      guint           height)
{
  guint32 block[16 * 16];

  for (guint i = 0; i < G_N_ELEMENTS (block); i++)
    block[i] = RED;
  ilo_framebuffer_draw_blocks (framebuffer, x, y, height, block, 1);
}

/* Takes the damage as text: x,y+width×height for each rectangle. */
static char *
take_damage (IloFramebuffer *framebuffer)
{
  IloRect rects[ILO_FRAMEBUFFER_MAX_DAMAGE];
  guint n = ilo_framebuffer_take_damage (framebuffer, rects);
  GString *text = g_string_new (NULL);

  g_assert_false (ilo_framebuffer_has_damage (framebuffer));
  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s%u,%u+%ux%u", i > 0 ? " " : "",
                            rects[i].x, rects[i].y, rects[i].width, rects[i].height);
  return g_string_free (text, FALSE);
}

static void
assert_damage (IloFramebuffer *framebuffer,
               const char     *expected)
{
  g_autofree char *damage = take_damage (framebuffer);

  g_assert_cmpstr (damage, ==, expected);
}

static void
test_damage_is_few_rectangles (void)
{
  g_autoptr(IloFramebuffer) framebuffer = ilo_framebuffer_new ();

  assert_damage (framebuffer, "");
  ilo_framebuffer_resize (framebuffer, 64, 51);
  assert_damage (framebuffer, "0,0+64x51");
  assert_damage (framebuffer, "");
  draw (framebuffer, 16, 16, 16);
  assert_damage (framebuffer, "16,16+16x16");
  draw (framebuffer, 0, 0, 16);
  draw (framebuffer, 0, 16, 16);
  draw (framebuffer, 48, 32, 16);
  draw (framebuffer, 48, 48, 16);
  assert_damage (framebuffer, "0,0+16x32 48,32+16x19");
  draw (framebuffer, 0, 8, 8);
  draw (framebuffer, 32, 8, 8);
  draw (framebuffer, 16, 40, 8);
  assert_damage (framebuffer, "0,8+48x8 16,40+16x8");
}

static void
test_draws_inside_only (void)
{
  g_autoptr(IloFramebuffer) framebuffer = ilo_framebuffer_new ();
  const guint32 *pixels;

  draw (framebuffer, 0, 0, 16);
  ilo_framebuffer_resize (framebuffer, 32, 20);
  draw (framebuffer, 16, 16, 16);
  draw (framebuffer, 32, 0, 16);
  draw (framebuffer, 0, 32, 16);
  pixels = (const guint32 *) ilo_framebuffer_get_pixels (framebuffer);
  for (guint y = 0; y < 20; y++)
    for (guint x = 0; x < 32; x++)
      g_assert_cmphex (pixels[32 * y + x], ==, x >= 16 && y >= 16 ? RED : BLACK);
}

/* Whatever was drawn in whatever size, what has not been drawn since is black. */
static void
test_black_where_nothing_was_drawn (void)
{
  g_autoptr(IloFramebuffer) framebuffer = ilo_framebuffer_new ();
  g_autoptr(GRand) rand = g_rand_new_with_seed (3);
  g_autofree guint32 *expected = g_new (guint32, 160 * 100);
  guint width = 0, height = 0;

  for (guint round = 0; round < 4000; round++)
    {
      guint x = 16 * g_rand_int_range (rand, 0, 10), y = 16 * g_rand_int_range (rand, 0, 6);

      switch (g_rand_int_range (rand, 0, 20))
        {
        case 0:
          width = 16 * g_rand_int_range (rand, 1, 11);
          height = g_rand_int_range (rand, 1, 101);
          ilo_framebuffer_resize (framebuffer, 16, 1);
          ilo_framebuffer_resize (framebuffer, width, height);
          break;
        case 1:
          ilo_framebuffer_clear (framebuffer);
          break;
        default:
          draw (framebuffer, x, y, 16);
          for (guint row = y; row < MIN (y + 16, height) && x < width; row++)
            for (guint column = x; column < x + 16; column++)
              expected[row * width + column] = RED;
          g_assert_true (width == 0 || x >= width || y >= height || !ilo_framebuffer_is_empty (framebuffer));
          continue;
        }
      g_assert_true (ilo_framebuffer_is_empty (framebuffer));
      for (guint i = 0; i < width * height; i++)
        expected[i] = BLACK;
      if (round % 3 == 0 && width > 0)
        g_assert_cmpmem (ilo_framebuffer_get_pixels (framebuffer), 4 * width * height, expected, 4 * width * height);
    }
  g_assert_cmpmem (ilo_framebuffer_get_pixels (framebuffer), 4 * width * height, expected, 4 * width * height);
}

static void
test_nothing_without_size (void)
{
  g_autoptr(IloFramebuffer) framebuffer = ilo_framebuffer_new ();

  ilo_framebuffer_resize (framebuffer, 32, 32);
  ilo_framebuffer_resize (framebuffer, 32, 0);
  g_assert_cmpuint (ilo_framebuffer_get_width (framebuffer), ==, 0);
  g_assert_cmpuint (ilo_framebuffer_get_height (framebuffer), ==, 0);
  g_assert_null (ilo_framebuffer_get_pixels (framebuffer));
  assert_damage (framebuffer, "");
}

static void
test_filled_when_every_row_is (void)
{
  static const guint32 block[256] = { 0 };
  g_autoptr(IloFramebuffer) framebuffer = ilo_framebuffer_new ();

  g_assert_false (ilo_framebuffer_is_filled (framebuffer));
  ilo_framebuffer_resize (framebuffer, 48, 20);
  g_assert_false (ilo_framebuffer_is_filled (framebuffer));
  ilo_framebuffer_draw_blocks (framebuffer, 0, 0, 16, block, 3);
  ilo_framebuffer_draw_blocks (framebuffer, 0, 16, 16, block, 2);
  g_assert_false (ilo_framebuffer_is_filled (framebuffer));
  ilo_framebuffer_draw_blocks (framebuffer, 32, 16, 16, block, 1);
  g_assert_true (ilo_framebuffer_is_filled (framebuffer));
  ilo_framebuffer_clear (framebuffer);
  g_assert_false (ilo_framebuffer_is_filled (framebuffer));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ilo/framebuffer/damage-is-few-rectangles", test_damage_is_few_rectangles);
  g_test_add_func ("/ilo/framebuffer/draws-inside-only", test_draws_inside_only);
  g_test_add_func ("/ilo/framebuffer/black-where-nothing-was-drawn", test_black_where_nothing_was_drawn);
  g_test_add_func ("/ilo/framebuffer/nothing-without-size", test_nothing_without_size);
  g_test_add_func ("/ilo/framebuffer/filled-when-every-row-is", test_filled_when_every_row_is);
  return g_test_run ();
}
