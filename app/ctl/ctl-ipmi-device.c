/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "ctl-ipmi.h"
#include "ipmi-device-client.h"

static void
add_support (JsonObject        *object,
             IpmiDeviceSupport  support)
{
  static const struct { IpmiDeviceSupport flag; const char *name; } names[] = {
    { IPMI_DEVICE_SUPPORT_SENSORS, "sensors" },
    { IPMI_DEVICE_SUPPORT_SDR_REPOSITORY, "sdr_repository" },
    { IPMI_DEVICE_SUPPORT_SEL, "sel" },
    { IPMI_DEVICE_SUPPORT_FRU, "fru" },
    { IPMI_DEVICE_SUPPORT_IPMB_EVENT_RECEIVER, "ipmb_event_receiver" },
    { IPMI_DEVICE_SUPPORT_IPMB_EVENT_GENERATOR, "ipmb_event_generator" },
    { IPMI_DEVICE_SUPPORT_BRIDGE, "bridge" },
    { IPMI_DEVICE_SUPPORT_CHASSIS, "chassis" },
  };
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (support & names[i].flag)
      json_array_add_string_element (array, names[i].name);
  json_object_set_array_member (object, "additional_support", array);
}

/* A controller without a GUID of its own may stand for the system, whose GUID says as much. */
static gboolean
add_guid (CtlContext    *context,
          IpmiSession   *session,
          GAsyncResult  *result,
          JsonObject    *object,
          GError       **error)
{
  g_auto(CtlAwait) await = CTL_AWAIT_INIT;
  g_autoptr(GError) guid_error = NULL;
  g_autofree char *text = NULL;
  IpmiGuid guid;

  if (!ipmi_device_get_guid_finish (session, result, &guid, &guid_error)
      && g_error_matches (guid_error, IPMI_ERROR, IPMI_ERROR_UNSUPPORTED) && context->bridge == NULL)
    {
      g_clear_error (&guid_error);
      ipmi_device_get_system_guid_async (session, context->cancellable, ctl_await_ready, &await);
      ipmi_device_get_system_guid_finish (session, ctl_await (&await), &guid, &guid_error);
    }
  if (guid_error == NULL)
    {
      text = ipmi_guid_to_string (&guid, ipmi_guid_guess_order (&guid));
      json_object_set_string_member (object, "guid", text);
      return TRUE;
    }
  if (guid_error->domain != IPMI_ERROR || guid_error->code == IPMI_ERROR_TIMEOUT || guid_error->code == IPMI_ERROR_CLOSED)
    {
      g_propagate_error (error, g_steal_pointer (&guid_error));
      return FALSE;
    }
  json_object_set_null_member (object, "guid");
  return TRUE;
}

static gboolean
show_device (CtlContext   *context,
             IpmiSession  *session,
             gpointer      data,
             GError      **error)
{
  g_auto(CtlAwait) await = CTL_AWAIT_INIT;
  g_auto(CtlAwait) guid_await = CTL_AWAIT_INIT;
  g_autoptr(JsonObject) object = json_object_new ();
  g_autofree char *firmware = NULL;
  g_autofree char *version = NULL;
  GAsyncResult *guid;
  IpmiDeviceId id;

  ipmi_device_get_id_async (session, NULL, context->cancellable, ctl_await_ready, &await);
  ipmi_device_get_guid_async (session, NULL, context->cancellable, ctl_await_ready, &guid_await);
  guid = ctl_await (&guid_await);
  if (!ipmi_device_get_id_finish (session, ctl_await (&await), &id, error))
    return FALSE;
  firmware = ipmi_device_id_dup_firmware (&id);
  version = ipmi_device_id_dup_version (&id);
  json_object_set_int_member (object, "device_id", id.device_id);
  json_object_set_int_member (object, "device_revision", id.device_revision);
  json_object_set_string_member (object, "firmware", firmware);
  json_object_set_boolean_member (object, "updating", id.updating);
  json_object_set_string_member (object, "ipmi_version", version);
  json_object_set_int_member (object, "manufacturer_id", id.manufacturer_id);
  json_object_set_string_member (object, "manufacturer", ipmi_manufacturer_name (id.manufacturer_id));
  json_object_set_int_member (object, "product_id", id.product_id);
  json_object_set_boolean_member (object, "provides_device_sdrs", id.provides_sdrs);
  add_support (object, id.support);
  if (id.has_auxiliary)
    {
      g_autofree char *auxiliary = g_strdup_printf ("%02x%02x%02x%02x", id.auxiliary[0], id.auxiliary[1],
                                                    id.auxiliary[2], id.auxiliary[3]);

      json_object_set_string_member (object, "auxiliary_firmware", auxiliary);
    }
  if (!add_guid (context, session, guid, object, error))
    return FALSE;
  ctl_output_object (context, object);
  return TRUE;
}

CtlExit
ctl_ipmi_device (CtlContext *context,
                 int         argc,
                 char      **argv,
                 GError    **error)
{
  if (!ctl_context_parse (context, NULL, 0, 0, &argc, &argv, error))
    return CTL_EXIT_DONE;
  return ctl_ipmi_run (context, show_device, NULL, error);
}

static gboolean
show_self_test (CtlContext   *context,
                IpmiSession  *session,
                gpointer      data,
                GError      **error)
{
  g_auto(CtlAwait) await = CTL_AWAIT_INIT;
  g_autoptr(JsonObject) object = json_object_new ();
  g_auto(GStrv) problems = NULL;
  IpmiSelfTest test;

  ipmi_device_get_self_test_async (session, NULL, context->cancellable, ctl_await_ready, &await);
  if (!ipmi_device_get_self_test_finish (session, ctl_await (&await), &test, error))
    return FALSE;
  problems = ipmi_self_test_dup_problems (&test, IPMI_WORDS_ENGLISH);
  json_object_set_boolean_member (object, "passed", ipmi_self_test_passed (&test));
  json_object_set_string_member (object, "text", ipmi_self_test_text (&test));
  json_object_set_array_member (object, "problems", report_json_array_from_strv ((const char * const *) problems));
  json_object_set_int_member (object, "result", test.result);
  json_object_set_int_member (object, "detail", test.detail);
  ctl_output_object (context, object);
  return TRUE;
}

CtlExit
ctl_ipmi_self_test (CtlContext *context,
                    int         argc,
                    char      **argv,
                    GError    **error)
{
  if (!ctl_context_parse (context, NULL, 0, 0, &argc, &argv, error))
    return CTL_EXIT_DONE;
  return ctl_ipmi_run (context, show_self_test, NULL, error);
}

static gboolean
reset (CtlContext   *context,
       IpmiSession  *session,
       gpointer      data,
       GError      **error)
{
  g_auto(CtlAwait) await = CTL_AWAIT_INIT;
  g_autoptr(JsonObject) object = json_object_new ();
  IpmiReset kind = GPOINTER_TO_INT (data);
  gboolean confirmed = FALSE;

  ipmi_device_reset_async (session, NULL, kind, context->cancellable, ctl_await_ready, &await);
  if (!ipmi_device_reset_finish (session, ctl_await (&await), &confirmed, error))
    return FALSE;
  json_object_set_string_member (object, "reset", kind == IPMI_RESET_COLD ? "cold" : "warm");
  json_object_set_boolean_member (object, "confirmed", confirmed);
  ctl_output_object (context, object);
  return TRUE;
}

CtlExit
ctl_ipmi_mc_reset (CtlContext *context,
                   int         argc,
                   char      **argv,
                   GError    **error)
{
  IpmiReset kind = IPMI_RESET_WARM;

  if (!ctl_context_parse (context, NULL, 1, 1, &argc, &argv, error))
    return CTL_EXIT_DONE;
  if (strcmp (argv[1], "cold") == 0)
    kind = IPMI_RESET_COLD;
  else if (strcmp (argv[1], "warm") != 0)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("“%s” is no reset: warm or cold is "
                                                                      "wanted"), argv[1]);
      return CTL_EXIT_USAGE;
    }
  return ctl_ipmi_run (context, reset, GINT_TO_POINTER (kind), error);
}
