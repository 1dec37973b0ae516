/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include <glib/gi18n.h>

#include "rackside-axis.h"
#include "rackside-threshold-bar.h"

#define WIDTH       72
#define HEIGHT      14
#define TRACK       6.0
#define NEEDLE      3.0
#define MARGIN      0.15       /* of the whole, beyond the outermost threshold */

struct _RacksideThresholdBar
{
  GtkWidget       parent_instance;
  RacksideSensor *sensor;          /* owned; NULL: nothing to show */
};

G_DEFINE_FINAL_TYPE (RacksideThresholdBar, rackside_threshold_bar, GTK_TYPE_WIDGET)

/* The worse lies above. */
static const struct
{
  IpmiThreshold  threshold;
  const char    *colour;
  double         alpha;
} zones[] = {
  { IPMI_THRESHOLD_LOWER_NON_CRITICAL, "warning_color", 0.6 },
  { IPMI_THRESHOLD_LOWER_CRITICAL, "error_color", 0.6 },
  { IPMI_THRESHOLD_LOWER_NON_RECOVERABLE, "error_color", 1 },
  { IPMI_THRESHOLD_UPPER_NON_CRITICAL, "warning_color", 0.6 },
  { IPMI_THRESHOLD_UPPER_CRITICAL, "error_color", 0.6 },
  { IPMI_THRESHOLD_UPPER_NON_RECOVERABLE, "error_color", 1 },
};

static gboolean
has_thresholds (RacksideSensor *sensor)
{
  const IpmiSensorValue *value = sensor != NULL ? rackside_sensor_get_value (sensor) : NULL;

  for (guint i = 0; value != NULL && i < IPMI_N_THRESHOLDS; i++)
    if (!isnan (value->thresholds[i]))
      return TRUE;
  return FALSE;
}

/* The range that the bar stands for: all thresholds, the value, and something around them. */
static void
get_range (const IpmiSensorValue *value,
           double                *low,
           double                *high)
{
  double margin;

  *low = *high = value->value;
  for (guint i = 0; i < IPMI_N_THRESHOLDS; i++)
    {
      *low = fmin (*low, value->thresholds[i]);
      *high = fmax (*high, value->thresholds[i]);
    }
  /* With thresholds on one side only, what is normal is on the other. */
  if (!isnan (value->thresholds[IPMI_THRESHOLD_UPPER_CRITICAL])
      && isnan (value->thresholds[IPMI_THRESHOLD_LOWER_CRITICAL]) && *low > 0)
    *low = 0;
  margin = (*high - *low) * MARGIN;
  if (margin <= 0)
    margin = MAX (fabs (*high) * MARGIN, 1);
  *low -= margin;
  *high += margin;
}

static void
draw_zones (RacksideThresholdBar  *self,
            GtkSnapshot           *snapshot,
            const IpmiSensorValue *value,
            double                 low,
            double                 high,
            float                  y)
{
  GtkStyleContext *context = gtk_widget_get_style_context (GTK_WIDGET (self));
  double width = gtk_widget_get_width (GTK_WIDGET (self));

  for (guint i = 0; i < G_N_ELEMENTS (zones); i++)
    {
      double threshold = value->thresholds[zones[i].threshold];
      double x = (threshold - low) / (high - low) * width;
      gboolean upper = zones[i].threshold >= IPMI_THRESHOLD_UPPER_NON_CRITICAL;
      GdkRGBA colour;

      if (isnan (threshold) || !gtk_style_context_lookup_color (context, zones[i].colour, &colour))
        continue;
      colour.alpha *= (float) zones[i].alpha;
      gtk_snapshot_append_color (snapshot, &colour, &GRAPHENE_RECT_INIT ((float) (upper ? x : 0), y,
                                                                         (float) (upper ? width - x : x), TRACK));
    }
}

static void
rackside_threshold_bar_snapshot (GtkWidget   *widget,
                                 GtkSnapshot *snapshot)
{
  RacksideThresholdBar *self = RACKSIDE_THRESHOLD_BAR (widget);
  const IpmiSensorValue *value;
  GskRoundedRect track;
  GdkRGBA colour;
  float width = (float) gtk_widget_get_width (widget), height = (float) gtk_widget_get_height (widget);
  float y = floorf ((height - (float) TRACK) / 2);
  double low, high, x;

  if (!has_thresholds (self->sensor))
    return;
  value = rackside_sensor_get_value (self->sensor);
  get_range (value, &low, &high);
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  gsk_rounded_rect_init_from_rect (&track, &GRAPHENE_RECT_INIT (0, y, width, TRACK), TRACK / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &track);
  gtk_snapshot_append_color (snapshot, &(GdkRGBA) { colour.red, colour.green, colour.blue, colour.alpha * 0.15f },
                             &track.bounds);
  draw_zones (self, snapshot, value, low, high, y);
  gtk_snapshot_pop (snapshot);
  if (isnan (value->value))
    return;
  x = CLAMP ((value->value - low) / (high - low) * width - NEEDLE / 2, 0, width - NEEDLE);
  gtk_snapshot_append_color (snapshot, &colour, &GRAPHENE_RECT_INIT ((float) x, 0, NEEDLE, height));
}

static void
rackside_threshold_bar_measure (GtkWidget      *widget,
                                GtkOrientation  orientation,
                                int             for_size,
                                int            *minimum,
                                int            *natural,
                                int            *minimum_baseline,
                                int            *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
  *minimum_baseline = *natural_baseline = -1;
}

static void
describe (RacksideThresholdBar *self)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) parts = NULL;
  g_autofree char *text = NULL;
  const IpmiSensorValue *value = rackside_sensor_get_value (self->sensor);

  for (guint i = 0; i < IPMI_N_THRESHOLDS; i++)
    {
      g_autofree char *number = rackside_number_dup_text (value->thresholds[i]);
      g_autofree char *part = g_strdup_printf ("%s %s", rackside_threshold_get_name (i), number);

      if (!isnan (value->thresholds[i]))
        g_strv_builder_add (builder, part);
    }
  parts = g_strv_builder_end (builder);
  text = g_strjoinv (", ", parts);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
on_changed (RacksideThresholdBar *self)
{
  gboolean visible = has_thresholds (self->sensor);

  gtk_widget_set_visible (GTK_WIDGET (self), visible);
  if (visible)
    describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
rackside_threshold_bar_dispose (GObject *object)
{
  RacksideThresholdBar *self = RACKSIDE_THRESHOLD_BAR (object);

  if (self->sensor != NULL)
    g_signal_handlers_disconnect_by_func (self->sensor, on_changed, self);
  g_clear_object (&self->sensor);
  G_OBJECT_CLASS (rackside_threshold_bar_parent_class)->dispose (object);
}

static void
rackside_threshold_bar_class_init (RacksideThresholdBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rackside_threshold_bar_dispose;
  widget_class->snapshot = rackside_threshold_bar_snapshot;
  widget_class->measure = rackside_threshold_bar_measure;
  gtk_widget_class_set_css_name (widget_class, "thresholdbar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
rackside_threshold_bar_init (RacksideThresholdBar *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * rackside_threshold_bar_set_sensor:
 * @self: a bar
 * @sensor: (nullable): what to show, and to follow
 */
void
rackside_threshold_bar_set_sensor (RacksideThresholdBar *self,
                                   RacksideSensor       *sensor)
{
  if (self->sensor != NULL)
    g_signal_handlers_disconnect_by_func (self->sensor, on_changed, self);
  g_set_object (&self->sensor, sensor);
  if (sensor != NULL)
    g_signal_connect_swapped (sensor, "changed", G_CALLBACK (on_changed), self);
  on_changed (self);
}
