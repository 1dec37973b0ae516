/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "rackside-axis.h"
#include "rackside-series.h"

#define SECOND G_USEC_PER_SEC

static void
test_keeps_an_hour (void)
{
  g_autoptr(RacksideSeries) series = rackside_series_new ();
  guint n;

  for (gint64 t = 0; t <= 5000; t += 5)
    rackside_series_append (series, t * SECOND, t);
  g_assert_cmpfloat (rackside_series_get_points (series, &n)[0].value, ==, 1400);
  g_assert_cmpuint (n, ==, 721);
}

static void
test_is_bounded (void)
{
  g_autoptr(RacksideSeries) series = rackside_series_new ();
  guint n;

  for (guint i = 0; i < 10000; i++)
    rackside_series_append (series, i, i);
  g_assert_cmpfloat (rackside_series_get_points (series, &n)[n - 1].value, ==, 9999);
  g_assert_cmpuint (n, <=, 3600);
}

static void
on_changed (RacksideSeries *series,
            guint          *n)
{
  (*n)++;
}

static void
test_says_what_it_holds (void)
{
  g_autoptr(RacksideSeries) series = rackside_series_new ();
  double minimum, maximum, now;
  guint changes = 0;

  g_signal_connect (series, "changed", G_CALLBACK (on_changed), &changes);
  g_assert_false (rackside_series_get_range (series, &minimum, &maximum, &now));
  rackside_series_append (series, 0, NAN);
  g_assert_false (rackside_series_get_range (series, &minimum, &maximum, &now));
  rackside_series_append (series, 1, 5);
  rackside_series_append (series, 2, -3);
  rackside_series_append (series, 3, 4);
  g_assert_true (rackside_series_get_range (series, &minimum, &maximum, &now));
  g_assert_cmpfloat (minimum, ==, -3);
  g_assert_cmpfloat (maximum, ==, 5);
  g_assert_cmpfloat (now, ==, 4);
  rackside_series_append (series, 4, INFINITY);
  g_assert_true (rackside_series_get_range (series, &minimum, &maximum, &now));
  g_assert_cmpfloat (maximum, ==, 5);
  g_assert_true (isnan (now));
  g_assert_cmpuint (changes, ==, 5);
}

static void
test_tells_gaps_from_slowness (void)
{
  g_autoptr(RacksideSeries) fast = rackside_series_new ();
  g_autoptr(RacksideSeries) slow = rackside_series_new ();

  for (gint64 i = 0; i < 20; i++)
    {
      rackside_series_append (fast, i * 5 * SECOND + (i > 10 ? 300 : 0) * SECOND, 1);
      rackside_series_append (slow, i * 60 * SECOND, 1);
    }
  g_assert_cmpint (rackside_series_get_gap (fast), ==, 20 * SECOND);
  g_assert_cmpint (rackside_series_get_gap (slow), ==, 240 * SECOND);
}

static void
assert_multiple (double value,
                 double step)
{
  g_assert_cmpfloat_with_epsilon (value / step, round (value / step), 1e-6);
}

static void
test_axis_has_round_numbers (void)
{
  static const struct { double minimum, maximum; double lines[2]; guint n_lines; double step; } cases[] = {
    { 21, 24, { 0 }, 0, 0.5 },
    { 21, 24, { 70, 80 }, 2, 10 },
    { 21, 24, { 5, 70 }, 2, 20 },
    { 12.0, 12.0, { 0 }, 0, 0.5 },
    { 0, 0, { 0 }, 0, 0.0002 },
    { 3000, 3200, { 500, 9000 }, 2, 2000 },
    { -5, 5, { 0 }, 0, 2 },
    { -1e300, 1e300, { 0 }, 0, 5e299 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      RacksideAxis axis;

      rackside_axis_init (&axis, cases[i].minimum, cases[i].maximum, cases[i].lines, cases[i].n_lines, 7);
      g_test_message ("%u: %g to %g by %g", i, axis.minimum, axis.maximum, axis.step);
      g_assert_cmpfloat (axis.minimum, <=, cases[i].minimum);
      g_assert_cmpfloat (axis.maximum, >, cases[i].maximum);
      g_assert_cmpfloat_with_epsilon (axis.step / cases[i].step, 1, 1e-9);
      assert_multiple (axis.minimum, axis.step);
      assert_multiple (axis.maximum, axis.step);
      g_assert_cmpfloat ((axis.maximum - axis.minimum) / axis.step, <, 9.5);
      g_assert_cmpfloat_with_epsilon (rackside_axis_get_place (&axis, axis.maximum), 1, 1e-9);
      g_assert_cmpfloat_with_epsilon (rackside_axis_get_place (&axis, axis.minimum), 0, 1e-9);
    }
}

/* The next thresholds are on it, those beyond them need not be. */
static void
test_axis_shows_the_next_thresholds (void)
{
  const double lines[] = { 70, 80, 1000, 5, -100 };
  RacksideAxis axis;

  rackside_axis_init (&axis, 21, 24, lines, G_N_ELEMENTS (lines), 7);
  g_assert_cmpfloat (axis.minimum, <=, 5);
  g_assert_cmpfloat (axis.minimum, >, -100);
  g_assert_cmpfloat (axis.maximum, >=, 70);
  g_assert_cmpfloat (axis.maximum, <, 1000);
}

static void
test_numbers_are_short (void)
{
  static const struct { double value; const char *text; } cases[] = {
    { 25, "25" }, { 12.1, "12.1" }, { 3.304, "3.3" }, { 0, "0" }, { -0.001, "-0.001" }, { 1200, "1200" },
    { 0.05, "0.05" }, { 0.0049, "0.0049" }, { -40, "-40" }, { 100, "100" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = rackside_number_dup_text (cases[i].value);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/panel/series/keeps-an-hour", test_keeps_an_hour);
  g_test_add_func ("/panel/series/is-bounded", test_is_bounded);
  g_test_add_func ("/panel/series/says-what-it-holds", test_says_what_it_holds);
  g_test_add_func ("/panel/series/tells-gaps-from-slowness", test_tells_gaps_from_slowness);
  g_test_add_func ("/panel/axis/has-round-numbers", test_axis_has_round_numbers);
  g_test_add_func ("/panel/axis/shows-the-next-thresholds", test_axis_shows_the_next_thresholds);
  g_test_add_func ("/panel/number/is-short", test_numbers_are_short);
  return g_test_run ();
}
