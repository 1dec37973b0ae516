/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "ipmi-completion.h"
#include "rackside-sensor-group.h"
#include "rackside-sensor-list.h"

static IpmiSensor
make_sensor (const char *name,
             guint8      type,
             guint8      number)
{
  IpmiSensor sensor = { .owner = 0x20, .number = number, .type = type, .event_type = 1, .has_factors = TRUE,
                        .readable_thresholds = 1 << IPMI_THRESHOLD_UPPER_NON_CRITICAL, .unit = { .base = 1 },
                        .conversion = { .m = 1 } };

  g_strlcpy (sensor.name, name, sizeof sensor.name);
  sensor.thresholds[IPMI_THRESHOLD_UPPER_NON_CRITICAL] = 80;
  return sensor;
}

static IpmiSensorValue
make_value (const IpmiSensor *sensor,
            guint8            raw)
{
  IpmiSensorReading reading = { .raw = raw, .available = TRUE };
  IpmiSensorValue value;

  ipmi_sensor_value_init (&value, sensor);
  ipmi_sensor_value_set_reading (&value, sensor, NULL, &reading);
  return value;
}

/* What a view knows of the list, by its signals alone. */
static void
on_items_changed (GListModel *list,
                  guint       position,
                  guint       removed,
                  guint       added,
                  GPtrArray  *mirror)
{
  if (removed > 0)
    g_ptr_array_remove_range (mirror, position, removed);
  for (guint i = 0; i < added; i++)
    {
      g_autoptr(GObject) item = g_list_model_get_item (list, position + i);

      g_ptr_array_insert (mirror, (int) (position + i), item);
    }
}

static char *
describe (RacksideSensorList *list,
          GPtrArray          *mirror)
{
  GString *text = g_string_new (NULL);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, mirror->len);
  for (guint i = 0; i < mirror->len; i++)
    {
      g_autoptr(GObject) item = g_list_model_get_item (G_LIST_MODEL (list), i);

      g_assert_true (item == g_ptr_array_index (mirror, i));
      if (RACKSIDE_IS_SENSOR_GROUP (item))
        g_string_append_printf (text, "[%s]", rackside_sensor_group_get_text (RACKSIDE_SENSOR_GROUP (item)));
      else
        g_string_append_printf (text, " %s", rackside_sensor_get_sensor (RACKSIDE_SENSOR (item))->name);
    }
  return g_string_free (text, FALSE);
}

#define assert_list(list, mirror, expected) \
  G_STMT_START { \
    g_autofree char *text_ = describe (list, mirror); \
    g_assert_cmpstr (text_, ==, expected); \
  } G_STMT_END

static void
test_list (void)
{
  IpmiSensor sensors[] = { make_sensor ("Fan 1", 4, 1), make_sensor ("CPU", 1, 2), make_sensor ("Fan 2", 4, 3),
                           make_sensor ("Inlet", 1, 4) };
  g_autoptr(RacksideSensorList) list = rackside_sensor_list_new ();
  g_autoptr(GPtrArray) mirror = g_ptr_array_new ();
  RacksideSensor *kept;
  IpmiSensorValue value;
  guint n;

  g_signal_connect (list, "items-changed", G_CALLBACK (on_items_changed), mirror);
  rackside_sensor_list_set_sensors (list, sensors, G_N_ELEMENTS (sensors));
  assert_list (list, mirror, "[Temperature (2)] CPU Inlet[Fan (2)] Fan 1 Fan 2");
  value = make_value (&sensors[2], 90);
  rackside_sensor_list_set_value (list, 2, &value, 1);
  g_assert_cmpuint (rackside_sensor_list_get_n_problems (list), ==, 1);
  assert_list (list, mirror, "[Temperature (2)] CPU Inlet[Fan (2, 1 not OK)] Fan 1 Fan 2");

  rackside_sensor_list_set_problems (list, TRUE);
  assert_list (list, mirror, "[Fan (2, 1 not OK)] Fan 2");
  value = make_value (&sensors[1], 80);
  rackside_sensor_list_set_value (list, 1, &value, 2);
  assert_list (list, mirror, "[Temperature (2, 1 not OK)] CPU[Fan (2, 1 not OK)] Fan 2");
  value = make_value (&sensors[2], 10);
  rackside_sensor_list_set_value (list, 2, &value, 3);
  assert_list (list, mirror, "[Temperature (2, 1 not OK)] CPU");
  rackside_sensor_list_set_search (list, "FAN");
  assert_list (list, mirror, "");
  rackside_sensor_list_set_problems (list, FALSE);
  assert_list (list, mirror, "[Fan (2)] Fan 1 Fan 2");
  rackside_sensor_list_set_search (list, "2");
  assert_list (list, mirror, "[Fan (2)] Fan 2");
  rackside_sensor_list_set_search (list, "");
  assert_list (list, mirror, "[Temperature (2, 1 not OK)] CPU Inlet[Fan (2)] Fan 1 Fan 2");

  /* The same sensors keep their hour, others begin anew. */
  kept = rackside_sensor_list_get_sensor (list, 2);
  rackside_sensor_list_set_sensors (list, sensors, G_N_ELEMENTS (sensors));
  g_assert_true (rackside_sensor_list_get_sensor (list, 2) == kept);
  rackside_series_get_points (rackside_sensor_get_series (kept), &n);
  g_assert_cmpuint (n, ==, 2);
  rackside_sensor_list_set_sensors (list, sensors, 1);
  assert_list (list, mirror, "[Fan (1)] Fan 1");
  g_assert_cmpuint (rackside_sensor_list_get_n_problems (list), ==, 0);
  rackside_sensor_list_set_sensors (list, NULL, 0);
  assert_list (list, mirror, "");
}

/* However sensors come and go, the signals tell it, and what stays is not among what changes. */
static void
test_random_changes (void)
{
  IpmiSensor sensors[40];
  g_autoptr(RacksideSensorList) list = rackside_sensor_list_new ();
  g_autoptr(GPtrArray) mirror = g_ptr_array_new ();
  g_autoptr(GRand) rand = g_rand_new_with_seed (1);

  g_signal_connect (list, "items-changed", G_CALLBACK (on_items_changed), mirror);
  for (guint i = 0; i < G_N_ELEMENTS (sensors); i++)
    {
      g_autofree char *name = g_strdup_printf ("Sensor %u", i);

      sensors[i] = make_sensor (name, (guint8) (1 + i % 7), (guint8) i);
    }
  rackside_sensor_list_set_sensors (list, sensors, G_N_ELEMENTS (sensors));
  rackside_sensor_list_set_problems (list, TRUE);
  for (guint i = 0; i < 5000; i++)
    {
      guint index = (guint) g_rand_int_range (rand, 0, G_N_ELEMENTS (sensors));
      IpmiSensorValue value = make_value (&sensors[index], (guint8) g_rand_int_range (rand, 0, 160));
      g_autofree char *text = NULL;

      if (i % 50 == 0)
        rackside_sensor_list_set_search (list, i % 100 == 0 ? "1" : "");
      if (i % 70 == 0)
        rackside_sensor_list_set_problems (list, i % 140 == 0);
      rackside_sensor_list_set_value (list, index, &value, i);
      text = describe (list, mirror);
    }
}

static void
test_words (void)
{
  IpmiSensor sensor = make_sensor ("CPU", 1, 2);
  g_autoptr(RacksideSensor) item = rackside_sensor_new (&sensor);
  IpmiSensorValue value = make_value (&sensor, 90);
  g_autofree char *before = rackside_sensor_dup_state (item);
  g_autofree char *warm = NULL, *state = NULL, *silent = NULL, *absent = NULL, *line = NULL;

  g_assert_cmpstr (before, ==, "Not read yet");
  g_assert_false (rackside_sensor_is_problem (item));
  rackside_sensor_set_value (item, &value, 1);
  warm = rackside_sensor_dup_value (item);
  state = rackside_sensor_dup_state (item);
  line = rackside_sensor_dup_text (item);
  g_assert_cmpstr (warm, ==, "90 °C");
  g_assert_cmpstr (state, ==, "Warning: Upper Non-critical - going high");
  g_assert_cmpstr (line, ==, "CPU\t90 °C\tWarning: Upper Non-critical - going high");
  ipmi_sensor_value_init (&value, &sensor);
  rackside_sensor_set_value (item, &value, 2);
  absent = rackside_sensor_dup_state (item);
  g_assert_cmpstr (absent, ==, "No reading: switched off, or what it watches is not there");
  g_assert_false (rackside_sensor_is_problem (item));
  value.completion = IPMI_COMPLETION_TIMEOUT;
  rackside_sensor_set_value (item, &value, 3);
  silent = rackside_sensor_dup_state (item);
  g_assert_cmpstr (silent, ==, "Not readable: its controller does not answer");
  g_assert_true (rackside_sensor_is_problem (item));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/panel/sensors/list", test_list);
  g_test_add_func ("/panel/sensors/random-changes", test_random_changes);
  g_test_add_func ("/panel/sensors/words", test_words);
  return g_test_run ();
}
