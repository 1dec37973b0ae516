/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <glib/gi18n-lib.h>

#include "ilo-error.h"
#include "ilo-media-worker-private.h"

/* What became of a try to read. */
typedef enum
{
  INPUT_WHOLE,
  INPUT_END,           /* the iLO closed before the first byte */
  INPUT_FAILED,
} Input;

/* What there is to do next. */
typedef enum
{
  NEXT_FRAME,
  NEXT_STOP,
  NEXT_FAILED,
} Next;

static void
count (atomic_uint_least64_t *counter,
       guint64                n)
{
  atomic_fetch_add_explicit (counter, n, memory_order_relaxed);
}

static void
set_broken (GError **error,
            int      number)
{
  if (number == EAGAIN)
    g_set_error_literal (error, ILO_ERROR, ILO_ERROR_STALLED,
                         _("The iLO stopped in the middle of a command to the virtual drive, so the connection was "
                           "closed. Mount the image again."));
  else
    g_set_error (error, ILO_ERROR, ILO_ERROR_LOST,
                 _("The connection of the virtual drive broke: %s. Mount the image again."), g_strerror (number));
}

/* Reads what is missing of @length bytes. The socket's own time-out is short (see read_soon()), so it takes
 * many of them until something that has begun counts as stalled. */
static Input
read_rest (IloMediaWorker  *self,
           guint8          *to,
           gsize            got,
           gsize            length,
           GError         **error)
{
  gint64 stalled = 0;

  while (got < length)
    {
      gssize n = recv (self->fd, to + got, length - got, MSG_WAITALL);

      if (n > 0)
        {
          got += (gsize) n;
          stalled = 0;
          continue;
        }
      if (n == 0 && got == 0)
        return INPUT_END;
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0 && errno == EAGAIN)
        {
          gint64 now = g_get_monotonic_time ();

          stalled = stalled == 0 ? now : stalled;
          if (now - stalled < self->timing.stall * G_TIME_SPAN_MILLISECOND)
            continue;
        }
      set_broken (error, n < 0 ? errno : ECONNRESET);
      return INPUT_FAILED;
    }
  return INPUT_WHOLE;
}

/* A header and its payload in one write. */
static gboolean
send_reply (IloMediaWorker  *self,
            guint8           header[ILO_MEDIA_HEADER_SIZE],
            const guint8    *data,
            gsize            length,
            GError         **error)
{
  struct iovec parts[] = { { header, ILO_MEDIA_HEADER_SIZE }, { (void *) data, length } };
  struct msghdr message = { .msg_iov = parts, .msg_iovlen = length > 0 ? 2 : 1 };

  while (message.msg_iovlen > 0)
    {
      gssize n = sendmsg (self->fd, &message, MSG_NOSIGNAL);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          set_broken (error, errno);
          return FALSE;
        }
      while (message.msg_iovlen > 0 && (gsize) n >= message.msg_iov->iov_len)
        {
          n -= (gssize) message.msg_iov->iov_len;
          message.msg_iov++;
          message.msg_iovlen--;
        }
      if (message.msg_iovlen > 0)
        {
          message.msg_iov->iov_base = (guint8 *) message.msg_iov->iov_base + n;
          message.msg_iov->iov_len -= (gsize) n;
        }
    }
  return TRUE;
}

static gboolean
send_notice (IloMediaWorker  *self,
             IloMediaNotice   notice,
             GError         **error)
{
  guint8 header[ILO_MEDIA_HEADER_SIZE];

  ilo_media_encode_notice (header, notice, &self->last);
  return send_reply (self, header, NULL, 0, error);
}

typedef struct
{
  IloMediaWorker *worker;
  IloImage       *image;
  GError         *sync_error;
  gboolean        moved;
} Chores;

/* Both can wait for a slow disk, which must not keep the server waiting. */
static gpointer
do_chores (gpointer data)
{
  Chores *chores = data;
  g_autoptr(GError) error = NULL;

  ilo_image_sync (chores->image, &chores->sync_error);
  if (!chores->moved && !ilo_image_check_file (chores->image, &error))
    {
      chores->moved = TRUE;
      ilo_media_worker_post (chores->worker, ILO_MEDIA_EVENT_NOTICE, g_strdup (error->message));
    }
  if (chores->sync_error != NULL)
    ilo_media_worker_post (chores->worker, ILO_MEDIA_EVENT_NOTICE, g_strdup (chores->sync_error->message));
  atomic_store (&chores->worker->chores_done, TRUE);
  return chores;
}

static void
join_chores (IloMediaWorker *self)
{
  Chores *chores;

  if (self->chores == NULL)
    return;
  chores = g_thread_join (g_steal_pointer (&self->chores));
  self->moved = chores->moved;
  if (self->sync_error == NULL)
    self->sync_error = g_steal_pointer (&chores->sync_error);
  g_clear_error (&chores->sync_error);
  g_object_unref (chores->image);
  g_free (chores);
}

static void
start_chores (IloMediaWorker *self,
              gint64          now)
{
  Chores *chores;

  if (now < self->next_chores || self->image == NULL
      || (self->chores != NULL && !atomic_load (&self->chores_done)))
    return;
  join_chores (self);
  self->next_chores = now + self->timing.chores * G_TIME_SPAN_MILLISECOND;
  chores = g_new0 (Chores, 1);
  chores->worker = self;
  chores->image = g_object_ref (self->image);
  chores->moved = self->moved;
  atomic_store (&self->chores_done, FALSE);
  self->chores = g_thread_new ("ilo-media-sync", do_chores, chores);
}

/**
 * ilo_media_worker_settle:
 * @self: a worker
 *
 * Waits until the disk has all that was written.
 */
void
ilo_media_worker_settle (IloMediaWorker *self)
{
  g_autoptr(GError) error = NULL;

  join_chores (self);
  if (self->image == NULL || ilo_image_sync (self->image, &error))
    return;
  ilo_media_worker_post (self, ILO_MEDIA_EVENT_NOTICE, g_strdup (error->message));
  if (self->sync_error == NULL)
    self->sync_error = g_steal_pointer (&error);
}

/* Virtual media, section 5.3: the drive is empty for a while, so that the host sees it. */
static void
take_medium_out (IloMediaWorker *self,
                 gint64          now)
{
  g_mutex_lock (&self->lock);
  if (!self->change)
    {
      g_mutex_unlock (&self->lock);
      return;
    }
  self->change = FALSE;
  g_set_object (&self->next_image, self->to_insert);
  g_clear_object (&self->to_insert);
  g_mutex_unlock (&self->lock);
  ilo_scsi_set_medium (self->scsi, NULL, FALSE);
  ilo_media_worker_settle (self);
  g_clear_object (&self->image);
  self->moved = FALSE;
  self->empty_since = now;
  self->empty_seen = FALSE;
}

/* Milliseconds until the next medium can go in; -1: there is none. */
static int
put_medium_in (IloMediaWorker *self,
               gint64          now)
{
  gint64 passed = (now - self->empty_since) / G_TIME_SPAN_MILLISECOND;
  gint64 wanted = self->empty_seen ? self->timing.empty_least : self->timing.empty_most;

  if (self->next_image == NULL)
    return -1;
  if (passed < wanted)
    return (int) (wanted - passed);
  self->image = g_steal_pointer (&self->next_image);
  ilo_scsi_set_medium (self->scsi, self->image, ilo_image_get_read_only (self->image));
  ilo_media_worker_post (self, ILO_MEDIA_EVENT_INSERTED, NULL);
  return -1;
}

static void
tell_problem (IloMediaWorker *self)
{
  char *problem = self->image != NULL ? ilo_image_take_problem (self->image) : NULL;

  if (problem != NULL)
    ilo_media_worker_post (self, ILO_MEDIA_EVENT_NOTICE, problem);
}

/* While a server is at work, its next command comes at once: then one system call waits for it and reads it. Unlike
 * wait_in_silence() it does not see the eventfd, but it does not wait long either. */
static gssize
read_soon (IloMediaWorker *self,
           guint8          frame[ILO_MEDIA_FRAME_SIZE])
{
  gssize n;

  if (self->next_image != NULL || atomic_load_explicit (&self->woken, memory_order_relaxed))
    return 0;
  n = recv (self->fd, frame, ILO_MEDIA_FRAME_SIZE, MSG_WAITALL);
  /* Whatever else there is, an end or a failure, shows again. */
  return MAX (n, 0);
}

/* Waits for the first byte of a frame, with a keepalive for every second of silence (section 2.8). */
static Next
wait_in_silence (IloMediaWorker  *self,
                 GError         **error)
{
  gint64 now = g_get_monotonic_time ();
  gint64 keepalive = now + self->timing.keepalive * G_TIME_SPAN_MILLISECOND;

  for (;; now = g_get_monotonic_time ())
    {
      struct pollfd fds[] = { { self->fd, POLLIN, 0 }, { self->wake_fd, POLLIN, 0 } };
      int insertion = put_medium_in (self, now);
      int timeout = (int) MAX ((keepalive - now + 999) / G_TIME_SPAN_MILLISECOND, 0);
      int n;

      if (atomic_load_explicit (&self->stop, memory_order_relaxed))
        return NEXT_STOP;
      n = poll (fds, G_N_ELEMENTS (fds), insertion >= 0 ? MIN (insertion, timeout) : timeout);
      if (n < 0 && errno != EINTR)
        {
          set_broken (error, errno);
          return NEXT_FAILED;
        }
      if (n > 0 && fds[1].revents != 0)
        {
          eventfd_t value;

          atomic_store (&self->woken, FALSE);
          eventfd_read (self->wake_fd, &value);
          take_medium_out (self, now);
        }
      else if (n > 0)
        {
          return NEXT_FRAME;
        }
      now = g_get_monotonic_time ();
      if (now < keepalive)
        continue;
      keepalive = now + self->timing.keepalive * G_TIME_SPAN_MILLISECOND;
      if (!send_notice (self, ILO_MEDIA_KEEPALIVE, error))
        return NEXT_FAILED;
      if (self->image != NULL)
        ilo_image_forget (self->image);
      start_chores (self, now);
    }
}

/* Reads all of what follows the command, and keeps it unless it is too much (section 3.1.4). */
static gboolean
read_data_out (IloMediaWorker  *self,
               const guint8    *cdb,
               gsize           *length,
               GError         **error)
{
  guint64 left = ilo_scsi_get_data_out (self->scsi, cdb);

  *length = left <= ILO_SCSI_MAX_TRANSFER ? left : 0;
  if (left > 0 && self->data_out == NULL)
    self->data_out = g_malloc (ILO_SCSI_MAX_TRANSFER);
  while (left > 0)
    {
      gsize part = MIN (left, ILO_SCSI_MAX_TRANSFER);
      Input input = read_rest (self, self->data_out, 0, part, error);

      if (input == INPUT_END)
        set_broken (error, ECONNRESET);
      if (input != INPUT_WHOLE)
        return FALSE;
      left -= part;
    }
  return TRUE;
}

static void
count_command (IloMediaWorker     *self,
               const guint8       *cdb,
               gsize               written,
               const IloScsiReply *reply)
{
  IloMediaCounters *counters = &self->counters;
  gboolean reads = ilo_scsi_reads (cdb);
  gboolean writes = ilo_scsi_writes (cdb);

  count (&counters->commands, 1);
  if (reads)
    {
      count (&counters->reads, 1);
      count (&counters->bytes_read, reply->length);
    }
  else if (writes)
    {
      count (&counters->writes, 1);
      count (&counters->bytes_written, reply->sense == ILO_SENSE_NONE ? written : 0);
    }
  if ((reads || writes) && reply->sense != ILO_SENSE_NONE && reply->sense != ILO_SENSE_MEDIUM_CHANGED)
    count (&counters->errors, 1);
  /* Its pair is in ilo-media.c: either this sees that nobody looks, or who stops looking sees the command. */
  atomic_thread_fence (memory_order_seq_cst);
  if (!atomic_load_explicit (&self->watched, memory_order_relaxed) && !atomic_exchange (&self->watched, TRUE))
    ilo_media_worker_post (self, ILO_MEDIA_EVENT_ACTIVE, NULL);
}

static void
note_unknown (const guint8       *cdb,
              const IloScsiReply *reply)
{
  if (reply->sense == ILO_SENSE_UNKNOWN_COMMAND || reply->sense == ILO_SENSE_BAD_FIELD)
    g_debug ("Command %02x %02x %02x %02x %02x %02x %02x %02x %02x %02x %02x %02x refused with %06x", cdb[0], cdb[1],
             cdb[2], cdb[3], cdb[4], cdb[5], cdb[6], cdb[7], cdb[8], cdb[9], cdb[10], cdb[11], reply->sense);
}

static gboolean
execute (IloMediaWorker  *self,
         const guint8    *cdb,
         GError         **error)
{
  guint8 header[ILO_MEDIA_HEADER_SIZE];
  gsize written;

  if (!read_data_out (self, cdb, &written, error))
    return FALSE;
  ilo_scsi_execute (self->scsi, cdb, self->data_out, written, &self->last);
  ilo_media_encode_reply (header, &self->last);
  /* Counted first: who has the answer finds it counted. */
  count_command (self, cdb, written, &self->last);
  if (!send_reply (self, header, self->last.data, self->last.length, error))
    return FALSE;
  note_unknown (cdb, &self->last);
  if (self->image != NULL)
    ilo_image_read_ahead (self->image);
  else if (ilo_scsi_asks_for_medium (cdb))
    self->empty_seen = TRUE;
  tell_problem (self);
  start_chores (self, g_get_monotonic_time ());
  return TRUE;
}

static gboolean
synchronise (IloMediaWorker  *self,
             const guint8    *frame,
             GError         **error)
{
  guint8 header[ILO_MEDIA_HEADER_SIZE];

  ilo_media_encode_synchronise (header, frame, &self->last);
  return send_reply (self, header, NULL, 0, error);
}

/* Virtual media, section 5.4. */
static void
say_farewell (IloMediaWorker *self)
{
  gint64 end = g_get_monotonic_time () + self->timing.farewell * G_TIME_SPAN_MILLISECOND;
  guint8 discarded[4096];
  gint64 left;

  if (!send_notice (self, ILO_MEDIA_DISCONNECT, NULL))
    return;
  while ((left = end - g_get_monotonic_time ()) > 0)
    {
      struct pollfd fds[] = { { self->fd, POLLIN, 0 } };
      gssize n;

      if (poll (fds, G_N_ELEMENTS (fds), (int) (left / G_TIME_SPAN_MILLISECOND + 1)) <= 0)
        continue;
      n = recv (self->fd, discarded, sizeof discarded, MSG_DONTWAIT);
      if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
        return;
    }
}

/**
 * ilo_media_worker_serve:
 * @self: a worker that the iLO has accepted
 * @error: what broke
 *
 * Answers commands until the drive is gone (virtual media, section 2.8).
 *
 * Returns: how it ended; only %ILO_MEDIA_END_LOST comes with an error
 */
IloMediaEnd
ilo_media_worker_serve (IloMediaWorker  *self,
                        GError         **error)
{
  self->next_chores = g_get_monotonic_time () + self->timing.chores * G_TIME_SPAN_MILLISECOND;
  for (;;)
    {
      guint8 frame[ILO_MEDIA_FRAME_SIZE];
      gssize got = read_soon (self, frame);
      Next next = got > 0 ? NEXT_FRAME : wait_in_silence (self, error);
      Input input;

      if (next == NEXT_FAILED)
        return ILO_MEDIA_END_LOST;
      if (next == NEXT_STOP)
        {
          say_farewell (self);
          return ILO_MEDIA_END_DISCONNECTED;
        }
      input = read_rest (self, frame, (gsize) got, sizeof frame, error);
      if (input == INPUT_END && atomic_load (&self->stop))
        return ILO_MEDIA_END_DISCONNECTED;
      if (input == INPUT_END)
        g_set_error_literal (error, ILO_ERROR, ILO_ERROR_LOST,
                             _("The iLO closed the connection of the virtual drive. Mount the image again."));
      if (input != INPUT_WHOLE)
        return ILO_MEDIA_END_LOST;
      if (frame[0] == ILO_MEDIA_SYNCHRONISE)
        {
          if (!synchronise (self, frame, error))
            return ILO_MEDIA_END_LOST;
          continue;
        }
      if (!execute (self, frame, error))
        return ILO_MEDIA_END_LOST;
      if (self->last.eject)
        return ILO_MEDIA_END_EJECTED;
    }
}
