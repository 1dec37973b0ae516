/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>

#include <glib/gi18n.h>

#include "ctl-ipmi.h"
#include "ctl-ipmi-sensor-list.h"
#include "ipmi-sdr-info.h"
#include "ipmi-sel.h"

#define MOST_IDS 16      /* that are named */

typedef struct
{
  gboolean no_cache;
  gboolean ask_thresholds;
} Sensors;

/**
 * ctl_ipmi_dup_cache_folder:
 *
 * Returns: (transfer full): where sensor data records are kept between runs
 */
char *
ctl_ipmi_dup_cache_folder (void)
{
  return g_build_filename (g_get_user_cache_dir (), "rackside", "sdr", NULL);
}

/**
 * ctl_ipmi_read_repository:
 * @context: the command's context
 * @session: an open session
 * @what: what this is for, as in "Reading …"
 * @error: return location: as of ipmi_sdr_repository_read_finish()
 *
 * Returns: (transfer full) (nullable): the sensor data records of the session's target
 */
IpmiSdrRepository *
ctl_ipmi_read_repository (CtlContext   *context,
                          IpmiSession  *session,
                          const char   *what,
                          GError      **error)
{
  g_auto(CtlAwait) await = CTL_AWAIT_INIT;
  g_autofree char *cache_folder = ctl_ipmi_dup_cache_folder ();

  ctl_context_set_waiting (context, what);
  ipmi_sdr_repository_read_async (session, NULL, cache_folder, NULL, NULL, context->cancellable, ctl_await_ready,
                                  &await);
  return ipmi_sdr_repository_read_finish (session, ctl_await (&await), error);
}

/**
 * ctl_ipmi_try_repository:
 * @context: the command's context
 * @session: an open session
 * @what: what this is for, as in "Reading …"
 * @without: a sentence that says what is missing without the records
 * @repository: (out) (nullable): the sensor data records of the session's target, unset where they cannot be had
 * @error: return location: what ended the session
 *
 * For commands that can tell something without sensor data records, too. Says on standard error when they are damaged.
 *
 * Returns: whether to go on
 */
gboolean
ctl_ipmi_try_repository (CtlContext         *context,
                         IpmiSession        *session,
                         const char         *what,
                         const char         *without,
                         IpmiSdrRepository **repository,
                         GError            **error)
{
  g_autoptr(GError) read_error = NULL;

  *repository = ctl_ipmi_read_repository (context, session, what, &read_error);
  if (*repository != NULL)
    return TRUE;
  if (read_error->domain != IPMI_ERROR || read_error->code == IPMI_ERROR_CLOSED || read_error->code == IPMI_ERROR_TIMEOUT)
    {
      g_propagate_error (error, g_steal_pointer (&read_error));
      return FALSE;
    }
  if (read_error->code != IPMI_ERROR_UNSUPPORTED)
    fprintf (stderr, "racksidectl: %s %s\n", without, read_error->message);
  return TRUE;
}

/**
 * ctl_ipmi_warn_unreadable:
 * @server: (nullable): which server, when there are several
 * @unreadable: (element-type guint16): the ids of sensor data records that are damaged, or that the BMC does not give
 */
void
ctl_ipmi_warn_unreadable (const char   *server,
                          const GArray *unreadable)
{
  if (unreadable->len == 0)
    return;
  fprintf (stderr, "racksidectl: %s%s", server != NULL ? server : "", server != NULL ? ": " : "");
  fprintf (stderr, ngettext ("%u of the BMC's sensor data records was refused or cannot be understood, so sensors may "
                             "be missing.",
                             "%u of the BMC's sensor data records were refused or cannot be understood, so sensors may "
                             "be missing.",
                             unreadable->len), unreadable->len);
  for (guint i = 0; i < MIN (unreadable->len, MOST_IDS); i++)
    fprintf (stderr, i == 0 ? " (0x%04x" : ", 0x%04x", g_array_index (unreadable, guint16, i));
  fputs (unreadable->len > MOST_IDS ? ", …)" : ")", stderr);
  fputc ('\n', stderr);
}

static gboolean
show_sensors (CtlContext   *context,
              IpmiSession  *session,
              gpointer      data,
              GError      **error)
{
  static const char * const columns[] = { "name", "type", "value", "unit", "state", "events", NULL };
  g_auto(CtlAwait) await = CTL_AWAIT_INIT;
  g_autofree char *cache_folder = ctl_ipmi_dup_cache_folder ();
  g_autoptr(JsonArray) array = NULL;
  const Sensors *options = data;
  GArray *unreadable;

  ctl_context_set_waiting (context, _("Reading the sensors"));
  ctl_ipmi_sensor_list_async (session, options->no_cache ? NULL : cache_folder,
                              options->ask_thresholds ? IPMI_SENSOR_ASK_THRESHOLDS : IPMI_SENSOR_DEFAULT,
                              context->cancellable, ctl_await_ready, &await);
  array = ctl_ipmi_sensor_list_finish (session, ctl_await (&await), &unreadable, error);
  if (array == NULL)
    return FALSE;
  ctl_context_set_waiting (context, NULL);
  ctl_ipmi_warn_unreadable (NULL, unreadable);
  ctl_output_array (context, array, columns);
  /* What is there of a result is one; nothing is not. */
  return unreadable->len == 0 || json_array_get_length (array) > 0;
}

CtlExit
ctl_ipmi_sensors (CtlContext *context,
                  int         argc,
                  char      **argv,
                  GError    **error)
{
  Sensors options = { FALSE, FALSE };
  const GOptionEntry entries[] = {
    { "no-cache", 0, 0, G_OPTION_ARG_NONE, &options.no_cache,
      N_("Read the sensor data records again, and do not keep them"), NULL },
    { "ask-thresholds", 0, 0, G_OPTION_ARG_NONE, &options.ask_thresholds,
      N_("Ask each sensor for the thresholds it uses now, which may differ from those in its record"), NULL },
    { NULL }
  };

  if (!ctl_context_parse (context, entries, 0, 0, &argc, &argv, error))
    return CTL_EXIT_DONE;
  return ctl_ipmi_run (context, show_sensors, &options, error);
}

/**
 * ctl_ipmi_set_time:
 * @object: where to
 * @name: the member's name
 * @seconds: a time stamp of the BMC's
 */
void
ctl_ipmi_set_time (JsonObject *object,
                   const char *name,
                   guint32     seconds)
{
  g_autofree char *text = ipmi_time_dup_text (seconds);

  json_object_set_string_member (object, name, text);
}

static void
describe_repository (JsonObject        *object,
                     const IpmiSdrInfo *info)
{
  static const char * const updates[] = { "unspecified", "non-modal", "modal", "modal and non-modal" };
  g_autofree char *version = g_strdup_printf ("%x.%x", info->version & 0x0Fu, info->version >> 4u);

  json_object_set_string_member (object, "sdr_version", version);
  json_object_set_int_member (object, "record_count", info->n_records);
  if (info->free_space == IPMI_SDR_FREE_UNSPECIFIED)
    json_object_set_null_member (object, "free_space");
  else
    json_object_set_int_member (object, "free_space", info->free_space);
  ctl_ipmi_set_time (object, "most_recent_addition", info->last_addition);
  ctl_ipmi_set_time (object, "most_recent_erase", info->last_erase);
  json_object_set_boolean_member (object, "overflow", info->has_overflowed);
  json_object_set_string_member (object, "update_support", updates[info->update & 3]);
  json_object_set_boolean_member (object, "delete_supported", info->can_delete);
  json_object_set_boolean_member (object, "partial_add_supported", info->can_add_partially);
  json_object_set_boolean_member (object, "reserve_supported", info->can_reserve);
  json_object_set_boolean_member (object, "allocation_supported", info->has_allocation);
  if (info->has_allocation)
    {
      json_object_set_int_member (object, "allocation_units", info->n_units);
      json_object_set_int_member (object, "allocation_unit_size", info->unit_size);
      json_object_set_int_member (object, "free_allocation_units", info->n_free_units);
      json_object_set_int_member (object, "largest_free_block", info->largest_free_block);
      json_object_set_int_member (object, "maximum_record_size", info->largest_record);
    }
}

static gboolean
show_sdr_info (CtlContext   *context,
               IpmiSession  *session,
               gpointer      data,
               GError      **error)
{
  g_auto(CtlAwait) await = CTL_AWAIT_INIT;
  g_autoptr(JsonObject) object = json_object_new ();
  g_autofree IpmiSdrInfo *info = NULL;

  ipmi_sdr_info_get_async (session, NULL, context->cancellable, ctl_await_ready, &await);
  info = ipmi_sdr_info_get_finish (session, ctl_await (&await), error);
  if (info == NULL)
    return FALSE;
  json_object_set_boolean_member (object, "device_sdrs", info->is_device);
  if (info->is_device)
    {
      json_object_set_int_member (object, "record_count", info->n_records);
      json_object_set_boolean_member (object, "dynamic_population", info->is_dynamic);
    }
  else
    {
      describe_repository (object, info);
    }
  ctl_output_object (context, object);
  return TRUE;
}

CtlExit
ctl_ipmi_sdr_info (CtlContext *context,
                   int         argc,
                   char      **argv,
                   GError    **error)
{
  if (!ctl_context_parse (context, NULL, 0, 0, &argc, &argv, error))
    return CTL_EXIT_DONE;
  return ctl_ipmi_run (context, show_sdr_info, NULL, error);
}
