/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ipmi-sensor-reader.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "ipmi-completion.h"
#include "ipmi-event-text.h"
#include "ipmi-sdr-private.h"
#include "ipmi-useful-private.h"

/* The BMC itself: no answer to so many requests, nor to others meanwhile, and it is gone. */
#define MAX_SILENCE 3

#define BMC_ADDRESS 0x20

#define ALL_READINGS 0xFF              /* Get Sensor Hysteresis: of no particular range */

typedef enum
{
  STEP_READING,
  STEP_FACTORS,
  STEP_THRESHOLDS,
  STEP_THRESHOLD_FACTORS,
  STEP_HYSTERESIS,
  STEP_DONE,
} Step;

/* One sensor's requests, which go one after the other. */
typedef struct
{
  GTask             *task;             /* owned */
  guint              index;
  Step               step;
  IpmiTarget         target;
  guint              n_answers;        /* that had come when the request was sent */
  guint              threshold;        /* whose factors STEP_THRESHOLD_FACTORS asks for */
  IpmiSensorReading  reading;
  guint8             readable;         /* the thresholds to convert, and their raw values */
  guint8             thresholds[IPMI_N_THRESHOLDS];
} Item;

typedef struct
{
  IpmiSensor      *sensors;            /* owned */
  IpmiSensorValue *values;             /* owned */
  guint            n;
  IpmiTarget       records_of;
  IpmiSensorFlags  flags;
  IpmiSensorFunc   func;
  gpointer         func_data;
  guint            next;
  guint            under_way;
  guint            silence;
  guint            n_answers;
  guint            ended : 1;
  guint            without_factors : 1;
  guint8           silent_owners[256 / 8];
} Readings;

static void go_on (Item *item);

static void
readings_free (gpointer data)
{
  Readings *readings = data;

  g_free (readings->sensors);
  g_free (readings->values);
  g_free (readings);
}

static void
item_free (Item *item)
{
  g_object_unref (item->task);
  g_free (item);
}

static void
end_with_error (GTask  *task,
                GError *error)
{
  Readings *readings = g_task_get_task_data (task);

  if (readings->ended)
    {
      g_error_free (error);
      return;
    }
  readings->ended = TRUE;
  g_prefix_error (&error, _("Reading the sensors: "));
  g_task_return_error (task, error);
}

static gboolean
is_silent (Readings *readings,
           guint8    owner)
{
  return (readings->silent_owners[owner / 8] >> (owner % 8) & 1) != 0;
}

static void
report (Readings *readings,
        guint     index)
{
  if (readings->func != NULL)
    readings->func (index, &readings->values[index], readings->func_data);
}

/* Begins sensors until enough are under way, or ends the whole. Takes no part of the sensors that cannot be
 * read at all. */
static void
pump (GTask *task)
{
  Readings *readings = g_task_get_task_data (task);
  guint most = ipmi_session_useful_requests (g_task_get_source_object (task));

  while (!readings->ended && readings->under_way < most && readings->next < readings->n)
    {
      guint index = readings->next++;
      const IpmiSensor *sensor = &readings->sensors[index];
      Item *item;

      ipmi_sensor_value_init (&readings->values[index], sensor);
      if (is_silent (readings, sensor->owner))
        readings->values[index].completion = IPMI_COMPLETION_TIMEOUT;
      item = g_new0 (Item, 1);
      if (sensor->event_only || is_silent (readings, sensor->owner) ||
          !ipmi_sensor_get_target (sensor, &readings->records_of, &item->target))
        {
          g_free (item);
          report (readings, index);
          continue;
        }
      item->task = g_object_ref (task);
      item->index = index;
      readings->under_way++;
      go_on (item);
    }
  if (!readings->ended && readings->under_way == 0)
    {
      readings->ended = TRUE;
      g_task_return_pointer (task, g_steal_pointer (&readings->values), g_free);
    }
}

static void
finish_item (Item *item)
{
  g_autoptr(GTask) task = g_object_ref (item->task);
  Readings *readings = g_task_get_task_data (task);

  readings->under_way--;
  if (!readings->ended)
    report (readings, item->index);
  item_free (item);
  pump (task);
}

static void
take_reading (Item         *item,
              const guint8 *data,
              gsize         length)
{
  Readings *readings = g_task_get_task_data (item->task);
  const IpmiSensor *sensor = &readings->sensors[item->index];
  IpmiSensorValue *value = &readings->values[item->index];

  if (!ipmi_sensor_reading_decode (&item->reading, data, length, NULL))
    {
      value->completion = IPMI_COMPLETION_TRUNCATED;
      item->step = STEP_DONE;
      return;
    }
  ipmi_sensor_value_set_reading (value, sensor, NULL, &item->reading);
}

static void
take_thresholds (Item         *item,
                 const guint8 *data,
                 gsize         length)
{
  Readings *readings = g_task_get_task_data (item->task);
  const IpmiSensor *sensor = &readings->sensors[item->index];
  IpmiSensorValue *value = &readings->values[item->index];
  IpmiSensorThresholds thresholds;

  if (!ipmi_sensor_thresholds_decode (&thresholds, data, length, NULL))
    return;
  item->readable = thresholds.readable;
  for (guint i = 0; i < IPMI_N_THRESHOLDS; i++)
    {
      item->thresholds[i] = thresholds.raw[i];
      value->thresholds[i] = (item->readable >> i & 1) != 0
        ? ipmi_sensor_convert (sensor, NULL, thresholds.raw[i])
        : NAN;
    }
  /* A BMC that leaves the comparison to us is compared with the thresholds that hold now. */
  if (!item->reading.has_states)
    ipmi_sensor_value_set_reading (value, sensor, NULL, &item->reading);
}

static void
take_factors (Item         *item,
              const guint8 *data,
              gsize         length)
{
  Readings *readings = g_task_get_task_data (item->task);
  const IpmiSensor *sensor = &readings->sensors[item->index];
  IpmiSensorValue *value = &readings->values[item->index];
  IpmiConversion conversion;

  if (!ipmi_sensor_factors_decode (&conversion, data, length, NULL))
    return;
  if (item->step == STEP_FACTORS)
    ipmi_sensor_value_set_reading (value, sensor, &conversion, &item->reading);
  else
    value->thresholds[item->threshold] =
      ipmi_sensor_convert (sensor, &conversion, item->thresholds[item->threshold]);
}

static void
take_hysteresis (Item         *item,
                 const guint8 *data,
                 gsize         length)
{
  Readings *readings = g_task_get_task_data (item->task);
  const IpmiSensor *sensor = &readings->sensors[item->index];
  IpmiSensorValue *value = &readings->values[item->index];

  if (length < 2)
    return;
  value->positive_hysteresis = ipmi_sensor_convert_hysteresis (sensor, NULL, data[0]);
  value->negative_hysteresis = ipmi_sensor_convert_hysteresis (sensor, NULL, data[1]);
}

static void
take_answer (Item         *item,
             const guint8 *data,
             gsize         length)
{
  switch (item->step)
    {
    case STEP_READING:
      take_reading (item, data, length);
      break;
    case STEP_THRESHOLDS:
      take_thresholds (item, data, length);
      break;
    case STEP_FACTORS:
    case STEP_THRESHOLD_FACTORS:
      take_factors (item, data, length);
      break;
    case STEP_HYSTERESIS:
      take_hysteresis (item, data, length);
      break;
    case STEP_DONE:
    default:
      break;
    }
}

/* Only a reading that cannot be had makes its sensor absent; without the rest there is less to tell. */
static void
take_refusal (Item   *item,
              guint8  completion)
{
  Readings *readings = g_task_get_task_data (item->task);

  if (completion == IPMI_COMPLETION_PRIVILEGE && item->step == STEP_READING)
    end_with_error (item->task, g_error_new_literal (IPMI_ERROR, IPMI_ERROR_PRIVILEGE,
                                                     ipmi_completion_text (completion)));
  else if (item->step == STEP_READING)
    {
      readings->values[item->index].completion = completion;
      item->step = STEP_DONE;
    }
  else if (completion == IPMI_COMPLETION_INVALID_COMMAND &&
           (item->step == STEP_FACTORS || item->step == STEP_THRESHOLD_FACTORS))
    {
      readings->without_factors = TRUE;
    }
}

/* A satellite that does not answer is asked nothing more. The BMC itself may have a sensor that it does not
 * answer for; when it answers nothing at all any more, that is an error. */
static void
take_silence (Item         *item,
              const GError *error)
{
  Readings *readings = g_task_get_task_data (item->task);
  guint8 owner = readings->sensors[item->index].owner;

  if (!g_error_matches (error, IPMI_ERROR, IPMI_ERROR_TIMEOUT) &&
      !g_error_matches (error, IPMI_ERROR, IPMI_ERROR_BUSY) &&
      !g_error_matches (error, IPMI_ERROR, IPMI_ERROR_NOT_FOUND) &&
      !g_error_matches (error, IPMI_ERROR, IPMI_ERROR_COMPLETION))
    {
      end_with_error (item->task, g_error_copy (error));
      return;
    }
  if (item->target.n_hops > readings->records_of.n_hops || owner != BMC_ADDRESS)
    readings->silent_owners[owner / 8] |= 1 << (owner % 8);
  else if (readings->n_answers == item->n_answers && ++readings->silence >= MAX_SILENCE)
    end_with_error (item->task, g_error_copy (error));
  if (item->step == STEP_READING)
    readings->values[item->index].completion =
      g_error_matches (error, IPMI_ERROR, IPMI_ERROR_NOT_FOUND) ? IPMI_COMPLETION_DESTINATION
                                                                : IPMI_COMPLETION_TIMEOUT;
  item->step = STEP_DONE;
}

static void
on_answer (GObject      *session,
           GAsyncResult *result,
           gpointer      user_data)
{
  Item *item = user_data;
  Readings *readings = g_task_get_task_data (item->task);
  g_autoptr(GError) error = NULL;
  guint8 completion;
  g_autoptr(GBytes) answer = ipmi_session_request_finish (IPMI_SESSION (session), result, &completion, &error);

  if (readings->ended)
    {
      item_free (item);
      return;
    }
  if (answer == NULL)
    {
      take_silence (item, error);
    }
  else
    {
      gsize length;
      const guint8 *data = g_bytes_get_data (answer, &length);

      readings->n_answers++;
      readings->silence = 0;
      if (completion == IPMI_COMPLETION_OK)
        take_answer (item, data, length);
      else
        take_refusal (item, completion);
    }
  if (readings->ended)
    item->step = STEP_DONE;
  if (item->step == STEP_THRESHOLD_FACTORS)
    item->threshold++;
  else if (item->step != STEP_DONE)
    item->step++;
  go_on (item);
}

static gboolean
asks_for_thresholds (Readings         *readings,
                     const IpmiSensor *sensor)
{
  if (ipmi_event_class (sensor->event_type) != IPMI_EVENT_CLASS_THRESHOLD || !sensor->has_factors ||
      (sensor->threshold_access != IPMI_THRESHOLD_ACCESS_READABLE &&
       sensor->threshold_access != IPMI_THRESHOLD_ACCESS_SETTABLE))
    return FALSE;
  if ((readings->flags & IPMI_SENSOR_ASK_THRESHOLDS) != 0)
    return TRUE;
  /* Those in the record are not what the sensor starts with, so they may be anything. */
  return sensor->readable_thresholds != 0 && !sensor->initializes_thresholds;
}

/* Whether the step that the item is at applies to its sensor; if so, what to send. */
static gboolean
prepare (Item        *item,
         IpmiRequest *request,
         guint8       data[2])
{
  Readings *readings = g_task_get_task_data (item->task);
  const IpmiSensor *sensor = &readings->sensors[item->index];

  data[0] = sensor->number;
  request->data = data;
  request->length = 2;
  switch (item->step)
    {
    case STEP_READING:
      request->command = IPMI_GET_SENSOR_READING;
      request->length = 1;
      return TRUE;
    case STEP_FACTORS:
      request->command = IPMI_GET_SENSOR_FACTORS;
      data[1] = item->reading.raw;
      return ipmi_sensor_is_non_linear (sensor) && item->reading.available && !readings->without_factors;
    case STEP_THRESHOLDS:
      request->command = IPMI_GET_SENSOR_THRESHOLDS;
      request->length = 1;
      return asks_for_thresholds (readings, sensor);
    case STEP_THRESHOLD_FACTORS:
      if (!ipmi_sensor_is_non_linear (sensor) || readings->without_factors)
        return FALSE;
      while (item->threshold < IPMI_N_THRESHOLDS && (item->readable >> item->threshold & 1) == 0)
        item->threshold++;
      if (item->threshold == IPMI_N_THRESHOLDS)
        return FALSE;
      request->command = IPMI_GET_SENSOR_FACTORS;
      data[1] = item->thresholds[item->threshold];
      return TRUE;
    case STEP_HYSTERESIS:
      request->command = IPMI_GET_SENSOR_HYSTERESIS;
      data[1] = ALL_READINGS;
      return (readings->flags & IPMI_SENSOR_ASK_THRESHOLDS) != 0 && ipmi_sensor_is_analog (sensor) &&
             (sensor->hysteresis_access == IPMI_HYSTERESIS_READABLE ||
              sensor->hysteresis_access == IPMI_HYSTERESIS_SETTABLE);
    case STEP_DONE:
    default:
      return FALSE;
    }
}

static void
go_on (Item *item)
{
  Readings *readings = g_task_get_task_data (item->task);
  IpmiRequest request = {
    .target = &item->target,
    .netfn = IPMI_NETFN_SENSOR,
    .lun = readings->sensors[item->index].lun,
  };
  guint8 data[2];

  while (item->step < STEP_DONE && !prepare (item, &request, data))
    item->step++;
  if (item->step >= STEP_DONE)
    {
      finish_item (item);
      return;
    }
  item->n_answers = readings->n_answers;
  ipmi_session_request_async (g_task_get_source_object (item->task), &request,
                              g_task_get_cancellable (item->task), on_answer, item);
}

/**
 * ipmi_sensor_get_target:
 * @sensor: a sensor
 * @records_of: whose records it comes from; with no hops, the BMC
 * @target: (out caller-allocates): its owner
 *
 * Finds the controller that can read a sensor: the one whose records it is in, or another one on its bus,
 * a satellite, that requests are bridged to.
 *
 * Returns: %FALSE when nobody can: the owner is system software, or too far away
 */
gboolean
ipmi_sensor_get_target (const IpmiSensor *sensor,
                        const IpmiTarget *records_of,
                        IpmiTarget       *target)
{
  IpmiTarget found = *records_of;
  guint n = records_of->n_hops;

  if ((sensor->owner & IPMI_SOFTWARE_ID) != 0)
    return FALSE;
  /* Behind a bridge, too, 20h is what a controller that is its system's BMC calls itself. */
  if (sensor->owner != BMC_ADDRESS && (n == 0 || found.hops[n - 1].address != sensor->owner))
    {
      if (n > 0 && sensor->channel == 0)
        n--;                             /* its neighbour on the bus that leads to it */
      if (n >= IPMI_MAX_HOPS)
        return FALSE;
      found.hops[n].channel = n < records_of->n_hops ? found.hops[n].channel : sensor->channel;
      found.hops[n].address = sensor->owner;
      found.n_hops = n + 1;
    }
  *target = found;
  return TRUE;
}

/**
 * ipmi_sensors_read_each_async:
 * @session: an open session
 * @records_of: (nullable): whose records the sensors come from, %NULL for the session's own target
 * @sensors: (array length=n_sensors): the sensors, copied
 * @n_sensors: how many
 * @flags: what to ask for
 * @func: (nullable) (scope async): given each value as soon as it is there; it may end the whole by @cancellable
 * @func_data: for @func
 * @cancellable: (nullable): stops it
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Reads sensors, many at once, each from its owner (IPMI 2.0 §35.14). A sensor without a reading is
 * %IPMI_SENSOR_STATE_ABSENT and no error: it is not there, is not scanned, can only send events, or its
 * owner does not answer. Thresholds are asked for where the record does not have them, factors where they
 * depend on the reading (§35.5).
 *
 * Ends with an error when the session does, when the BMC does not answer any more, or with
 * %IPMI_ERROR_PRIVILEGE when the session may not read sensors.
 */
void
ipmi_sensors_read_each_async (IpmiSession         *session,
                              const IpmiTarget    *records_of,
                              const IpmiSensor    *sensors,
                              guint                n_sensors,
                              IpmiSensorFlags      flags,
                              IpmiSensorFunc       func,
                              gpointer             func_data,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (session, cancellable, callback, user_data);
  g_autofree IpmiTarget *own = NULL;
  Readings *readings = g_new0 (Readings, 1);

  if (records_of == NULL)
    g_object_get (session, "target", &own, NULL);
  if (records_of != NULL || own != NULL)
    readings->records_of = records_of != NULL ? *records_of : *own;
  readings->sensors = g_memdup2 (sensors, n_sensors * sizeof *sensors);
  readings->values = g_new0 (IpmiSensorValue, n_sensors);
  readings->n = n_sensors;
  readings->flags = flags;
  readings->func = func;
  readings->func_data = func_data;
  g_task_set_source_tag (task, ipmi_sensors_read_each_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, readings, readings_free);
  pump (task);
}

/**
 * ipmi_sensors_read_async:
 * @session: an open session
 * @records_of: (nullable): as of ipmi_sensors_read_each_async()
 * @sensors: (array length=n_sensors): the sensors, copied
 * @n_sensors: how many
 * @flags: what to ask for
 * @cancellable: (nullable): stops it
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Like ipmi_sensors_read_each_async(), for who wants all values together.
 */
void
ipmi_sensors_read_async (IpmiSession         *session,
                         const IpmiTarget    *records_of,
                         const IpmiSensor    *sensors,
                         guint                n_sensors,
                         IpmiSensorFlags      flags,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  ipmi_sensors_read_each_async (session, records_of, sensors, n_sensors, flags, NULL, NULL, cancellable, callback,
                                user_data);
}

/**
 * ipmi_sensors_read_finish:
 * @session: the session
 * @result: what the callback was given
 * @n_values: (out) (optional): how many values, the same as sensors
 * @error: return location for an error
 *
 * Returns: (transfer full) (array length=n_values): a value for each sensor, in the order of the sensors, to
 *   be freed with g_free(); %NULL with @error set. Without sensors it may be %NULL, too, without an error.
 */
IpmiSensorValue *
ipmi_sensors_read_finish (IpmiSession   *session,
                          GAsyncResult  *result,
                          guint         *n_values,
                          GError       **error)
{
  Readings *readings;

  g_return_val_if_fail (g_task_is_valid (result, session), NULL);
  readings = g_task_get_task_data (G_TASK (result));
  if (n_values != NULL)
    *n_values = readings->n;
  return g_task_propagate_pointer (G_TASK (result), error);
}
