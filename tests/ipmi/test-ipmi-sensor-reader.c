/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "ipmi-completion.h"
#include "ipmi-sensor-reader.h"
#include "scripted-session.h"

#define GET_FACTORS    0x23
#define GET_HYSTERESIS 0x25
#define GET_THRESHOLDS 0x27
#define GET_READING    0x2D

#define SATELLITE 0x72

/* What the controllers do when somebody reads their sensors. Sensor N reads N. */
typedef struct
{
  guint n_asked;
  guint n_of[256];                /* by command */
  guint n_of_satellite;
  int   satellite;                /* what a satellite answers instead; 0: as the BMC */
  int   bmc;                      /* what the BMC answers instead … */
  guint after;                    /* … after so many requests … */
  guint number;                   /* … for the sensors below this one only, unless 0 */
  int   factors;                  /* what Get Sensor Reading Factors answers instead */
  gsize length;                   /* of the answer to Get Sensor Reading, if not 0 */
} Bmc;

static const IpmiTarget bmc_target = { 0 };

static int
script (const IpmiRequest *request,
        GByteArray        *answer,
        gpointer           user_data)
{
  Bmc *bmc = user_data;
  gboolean is_satellite = request->target != NULL && request->target->n_hops > 0;
  guint8 reading[] = { 0, 0xC0, 0xC0, 0 };
  static const guint8 thresholds[] = { 0x18, 0, 0, 0, 80, 90, 0 };
  static const guint8 hysteresis[] = { 2, 3 };
  guint8 factors[] = { 0xFF, 0x02, 0, 0, 0, 0, 0 };         /* twice the reading … */

  bmc->n_asked++;
  bmc->n_of[request->command]++;
  bmc->n_of_satellite += is_satellite;
  g_assert_cmphex (request->netfn, ==, 0x04);
  if (is_satellite && bmc->satellite != 0)
    return bmc->satellite;
  if (!is_satellite && bmc->bmc != 0 && bmc->n_asked > bmc->after &&
      (bmc->number == 0 || bmc->number > request->data[0]))
    return bmc->bmc;
  switch (request->command)
    {
    case GET_READING:
      g_assert_cmpuint (request->length, ==, 1);
      reading[0] = request->data[0] + 0x40 * request->lun;
      g_byte_array_append (answer, reading, bmc->length > 0 ? bmc->length - 1 : sizeof reading);
      return 0;
    case GET_THRESHOLDS:
      g_byte_array_append (answer, thresholds, sizeof thresholds);
      return 0;
    case GET_HYSTERESIS:
      g_byte_array_append (answer, hysteresis, sizeof hysteresis);
      return 0;
    case GET_FACTORS:
      if (bmc->factors != 0)
        return bmc->factors;
      factors[1] += request->data[1] > 50;                  /* … or three times */
      g_byte_array_append (answer, factors, sizeof factors);
      return 0;
    default:
      return IPMI_COMPLETION_INVALID_COMMAND;
    }
}

static IpmiSensor
temperature (guint8 owner,
             guint8 number)
{
  IpmiSensor sensor = {
    .owner = owner, .number = number, .type = 1, .event_type = 1, .has_factors = TRUE,
    .initializes_thresholds = TRUE, .unit = { .base = 1 }, .conversion = { .m = 1 },
  };

  return sensor;
}

typedef struct
{
  GHashTable *seen;
  guint       n;
} Each;

static void
on_each (guint                  index,
         const IpmiSensorValue *value,
         gpointer               user_data)
{
  Each *each = user_data;

  g_assert_cmpuint (index, <, each->n);
  g_assert_true (g_hash_table_insert (each->seen, GUINT_TO_POINTER (index), g_memdup2 (value, sizeof *value)));
}

/* Whatever comes at the end has come before, each once and the same. */
static IpmiSensorValue *
read_sensors (Bmc               *bmc,
              const IpmiSensor  *sensors,
              guint              n_sensors,
              IpmiSensorFlags    flags,
              guint32            seed,
              GError           **error)
{
  g_autoptr(IpmiSession) session = scripted_session_new (script, bmc, seed);
  g_auto(Waiting) waiting = { NULL };
  g_autoptr(GHashTable) seen = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  Each each = { seen, n_sensors };
  IpmiSensorValue *values;
  guint n_values;

  ipmi_sensors_read_each_async (session, &bmc_target, sensors, n_sensors, flags, on_each, &each, NULL,
                                on_scripted_done, &waiting);
  values = ipmi_sensors_read_finish (session, wait_for (&waiting), &n_values, error);
  g_assert_cmpuint (n_values, ==, n_sensors);
  for (guint i = 0; values != NULL && i < n_sensors; i++)
    g_assert_cmpmem (g_hash_table_lookup (seen, GUINT_TO_POINTER (i)), sizeof *values, &values[i], sizeof *values);
  while (scripted_session_outstanding (session) > 0)
    g_main_context_iteration (NULL, TRUE);
  return values;
}

static void
test_many (void)
{
  for (guint32 seed = 0; seed < 10; seed++)
    {
      Bmc bmc = { 0 };
      IpmiSensor sensors[200];
      g_autofree IpmiSensorValue *values = NULL;
      g_autoptr(GError) error = NULL;

      for (guint i = 0; i < G_N_ELEMENTS (sensors); i++)
        sensors[i] = temperature (0x20, i);
      values = read_sensors (&bmc, sensors, G_N_ELEMENTS (sensors), 0, seed, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (bmc.n_asked, ==, G_N_ELEMENTS (sensors));
      for (guint i = 0; i < G_N_ELEMENTS (sensors); i++)
        {
          g_assert_cmpfloat (values[i].value, ==, i);
          g_assert_cmpint (values[i].state, ==, IPMI_SENSOR_STATE_OK);
        }
    }
}

static void
test_none (void)
{
  Bmc bmc = { 0 };
  IpmiSensor event_only = temperature (0x20, 1);
  g_autofree IpmiSensorValue *values = NULL;
  g_autofree IpmiSensorValue *one = NULL;
  g_autoptr(GError) error = NULL;

  values = read_sensors (&bmc, NULL, 0, 0, 0, &error);
  g_assert_no_error (error);
  event_only.event_only = TRUE;
  one = read_sensors (&bmc, &event_only, 1, 0, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpint (one->state, ==, IPMI_SENSOR_STATE_ABSENT);
  g_assert_cmpuint (bmc.n_asked, ==, 0);
}

static void
test_targets (void)
{
  const IpmiTarget satellite = { 1, { { 6, SATELLITE } } };
  const IpmiTarget far = { 2, { { 6, SATELLITE }, { 7, 0x52 } } };
  IpmiSensor sensor = temperature (0x20, 1);
  IpmiTarget target;

  g_assert_true (ipmi_sensor_get_target (&sensor, &bmc_target, &target));
  g_assert_cmpuint (target.n_hops, ==, 0);
  g_assert_true (ipmi_sensor_get_target (&sensor, &satellite, &target));
  g_assert_cmpuint (target.n_hops, ==, 1);
  g_assert_cmphex (target.hops[0].address, ==, SATELLITE);

  sensor.owner = SATELLITE;
  sensor.channel = 3;
  g_assert_true (ipmi_sensor_get_target (&sensor, &bmc_target, &target));
  g_assert_cmpuint (target.n_hops, ==, 1);
  g_assert_cmpuint (target.hops[0].channel, ==, 3);
  g_assert_cmphex (target.hops[0].address, ==, SATELLITE);
  g_assert_true (ipmi_sensor_get_target (&sensor, &satellite, &target));
  g_assert_cmpuint (target.n_hops, ==, 1);
  g_assert_cmpuint (target.hops[0].channel, ==, 6);

  sensor.owner = 0x76;
  g_assert_true (ipmi_sensor_get_target (&sensor, &satellite, &target));
  g_assert_cmpuint (target.n_hops, ==, 2);
  g_assert_cmphex (target.hops[1].address, ==, 0x76);
  g_assert_cmpuint (target.hops[1].channel, ==, 3);
  g_assert_false (ipmi_sensor_get_target (&sensor, &far, &target));
  sensor.channel = 0;
  g_assert_true (ipmi_sensor_get_target (&sensor, &satellite, &target));
  g_assert_cmpuint (target.n_hops, ==, 1);
  g_assert_cmphex (target.hops[0].address, ==, 0x76);
  g_assert_cmpuint (target.hops[0].channel, ==, 6);

  sensor.owner = 0x41;                 /* system software */
  g_assert_false (ipmi_sensor_get_target (&sensor, &bmc_target, &target));
}

static void
test_logical_units (void)
{
  Bmc bmc = { 0 };
  IpmiSensor sensors[] = { temperature (0x20, 10), temperature (0x20, 10) };
  g_autofree IpmiSensorValue *values = NULL;

  sensors[1].lun = 1;
  values = read_sensors (&bmc, sensors, 2, 0, 0, NULL);
  g_assert_cmpfloat (values[0].value, ==, 10);
  g_assert_cmpfloat (values[1].value, ==, 74);
}

static void
test_factors (void)
{
  Bmc bmc = { 0 };
  Bmc without = { .factors = IPMI_COMPLETION_INVALID_COMMAND };
  IpmiSensor sensors[] = { temperature (0x20, 10), temperature (0x20, 60), temperature (0x20, 70) };
  g_autofree IpmiSensorValue *values = NULL;
  g_autofree IpmiSensorValue *others = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (sensors); i++)
    {
      sensors[i].linearization = IPMI_LINEARIZATION_NON_LINEAR;
      sensors[i].threshold_access = IPMI_THRESHOLD_ACCESS_READABLE;
      sensors[i].readable_thresholds = 0x18;
      sensors[i].initializes_thresholds = FALSE;
    }
  values = read_sensors (&bmc, sensors, 3, 0, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (values[0].value, ==, 20);
  g_assert_cmpfloat (values[1].value, ==, 180);
  g_assert_cmpfloat (values[1].thresholds[IPMI_THRESHOLD_UPPER_NON_CRITICAL], ==, 240);
  g_assert_cmpfloat (values[1].thresholds[IPMI_THRESHOLD_UPPER_CRITICAL], ==, 270);
  g_assert_true (isnan (values[1].thresholds[IPMI_THRESHOLD_LOWER_CRITICAL]));
  g_assert_cmpuint (bmc.n_of[GET_FACTORS], ==, 9);

  /* A BMC without the command is not asked for every one of them. */
  others = read_sensors (&without, sensors, 3, 0, 0, &error);
  g_assert_no_error (error);
  g_assert_true (isnan (others[0].value));
  g_assert_cmpint (others[0].state, ==, IPMI_SENSOR_STATE_ABSENT);
  g_assert_cmpuint (without.n_of[GET_FACTORS], <=, 3);
}

static void
test_thresholds (void)
{
  Bmc bmc = { .length = 3 };
  Bmc asked = { 0 };
  IpmiSensor sensors[] = { temperature (0x20, 85), temperature (0x20, 86), temperature (0x20, 87) };
  g_autofree IpmiSensorValue *values = NULL;
  g_autofree IpmiSensorValue *others = NULL;

  /* The second one's record does not have them; the third one does not have any. */
  for (guint i = 0; i < 2; i++)
    {
      sensors[i].threshold_access = IPMI_THRESHOLD_ACCESS_SETTABLE;
      sensors[i].hysteresis_access = IPMI_HYSTERESIS_SETTABLE;
      sensors[i].readable_thresholds = 0x18;
      sensors[i].thresholds[IPMI_THRESHOLD_UPPER_CRITICAL] = 70;
    }
  sensors[1].initializes_thresholds = FALSE;
  values = read_sensors (&bmc, sensors, 3, 0, 0, NULL);
  g_assert_cmpuint (bmc.n_of[GET_THRESHOLDS], ==, 1);
  g_assert_cmpuint (bmc.n_of[GET_HYSTERESIS], ==, 0);
  g_assert_cmpfloat (values[0].thresholds[IPMI_THRESHOLD_UPPER_CRITICAL], ==, 70);
  g_assert_cmpfloat (values[1].thresholds[IPMI_THRESHOLD_UPPER_CRITICAL], ==, 90);
  g_assert_cmpfloat (values[1].thresholds[IPMI_THRESHOLD_UPPER_NON_CRITICAL], ==, 80);
  g_assert_cmpint (values[0].state, ==, IPMI_SENSOR_STATE_CRITICAL);
  /* compared by us, with what the sensor says */
  g_assert_cmpint (values[1].state, ==, IPMI_SENSOR_STATE_WARNING);

  others = read_sensors (&asked, sensors, 3, IPMI_SENSOR_ASK_THRESHOLDS, 0, NULL);
  g_assert_cmpuint (asked.n_of[GET_THRESHOLDS], ==, 2);
  g_assert_cmpuint (asked.n_of[GET_HYSTERESIS], ==, 2);
  g_assert_cmpfloat (others[0].thresholds[IPMI_THRESHOLD_UPPER_CRITICAL], ==, 90);
  g_assert_cmpfloat (others[0].positive_hysteresis, ==, 2);
  g_assert_cmpfloat (others[0].negative_hysteresis, ==, 3);
}

static void
test_silent_satellite (void)
{
  Bmc bmc = { .satellite = SCRIPT_SILENT };
  IpmiSensor sensors[100];
  g_autofree IpmiSensorValue *values = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (sensors); i++)
    sensors[i] = temperature (i % 2 == 0 ? 0x20 : SATELLITE, i);
  values = read_sensors (&bmc, sensors, G_N_ELEMENTS (sensors), 0, 0, &error);
  g_assert_no_error (error);
  /* no more than were under way when it showed */
  g_assert_cmpuint (bmc.n_of_satellite, <=, 16);
  g_assert_cmpfloat (values[98].value, ==, 98);
  g_assert_cmpint (values[1].state, ==, IPMI_SENSOR_STATE_ABSENT);
  g_assert_cmphex (values[1].completion, ==, IPMI_COMPLETION_TIMEOUT);
  g_assert_cmpint (values[99].state, ==, IPMI_SENSOR_STATE_ABSENT);
  g_assert_cmphex (values[99].completion, ==, IPMI_COMPLETION_TIMEOUT);
}

static void
test_mute_sensors (void)
{
  Bmc bmc = { .bmc = SCRIPT_SILENT, .number = 5 };
  IpmiSensor sensors[20];
  g_autofree IpmiSensorValue *values = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (sensors); i++)
    sensors[i] = temperature (0x20, G_N_ELEMENTS (sensors) - 1 - i);
  values = read_sensors (&bmc, sensors, G_N_ELEMENTS (sensors), 0, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpint (values[14].state, ==, IPMI_SENSOR_STATE_OK);
  g_assert_cmpint (values[15].state, ==, IPMI_SENSOR_STATE_ABSENT);
  g_assert_cmpint (values[19].state, ==, IPMI_SENSOR_STATE_ABSENT);
}

static void
test_absent (void)
{
  Bmc bmc = { .bmc = IPMI_COMPLETION_NOT_PRESENT, .number = 2 };
  Bmc cut = { .length = 2 };
  IpmiSensor sensors[] = { temperature (0x20, 1), temperature (0x20, 2) };
  g_autofree IpmiSensorValue *values = read_sensors (&bmc, sensors, 2, 0, 0, NULL);
  g_autofree IpmiSensorValue *others = read_sensors (&cut, sensors, 2, 0, 0, NULL);

  g_assert_cmpint (values[0].state, ==, IPMI_SENSOR_STATE_ABSENT);
  g_assert_cmphex (values[0].completion, ==, IPMI_COMPLETION_NOT_PRESENT);
  g_assert_cmpint (values[1].state, ==, IPMI_SENSOR_STATE_OK);
  g_assert_cmpint (others[0].state, ==, IPMI_SENSOR_STATE_ABSENT);
  g_assert_cmphex (others[0].completion, ==, IPMI_COMPLETION_TRUNCATED);
}

static void
test_errors (void)
{
  static const struct { int answer; guint after; IpmiError error; } ends[] = {
    { SCRIPT_SILENT, 0, IPMI_ERROR_TIMEOUT },
    { SCRIPT_SILENT, 50, IPMI_ERROR_TIMEOUT },
    { SCRIPT_CLOSED, 0, IPMI_ERROR_CLOSED },
    { SCRIPT_CLOSED, 70, IPMI_ERROR_CLOSED },
    { IPMI_COMPLETION_PRIVILEGE, 0, IPMI_ERROR_PRIVILEGE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      Bmc bmc = { .bmc = ends[i].answer, .after = ends[i].after };
      IpmiSensor sensors[100];
      g_autoptr(GError) error = NULL;

      for (guint j = 0; j < G_N_ELEMENTS (sensors); j++)
        sensors[j] = temperature (0x20, j);
      g_assert_null (read_sensors (&bmc, sensors, G_N_ELEMENTS (sensors), IPMI_SENSOR_ASK_THRESHOLDS, 0, &error));
      g_assert_error (error, IPMI_ERROR, (int) ends[i].error);
      g_assert_cmpuint (bmc.n_asked, <=, 100);
    }
}

static void
test_cancel (void)
{
  Bmc bmc = { 0 };
  g_autoptr(IpmiSession) session = scripted_session_new (script, &bmc, 0);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  g_auto(Waiting) waiting = { NULL };
  IpmiSensor sensors[100];

  for (guint i = 0; i < G_N_ELEMENTS (sensors); i++)
    sensors[i] = temperature (0x20, i);
  ipmi_sensors_read_async (session, &bmc_target, sensors, G_N_ELEMENTS (sensors), 0, cancellable,
                           on_scripted_done, &waiting);
  while (bmc.n_asked < 50)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  g_assert_null (ipmi_sensors_read_finish (session, wait_for (&waiting), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  while (scripted_session_outstanding (session) > 0)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ipmi/sensor-reader/many", test_many);
  g_test_add_func ("/ipmi/sensor-reader/none", test_none);
  g_test_add_func ("/ipmi/sensor-reader/targets", test_targets);
  g_test_add_func ("/ipmi/sensor-reader/logical-units", test_logical_units);
  g_test_add_func ("/ipmi/sensor-reader/factors", test_factors);
  g_test_add_func ("/ipmi/sensor-reader/thresholds", test_thresholds);
  g_test_add_func ("/ipmi/sensor-reader/silent-satellite", test_silent_satellite);
  g_test_add_func ("/ipmi/sensor-reader/mute-sensors", test_mute_sensors);
  g_test_add_func ("/ipmi/sensor-reader/absent", test_absent);
  g_test_add_func ("/ipmi/sensor-reader/errors", test_errors);
  g_test_add_func ("/ipmi/sensor-reader/cancel", test_cancel);
  return g_test_run ();
}
