/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "ilo-error.h"
#include "ilo-layout.h"
#include "ilo-typist.h"
#include "rackside-macro-run.h"

/* A macro that is running. */
typedef struct
{
  GPtrArray             *steps;          /* owned */
  GPtrArray             *chords;         /* owned; for each step that types, what it types; NULL for the others */
  guint                  next;
  RacksideMacroProgress  progress;       /* nullable */
  gpointer               progress_data;
  GSource               *timer;          /* owned; while it waits */
  GSource               *cancel_source;  /* owned; likewise */
  gulong                 state_handler;  /* likewise */
} Run;

static void do_next (GTask *task);

static void
wipe_chords (gpointer data)
{
  GArray *chords = data;

  if (chords == NULL)
    return;
  explicit_bzero (chords->data, chords->len * sizeof (IloChord));
  g_array_unref (chords);
}

static void
stop_waiting (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  GSource **sources[] = { &run->timer, &run->cancel_source };

  g_clear_signal_handler (&run->state_handler, g_task_get_source_object (task));
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    if (*sources[i] != NULL)
      {
        g_source_destroy (*sources[i]);
        g_clear_pointer (sources[i], g_source_unref);
      }
}

static void
run_free (gpointer data)
{
  Run *run = data;

  g_ptr_array_unref (run->steps);
  g_ptr_array_unref (run->chords);
  g_free (run);
}

/* All texts are looked at before anything is pressed. */
static gboolean
translate (Run         *run,
           const char  *id,
           GError     **error)
{
  g_autoptr(IloLayout) layout = NULL;

  for (guint i = 0; i < run->steps->len; i++)
    {
      const RacksideMacroStep *step = run->steps->pdata[i];
      GArray *chords = NULL;

      if (step->kind == RACKSIDE_MACRO_TEXT)
        {
          if (layout == NULL)
            layout = ilo_layout_new (id, error);
          if (layout != NULL)
            chords = ilo_layout_type (layout, step->text, NULL, error);
          if (chords == NULL)
            return FALSE;
        }
      g_ptr_array_add (run->chords, chords);
    }
  return TRUE;
}

static void
on_typed (GObject      *console,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (ilo_typist_type_finish (ILO_CONSOLE (console), result, NULL, &error))
    do_next (task);
  else
    g_task_return_error (task, error);
}

static gboolean
on_waited (gpointer user_data)
{
  g_autoptr(GTask) task = g_object_ref (user_data);

  stop_waiting (task);
  do_next (task);
  return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled (GCancellable *cancellable,
              gpointer      user_data)
{
  g_autoptr(GTask) task = g_object_ref (user_data);

  stop_waiting (task);
  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

/* Whatever there is when it is back, the rest of the macro was not meant for it. */
static void
on_state (IloConsole *console,
          GParamSpec *pspec,
          GTask      *running)
{
  g_autoptr(GTask) task = g_object_ref (running);

  if (ilo_console_get_state (console) == ILO_CONSOLE_STATE_OPEN)
    return;
  stop_waiting (task);
  g_task_return_new_error (task, ILO_ERROR, ILO_ERROR_LOST, _("The connection to the console broke during a pause."));
}

static void
start_source (GTask       *task,
              GSource     *source,
              GSourceFunc  callback)
{
  g_source_set_callback (source, callback, g_object_ref (task), g_object_unref);
  g_source_attach (source, g_task_get_context (task));
}

static void
wait_for (GTask *task,
          guint  milliseconds)
{
  Run *run = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  run->timer = g_timeout_source_new (milliseconds);
  start_source (task, run->timer, on_waited);
  run->state_handler = g_signal_connect (g_task_get_source_object (task), "notify::state", G_CALLBACK (on_state), task);
  if (cancellable == NULL)
    return;
  run->cancel_source = g_cancellable_source_new (cancellable);
  start_source (task, run->cancel_source, G_SOURCE_FUNC (on_cancelled));
}

static void
do_next (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  IloConsole *console = g_task_get_source_object (task);
  const RacksideMacroStep *step;
  GArray *chords;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (run->next == run->steps->len)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  step = run->steps->pdata[run->next];
  chords = run->chords->pdata[run->next];
  if (run->progress != NULL)
    run->progress (run->next, run->progress_data);
  run->next++;
  switch (step->kind)
    {
    case RACKSIDE_MACRO_CHORD:
      ilo_typist_type_async (console, &step->chord, 1, ILO_TYPIST_HOLD, NULL, NULL, g_task_get_cancellable (task),
                             on_typed, g_object_ref (task));
      break;
    case RACKSIDE_MACRO_TEXT:
      ilo_typist_type_async (console, (const IloChord *) (gpointer) chords->data, chords->len, ILO_TYPIST_ADAPT, NULL,
                             NULL, g_task_get_cancellable (task), on_typed, g_object_ref (task));
      break;
    case RACKSIDE_MACRO_WAIT:
      wait_for (task, step->wait);
      break;
    }
}

/**
 * rackside_macro_run_async:
 * @console: a live console
 * @steps: (element-type RacksideMacroStep): what to do
 * @layout: the keyboard layout of the server, for the texts
 * @progress: (nullable): told when a step begins
 * @progress_data: for @progress
 * @cancellable: (nullable): ends it; everything that was pressed is released
 * @callback: called when all is done
 * @user_data: for @callback
 *
 * Runs a macro. When one of its texts cannot be typed nothing is done.
 */
void
rackside_macro_run_async (IloConsole             *console,
                          GPtrArray              *steps,
                          const char             *layout,
                          RacksideMacroProgress   progress,
                          gpointer                progress_data,
                          GCancellable           *cancellable,
                          GAsyncReadyCallback     callback,
                          gpointer                user_data)
{
  g_autoptr(GTask) task = g_task_new (console, cancellable, callback, user_data);
  Run *run = g_new0 (Run, 1);
  GError *error = NULL;

  g_task_set_source_tag (task, rackside_macro_run_async);
  g_task_set_check_cancellable (task, FALSE);
  run->steps = g_ptr_array_ref (steps);
  run->chords = g_ptr_array_new_with_free_func (wipe_chords);
  run->progress = progress;
  run->progress_data = progress_data;
  g_task_set_task_data (task, run, run_free);
  if (translate (run, layout, &error))
    do_next (task);
  else
    g_task_return_error (task, error);
}

/**
 * rackside_macro_run_finish:
 * @console: a console
 * @result: what the callback got
 * @error: %ILO_ERROR_INPUT when it cannot be typed, %ILO_ERROR_LOST when the console was not live all the time
 *
 * Returns: whether all was done
 */
gboolean
rackside_macro_run_finish (IloConsole    *console,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, console), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
