/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "ipmi-channel.h"
#include "ipmi-device-client.h"
#include "ipmi-fru-client.h"
#include "ipmi-fru-list.h"
#include "ipmi-lan-client.h"
#include "ipmi-sdr-reader.h"
#include "rackside-inventory.h"
#include "rackside-watch-private.h"

/* One thing after the other: a BMC is slow enough. What it does not have is left out, what it cannot read is said. */
typedef struct
{
  IpmiTarget                 own;
  GPtrArray                 *sections;       /* owned */
  RacksideInventorySection  *section;        /* borrowed from sections: the one that grows */
  GArray                    *devices;        /* owned; what has an inventory of its own */
  guint                      n_read;         /* of these */
  GCancellable              *cancellable;    /* borrowed from the task */
  RacksideInventoryProgress  progress;
  gpointer                   progress_data;
} Reading;

static void
reading_free (Reading *reading)
{
  g_ptr_array_unref (reading->sections);
  g_clear_pointer (&reading->devices, g_array_unref);
  g_free (reading);
}

static void
begin (GTask      *task,
       const char *title,
       const char *what)
{
  Reading *reading = g_task_get_task_data (task);

  reading->section = rackside_inventory_section_new (title);
  g_ptr_array_add (reading->sections, reading->section);
  if (reading->progress != NULL)
    reading->progress (what, reading->progress_data);
}

/* TRUE when there is no use in going on: the BMC is lost, does not answer, or nobody waits any more. */
static gboolean
is_the_end (GTask   *task,
            GError **error)
{
  if (*error == NULL
      || ((*error)->domain == IPMI_ERROR && (*error)->code != IPMI_ERROR_CLOSED && (*error)->code != IPMI_ERROR_TIMEOUT))
    return FALSE;
  g_task_return_error (task, g_steal_pointer (error));
  return TRUE;
}

static void
note_problem (GTask        *task,
              const GError *error)
{
  Reading *reading = g_task_get_task_data (task);

  if (error == NULL || g_error_matches (error, IPMI_ERROR, IPMI_ERROR_UNSUPPORTED))
    return;
  g_free (reading->section->problem);
  reading->section->problem = g_strdup (error->message);
}

static void read_next_fru (GTask *task);

static void
on_fru (GObject      *session,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  Reading *reading = g_task_get_task_data (task);
  g_autoptr(GBytes) bytes = ipmi_fru_read_finish (IPMI_SESSION (session), result, &error);
  g_autoptr(IpmiFru) fru = NULL;
  const guint8 *data;
  gsize length;

  if (is_the_end (task, &error))
    return;
  if (bytes != NULL)
    {
      data = g_bytes_get_data (bytes, &length);
      fru = ipmi_fru_decode (data, length, &error);
    }
  if (fru != NULL)
    rackside_inventory_section_add_fru (reading->section, fru);
  if (error != NULL)
    reading->section->problem = g_strdup (error->message);
  read_next_fru (g_steal_pointer (&task));
}

static void
read_next_fru (GTask *task)
{
  g_autoptr(GTask) owned = task;
  Reading *reading = g_task_get_task_data (task);
  IpmiSession *session = g_task_get_source_object (task);

  while (reading->n_read < reading->devices->len)
    {
      const IpmiFruDevice *device = &g_array_index (reading->devices, IpmiFruDevice, reading->n_read++);
      g_autofree char *name = device->name != NULL ? g_strdup (device->name)
                                                   : g_strdup_printf (_("Inventory %u"), device->id);
      /* Translators: the %s is the name of a part, as in “Power Supply 1” */
      g_autofree char *what = g_strdup_printf (_("Reading the inventory of %s"), name);

      begin (task, name, what);
      if (device->reachable)
        {
          ipmi_fru_read_async (session, &device->target, device->lun, device->id, IPMI_FRU_READ_USED, NULL, NULL,
                               reading->cancellable, on_fru, g_steal_pointer (&owned));
          return;
        }
      reading->section->problem = g_strdup (_("The controller that has it cannot be reached from here."));
    }
  g_task_return_pointer (task, g_ptr_array_ref (reading->sections), (GDestroyNotify) g_ptr_array_unref);
}

static void
on_records (GObject      *session,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  Reading *reading = g_task_get_task_data (task);
  g_autoptr(IpmiSdrRepository) repository = ipmi_sdr_repository_read_finish (IPMI_SESSION (session), result, &error);

  if (is_the_end (task, &error))
    return;
  reading->devices = ipmi_fru_list_new (&reading->own, repository);
  ipmi_fru_list_add (reading->devices, &reading->own, 0);
  read_next_fru (g_steal_pointer (&task));
}

static void
add_lan (RacksideInventorySection *section,
         const IpmiLan            *lan)
{
  const struct { IpmiLanParameter parameter; const char *label; char *value; } rows[] = {
    { IPMI_LAN_IP_ADDRESS, _("IPv4 address"), ipmi_lan_dup_ipv4 (lan->ip_address) },
    { IPMI_LAN_IP_SOURCE, _("From"), g_strdup (_(ipmi_lan_source_name (lan->ip_source))) },
    { IPMI_LAN_SUBNET_MASK, _("Subnet mask"), ipmi_lan_dup_ipv4 (lan->subnet_mask) },
    { IPMI_LAN_DEFAULT_GATEWAY, _("Gateway"), ipmi_lan_dup_ipv4 (lan->default_gateway) },
    { IPMI_LAN_MAC_ADDRESS, _("MAC address"), ipmi_lan_dup_mac (lan->mac_address) },
    { IPMI_LAN_VLAN_ID, _("VLAN"), lan->vlan_enabled ? g_strdup_printf ("%u", lan->vlan_id) : g_strdup (_("none")) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      if (ipmi_lan_has (lan, rows[i].parameter))
        rackside_inventory_section_add (section, rows[i].label, rows[i].value);
      g_free (rows[i].value);
    }
  for (guint i = 0; i < lan->n_ipv6; i++)
    {
      g_autofree char *address = ipmi_lan_dup_ipv6 (lan->ipv6[i].address);
      g_autofree char *value = g_strdup_printf ("%s/%u", address, lan->ipv6[i].prefix_length);

      rackside_inventory_section_add (section, _("IPv6 address"), value);
    }
}

static void
on_lan (GObject      *session,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  Reading *reading = g_task_get_task_data (task);
  g_autofree IpmiLan *lan = ipmi_lan_read_finish (IPMI_SESSION (session), result, &error);
  g_autofree char *folder = rackside_dup_sdr_folder ();

  if (is_the_end (task, &error))
    return;
  if (lan != NULL)
    add_lan (reading->section, lan);
  note_problem (task, error);
  if (reading->progress != NULL)
    reading->progress (_("Reading what has an inventory"), reading->progress_data);
  ipmi_sdr_repository_read_async (IPMI_SESSION (session), NULL, folder, NULL, NULL, reading->cancellable,
                                  on_records, g_steal_pointer (&task));
}

static void
read_lan (GTask *task)
{
  Reading *reading = g_task_get_task_data (task);

  begin (task, _("Network"), _("Reading the network settings"));
  ipmi_lan_read_async (g_task_get_source_object (task), IPMI_CHANNEL_THIS, reading->cancellable, on_lan, task);
}

static void
add_guid (GTask          *task,
          const IpmiGuid *guid)
{
  g_autofree char *text = ipmi_guid_to_string (guid, ipmi_guid_guess_order (guid));

  rackside_inventory_section_add (((Reading *) g_task_get_task_data (task))->section, _("GUID"), text);
}

static void
on_system_guid (GObject      *session,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  IpmiGuid guid;

  if (ipmi_device_get_system_guid_finish (IPMI_SESSION (session), result, &guid, &error))
    add_guid (task, &guid);
  if (is_the_end (task, &error))
    return;
  read_lan (g_steal_pointer (&task));
}

/* A controller without a GUID of its own may stand for the system, whose GUID says as much. */
static void
on_guid (GObject      *session,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  Reading *reading = g_task_get_task_data (task);
  IpmiGuid guid;

  if (ipmi_device_get_guid_finish (IPMI_SESSION (session), result, &guid, &error))
    add_guid (task, &guid);
  if (is_the_end (task, &error))
    return;
  if (g_error_matches (error, IPMI_ERROR, IPMI_ERROR_UNSUPPORTED) && reading->own.n_hops == 0)
    ipmi_device_get_system_guid_async (IPMI_SESSION (session), reading->cancellable, on_system_guid,
                                       g_steal_pointer (&task));
  else
    read_lan (g_steal_pointer (&task));
}

static void
on_self_test (GObject      *session,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  Reading *reading = g_task_get_task_data (task);
  IpmiSelfTest test;

  if (ipmi_device_get_self_test_finish (IPMI_SESSION (session), result, &test, &error))
    {
      g_auto(GStrv) problems = ipmi_self_test_dup_problems (&test, IPMI_WORDS_LOCAL);
      g_autofree char *joined = g_strjoinv (", ", problems);

      rackside_inventory_section_add (reading->section, _("Self test"), _(ipmi_self_test_text (&test)));
      rackside_inventory_section_add (reading->section, _("Self test found"), joined);
    }
  if (is_the_end (task, &error))
    return;
  note_problem (task, error);
  ipmi_device_get_guid_async (IPMI_SESSION (session), NULL, reading->cancellable, on_guid,
                              g_steal_pointer (&task));
}

static void
add_device (RacksideInventorySection *section,
            const IpmiDeviceId       *id)
{
  g_autofree char *firmware = ipmi_device_id_dup_firmware (id);
  g_autofree char *version = ipmi_device_id_dup_version (id);
  g_autofree char *product = g_strdup_printf ("%u (0x%04x)", id->product_id, id->product_id);
  g_autofree char *device = g_strdup_printf (_("%u, revision %u"), id->device_id, id->device_revision);
  g_autofree char *number = g_strdup_printf ("%u", id->manufacturer_id);
  const char *manufacturer = ipmi_manufacturer_name (id->manufacturer_id);

  rackside_inventory_section_add (section, _("Manufacturer"), manufacturer != NULL ? manufacturer : number);
  rackside_inventory_section_add (section, _("Product number"), product);
  rackside_inventory_section_add (section, _("Device"), device);
  rackside_inventory_section_add (section, _("Firmware"), firmware);
  if (id->updating)
    rackside_inventory_section_add (section, _("State"), _("starting, or being updated"));
  rackside_inventory_section_add (section, _("IPMI version"), version);
}

static void
on_device (GObject      *session,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  Reading *reading = g_task_get_task_data (task);
  IpmiDeviceId id;

  if (!ipmi_device_get_id_finish (IPMI_SESSION (session), result, &id, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  add_device (reading->section, &id);
  ipmi_device_get_self_test_async (IPMI_SESSION (session), NULL, reading->cancellable, on_self_test,
                                   g_steal_pointer (&task));
}

/**
 * rackside_inventory_read_async:
 * @session: an open session
 * @progress: (nullable): told what is being read
 * @progress_data: for @progress
 * @cancellable: (nullable): gives up reading
 * @callback: called when everything is read
 * @user_data: for @callback
 *
 * Reads what a server is made of: its controller, its network settings, and every inventory that the controller knows.
 */
void
rackside_inventory_read_async (IpmiSession               *session,
                               RacksideInventoryProgress  progress,
                               gpointer                   progress_data,
                               GCancellable              *cancellable,
                               GAsyncReadyCallback        callback,
                               gpointer                   user_data)
{
  g_autoptr(GTask) task = g_task_new (session, cancellable, callback, user_data);
  g_autofree IpmiTarget *own = NULL;
  Reading *reading = g_new0 (Reading, 1);

  g_task_set_source_tag (task, rackside_inventory_read_async);
  g_task_set_task_data (task, reading, (GDestroyNotify) reading_free);
  reading->sections = g_ptr_array_new_with_free_func ((GDestroyNotify) rackside_inventory_section_free);
  reading->cancellable = cancellable;
  reading->progress = progress;
  reading->progress_data = progress_data;
  g_object_get (session, "target", &own, NULL);
  if (own != NULL)
    reading->own = *own;
  begin (task, _("Management Controller"), _("Reading what the management controller is"));
  ipmi_device_get_id_async (session, NULL, cancellable, on_device, g_steal_pointer (&task));
}

/**
 * rackside_inventory_read_finish:
 * @session: what it was read from
 * @result: what the callback got
 * @error: (nullable): why it could not be read
 *
 * Returns: (transfer full) (element-type RacksideInventorySection): the inventory; what of it could not be read says so
 */
GPtrArray *
rackside_inventory_read_finish (IpmiSession   *session,
                                GAsyncResult  *result,
                                GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
