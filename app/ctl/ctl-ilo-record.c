/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include <gio/gunixoutputstream.h>
#include <glib/gi18n.h>

#include "ctl-ilo.h"
#include "ilo-recorder.h"

/* Between two looks at the clock, in milliseconds. */
#define TICK 50

typedef struct
{
  const char *path;
  gint64      length;          /* microseconds; G_MAXINT64: until it is interrupted */
  gboolean    on_terminal;
} Record;

static void
show_progress (Record      *record,
               IloRecorder *recorder)
{
  g_autofree char *size = g_format_size (ilo_recorder_get_size (recorder));

  if (record->on_terminal)
    {
      fputs ("\r\033[K", stderr);
      fprintf (stderr, _("Recording: %d s, %s"), (int) (ilo_recorder_get_time (recorder) / G_USEC_PER_SEC), size);
    }
}

/* Where the progress is not drawn over and over, only what happens is said; it stays. */
static void
say (Record     *record,
     const char *text)
{
  fprintf (stderr, "%s%s\n", record->on_terminal ? "\r\033[K" : "", text);
}

static void
on_step (IloConsole *console,
         GParamSpec *pspec,
         Record     *record)
{
  if (ilo_console_get_step (console) != NULL)
    say (record, ilo_console_get_step (console));
}

static gboolean
on_tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* A recording is there from its first moment on, so whatever ends it, it can be played. */
static GOutputStream *
create_file (const char  *path,
             GError     **error)
{
  /* A pipe that nobody reads must not hold us up. */
  int fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NONBLOCK, 0666);

  if (fd >= 0)
    return g_unix_output_stream_new (fd, TRUE);
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), _("%s cannot be written: %s. Give another "
                                                                   "name."), path,
               g_strerror (errno));
  return NULL;
}

static void
print_result (CtlContext  *context,
              IloConsole  *console,
              IloRecorder *recorder)
{
  g_autoptr(JsonObject) object = json_object_new ();

  json_object_set_double_member (object, "seconds", ilo_recorder_get_time (recorder) / (double) G_USEC_PER_SEC);
  json_object_set_int_member (object, "bytes", (gint64) ilo_recorder_get_size (recorder));
  json_object_set_int_member (object, "width", ilo_console_get_width (console));
  json_object_set_int_member (object, "height", ilo_console_get_height (console));
  if (context->json)
    ctl_output_object (context, object);
}

static void
record_until_the_end (CtlContext  *context,
                      IloConsole  *console,
                      IloRecorder *recorder,
                      Record      *record)
{
  guint tick = g_timeout_add (TICK, on_tick, NULL);

  while (ilo_recorder_get_time (recorder) < record->length && ilo_recorder_get_error (recorder) == NULL
         && !g_cancellable_is_cancelled (context->cancellable)
         && ilo_console_get_state (console) != ILO_CONSOLE_STATE_ENDED)
    {
      g_main_context_iteration (NULL, TRUE);
      show_progress (record, recorder);
    }
  g_source_remove (tick);
}

static gboolean
record_screen (CtlContext  *context,
               IloSession  *session,
               gpointer     data,
               GError     **error)
{
  g_auto(CtlAwait) await = CTL_AWAIT_INIT;
  Record *record = data;
  IloConsole *console = ilo_session_get_console (session);
  g_autoptr(GOutputStream) stream = create_file (record->path, error);
  g_autoptr(IloRecorder) recorder = NULL;
  g_autofree char *begun = g_strdup_printf (_("Recording to %s. Interrupt to end it."), record->path);
  g_autofree char *size = NULL;
  g_autofree char *done = NULL;
  gulong step_id;

  if (stream == NULL)
    return FALSE;
  recorder = ilo_recorder_new (console, stream);
  say (record, begun);
  step_id = g_signal_connect (console, "notify::step", G_CALLBACK (on_step), record);
  record_until_the_end (context, console, recorder, record);
  g_signal_handler_disconnect (console, step_id);
  ilo_recorder_close_async (recorder, ctl_await_ready, &await);
  if (!ilo_recorder_close_finish (recorder, ctl_await (&await), error))
    {
      g_prefix_error (error, _("%s could not be written to its end: "), record->path);
      return FALSE;
    }
  size = g_format_size (ilo_recorder_get_size (recorder));
  done = g_strdup_printf (_("Recorded %.1f s, %s."), ilo_recorder_get_time (recorder) / (double) G_USEC_PER_SEC, size);
  say (record, done);
  print_result (context, console, recorder);
  if (ilo_console_get_state (console) == ILO_CONSOLE_STATE_ENDED)
    {
      g_propagate_error (error, g_error_copy (ilo_console_get_error (console)));
      return FALSE;
    }
  /* To be interrupted is how it usually ends. */
  return !context->timed_out || !g_cancellable_set_error_if_cancelled (context->cancellable, error);
}

/* `record FILE`: records the screen. */
CtlExit
ctl_ilo_record (CtlContext *context,
                int         argc,
                char      **argv,
                GError    **error)
{
  double seconds = INFINITY;
  const GOptionEntry entries[] = {
    { "seconds", 0, 0, G_OPTION_ARG_DOUBLE, &seconds, N_("How long (default: until it is interrupted)"), "N" },
    { NULL }
  };
  Record record = { .on_terminal = isatty (STDERR_FILENO) };

  if (!ctl_context_parse (context, entries, 1, 1, &argc, &argv, error))
    return CTL_EXIT_DONE;
  if (!(seconds > 0))
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _("--seconds takes a number of seconds greater than 0"));
      return CTL_EXIT_USAGE;
    }
  if (*argv[1] == '\0')
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _("The name of the recording's file is empty"));
      return CTL_EXIT_USAGE;
    }
  record.path = argv[1];
  record.length = seconds < G_MAXINT32 ? (gint64) (seconds * G_USEC_PER_SEC) : G_MAXINT64;
  return ctl_ilo_run (context, TRUE, record_screen, &record, error);
}
