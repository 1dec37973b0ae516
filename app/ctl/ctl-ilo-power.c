/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "ctl-ilo.h"
#include "ilo-error.h"

/* The command connection tells the state at the start, in milliseconds. */
#define PATIENCE 3000

typedef struct
{
  const char     *name;
  IloPowerAction  action;
} Button;

static const Button buttons[] = {
  { "press", ILO_POWER_ACTION_PRESS },
  { "hold", ILO_POWER_ACTION_HOLD },
  { "cold-boot", ILO_POWER_ACTION_COLD_BOOT },
  { "reset", ILO_POWER_ACTION_RESET },
};

static gboolean
knows_power (IloConsole *console,
             gpointer    data)
{
  return ilo_console_get_power (console) != ILO_POWER_UNKNOWN;
}

/* The state by the web server, or for firmware that does not tell, by a console, which is then open. */
static gboolean
get_power (CtlContext  *context,
           IloSession  *session,
           IloPower    *power,
           GError     **error)
{
  g_auto(CtlAwait) await = CTL_AWAIT_INIT;
  g_autoptr(GError) local = NULL;
  gboolean in_time;
  gboolean on;

  ilo_rest_get_host_power_async (ilo_session_get_http (session), ilo_session_get_session_key (session),
                                 context->cancellable, ctl_await_ready, &await);
  if (ilo_rest_get_host_power_finish (ilo_session_get_http (session), ctl_await (&await), &on, &local))
    {
      *power = on ? ILO_POWER_ON : ILO_POWER_OFF;
      return TRUE;
    }
  if (!g_error_matches (local, ILO_ERROR, ILO_ERROR_UNSUPPORTED)
      && !g_error_matches (local, ILO_ERROR, ILO_ERROR_PROTOCOL)
      && !g_error_matches (local, ILO_ERROR, ILO_ERROR_FAILED))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (!ctl_ilo_open_console (context, session, error)
      || !ctl_ilo_wait (context, ilo_session_get_console (session), PATIENCE, knows_power, NULL, &in_time, error))
    return FALSE;
  *power = ilo_console_get_power (ilo_session_get_console (session));
  return TRUE;
}

static gboolean
press_button (CtlContext  *context,
              IloSession  *session,
              gpointer     data,
              GError     **error)
{
  g_auto(CtlAwait) await = CTL_AWAIT_INIT;
  g_autoptr(JsonObject) object = json_object_new ();
  const Button *button = data;
  IloPower power;

  if (!get_power (context, session, &power, error))
    return FALSE;
  if (power == ILO_POWER_OFF && button->action != ILO_POWER_ACTION_PRESS)
    {
      g_set_error (error, ILO_ERROR, ILO_ERROR_FAILED,
                   _("The server is off, where “%s” does nothing. “press” switches it on."), button->name);
      return FALSE;
    }
  ilo_session_press_power_async (session, button->action, context->cancellable, ctl_await_ready, &await);
  if (!ilo_session_press_power_finish (session, ctl_await (&await), error))
    return FALSE;
  if (ilo_session_get_console (session) != NULL
      && !ctl_ilo_wait_sent (context, ilo_session_get_console (session), error))
    return FALSE;
  json_object_set_string_member (object, "action", button->name);
  json_object_set_string_member (object, "power_before", power == ILO_POWER_ON ? "on"
                                 : power == ILO_POWER_OFF ? "off" : "unknown");
  if (context->json)
    ctl_output_object (context, object);
  return TRUE;
}

/* `power press|hold|cold-boot|reset`: the button. */
CtlExit
ctl_ilo_power (CtlContext *context,
               int         argc,
               char      **argv,
               GError    **error)
{
  const Button *button = NULL;

  if (!ctl_context_parse (context, NULL, 1, 1, &argc, &argv, error))
    return CTL_EXIT_DONE;
  for (guint i = 0; i < G_N_ELEMENTS (buttons) && button == NULL; i++)
    if (strcmp (buttons[i].name, argv[1]) == 0)
      button = &buttons[i];
  if (button == NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("“%s” is nothing that the power button does: press, hold, cold-boot or reset is wanted"),
                   argv[1]);
      return CTL_EXIT_USAGE;
    }
  return ctl_ilo_run (context, FALSE, press_button, (gpointer) button, error);
}
