/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RacksideAxis:
 * @minimum: value at the lower end, a multiple of @step
 * @maximum: value at the upper end, a multiple of @step
 * @step: from one label to the next
 *
 * The vertical axis of a graph.
 */
typedef struct
{
  double minimum;
  double maximum;
  double step;
} RacksideAxis;

void   rackside_axis_init       (RacksideAxis       *axis,
                                 double              minimum,
                                 double              maximum,
                                 const double       *lines,
                                 guint               n_lines,
                                 guint               max_steps);
double rackside_axis_get_place  (const RacksideAxis *axis,
                                 double              value);
char  *rackside_number_dup_text (double              value);

G_END_DECLS
