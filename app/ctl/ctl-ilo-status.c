/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ctl-ilo.h"

/* The server tells all this at the start. What it has not told by now it will not tell, in milliseconds. */
#define PATIENCE 3000

static gboolean
knows_everything (IloConsole *console,
                  gpointer    data)
{
  return ilo_console_get_power (console) != ILO_POWER_UNKNOWN
         && ilo_console_get_health (console) != ILO_HEALTH_UNKNOWN
         && ilo_console_get_picture (console) != ILO_PICTURE_AWAITED;
}

static const char *
power_name (IloPower power)
{
  return power == ILO_POWER_ON ? "on" : power == ILO_POWER_OFF ? "off" : "unknown";
}

static JsonObject *
describe_video (IloConsole *console)
{
  JsonObject *video = json_object_new ();

  json_object_set_int_member (video, "width", ilo_console_get_width (console));
  json_object_set_int_member (video, "height", ilo_console_get_height (console));
  return video;
}

static gboolean
show_status (CtlContext  *context,
             IloSession  *session,
             gpointer     data,
             GError     **error)
{
  g_autoptr(JsonObject) object = json_object_new ();
  IloConsole *console = ilo_session_get_console (session);
  int post_code;
  gboolean in_time;

  /* A connection that broke is made again, or ends: what is not known meanwhile is no status. */
  do
    if (!ctl_ilo_wait (context, console, PATIENCE, knows_everything, NULL, &in_time, error))
      return FALSE;
  while (!in_time && ilo_console_get_state (console) != ILO_CONSOLE_STATE_OPEN);
  post_code = ilo_console_get_post_code (console);
  json_object_set_string_member (object, "power", power_name (ilo_console_get_power (console)));
  json_object_set_string_member (object, "health", ilo_health_name (ilo_console_get_health (console)));
  if (post_code >= 0)
    json_object_set_int_member (object, "post_code", post_code);
  else
    json_object_set_null_member (object, "post_code");
  json_object_set_object_member (object, "video", describe_video (console));
  json_object_set_string_member (object, "cipher", ilo_cipher_id_name (ilo_console_get_cipher (console)));
  json_object_set_string_member (object, "firmware", ilo_session_get_facts (session)->firmware);
  json_object_set_string_member (object, "tls", ilo_http_get_tls_version (ilo_session_get_http (session)));
  ctl_output_object (context, object);
  return TRUE;
}

/* `status`: what the server and its console are doing. */
CtlExit
ctl_ilo_status (CtlContext *context,
                int         argc,
                char      **argv,
                GError    **error)
{
  if (!ctl_context_parse (context, NULL, 0, 0, &argc, &argv, error))
    return CTL_EXIT_DONE;
  return ctl_ilo_run (context, TRUE, show_status, NULL, error);
}
