/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ipmi-sdr-private.h"
#include "ipmi-sensor-index.h"

#define N_LUNS 4

struct _IpmiSensorIndex
{
  IpmiSensor *sensors;       /* owned */
  GHashTable *places;        /* owned: key → borrowed IpmiSensor */
};

G_DEFINE_BOXED_TYPE (IpmiSensorIndex, ipmi_sensor_index, ipmi_sensor_index_ref, ipmi_sensor_index_unref)

static gpointer
make_key (guint8 owner,
          guint8 lun,
          guint8 number)
{
  return GUINT_TO_POINTER ((guint) owner << 16 | (guint) lun << 8 | number);
}

/**
 * ipmi_sensor_index_new:
 * @repository: sensor data records
 *
 * Returns: (transfer full): the sensors of these records
 */
IpmiSensorIndex *
ipmi_sensor_index_new (const IpmiSdrRepository *repository)
{
  IpmiSensorIndex *self = g_atomic_rc_box_new0 (IpmiSensorIndex);
  guint n_sensors;

  self->sensors = ipmi_sdr_repository_dup_sensors (repository, &n_sensors, NULL);
  self->places = g_hash_table_new (NULL, NULL);
  /* Of two with the same number the first counts. */
  for (guint i = n_sensors; i > 0; i--)
    {
      IpmiSensor *sensor = &self->sensors[i - 1];

      g_hash_table_insert (self->places, make_key (sensor->owner, sensor->lun, sensor->number), sensor);
    }
  return self;
}

/**
 * ipmi_sensor_index_ref:
 * @self: an index
 *
 * Returns: (transfer full): it
 */
IpmiSensorIndex *
ipmi_sensor_index_ref (IpmiSensorIndex *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  IpmiSensorIndex *self = data;

  g_hash_table_unref (self->places);
  g_free (self->sensors);
}

/**
 * ipmi_sensor_index_unref:
 * @self: (transfer full): an index
 */
void
ipmi_sensor_index_unref (IpmiSensorIndex *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/**
 * ipmi_sensor_index_find:
 * @self: (nullable): an index; %NULL knows no sensors
 * @record: a record of the event log
 *
 * Controllers that do not say which of their logical units a sensor belongs to say 0. Where 0 does not have it,
 * the first one that does is taken.
 *
 * Returns: (transfer none) (nullable): the sensor that the event is of; %NULL when it is not known, and for records
 *   that are no events
 */
const IpmiSensor *
ipmi_sensor_index_find (const IpmiSensorIndex *self,
                        const IpmiSelRecord   *record)
{
  const IpmiSensor *sensor;
  guint8 owner;

  if (self == NULL || record->kind != IPMI_SEL_KIND_SYSTEM)
    return NULL;
  owner = record->software ? record->owner << 1 | IPMI_SOFTWARE_ID : record->owner;
  sensor = g_hash_table_lookup (self->places, make_key (owner, record->lun, record->sensor_number));
  for (guint8 lun = 1; sensor == NULL && record->lun == 0 && lun < N_LUNS; lun++)
    sensor = g_hash_table_lookup (self->places, make_key (owner, lun, record->sensor_number));
  return sensor;
}
