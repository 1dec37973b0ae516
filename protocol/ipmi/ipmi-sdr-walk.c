/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ipmi-sdr-walk.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "ipmi-completion.h"
#include "wire-reader.h"
#include "wire-writer.h"

/*
 * Each record names the next, so that reading them one by one takes a round trip for each. Ids mostly
 * count up, though: the walk asks for those that probably come next as well, and keeps what it gets until
 * the chain arrives there. Only what the chain names, from record 0 on, becomes part of the result; what
 * was guessed wrong is dropped. Guesses go up by one for each right one and down by half for each wrong
 * one, and never beyond the number of records that the BMC announced.
 */

#define FIRST_RECORD 0x0000
#define NO_RECORD    0xFFFF

#define WHOLE_RECORD 0xFF

/* Bytes for the first try in parts, and the fewest worth asking for once a record could be read. Two parts make most
 * records. */
#define FIRST_PART    32
#define SMALLEST_PART 8

#define FIRST_GUESSES 8

/* A reservation that was lost so often with nothing read in between: somebody else wants it just as much.
 * Whole records can be read without; with parts, it is to be hoped that they stop. */
#define TRUCE      4
#define MAX_LOSSES 16

/* So often nothing at all came back for a record that the chain names: the controller is gone. */
#define MAX_SILENCE 3

/* How often one record may fail before it is given up. */
#define MAX_FAILURES 2

/* Where a record is refused, nobody says which is the next: so many ids in a row are tried. */
#define MAX_GAP 16

typedef enum
{
  STATE_QUEUED,
  STATE_SENT,
  STATE_DONE,
} State;

typedef struct
{
  State   state;
  guint   id;
  guint   next;
  guint   failures;
  guint   total;             /* bytes that the record has; 0 before its header is there */
  guint   have;              /* bytes that are in data */
  guint   part;              /* bytes that were asked for */
  guint   wanted : 1;        /* the chain names it: no guess, or no longer */
  guint   header_first : 1;  /* it may be shorter than a part, which some controllers refuse */
  guint8 *data;              /* owned: IPMI_SDR_MAX_SIZE bytes, or once done only the record's */
} Fetch;

struct _IpmiSdrWalk
{
  IpmiSdrRepository *records;            /* owned */
  GHashTable        *fetches;            /* owned: id → owned Fetch */
  GQueue             queue;              /* of borrowed Fetch, in state QUEUED */
  GError            *error;              /* owned */
  guint              n_expected;
  guint              outstanding;
  guint              window;             /* most that may be outstanding */
  guint              limit;              /* the same, or less while reservations are lost */
  guint              position;           /* the record that the chain comes to next */
  guint              last;               /* the record before it */
  guint              stride;
  guint              next_guess;
  guint              missed_before;      /* wrong guesses below this id have been reckoned with */
  guint              guesses;            /* how many there may be at a time */
  guint              right;              /* times in a row that the chain did what was guessed */
  guint              part;               /* 0: whole records */
  guint              losses;
  guint              silence;
  guint              gap;                /* ids that were tried since the last record that could be had */
  GError            *refusal;            /* owned: of the first record that is missing */
  guint16            reservation;
  guint              is_reserved : 1;    /* or goes without */
  guint              goes_without : 1;
  guint              asked : 1;          /* for a reservation */
  guint              some_read : 1;      /* a record could be had whole */
  guint8             visited[(NO_RECORD + 1) / 8];
};

static void
fetch_free (gpointer data)
{
  Fetch *fetch = data;

  g_free (fetch->data);
  g_free (fetch);
}

static void
fail (IpmiSdrWalk *self,
      IpmiError    code,
      const char  *format,
      ...) G_GNUC_PRINTF (3, 4);

static void
fail (IpmiSdrWalk *self,
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
is_visited (IpmiSdrWalk *self,
            guint        id)
{
  return (self->visited[id / 8] >> (id % 8) & 1) != 0;
}

static void
enqueue (IpmiSdrWalk *self,
         Fetch       *fetch)
{
  fetch->state = STATE_QUEUED;
  if (fetch->wanted)
    g_queue_push_head (&self->queue, fetch);
  else
    g_queue_push_tail (&self->queue, fetch);
}

static Fetch *
add (IpmiSdrWalk *self,
     guint        id,
     gboolean     wanted)
{
  Fetch *fetch = g_new0 (Fetch, 1);

  fetch->id = id;
  fetch->wanted = wanted;
  g_hash_table_insert (self->fetches, GUINT_TO_POINTER (id), fetch);
  enqueue (self, fetch);
  return fetch;
}

static void
drop (IpmiSdrWalk *self,
      Fetch       *fetch)
{
  g_queue_remove (&self->queue, fetch);
  g_hash_table_remove (self->fetches, GUINT_TO_POINTER (fetch->id));
}

/* What follows a record shows how well the ids can be guessed. */
static void
learn (IpmiSdrWalk *self,
       guint        id,
       guint        next)
{
  if (next == NO_RECORD)
    return;
  if (next == id + self->stride)
    {
      if (++self->right >= FIRST_GUESSES || self->guesses > 0)
        self->guesses = MIN (self->guesses + 1, IPMI_SDR_WALK_MAX_OUTSTANDING);
    }
  else
    {
      self->right = 0;
      if (self->last != FIRST_RECORD && next > id && next - id == id - self->last)
        self->stride = next - id;
    }
  if (self->next_guess <= next || self->right == 0)
    self->next_guess = next + self->stride;
}

/* Takes over the record that the chain has come to. */
static void
take (IpmiSdrWalk *self,
      Fetch       *fetch)
{
  guint id = fetch->id;

  self->gap = 0;
  /* Record 0 stands for the first one, whatever its id is. */
  if (id == FIRST_RECORD)
    id = fetch->data[0] | (guint) fetch->data[1] << 8;
  fetch->data[0] = id & 0xFF;
  fetch->data[1] = id >> 8;
  self->visited[id / 8] |= 1 << (id % 8);
  if (!ipmi_sdr_repository_append (self->records, fetch->data, fetch->have))
    fail (self, IPMI_ERROR_PROTOCOL, _("The BMC has more sensor data records than there can be."));
  learn (self, id, fetch->next);
  self->last = id;
  self->position = fetch->next;
  if (self->position != NO_RECORD && (self->position == FIRST_RECORD || is_visited (self, self->position)))
    fail (self, IPMI_ERROR_PROTOCOL,
          _("The BMC's sensor data records run in a circle: after record 0x%04x comes 0x%04x again. "
            "Restarting the BMC may help."), id, self->position);
  drop (self, fetch);
}

static void
advance (IpmiSdrWalk *self)
{
  while (self->error == NULL && self->position != NO_RECORD)
    {
      Fetch *fetch = g_hash_table_lookup (self->fetches, GUINT_TO_POINTER (self->position));

      if (fetch == NULL)
        {
          add (self, self->position, TRUE);
          return;
        }
      if (fetch->state != STATE_DONE)
        {
          if (!fetch->wanted && fetch->state == STATE_QUEUED)
            {
              g_queue_remove (&self->queue, fetch);
              g_queue_push_head (&self->queue, fetch);
            }
          fetch->wanted = TRUE;
          return;
        }
      take (self, fetch);
    }
}

static void
guess (IpmiSdrWalk *self)
{
  guint known = ipmi_sdr_repository_get_n_records (self->records) + g_hash_table_size (self->fetches);

  /* Everything in the table counts as a record to come, the one that the chain waits for among them. */
  while (g_hash_table_size (self->fetches) <= self->guesses && known < self->n_expected &&
         self->next_guess < NO_RECORD)
    {
      guint id = self->next_guess;

      self->next_guess += self->stride;
      if (is_visited (self, id) || g_hash_table_contains (self->fetches, GUINT_TO_POINTER (id)))
        continue;
      add (self, id, FALSE);
      known++;
    }
}

static void
fill (IpmiSdrWalk    *self,
      Fetch          *fetch,
      IpmiSdrRequest *request)
{
  fetch->state = STATE_SENT;
  request->id = fetch->id;
  request->reservation = self->reservation;
  request->offset = fetch->have;
  if (self->part == 0 && fetch->have == 0)
    request->count = WHOLE_RECORD;
  else if (fetch->total == 0 && fetch->have == 0 && !fetch->header_first)
    request->count = self->part;
  else if (fetch->total == 0)
    request->count = MIN (IPMI_SDR_HEADER_SIZE - fetch->have, self->part);
  else
    request->count = MIN (fetch->total - fetch->have, self->part);
  fetch->part = request->count;
}

/* A stand-in that no decoder takes keeps the place of a record that is refused. The chain is taken up again at the next
 * id that there is, as long as the BMC is said to have more records. What is tried on the way there is no record. */
static void
skip (IpmiSdrWalk *self,
      guint        id,
      guint8       completion)
{
  guint missing = id != FIRST_RECORD ? id : self->stride;
  const guint8 stand_in[IPMI_SDR_HEADER_SIZE] = { missing & 0xFF, missing >> 8, 0, 0, 0xFF };

  if (self->gap == 0)
    ipmi_sdr_repository_append (self->records, stand_in, sizeof stand_in);
  if (self->refusal == NULL)
    self->refusal = g_error_new (IPMI_ERROR, (gint) ipmi_completion_error (completion),
                                 _("Reading sensor data record 0x%04x: %s"), id, ipmi_completion_text (completion));
  self->visited[missing / 8] |= 1 << (missing % 8);
  self->last = missing;
  self->position = missing + self->stride;
  while (self->position < NO_RECORD && is_visited (self, self->position))
    self->position += self->stride;
  if (self->position >= NO_RECORD || ++self->gap > MAX_GAP
      || ipmi_sdr_repository_get_n_records (self->records) >= self->n_expected)
    {
      self->position = NO_RECORD;
      if (!self->some_read)
        self->error = g_error_copy (self->refusal);
    }
}

/* A guess that came to nothing is no failure; what the chain names is tried once more. */
static void
miss (IpmiSdrWalk *self,
      Fetch       *fetch,
      guint8       completion)
{
  if (!fetch->wanted)
    {
      if (fetch->id >= self->missed_before)
        {
          self->guesses /= 2;
          self->missed_before = self->next_guess;
        }
      drop (self, fetch);
    }
  else if (self->gap == 0 && ++fetch->failures < MAX_FAILURES)
    {
      /* It may have been deleted: look whether the repository is another one now. */
      if (self->is_reserved && !self->goes_without)
        self->is_reserved = self->asked = FALSE;
      enqueue (self, fetch);
    }
  else
    {
      skip (self, fetch->id, completion);
      drop (self, fetch);
    }
}

static void
finish (IpmiSdrWalk *self,
        Fetch       *fetch)
{
  fetch->state = STATE_DONE;
  self->some_read |= fetch->have == fetch->total;
  fetch->data = g_realloc (fetch->data, MAX (fetch->have, IPMI_SDR_HEADER_SIZE));
}

/* From the first record that cannot be had in one piece on, all are read in parts, and in smaller ones
 * where that is still too much: down to single bytes as long as no record could be read, so that one that is
 * damaged does not make all others slow. A record whose end is not to be had stays without it: the others are
 * as good as ever, and its decoder will say so. */
static void
read_in_parts (IpmiSdrWalk *self,
               Fetch       *fetch,
               guint8       completion)
{
  guint smallest = self->some_read ? SMALLEST_PART : 1;

  if (fetch->part == WHOLE_RECORD)
    {
      if (self->part == 0)
        self->part = FIRST_PART;
      enqueue (self, fetch);
    }
  else if (fetch->total == 0 && !fetch->header_first)
    {
      fetch->header_first = TRUE;
      enqueue (self, fetch);
    }
  else if (fetch->part > self->part)
    {
      enqueue (self, fetch);                       /* found to be too much meanwhile */
    }
  else if (fetch->part > smallest)
    {
      self->part = MIN (self->part, MAX (fetch->part / 2, smallest));
      enqueue (self, fetch);
    }
  else if (fetch->total > 0)
    {
      if (!self->some_read)
        self->part = SMALLEST_PART;                /* it was not the size */
      finish (self, fetch);
    }
  else
    {
      miss (self, fetch, completion);
    }
}

static void
lose (IpmiSdrWalk          *self,
      Fetch                *fetch,
      const IpmiSdrRequest *request)
{
  if (request->reservation == self->reservation && self->is_reserved)
    {
      /* What is under way is in vain, and may itself be what costs the next reservation. */
      self->limit = MAX (self->limit / 2, 1);
      if (++self->losses >= MAX_LOSSES)
        {
          fail (self, IPMI_ERROR_BUSY, _("Somebody else is reading or changing the BMC's sensor data records "
                  "all the time. Try again when they are done."));
          return;
        }
      if (self->losses == TRUCE && self->part == 0)
        {
          ipmi_sdr_walk_unreserved (self);
        }
      else
        {
          self->reservation = 0;
          self->goes_without = self->is_reserved = self->asked = FALSE;
        }
    }
  enqueue (self, fetch);
}

/* The record has another id than was asked for. If that was a guess, there is no such record. If it was not,
 * and the second try brings the same, it is this controller's way to number its records. */
static void
mistrust (IpmiSdrWalk *self,
          Fetch       *fetch)
{
  g_clear_pointer (&fetch->data, g_free);
  fetch->have = fetch->total = 0;
  miss (self, fetch, IPMI_COMPLETION_NOT_PRESENT);
}

static void
store (IpmiSdrWalk          *self,
       Fetch                *fetch,
       const IpmiSdrRequest *request,
       const guint8         *data,
       gsize                 length)
{
  WireReader reader = { data, length, FALSE };
  guint next = wire_reader_le (&reader, 2);
  gsize n = MIN (reader.left, request->count == WHOLE_RECORD ? IPMI_SDR_MAX_SIZE : request->count);

  if (reader.truncated || n == 0 || (request->count == WHOLE_RECORD && n < IPMI_SDR_HEADER_SIZE))
    {
      read_in_parts (self, fetch, IPMI_COMPLETION_CANNOT_RETURN);
      return;
    }
  if (fetch->data == NULL)
    fetch->data = g_malloc0 (IPMI_SDR_MAX_SIZE);
  if (fetch->have == 0)
    fetch->next = next;
  n = MIN (n, IPMI_SDR_MAX_SIZE - fetch->have);
  memcpy (fetch->data + fetch->have, reader.data, n);
  fetch->have += n;
  self->losses = 0;
  self->limit = MIN (self->limit + 1, self->window);
  if (fetch->total == 0 && fetch->have >= IPMI_SDR_HEADER_SIZE)
    fetch->total = IPMI_SDR_HEADER_SIZE + fetch->data[4];
  if (fetch->total == 0 || fetch->have < fetch->total)
    {
      /* The rest of a whole record that came cut short is read in parts. */
      if (request->count == WHOLE_RECORD && self->part == 0)
        self->part = FIRST_PART;
      enqueue (self, fetch);
      return;
    }
  fetch->have = fetch->total;
  if (fetch->id == FIRST_RECORD || (fetch->data[0] | (guint) fetch->data[1] << 8) == fetch->id ||
      fetch->failures > 0)
    finish (self, fetch);
  else
    mistrust (self, fetch);
}

static Fetch *
returned (IpmiSdrWalk          *self,
          const IpmiSdrRequest *request)
{
  Fetch *fetch = g_hash_table_lookup (self->fetches, GUINT_TO_POINTER (request->id));

  self->outstanding--;
  return fetch != NULL && fetch->state == STATE_SENT && self->error == NULL ? fetch : NULL;
}

/**
 * ipmi_sdr_walk_new:
 * @n_expected: how many records the BMC says it has, which need not be true
 *
 * Returns: (transfer full): a walk at its start
 */
IpmiSdrWalk *
ipmi_sdr_walk_new (guint n_expected)
{
  IpmiSdrWalk *self = g_new0 (IpmiSdrWalk, 1);

  self->records = ipmi_sdr_repository_new ();
  self->fetches = g_hash_table_new_full (NULL, NULL, NULL, fetch_free);
  g_queue_init (&self->queue);
  self->n_expected = n_expected;
  self->position = FIRST_RECORD;
  self->stride = 1;
  self->next_guess = 2;          /* the first is 1 in most repositories, and comes by itself */
  self->guesses = FIRST_GUESSES;
  self->window = self->limit = IPMI_SDR_WALK_MAX_OUTSTANDING;
  return self;
}

/**
 * ipmi_sdr_walk_free:
 * @self: (transfer full): a walk
 */
void
ipmi_sdr_walk_free (IpmiSdrWalk *self)
{
  g_clear_pointer (&self->records, ipmi_sdr_repository_unref);
  g_queue_clear (&self->queue);
  g_hash_table_unref (self->fetches);
  g_clear_error (&self->error);
  g_clear_error (&self->refusal);
  g_free (self);
}

/**
 * ipmi_sdr_walk_set_window:
 * @self: a walk
 * @window: how many requests may be under way, 1 to %IPMI_SDR_WALK_MAX_OUTSTANDING, which is the default
 *
 * Bounds what the walk has under way to what is of use.
 */
void
ipmi_sdr_walk_set_window (IpmiSdrWalk *self,
                          guint        window)
{
  if (self->limit == self->window)
    self->limit = window;
  self->window = window;
  self->limit = MIN (self->limit, window);
}

/**
 * ipmi_sdr_walk_step:
 * @self: a walk
 * @request: (out caller-allocates): what to send, with %IPMI_SDR_STEP_REQUEST
 *
 * Says what to do next. Call it until it has nothing more to do, at the start and after each answer.
 * Every request must come back in ipmi_sdr_walk_answer() or ipmi_sdr_walk_no_answer().
 *
 * Returns: what to do
 */
IpmiSdrStep
ipmi_sdr_walk_step (IpmiSdrWalk    *self,
                    IpmiSdrRequest *request)
{
  Fetch *fetch;

  advance (self);
  if (self->error != NULL)
    return IPMI_SDR_STEP_FAILED;
  if (self->position == NO_RECORD)
    return IPMI_SDR_STEP_DONE;
  if (!self->is_reserved)
    {
      if (self->asked)
        return IPMI_SDR_STEP_WAIT;
      self->asked = TRUE;
      return IPMI_SDR_STEP_RESERVE;
    }
  if (self->outstanding >= self->limit)
    return IPMI_SDR_STEP_WAIT;
  guess (self);
  fetch = g_queue_pop_head (&self->queue);
  if (fetch == NULL)
    return IPMI_SDR_STEP_WAIT;
  fill (self, fetch, request);
  self->outstanding++;
  return IPMI_SDR_STEP_REQUEST;
}

/**
 * ipmi_sdr_walk_is_done:
 * @self: a walk
 *
 * Returns: whether every record is there
 */
gboolean
ipmi_sdr_walk_is_done (IpmiSdrWalk *self)
{
  return self->error == NULL && self->position == NO_RECORD;
}

/**
 * ipmi_sdr_walk_answer:
 * @self: a walk
 * @request: the request
 * @completion: the answer's completion code
 * @data: (array length=length): what follows it
 * @length: how many bytes
 *
 * Takes the answer to a request.
 */
void
ipmi_sdr_walk_answer (IpmiSdrWalk          *self,
                      const IpmiSdrRequest *request,
                      guint8                completion,
                      const guint8         *data,
                      gsize                 length)
{
  Fetch *fetch = returned (self, request);

  if (fetch == NULL)
    return;
  self->silence = 0;
  switch (completion)
    {
    case IPMI_COMPLETION_OK:
      store (self, fetch, request, data, length);
      break;
    case IPMI_COMPLETION_RESERVATION_CANCELLED:
      lose (self, fetch, request);
      break;
    case IPMI_COMPLETION_CANNOT_RETURN:
      read_in_parts (self, fetch, completion);
      break;
    case IPMI_COMPLETION_LENGTH_INVALID:
    case IPMI_COMPLETION_LENGTH_EXCEEDED:
    case IPMI_COMPLETION_OUT_OF_RANGE:
    case IPMI_COMPLETION_INVALID_FIELD:
    case IPMI_COMPLETION_NO_RESPONSE:
    case IPMI_COMPLETION_UNSPECIFIED:
      /* For some firmware this, too, means that the answer would be too long; for others it means that
       * there is no such record. */
      if (fetch->wanted || fetch->total > 0)
        read_in_parts (self, fetch, completion);
      else
        miss (self, fetch, completion);
      break;
    case IPMI_COMPLETION_NOT_PRESENT:
      if (fetch->id == FIRST_RECORD)
        self->position = NO_RECORD;            /* there is none at all */
      else
        miss (self, fetch, completion);
      break;
    default:
      miss (self, fetch, completion);
      break;
    }
}

/**
 * ipmi_sdr_walk_no_answer:
 * @self: a walk
 * @request: the request
 * @error: why there was no answer
 *
 * Takes that there will be no answer to a request. Some controllers do not answer when the answer would
 * be too long, or when there is no such record.
 */
void
ipmi_sdr_walk_no_answer (IpmiSdrWalk          *self,
                         const IpmiSdrRequest *request,
                         const GError         *error)
{
  Fetch *fetch = returned (self, request);

  if (fetch == NULL)
    return;
  if (!g_error_matches (error, IPMI_ERROR, IPMI_ERROR_TIMEOUT))
    self->error = g_error_copy (error);
  else if (!fetch->wanted)
    miss (self, fetch, IPMI_COMPLETION_NOT_PRESENT);
  else if (++self->silence < MAX_SILENCE)
    read_in_parts (self, fetch, IPMI_COMPLETION_NO_RESPONSE);
  else
    self->error = g_error_copy (error);
}

/**
 * ipmi_sdr_walk_reserved:
 * @self: a walk that asked for a reservation
 * @reservation: the reservation id
 *
 * Goes on where the walk was. After a lost reservation it is the caller's to see that the repository is
 * still the same one.
 */
void
ipmi_sdr_walk_reserved (IpmiSdrWalk *self,
                        guint16      reservation)
{
  self->reservation = reservation;
  self->is_reserved = TRUE;
}

/**
 * ipmi_sdr_walk_unreserved:
 * @self: a walk that asked for a reservation
 *
 * Goes on without, because the BMC does not have reservations.
 */
void
ipmi_sdr_walk_unreserved (IpmiSdrWalk *self)
{
  self->reservation = 0;
  self->goes_without = self->is_reserved = self->asked = TRUE;
}

/**
 * ipmi_sdr_walk_get_progress:
 * @self: a walk that is not done
 * @done: (out): how many records there are
 * @total: (out): how many there will be, as far as is known
 */
void
ipmi_sdr_walk_get_progress (IpmiSdrWalk *self,
                            guint       *done,
                            guint       *total)
{
  *done = ipmi_sdr_repository_get_n_records (self->records);
  *total = MAX (*done, self->n_expected);
}

/**
 * ipmi_sdr_walk_steal_records:
 * @self: a walk that is done
 *
 * Returns: (transfer full): the records, in the order of the chain
 */
IpmiSdrRepository *
ipmi_sdr_walk_steal_records (IpmiSdrWalk *self)
{
  return g_steal_pointer (&self->records);
}

/**
 * ipmi_sdr_walk_steal_error:
 * @self: a walk that failed
 *
 * Returns: (transfer full): why
 */
GError *
ipmi_sdr_walk_steal_error (IpmiSdrWalk *self)
{
  return g_steal_pointer (&self->error);
}

/**
 * ipmi_sdr_request_encode:
 * @request: a request
 * @data: (array fixed-size=6): the bytes after the command code
 *
 * Puts a request into bytes (IPMI 2.0 §33.12, §35.3).
 */
void
ipmi_sdr_request_encode (const IpmiSdrRequest *request,
                         guint8                data[IPMI_SDR_REQUEST_SIZE])
{
  WireWriter writer = { data, IPMI_SDR_REQUEST_SIZE, 0, FALSE };

  wire_writer_le (&writer, 2, request->reservation);
  wire_writer_le (&writer, 2, request->id);
  wire_writer_le (&writer, 1, request->offset);
  wire_writer_le (&writer, 1, request->count);
}
