/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "ilo-error.h"
#include "ilo-typist.h"

/* Ctrl-Alt-Del is held for so long, and its modifiers alone for as long again (section 7). */
#define LONG_HOLD 250

#define KEY_DELETE_FORWARD 0x4C

/* What may be on its way: where the network stops for a moment, no more than this comes to the iLO at once after it. On a
 * slow way that makes typing slower. */
#define MAX_IN_FLIGHT      (8 * ILO_INPUT_MAX_MESSAGE)
#define MAX_IN_FLIGHT_FAST (64 * ILO_INPUT_MAX_MESSAGE)      /* when nothing is held */

/* How long a keystroke is held at least when that is adapted: a little longer than the time between two looks of a
 * server at its keyboard. */
#define SHORTEST 11

/* Without a pause in which others have their turn. */
#define MAX_IN_A_ROW 100

/* When there is more, it is looked at again after so many milliseconds. */
#define LOOK_AGAIN 2

typedef enum
{
  STAGE_PRESS,         /* keys are up */
  STAGE_LIFT,          /* keys are down: let the keys go */
  STAGE_LET_GO,        /* modifiers alone are down */
} Stage;

typedef struct
{
  IloChord *chords;          /* owned */
  gsize     n_chords;
  gsize     next;
  Stage     stage;
  guint     hold;            /* milliseconds */
  gboolean  adapts;          /* it follows the connection */
  GFileProgressCallback progress;      /* nullable */
  gpointer  progress_data;
  GSource  *timer;           /* owned, nullable */
  GSource  *cancel_source;   /* owned, nullable */
} Typist;

static void step (GTask *task);

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
typist_free (Typist *self)
{
  clear_source (&self->timer);
  clear_source (&self->cancel_source);
  /* What was typed may have been a password. */
  explicit_bzero (self->chords, self->n_chords * sizeof *self->chords);
  g_free (self->chords);
  g_free (self);
}

static gboolean
is_ctrl_alt_delete (const IloChord *chord)
{
  const guint8 ctrl = ILO_MODIFIER_LEFT_CTRL | ILO_MODIFIER_RIGHT_CTRL;
  const guint8 alt = ILO_MODIFIER_LEFT_ALT | ILO_MODIFIER_RIGHT_ALT;

  return (chord->modifiers & ctrl) != 0 && (chord->modifiers & alt) != 0
         && chord->n_keys == 1 && chord->keys[0] == KEY_DELETE_FORWARD;
}

static gboolean
on_timer (gpointer user_data)
{
  GTask *task = user_data;
  Typist *self = g_task_get_task_data (task);

  clear_source (&self->timer);
  step (task);
  return G_SOURCE_REMOVE;
}

static void
wait_for (GTask *task,
          guint  delay)
{
  Typist *self = g_task_get_task_data (task);

  self->timer = g_timeout_source_new (delay);
  g_source_set_callback (self->timer, on_timer, g_object_ref (task), g_object_unref);
  g_source_attach (self->timer, g_task_get_context (task));
}

/* How long keys stay up before the next chord. The server need not see that they were up, unless it is the same key
 * again, or Shift and its like change. */
static guint
pause_before_next (const Typist *self)
{
  const IloChord *last = &self->chords[self->next - 1];
  const IloChord *next = last + 1;

  if (self->next == self->n_chords || last->modifiers != next->modifiers || last->n_keys != 1 || next->n_keys != 1
      || last->keys[0] == next->keys[0])
    return self->hold;
  return MIN (self->hold, 1);
}

/* How many chords the server has seen go down. */
static gsize
count_typed (const Typist *self)
{
  return self->next + (self->stage != STAGE_PRESS ? 1 : 0);
}

static void
stop (Typist *self)
{
  clear_source (&self->timer);
  clear_source (&self->cancel_source);
}

static void
fail (GTask *task)
{
  Typist *self = g_task_get_task_data (task);

  stop (self);
  g_task_return_new_error (task, ILO_ERROR, ILO_ERROR_LOST,
                           _("The connection to the console broke: %zu of %zu keystrokes had been "
                             "sent."), count_typed (self), self->n_chords);
}

static gboolean
on_cancelled (GCancellable *cancellable,
              gpointer      user_data)
{
  g_autoptr(GTask) task = g_object_ref (user_data);
  Typist *self = g_task_get_task_data (task);

  if (self->next < self->n_chords)
    ilo_console_release_chord (g_task_get_source_object (task), &self->chords[self->next]);
  stop (self);
  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

/* Does what is next, and says how long that has to last. Returns: %FALSE when it was over, or has failed */
static gboolean
advance (GTask *task,
         guint *delay)
{
  Typist *self = g_task_get_task_data (task);
  IloConsole *console = g_task_get_source_object (task);
  const IloChord *chord = &self->chords[self->next];
  IloChord keys;
  gboolean sent;

  if (self->next == self->n_chords)
    {
      stop (self);
      g_task_return_boolean (task, TRUE);
      return FALSE;
    }
  if (self->stage == STAGE_PRESS
      && ilo_console_get_in_flight (console) > (self->hold == 0 ? MAX_IN_FLIGHT_FAST : MAX_IN_FLIGHT))
    {
      *delay = LOOK_AGAIN;
      return TRUE;
    }
  if (self->adapts)
    self->hold = MIN (SHORTEST + ilo_console_get_jitter (console), ILO_TYPIST_HOLD);
  *delay = is_ctrl_alt_delete (chord) ? MAX (self->hold, LONG_HOLD) : self->hold;
  switch (self->stage)
    {
    case STAGE_PRESS:
      sent = ilo_console_press_chord (console, chord);
      self->stage = STAGE_LIFT;
      break;
    case STAGE_LIFT:
      keys = *chord;
      keys.modifiers = 0;
      sent = ilo_console_release_chord (console, &keys);
      self->stage = STAGE_LET_GO;
      if (chord->modifiers != 0)
        break;
      G_GNUC_FALLTHROUGH;
    case STAGE_LET_GO:
    default:
      sent = ilo_console_release_chord (console, chord);
      if (!sent)
        break;
      self->stage = STAGE_PRESS;
      self->next++;
      *delay = pause_before_next (self);
      break;
    }
  if (!sent)
    {
      fail (task);
      return FALSE;
    }
  if (self->stage == STAGE_PRESS && self->progress != NULL)
    self->progress ((goffset) self->next, (goffset) self->n_chords, self->progress_data);
  return TRUE;
}

static void
step (GTask *task)
{
  guint delay = 0;

  for (guint n = 0; n < MAX_IN_A_ROW && delay == 0; n++)
    if (!advance (task, &delay))
      return;
  wait_for (task, MAX (delay, 1));
}

/**
 * ilo_typist_type_async:
 * @console: a live console
 * @chords: (array length=n_chords): what to press, one after the other; copied
 * @n_chords: how many
 * @hold: milliseconds to hold each: %ILO_TYPIST_HOLD for chords, %ILO_TYPIST_PACE for text; 0: as fast as the network
 *   takes it; %ILO_TYPIST_ADAPT: as the connection allows without a loss
 * @progress: (nullable): told after each chord how many of them were typed
 * @progress_data: for @progress
 * @cancellable: (nullable): ends it; everything that was pressed is released
 * @callback: called when all keys are up again
 * @user_data: for @callback
 *
 * Works the keyboard: each chord goes down in one report, then its keys go up, then its modifiers. It goes no faster
 * than the network takes it.
 */
void
ilo_typist_type_async (IloConsole          *console,
                       const IloChord      *chords,
                       gsize                n_chords,
                       guint                hold,
                       GFileProgressCallback progress,
                       gpointer             progress_data,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (console, cancellable, callback, user_data);
  Typist *self = g_new0 (Typist, 1);

  g_task_set_source_tag (task, ilo_typist_type_async);
  g_task_set_check_cancellable (task, FALSE);
  self->chords = g_memdup2 (chords, n_chords * sizeof *chords);
  self->n_chords = n_chords;
  self->hold = hold;
  self->adapts = hold == ILO_TYPIST_ADAPT;
  self->progress = progress;
  self->progress_data = progress_data;
  g_task_set_task_data (task, self, (GDestroyNotify) typist_free);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (cancellable != NULL)
    {
      self->cancel_source = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->cancel_source, G_SOURCE_FUNC (on_cancelled), task, NULL);
      g_source_attach (self->cancel_source, g_task_get_context (task));
    }
  step (task);
}

/**
 * ilo_typist_type_finish:
 * @console: a console
 * @result: what the callback got
 * @typed: (out) (optional): how many chords the server has seen, also when it did not come to the end
 * @error: %ILO_ERROR_LOST when the console was not live all the time
 *
 * Returns: whether everything was sent
 */
gboolean
ilo_typist_type_finish (IloConsole    *console,
                        GAsyncResult  *result,
                        gsize         *typed,
                        GError       **error)
{
  if (typed != NULL)
    *typed = count_typed (g_task_get_task_data (G_TASK (result)));
  return g_task_propagate_boolean (G_TASK (result), error);
}
