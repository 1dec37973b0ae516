/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "await.h"
#include "media-examples.h"
#include "media-initiator.h"

Initiator *
initiator_new (void)
{
  Initiator *self = g_new0 (Initiator, 1);
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t length = sizeof address;

  self->fd = -1;
  self->listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (bind (self->listener, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (listen (self->listener, 4), ==, 0);
  g_assert_cmpint (getsockname (self->listener, (struct sockaddr *) &address, &length), ==, 0);
  self->port = ntohs (address.sin_port);
  return self;
}

void
initiator_close (Initiator *self)
{
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
}

void
initiator_free (Initiator *self)
{
  initiator_close (self);
  close (self->listener);
  g_free (self);
}

IloMedia *
initiator_new_media (Initiator *self)
{
  IloRcInfo info = { .enc_key = ENC_KEY, .media_port = self->port, .features = ILO_FEATURES_ENCRYPT_VMKEY };

  return ilo_media_new ("127.0.0.1", &info, SESSION_KEY);
}

static void
await_readable (int fd)
{
  gint64 end = g_get_monotonic_time () + AWAIT_SECONDS * G_USEC_PER_SEC;
  struct pollfd poll_fd = { fd, POLLIN, 0 };

  while (poll (&poll_fd, 1, 1) <= 0)
    {
      while (g_main_context_iteration (NULL, FALSE))
        ;
      if (g_get_monotonic_time () > end)
        g_error ("Waited too long for the drive to say something");
    }
}

void
initiator_accept (Initiator *self)
{
  int on = 1;

  await_readable (self->listener);
  initiator_close (self);
  self->fd = accept4 (self->listener, NULL, NULL, SOCK_CLOEXEC);
  g_assert_cmpint (self->fd, >=, 0);
  setsockopt (self->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  initiator_read (self, self->hello, sizeof self->hello);
}

void
initiator_answer (Initiator *self,
                  guint8     result)
{
  const guint8 answer[ILO_MEDIA_ANSWER_SIZE] = { result, 0, 1, 1 };

  initiator_send (self, answer, sizeof answer);
}

void
initiator_send (Initiator  *self,
                const void *bytes,
                gsize       length)
{
  const guint8 *from = bytes;

  while (length > 0)
    {
      gssize n = send (self->fd, from, length, MSG_NOSIGNAL);

      if (n < 0 && errno == EINTR)
        continue;
      g_assert_cmpint (n, >, 0);
      from += n;
      length -= (gsize) n;
    }
}

void
initiator_read (Initiator *self,
                void      *bytes,
                gsize      length)
{
  guint8 *to = bytes;

  while (length > 0)
    {
      gssize n;

      await_readable (self->fd);
      n = recv (self->fd, to, length, 0);
      if (n < 0 && errno == EINTR)
        continue;
      g_assert_cmpint (n, >, 0);
      to += n;
      length -= (gsize) n;
    }
}

/* Whether nothing comes for so long, the connection's end included. */
gboolean
initiator_is_quiet (Initiator *self,
                    guint      milliseconds)
{
  struct pollfd poll_fd = { self->fd, POLLIN, 0 };

  return poll (&poll_fd, 1, (int) milliseconds) == 0;
}

void
initiator_await_end (Initiator *self)
{
  guint8 byte;

  await_readable (self->fd);
  g_assert_cmpint (recv (self->fd, &byte, 1, 0), <=, 0);
}

/* Returns the sense; keepalives that come before the answer are skipped. */
guint32
initiator_command (Initiator    *self,
                   const guint8 *cdb,
                   const void   *data_out,
                   gsize         length,
                   GByteArray   *data_in)
{
  guint8 header[ILO_MEDIA_HEADER_SIZE];
  guint32 n;

  initiator_send (self, cdb, ILO_SCSI_CDB_SIZE);
  initiator_send (self, data_out, length);
  do
    initiator_read (self, header, sizeof header);
  while ((header[4] & ILO_MEDIA_KEEPALIVE) != 0);
  g_assert_cmpmem (header, 4, "\xde\xc0\xad\x0b", 4);
  n = header[12] | (guint32) header[13] << 8 | (guint32) header[14] << 16 | (guint32) header[15] << 24;
  g_assert_cmpuint (n, <=, ILO_SCSI_MAX_TRANSFER);
  if (n > 0)
    {
      g_autoptr(GByteArray) own = data_in == NULL ? g_byte_array_new () : NULL;

      data_in = data_in != NULL ? data_in : own;
      g_byte_array_set_size (data_in, n);
      initiator_read (self, data_in->data, n);
    }
  else if (data_in != NULL)
    {
      g_byte_array_set_size (data_in, 0);
    }
  return (guint32) header[9] << 16 | (guint32) header[10] << 8 | header[11];
}

guint32
initiator_transfer (Initiator  *self,
                    guint8      operation,
                    guint32     first,
                    guint16     n,
                    const void *data_out,
                    gsize       length,
                    GByteArray *data_in)
{
  const guint8 cdb[ILO_SCSI_CDB_SIZE] = { operation, 0, first >> 24, first >> 16, first >> 8, first, 0, n >> 8, n };

  return initiator_command (self, cdb, data_out, length, data_in);
}

char *
initiator_new_file (guint64 size,
                    guint   shift)
{
  g_autoptr(GError) error = NULL;
  g_autofree guint8 *bytes = g_malloc (size);
  char *path = NULL;
  int fd = g_file_open_tmp ("rackside-media-XXXXXX", &path, &error);

  g_assert_no_error (error);
  for (guint64 i = 0; i < size; i++)
    bytes[i] = media_fake_byte (shift, i);
  for (guint64 at = 0; at < size;)
    {
      gssize n = write (fd, bytes + at, size - at);

      g_assert_cmpint (n, >, 0);
      at += (guint64) n;
    }
  close (fd);
  return path;
}

IloMedia *
initiator_connect (Initiator            *self,
                   IloImage             *image,
                   const IloMediaTiming *timing)
{
  IloMedia *media = initiator_new_media (self);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  if (timing != NULL)
    ilo_media_set_timing (media, timing);
  ilo_media_connect_async (media, image, NULL, await_ready, &result);
  initiator_accept (self);
  initiator_answer (self, 0x20);
  await_until (result != NULL);
  g_assert_true (ilo_media_connect_finish (media, result, &error));
  g_assert_no_error (error);
  g_assert_cmpint (ilo_media_get_state (media), ==, ILO_MEDIA_STATE_SERVING);
  return media;
}
