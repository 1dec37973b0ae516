/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ctl-ipmi.h"
#include "ipmi-dcmi-client.h"

static gboolean
show_power (CtlContext   *context,
            IpmiSession  *session,
            gpointer      data,
            GError      **error)
{
  g_auto(CtlAwait) await = CTL_AWAIT_INIT;
  g_autoptr(JsonObject) object = json_object_new ();
  IpmiDcmiPower power;

  ipmi_dcmi_get_power_async (session, context->cancellable, ctl_await_ready, &await);
  if (!ipmi_dcmi_get_power_finish (session, ctl_await (&await), &power, error))
    return FALSE;
  json_object_set_int_member (object, "current_power", power.current);
  json_object_set_int_member (object, "minimum_power", power.minimum);
  json_object_set_int_member (object, "maximum_power", power.maximum);
  json_object_set_int_member (object, "average_power", power.average);
  ctl_ipmi_set_time (object, "time", power.time);
  json_object_set_int_member (object, "statistics_reporting_period", power.period);
  json_object_set_boolean_member (object, "power_measurement_active", power.active);
  ctl_output_object (context, object);
  return TRUE;
}

CtlExit
ctl_ipmi_dcmi_power (CtlContext *context,
                     int         argc,
                     char      **argv,
                     GError    **error)
{
  if (!ctl_context_parse (context, NULL, 0, 0, &argc, &argv, error))
    return CTL_EXIT_DONE;
  return ctl_ipmi_run (context, show_power, NULL, error);
}
