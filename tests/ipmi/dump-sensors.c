/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * dump-sensors PORT USER PASSWORD [CACHE-FOLDER]: reads all sensors of a BMC on 127.0.0.1 with the library
 * and prints one line of JSON: the sensors, how many records there are, and how long each step took.
 * Environment: TARGET=ADDRESS the satellite whose device SDRs to read, WINDOW requests outstanding,
 * SUITE, ASK=1 asks the sensors for their thresholds.
 */
#include <math.h>
#include <stdlib.h>

#include <json-glib/json-glib.h>

#include "ipmi-event-text.h"
#include "ipmi-sdr-reader.h"
#include "ipmi-sensor-reader.h"

typedef struct
{
  IpmiSession       *session;
  IpmiTarget         target;
  const char        *folder;
  GMainLoop         *loop;
  IpmiSdrRepository *records;
  IpmiSensor        *sensors;
  IpmiSensorValue   *values;
  guint              n;
  guint              n_unreadable;
  gint64             started;
  double             seconds[3];
} Dump;

static void
fail (const GError *error)
{
  g_printerr ("%s\n", error->message);
  exit (1);
}

static double
lap (Dump *dump)
{
  gint64 now = g_get_monotonic_time ();
  double seconds = (now - dump->started) / 1e6;

  dump->started = now;
  return seconds;
}

static void
on_read (GObject      *session,
         GAsyncResult *result,
         gpointer      user_data)
{
  Dump *dump = user_data;
  GError *error = NULL;

  dump->values = ipmi_sensors_read_finish (dump->session, result, NULL, &error);
  if (error != NULL)
    fail (error);
  dump->seconds[2] = lap (dump);
  g_main_loop_quit (dump->loop);
}

static void
on_records (GObject      *session,
            GAsyncResult *result,
            gpointer      user_data)
{
  Dump *dump = user_data;
  GError *error = NULL;

  dump->records = ipmi_sdr_repository_read_finish (dump->session, result, &error);
  if (dump->records == NULL)
    fail (error);
  dump->seconds[1] = lap (dump);
  dump->sensors = ipmi_sdr_repository_dup_sensors (dump->records, &dump->n, &dump->n_unreadable);
  ipmi_sensors_read_async (dump->session, dump->target.n_hops > 0 ? &dump->target : NULL, dump->sensors,
                           dump->n, g_getenv ("ASK") != NULL ? IPMI_SENSOR_ASK_THRESHOLDS : 0, NULL, on_read,
                           dump);
}

static void
on_open (GObject      *session,
         GAsyncResult *result,
         gpointer      user_data)
{
  Dump *dump = user_data;
  GError *error = NULL;

  if (!ipmi_session_open_finish (dump->session, result, &error))
    fail (error);
  dump->seconds[0] = lap (dump);
  ipmi_sdr_repository_read_async (dump->session, dump->target.n_hops > 0 ? &dump->target : NULL,
                                  dump->folder, NULL, NULL, NULL, on_records, dump);
}

static void
add_number (JsonBuilder *json,
            const char  *name,
            double       value)
{
  json_builder_set_member_name (json, name);
  if (isnan (value))
    json_builder_add_null_value (json);
  else
    json_builder_add_double_value (json, value);
}

static void
add_sensor (JsonBuilder           *json,
            const IpmiSensor      *sensor,
            const IpmiSensorValue *value)
{
  g_autofree char *unit = ipmi_sensor_dup_unit (sensor, IPMI_WORDS_ENGLISH);
  g_auto(GStrv) events = ipmi_sensor_dup_events (sensor, value->states, IPMI_WORDS_ENGLISH);

  json_builder_begin_object (json);
  json_builder_set_member_name (json, "name");
  json_builder_add_string_value (json, sensor->name);
  add_number (json, "number", sensor->number);
  add_number (json, "owner", sensor->owner);
  add_number (json, "lun", sensor->lun);
  add_number (json, "entity_id", sensor->entity_id);
  add_number (json, "entity_instance", sensor->entity_instance);
  json_builder_set_member_name (json, "type");
  json_builder_add_string_value (json, ipmi_sensor_type_name (sensor->type));
  json_builder_set_member_name (json, "unit");
  json_builder_add_string_value (json, unit != NULL ? unit : "");
  json_builder_set_member_name (json, "state");
  json_builder_add_string_value (json, ipmi_sensor_state_name (value->state));
  json_builder_set_member_name (json, "event_only");
  json_builder_add_boolean_value (json, sensor->event_only);
  add_number (json, "states", value->states);
  add_number (json, "completion", value->completion);
  add_number (json, "value", value->value);
  add_number (json, "hysteresis", value->positive_hysteresis);
  json_builder_set_member_name (json, "thresholds");
  json_builder_begin_object (json);
  for (guint i = 0; i < IPMI_N_THRESHOLDS; i++)
    add_number (json, ipmi_threshold_name (i), value->thresholds[i]);
  json_builder_end_object (json);
  json_builder_set_member_name (json, "events");
  json_builder_begin_array (json);
  for (guint i = 0; events[i] != NULL; i++)
    json_builder_add_string_value (json, events[i]);
  json_builder_end_array (json);
  json_builder_end_object (json);
}

static void
print (Dump *dump)
{
  g_autoptr(JsonBuilder) json = json_builder_new ();
  g_autoptr(JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (json);
  add_number (json, "records", ipmi_sdr_repository_get_n_records (dump->records));
  add_number (json, "unreadable", dump->n_unreadable);
  add_number (json, "open_seconds", dump->seconds[0]);
  add_number (json, "records_seconds", dump->seconds[1]);
  add_number (json, "sensors_seconds", dump->seconds[2]);
  json_builder_set_member_name (json, "sensors");
  json_builder_begin_array (json);
  for (guint i = 0; i < dump->n; i++)
    add_sensor (json, &dump->sensors[i], &dump->values[i]);
  json_builder_end_array (json);
  json_builder_end_object (json);
  root = json_builder_get_root (json);
  text = json_to_string (root, FALSE);
  g_print ("%s\n", text);
}

int
main (int    argc,
      char **argv)
{
  Dump dump = { 0 };
  const char *target = g_getenv ("TARGET");
  const char *window = g_getenv ("WINDOW");
  const char *suite = g_getenv ("SUITE");
  g_autoptr(GSocketConnectable) address = NULL;

  if (argc < 4)
    {
      g_printerr ("usage: dump-sensors PORT USER PASSWORD [CACHE-FOLDER]\n");
      return 2;
    }
  address = g_network_address_new ("127.0.0.1", atoi (argv[1]));
  dump.session = g_object_new (IPMI_TYPE_SESSION, "address", address, "user", argv[2],
                               "window", window != NULL ? atoi (window) : 4,
                               "suite", suite != NULL ? atoi (suite) : 3, NULL);
  ipmi_session_set_password (dump.session, argv[3]);
  dump.folder = argc > 4 ? argv[4] : NULL;
  if (target != NULL)
    dump.target = (IpmiTarget) { 1, { { 0, strtol (target, NULL, 16) } } };
  dump.loop = g_main_loop_new (NULL, FALSE);
  dump.started = g_get_monotonic_time ();
  ipmi_session_open_async (dump.session, NULL, on_open, &dump);
  g_main_loop_run (dump.loop);
  print (&dump);
  g_main_loop_unref (dump.loop);
  ipmi_sdr_repository_unref (dump.records);
  g_free (dump.sensors);
  g_free (dump.values);
  g_object_unref (dump.session);
  return 0;
}
