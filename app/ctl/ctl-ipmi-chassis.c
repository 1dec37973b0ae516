/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "ctl-ipmi.h"
#include "ipmi-chassis-client.h"

#define IDENTIFY_SECONDS 15      /* what the specification has a BMC do by itself (§28.5) */

static gboolean
get_status (CtlContext         *context,
            IpmiSession        *session,
            IpmiChassisStatus  *status,
            GError            **error)
{
  g_auto(CtlAwait) await = CTL_AWAIT_INIT;

  ipmi_chassis_get_status_async (session, context->cancellable, ctl_await_ready, &await);
  return ipmi_chassis_get_status_finish (session, ctl_await (&await), status, error);
}

/* Bits 0 to 3: which buttons of the front panel do nothing (IPMI 2.0 §28.2). */
static void
describe_buttons (JsonObject              *object,
                  const IpmiChassisStatus *status)
{
  static const char * const names[] = {
    "power_off_button_disabled", "reset_button_disabled", "diagnostic_interrupt_button_disabled",
    "standby_button_disabled",
  };

  for (guint i = 0; status->has_front_panel && i < G_N_ELEMENTS (names); i++)
    json_object_set_boolean_member (object, names[i], (status->front_panel >> i & 1) != 0);
}

static gboolean
show_chassis (CtlContext   *context,
              IpmiSession  *session,
              gpointer      data,
              GError      **error)
{
  g_autoptr(JsonObject) object = json_object_new ();
  g_auto(GStrv) events = NULL;
  IpmiChassisStatus status;

  if (!get_status (context, session, &status, error))
    return FALSE;
  events = ipmi_chassis_status_dup_last_events (&status);
  json_object_set_string_member (object, "power", status.power_on ? "on" : "off");
  json_object_set_array_member (object, "last_event", report_json_array_from_strv ((const char * const *) events));
  json_object_set_string_member (object, "restore_policy", ipmi_restore_policy_name (status.restore_policy));
  json_object_set_boolean_member (object, "power_overload", status.overload);
  json_object_set_boolean_member (object, "power_interlock", status.interlock);
  json_object_set_boolean_member (object, "power_fault", status.power_fault);
  json_object_set_boolean_member (object, "power_control_fault", status.control_fault);
  json_object_set_boolean_member (object, "intrusion", status.intrusion);
  json_object_set_boolean_member (object, "front_panel_lockout", status.front_panel_lockout);
  json_object_set_boolean_member (object, "drive_fault", status.drive_fault);
  json_object_set_boolean_member (object, "cooling_fault", status.cooling_fault);
  if (status.has_identify)
    json_object_set_string_member (object, "identify", ipmi_identify_state_name (status.identify));
  describe_buttons (object, &status);
  ctl_output_object (context, object);
  return TRUE;
}

CtlExit
ctl_ipmi_chassis (CtlContext *context,
                  int         argc,
                  char      **argv,
                  GError    **error)
{
  if (!ctl_context_parse (context, NULL, 0, 0, &argc, &argv, error))
    return CTL_EXIT_DONE;
  return ctl_ipmi_run (context, show_chassis, NULL, error);
}

static gboolean
run_power (CtlContext   *context,
           IpmiSession  *session,
           gpointer      data,
           GError      **error)
{
  g_auto(CtlAwait) await = CTL_AWAIT_INIT;
  g_autoptr(JsonObject) object = json_object_new ();
  const IpmiChassisControl *control = data;
  IpmiChassisStatus status;

  if (control != NULL)
    {
      ipmi_chassis_control_async (session, *control, context->cancellable, ctl_await_ready, &await);
      if (!ipmi_chassis_control_finish (session, ctl_await (&await), error))
        return FALSE;
    }
  if (!get_status (context, session, &status, error))
    return FALSE;
  json_object_set_string_member (object, "power", status.power_on ? "on" : "off");
  ctl_output_object (context, object);
  return TRUE;
}

CtlExit
ctl_ipmi_power (CtlContext *context,
                int         argc,
                char      **argv,
                GError    **error)
{
  if (!ctl_context_parse (context, NULL, 1, 1, &argc, &argv, error))
    return CTL_EXIT_DONE;
  if (strcmp (argv[1], "status") == 0)
    return ctl_ipmi_run (context, run_power, NULL, error);
  for (IpmiChassisControl control = IPMI_CHASSIS_CONTROL_OFF; control <= IPMI_CHASSIS_CONTROL_SOFT; control++)
    if (strcmp (argv[1], ipmi_chassis_control_name (control)) == 0)
      return ctl_ipmi_run (context, run_power, &control, error);
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _("“%s” is nothing that can be done to the power: status, on, off, cycle, reset, soft or diagnostic "
                 "is wanted"), argv[1]);
  return CTL_EXIT_USAGE;
}

typedef struct
{
  guint    seconds;
  gboolean force;
} Identify;

static gboolean
run_identify (CtlContext   *context,
              IpmiSession  *session,
              gpointer      data,
              GError      **error)
{
  g_auto(CtlAwait) await = CTL_AWAIT_INIT;
  g_autoptr(JsonObject) object = json_object_new ();
  const Identify *identify = data;

  ipmi_chassis_identify_async (session, (guint8) identify->seconds, identify->force, context->cancellable,
                               ctl_await_ready, &await);
  if (!ipmi_chassis_identify_finish (session, ctl_await (&await), error))
    return FALSE;
  json_object_set_boolean_member (object, "identify", identify->force || identify->seconds > 0);
  if (identify->force)
    json_object_set_null_member (object, "seconds");
  else
    json_object_set_int_member (object, "seconds", identify->seconds);
  ctl_output_object (context, object);
  return TRUE;
}

CtlExit
ctl_ipmi_identify (CtlContext *context,
                   int         argc,
                   char      **argv,
                   GError    **error)
{
  Identify identify = { .seconds = IDENTIFY_SECONDS };

  if (!ctl_context_parse (context, NULL, 0, 1, &argc, &argv, error))
    return CTL_EXIT_DONE;
  if (argc > 1 && strcmp (argv[1], "off") == 0)
    identify.seconds = 0;
  else if (argc > 1 && strcmp (argv[1], "force") == 0)
    identify.force = TRUE;
  else if (argc > 1 && !ctl_ipmi_parse_number (argv[1], 10, 255, _("time in seconds, force or off"),
                                               &identify.seconds, error))
    return CTL_EXIT_USAGE;
  return ctl_ipmi_run (context, run_identify, &identify, error);
}
