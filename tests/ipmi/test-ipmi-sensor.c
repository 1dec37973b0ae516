/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "ipmi-sensor.h"

#define assert_near(a, b) g_assert_cmpfloat_with_epsilon (a, b, 0.0006)

/* Every sensor of app/simulator/bmc/main.sdrs that reads a number: its raw reading and the value that ipmitool and
 * freeipmi agree on (expected.json; the cube root, where freeipmi errs, is ipmitool's alone). */
static const struct
{
  const char *name;
  guint8      raw;
  double      value;
  const char *unit;
} expected[] = {
  { "Inlet Temp", 24, 24.0, "degrees C" },
  { "CPU0 Temp", 161, 61.0, "degrees C" },
  { "CPU0 DTS Margin", 216, -40.0, "degrees C" },
  { "Ambient Ext", 248, -7.0, "degrees C" },
  { "Coolant Out", 181, -37.5, "degrees C" },
  { "PCH Temp", 71, 71.0, "degrees C" },
  { "DIMM A1 Temp", 92, 46.0, "degrees C" },
  { "Exhaust Temp F", 198, 99.0, "degrees F" },
  { "P12V Main", 191, 12.033, "Volts" },
  { "P5V Aux", 186, 5.022, "Volts" },
  { "P3V3", 192, 3.302, "Volts" },
  { "N12V", 190, -11.97, "Volts" },
  { "P1V8 PLL", 120, 1.8, "Volts" },
  { "VBAT RTC", 197, 3.054, "Volts" },
  { "VCore CPU0", 87, 0.803, "Volts" },
  { "VDDQ micro", 100, 0.511, "Volts" },
  { "SYS FAN 1", 96, 7200.0, "RPM" },
  { "SYS FAN 2", 101, 7575.0, "RPM" },
  { "SYS FAN 3", 95, 7125.0, "RPM" },
  { "SYS FAN 4", 3, 225.0, "RPM" },
  { "SYS FAN 5", 0, 0.0, "RPM" },
  { "Pump Tach", 120, 8333.333, "RPM" },
  { "PSU0 Pin", 88, 352.0, "Watts" },
  { "PSU1 Pin", 0, 0.0, "Watts" },
  { "PSU0 Iout", 210, 16.8, "Amps" },
  { "Airflow", 133, 66.5, "CFM" },
  { "Fan Duty", 45, 45.0, "percent" },
  { "NIC Rate", 77, 10010.0, "packets per second" },
  { "Energy Mod", 61, 122.0, "Watts/minute" },
  { "Noise", 94, 47.0, "DbA" },
  { "Lin ln", 100, 4.605, "unspecified" },
  { "Lin log10", 200, 3.0, "unspecified" },
  { "Lin log2", 128, 8.0, "unspecified" },
  { "Lin e", 35, 33.115, "unspecified" },
  { "Lin exp10", 23, 199.526, "unspecified" },
  { "Lin exp2", 9, 512.0, "unspecified" },
  { "Lin sqr", 12, 12.96, "unspecified" },
  { "Lin cube", 5, 125.0, "unspecified" },
  { "Lin sqrt", 144, 12.0, "gravities" },
  { "Lin cbrt", 216, 6.0, "unspecified" },
  { "Live Temp", 41, 41.0, "degrees C" },
  { "LUN1 Temp", 33, 33.0, "degrees C" },
  { "Riser Temp", 57, 57.0, "degrees C" },
  { "Riser 3V3", 189, 3.308, "Volts" },
  { "Riser Slot", 231, -25.0, "degrees C" },
};

static gboolean
find_sensor (const char *name,
             IpmiSensor *sensor)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "ipmi", "data", "main.sdr", NULL);
  g_autofree char *contents = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;
  const guint8 *data;

  g_file_get_contents (path, &contents, &length, &error);
  g_assert_no_error (error);
  for (data = (const guint8 *) contents; length > 0; length -= 5 + data[4], data += 5 + data[4])
    {
      IpmiSdr sdr;

      ipmi_sdr_decode (&sdr, data, length, &error);
      g_assert_no_error (error);
      for (guint i = 0; ipmi_sdr_get_sensor (&sdr, i, sensor); i++)
        if (strcmp (sensor->name, name) == 0)
          return TRUE;
    }
  return FALSE;
}

static void
test_values (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      IpmiSensor sensor;
      g_autofree char *unit = NULL;

      g_assert_true (find_sensor (expected[i].name, &sensor));
      unit = ipmi_sensor_dup_unit (&sensor, IPMI_WORDS_ENGLISH);
      assert_near (ipmi_sensor_convert (&sensor, NULL, expected[i].raw), expected[i].value);
      g_assert_cmpstr (unit, ==, expected[i].unit);
    }
}

/* A linear, unsigned temperature with M 1 to change as a test likes. */
static IpmiSensor
plain (void)
{
  IpmiSensor sensor = {
    .type = 1, .event_type = 1, .has_factors = TRUE, .format = IPMI_ANALOG_UNSIGNED,
    .unit = { .base = 1 }, .conversion = { .m = 1 },
  };

  return sensor;
}

static void
test_formats (void)
{
  IpmiSensor sensor = plain ();

  assert_near (ipmi_sensor_convert (&sensor, NULL, 0xFF), 255);
  sensor.format = IPMI_ANALOG_ONES_COMPLEMENT;
  assert_near (ipmi_sensor_convert (&sensor, NULL, 0x7F), 127);
  assert_near (ipmi_sensor_convert (&sensor, NULL, 0x80), -127);
  assert_near (ipmi_sensor_convert (&sensor, NULL, 0xFF), 0);
  sensor.format = IPMI_ANALOG_TWOS_COMPLEMENT;
  assert_near (ipmi_sensor_convert (&sensor, NULL, 0x80), -128);
  assert_near (ipmi_sensor_convert (&sensor, NULL, 0xFF), -1);
  sensor.format = IPMI_ANALOG_NONE;
  g_assert_true (isnan (ipmi_sensor_convert (&sensor, NULL, 1)));
}

static void
test_linearizations (void)
{
  static const double of_four[] = {
    4, 1.386294, 0.602060, 2, 54.598150, 10000, 16, 0.25, 16, 64, 2, 1.587401,
  };
  IpmiSensor sensor = plain ();

  for (guint i = 0; i < G_N_ELEMENTS (of_four); i++)
    {
      sensor.linearization = i;
      assert_near (ipmi_sensor_convert (&sensor, NULL, 4), of_four[i]);
    }
  sensor.format = IPMI_ANALOG_TWOS_COMPLEMENT;
  assert_near (ipmi_sensor_convert (&sensor, NULL, 0xF8), -2);      /* the cube root of -8 */
}

static void
test_no_result (void)
{
  IpmiSensor sensor = plain ();

  sensor.linearization = 1;
  g_assert_true (isnan (ipmi_sensor_convert (&sensor, NULL, 0)));   /* ln 0 */
  sensor.linearization = 7;
  g_assert_true (isnan (ipmi_sensor_convert (&sensor, NULL, 0)));   /* 1/0 */
  sensor.linearization = 5;
  sensor.conversion.r_exponent = 7;
  g_assert_true (isnan (ipmi_sensor_convert (&sensor, NULL, 255))); /* 10 to the 2,550,000,000 */
  sensor.linearization = 0x0C;
  g_assert_true (isnan (ipmi_sensor_convert (&sensor, NULL, 1)));   /* reserved */
}

static void
test_non_linear (void)
{
  static const guint8 answer[] = { 0x40, 0x05, 0x00, 0xFE, 0xC0, 0x00, 0xF1 };
  g_autofree guint8 *exact = g_memdup2 (answer, sizeof answer);
  g_autoptr(GError) error = NULL;
  IpmiSensor sensor = plain ();
  IpmiConversion conversion;

  sensor.linearization = IPMI_LINEARIZATION_NON_LINEAR;
  g_assert_true (ipmi_sensor_is_non_linear (&sensor));
  g_assert_true (isnan (ipmi_sensor_convert (&sensor, NULL, 10)));
  g_assert_true (isnan (ipmi_sensor_convert_hysteresis (&sensor, NULL, 10)));
  g_assert_true (ipmi_sensor_factors_decode (&conversion, exact, sizeof answer, &error));
  g_assert_no_error (error);
  assert_near (ipmi_sensor_convert (&sensor, &conversion, 10), 3);  /* (5 × 10 - 2 × 10) / 10 */
  assert_near (ipmi_sensor_convert_hysteresis (&sensor, &conversion, 10), 5);
  for (gsize n = 0; n < sizeof answer; n++)
    {
      g_autofree guint8 *prefix = g_memdup2 (answer, n);
      g_autoptr(GError) short_error = NULL;

      g_assert_false (ipmi_sensor_factors_decode (&conversion, prefix, n, &short_error));
      g_assert_error (short_error, IPMI_ERROR, IPMI_ERROR_PROTOCOL);
    }
}

static void
test_units (void)
{
  IpmiSensor sensor = plain ();
  g_autofree char *product = NULL;
  g_autofree char *percent = NULL;
  g_autofree char *last = NULL;
  g_autofree char *beyond = NULL;

  sensor.unit = (IpmiUnit) { .base = 6, .modifier = 24, .modifier_kind = 2 };
  product = ipmi_sensor_dup_unit (&sensor, IPMI_WORDS_ENGLISH);
  g_assert_cmpstr (product, ==, "Watts*hour");
  sensor.unit = (IpmiUnit) { .base = 18, .percentage = TRUE, .rate = 6 };
  percent = ipmi_sensor_dup_unit (&sensor, IPMI_WORDS_ENGLISH);
  g_assert_cmpstr (percent, ==, "% RPM per day");
  sensor.unit = (IpmiUnit) { .base = 92, .rate = 7 };
  last = ipmi_sensor_dup_unit (&sensor, IPMI_WORDS_ENGLISH);
  g_assert_cmpstr (last, ==, "grams");
  sensor.unit = (IpmiUnit) { .base = 93 };
  beyond = ipmi_sensor_dup_unit (&sensor, IPMI_WORDS_ENGLISH);
  g_assert_cmpstr (beyond, ==, "unspecified");
  sensor.format = IPMI_ANALOG_NONE;
  g_assert_null (ipmi_sensor_dup_unit (&sensor, IPMI_WORDS_ENGLISH));
}

static void
decode_reading (IpmiSensorReading *reading,
                const guint8      *data,
                gsize              length)
{
  g_autofree guint8 *exact = g_memdup2 (data, length);
  g_autoptr(GError) error = NULL;

  ipmi_sensor_reading_decode (reading, exact, length, &error);
  g_assert_no_error (error);
}

static IpmiSensorValue
evaluate (const IpmiSensor *sensor,
          const guint8     *data,
          gsize             length)
{
  IpmiSensorReading reading;
  IpmiSensorValue value;

  decode_reading (&reading, data, length);
  ipmi_sensor_value_init (&value, sensor);
  ipmi_sensor_value_set_reading (&value, sensor, NULL, &reading);
  return value;
}

static void
test_reading_lengths (void)
{
  static const guint8 answer[] = { 0x18, 0xC0, 0xC0, 0xFF, 0x99 };
  IpmiSensorReading reading;
  g_autoptr(GError) error = NULL;

  g_assert_false (ipmi_sensor_reading_decode (&reading, answer, 0, NULL));
  g_assert_false (ipmi_sensor_reading_decode (&reading, answer, 1, &error));
  g_assert_error (error, IPMI_ERROR, IPMI_ERROR_PROTOCOL);
  decode_reading (&reading, answer, 2);
  g_assert_true (reading.available);
  g_assert_false (reading.has_states);
  decode_reading (&reading, answer, 3);
  g_assert_true (reading.has_states);
  g_assert_cmphex (reading.states, ==, 0xC0);
  decode_reading (&reading, answer, 5);
  g_assert_cmphex (reading.states, ==, 0x7FC0);
}

static void
test_threshold_states (void)
{
  static const IpmiSensorState states[] = {
    IPMI_SENSOR_STATE_WARNING, IPMI_SENSOR_STATE_CRITICAL, IPMI_SENSOR_STATE_NON_RECOVERABLE,
    IPMI_SENSOR_STATE_WARNING, IPMI_SENSOR_STATE_CRITICAL, IPMI_SENSOR_STATE_NON_RECOVERABLE,
  };
  static const char *const words[] = {
    "Lower Non-critical - going low", "Lower Critical - going low", "Lower Non-recoverable - going low",
    "Upper Non-critical - going high", "Upper Critical - going high", "Upper Non-recoverable - going high",
  };
  IpmiSensor sensor = plain ();

  for (guint i = 0; i < IPMI_N_THRESHOLDS; i++)
    {
      guint8 answer[] = { 50, 0xC0, 0xC0 | 1 << i };
      IpmiSensorValue value = evaluate (&sensor, answer, sizeof answer);
      g_auto(GStrv) events = ipmi_sensor_dup_events (&sensor, value.states, IPMI_WORDS_ENGLISH);

      g_assert_cmpint (value.state, ==, states[i]);
      g_assert_cmpuint (g_strv_length (events), ==, 1);
      g_assert_cmpstr (events[0], ==, words[i]);
    }
  {
    const guint8 answer[] = { 3, 0xC0, 0xC7 };
    IpmiSensorValue value = evaluate (&sensor, answer, sizeof answer);

    g_assert_cmpint (value.state, ==, IPMI_SENSOR_STATE_NON_RECOVERABLE);
    g_assert_cmphex (value.states, ==, 7);
  }
}

static void
test_compares_itself (void)
{
  static const guint8 warm[] = { 85, 0xC0 };
  static const guint8 cool[] = { 40, 0xC0 };
  IpmiSensor sensor = plain ();
  IpmiSensorValue value;

  sensor.readable_thresholds = 1 << IPMI_THRESHOLD_UPPER_NON_CRITICAL | 1 << IPMI_THRESHOLD_UPPER_CRITICAL;
  sensor.thresholds[IPMI_THRESHOLD_UPPER_NON_CRITICAL] = 85;
  sensor.thresholds[IPMI_THRESHOLD_UPPER_CRITICAL] = 90;
  value = evaluate (&sensor, warm, sizeof warm);
  g_assert_cmpint (value.state, ==, IPMI_SENSOR_STATE_WARNING);
  value = evaluate (&sensor, cool, sizeof cool);
  g_assert_cmpint (value.state, ==, IPMI_SENSOR_STATE_OK);
}

static void
test_absent (void)
{
  static const guint8 not_scanned[] = { 0x28, 0x80, 0x00 };
  static const guint8 unavailable[] = { 0x28, 0xE0, 0x01 };
  static const guint8 uncompared[] = { 0x32, 0xC0, 0xC0 };
  IpmiSensor sensor = plain ();
  IpmiSensorValue value = evaluate (&sensor, not_scanned, sizeof not_scanned);

  g_assert_cmpint (value.state, ==, IPMI_SENSOR_STATE_ABSENT);
  g_assert_true (isnan (value.value));
  value = evaluate (&sensor, unavailable, sizeof unavailable);
  g_assert_cmpint (value.state, ==, IPMI_SENSOR_STATE_ABSENT);
  g_assert_cmphex (value.states, ==, 0);

  /* no way to make a number of it: it is known only to be within its thresholds, if it has any */
  sensor.linearization = IPMI_LINEARIZATION_NON_LINEAR;
  value = evaluate (&sensor, uncompared, sizeof uncompared);
  g_assert_cmpint (value.state, ==, IPMI_SENSOR_STATE_ABSENT);
  sensor.compared_thresholds = 0x18;
  value = evaluate (&sensor, uncompared, sizeof uncompared);
  g_assert_cmpint (value.state, ==, IPMI_SENSOR_STATE_OK);
  g_assert_true (isnan (value.value));
}

static void
test_discrete (void)
{
  static const guint8 failed[] = { 0x00, 0xC0, 0x0B, 0x80 };
  static const guint8 clear[] = { 0x00, 0xC0, 0x00, 0x80 };
  IpmiSensor sensor = { .type = 8, .event_type = 0x6F, .format = IPMI_ANALOG_NONE };
  IpmiSensorValue value = evaluate (&sensor, failed, sizeof failed);
  g_auto(GStrv) events = ipmi_sensor_dup_events (&sensor, value.states, IPMI_WORDS_ENGLISH);

  g_assert_cmpint (value.state, ==, IPMI_SENSOR_STATE_ASSERTED);
  g_assert_true (isnan (value.value));
  g_assert_cmpuint (g_strv_length (events), ==, 3);
  g_assert_cmpstr (events[0], ==, "Presence detected");
  g_assert_cmpstr (events[1], ==, "Power Supply Failure detected");
  g_assert_cmpstr (events[2], ==, "Power Supply input lost (AC/DC)");
  value = evaluate (&sensor, clear, sizeof clear);
  g_assert_cmpint (value.state, ==, IPMI_SENSOR_STATE_CLEAR);
}

/* As an iLO's fans are: a state and how fast they turn. */
static void
test_discrete_with_a_number (void)
{
  static const guint8 answer[] = { 90, 0xC0, 0x01, 0x00 };
  IpmiSensor sensor = plain ();
  IpmiSensorValue value;

  sensor.event_type = 0x0A;
  sensor.unit = (IpmiUnit) { .percentage = TRUE };
  value = evaluate (&sensor, answer, sizeof answer);
  assert_near (value.value, 90);
  g_assert_cmpint (value.state, ==, IPMI_SENSOR_STATE_ASSERTED);
  sensor.unit = (IpmiUnit) { 0 };
  value = evaluate (&sensor, answer, sizeof answer);
  g_assert_true (isnan (value.value));
}

static void
test_thresholds (void)
{
  static const guint8 answer[] = { 0xC5, 1, 2, 3, 4, 5, 6 };
  IpmiSensorThresholds thresholds;
  IpmiSensor sensor;
  IpmiSensorValue value;
  g_autoptr(GError) error = NULL;

  g_assert_true (find_sensor ("P12V Main", &sensor));
  ipmi_sensor_value_init (&value, &sensor);
  assert_near (value.thresholds[IPMI_THRESHOLD_LOWER_NON_RECOVERABLE], 10.08);
  assert_near (value.thresholds[IPMI_THRESHOLD_LOWER_CRITICAL], 10.773);
  assert_near (value.thresholds[IPMI_THRESHOLD_LOWER_NON_CRITICAL], 11.088);
  assert_near (value.thresholds[IPMI_THRESHOLD_UPPER_NON_CRITICAL], 12.915);
  assert_near (value.thresholds[IPMI_THRESHOLD_UPPER_CRITICAL], 13.23);
  assert_near (value.thresholds[IPMI_THRESHOLD_UPPER_NON_RECOVERABLE], 13.86);
  assert_near (value.positive_hysteresis, 0.063);
  g_assert_true (find_sensor ("CPU0 Temp", &sensor));
  ipmi_sensor_value_init (&value, &sensor);
  g_assert_true (isnan (value.thresholds[IPMI_THRESHOLD_LOWER_CRITICAL]));
  assert_near (value.thresholds[IPMI_THRESHOLD_UPPER_CRITICAL], 95);
  assert_near (value.positive_hysteresis, 3);        /* not moved by B = -100 */
  g_assert_true (find_sensor ("N12V", &sensor));
  ipmi_sensor_value_init (&value, &sensor);
  g_assert_true (isnan (value.thresholds[IPMI_THRESHOLD_UPPER_CRITICAL]));
  g_assert_true (isnan (value.positive_hysteresis));

  g_assert_true (ipmi_sensor_thresholds_decode (&thresholds, answer, sizeof answer, NULL));
  g_assert_cmphex (thresholds.readable, ==, 5);
  g_assert_cmpuint (thresholds.raw[5], ==, 6);
  g_assert_false (ipmi_sensor_thresholds_decode (&thresholds, answer, 6, &error));
  g_assert_error (error, IPMI_ERROR, IPMI_ERROR_PROTOCOL);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ipmi/sensor/values", test_values);
  g_test_add_func ("/ipmi/sensor/formats", test_formats);
  g_test_add_func ("/ipmi/sensor/linearizations", test_linearizations);
  g_test_add_func ("/ipmi/sensor/no-result", test_no_result);
  g_test_add_func ("/ipmi/sensor/non-linear", test_non_linear);
  g_test_add_func ("/ipmi/sensor/units", test_units);
  g_test_add_func ("/ipmi/sensor/reading-lengths", test_reading_lengths);
  g_test_add_func ("/ipmi/sensor/threshold-states", test_threshold_states);
  g_test_add_func ("/ipmi/sensor/compares-itself", test_compares_itself);
  g_test_add_func ("/ipmi/sensor/absent", test_absent);
  g_test_add_func ("/ipmi/sensor/discrete", test_discrete);
  g_test_add_func ("/ipmi/sensor/discrete-with-a-number", test_discrete_with_a_number);
  g_test_add_func ("/ipmi/sensor/thresholds", test_thresholds);
  return g_test_run ();
}
