/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "rackside-sensor-group.h"
#include "rackside-sensor-row.h"
#include "rackside-threshold-bar.h"

struct _RacksideSensorRow
{
  AdwBin                parent_instance;
  GtkWidget            *heading_label;
  GtkWidget            *sensor_box;
  GtkImage             *image;
  GtkLabel             *name_label;
  GtkLabel             *value_label;
  GtkWidget            *state_label;
  RacksideThresholdBar *bar;
  GObject              *item;          /* owned; NULL: not in use */
  const char           *style;         /* of image and state_label */
};

G_DEFINE_FINAL_TYPE (RacksideSensorRow, rackside_sensor_row, ADW_TYPE_BIN)

/* The list's own widget around this one is what gets the focus. */
static void
set_name (RacksideSensorRow *self,
          const char        *name)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));

  if (parent != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
set_style (RacksideSensorRow *self,
           const char        *style)
{
  if (g_strcmp0 (style, self->style) == 0)
    return;
  if (self->style != NULL)
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self->image), self->style);
      gtk_widget_remove_css_class (self->state_label, self->style);
    }
  self->style = style;
  gtk_widget_add_css_class (GTK_WIDGET (self->image), style);
  gtk_widget_add_css_class (self->state_label, style);
}

static void
on_sensor_changed (RacksideSensorRow *self)
{
  RacksideSensor *sensor = RACKSIDE_SENSOR (self->item);
  const char *sensor_name = rackside_sensor_get_sensor (sensor)->name;
  RacksideMark mark = rackside_sensor_get_mark (sensor);
  g_autofree char *value = rackside_sensor_dup_value (sensor);
  g_autofree char *state = rackside_sensor_dup_state (sensor);
  g_autofree char *name = g_strdup_printf ("%s, %s%s%s", sensor_name, value != NULL ? value : "",
                                           value != NULL ? ", " : "", state);

  gtk_image_set_from_icon_name (self->image, mark.icon);
  set_style (self, mark.style);
  gtk_label_set_label (self->name_label, sensor_name);
  gtk_label_set_label (self->value_label, value != NULL ? value : "");
  gtk_widget_set_visible (GTK_WIDGET (self->value_label), value != NULL);
  gtk_label_set_label (GTK_LABEL (self->state_label), state);
  set_name (self, name);
}

static void
on_group_changed (RacksideSensorRow *self)
{
  const char *text = rackside_sensor_group_get_text (RACKSIDE_SENSOR_GROUP (self->item));

  gtk_label_set_label (GTK_LABEL (self->heading_label), text);
  set_name (self, text);
}

static void
rackside_sensor_row_dispose (GObject *object)
{
  RacksideSensorRow *self = RACKSIDE_SENSOR_ROW (object);

  rackside_sensor_row_set_item (self, NULL);
  G_OBJECT_CLASS (rackside_sensor_row_parent_class)->dispose (object);
}

static void
rackside_sensor_row_class_init (RacksideSensorRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rackside_sensor_row_dispose;
  g_type_ensure (RACKSIDE_TYPE_THRESHOLD_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-sensor-row.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksideSensorRow, heading_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideSensorRow, sensor_box);
  gtk_widget_class_bind_template_child (widget_class, RacksideSensorRow, image);
  gtk_widget_class_bind_template_child (widget_class, RacksideSensorRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideSensorRow, value_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideSensorRow, state_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideSensorRow, bar);
}

static void
rackside_sensor_row_init (RacksideSensorRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rackside_sensor_row_new:
 *
 * Returns: (transfer floating): a row of nothing
 */
GtkWidget *
rackside_sensor_row_new (void)
{
  return g_object_new (RACKSIDE_TYPE_SENSOR_ROW, NULL);
}

/**
 * rackside_sensor_row_set_item:
 * @self: a row
 * @item: (nullable): what it shows
 */
void
rackside_sensor_row_set_item (RacksideSensorRow *self,
                              GObject           *item)
{
  gboolean is_sensor = RACKSIDE_IS_SENSOR (item);

  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_set_object (&self->item, item);
  if (self->bar != NULL)
    rackside_threshold_bar_set_sensor (self->bar, is_sensor ? RACKSIDE_SENSOR (item) : NULL);
  if (item == NULL)
    return;
  gtk_widget_set_visible (self->heading_label, !is_sensor);
  gtk_widget_set_visible (self->sensor_box, is_sensor);
  if (is_sensor)
    {
      g_signal_connect_swapped (item, "changed", G_CALLBACK (on_sensor_changed), self);
      on_sensor_changed (self);
    }
  else
    {
      g_signal_connect_swapped (item, "notify::text", G_CALLBACK (on_group_changed), self);
      on_group_changed (self);
    }
}
