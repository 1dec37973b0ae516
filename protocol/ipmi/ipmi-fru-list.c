/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ipmi-fru-list.h"
#include "ipmi-sensor-reader.h"

#define HAS_FRU 0x08      /* of a controller's capabilities (§43.9) */

static void
device_clear (gpointer data)
{
  g_free (((IpmiFruDevice *) data)->name);
}

static void
add_device (GArray           *list,
            const IpmiTarget *own,
            const char       *name,
            guint8            owner,
            guint8            channel,
            guint8            lun,
            guint8            id)
{
  const IpmiSensor of_same_owner = { .owner = owner, .channel = channel, .lun = lun };
  IpmiFruDevice device = { .owner = owner, .lun = lun, .id = id };

  for (guint i = 0; i < list->len; i++)
    {
      const IpmiFruDevice *other = &g_array_index (list, IpmiFruDevice, i);

      if (other->owner == owner && other->lun == lun && other->id == id)
        return;
    }
  device.name = g_strdup (name);
  device.reachable = ipmi_sensor_get_target (&of_same_owner, own, &device.target);
  g_array_append_val (list, device);
}

/**
 * ipmi_fru_list_new:
 * @own: the session's own target: the BMC, or one behind it
 * @repository: (nullable): its sensor data records
 *
 * FRU device locators name each device. A controller that says it has an inventory has device 0, which needs no
 * locator (§38).
 *
 * Returns: (transfer full) (element-type IpmiFruDevice): what has an inventory
 */
GArray *
ipmi_fru_list_new (const IpmiTarget        *own,
                   const IpmiSdrRepository *repository)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (IpmiFruDevice));
  guint n_records = repository != NULL ? ipmi_sdr_repository_get_n_records (repository) : 0;
  IpmiSdr sdr;

  g_array_set_clear_func (list, device_clear);
  for (guint i = 0; i < n_records; i++)
    if (ipmi_sdr_repository_decode (repository, i, &sdr, NULL) && sdr.type == IPMI_SDR_FRU_LOCATOR
        && sdr.locator.is_logical_fru)
      add_device (list, own, sdr.locator.name, sdr.locator.access_address, sdr.locator.channel, sdr.locator.lun,
                  sdr.locator.device_address);
  for (guint i = 0; i < n_records; i++)
    if (ipmi_sdr_repository_decode (repository, i, &sdr, NULL) && sdr.type == IPMI_SDR_MC_LOCATOR
        && (sdr.locator.capabilities & HAS_FRU) != 0)
      add_device (list, own, sdr.locator.name, sdr.locator.access_address, sdr.locator.channel, 0, 0);
  return list;
}

/**
 * ipmi_fru_list_add:
 * @list: what ipmi_fru_list_new() returned
 * @own: the session's own target
 * @id: a device of its
 *
 * What has no locator can be asked for all the same. Does nothing when the list has it.
 */
void
ipmi_fru_list_add (GArray           *list,
                   const IpmiTarget *own,
                   guint8            id)
{
  add_device (list, own, NULL, ipmi_fru_list_owner (own), 0, 0, id);
}

/**
 * ipmi_fru_list_owner:
 * @own: the session's own target
 *
 * Returns: its slave address
 */
guint8
ipmi_fru_list_owner (const IpmiTarget *own)
{
  return own->n_hops > 0 ? own->hops[own->n_hops - 1].address : IPMI_FRU_BMC_ADDRESS;
}
