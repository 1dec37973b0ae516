/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "ipmi-sdr-reader.h"
#include "ipmi-sensor-reader.h"
#include "rackside-sensor-watch.h"
#include "rackside-watch-private.h"

/* From the end of one reading to the next, so that a slow controller is not asked faster than it answers. */
#define PAUSE_SECONDS 3

/* Whether sensors have come or gone is looked at less often. */
#define READINGS_BETWEEN_RECORDS 20

struct _RacksideSensorWatch
{
  GObject             parent_instance;
  RacksideSensorList *list;            /* owned */
  IpmiSession        *session;         /* owned; NULL: stopped */
  GCancellable       *cancellable;     /* owned; NULL: stopped */
  IpmiSensor         *sensors;         /* owned; what list was given */
  guint               n_sensors;
  guint               n_unreadable;
  guint               n_readings;      /* since the records were looked at */
  guint               timeout;
  gboolean            ready;
};

enum { SIGNAL_WAITING, SIGNAL_READY, SIGNAL_READ, SIGNAL_FAILED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RacksideSensorWatch, rackside_sensor_watch, G_TYPE_OBJECT)

static void
rackside_sensor_watch_dispose (GObject *object)
{
  RacksideSensorWatch *self = RACKSIDE_SENSOR_WATCH (object);

  rackside_sensor_watch_stop (self);
  g_clear_object (&self->list);
  G_OBJECT_CLASS (rackside_sensor_watch_parent_class)->dispose (object);
}

static void
rackside_sensor_watch_finalize (GObject *object)
{
  g_free (RACKSIDE_SENSOR_WATCH (object)->sensors);
  G_OBJECT_CLASS (rackside_sensor_watch_parent_class)->finalize (object);
}

static void
rackside_sensor_watch_class_init (RacksideSensorWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rackside_sensor_watch_dispose;
  G_OBJECT_CLASS (klass)->finalize = rackside_sensor_watch_finalize;

  /**
   * RacksideSensorWatch::waiting:
   * @self: the watch
   * @what: what is being waited for
   * @fraction: how much of it is there; negative: nobody knows
   */
  signals[SIGNAL_WAITING] = g_signal_new ("waiting", RACKSIDE_TYPE_SENSOR_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_DOUBLE);

  /**
   * RacksideSensorWatch::ready:
   * @self: the watch
   *
   * The list has the server's sensors; their values follow.
   */
  signals[SIGNAL_READY] = g_signal_new ("ready", RACKSIDE_TYPE_SENSOR_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 0);

  /**
   * RacksideSensorWatch::read:
   * @self: the watch
   *
   * All sensors have been read once more.
   */
  signals[SIGNAL_READ] = g_signal_new ("read", RACKSIDE_TYPE_SENSOR_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 0);

  /**
   * RacksideSensorWatch::failed:
   * @self: the watch
   * @error: why it does not go on
   */
  signals[SIGNAL_FAILED] = g_signal_new ("failed", RACKSIDE_TYPE_SENSOR_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
rackside_sensor_watch_init (RacksideSensorWatch *self)
{
  self->list = rackside_sensor_list_new ();
}

/**
 * rackside_sensor_watch_new:
 *
 * Returns: (transfer full): a watch that stands still
 */
RacksideSensorWatch *
rackside_sensor_watch_new (void)
{
  return g_object_new (RACKSIDE_TYPE_SENSOR_WATCH, NULL);
}

/**
 * rackside_sensor_watch_get_list:
 * @self: a watch
 *
 * Returns: (transfer none): the sensors
 */
RacksideSensorList *
rackside_sensor_watch_get_list (RacksideSensorWatch *self)
{
  return self->list;
}

/**
 * rackside_sensor_watch_get_n_unreadable:
 * @self: a watch
 *
 * Returns: how many of the server's records are damaged, so that sensors may be missing
 */
guint
rackside_sensor_watch_get_n_unreadable (RacksideSensorWatch *self)
{
  return self->n_unreadable;
}

static void read_records (RacksideSensorWatch *self);
static void read_values  (RacksideSensorWatch *self);

static void
fail (RacksideSensorWatch *self,
      GError              *error)
{
  rackside_sensor_watch_stop (self);
  g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
}

static gboolean
on_pause_over (gpointer user_data)
{
  RacksideSensorWatch *self = user_data;

  self->timeout = 0;
  if (++self->n_readings >= READINGS_BETWEEN_RECORDS)
    read_records (self);
  else
    read_values (self);
  return G_SOURCE_REMOVE;
}

static void
on_value (guint                  index,
          const IpmiSensorValue *value,
          gpointer               user_data)
{
  RacksideRun *run = user_data;

  if (!rackside_run_is_over (run))
    rackside_sensor_list_set_value (RACKSIDE_SENSOR_WATCH (run->self)->list, index, value, g_get_monotonic_time ());
}

static void
on_values (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(RacksideRun) run = user_data;
  RacksideSensorWatch *self = run->self;
  g_autoptr(GError) error = NULL;
  g_autofree IpmiSensorValue *values = ipmi_sensors_read_finish (IPMI_SESSION (source), result, NULL, &error);

  if (rackside_run_is_over (run))
    return;
  if (error != NULL)
    {
      fail (self, error);
      return;
    }
  self->timeout = g_timeout_add_seconds (PAUSE_SECONDS, on_pause_over, self);
  g_signal_emit (self, signals[SIGNAL_READ], 0);
}

static void
read_values (RacksideSensorWatch *self)
{
  RacksideRun *run = rackside_run_new (self, self->cancellable);

  ipmi_sensors_read_each_async (self->session, NULL, self->sensors, self->n_sensors, IPMI_SENSOR_DEFAULT, on_value, run,
                                self->cancellable, on_values, run);
}

/* Sensors that only send events have nothing to be read. */
static void
take_records (RacksideSensorWatch     *self,
              const IpmiSdrRepository *repository)
{
  guint n = 0;

  g_free (self->sensors);
  self->sensors = ipmi_sdr_repository_dup_sensors (repository, &self->n_sensors, &self->n_unreadable);
  for (guint i = 0; i < self->n_sensors; i++)
    if (!self->sensors[i].event_only)
      self->sensors[n++] = self->sensors[i];
  self->n_sensors = n;
  self->n_readings = 0;
  rackside_sensor_list_set_sensors (self->list, self->sensors, n);
}

static void
on_records (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(RacksideRun) run = user_data;
  RacksideSensorWatch *self = run->self;
  g_autoptr(GError) error = NULL;
  g_autoptr(IpmiSdrRepository) repository = ipmi_sdr_repository_read_finish (IPMI_SESSION (source), result, &error);

  if (rackside_run_is_over (run))
    return;
  if (repository == NULL)
    {
      fail (self, error);
      return;
    }
  take_records (self, repository);
  self->ready = TRUE;
  g_signal_emit (self, signals[SIGNAL_READY], 0);
  if (!rackside_run_is_over (run))
    read_values (self);
}

static void
on_progress (guint    done,
             guint    total,
             gpointer user_data)
{
  RacksideRun *run = user_data;
  RacksideSensorWatch *self = run->self;

  if (!rackside_run_is_over (run) && !self->ready)
    g_signal_emit (self, signals[SIGNAL_WAITING], 0, _("Finding out which sensors there are"),
                   (double) done / MAX (total, 1));
}

static void
read_records (RacksideSensorWatch *self)
{
  RacksideRun *run = rackside_run_new (self, self->cancellable);
  g_autofree char *folder = rackside_dup_sdr_folder ();

  ipmi_sdr_repository_read_async (self->session, NULL, folder, on_progress, run, self->cancellable, on_records, run);
}

/**
 * rackside_sensor_watch_start:
 * @self: a watch that stands still
 * @session: an open session with the server
 *
 * Reads which sensors there are, from the cache where it is up to date, and then what they read, until it is stopped.
 */
void
rackside_sensor_watch_start (RacksideSensorWatch *self,
                             IpmiSession         *session)
{
  g_return_if_fail (self->session == NULL);
  self->session = g_object_ref (session);
  self->cancellable = g_cancellable_new ();
  if (!self->ready)
    g_signal_emit (self, signals[SIGNAL_WAITING], 0, _("Finding out which sensors there are"), -1.0);
  read_records (self);
}

/**
 * rackside_sensor_watch_stop:
 * @self: a watch
 *
 * Reads no more; the list keeps what it has.
 */
void
rackside_sensor_watch_stop (RacksideSensorWatch *self)
{
  g_clear_handle_id (&self->timeout, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
}

/**
 * rackside_sensor_watch_forget:
 * @self: a watch
 *
 * Stops and empties the list: the next server is another.
 */
void
rackside_sensor_watch_forget (RacksideSensorWatch *self)
{
  rackside_sensor_watch_stop (self);
  self->ready = FALSE;
  self->n_sensors = self->n_unreadable = 0;
  rackside_sensor_list_set_sensors (self->list, NULL, 0);
}
