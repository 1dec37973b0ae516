/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ctl-ipmi-sensor-list.h"
#include "report-sensor.h"

typedef struct
{
  char            *cache_folder;   /* owned */
  IpmiSensorFlags  flags;
  IpmiSensor      *sensors;        /* owned */
  guint            n_sensors;
  GArray          *unreadable;     /* owned: of guint16, the ids of these records */
} List;

static void
list_free (gpointer data)
{
  List *list = data;

  g_free (list->cache_folder);
  g_free (list->sensors);
  g_array_unref (list->unreadable);
  g_free (list);
}

static void
on_values (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  List *list = g_task_get_task_data (task);
  g_autoptr(JsonArray) array = json_array_new ();
  g_autofree IpmiSensorValue *values = NULL;
  GError *error = NULL;

  values = ipmi_sensors_read_finish (IPMI_SESSION (source), result, NULL, &error);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < list->n_sensors; i++)
    json_array_add_object_element (array, report_sensor_describe (&list->sensors[i], &values[i]));
  g_task_return_pointer (task, g_steal_pointer (&array), (GDestroyNotify) json_array_unref);
}

/* Sensors that only send events have nothing to be read. */
static void
drop_event_only (List *list)
{
  guint kept = 0;

  for (guint i = 0; i < list->n_sensors; i++)
    if (!list->sensors[i].event_only)
      list->sensors[kept++] = list->sensors[i];
  list->n_sensors = kept;
}

static void
note_unreadable (List                    *list,
                 const IpmiSdrRepository *repository)
{
  for (guint i = 0; i < ipmi_sdr_repository_get_n_records (repository); i++)
    {
      gsize length;
      const guint8 *record = ipmi_sdr_repository_get_record (repository, i, &length);
      guint16 id = length >= 2 ? record[0] | record[1] << 8 : 0;
      IpmiSdr sdr;

      if (!ipmi_sdr_repository_decode (repository, i, &sdr, NULL))
        g_array_append_val (list->unreadable, id);
    }
}

static void
on_records (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  IpmiSession *session = IPMI_SESSION (source);
  List *list = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr(IpmiSdrRepository) repository = NULL;
  GError *error = NULL;
  guint n_unreadable;

  repository = ipmi_sdr_repository_read_finish (session, result, &error);
  if (repository == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  list->sensors = ipmi_sdr_repository_dup_sensors (repository, &list->n_sensors, &n_unreadable);
  if (n_unreadable > 0)
    note_unreadable (list, repository);
  drop_event_only (list);
  ipmi_sensors_read_async (session, NULL, list->sensors, list->n_sensors, list->flags,
                           cancellable, on_values, g_steal_pointer (&task));
}

/**
 * ctl_ipmi_sensor_list_async:
 * @session: an open session
 * @cache_folder: (nullable): where sensor data records are kept
 * @flags: what to ask each sensor for
 * @cancellable: (nullable): stops it
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Reads all sensors and describes them as `racksidectl … sensors` does.
 */
void
ctl_ipmi_sensor_list_async (IpmiSession         *session,
                            const char          *cache_folder,
                            IpmiSensorFlags      flags,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (session, cancellable, callback, user_data);
  List *list = g_new0 (List, 1);

  list->cache_folder = g_strdup (cache_folder);
  list->flags = flags;
  list->unreadable = g_array_new (FALSE, FALSE, sizeof (guint16));
  g_task_set_source_tag (task, ctl_ipmi_sensor_list_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, list, list_free);
  ipmi_sdr_repository_read_async (session, NULL, list->cache_folder, NULL, NULL, cancellable, on_records,
                                  g_steal_pointer (&task));
}

/**
 * ctl_ipmi_sensor_list_finish:
 * @session: the session
 * @result: what the callback was given
 * @unreadable: (out) (transfer none) (element-type guint16): the ids of records that are damaged or were refused, so
 *   that sensors may be missing; valid as long as @result
 * @error: return location: as of ipmi_sdr_repository_read_finish() and ipmi_sensors_read_finish()
 *
 * Returns: (transfer full) (nullable): the sensors
 */
JsonArray *
ctl_ipmi_sensor_list_finish (IpmiSession   *session,
                             GAsyncResult  *result,
                             GArray       **unreadable,
                             GError       **error)
{
  List *list = g_task_get_task_data (G_TASK (result));

  g_return_val_if_fail (g_task_is_valid (result, session), NULL);
  *unreadable = list->unreadable;
  return g_task_propagate_pointer (G_TASK (result), error);
}
