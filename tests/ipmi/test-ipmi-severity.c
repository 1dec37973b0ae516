/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ipmi-event-text.h"
#include "ipmi-severity.h"

static void
test_thresholds (void)
{
  for (guint8 offset = 0; offset < 12; offset++)
    {
      IpmiSeverity severity = ipmi_event_severity (IPMI_EVENT_TYPE_THRESHOLD, 0x01, offset, TRUE);

      g_assert_cmpuint (severity, ==, IPMI_SEVERITY_WARNING + (guint) offset % 6 / 2);
      g_assert_cmpuint (ipmi_event_severity (IPMI_EVENT_TYPE_THRESHOLD, 0x01, offset, FALSE), ==, IPMI_SEVERITY_OK);
    }
}

static void
test_states (void)
{
  const guint8 specific = IPMI_EVENT_TYPE_SENSOR_SPECIFIC;

  g_assert_cmpuint (ipmi_event_severity (specific, 0x08, 0, TRUE), ==, IPMI_SEVERITY_OK);            /* PSU is there */
  g_assert_cmpuint (ipmi_event_severity (specific, 0x08, 0, FALSE), ==, IPMI_SEVERITY_INFORMATION);
  g_assert_cmpuint (ipmi_event_severity (specific, 0x08, 1, TRUE), ==, IPMI_SEVERITY_CRITICAL);
  g_assert_cmpuint (ipmi_event_severity (specific, 0x08, 1, FALSE), ==, IPMI_SEVERITY_OK);
  g_assert_cmpuint (ipmi_event_severity (specific, 0x0C, 1, TRUE), ==, IPMI_SEVERITY_CRITICAL);      /* memory */
  g_assert_cmpuint (ipmi_event_severity (specific, 0x10, 2, TRUE), ==, IPMI_SEVERITY_INFORMATION);   /* SEL cleared */
  g_assert_cmpuint (ipmi_event_severity (specific, 0x10, 4, TRUE), ==, IPMI_SEVERITY_WARNING);       /* SEL full */
  g_assert_cmpuint (ipmi_event_severity (specific, 0xC5, 1, TRUE), ==, IPMI_SEVERITY_INFORMATION);
  g_assert_cmpuint (ipmi_event_severity (0x07, 0x1A, 3, TRUE), ==, IPMI_SEVERITY_NON_RECOVERABLE);
  g_assert_cmpuint (ipmi_event_severity (0x0B, 0x09, 1, TRUE), ==, IPMI_SEVERITY_CRITICAL);          /* redundancy lost */
  g_assert_cmpuint (ipmi_event_severity (0x70, 0x01, 1, TRUE), ==, IPMI_SEVERITY_INFORMATION);
  g_assert_cmpuint (ipmi_event_severity (0xFF, 0xFF, 0xFF, TRUE), ==, IPMI_SEVERITY_INFORMATION);
}

/* An event with a severity has a name, too: the tables agree on what there is. */
static void
test_only_what_has_a_name (void)
{
  for (guint type = 0; type < 0x80; type++)
    for (guint sensor = 0; sensor < 256; sensor++)
      for (guint8 offset = 0; offset <= IPMI_EVENT_MAX_OFFSET; offset++)
        if (ipmi_event_severity ((guint8) type, (guint8) sensor, offset, TRUE) != IPMI_SEVERITY_INFORMATION)
          g_assert_nonnull (ipmi_event_text ((guint8) type, (guint8) sensor, offset));
}

static void
test_sensor (void)
{
  IpmiSensor supply = { .type = 0x08, .event_type = IPMI_EVENT_TYPE_SENSOR_SPECIFIC };
  IpmiSensorValue value = { .state = IPMI_SENSOR_STATE_ASSERTED, .states = 1 };

  g_assert_cmpuint (ipmi_sensor_value_severity (&value, &supply), ==, IPMI_SEVERITY_OK);
  value.states = 1 | 1 << 2;
  g_assert_cmpuint (ipmi_sensor_value_severity (&value, &supply), ==, IPMI_SEVERITY_WARNING);
  value.states = 1 | 1 << 2 | 1 << 3;
  g_assert_cmpuint (ipmi_sensor_value_severity (&value, &supply), ==, IPMI_SEVERITY_CRITICAL);
  value.state = IPMI_SENSOR_STATE_ABSENT;
  g_assert_cmpuint (ipmi_sensor_value_severity (&value, &supply), ==, IPMI_SEVERITY_INFORMATION);
  value.state = IPMI_SENSOR_STATE_NON_RECOVERABLE;
  g_assert_cmpuint (ipmi_sensor_value_severity (&value, &supply), ==, IPMI_SEVERITY_NON_RECOVERABLE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ipmi/severity/thresholds", test_thresholds);
  g_test_add_func ("/ipmi/severity/states", test_states);
  g_test_add_func ("/ipmi/severity/only-what-has-a-name", test_only_what_has_a_name);
  g_test_add_func ("/ipmi/severity/sensor", test_sensor);
  return g_test_run ();
}
