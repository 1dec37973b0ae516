/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "rackside-sensor-group.h"

struct _RacksideSensorGroup
{
  GObject  parent_instance;
  char    *kind;             /* owned */
  char    *text;             /* owned */
};

enum { PROP_0, PROP_TEXT, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (RacksideSensorGroup, rackside_sensor_group, G_TYPE_OBJECT)

static void
rackside_sensor_group_get_property (GObject    *object,
                                    guint       property_id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  if (property_id == PROP_TEXT)
    g_value_set_string (value, rackside_sensor_group_get_text (RACKSIDE_SENSOR_GROUP (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
rackside_sensor_group_finalize (GObject *object)
{
  RacksideSensorGroup *self = RACKSIDE_SENSOR_GROUP (object);

  g_free (self->kind);
  g_free (self->text);
  G_OBJECT_CLASS (rackside_sensor_group_parent_class)->finalize (object);
}

static void
rackside_sensor_group_class_init (RacksideSensorGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = rackside_sensor_group_get_property;
  object_class->finalize = rackside_sensor_group_finalize;

  /**
   * RacksideSensorGroup:text:
   *
   * What stands over the sensors.
   */
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL,
                                               G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rackside_sensor_group_init (RacksideSensorGroup *self)
{
}

/**
 * rackside_sensor_group_new:
 * @kind: the kind of its sensors
 *
 * Returns: (transfer full): a heading
 */
RacksideSensorGroup *
rackside_sensor_group_new (const char *kind)
{
  RacksideSensorGroup *self = g_object_new (RACKSIDE_TYPE_SENSOR_GROUP, NULL);

  self->kind = g_strdup (kind);
  self->text = g_strdup (kind);
  return self;
}

/**
 * rackside_sensor_group_get_text:
 * @self: a heading
 *
 * Returns: what it says: "Temperature (12, 1 not OK)"
 */
const char *
rackside_sensor_group_get_text (RacksideSensorGroup *self)
{
  return self->text;
}

/**
 * rackside_sensor_group_count:
 * @self: a heading
 * @n_sensors: how many sensors there are below it
 * @n_problems: how many of them are not OK
 */
void
rackside_sensor_group_count (RacksideSensorGroup *self,
                             guint                n_sensors,
                             guint                n_problems)
{
  g_autofree char *text = NULL;

  if (n_problems == 0)
    /* Translators: a kind of sensor, and how many there are. */
    text = g_strdup_printf (_("%s (%u)"), self->kind, n_sensors);
  else
    /* Translators: a kind of sensor, how many there are, and how many of these are not OK. */
    text = g_strdup_printf (_("%s (%u, %u not OK)"), self->kind, n_sensors, n_problems);
  if (strcmp (text, self->text) == 0)
    return;
  g_free (self->text);
  self->text = g_steal_pointer (&text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}
