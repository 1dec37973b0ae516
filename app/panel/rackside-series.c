/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "rackside-series.h"

/* One a second for an hour; a value that comes more often pushes the oldest out. */
#define MAX_POINTS 3600

/* Points further apart than this many usual distances have a gap between them. */
#define GAP_FACTOR 4
#define SMALLEST_GAP (10 * G_USEC_PER_SEC)

struct _RacksideSeries
{
  GObject parent_instance;
  GArray *points;            /* owned; RacksidePoint, oldest first */
};

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RacksideSeries, rackside_series, G_TYPE_OBJECT)

static const RacksidePoint *
get_point (RacksideSeries *self,
           guint           index)
{
  return &g_array_index (self->points, RacksidePoint, index);
}

static void
rackside_series_finalize (GObject *object)
{
  g_array_unref (RACKSIDE_SERIES (object)->points);
  G_OBJECT_CLASS (rackside_series_parent_class)->finalize (object);
}

static void
rackside_series_class_init (RacksideSeriesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rackside_series_finalize;

  /**
   * RacksideSeries::changed:
   * @self: the series
   *
   * There is a point more.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", RACKSIDE_TYPE_SERIES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
}

static void
rackside_series_init (RacksideSeries *self)
{
  self->points = g_array_new (FALSE, FALSE, sizeof (RacksidePoint));
}

/**
 * rackside_series_new:
 *
 * Returns: (transfer full): a series without points
 */
RacksideSeries *
rackside_series_new (void)
{
  return g_object_new (RACKSIDE_TYPE_SERIES, NULL);
}

/**
 * rackside_series_append:
 * @self: a series
 * @time: g_get_monotonic_time() of the reading, not before that of the last one
 * @value: the reading; NAN: there was none
 *
 * Adds a reading, and forgets those that are more than #RACKSIDE_SERIES_SPAN older.
 */
void
rackside_series_append (RacksideSeries *self,
                        gint64          time,
                        double          value)
{
  RacksidePoint point = { time, isfinite (value) ? value : NAN };
  guint old = 0;

  g_return_if_fail (self->points->len == 0 || time >= get_point (self, self->points->len - 1)->time);
  g_array_append_val (self->points, point);
  while (time - get_point (self, old)->time > RACKSIDE_SERIES_SPAN || self->points->len - old > MAX_POINTS)
    old++;
  g_array_remove_range (self->points, 0, old);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * rackside_series_get_points:
 * @self: a series
 * @n_points: (out): how many
 *
 * Returns: (transfer none) (array length=n_points): the points, oldest first, valid until the next is added
 */
const RacksidePoint *
rackside_series_get_points (RacksideSeries *self,
                            guint          *n_points)
{
  *n_points = self->points->len;
  return (const RacksidePoint *) self->points->data;
}

/**
 * rackside_series_get_range:
 * @self: a series
 * @minimum: (out): the lowest value
 * @maximum: (out): the highest
 * @now: (out): the last one; NAN when it could not be read
 *
 * Returns: whether there is a value at all
 */
gboolean
rackside_series_get_range (RacksideSeries *self,
                           double         *minimum,
                           double         *maximum,
                           double         *now)
{
  *minimum = *maximum = *now = NAN;
  for (guint i = 0; i < self->points->len; i++)
    {
      *now = get_point (self, i)->value;
      *minimum = fmin (*minimum, *now);
      *maximum = fmax (*maximum, *now);
    }
  return !isnan (*minimum);
}

static int
compare_times (gconstpointer a,
               gconstpointer b)
{
  gint64 first = *(const gint64 *) a, second = *(const gint64 *) b;

  return first < second ? -1 : first > second;
}

/**
 * rackside_series_get_gap:
 * @self: a series
 *
 * Returns: microseconds: points that are further apart are not to be joined, nobody looked in between
 */
gint64
rackside_series_get_gap (RacksideSeries *self)
{
  g_autofree gint64 *distances = g_new (gint64, self->points->len + 1);
  guint n = 0;

  for (guint i = 1; i < self->points->len; i++)
    distances[n++] = get_point (self, i)->time - get_point (self, i - 1)->time;
  if (n == 0)
    return SMALLEST_GAP;
  qsort (distances, n, sizeof *distances, compare_times);
  return MAX (GAP_FACTOR * distances[n / 2], SMALLEST_GAP);
}
