/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "sim-media.h"
#include "sim-outbox.h"

#define CHUNK_SIZE 65536

/* No command asks for so much that a client would answer it. */
#define MAX_LENGTH (32 * 1024 * 1024)

/* A client sends a keepalive when it has been left alone for a second (virtual media protocol, section 2.5).
 * What comes much earlier is wrong, and what comes while a command is being executed as well, unless the
 * two can have crossed. */
#define KEEPALIVE_EARLY (900 * G_TIME_SPAN_MILLISECOND)
#define CROSSING        (500 * G_TIME_SPAN_MILLISECOND)
#define KEEPALIVE_MISSED_MS 3000

/* A command that is not answered for so long is not any more. */
#define PATIENCE_SECONDS 60

/* One command, or several frames sent in one go: then it is there as often as there are frames. */
typedef struct
{
  guint8            frame[SIM_MEDIA_FRAME_SIZE];
  GByteArray       *data;          /* owned; what follows the frame */
  guint             is_quiet : 1;
  guint             is_together : 1;   /* with the one before */
  guint             is_sent : 1;
  gint64            sent_at;
  gint64            idle_before;   /* how long the client had been left alone */
  SimMediaBreak     when;
  SimMediaCallback  callback;      /* NULL once nobody wants to know */
  gpointer          user_data;
} Request;

struct _SimMedia
{
  SimIlo            *ilo;            /* borrowed */
  GSocketConnection *connection;     /* owned */
  SimRelay          *relay;          /* borrowed; valid as long as the connection is open */
  GCancellable      *cancellable;    /* owned; of the read */
  SimSession        *session;        /* held */
  SimOutbox         *outbox;         /* owned */
  GByteArray        *held_back;      /* owned; what a break in the sending holds back; NULL without one */
  SimMediaBreak      sending;        /* that break */
  SimMediaHello      hello;
  guint              number;
  GQueue             requests;       /* Request; the first is being answered, if it is sent */
  guint8             header[SIM_MEDIA_HEADER_SIZE];
  gsize              n_taken;        /* bytes of the header and payload that is coming in */
  SimMediaHeader     reply;          /* whose payload is coming in */
  GByteArray        *payload;        /* owned */
  gint64             quiet_since;    /* since when the client is left alone; monotonic, in µs */
  guint64            n_replies;
  guint32            flags;          /* of the last reply */
  guint              watch;          /* for keepalives and answers that stay away */
  guint              stall;          /* until what is left of the chunk is taken, and then more */
  guint              is_busy : 1;    /* reading, or with what was read */
  guint              is_closed : 1;
  guint              is_ejected : 1;
  guint              has_said_goodbye : 1;
  gsize              chunk_at;
  gsize              chunk_length;
  guint8             chunk[CHUNK_SIZE];
};

static void
request_free (Request *request)
{
  g_byte_array_unref (request->data);
  g_free (request);
}

static void
media_free (SimMedia *self)
{
  sim_outbox_free (self->outbox);
  g_object_unref (self->connection);
  g_object_unref (self->cancellable);
  g_byte_array_unref (self->payload);
  g_clear_pointer (&self->held_back, g_byte_array_unref);
  g_free (self);
}

static JsonObject *
begin_line (SimMedia   *self,
            const char *event)
{
  JsonObject *line = sim_log_event ("media", event);

  json_object_set_int_member (line, "connection", self->number);
  json_object_set_string_member (line, "drive", sim_drive_get_name (sim_media_get_drive (self)));
  return line;
}

static void
add_header (JsonObject           *line,
            const SimMediaHeader *header)
{
  JsonArray *names = json_array_new ();
  g_autofree char *sense = g_strdup_printf ("%02x/%02x/%02x", header->sense >> 16, header->sense >> 8 & 0xff,
                                            header->sense & 0xff);

  if (header->flags & SIM_MEDIA_WRITE_PROTECTED)
    json_array_add_string_element (names, "write-protected");
  if (header->flags & SIM_MEDIA_KEEPALIVE)
    json_array_add_string_element (names, "keepalive");
  if (header->flags & SIM_MEDIA_DISCONNECT)
    json_array_add_string_element (names, "disconnect");
  json_object_set_int_member (line, "flags", header->flags);
  json_object_set_array_member (line, "flag_names", names);
  json_object_set_int_member (line, "medium", header->medium);
  json_object_set_string_member (line, "sense", sense);
  json_object_set_int_member (line, "length", header->length);
}

static void
write_line (SimMedia   *self,
            JsonObject *line,
            const char *wrong)
{
  if (wrong != NULL)
    json_object_set_string_member (line, "wrong", wrong);
  sim_log_write (self->ilo->log, line);
}

static Request *
get_outstanding (SimMedia *self)
{
  Request *request = g_queue_peek_head (&self->requests);

  return request != NULL && request->is_sent ? request : NULL;
}

static void
append (SimMedia     *self,
        const guint8 *data,
        gsize         length)
{
  if (length > 0)
    g_byte_array_append (self->held_back != NULL ? self->held_back : sim_outbox_get (self->outbox), data, length);
}

static void
write_request (SimMedia *self,
               Request  *request)
{
  gint64 now = g_get_monotonic_time ();
  gsize whole = sizeof request->frame + request->data->len;

  request->is_sent = TRUE;
  request->sent_at = now;
  request->idle_before = now - self->quiet_since;
  append (self, request->frame, sizeof request->frame);
  append (self, request->data->data, request->data->len);
  if (request->when.kind != SIM_MEDIA_BREAK_NONE && !request->when.in_reply && request->when.after < whole)
    {
      GByteArray *out = sim_outbox_get (self->outbox);
      gsize rest = whole - request->when.after;

      self->sending = request->when;
      self->held_back = g_byte_array_new ();
      g_byte_array_append (self->held_back, out->data + out->len - rest, rest);
      g_byte_array_set_size (out, out->len - rest);
    }
}

/* Sends the next command, unless one is outstanding, and those that go along with it. */
static void
send_next (SimMedia *self)
{
  if (self->is_closed || get_outstanding (self) != NULL || self->requests.head == NULL)
    return;
  write_request (self, self->requests.head->data);
  for (GList *next = self->requests.head->next; next != NULL && ((Request *) next->data)->is_together;
       next = next->next)
    write_request (self, next->data);
  sim_outbox_flush (self->outbox);
}

/* What comes in */

static void
take_keepalive (SimMedia             *self,
                const SimMediaHeader *header)
{
  gint64 now = g_get_monotonic_time ();
  const Request *request = get_outstanding (self);
  const char *wrong = sim_media_header_check (header, &self->hello, NULL);
  JsonObject *line = begin_line (self, "keepalive");

  json_object_set_double_member (line, "after", (now - self->quiet_since) / 1e6);
  add_header (line, header);
  if (wrong == NULL && request != NULL &&
      (request->idle_before < KEEPALIVE_EARLY || now - request->sent_at > CROSSING))
    wrong = "during a command";
  else if (wrong == NULL && request == NULL && now - self->quiet_since < KEEPALIVE_EARLY)
    wrong = "early";
  write_line (self, line, wrong);
  self->quiet_since = now;
}

/* The iLO's end closes at once, but goes on listening, since a client has nothing to say any more. */
static void
take_disconnect (SimMedia             *self,
                 const SimMediaHeader *header)
{
  const char *wrong = sim_media_header_check (header, &self->hello, NULL);
  JsonObject *line = begin_line (self, "disconnect");

  add_header (line, header);
  write_line (self, line, wrong == NULL && self->is_ejected ? "after an eject" : wrong);
  self->has_said_goodbye = TRUE;
  self->quiet_since = g_get_monotonic_time ();
  g_socket_shutdown (g_socket_connection_get_socket (self->connection), FALSE, TRUE, NULL);
}

static void
check_type (SimMedia            *self,
            const Request       *request)
{
  const guint8 *data = self->payload->data;
  guint32 last;

  if (request->frame[0] != SIM_MEDIA_READ_CAPACITY || self->payload->len != 8 ||
      self->hello.type == SIM_MEDIA_CD || !self->hello.is_image)
    return;
  last = (guint32) data[0] << 24 | data[1] << 16 | data[2] << 8 | data[3];
  if ((self->hello.type == SIM_MEDIA_FLOPPY) != (last < SIM_MEDIA_MAX_FLOPPY_BLOCKS))
    write_line (self, begin_line (self, "capacity"), "type");
}

static void
finish_reply (SimMedia *self)
{
  Request *request = g_queue_pop_head (&self->requests);
  const char *wrong = sim_media_header_check (&self->reply, &self->hello, request->frame);
  SimMediaReply reply = { self->reply, self->payload, 0 };
  gint64 now = g_get_monotonic_time ();

  reply.seconds = (now - request->sent_at) / 1e6;
  self->quiet_since = now;
  self->n_taken = 0;
  self->n_replies++;
  self->flags = self->reply.flags;
  if (request->frame[0] == SIM_MEDIA_START_STOP_UNIT && (request->frame[4] & 3) == 2 &&
      self->reply.sense == SIM_SENSE_GOOD && self->hello.is_image)
    self->is_ejected = TRUE;
  if (!request->is_quiet || wrong != NULL)
    {
      JsonObject *line = begin_line (self, request->frame[0] == SIM_MEDIA_SYNCHRONISE ? "synchronised" : "reply");
      g_autofree char *operation = g_strdup_printf ("%02x", request->frame[0]);

      json_object_set_string_member (line, "operation", operation);
      json_object_set_string_member (line, "name", sim_media_operation_get_name (request->frame[0]));
      if (request->frame[0] != SIM_MEDIA_SYNCHRONISE)
        add_header (line, &self->reply);
      json_object_set_double_member (line, "seconds", reply.seconds);
      write_line (self, line, wrong);
    }
  check_type (self, request);
  if (request->callback != NULL)
    request->callback (&reply, request->user_data);
  request_free (request);
  g_byte_array_set_size (self->payload, 0);
  send_next (self);
}

/* A header is complete. What it announces is still to come. */
static gboolean
take_header (SimMedia *self)
{
  const Request *request = get_outstanding (self);
  SimMediaHeader header;
  gboolean is_unasked;

  sim_media_header_decode (&header, self->header);
  is_unasked = (header.flags & (SIM_MEDIA_KEEPALIVE | SIM_MEDIA_DISCONNECT)) != 0;
  if (header.magic == SIM_MEDIA_MAGIC && is_unasked)
    {
      self->n_taken = 0;
      if (header.flags & SIM_MEDIA_DISCONNECT)
        take_disconnect (self, &header);
      else
        take_keepalive (self, &header);
      return TRUE;
    }
  if (request != NULL && request->frame[0] == SIM_MEDIA_SYNCHRONISE)
    header.length = 0;
  if (header.magic != SIM_MEDIA_MAGIC || request == NULL || header.length > MAX_LENGTH)
    {
      JsonObject *line = begin_line (self, "nonsense");

      add_header (line, &header);
      write_line (self, line, header.magic != SIM_MEDIA_MAGIC ? "magic" : request == NULL ? "unasked" : "length");
      return FALSE;
    }
  self->reply = header;
  if (header.length == 0)
    finish_reply (self);
  return TRUE;
}

static gboolean on_stall_over (gpointer user_data);

static void
break_off (SimMedia *self,
           Request  *request)
{
  SimMediaBreakKind kind = request->when.kind;

  request->when.kind = SIM_MEDIA_BREAK_NONE;
  if (kind == SIM_MEDIA_BREAK_STALL)
    self->stall = g_timeout_add (1000 * request->when.seconds, on_stall_over, self);
  else if (kind == SIM_MEDIA_BREAK_RESET)
    sim_media_reset (self);
  else
    sim_media_close (self);
}

static void
take_some (SimMedia *self,
           gsize     n)
{
  const guint8 *data = self->chunk + self->chunk_at;

  if (self->n_taken < sizeof self->header)
    {
      n = MIN (n, sizeof self->header - self->n_taken);
      memcpy (self->header + self->n_taken, data, n);
    }
  else
    {
      n = MIN (n, self->reply.length - self->payload->len);
      g_byte_array_append (self->payload, data, n);
    }
  self->n_taken += n;
  self->chunk_at += n;
}

/* Returns whether to go on reading. */
static gboolean
take_chunk (SimMedia *self)
{
  while (self->chunk_at < self->chunk_length && !self->is_closed)
    {
      Request *request = get_outstanding (self);
      gsize n = self->chunk_length - self->chunk_at;

      if (self->has_said_goodbye)
        {
          write_line (self, begin_line (self, "after the disconnect"), "unasked");
          return FALSE;
        }
      if (request != NULL && request->when.kind != SIM_MEDIA_BREAK_NONE && request->when.in_reply)
        {
          if (self->n_taken >= request->when.after)
            {
              break_off (self, request);
              return FALSE;
            }
          n = MIN (n, request->when.after - self->n_taken);
        }
      take_some (self, n);
      if (self->n_taken == sizeof self->header)
        {
          if (!take_header (self))
            return FALSE;
        }
      else if (self->n_taken > sizeof self->header && self->payload->len == self->reply.length)
        {
          finish_reply (self);
        }
    }
  return !self->is_closed;
}

static void read_in (SimMedia *self);

static void
go_on (SimMedia *self)
{
  if (take_chunk (self))
    {
      read_in (self);
      return;
    }
  self->is_busy = FALSE;
  if (self->is_closed)
    media_free (self);
  else if (self->stall == 0)
    sim_media_close (self);
}

static gboolean
on_stall_over (gpointer user_data)
{
  SimMedia *self = user_data;

  self->stall = 0;
  self->is_busy = TRUE;
  go_on (self);
  return G_SOURCE_REMOVE;
}

static void
on_read (GObject      *stream,
         GAsyncResult *result,
         gpointer      user_data)
{
  SimMedia *self = user_data;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (stream), result, NULL);

  if (n <= 0)
    {
      self->is_busy = FALSE;
      if (self->is_closed)
        media_free (self);
      else
        sim_media_close (self);
      return;
    }
  self->chunk_at = 0;
  self->chunk_length = n;
  go_on (self);
}

static void
read_in (SimMedia *self)
{
  self->is_busy = TRUE;
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (self->connection)), self->chunk,
                             sizeof self->chunk, G_PRIORITY_DEFAULT, self->cancellable, on_read, self);
}

/* What goes out */

static gboolean
on_sending_goes_on (gpointer user_data)
{
  SimMedia *self = user_data;
  g_autoptr(GByteArray) rest = g_steal_pointer (&self->held_back);

  self->stall = 0;
  append (self, rest->data, rest->len);
  sim_outbox_flush (self->outbox);
  return G_SOURCE_REMOVE;
}

static void
on_sent (gboolean ok,
         gpointer user_data)
{
  SimMedia *self = user_data;

  /* When it failed, the reading side sees the end as well. */
  if (!ok || self->held_back == NULL || self->stall != 0)
    return;
  switch (self->sending.kind)
    {
    case SIM_MEDIA_BREAK_STALL:
      self->stall = g_timeout_add (1000 * self->sending.seconds, on_sending_goes_on, self);
      break;
    case SIM_MEDIA_BREAK_RESET:
      sim_media_reset (self);
      break;
    default:
      sim_media_close (self);
      break;
    }
}

static gboolean
on_watch (gpointer user_data)
{
  SimMedia *self = user_data;
  const Request *request = get_outstanding (self);
  gint64 now = g_get_monotonic_time ();

  if (self->stall != 0)
    return G_SOURCE_CONTINUE;
  if (request != NULL && now - request->sent_at > PATIENCE_SECONDS * G_USEC_PER_SEC)
    {
      write_line (self, begin_line (self, "no reply"), "silent");
      sim_media_reset (self);
    }
  else if (request == NULL && now - self->quiet_since > KEEPALIVE_MISSED_MS * G_TIME_SPAN_MILLISECOND)
    {
      write_line (self, begin_line (self, self->has_said_goodbye ? "still there" : "no keepalive"), "silent");
      self->quiet_since = now;
    }
  return G_SOURCE_CONTINUE;
}

/**
 * sim_media_start:
 * @ilo: (transfer none): the iLO, whose drive is free
 * @connection: (transfer none): a connection whose hello is answered
 * @relay: (transfer none): its relay
 * @session: (transfer none): whose it is
 * @number: what logs call it
 * @hello: what it said
 *
 * Makes the connection a drive of the server.
 */
void
sim_media_start (SimIlo              *ilo,
                 GSocketConnection   *connection,
                 SimRelay            *relay,
                 SimSession          *session,
                 guint                number,
                 const SimMediaHello *hello)
{
  SimMedia *self = g_new0 (SimMedia, 1);

  self->ilo = ilo;
  self->connection = g_object_ref (connection);
  self->relay = relay;
  self->cancellable = g_cancellable_new ();
  self->session = session;
  self->number = number;
  self->hello = *hello;
  self->outbox = sim_outbox_new (G_IO_STREAM (connection), on_sent, self);
  self->payload = g_byte_array_new ();
  self->quiet_since = g_get_monotonic_time ();
  self->watch = g_timeout_add_seconds (1, on_watch, self);
  g_queue_init (&self->requests);
  sim_sessions_hold (ilo->sessions, session);
  read_in (self);
  sim_ilo_set_client_drive (ilo, sim_media_get_drive (self), self);
}

/**
 * sim_media_close:
 * @self: a drive
 *
 * Closes the connection and takes the drive from the iLO's. Whoever waits for a reply gets none. @self must not be
 * used after that.
 */
void
sim_media_close (SimMedia *self)
{
  JsonObject *line;
  Request *request;

  if (self->is_closed)
    return;
  self->is_closed = TRUE;
  line = begin_line (self, "closed");
  json_object_set_int_member (line, "replies", self->n_replies);
  json_object_set_int_member (line, "unanswered", g_queue_get_length (&self->requests));
  sim_log_write (self->ilo->log, line);
  g_clear_handle_id (&self->watch, g_source_remove);
  g_clear_handle_id (&self->stall, g_source_remove);
  sim_sessions_release (self->ilo->sessions, self->session);
  sim_ilo_set_client_drive (self->ilo, sim_media_get_drive (self), NULL);
  while ((request = g_queue_pop_head (&self->requests)) != NULL)
    {
      if (request->callback != NULL)
        request->callback (NULL, request->user_data);
      request_free (request);
    }
  g_io_stream_close (G_IO_STREAM (self->connection), NULL, NULL);
  g_cancellable_cancel (self->cancellable);
  if (!self->is_busy)
    media_free (self);
}

/**
 * sim_media_reset:
 * @self: a drive
 *
 * Resets the connection instead of closing it in order. @self must not be used after that.
 */
void
sim_media_reset (SimMedia *self)
{
  sim_relays_drop_one (self->ilo->relays, self->relay, TRUE);
  sim_media_close (self);
}

/**
 * sim_media_send:
 * @self: a drive
 * @command: (transfer none): what to send
 *
 * Sends a command when those before it are answered.
 */
void
sim_media_send (SimMedia              *self,
                const SimMediaCommand *command)
{
  for (gsize i = 0; i < command->n_frames; i++)
    {
      Request *request = g_new0 (Request, 1);
      gboolean is_last = i + 1 == command->n_frames;

      memcpy (request->frame, command->frames + i * SIM_MEDIA_FRAME_SIZE, SIM_MEDIA_FRAME_SIZE);
      request->data = g_byte_array_new ();
      if (is_last && command->data != NULL && command->data->len > 0)
        g_byte_array_append (request->data, command->data->data, command->data->len);
      request->is_quiet = command->is_quiet;
      request->is_together = i > 0;
      if (is_last)
        request->when = command->when;
      request->callback = command->callback;
      request->user_data = command->user_data;
      g_queue_push_tail (&self->requests, request);
    }
  send_next (self);
}

/**
 * sim_media_send_raw:
 * @self: a drive
 * @data: any bytes
 * @length: how many
 *
 * Sends bytes as they are, and expects nothing of the client for them.
 */
void
sim_media_send_raw (SimMedia     *self,
                    const guint8 *data,
                    gsize         length)
{
  self->quiet_since = g_get_monotonic_time ();
  append (self, data, length);
  sim_outbox_flush (self->outbox);
}

/**
 * sim_media_forget:
 * @self: a drive
 * @user_data: who asked
 *
 * Calls no callback for @user_data any more.
 */
void
sim_media_forget (SimMedia *self,
                  gpointer  user_data)
{
  for (GList *link = self->requests.head; link != NULL; link = link->next)
    {
      Request *request = link->data;

      if (request->user_data == user_data)
        request->callback = NULL;
    }
}

const SimMediaHello *
sim_media_get_hello (SimMedia *self)
{
  return &self->hello;
}

SimDriveId
sim_media_get_drive (SimMedia *self)
{
  return self->hello.type == SIM_MEDIA_CD ? SIM_DRIVE_CDROM : SIM_DRIVE_FLOPPY;
}

/**
 * sim_media_is_protected:
 * @self: a drive
 *
 * Returns: whether its last reply said that it is write-protected
 */
gboolean
sim_media_is_protected (SimMedia *self)
{
  return self->hello.type == SIM_MEDIA_CD || (self->flags & SIM_MEDIA_WRITE_PROTECTED) != 0;
}
