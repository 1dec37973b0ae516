/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"
#include "ipmi-sensor.h"

/* One byte says how long the sensor's record is; then the record, then the answer to a command. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  IpmiSdr sdr;
  IpmiSensor sensor;
  IpmiSensorReading reading;
  IpmiSensorThresholds thresholds;
  IpmiConversion conversion;
  gboolean has_reading, has_conversion;
  gsize length;

  if (size == 0 || size - 1 < data[0] || !ipmi_sdr_decode (&sdr, data + 1, data[0], NULL))
    return 0;
  length = 1 + data[0];
  has_reading = ipmi_sensor_reading_decode (&reading, data + length, size - length, NULL);
  has_conversion = ipmi_sensor_factors_decode (&conversion, data + length, size - length, NULL);
  ipmi_sensor_thresholds_decode (&thresholds, data + length, size - length, NULL);
  for (guint i = 0; has_reading && ipmi_sdr_get_sensor (&sdr, i, &sensor); i++)
    {
      IpmiSensorValue value;
      g_autofree char *unit = ipmi_sensor_dup_unit (&sensor, IPMI_WORDS_ENGLISH);
      g_auto(GStrv) events = NULL;

      ipmi_sensor_value_init (&value, &sensor);
      ipmi_sensor_value_set_reading (&value, &sensor, has_conversion ? &conversion : NULL, &reading);
      events = ipmi_sensor_dup_events (&sensor, value.states, IPMI_WORDS_ENGLISH);
      g_assert_nonnull (ipmi_sensor_state_name (value.state));
    }
  return 0;
}
