/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>

#include <glib/gi18n.h>

#include "ctl-ipmi.h"
#include "ipmi-sel-client.h"
#include "ipmi-sensor-index.h"
#include "report-sel.h"

/* The names make the log readable, but there is a log without them too. */
static gboolean
read_names (CtlContext       *context,
            IpmiSession      *session,
            IpmiSensorIndex **names,
            GError          **error)
{
  g_autoptr(IpmiSdrRepository) repository = NULL;

  if (!ctl_ipmi_try_repository (context, session, _("Reading the sensors' names"),
                                _("The sensors' names are not known."), &repository, error))
    return FALSE;
  if (repository != NULL)
    *names = ipmi_sensor_index_new (repository);
  return TRUE;
}

static JsonObject *
describe_record (CtlContext            *context,
                 const IpmiSensorIndex *names,
                 const IpmiSelRecord   *record)
{
  const IpmiSensor *sensor = ipmi_sensor_index_find (names, record);
  JsonObject *object = report_sel_describe (record, sensor);
  g_autofree char *number = NULL;

  /* A person can do something with the number of a sensor that has no name; a script has it anyway. */
  if (!context->json && sensor == NULL && record->kind == IPMI_SEL_KIND_SYSTEM)
    {
      number = g_strdup_printf ("#0x%02x", record->sensor_number);
      json_object_set_string_member (object, "sensor", number);
    }
  return object;
}

/* Deletes what has been printed, and nothing that came after it. */
static gboolean
clear_sel (CtlContext   *context,
           IpmiSession  *session,
           guint         printed,
           GError      **error)
{
  g_auto(CtlAwait) await = CTL_AWAIT_INIT;
  IpmiSelInfo info;

  if (fflush (stdout) != 0 || ferror (stdout))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                           _("The event log could not be written to standard output, so it was not cleared."));
      return FALSE;
    }
  ipmi_sel_get_info_async (session, context->cancellable, ctl_await_ready, &await);
  if (!ipmi_sel_get_info_finish (session, ctl_await (&await), &info, error))
    return FALSE;
  if (info.entries != printed)
    {
      g_set_error (error, IPMI_ERROR, IPMI_ERROR_BUSY,
                   _("The event log has %u records now and had %u when it was read, so it was not cleared. Try again."),
                   info.entries, printed);
      return FALSE;
    }
  ctl_context_set_waiting (context, _("Clearing the event log"));
  ipmi_sel_clear_async (session, context->cancellable, ctl_await_ready, &await);
  return ipmi_sel_clear_finish (session, ctl_await (&await), error);
}

static void
on_progress (guint    done,
             guint    total,
             gpointer user_data)
{
  g_autofree char *text = g_strdup_printf (_("Reading the event log, record %u of %u"), done, total);

  ctl_context_set_progress (user_data, text);
}

static gboolean
show_sel (CtlContext   *context,
          IpmiSession  *session,
          gpointer      data,
          GError      **error)
{
  static const char * const columns[] = { "id", "time", "sensor", "sensor_type", "event", "asserted", "reading", "unit",
                                          NULL };
  g_auto(CtlAwait) await = CTL_AWAIT_INIT;
  g_autoptr(GArray) records = NULL;
  g_autoptr(JsonArray) array = json_array_new ();
  g_autoptr(IpmiSensorIndex) names = NULL;
  const gboolean *clear = data;

  ctl_context_set_waiting (context, _("Reading the event log"));
  ipmi_sel_read_async (session, on_progress, context, context->cancellable, ctl_await_ready, &await);
  records = ipmi_sel_read_finish (session, ctl_await (&await), error);
  if (records == NULL || (records->len > 0 && !read_names (context, session, &names, error)))
    return FALSE;
  for (guint i = 0; i < records->len; i++)
    json_array_add_object_element (array, describe_record (context, names, &g_array_index (records, IpmiSelRecord, i)));
  ctl_context_set_waiting (context, NULL);
  ctl_output_array (context, array, columns);
  return !*clear || clear_sel (context, session, records->len, error);
}

CtlExit
ctl_ipmi_sel (CtlContext *context,
              int         argc,
              char      **argv,
              GError    **error)
{
  gboolean clear = FALSE;
  const GOptionEntry entries[] = {
    { "clear", 0, 0, G_OPTION_ARG_NONE, &clear, N_("Delete all records once they have been printed"), NULL },
    { NULL }
  };

  if (!ctl_context_parse (context, entries, 0, 0, &argc, &argv, error))
    return CTL_EXIT_DONE;
  return ctl_ipmi_run (context, show_sel, &clear, error);
}

/* A BMC that does not have a command it should have can tell the rest all the same. */
static gboolean
is_left_out (GError *lacking,
             GError **error)
{
  if (g_error_matches (lacking, IPMI_ERROR, IPMI_ERROR_UNSUPPORTED))
    {
      g_error_free (lacking);
      return TRUE;
    }
  g_propagate_error (error, lacking);
  return FALSE;
}

static gboolean
add_clock (IpmiSession   *session,
           GAsyncResult  *result,
           JsonObject    *object,
           GError       **error)
{
  GError *lacking = NULL;
  guint32 now;

  if (!ipmi_sel_get_time_finish (session, result, &now, &lacking))
    {
      json_object_set_null_member (object, "time");
      return is_left_out (lacking, error);
    }
  ctl_ipmi_set_time (object, "time", now);
  return TRUE;
}

static gboolean
add_allocation (CtlContext   *context,
                IpmiSession  *session,
                JsonObject   *object,
                GError      **error)
{
  g_auto(CtlAwait) await = CTL_AWAIT_INIT;
  GError *lacking = NULL;
  IpmiSelAllocation allocation;

  ipmi_sel_get_allocation_async (session, context->cancellable, ctl_await_ready, &await);
  if (!ipmi_sel_get_allocation_finish (session, ctl_await (&await), &allocation, &lacking))
    return is_left_out (lacking, error);
  json_object_set_int_member (object, "allocation_units", allocation.units);
  json_object_set_int_member (object, "allocation_unit_size", allocation.unit_size);
  json_object_set_int_member (object, "free_allocation_units", allocation.free_units);
  json_object_set_int_member (object, "largest_free_block", allocation.largest_free_block);
  json_object_set_int_member (object, "maximum_record_size", allocation.maximum_record_size);
  return TRUE;
}

static gboolean
show_sel_info (CtlContext   *context,
               IpmiSession  *session,
               gpointer      data,
               GError      **error)
{
  g_auto(CtlAwait) await = CTL_AWAIT_INIT;
  g_auto(CtlAwait) clock_await = CTL_AWAIT_INIT;
  g_autoptr(JsonObject) object = json_object_new ();
  g_autofree char *version = NULL;
  GAsyncResult *clock;
  IpmiSelInfo info;

  ipmi_sel_get_info_async (session, context->cancellable, ctl_await_ready, &await);
  ipmi_sel_get_time_async (session, context->cancellable, ctl_await_ready, &clock_await);
  clock = ctl_await (&clock_await);
  if (!ipmi_sel_get_info_finish (session, ctl_await (&await), &info, error))
    return FALSE;
  version = g_strdup_printf ("%u.%u", info.version_major, info.version_minor);
  json_object_set_string_member (object, "version", version);
  json_object_set_int_member (object, "entries", info.entries);
  json_object_set_int_member (object, "free_bytes", info.free_bytes);
  ctl_ipmi_set_time (object, "most_recent_addition", info.addition_time);
  ctl_ipmi_set_time (object, "most_recent_erase", info.erase_time);
  if (!add_clock (session, clock, object, error))
    return FALSE;
  json_object_set_boolean_member (object, "overflow", info.overflow);
  json_object_set_boolean_member (object, "delete_supported", info.can_delete);
  json_object_set_boolean_member (object, "partial_add_supported", info.can_partial_add);
  json_object_set_boolean_member (object, "reserve_supported", info.can_reserve);
  json_object_set_boolean_member (object, "allocation_supported", info.can_allocation);
  if (info.can_allocation && !add_allocation (context, session, object, error))
    return FALSE;
  ctl_output_object (context, object);
  return TRUE;
}

CtlExit
ctl_ipmi_sel_info (CtlContext *context,
                   int         argc,
                   char      **argv,
                   GError    **error)
{
  if (!ctl_context_parse (context, NULL, 0, 0, &argc, &argv, error))
    return CTL_EXIT_DONE;
  return ctl_ipmi_run (context, show_sel_info, NULL, error);
}
