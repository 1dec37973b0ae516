/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n.h>

#include "ipmi-completion.h"
#include "ipmi-event-text.h"
#include "rackside-axis.h"
#include "rackside-sensor.h"

struct _RacksideSensor
{
  GObject          parent_instance;
  IpmiSensor       sensor;
  IpmiSensorValue  value;
  RacksideSeries  *series;         /* owned */
  char            *unit;           /* owned; NULL: it has none */
  char            *folded;         /* owned; what a search looks through */
  gboolean         read;
};

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RacksideSensor, rackside_sensor, G_TYPE_OBJECT)

/* The signs of the base units that have one (IPMI 2.0 table 43-15). */
static const char * const signs[] = {
  [1] = "°C", [2] = "°F", [3] = "K", [4] = "V", [5] = "A", [6] = "W", [7] = "J", [9] = "VA", [18] = "RPM", [19] = "Hz",
};

static void
rackside_sensor_finalize (GObject *object)
{
  RacksideSensor *self = RACKSIDE_SENSOR (object);

  g_object_unref (self->series);
  g_free (self->unit);
  g_free (self->folded);
  G_OBJECT_CLASS (rackside_sensor_parent_class)->finalize (object);
}

static void
rackside_sensor_class_init (RacksideSensorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rackside_sensor_finalize;

  /**
   * RacksideSensor::changed:
   * @self: the sensor
   *
   * It has been read.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", RACKSIDE_TYPE_SENSOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
}

static void
rackside_sensor_init (RacksideSensor *self)
{
  self->series = rackside_series_new ();
}

/**
 * rackside_sensor_new:
 * @sensor: what its record says
 *
 * Returns: (transfer full): a sensor that has not been read
 */
RacksideSensor *
rackside_sensor_new (const IpmiSensor *sensor)
{
  RacksideSensor *self = g_object_new (RACKSIDE_TYPE_SENSOR, NULL);
  g_autofree char *words = g_strconcat (sensor->name, "\n", _(ipmi_sensor_type_name (sensor->type)), "\n",
                                        _(ipmi_entity_name (sensor->entity_id)), NULL);

  self->sensor = *sensor;
  self->unit = rackside_unit_dup_text (sensor);
  self->folded = g_utf8_casefold (words, -1);
  ipmi_sensor_value_init (&self->value, sensor);
  return self;
}

/**
 * rackside_sensor_set_value:
 * @self: a sensor
 * @value: what it reads
 * @time: g_get_monotonic_time() of the reading
 */
void
rackside_sensor_set_value (RacksideSensor        *self,
                           const IpmiSensorValue *value,
                           gint64                 time)
{
  self->value = *value;
  self->read = TRUE;
  if (rackside_sensor_is_numeric (self))
    rackside_series_append (self->series, time, value->value);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * rackside_sensor_get_sensor:
 * @self: a sensor
 *
 * Returns: (transfer none): what its record says
 */
const IpmiSensor *
rackside_sensor_get_sensor (RacksideSensor *self)
{
  return &self->sensor;
}

/**
 * rackside_sensor_get_value:
 * @self: a sensor
 *
 * Returns: (transfer none): what it read last
 */
const IpmiSensorValue *
rackside_sensor_get_value (RacksideSensor *self)
{
  return &self->value;
}

/**
 * rackside_sensor_get_series:
 * @self: a sensor
 *
 * Returns: (transfer none): what it read during the last hour
 */
RacksideSeries *
rackside_sensor_get_series (RacksideSensor *self)
{
  return self->series;
}

/**
 * rackside_sensor_is_read:
 * @self: a sensor
 *
 * Returns: whether anybody has tried to read it yet
 */
gboolean
rackside_sensor_is_read (RacksideSensor *self)
{
  return self->read;
}

/**
 * rackside_sensor_is_numeric:
 * @self: a sensor
 *
 * Returns: whether it reads numbers, so that there is something to draw
 */
gboolean
rackside_sensor_is_numeric (RacksideSensor *self)
{
  return ipmi_sensor_is_analog (&self->sensor);
}

static IpmiSeverity
get_severity (RacksideSensor *self)
{
  return ipmi_sensor_value_severity (&self->value, &self->sensor);
}

/**
 * rackside_sensor_is_problem:
 * @self: a sensor
 *
 * Returns: whether what it reads is bad, or it should read something and cannot
 */
gboolean
rackside_sensor_is_problem (RacksideSensor *self)
{
  return self->read && (self->value.completion != 0 || get_severity (self) >= IPMI_SEVERITY_WARNING);
}

/**
 * rackside_sensor_matches:
 * @self: a sensor
 * @folded: what is looked for, as of g_utf8_casefold()
 *
 * Returns: whether it is in the sensor's name, its kind or the name of what it watches
 */
gboolean
rackside_sensor_matches (RacksideSensor *self,
                         const char     *folded)
{
  return strstr (self->folded, folded) != NULL;
}

/**
 * rackside_sensor_get_unit:
 * @self: a sensor
 *
 * Returns: (nullable): the unit of its values: "°C", "packets per second"
 */
const char *
rackside_sensor_get_unit (RacksideSensor *self)
{
  return self->unit;
}

/**
 * rackside_sensor_dup_value:
 * @self: a sensor
 *
 * Returns: (transfer full) (nullable): its reading with the unit, if that is a number
 */
char *
rackside_sensor_dup_value (RacksideSensor *self)
{
  g_autofree char *number = NULL;

  if (isnan (self->value.value))
    return NULL;
  number = rackside_number_dup_text (self->value.value);
  return self->unit != NULL ? g_strdup_printf ("%s %s", number, self->unit) : g_steal_pointer (&number);
}

/**
 * rackside_sensor_get_mark:
 * @self: a sensor
 *
 * Returns: how its state is shown
 */
RacksideMark
rackside_sensor_get_mark (RacksideSensor *self)
{
  if (!self->read || self->value.state == IPMI_SENSOR_STATE_ABSENT)
    {
      RacksideMark mark = rackside_mark_of_nothing ();

      if (self->value.completion != 0)
        mark = (RacksideMark) { "dialog-question-symbolic", "warning", _("Not readable") };
      else if (!self->read)
        mark.word = _("Not read yet");
      return mark;
    }
  return rackside_mark_of_severity (get_severity (self));
}

static char *
dup_reason (RacksideSensor *self)
{
  if (!self->read)
    return g_strdup (_("Not read yet"));
  if (self->value.completion == IPMI_COMPLETION_TIMEOUT)
    return g_strdup (_("Not readable: its controller does not answer"));
  if (self->value.completion == IPMI_COMPLETION_DESTINATION)
    return g_strdup (_("Not readable: its controller cannot be reached"));
  if (self->value.completion != 0)
    /* Translators: what the server’s management controller says, and its code for that. */
    return g_strdup_printf (_("Not readable: %s (%02Xh)"), ipmi_completion_text (self->value.completion),
                            self->value.completion);
  if ((self->sensor.owner & 1) != 0)
    return g_strdup (_("No reading: only software on the server can read it"));
  return g_strdup (_("No reading: switched off, or what it watches is not there"));
}

/**
 * rackside_sensor_dup_state:
 * @self: a sensor
 *
 * Returns: (transfer full): how it is, in words: "OK", "Critical: Upper Critical - going high", or why it has no
 *   reading
 */
char *
rackside_sensor_dup_state (RacksideSensor *self)
{
  g_auto(GStrv) events = NULL;
  g_autofree char *words = NULL;
  RacksideMark mark = rackside_sensor_get_mark (self);

  if (!self->read || self->value.state == IPMI_SENSOR_STATE_ABSENT)
    return dup_reason (self);
  events = ipmi_sensor_dup_events (&self->sensor, self->value.states, IPMI_WORDS_LOCAL);
  words = g_strjoinv (", ", events);
  return *words != '\0' ? g_strdup_printf ("%s: %s", mark.word, words) : g_strdup (mark.word);
}

/**
 * rackside_sensor_dup_text:
 * @self: a sensor
 *
 * Returns: (transfer full): the sensor as a line of text, to be pasted elsewhere
 */
char *
rackside_sensor_dup_text (RacksideSensor *self)
{
  g_autofree char *value = rackside_sensor_dup_value (self);
  g_autofree char *state = rackside_sensor_dup_state (self);

  return g_strjoin ("\t", self->sensor.name, value != NULL ? value : "", state, NULL);
}

/**
 * rackside_threshold_get_name:
 * @threshold: a threshold
 *
 * Returns: what it is called
 */
const char *
rackside_threshold_get_name (IpmiThreshold threshold)
{
  switch (threshold)
    {
    case IPMI_THRESHOLD_LOWER_NON_CRITICAL:
      return _("Lower warning");
    case IPMI_THRESHOLD_LOWER_CRITICAL:
      return _("Lower critical");
    case IPMI_THRESHOLD_LOWER_NON_RECOVERABLE:
      return _("Lower non-recoverable");
    case IPMI_THRESHOLD_UPPER_NON_CRITICAL:
      return _("Upper warning");
    case IPMI_THRESHOLD_UPPER_CRITICAL:
      return _("Upper critical");
    case IPMI_THRESHOLD_UPPER_NON_RECOVERABLE:
    case IPMI_N_THRESHOLDS:
    default:
      return _("Upper non-recoverable");
    }
}

/**
 * rackside_unit_dup_text:
 * @sensor: a sensor
 *
 * Returns: (transfer full) (nullable): the unit of its values, as a sign where it has one: "°C", "packets per second"
 */
char *
rackside_unit_dup_text (const IpmiSensor *sensor)
{
  const IpmiUnit *unit = &sensor->unit;

  if (ipmi_sensor_is_analog (sensor) && unit->modifier_kind == 0 && unit->rate == 0)
    {
      if (unit->percentage)
        return g_strdup ("%");
      if (unit->base == 0)
        return NULL;
      if (unit->base < G_N_ELEMENTS (signs) && signs[unit->base] != NULL)
        return g_strdup (signs[unit->base]);
    }
  return ipmi_sensor_dup_unit (sensor, IPMI_WORDS_LOCAL);
}
