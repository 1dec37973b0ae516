/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include <glib/gi18n.h>

#include "ipmi-event-text.h"
#include "rackside-axis.h"
#include "rackside-graph.h"
#include "rackside-sensor-detail.h"

struct _RacksideSensorDetail
{
  AdwBin          parent_instance;
  GtkLabel       *name_label;
  GtkLabel       *state_label;
  RacksideGraph  *graph;
  GtkLabel       *thresholds_label;
  RacksideSensor *sensor;              /* owned; NULL: none */
};

G_DEFINE_FINAL_TYPE (RacksideSensorDetail, rackside_sensor_detail, ADW_TYPE_BIN)

static const IpmiThreshold order[] = {
  IPMI_THRESHOLD_LOWER_NON_RECOVERABLE, IPMI_THRESHOLD_LOWER_CRITICAL, IPMI_THRESHOLD_LOWER_NON_CRITICAL,
  IPMI_THRESHOLD_UPPER_NON_CRITICAL, IPMI_THRESHOLD_UPPER_CRITICAL, IPMI_THRESHOLD_UPPER_NON_RECOVERABLE,
};

static void
show_thresholds (RacksideSensorDetail *self)
{
  const IpmiSensor *sensor = rackside_sensor_get_sensor (self->sensor);
  const IpmiSensorValue *value = rackside_sensor_get_value (self->sensor);
  const char *unit = rackside_sensor_get_unit (self->sensor);
  RacksideGraphLine lines[G_N_ELEMENTS (order)];
  GString *text = g_string_new (NULL);
  guint n_lines = 0;

  /* Translators: what kind of thing a sensor watches, in English, and which of them. */
  g_string_append_printf (text, _("Watches: %s %u"), _(ipmi_entity_name (sensor->entity_id)), sensor->entity_instance);
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      g_autofree char *number = rackside_number_dup_text (value->thresholds[order[i]]);
      const char *name = rackside_threshold_get_name (order[i]);

      if (isnan (value->thresholds[order[i]]))
        continue;
      lines[n_lines++] = (RacksideGraphLine) {
        .value = value->thresholds[order[i]],
        .critical = order[i] != IPMI_THRESHOLD_LOWER_NON_CRITICAL && order[i] != IPMI_THRESHOLD_UPPER_NON_CRITICAL,
        .label = name,
      };
      g_string_append_printf (text, "\n%s: %s %s", name, number, unit != NULL ? unit : "");
    }
  rackside_graph_set_lines (self->graph, lines, n_lines);
  gtk_label_set_label (self->thresholds_label, text->str);
  g_string_free (text, TRUE);
}

static void
on_changed (RacksideSensorDetail *self)
{
  g_autofree char *value = rackside_sensor_dup_value (self->sensor);
  g_autofree char *state = rackside_sensor_dup_state (self->sensor);
  g_autofree char *text = value != NULL ? g_strdup_printf ("%s · %s", value, state) : g_steal_pointer (&state);

  gtk_label_set_label (self->state_label, text);
  show_thresholds (self);
}

static void
rackside_sensor_detail_dispose (GObject *object)
{
  RacksideSensorDetail *self = RACKSIDE_SENSOR_DETAIL (object);

  if (self->sensor != NULL)
    g_signal_handlers_disconnect_by_data (self->sensor, self);
  g_clear_object (&self->sensor);
  G_OBJECT_CLASS (rackside_sensor_detail_parent_class)->dispose (object);
}

static void
rackside_sensor_detail_class_init (RacksideSensorDetailClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rackside_sensor_detail_dispose;
  g_type_ensure (RACKSIDE_TYPE_GRAPH);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-sensor-detail.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksideSensorDetail, name_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideSensorDetail, state_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideSensorDetail, graph);
  gtk_widget_class_bind_template_child (widget_class, RacksideSensorDetail, thresholds_label);
}

static void
rackside_sensor_detail_init (RacksideSensorDetail *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rackside_sensor_detail_set_sensor:
 * @self: a detail
 * @sensor: (nullable): what to show; %NULL keeps what is seen while it slides away, but follows it no more
 */
void
rackside_sensor_detail_set_sensor (RacksideSensorDetail *self,
                                   RacksideSensor       *sensor)
{
  const char *name;

  if (self->sensor == sensor)
    return;
  if (self->sensor != NULL)
    g_signal_handlers_disconnect_by_data (self->sensor, self);
  g_set_object (&self->sensor, sensor);
  if (sensor == NULL)
    return;
  name = rackside_sensor_get_sensor (sensor)->name;
  gtk_label_set_label (self->name_label, name);
  gtk_widget_set_visible (GTK_WIDGET (self->graph), rackside_sensor_is_numeric (sensor));
  rackside_graph_set_value (self->graph, rackside_sensor_get_series (sensor), name, rackside_sensor_get_unit (sensor));
  g_signal_connect_swapped (sensor, "changed", G_CALLBACK (on_changed), self);
  on_changed (self);
}
