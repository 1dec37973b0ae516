/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "ctl-ipmi.h"
#include "ipmi-fru-client.h"
#include "ipmi-fru-list.h"

#define ONLY_ONE_NONE -1

/* The session's own target: the BMC, or what --bridge names. */
static void
get_own_target (IpmiSession *session,
                IpmiTarget  *target)
{
  g_autofree IpmiTarget *own = NULL;

  g_object_get (session, "target", &own, NULL);
  *target = own != NULL ? *own : (IpmiTarget) { .n_hops = 0 };
}

static GArray *
find_devices (CtlContext        *context,
              IpmiSession       *session,
              const IpmiTarget  *own,
              GError           **error)
{
  g_autoptr(IpmiSdrRepository) repository = NULL;

  if (!ctl_ipmi_try_repository (context, session, _("Reading what inventory there is"),
                                _("What has an inventory is not known."), &repository, error))
    return NULL;
  return ipmi_fru_list_new (own, repository);
}

static void
set_problem (JsonObject        *object,
             const IpmiFruArea *area)
{
  if (area->problem != NULL)
    json_object_set_string_member (object, "problem", area->problem);
}

static void
set_extra (JsonObject *object,
           GPtrArray  *extra)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < extra->len; i++)
    json_array_add_string_element (array, g_ptr_array_index (extra, i));
  json_object_set_array_member (object, "extra", array);
}

static void
describe_chassis (JsonObject           *fru,
                  const IpmiFruChassis *chassis)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "type", ipmi_fru_chassis_type_name (chassis->type));
  json_object_set_string_member (object, "part_number", chassis->part_number);
  json_object_set_string_member (object, "serial_number", chassis->serial_number);
  set_extra (object, chassis->extra);
  set_problem (object, &chassis->area);
  json_object_set_object_member (fru, "chassis", object);
}

static void
describe_board (JsonObject         *fru,
                const IpmiFruBoard *board)
{
  JsonObject *object = json_object_new ();
  g_autofree char *date = ipmi_fru_dup_date (board->manufactured);

  json_object_set_string_member (object, "manufactured", date);
  json_object_set_string_member (object, "manufacturer", board->manufacturer);
  json_object_set_string_member (object, "product", board->product);
  json_object_set_string_member (object, "serial_number", board->serial_number);
  json_object_set_string_member (object, "part_number", board->part_number);
  json_object_set_string_member (object, "file_id", board->file_id);
  json_object_set_string_member (object, "language", ipmi_fru_language (board->language));
  set_extra (object, board->extra);
  set_problem (object, &board->area);
  json_object_set_object_member (fru, "board", object);
}

static void
describe_product (JsonObject           *fru,
                  const IpmiFruProduct *product)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "manufacturer", product->manufacturer);
  json_object_set_string_member (object, "name", product->name);
  json_object_set_string_member (object, "part_number", product->part_number);
  json_object_set_string_member (object, "version", product->version);
  json_object_set_string_member (object, "serial_number", product->serial_number);
  json_object_set_string_member (object, "asset_tag", product->asset_tag);
  json_object_set_string_member (object, "file_id", product->file_id);
  json_object_set_string_member (object, "language", ipmi_fru_language (product->language));
  set_extra (object, product->extra);
  set_problem (object, &product->area);
  json_object_set_object_member (fru, "product", object);
}

static void
set_value (JsonObject         *object,
           const IpmiFruValue *value)
{
  switch (value->kind)
    {
    case IPMI_FRU_VALUE_NUMBER:
      report_json_set_number (object, value->name, value->number);
      break;
    case IPMI_FRU_VALUE_BOOLEAN:
      json_object_set_boolean_member (object, value->name, value->boolean);
      break;
    case IPMI_FRU_VALUE_TEXT:
    default:
      json_object_set_string_member (object, value->name, value->text);
      break;
    }
}

static char *
dup_hex (GBytes *bytes)
{
  GString *text = g_string_new (NULL);
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  for (gsize i = 0; i < length; i++)
    g_string_append_printf (text, "%02x", data[i]);
  return g_string_free (text, FALSE);
}

static void
describe_records (JsonObject    *fru,
                  const IpmiFru *decoded)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < decoded->records->len; i++)
    {
      const IpmiFruRecord *record = g_ptr_array_index (decoded->records, i);
      JsonObject *object = json_object_new ();

      json_object_set_int_member (object, "type", record->type);
      json_object_set_string_member (object, "name", ipmi_fru_record_type_name (record->type));
      for (guint j = 0; j < record->values->len; j++)
        set_value (object, &g_array_index (record->values, IpmiFruValue, j));
      if (record->values->len == 0)
        {
          g_autofree char *data = dup_hex (record->data);

          json_object_set_string_member (object, "data", data);
        }
      set_problem (object, &record->area);
      json_array_add_object_element (array, object);
    }
  json_object_set_array_member (fru, "multirecords", array);
}

static void
describe_fru (JsonObject    *object,
              const IpmiFru *fru)
{
  if (fru->chassis != NULL)
    describe_chassis (object, fru->chassis);
  if (fru->board != NULL)
    describe_board (object, fru->board);
  if (fru->product != NULL)
    describe_product (object, fru->product);
  if (fru->internal != NULL)
    {
      JsonObject *internal = json_object_new ();
      g_autofree char *data = dup_hex (fru->internal->data);

      json_object_set_int_member (internal, "format_version", fru->internal->version);
      json_object_set_string_member (internal, "data", data);
      set_problem (internal, &fru->internal->area);
      json_object_set_object_member (object, "internal_use", internal);
    }
  if (fru->multirecords.length > 0 || fru->multirecords.problem != NULL)
    describe_records (object, fru);
  set_problem (object, fru->header.problem != NULL ? &fru->header : &fru->multirecords);
}

/* FALSE with an error: not even a damaged inventory could be read. */
static gboolean
finish_fru (IpmiSession   *session,
            GAsyncResult  *result,
            JsonObject    *object,
            GError       **error)
{
  g_autoptr(GBytes) bytes = ipmi_fru_read_finish (session, result, error);
  g_autoptr(IpmiFru) fru = NULL;
  const guint8 *data;
  gsize length;

  if (bytes == NULL)
    return FALSE;
  data = g_bytes_get_data (bytes, &length);
  fru = ipmi_fru_decode (data, length, error);
  if (fru == NULL)
    return FALSE;
  describe_fru (object, fru);
  return TRUE;
}

/* One device that cannot be read says so in its place, and the others are told all the same: an empty bay has a
 * locator too. But there is no use in going on without a session. */
static gboolean
is_of_one_device (const GError *error)
{
  return error->domain == IPMI_ERROR && error->code != IPMI_ERROR_CLOSED && error->code != IPMI_ERROR_PRIVILEGE;
}

static gboolean
add_fru (IpmiSession   *session,
         const IpmiFruDevice *device,
         GAsyncResult  *result,
         gboolean       only_one,
         JsonArray     *array,
         GError       **problem,
         GError       **error)
{
  g_autoptr(JsonObject) object = json_object_new ();
  g_autoptr(GError) read_error = NULL;

  json_object_set_int_member (object, "id", device->id);
  json_object_set_string_member (object, "name", device->name);
  json_object_set_int_member (object, "owner", device->owner);
  if (!device->reachable)
    {
      json_object_set_string_member (object, "problem", "The controller that has it cannot be reached from here.");
    }
  else if (!finish_fru (session, result, object, &read_error))
    {
      if (only_one || !is_of_one_device (read_error))
        {
          g_propagate_error (error, g_steal_pointer (&read_error));
          return FALSE;
        }
      json_object_set_string_member (object, "problem", read_error->message);
      if (*problem == NULL)
        *problem = g_steal_pointer (&read_error);
    }
  json_array_add_object_element (array, g_steal_pointer (&object));
  return TRUE;
}

static gboolean
is_any_read (JsonArray *array)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!json_object_has_member (json_array_get_object_element (array, i), "problem"))
      return TRUE;
  return FALSE;
}

static void
await_clear (gpointer data)
{
  ctl_await_clear (data);
}

/* Reads all that can be read side by side. Returns: (transfer full): a CtlAwait for each, whose result is there */
static GArray *
read_all (CtlContext   *context,
          IpmiSession  *session,
          const GArray *devices)
{
  GArray *awaits = g_array_new (FALSE, TRUE, sizeof (CtlAwait));

  g_array_set_clear_func (awaits, await_clear);
  g_array_set_size (awaits, devices->len);
  ctl_context_set_waiting (context, _("Reading the inventory"));
  for (guint i = 0; i < devices->len; i++)
    {
      const IpmiFruDevice *device = &g_array_index (devices, IpmiFruDevice, i);

      if (device->reachable)
        ipmi_fru_read_async (session, &device->target, device->lun, device->id, IPMI_FRU_READ_USED, NULL, NULL,
                             context->cancellable, ctl_await_ready, &g_array_index (awaits, CtlAwait, i));
    }
  for (guint i = 0; i < devices->len; i++)
    if (g_array_index (devices, IpmiFruDevice, i).reachable)
      ctl_await (&g_array_index (awaits, CtlAwait, i));
  return awaits;
}

static void
keep_only (GArray     *devices,
           int         id,
           guint8      owner)
{
  for (guint i = devices->len; i > 0; i--)
    {
      const IpmiFruDevice *device = &g_array_index (devices, IpmiFruDevice, i - 1);

      if (device->id != id || device->owner != owner)
        g_array_remove_index (devices, i - 1);
    }
}

static gboolean
show_fru (CtlContext   *context,
          IpmiSession  *session,
          gpointer      data,
          GError      **error)
{
  g_autoptr(GArray) devices = NULL;
  g_autoptr(GArray) awaits = NULL;
  g_autoptr(JsonArray) array = json_array_new ();
  g_autoptr(GError) problem = NULL;
  const int *only = data;
  IpmiTarget own;

  get_own_target (session, &own);
  devices = find_devices (context, session, &own, error);
  if (devices == NULL)
    return FALSE;
  ipmi_fru_list_add (devices, &own, *only == ONLY_ONE_NONE ? 0 : (guint8) *only);
  if (*only != ONLY_ONE_NONE)
    keep_only (devices, *only, ipmi_fru_list_owner (&own));
  awaits = read_all (context, session, devices);
  for (guint i = 0; i < devices->len; i++)
    if (!add_fru (session, &g_array_index (devices, IpmiFruDevice, i), g_array_index (awaits, CtlAwait, i).result,
                  *only != ONLY_ONE_NONE, array, &problem, error))
      return FALSE;
  ctl_context_set_waiting (context, NULL);
  ctl_output_array (context, array, NULL);
  /* What is there of a result is one; nothing is not. */
  if (problem == NULL || is_any_read (array))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

CtlExit
ctl_ipmi_fru (CtlContext *context,
              int         argc,
              char      **argv,
              GError    **error)
{
  int only = ONLY_ONE_NONE;
  guint id;

  if (!ctl_context_parse (context, NULL, 0, 1, &argc, &argv, error))
    return CTL_EXIT_DONE;
  ctl_speak_english ();
  if (argc > 1)
    {
      if (!ctl_ipmi_parse_number (argv[1], 10, 254, _("inventory device"), &id, error))
        return CTL_EXIT_USAGE;
      only = (int) id;
    }
  return ctl_ipmi_run (context, show_fru, &only, error);
}
