/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* How far back a series goes. */
#define RACKSIDE_SERIES_SPAN (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

/**
 * RacksidePoint:
 * @time: g_get_monotonic_time() when it was read
 * @value: in the series' unit; NAN where it could not be read
 */
typedef struct
{
  gint64 time;
  double value;
} RacksidePoint;

/**
 * RacksideSeries:
 *
 * The last hour of a value. Signal "changed": a point has come.
 */
#define RACKSIDE_TYPE_SERIES (rackside_series_get_type ())
G_DECLARE_FINAL_TYPE (RacksideSeries, rackside_series, RACKSIDE, SERIES, GObject)

RacksideSeries      *rackside_series_new        (void);
void                 rackside_series_append     (RacksideSeries  *self,
                                                 gint64           time,
                                                 double           value);
const RacksidePoint *rackside_series_get_points (RacksideSeries  *self,
                                                 guint           *n_points);
gboolean             rackside_series_get_range  (RacksideSeries  *self,
                                                 double          *minimum,
                                                 double          *maximum,
                                                 double          *now);
gint64               rackside_series_get_gap    (RacksideSeries  *self);

G_END_DECLS
