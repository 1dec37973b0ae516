/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>

#include <glib/gi18n.h>

#include "ctl-ipmi.h"
#include "ctl-ipmi-sensor-list.h"
#include "ctl-password.h"

/* Each takes a socket; the usual limit of a process is 1024 files. */
#define AT_ONCE 256

typedef struct
{
  CtlContext     *context;            /* borrowed */
  CtlIpmiOptions  options;
  const char     *password;           /* borrowed */
  char           *cache_folder;       /* owned */
  GPtrArray      *servers;            /* borrowed: CtlServer */
  guint           next;               /* of those, the first that has not been asked */
  guint           running;
  GCancellable   *close_cancellable;  /* owned */
  CtlExit         status;
} Sweep;

/* One server of a sweep. */
typedef struct
{
  Sweep           *sweep;     /* borrowed */
  const CtlServer *server;    /* borrowed */
  IpmiSession     *session;   /* owned */
} Job;

static void start_next (Sweep *sweep);

/* Each line as soon as it is there. When nobody takes them any more, there is nothing left to be done. */
static void
print_line (const Job  *job,
            JsonObject *object)
{
  ctl_output_line (object);
  if (fflush (stdout) != 0)
    g_cancellable_cancel (job->sweep->context->cancellable);
}

static void
print_sensors (const Job *job,
               JsonArray *sensors)
{
  g_autoptr(JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "server", job->server->uri);
  json_object_set_array_member (object, "sensors", json_array_ref (sensors));
  print_line (job, object);
}

/* All that failed in the same way failed in that way; else the sweep just failed. */
static void
print_error (const Job  *job,
             GError    **error)
{
  g_autoptr(JsonObject) object = json_object_new ();
  CtlExit status;

  job->sweep->context->obstacle = ipmi_session_get_put_off (job->session);
  ctl_context_explain (job->sweep->context, error);
  status = ctl_exit_for_error (*error);
  json_object_set_string_member (object, "server", job->server->uri);
  json_object_set_string_member (object, "error", (*error)->message);
  json_object_set_int_member (object, "exit_status", status);
  print_line (job, object);
  job->sweep->status = job->sweep->status == CTL_EXIT_DONE || job->sweep->status == status ? status : CTL_EXIT_FAILED;
}

static void
end_job (Job *job)
{
  Sweep *sweep = job->sweep;

  g_clear_object (&job->session);
  g_free (job);
  sweep->running--;
  start_next (sweep);
}

static void
on_closed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  ipmi_session_close_finish (IPMI_SESSION (source), result, NULL);
  end_job (user_data);
}

static void
on_sensors (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Job *job = user_data;
  g_autoptr(GError) error = NULL;
  GArray *unreadable;
  g_autoptr(JsonArray) sensors = ctl_ipmi_sensor_list_finish (IPMI_SESSION (source), result, &unreadable, &error);

  if (sensors != NULL)
    {
      ctl_ipmi_warn_unreadable (job->server->uri, unreadable);
      print_sensors (job, sensors);
      if (unreadable->len > 0 && json_array_get_length (sensors) == 0)
        job->sweep->status = CTL_EXIT_FAILED;
    }
  else
    {
      print_error (job, &error);
    }
  ipmi_session_close_async (job->session, job->sweep->close_cancellable, on_closed, job);
}

static void
on_opened (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Job *job = user_data;
  g_autoptr(GError) error = NULL;

  if (!ipmi_session_open_finish (IPMI_SESSION (source), result, &error))
    {
      print_error (job, &error);
      end_job (job);
      return;
    }
  ctl_ipmi_sensor_list_async (job->session, job->sweep->cache_folder, IPMI_SENSOR_DEFAULT,
                              job->sweep->context->cancellable, on_sensors, job);
}

static void
start_next (Sweep *sweep)
{
  while (sweep->running < AT_ONCE && sweep->next < sweep->servers->len)
    {
      Job *job = g_new0 (Job, 1);

      job->sweep = sweep;
      job->server = g_ptr_array_index (sweep->servers, sweep->next++);
      sweep->running++;
      job->session = ctl_ipmi_create_session (sweep->context, &sweep->options, job->server, sweep->password);
      ipmi_session_open_async (job->session, sweep->context->cancellable, on_opened, job);
    }
}

static void
run_sweep (Sweep *sweep)
{
  gboolean limited = FALSE;

  start_next (sweep);
  while (sweep->running > 0)
    {
      g_main_context_iteration (NULL, TRUE);
      if (!limited && g_cancellable_is_cancelled (sweep->context->cancellable))
        {
          /* The sessions that are open are still closed, but nobody waits long for it any more. */
          limited = TRUE;
          ctl_ipmi_limit_close (sweep->close_cancellable);
        }
    }
}

static gboolean
parse_servers (CtlContext *context,
               int         argc,
               char      **argv,
               GPtrArray  *servers,
               GError    **error)
{
  for (int i = 1; i < argc; i++)
    {
      CtlServer *server = ctl_server_parse (argv[i], error);

      if (server == NULL)
        return FALSE;
      g_ptr_array_add (servers, server);
      if (server->scheme != CTL_SCHEME_IPMI)
        {
          g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       _("“%s”: a sweep is for ipmi:// servers"), argv[i]);
          return FALSE;
        }
    }
  if (context->server != NULL)
    g_ptr_array_insert (servers, 0, ctl_server_parse (context->server->uri, NULL));
  return TRUE;
}

/* Called with a server in front of it, too, which is then the first of them. */
CtlExit
ctl_ipmi_sweep (CtlContext *context,
                int         argc,
                char      **argv,
                GError    **error)
{
  g_autoptr(GPtrArray) servers = g_ptr_array_new_with_free_func ((GDestroyNotify) ctl_server_free);
  g_autoptr(CtlPassword) password = NULL;
  Sweep sweep = { .context = context, .servers = servers, .status = CTL_EXIT_DONE };

  if (!ctl_context_parse (context, NULL, context->server != NULL ? 0 : 1, -1, &argc, &argv, error))
    return CTL_EXIT_DONE;
  if (!parse_servers (context, argc, argv, servers, error) || !ctl_ipmi_parse_options (context, &sweep.options, error))
    return CTL_EXIT_USAGE;
  ctl_speak_english ();
  password = ctl_password_get (context, error);
  if (password == NULL || !ctl_ipmi_read_key (context, error))
    return CTL_EXIT_FAILED;
  sweep.password = password;
  sweep.cache_folder = ctl_ipmi_dup_cache_folder ();
  sweep.close_cancellable = g_cancellable_new ();
  run_sweep (&sweep);
  g_free (sweep.cache_folder);
  g_object_unref (sweep.close_cancellable);
  return sweep.status;
}
