/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "rackside-series.h"

G_BEGIN_DECLS

/**
 * RacksideGraphLine:
 * @value: where it lies, in the series' unit
 * @critical: whether passing it is critical, instead of a warning
 * @label: (nullable): what it is called
 */
typedef struct
{
  double      value;
  gboolean    critical;
  const char *label;
} RacksideGraphLine;

/**
 * RacksideGraph:
 *
 * The last hour of a #RacksideSeries as a line, with its thresholds. It follows the series by itself.
 */
#define RACKSIDE_TYPE_GRAPH (rackside_graph_get_type ())
G_DECLARE_FINAL_TYPE (RacksideGraph, rackside_graph, RACKSIDE, GRAPH, GtkWidget)

GtkWidget *rackside_graph_new       (void);
void       rackside_graph_set_value (RacksideGraph           *self,
                                     RacksideSeries          *series,
                                     const char              *title,
                                     const char              *unit);
void       rackside_graph_set_lines (RacksideGraph           *self,
                                     const RacksideGraphLine *lines,
                                     guint                    n_lines);

G_END_DECLS
