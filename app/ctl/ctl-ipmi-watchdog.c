/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ctl-ipmi.h"
#include "ipmi-watchdog-client.h"

#define COUNTS_PER_SECOND 10.0
#define LAST_USE          5

static JsonArray *
describe_uses (IpmiWatchdogUses uses)
{
  JsonArray *array = json_array_new ();

  for (guint8 use = 1; use <= LAST_USE; use++)
    if ((uses >> use & 1) != 0)
      json_array_add_string_element (array, ipmi_watchdog_use_name (use));
  return array;
}

static gboolean
show_watchdog (CtlContext   *context,
               IpmiSession  *session,
               gpointer      data,
               GError      **error)
{
  g_auto(CtlAwait) await = CTL_AWAIT_INIT;
  g_autoptr(JsonObject) object = json_object_new ();
  IpmiWatchdog watchdog;

  ipmi_watchdog_get_async (session, context->cancellable, ctl_await_ready, &await);
  if (!ipmi_watchdog_get_finish (session, ctl_await (&await), &watchdog, error))
    return FALSE;
  json_object_set_boolean_member (object, "running", watchdog.running);
  json_object_set_string_member (object, "timer_use", ipmi_watchdog_use_name (watchdog.use));
  json_object_set_string_member (object, "timer_action", ipmi_watchdog_action_name (watchdog.action));
  json_object_set_boolean_member (object, "logged", watchdog.logged);
  json_object_set_string_member (object, "pre_timeout_interrupt", ipmi_watchdog_interrupt_name (watchdog.interrupt));
  json_object_set_int_member (object, "pre_timeout_interval", watchdog.pre_timeout);
  json_object_set_array_member (object, "expiration_flags", describe_uses (watchdog.expired));
  report_json_set_number (object, "initial_countdown", watchdog.initial / COUNTS_PER_SECOND);
  if (watchdog.has_present)
    report_json_set_number (object, "present_countdown", watchdog.present / COUNTS_PER_SECOND);
  else
    json_object_set_null_member (object, "present_countdown");
  ctl_output_object (context, object);
  return TRUE;
}

CtlExit
ctl_ipmi_watchdog (CtlContext *context,
                   int         argc,
                   char      **argv,
                   GError    **error)
{
  if (!ctl_context_parse (context, NULL, 0, 0, &argc, &argv, error))
    return CTL_EXIT_DONE;
  return ctl_ipmi_run (context, show_watchdog, NULL, error);
}
