/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "rackside-axis.h"

/* The smallest of 1, 2, 5, 10, 20 … that takes so many steps at most. */
static double
choose_step (double span,
             guint  max_steps)
{
  static const double factors[] = { 1, 2, 5, 10 };
  double least = span / max_steps;
  double power = pow (10, floor (log10 (least)));

  for (guint i = 0; i < G_N_ELEMENTS (factors); i++)
    if (factors[i] * power >= least * (1 - 1e-9))
      return factors[i] * power;
  return 10 * power;
}

/**
 * rackside_axis_init:
 * @axis: (out caller-allocates): where to
 * @minimum: lowest value to be seen
 * @maximum: highest, not below @minimum
 * @lines: (array length=n_lines): thresholds; the next above and the next below the values are to be seen too
 * @n_lines: how many
 * @max_steps: how many steps there is room for
 *
 * Chooses an axis with round numbers.
 */
void
rackside_axis_init (RacksideAxis *axis,
                    double        minimum,
                    double        maximum,
                    const double *lines,
                    guint         n_lines,
                    guint         max_steps)
{
  double lower = -INFINITY, upper = INFINITY;
  double margin;

  for (guint i = 0; i < n_lines; i++)
    {
      if (lines[i] <= minimum)
        lower = fmax (lower, lines[i]);
      if (lines[i] >= maximum)
        upper = fmin (upper, lines[i]);
    }
  if (isfinite (lower))
    minimum = lower;
  if (isfinite (upper))
    maximum = upper;
  /* Room for the line's own width, and for a value that does not change. */
  margin = maximum > minimum ? (maximum - minimum) / 20 : fmax (fabs (maximum) / 10, 1e-3);
  if (minimum >= 0 && minimum - margin < 0)
    minimum = 0;
  else
    minimum -= margin;
  maximum += margin;
  axis->step = choose_step (maximum - minimum, MAX (max_steps, 1));
  axis->minimum = floor (minimum / axis->step + 1e-9) * axis->step;
  axis->maximum = ceil (maximum / axis->step - 1e-9) * axis->step;
}

/**
 * rackside_axis_get_place:
 * @axis: an axis
 * @value: a value
 *
 * Returns: where it lies: 0 at the lower end of the axis, 1 at the upper
 */
double
rackside_axis_get_place (const RacksideAxis *axis,
                         double              value)
{
  return (value - axis->minimum) / (axis->maximum - axis->minimum);
}

/**
 * rackside_number_dup_text:
 * @value: a value
 *
 * Returns: (transfer full): the value for people: two digits after the point at most, more for small values
 */
char *
rackside_number_dup_text (double value)
{
  char *text;
  char *end;

  if (value != 0 && fabs (value) < 0.1)
    return g_strdup_printf ("%.3g", value);
  text = g_strdup_printf ("%.2f", value);
  for (end = text + strlen (text) - 1; *end == '0'; end--)
    *end = '\0';
  if (!g_ascii_isdigit (*end))
    *end = '\0';
  if (strcmp (text, "-0") == 0)
    memmove (text, text + 1, 2);
  return text;
}
