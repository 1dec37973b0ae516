/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "ipmi-completion.h"
#include "ipmi-sel-walk.h"

/*
 * Each record names the next, so that reading them one by one takes a round trip for each. Ids mostly count up,
 * though: the walk asks for those that probably come next as well, and keeps what it gets until the chain arrives
 * there. Only what the chain names becomes part of the result.
 *
 * The log may change meanwhile. Its info is read before and after: when records have been added, the walk goes on
 * from the last one it has; when some are gone, it starts again.
 *
 * A walk after a record begins as if it had read the log up to there before: with the info of then. Its first
 * record must be that one still, and at its end there must be as many records more as it has found; else the log
 * is another, or has overwritten its oldest records, and the walk starts again with the first.
 */

#define ERASE_IN_PROGRESS 0x81          /* completion code of Get SEL Entry alone (IPMI 2.0 §31.5) */

#define FIRST_GUESSES 8
#define MAX_RESTARTS  5
#define MAX_RESUMES   16                /* a log that grows all the time was complete a moment ago */

#define N_IDS         0x10000

typedef struct
{
  IpmiSelRecord record;
  guint16       next;
} Early;

struct _IpmiSelWalk
{
  GArray      *records;                 /* owned; IpmiSelRecord */
  GHashTable  *asked;                   /* owned; ids under way in this turn */
  GHashTable  *early;                   /* owned: id → owned Early, which the chain has not come to */
  GError      *error;                   /* owned */
  IpmiSelInfo  info;
  guint        n_before;                /* records of the log before the first of @records */
  guint        turn;
  guint        restarts;
  guint        resumes;
  guint        stride;
  guint        delta;                   /* from the last but one record to the last */
  guint        right;                   /* times in a row that the chain did what was guessed */
  guint        next_guess;
  guint        guesses;                 /* how many there may be at a time */
  guint16      position;                /* the record that the chain comes to next */
  guint        known : 1;               /* info is there */
  guint        after : 1;               /* @records begin with @last, instead of the log's first, or will do so */
  guint        info_wanted : 1;
  guint        info_asked : 1;
  guint        paused : 1;
  guint        broken : 1;              /* the chain named a record that is not there */
  guint        at_end : 1;
  guint        done : 1;
  IpmiSelRecord last;                   /* what was known of the log before */
  guint8       visited[N_IDS / 8];
};

static void
fail (IpmiSelWalk *self,
      IpmiError    code,
      const char  *format,
      ...) G_GNUC_PRINTF (3, 4);

static void
fail (IpmiSelWalk *self,
      IpmiError    code,
      const char  *format,
      ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (self->error == NULL)
    self->error = g_error_new_valist (IPMI_ERROR, code, format, arguments);
  va_end (arguments);
}

static gboolean
is_visited (IpmiSelWalk *self,
            guint        id)
{
  return (self->visited[id / 8] >> (id % 8) & 1) != 0;
}

static void
set_visited (IpmiSelWalk *self,
             guint        id,
             gboolean     visited)
{
  if (visited)
    self->visited[id / 8] |= 1 << (id % 8);
  else
    self->visited[id / 8] &= ~(1 << (id % 8));
}

/* What was asked for so far is about a log that is no more, or is no longer wanted. */
static void
begin_turn (IpmiSelWalk *self,
            guint16      position,
            guint        first_guess)
{
  self->turn++;
  g_hash_table_remove_all (self->asked);
  g_hash_table_remove_all (self->early);
  self->at_end = FALSE;
  self->position = position;
  self->next_guess = first_guess;
}

static void
restart (IpmiSelWalk *self)
{
  if (++self->restarts > MAX_RESTARTS)
    {
      fail (self, IPMI_ERROR_BUSY,
            _("The event log is being changed faster than it can be read. Try again in a moment."));
      return;
    }
  g_array_set_size (self->records, 0);
  self->n_before = 0;
  self->after = FALSE;
  memset (self->visited, 0, sizeof self->visited);
  begin_turn (self, IPMI_SEL_FIRST, 1);
  self->known = self->broken = FALSE;
  self->info_wanted = TRUE;
  self->info_asked = FALSE;
}

/* Reads the last record again, which now names another one after it. */
static void
resume (IpmiSelWalk *self)
{
  guint16 last = g_array_index (self->records, IpmiSelRecord, self->records->len - 1).id;

  g_array_set_size (self->records, self->records->len - 1);
  set_visited (self, last, FALSE);
  begin_turn (self, last, last + self->stride);
}

/* Where the chain goes shows how well ids can be guessed: one more for each right guess, half of them for a wrong
 * one. */
static void
learn (IpmiSelWalk *self,
       guint        id,
       guint        next)
{
  gboolean guessed = g_hash_table_contains (self->asked, GUINT_TO_POINTER (next))
                     || g_hash_table_contains (self->early, GUINT_TO_POINTER (next));
  guint delta = next - id;

  if (delta == self->stride)
    {
      if (++self->right >= FIRST_GUESSES || guessed)
        self->guesses = MIN (self->guesses + 1, IPMI_SEL_WALK_MAX_OUTSTANDING);
    }
  else
    {
      self->right = 0;
      self->guesses /= 2;
      if (next > id && delta == self->delta)
        self->stride = delta;
    }
  self->delta = delta;
  /* Beyond a gap of deleted records guesses may be right again; otherwise they are elsewhere. */
  if (!guessed && self->next_guess != next)
    begin_turn (self, next, next + self->stride);
}

static void
want_info (IpmiSelWalk *self)
{
  self->info_wanted = TRUE;
  self->info_asked = FALSE;
}

static void
reach_end (IpmiSelWalk *self)
{
  begin_turn (self, self->position, N_IDS);
  self->at_end = TRUE;
  want_info (self);
}

/* Takes over the records that the chain has come to. */
static void
advance (IpmiSelWalk *self)
{
  Early *early;

  while (self->error == NULL && !self->at_end
         && (early = g_hash_table_lookup (self->early, GUINT_TO_POINTER (self->position))) != NULL)
    {
      guint16 id = self->position == IPMI_SEL_FIRST ? early->record.id : self->position;
      guint16 next = early->next;

      if (self->after && self->records->len == 0
          && memcmp (early->record.raw, self->last.raw, sizeof self->last.raw) != 0)
        {
          restart (self);
          return;
        }
      set_visited (self, id, TRUE);
      early->record.id = id;
      g_array_append_val (self->records, early->record);
      g_hash_table_remove (self->early, GUINT_TO_POINTER (self->position));
      g_hash_table_remove (self->early, GUINT_TO_POINTER (id));
      self->position = next;
      if (next == IPMI_SEL_LAST || next == IPMI_SEL_FIRST)
        reach_end (self);
      else if (is_visited (self, next))
        fail (self, IPMI_ERROR_CORRUPT,
              _("The event log's records run in a circle: after record 0x%04x comes 0x%04x again. Clearing the log or "
                "restarting the BMC may help."), id, next);
      else
        learn (self, id, next);
    }
}

/* What the chain has come to cannot be read. */
static void
stumble (IpmiSelWalk *self,
         guint8       completion)
{
  switch (completion)
    {
    case ERASE_IN_PROGRESS:
      self->paused = TRUE;
      restart (self);
      break;
    case IPMI_COMPLETION_NOT_PRESENT:
      self->broken = TRUE;
      want_info (self);
      break;
    default:
      fail (self, ipmi_completion_error (completion),
            _("Reading record 0x%04x of the event log: %s (completion code 0x%02x)"), self->position,
            ipmi_completion_text (completion), completion);
      break;
    }
}

/**
 * ipmi_sel_walk_new:
 *
 * Returns: (transfer full): a walk at its start
 */
IpmiSelWalk *
ipmi_sel_walk_new (void)
{
  IpmiSelWalk *self = g_new0 (IpmiSelWalk, 1);

  self->records = g_array_new (FALSE, FALSE, sizeof (IpmiSelRecord));
  self->asked = g_hash_table_new (NULL, NULL);
  self->early = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->position = IPMI_SEL_FIRST;
  self->stride = 1;
  self->next_guess = 1;
  self->guesses = FIRST_GUESSES;
  self->info_wanted = TRUE;
  return self;
}

/**
 * ipmi_sel_walk_new_after:
 * @info: the log's info when it was read
 * @last: the last record that it had then
 *
 * Returns: (transfer full): a walk that finds what has come after @last, or everything where the log is not
 *   continued from there
 */
IpmiSelWalk *
ipmi_sel_walk_new_after (const IpmiSelInfo   *info,
                         const IpmiSelRecord *last)
{
  IpmiSelWalk *self = ipmi_sel_walk_new ();

  self->info = *info;
  self->known = self->after = TRUE;
  self->last = *last;
  self->n_before = info->entries - MIN (info->entries, 1);
  g_array_append_val (self->records, self->last);
  set_visited (self, last->id, TRUE);
  return self;
}

/**
 * ipmi_sel_walk_free:
 * @self: (transfer full): a walk
 */
void
ipmi_sel_walk_free (IpmiSelWalk *self)
{
  g_clear_pointer (&self->records, g_array_unref);
  g_hash_table_unref (self->asked);
  g_hash_table_unref (self->early);
  g_clear_error (&self->error);
  g_free (self);
}

static IpmiSelStep
request (IpmiSelWalk *self,
         guint        id,
         IpmiSelAsk  *ask)
{
  g_hash_table_add (self->asked, GUINT_TO_POINTER (id));
  *ask = (IpmiSelAsk) { .id = id, .turn = self->turn };
  return IPMI_SEL_STEP_REQUEST;
}

/**
 * ipmi_sel_walk_step:
 * @self: a walk
 * @ask: (out caller-allocates): what to ask for, with %IPMI_SEL_STEP_REQUEST
 *
 * Says what to do next. Call it until it has nothing more to do, at the start and after each answer.
 *
 * Returns: what to do
 */
IpmiSelStep
ipmi_sel_walk_step (IpmiSelWalk *self,
                    IpmiSelAsk  *ask)
{
  guint n_early;

  if (self->error != NULL)
    return IPMI_SEL_STEP_FAILED;
  if (self->done)
    return IPMI_SEL_STEP_DONE;
  if (self->paused)
    {
      self->paused = FALSE;
      return IPMI_SEL_STEP_PAUSE;
    }
  if (self->info_wanted)
    {
      if (self->info_asked)
        return IPMI_SEL_STEP_WAIT;
      self->info_asked = TRUE;
      return IPMI_SEL_STEP_INFO;
    }
  if (!g_hash_table_contains (self->asked, GUINT_TO_POINTER (self->position)))
    return request (self, self->position, ask);

  n_early = g_hash_table_size (self->early) + g_hash_table_size (self->asked);
  while (n_early <= self->guesses && n_early + self->n_before + self->records->len < self->info.entries
         && self->next_guess < IPMI_SEL_LAST)
    {
      guint id = self->next_guess;

      self->next_guess += self->stride;
      if (!is_visited (self, id) && !g_hash_table_contains (self->asked, GUINT_TO_POINTER (id)))
        return request (self, id, ask);
    }
  return IPMI_SEL_STEP_WAIT;
}

/**
 * ipmi_sel_walk_info:
 * @self: a walk that asked for it
 * @info: the log's info
 *
 * Takes the log's info.
 */
void
ipmi_sel_walk_info (IpmiSelWalk       *self,
                    const IpmiSelInfo *info)
{
  IpmiSelInfo before = self->info;
  gboolean first = !self->known;
  gboolean shrunk = info->erase_time != before.erase_time || info->entries < before.entries;
  gboolean grown = info->addition_time != before.addition_time || info->entries > before.entries;

  self->info = *info;
  self->known = TRUE;
  self->info_wanted = FALSE;
  if (info->entries == 0)
    {
      g_array_set_size (self->records, 0);
      self->after = FALSE;
      self->done = TRUE;
    }
  else if (first)
    return;
  else if (self->broken && self->after && self->records->len == 0)
    restart (self);
  else if (self->broken && !shrunk && !grown)
    fail (self, IPMI_ERROR_CORRUPT,
          _("The event log is damaged: the BMC does not have record 0x%04x, though the record before names it. "
            "Clearing the log helps."), self->position);
  else if (self->broken || shrunk)
    restart (self);
  else if (grown && self->resumes < MAX_RESUMES)
    {
      self->resumes++;
      resume (self);
    }
  else if (self->after && info->entries != self->n_before + self->records->len)
    restart (self);
  else
    self->done = TRUE;
}

/**
 * ipmi_sel_walk_answer:
 * @self: a walk
 * @ask: what was asked for
 * @completion: the answer's completion code
 * @data: (array length=length): what follows it
 * @length: how many bytes
 *
 * Takes the answer to a request for a record. What only was guessed may be wrong; what the chain names may
 * not.
 */
void
ipmi_sel_walk_answer (IpmiSelWalk      *self,
                      const IpmiSelAsk *ask,
                      guint8            completion,
                      const guint8     *data,
                      gsize             length)
{
  gboolean named = ask->id == self->position;
  g_autofree Early *early = NULL;
  g_autoptr(GError) error = NULL;

  if (self->error != NULL || self->done || ask->turn != self->turn)
    return;
  g_hash_table_remove (self->asked, GUINT_TO_POINTER (ask->id));
  if (completion != IPMI_COMPLETION_OK)
    {
      if (named)
        stumble (self, completion);
      return;
    }
  early = g_new0 (Early, 1);
  if (!ipmi_sel_entry_decode (&early->record, &early->next, data, length, &error))
    {
      if (named)
        self->error = g_steal_pointer (&error);
      return;
    }
  if ((!named && early->record.id != ask->id) || is_visited (self, ask->id))
    return;
  g_hash_table_insert (self->early, GUINT_TO_POINTER (ask->id), g_steal_pointer (&early));
  advance (self);
}

/**
 * ipmi_sel_walk_get_progress:
 * @self: a walk
 * @done: (out): how many records there are
 * @total: (out): how many there will be, as far as is known
 */
void
ipmi_sel_walk_get_progress (IpmiSelWalk *self,
                            guint       *done,
                            guint       *total)
{
  guint entries = self->info.entries;

  *done = self->records->len;
  *total = MAX (self->records->len, entries - MIN (entries, self->n_before));
}

/**
 * ipmi_sel_walk_get_info:
 * @self: a walk that is done
 * @info: (out caller-allocates): the log's info after the last record
 */
void
ipmi_sel_walk_get_info (IpmiSelWalk *self,
                        IpmiSelInfo *info)
{
  *info = self->info;
}

/**
 * ipmi_sel_walk_is_whole:
 * @self: a walk that is done
 *
 * Returns: whether its records are the whole log; %FALSE: what follows the record of ipmi_sel_walk_new_after()
 */
gboolean
ipmi_sel_walk_is_whole (IpmiSelWalk *self)
{
  return !self->after;
}

/**
 * ipmi_sel_walk_steal_records:
 * @self: a walk that is done
 *
 * Returns: (transfer full) (element-type IpmiSelRecord): the records, in the order of the chain
 */
GArray *
ipmi_sel_walk_steal_records (IpmiSelWalk *self)
{
  if (self->after && self->records->len > 0)
    g_array_remove_index (self->records, 0);
  return g_steal_pointer (&self->records);
}

/**
 * ipmi_sel_walk_steal_error:
 * @self: a walk that failed
 *
 * Returns: (transfer full): why
 */
GError *
ipmi_sel_walk_steal_error (IpmiSelWalk *self)
{
  return g_steal_pointer (&self->error);
}
