/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ipmi-event-text.h"
#include "report-csv.h"
#include "report-json.h"
#include "report-sel.h"
#include "report-sensor.h"

static char *
make_csv (const char         *json,
          const char * const *columns)
{
  g_autoptr(JsonNode) node = json_from_string (json, NULL);

  return report_csv_format (json_node_get_array (node), columns);
}

static void
test_csv_fields (void)
{
  const char * const columns[] = { "a", "b", "c.d", NULL };
  g_autofree char *csv = make_csv ("[{\"a\":\"plain\",\"b\":41.5,\"c\":{\"d\":1}},"
                                   "{\"a\":\"one, \\\"two\\\"\\nthree\",\"b\":null},"
                                   "{\"a\":[\"x\",\"y z\"],\"b\":true,\"c\":7}]", columns);

  g_assert_cmpstr (csv, ==, "a,b,c.d\r\nplain,41.5,1\r\n\"one, \"\"two\"\"\nthree\",,\r\nx; y z,true,\r\n");
}

/* Names come from the network, and a spreadsheet would carry them out. */
static void
test_csv_formulas (void)
{
  const char * const columns[] = { "a", NULL };
  g_autofree char *csv = make_csv ("[{\"a\":\"=1+1\"},{\"a\":\"+3.3V\"},{\"a\":\"-12V\"},{\"a\":\"@x\"},"
                                   "{\"a\":\"+cmd|' /C calc'!A0\"},{\"a\":\"\\t=1\"},{\"a\":\"CPU=1\"}]", columns);

  g_assert_cmpstr (csv, ==, "a\r\n\"'=1+1\"\r\n+3.3V\r\n-12V\r\n\"'@x\"\r\n\"'+cmd|' /C calc'!A0\"\r\n\"'\t=1\"\r\nCPU=1\r\n");
}

static void
test_sel (void)
{
  static const guint8 raw[IPMI_SEL_RECORD_LENGTH] = {
    0x01, 0x00, 0x02, 0x00, 0xE1, 0xF5, 0x65, 0x20, 0x00, 0x04, 0x01, 0x2F, 0x01, 0x59, 90, 85,
  };
  IpmiSensor sensor = { .name = "CPU 1 Temp", .owner = 0x20, .number = 0x2F, .type = 1, .event_type = 1,
                        .has_factors = TRUE, .unit = { .base = 1 }, .conversion = { .m = 1 } };
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;
  IpmiSelRecord record;

  g_assert_true (ipmi_sel_record_decode (&record, raw, sizeof raw, NULL));
  json_node_take_object (node, report_sel_describe (&record, &sensor));
  text = report_json_format (node);
  g_assert_cmpstr (text, ==, "{\"id\":1,\"time\":\"2024-03-16T18:12:16Z\",\"sensor\":\"CPU 1 Temp\","
                   "\"sensor_type\":\"Temperature\",\"event\":\"Upper Critical - going high\",\"asserted\":true,"
                   "\"sensor_number\":47,\"generator\":32,\"reading\":90.0,\"threshold\":85.0,\"unit\":\"degrees C\","
                   "\"raw\":\"01000200e1f565200004012f01595a55\"}");
}

/* Every column of a table is a member of what it is made of. */
static void
test_columns (void)
{
  IpmiSensor sensor = { .name = "Fan", .type = 4, .event_type = 1, .has_factors = TRUE, .unit = { .base = 18 },
                        .conversion = { .m = 1 }, .readable_thresholds = 0x3F };
  IpmiSensorReading reading = { .raw = 50, .available = TRUE };
  IpmiSensorValue value;
  g_autoptr(JsonArray) array = json_array_new ();
  g_autofree char *csv = NULL;

  ipmi_sensor_value_init (&value, &sensor);
  ipmi_sensor_value_set_reading (&value, &sensor, NULL, &reading);
  json_array_add_object_element (array, report_sensor_describe (&sensor, &value));
  csv = report_csv_format (array, report_sensor_columns);
  g_assert_nonnull (strstr (csv, "\r\nFan,Fan,50.0,RPM,non-recoverable,"));
  g_assert_nonnull (strstr (csv, ",0.0,0.0,0.0,0.0,0.0,0.0,Unspecified,0,0,0,0\r\n"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report/csv-fields", test_csv_fields);
  g_test_add_func ("/report/csv-formulas", test_csv_formulas);
  g_test_add_func ("/report/sel", test_sel);
  g_test_add_func ("/report/columns", test_columns);
  return g_test_run ();
}
