/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ipmi-event-text.h"
#include "ipmi-sensor.h"
#include "report-json.h"
#include "report-sel.h"

const char * const report_sel_columns[] = {
  "id", "time", "sensor", "sensor_type", "event", "asserted", "reading", "threshold", "unit", "sensor_number", "generator",
  "raw", NULL
};

/* What the sensor read when it happened, and the threshold that this was compared with. */
static void
describe_values (JsonObject          *object,
                 const IpmiSelRecord *record,
                 const IpmiSensor    *sensor)
{
  g_autofree char *unit = NULL;

  if (sensor == NULL || !sensor->has_factors || !ipmi_sensor_is_analog (sensor) || ipmi_sensor_is_non_linear (sensor)
      || (!record->has_reading && !record->has_threshold))
    return;
  if (record->has_reading)
    report_json_set_number (object, "reading", ipmi_sensor_convert (sensor, &sensor->conversion, record->reading));
  if (record->has_threshold)
    report_json_set_number (object, "threshold", ipmi_sensor_convert (sensor, &sensor->conversion, record->threshold));
  unit = ipmi_sensor_dup_unit (sensor, IPMI_WORDS_ENGLISH);
  json_object_set_string_member (object, "unit", unit);
}

/**
 * report_sel_describe:
 * @record: a record of the event log
 * @sensor: (nullable): the sensor that it is of, if it is known
 *
 * Returns: (transfer full): the record as `racksidectl … sel` shows it
 */
JsonObject *
report_sel_describe (const IpmiSelRecord *record,
                     const IpmiSensor    *sensor)
{
  JsonObject *object = json_object_new ();
  g_autofree char *when = ipmi_sel_record_dup_time (record);
  g_autofree char *event = ipmi_sel_record_dup_event (record, IPMI_WORDS_ENGLISH);
  g_autofree char *raw = ipmi_sel_record_dup_raw (record);

  json_object_set_int_member (object, "id", record->id);
  json_object_set_string_member (object, "time", when);
  json_object_set_string_member (object, "sensor", sensor != NULL ? sensor->name : NULL);
  if (record->kind == IPMI_SEL_KIND_SYSTEM)
    json_object_set_string_member (object, "sensor_type", ipmi_sensor_type_name (record->sensor_type));
  else
    json_object_set_null_member (object, "sensor_type");
  json_object_set_string_member (object, "event", event);
  if (record->kind == IPMI_SEL_KIND_SYSTEM)
    {
      json_object_set_boolean_member (object, "asserted", record->asserted);
      json_object_set_int_member (object, "sensor_number", record->sensor_number);
      json_object_set_int_member (object, "generator", record->owner);
      describe_values (object, record, sensor);
    }
  else
    {
      json_object_set_null_member (object, "asserted");
    }
  json_object_set_string_member (object, "raw", raw);
  return object;
}
