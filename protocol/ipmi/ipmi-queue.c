/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "ipmi-completion.h"
#include "ipmi-queue.h"

#define N_SEQUENCES    64
#define BUSY_WAIT      (20 * G_TIME_SPAN_MILLISECOND)     /* doubles up to eight times that */
#define LATE_AT_LEAST  (400 * G_TIME_SPAN_MILLISECOND)    /* an rqSeq rests this long after a repetition … */
#define LATE_TIMED_OUT (5 * G_TIME_SPAN_SECOND)           /* … or after no answer at all */
#define LOSS_WEIGHT    16
#define CLEAN_AT_FIRST 16
#define CLEAN_AT_MOST  4096
#define CALM_AT_FIRST  16
#define CALM_AT_MOST   1024
#define PROVEN_SURPLUS 8                          /* with so many more it still was as fast */
#define JITTER         G_TIME_SPAN_MILLISECOND    /* round trips that differ by less are the same */

typedef struct
{
  IpmiPending *first;
  IpmiPending *last;
  guint        n;
} List;

/* What may still arrive for an rqSeq that is free again. */
typedef struct
{
  gint64 usable;
  gint64 elapsed;        /* from the first sending to the answer that was taken */
  guint  answers;        /* how many more can come */
  guint8 netfn;
  guint8 command;
} Late;

/* How many requests there may be at once, and what that was learnt from. */
typedef struct
{
  guint  window;
  guint  surplus;                                  /* beyond the window, while that costs nothing */
  guint  surplus_limit;
  guint  calm_needed;                              /* answers without loss for one more surplus_limit */
  double loss_alone;
  double loss_crowded;
  guint  clean_needed;
} Pace;

struct _IpmiQueue
{
  IpmiTiming        *timing;                       /* borrowed */
  IpmiQueueTransmit  transmit;
  gpointer           user_data;
  guint              limit;                        /* of the window */
  int                retries;
  gint64             timeout;
  List               waiting;
  List               outstanding;
  IpmiPending       *by_sequence[N_SEQUENCES];     /* borrowed from outstanding */
  Late               late[N_SEQUENCES];
  guint8             free_sequences[N_SEQUENCES];  /* a ring, longest unused first */
  guint              first_free;
  guint              n_free;
  Pace               pace;
  Pace               before;                       /* the last loss … */
  gint64             loss_at;                      /* … which was then … */
  gboolean           loss_in_doubt;                /* … or was none */
  gboolean           proven;                       /* that a surplus costs nothing */
  guint              surplus_most;
  guint              calm;                         /* answers since the last loss */
  gint64             fastest;                      /* round trip; 0 before the first */
  guint              clean;
  guint64            resent;
  guint8             put_off;                      /* what the last request to end that was put off was told; 0: an answer */
  gint64             blocked_until;                /* no rqSeq is usable; 0 when that is no matter */
};

static void
list_append (List        *list,
             IpmiPending *pending)
{
  pending->next = NULL;
  pending->previous = list->last;
  if (list->last != NULL)
    list->last->next = pending;
  else
    list->first = pending;
  list->last = pending;
  list->n++;
}

static void
list_remove (List        *list,
             IpmiPending *pending)
{
  if (pending->previous != NULL)
    pending->previous->next = pending->next;
  else
    list->first = pending->next;
  if (pending->next != NULL)
    pending->next->previous = pending->previous;
  else
    list->last = pending->previous;
  pending->next = pending->previous = NULL;
  list->n--;
}

/*
 * rqSeq has 6 bits, so it comes round in a millisecond on a fast network. What could be mistaken is an answer to
 * a repetition: it is in order for the session, and has the rqSeq of a request that was answered before. So an
 * rqSeq that was sent more than once rests until all its answers have come, or long enough. The others are taken
 * in turn. (A datagram that the network doubles has its session sequence number twice and never gets here.)
 */
static int
take_sequence (IpmiQueue *self,
               gint64     now)
{
  gint64 soonest = G_MAXINT64;

  for (guint i = 0; i < self->n_free; i++)
    {
      guint8 sequence = self->free_sequences[self->first_free];

      self->first_free = (self->first_free + 1) % N_SEQUENCES;
      if (self->late[sequence].usable <= now)
        {
          self->n_free--;
          return sequence;
        }
      soonest = MIN (soonest, self->late[sequence].usable);
      self->free_sequences[(self->first_free + self->n_free - 1) % N_SEQUENCES] = sequence;
    }
  self->blocked_until = soonest;
  return -1;
}

static void
release_sequence (IpmiQueue   *self,
                  IpmiPending *pending,
                  gint64       now,
                  gboolean     answered)
{
  Late *late = &self->late[pending->sequence];

  late->netfn = pending->netfn;
  late->command = pending->command;
  late->elapsed = now - pending->first_sent;
  late->answers = pending->sends - (answered ? 1 : 0);
  late->usable = 0;
  if (late->answers > 0)
    late->usable = now + (answered ? MAX (LATE_AT_LEAST, 4 * ipmi_timing_base (self->timing)) : LATE_TIMED_OUT);
  self->by_sequence[pending->sequence] = NULL;
  self->free_sequences[(self->first_free + self->n_free++) % N_SEQUENCES] = pending->sequence;
  pending->sequence = -1;
}

/* Takes a request out of everything; what is left is to return its task. */
static GTask *
detach (IpmiQueue   *self,
        IpmiPending *pending,
        gint64       now,
        gboolean     answered)
{
  gboolean outstanding = pending->deadline != 0;

  if (pending->sequence >= 0)
    release_sequence (self, pending, now, answered);
  list_remove (outstanding ? &self->outstanding : &self->waiting, pending);
  if (pending->cancelled != NULL)
    g_source_destroy (pending->cancelled);
  g_clear_pointer (&pending->cancelled, g_source_unref);
  return g_steal_pointer (&pending->task);
}

static void
note_put_off (IpmiQueue   *self,
              IpmiPending *pending)
{
  if (pending->busy > 0)
    self->put_off = ipmi_completion_is_passing (pending->completion) ? pending->completion : 0;
}

static void
fail (IpmiQueue   *self,
      IpmiPending *pending,
      gint64       now,
      GError      *error)
{
  g_autoptr(GTask) task = detach (self, pending, now, FALSE);

  note_put_off (self, pending);
  ipmi_pending_free (pending);
  g_task_return_error (task, error);
}

static void
complete (IpmiQueue   *self,
          IpmiPending *pending,
          gint64       now)
{
  g_autoptr(GTask) task = detach (self, pending, now, TRUE);

  note_put_off (self, pending);
  if (pending->answer == NULL)
    pending->answer = g_bytes_new (NULL, 0);
  g_task_return_pointer (task, pending, (GDestroyNotify) ipmi_pending_free);
}

static GError *
timeout_error (IpmiPending *pending)
{
  if ((pending->flags & IPMI_REQUEST_ONCE) != 0)
    return g_error_new (IPMI_ERROR, IPMI_ERROR_TIMEOUT,
                        _("The BMC did not confirm the command. It is not known whether it was carried out: "
                          "look at the state of the server before you try again."));
  if (pending->target.n_hops > 0)
    return g_error_new (IPMI_ERROR, IPMI_ERROR_TIMEOUT,
                        _("The controller at address 0x%02x did not answer in time. Check that it is there and has "
                          "power."),
                        pending->target.hops[pending->target.n_hops - 1].address);
  return g_error_new (IPMI_ERROR, IPMI_ERROR_TIMEOUT,
                      _("The BMC did not answer in time. Check the network, or give it more time."));
}

/* Halves how far the surplus may go. A BMC that is slow, not far away, shows that by losses before there is one. Later
 * on they have other causes. */
static void
account_surplus_loss (IpmiQueue *self)
{
  if (self->pace.surplus == 0)
    {
      if (!self->proven)
        {
          self->pace.surplus_limit = 0;
          self->pace.calm_needed = CALM_AT_MOST / 4;
        }
      return;
    }
  self->pace.surplus = self->pace.surplus_limit = self->pace.surplus / 2;
  self->pace.calm_needed = MIN (self->pace.calm_needed * 2, CALM_AT_MOST);
}

/* Nothing had been lost: the answer came late, because one of the machines or the network had a pause. */
static void
take_back_loss (IpmiQueue *self)
{
  if (self->loss_in_doubt && self->proven)
    self->pace = self->before;
  self->loss_in_doubt = FALSE;
}

/* How far from the truth is a lost answer? As far as one can tell, each sending is lost alone or in a crowd; those that
 * were under way together are lost for one reason, and count once. */
static void
account_loss (IpmiQueue   *self,
              IpmiPending *pending,
              gboolean     lost,
              gint64       now)
{
  double *loss = pending->crowded ? &self->pace.loss_crowded : &self->pace.loss_alone;

  if (lost)
    {
      if (pending->first_sent < self->loss_at)
        return;
      self->before = self->pace;
      self->loss_at = now;
      self->loss_in_doubt = TRUE;
      self->calm = 0;
      account_surplus_loss (self);
    }
  *loss += ((lost ? 1 : 0) - *loss) / LOSS_WEIGHT;
  if (!lost)
    {
      self->clean++;
      if (self->pace.window < self->limit && self->clean >= self->pace.clean_needed)
        {
          self->pace.window++;
          self->clean = 0;
        }
      return;
    }
  /* A network loses requests wherever they are; a BMC that takes one at a time loses those that come together. Each
   * time it is found out again that this BMC does, the next try comes later. */
  if (self->pace.window > 1 && self->pace.loss_crowded > 0.3 && self->pace.loss_crowded > 2 * self->pace.loss_alone + 0.1)
    {
      self->pace.window /= 2;
      self->pace.loss_crowded = 0;
      self->clean = 0;
      self->pace.clean_needed = MIN (self->pace.clean_needed * 2, CLEAN_AT_MOST);
    }
}

/* With many requests waiting, a far-away BMC can have more at once than the window: as long as each is answered as
 * soon as one alone, they do not wait there for one another, and none is in danger of its deadline. One more for
 * each answer makes it twice as many each round trip. Each loss halves how far that may go; while none comes it goes
 * up again, and each time that is found to be too far the next try comes later. */
static void
account_round_trip (IpmiQueue *self,
                    gint64     round_trip)
{
  if (self->fastest == 0 || round_trip < self->fastest)
    self->fastest = round_trip;
  if (++self->calm % self->pace.calm_needed == 0 && self->pace.surplus_limit < self->surplus_most)
    self->pace.surplus_limit++;
  if (round_trip > 2 * self->fastest + JITTER)
    self->pace.surplus -= MIN (self->pace.surplus, 1);
  else if (round_trip <= self->fastest + self->fastest / 2 + JITTER && self->waiting.n > 0 &&
           self->pace.window == self->limit && self->pace.surplus < self->pace.surplus_limit)
    self->proven |= ++self->pace.surplus >= PROVEN_SURPLUS;
}

static gboolean
send_first (IpmiQueue   *self,
            IpmiPending *pending,
            gint64       now)
{
  int sequence = take_sequence (self, now);

  if (sequence < 0)
    return FALSE;
  pending->sequence = sequence;
  self->by_sequence[sequence] = pending;
  pending->crowded = self->outstanding.n > 1;
  pending->sends = 1;
  pending->first_sent = pending->last_sent = now;
  pending->due = MIN (now + ipmi_timing_wait (self->timing, 1), pending->deadline);
  self->transmit (pending, self->user_data);
  return TRUE;
}

static void
send_again (IpmiQueue   *self,
            IpmiPending *pending,
            gint64       now)
{
  gboolean may = (pending->flags & IPMI_REQUEST_ONCE) == 0
                 && (self->retries < 0 || pending->sends <= (guint) self->retries);

  if (pending->sends == 1)
    account_loss (self, pending, TRUE, now);
  if (!may)
    {
      pending->due = pending->deadline;
      return;
    }
  pending->sends++;
  pending->last_sent = now;
  pending->due = MIN (now + ipmi_timing_wait (self->timing, pending->sends), pending->deadline);
  self->resent++;
  self->transmit (pending, self->user_data);
}

/**
 * ipmi_queue_new:
 * @timing: round trips; borrowed
 * @transmit: sends a request
 * @user_data: for @transmit
 *
 * Returns: (transfer full): an empty queue
 */
IpmiQueue *
ipmi_queue_new (IpmiTiming        *timing,
                IpmiQueueTransmit  transmit,
                gpointer           user_data)
{
  IpmiQueue *self = g_new0 (IpmiQueue, 1);

  self->timing = timing;
  self->transmit = transmit;
  self->user_data = user_data;
  self->pace.clean_needed = CLEAN_AT_FIRST;
  self->pace.calm_needed = CALM_AT_FIRST;
  for (guint i = 0; i < N_SEQUENCES; i++)
    self->free_sequences[i] = i;
  self->n_free = N_SEQUENCES;
  return self;
}

/**
 * ipmi_queue_free:
 * @self: (transfer full): a queue without requests
 */
void
ipmi_queue_free (IpmiQueue *self)
{
  g_assert (ipmi_queue_is_empty (self));
  g_free (self);
}

/**
 * ipmi_queue_configure:
 * @self: a queue
 * @window: requests outstanding at most, 1 to %IPMI_MAX_WINDOW; more while that costs nothing, unless it is 1
 * @retries: how often a request is sent again at most; -1 for as often as its time allows
 * @timeout: how long a request may take from its first sending, microseconds
 */
void
ipmi_queue_configure (IpmiQueue *self,
                      guint      window,
                      int        retries,
                      gint64     timeout)
{
  self->limit = window;
  self->pace.window = window;
  self->pace.surplus = 0;
  self->surplus_most = self->pace.surplus_limit = window > 1 ? IPMI_MAX_WINDOW - window : 0;
  self->retries = retries;
  self->timeout = timeout;
}

/**
 * ipmi_queue_push:
 * @self: a queue
 * @pending: (transfer full): a request with its task
 *
 * Adds a request behind the others; ipmi_queue_pump() sends it.
 */
void
ipmi_queue_push (IpmiQueue   *self,
                 IpmiPending *pending)
{
  list_append (&self->waiting, pending);
}

/**
 * ipmi_queue_push_urgent:
 * @self: a queue
 * @pending: (transfer full): a request with its task
 * @now: the time
 *
 * Sends a request at once, past those that wait and whether or not the window has room.
 */
void
ipmi_queue_push_urgent (IpmiQueue   *self,
                        IpmiPending *pending,
                        gint64       now)
{
  list_append (&self->outstanding, pending);
  pending->deadline = now + (pending->timeout != 0 ? pending->timeout : self->timeout);
  if (!send_first (self, pending, now))
    pending->due = self->blocked_until;
}

/**
 * ipmi_queue_pump:
 * @self: a queue
 * @now: the time
 *
 * Sends as many waiting requests as the window has room for.
 */
void
ipmi_queue_pump (IpmiQueue *self,
                 gint64     now)
{
  IpmiPending *pending;

  self->blocked_until = 0;
  while (self->outstanding.n < ipmi_queue_get_window (self) && (pending = self->waiting.first) != NULL)
    {
      list_remove (&self->waiting, pending);
      list_append (&self->outstanding, pending);
      pending->deadline = now + (pending->timeout != 0 ? pending->timeout : self->timeout);
      if (!send_first (self, pending, now))
        {
          /* Back to the front, where it came from. */
          list_remove (&self->outstanding, pending);
          pending->deadline = 0;
          pending->next = self->waiting.first;
          if (pending->next != NULL)
            pending->next->previous = pending;
          else
            self->waiting.last = pending;
          self->waiting.first = pending;
          self->waiting.n++;
          return;
        }
    }
}

static gboolean
is_worth_waiting (IpmiPending *pending,
                  guint8       completion)
{
  /* What has timed out may have been carried out all the same. */
  return ipmi_completion_is_passing (completion)
         && (completion != IPMI_COMPLETION_TIMEOUT || (pending->flags & IPMI_REQUEST_ONCE) == 0);
}

/* The BMC has no time: the same again later, under another rqSeq, since this one has been answered. */
static gboolean
put_off (IpmiQueue   *self,
         IpmiPending *pending,
         gint64       now)
{
  gint64 wait = BUSY_WAIT << MIN (pending->busy, 3);

  wait += g_random_int_range (0, (gint32) (wait / 4));
  if (now + wait >= pending->deadline)
    return FALSE;
  pending->busy++;
  release_sequence (self, pending, now, TRUE);
  pending->due = now + wait;
  return TRUE;
}

static void
refuse (IpmiQueue         *self,
        IpmiPending       *pending,
        const IpmiMessage *answer,
        gint64             now)
{
  guint8 completion = answer->data[0];
  guint8 address = pending->target.hops[pending->target.n_hops - 1].address;
  GError *error;

  pending->completion = completion;
  /* IPMI 2.0 §22.7: 0x81 and 0x82 are bus trouble that passes. */
  if ((completion == 0x81 || completion == 0x82 || is_worth_waiting (pending, completion))
      && put_off (self, pending, now))
    return;
  if (completion == 0x83 || completion == IPMI_COMPLETION_DESTINATION)
    error = g_error_new (IPMI_ERROR, IPMI_ERROR_NOT_FOUND,
                         _("There is no controller at address 0x%02x, or it has no power. Check the address and the "
                           "channel."),
                         address);
  else
    error = g_error_new (IPMI_ERROR, (gint) ipmi_completion_error (completion),
                         _("The request could not be passed on to the controller at address 0x%02x "
                           "(completion code 0x%02x): %s"), address, completion, ipmi_completion_text (completion));
  fail (self, pending, now, error);
}

static void
accept_answer (IpmiQueue         *self,
               IpmiPending       *pending,
               const IpmiMessage *answer,
               gint64             now)
{
  if (pending->sends == 1)
    {
      ipmi_timing_measured (self->timing, now - pending->first_sent);
      account_loss (self, pending, FALSE, now);
      account_round_trip (self, now - pending->first_sent);
    }
  else
    ipmi_timing_ambiguous (self->timing, now - pending->last_sent);
  g_clear_pointer (&pending->answer, g_bytes_unref);
  pending->completion = answer->data[0];
  pending->answer = g_bytes_new (answer->data + 1, answer->length - 1);
  if (is_worth_waiting (pending, pending->completion) && put_off (self, pending, now))
    return;
  complete (self, pending, now);
}

/* A second answer to a request: it had not been lost when it was sent again, so the first answer took as long as it
 * seemed. */
static void
receive_late (IpmiQueue         *self,
              const IpmiMessage *message)
{
  Late *late = &self->late[message->sequence];

  if (late->answers == 0 || message->netfn != (late->netfn | 1) || message->command != late->command)
    return;
  if (late->elapsed > 0)
    ipmi_timing_measured (self->timing, late->elapsed);
  take_back_loss (self);
  late->elapsed = 0;
  if (--late->answers == 0)
    late->usable = 0;
}

/**
 * ipmi_queue_receive:
 * @self: a queue
 * @message: a message from the BMC
 * @now: the time
 *
 * Gives an answer to the request it belongs to.
 *
 * Returns: %IPMI_VERDICT_GOOD, or %IPMI_VERDICT_UNMATCHED when no request has been waiting for it
 */
IpmiVerdict
ipmi_queue_receive (IpmiQueue         *self,
                    const IpmiMessage *message,
                    gint64             now)
{
  IpmiPending *pending = self->by_sequence[message->sequence];
  IpmiMessage answer;

  if (pending == NULL)
    {
      receive_late (self, message);
      return IPMI_VERDICT_UNMATCHED;
    }
  switch (ipmi_pending_match (pending, message, &answer))
    {
    case IPMI_MATCH_ACCEPTED:
      return IPMI_VERDICT_GOOD;
    case IPMI_MATCH_REFUSED:
      refuse (self, pending, &answer, now);
      return IPMI_VERDICT_GOOD;
    case IPMI_MATCH_ANSWER:
      accept_answer (self, pending, &answer, now);
      return IPMI_VERDICT_GOOD;
    case IPMI_MATCH_NONE:
    default:
      return IPMI_VERDICT_UNMATCHED;
    }
}

/* Returns: whether it has ended, so that anything may have happened to the lists */
static gboolean
act_on (IpmiQueue   *self,
        IpmiPending *pending,
        gint64       now)
{
  if (pending->sequence < 0)                       /* put off */
    {
      if (!send_first (self, pending, now))
        pending->due = self->blocked_until;
      return FALSE;
    }
  if (now < pending->deadline)
    {
      send_again (self, pending, now);
      return FALSE;
    }
  if (pending->answer != NULL)                     /* it was busy all the time, and says so itself */
    complete (self, pending, now);
  else
    fail (self, pending, now, timeout_error (pending));
  return TRUE;
}

/**
 * ipmi_queue_tick:
 * @self: a queue
 * @now: the time
 *
 * Sends again what was not answered in time, and gives up what has been waiting for too long.
 */
void
ipmi_queue_tick (IpmiQueue *self,
                 gint64     now)
{
  IpmiPending *pending = self->outstanding.first;

  while (pending != NULL)
    {
      IpmiPending *next = pending->next;

      if (pending->due <= now && act_on (self, pending, now))
        next = self->outstanding.first;
      pending = next;
    }
  ipmi_queue_pump (self, now);
}

/**
 * ipmi_queue_get_due:
 * @self: a queue
 *
 * Returns: when ipmi_queue_tick() wants to be called; %G_MAXINT64 when nothing is outstanding
 */
gint64
ipmi_queue_get_due (IpmiQueue *self)
{
  gint64 due = self->blocked_until != 0 ? self->blocked_until : G_MAXINT64;

  for (IpmiPending *pending = self->outstanding.first; pending != NULL; pending = pending->next)
    due = MIN (due, pending->due);
  return due;
}

/**
 * ipmi_queue_is_empty:
 * @self: a queue
 *
 * Returns: whether no request waits or is outstanding
 */
gboolean
ipmi_queue_is_empty (IpmiQueue *self)
{
  return self->waiting.n == 0 && self->outstanding.n == 0;
}

/**
 * ipmi_queue_get_window:
 * @self: a queue
 *
 * Returns: how many requests may be outstanding now
 */
guint
ipmi_queue_get_window (IpmiQueue *self)
{
  return self->pace.window + (self->pace.window == self->limit ? self->pace.surplus : 0);
}

/**
 * ipmi_queue_cancel:
 * @self: a queue
 * @pending: a request in it, whose cancellable was cancelled
 * @now: the time
 */
void
ipmi_queue_cancel (IpmiQueue   *self,
                   IpmiPending *pending,
                   gint64       now)
{
  fail (self, pending, now, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _("The request was cancelled.")));
}

/**
 * ipmi_queue_fail_all:
 * @self: a queue
 * @error: why
 *
 * Ends all requests with @error.
 */
void
ipmi_queue_fail_all (IpmiQueue    *self,
                     const GError *error)
{
  while (self->outstanding.first != NULL)
    fail (self, self->outstanding.first, 0, g_error_copy (error));
  while (self->waiting.first != NULL)
    fail (self, self->waiting.first, 0, g_error_copy (error));
}

/**
 * ipmi_queue_get_put_off:
 * @self: a queue
 *
 * Returns: the completion code with which the BMC put off the last request that it did, 0 when that was answered since
 */
guint8
ipmi_queue_get_put_off (IpmiQueue *self)
{
  return self->put_off;
}

/**
 * ipmi_queue_get_resent:
 * @self: a queue
 *
 * Returns: how many datagrams were repetitions
 */
guint64
ipmi_queue_get_resent (IpmiQueue *self)
{
  return self->resent;
}

/**
 * ipmi_queue_get_loss_at:
 * @self: a queue
 *
 * Returns: when an answer was last missed; long ago when none was
 */
gint64
ipmi_queue_get_loss_at (IpmiQueue *self)
{
  return self->loss_at != 0 ? self->loss_at : G_MININT64 / 2;
}
