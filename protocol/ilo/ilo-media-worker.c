/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "ilo-error.h"
#include "ilo-media-worker-private.h"

/* How long a read waits in the kernel; see read_soon() in ilo-media-serve.c. */
#define READ_SOON_MS 20

static void
worker_clear (gpointer data)
{
  IloMediaWorker *self = data;

  explicit_bzero (self->hello, sizeof self->hello);
  g_free (self->host);
  g_main_context_unref (self->context);
  g_weak_ref_clear (&self->owner);
  g_object_unref (self->cancellable);
  close (self->wake_fd);
  g_mutex_clear (&self->lock);
  g_clear_object (&self->to_insert);
  g_clear_object (&self->connection);
  g_clear_object (&self->image);
  g_clear_object (&self->next_image);
  ilo_scsi_free (self->scsi);
  g_free (self->data_out);
  g_clear_error (&self->sync_error);
}

/**
 * ilo_media_worker_new:
 * @owner: whom events are for; held weakly
 * @func: called with events in the thread-default main context of now
 * @host: name or address of the iLO
 * @port: its virtual media port
 * @hello: what to say to it
 * @image: the medium
 * @timing: how long things take
 *
 * Returns: (transfer full): the thread of one drive, not started yet
 */
IloMediaWorker *
ilo_media_worker_new (GObject              *owner,
                      IloMediaEventFunc     func,
                      const char           *host,
                      guint16               port,
                      const guint8          hello[ILO_MEDIA_HELLO_SIZE],
                      IloImage             *image,
                      const IloMediaTiming *timing)
{
  IloMediaWorker *self = g_atomic_rc_box_new0 (IloMediaWorker);

  g_weak_ref_init (&self->owner, owner);
  self->func = func;
  self->host = g_strdup (host);
  self->port = port;
  memcpy (self->hello, hello, sizeof self->hello);
  self->timing = *timing;
  self->context = g_main_context_ref_thread_default ();
  self->cancellable = g_cancellable_new ();
  self->wake_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  g_mutex_init (&self->lock);
  self->fd = -1;
  self->image = g_object_ref (image);
  self->drive = ilo_image_get_drive (image);
  self->scsi = ilo_scsi_new (self->drive, &ilo_image_interface, image, ilo_image_get_read_only (image));
  return self;
}

IloMediaWorker *
ilo_media_worker_ref (IloMediaWorker *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
ilo_media_worker_unref (IloMediaWorker *self)
{
  g_atomic_rc_box_release_full (self, worker_clear);
}

typedef struct
{
  IloMediaWorker *worker;
  IloMediaEvent   event;
} Post;

static void
post_free (gpointer data)
{
  Post *post = data;

  g_free (post->event.text);
  g_clear_error (&post->event.error);
  ilo_media_worker_unref (post->worker);
  g_free (post);
}

static gboolean
deliver (gpointer data)
{
  Post *post = data;
  g_autoptr(GObject) owner = g_weak_ref_get (&post->worker->owner);

  if (owner != NULL)
    post->worker->func (post->worker, &post->event, owner);
  return G_SOURCE_REMOVE;
}

static void
post_event (IloMediaWorker *self,
            IloMediaEvent   event)
{
  Post *post = g_new0 (Post, 1);
  g_autoptr(GSource) source = g_idle_source_new ();

  post->worker = ilo_media_worker_ref (self);
  post->event = event;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, deliver, post, post_free);
  g_source_attach (source, self->context);
}

/* Tells something; takes the text. */
void
ilo_media_worker_post (IloMediaWorker    *self,
                       IloMediaEventKind  kind,
                       char              *text)
{
  post_event (self, (IloMediaEvent) { .kind = kind, .text = text });
}

static GError *
error_for_connect (IloMediaWorker *self,
                   const GError   *cause)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (cause);
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return g_error_new (ILO_ERROR, ILO_ERROR_TIMEOUT,
                        _("The virtual media port %u of %s did not answer within %g seconds. A firewall may keep it "
                          "from you."), self->port, self->host, self->timing.connect / 1000.0);
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    return g_error_new (ILO_ERROR, ILO_ERROR_REFUSED,
                        _("%s refuses connections on its virtual media port %u. Check that virtual media is "
                          "switched on in the iLO's access settings."), self->host, self->port);
  return g_error_new (ILO_ERROR, ILO_ERROR_UNREACHABLE, _("The virtual media port %u of %s cannot be reached: %s."),
                      self->port, self->host, cause->message);
}

static void
set_timeout (int   fd,
             int   option,
             guint milliseconds)
{
  struct timeval time = { milliseconds / 1000, milliseconds % 1000 * 1000 };

  setsockopt (fd, SOL_SOCKET, option, &time, sizeof time);
}

/* From here on the socket is used as it is: GSocket would cost a system call or two a command. */
static gboolean
open_socket (IloMediaWorker  *self,
             GError         **error)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GError) cause = NULL;
  int on = 1;
  int fd;

  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_set_timeout (client, (self->timing.connect + 999) / 1000);
  self->connection = g_socket_client_connect_to_host (client, self->host, self->port, self->cancellable, &cause);
  if (self->connection == NULL)
    {
      g_propagate_error (error, error_for_connect (self, cause));
      return FALSE;
    }
  fd = g_socket_get_fd (g_socket_connection_get_socket (self->connection));
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt (fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  fcntl (fd, F_SETFL, fcntl (fd, F_GETFL) & ~O_NONBLOCK);
  set_timeout (fd, SO_RCVTIMEO, READ_SOON_MS);
  set_timeout (fd, SO_SNDTIMEO, self->timing.stall);
  g_mutex_lock (&self->lock);
  self->fd = fd;
  g_mutex_unlock (&self->lock);
  return TRUE;
}

/* Collects the answer until it is whole, the iLO closes, or the time is over. */
static gboolean
read_answer (IloMediaWorker  *self,
             guint8           answer[ILO_MEDIA_ANSWER_SIZE],
             gsize           *length,
             GError         **error)
{
  gint64 end = g_get_monotonic_time () + self->timing.answer * G_TIME_SPAN_MILLISECOND;

  *length = 0;
  while (*length < ILO_MEDIA_ANSWER_SIZE)
    {
      struct pollfd fds[] = { { self->fd, POLLIN, 0 }, { self->wake_fd, POLLIN, 0 } };
      gint64 left = end - g_get_monotonic_time ();
      gssize n;

      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;
      if (left <= 0)
        {
          g_set_error (error, ILO_ERROR, ILO_ERROR_TIMEOUT,
                       _("%s took the drive's connection, but did not answer within %g seconds. Try "
                         "again."), self->host,
                       self->timing.answer / 1000.0);
          return FALSE;
        }
      if (poll (fds, G_N_ELEMENTS (fds), (int) (left / 1000 + 1)) <= 0 || fds[0].revents == 0)
        continue;
      n = recv (self->fd, answer + *length, ILO_MEDIA_ANSWER_SIZE - *length, 0);
      if (n < 0 && (errno == EINTR || errno == EAGAIN))
        continue;
      if (n <= 0)
        return TRUE;
      *length += (gsize) n;
    }
  return TRUE;
}

static gboolean
open_drive (IloMediaWorker  *self,
            GError         **error)
{
  guint8 answer[ILO_MEDIA_ANSWER_SIZE];
  gsize length;
  gssize sent;

  if (!open_socket (self, error))
    return FALSE;
  do
    sent = send (self->fd, self->hello, sizeof self->hello, MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  explicit_bzero (self->hello, sizeof self->hello);
  /* What is wrong with sending shows when reading. */
  if (!read_answer (self, answer, &length, error) || !ilo_media_decode_answer (answer, length, self->drive, error))
    return FALSE;
  g_debug ("Virtual media protocol %u.%u", answer[3], answer[2]);
  return TRUE;
}

static void
close_socket (IloMediaWorker *self)
{
  if (self->connection == NULL)
    return;
  g_mutex_lock (&self->lock);
  self->fd = -1;
  g_mutex_unlock (&self->lock);
  g_io_stream_close (G_IO_STREAM (self->connection), NULL, NULL);
  g_clear_object (&self->connection);
}

static gpointer
run (gpointer data)
{
  IloMediaWorker *self = data;
  IloMediaEvent ended = { .kind = ILO_MEDIA_EVENT_ENDED, .end = ILO_MEDIA_END_FAILED };

  if (open_drive (self, &ended.error))
    {
      ilo_media_worker_post (self, ILO_MEDIA_EVENT_CONNECTED, NULL);
      ended.end = ilo_media_worker_serve (self, &ended.error);
      close_socket (self);
      ilo_media_worker_post (self, ILO_MEDIA_EVENT_CLOSED, NULL);
      ilo_media_worker_settle (self);
    }
  close_socket (self);
  g_clear_object (&self->image);
  g_clear_object (&self->next_image);
  /* What was acknowledged and is lost weighs more than how the connection ended. */
  if (self->sync_error != NULL)
    {
      g_clear_error (&ended.error);
      ended.error = g_steal_pointer (&self->sync_error);
    }
  post_event (self, ended);
  ilo_media_worker_unref (self);
  return NULL;
}

/**
 * ilo_media_worker_start:
 * @self: a worker
 *
 * Connects and serves, in a thread of its own.
 */
void
ilo_media_worker_start (IloMediaWorker *self)
{
  g_thread_unref (g_thread_new ("ilo-media", run, ilo_media_worker_ref (self)));
}

static void
wake (IloMediaWorker *self)
{
  atomic_store (&self->woken, TRUE);
  eventfd_write (self->wake_fd, 1);
}

/**
 * ilo_media_worker_stop:
 * @self: a worker
 *
 * Has it finish the answer in hand, tell the iLO that the drive goes, and end.
 */
void
ilo_media_worker_stop (IloMediaWorker *self)
{
  atomic_store (&self->stop, TRUE);
  g_cancellable_cancel (self->cancellable);
  wake (self);
}

/**
 * ilo_media_worker_cut:
 * @self: a worker
 *
 * Cuts the connection, whatever it is doing.
 */
void
ilo_media_worker_cut (IloMediaWorker *self)
{
  g_mutex_lock (&self->lock);
  if (self->fd >= 0)
    shutdown (self->fd, SHUT_RDWR);
  g_mutex_unlock (&self->lock);
}

/**
 * ilo_media_worker_insert:
 * @self: a worker
 * @image: (nullable): what is to be in the drive; %NULL: nothing
 *
 * Changes the medium on the same connection.
 */
void
ilo_media_worker_insert (IloMediaWorker *self,
                         IloImage       *image)
{
  g_mutex_lock (&self->lock);
  self->change = TRUE;
  g_set_object (&self->to_insert, image);
  g_mutex_unlock (&self->lock);
  wake (self);
}
