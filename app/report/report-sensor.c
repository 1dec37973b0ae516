/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ipmi-event-text.h"
#include "report-json.h"
#include "report-sensor.h"

const char * const report_sensor_columns[] = {
  "name", "type", "value", "unit", "state", "events", "thresholds.lower-non-recoverable", "thresholds.lower-critical",
  "thresholds.lower-non-critical", "thresholds.upper-non-critical", "thresholds.upper-critical",
  "thresholds.upper-non-recoverable", "entity", "entity_instance", "owner", "lun", "number", NULL
};

static JsonObject *
describe_thresholds (const IpmiSensorValue *value)
{
  static const IpmiThreshold order[] = {
    IPMI_THRESHOLD_LOWER_NON_RECOVERABLE, IPMI_THRESHOLD_LOWER_CRITICAL, IPMI_THRESHOLD_LOWER_NON_CRITICAL,
    IPMI_THRESHOLD_UPPER_NON_CRITICAL, IPMI_THRESHOLD_UPPER_CRITICAL, IPMI_THRESHOLD_UPPER_NON_RECOVERABLE,
  };
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if (value->thresholds[order[i]] == value->thresholds[order[i]])   /* not NAN: there is none */
      report_json_set_number (object, ipmi_threshold_name (order[i]), value->thresholds[order[i]]);
  return object;
}

/**
 * report_sensor_describe:
 * @sensor: a sensor
 * @value: its value
 *
 * Returns: (transfer full): the sensor as `racksidectl … sensors` shows it
 */
JsonObject *
report_sensor_describe (const IpmiSensor      *sensor,
                        const IpmiSensorValue *value)
{
  JsonObject *object = json_object_new ();
  g_autofree char *unit = ipmi_sensor_dup_unit (sensor, IPMI_WORDS_ENGLISH);
  g_auto(GStrv) events = ipmi_sensor_dup_events (sensor, value->states, IPMI_WORDS_ENGLISH);

  json_object_set_string_member (object, "name", sensor->name);
  json_object_set_int_member (object, "number", sensor->number);
  json_object_set_int_member (object, "owner", sensor->owner);
  json_object_set_int_member (object, "lun", sensor->lun);
  json_object_set_string_member (object, "type", ipmi_sensor_type_name (sensor->type));
  json_object_set_string_member (object, "entity", ipmi_entity_name (sensor->entity_id));
  json_object_set_int_member (object, "entity_instance", sensor->entity_instance);
  json_object_set_string_member (object, "unit", unit);
  report_json_set_number (object, "value", value->value);
  json_object_set_string_member (object, "state", ipmi_sensor_state_name (value->state));
  json_object_set_array_member (object, "events",
                                report_json_array_from_strv ((const char * const *) events));
  json_object_set_object_member (object, "thresholds", describe_thresholds (value));
  return object;
}
