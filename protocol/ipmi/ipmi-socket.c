/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "ipmi-socket.h"

#define DATAGRAM_SIZE     1536      /* no payload is longer than an Ethernet frame takes */
#define OUT_SIZE          8192

struct _IpmiSocket
{
  int            fd;                                /* owned */
  gboolean       refused;                           /* said by the kernel while sending */
  struct mmsghdr in[IPMI_SOCKET_DATAGRAMS];
  struct iovec   in_vectors[IPMI_SOCKET_DATAGRAMS];
  guint8         in_data[IPMI_SOCKET_DATAGRAMS][DATAGRAM_SIZE];
  struct mmsghdr out[IPMI_SOCKET_DATAGRAMS];
  struct iovec   out_vectors[IPMI_SOCKET_DATAGRAMS];
  guint          n_out;
  gsize          out_length;
  guint8         out_data[OUT_SIZE];
};

/**
 * ipmi_socket_new:
 * @address: an internet address with port
 * @error: return location
 *
 * Returns: (transfer full): a socket that talks to that address alone, or %NULL when the address cannot be
 *   reached from here
 */
IpmiSocket *
ipmi_socket_new (GSocketAddress  *address,
                 GError         **error)
{
  g_autoptr(IpmiSocket) self = g_new0 (IpmiSocket, 1);
  struct sockaddr_storage native;

  self->fd = -1;
  for (guint i = 0; i < IPMI_SOCKET_DATAGRAMS; i++)
    {
      self->in_vectors[i] = (struct iovec) { self->in_data[i], DATAGRAM_SIZE };
      self->in[i].msg_hdr.msg_iov = &self->in_vectors[i];
      self->in[i].msg_hdr.msg_iovlen = 1;
      self->out[i].msg_hdr.msg_iov = &self->out_vectors[i];
      self->out[i].msg_hdr.msg_iovlen = 1;
    }
  if (!g_socket_address_to_native (address, &native, sizeof native, error))
    return NULL;
  self->fd = socket (g_socket_address_get_family (address),
                     SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (self->fd < 0 || connect (self->fd, (struct sockaddr *) &native,
                               g_socket_address_get_native_size (address)) < 0)
    {
      int saved = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved),
                   _("The BMC's address cannot be reached from here: %s."), g_strerror (saved));
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * ipmi_socket_free:
 * @self: (transfer full): a socket
 *
 * Closes it. What has not been flushed is not sent.
 */
void
ipmi_socket_free (IpmiSocket *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_free (self);
}

/**
 * ipmi_socket_get_fd:
 * @self: a socket
 *
 * Returns: its file descriptor, to wait for input
 */
int
ipmi_socket_get_fd (IpmiSocket *self)
{
  return self->fd;
}

/**
 * ipmi_socket_receive:
 * @self: a socket
 * @refused: (out): whether the other side said that nobody listens there
 *
 * Takes waiting datagrams; those taken before are gone.
 *
 * Returns: how many there are, at most %IPMI_SOCKET_DATAGRAMS; with fewer than that no more were waiting
 */
guint
ipmi_socket_receive (IpmiSocket *self,
                     gboolean   *refused)
{
  int n = recvmmsg (self->fd, self->in, IPMI_SOCKET_DATAGRAMS, MSG_DONTWAIT, NULL);

  *refused = self->refused || (n < 0 && errno == ECONNREFUSED);
  self->refused = FALSE;
  return MAX (n, 0);
}

/**
 * ipmi_socket_datagram:
 * @self: a socket
 * @index: which of those received last
 * @length: (out): its length
 *
 * Returns: (transfer none): the datagram, which may be changed in place; one that was too long for us has the
 *   length 0
 */
guint8 *
ipmi_socket_datagram (IpmiSocket *self,
                      guint       index,
                      gsize      *length)
{
  *length = (self->in[index].msg_hdr.msg_flags & MSG_TRUNC) != 0 ? 0 : self->in[index].msg_len;
  return self->in_data[index];
}

/**
 * ipmi_socket_reserve:
 * @self: a socket
 * @size: how long the datagram may become, at most 8192
 *
 * Returns: (transfer none): where to write the next datagram before ipmi_socket_commit()
 */
guint8 *
ipmi_socket_reserve (IpmiSocket *self,
                     gsize       size)
{
  g_assert (size <= OUT_SIZE);
  if (self->n_out == IPMI_SOCKET_DATAGRAMS || OUT_SIZE - self->out_length < size)
    ipmi_socket_flush (self);
  return self->out_data + self->out_length;
}

/**
 * ipmi_socket_commit:
 * @self: a socket
 * @length: how long the datagram has become
 *
 * Adds the datagram written after ipmi_socket_reserve() to those that ipmi_socket_flush() sends.
 */
void
ipmi_socket_commit (IpmiSocket *self,
                    gsize       length)
{
  self->out_vectors[self->n_out++] = (struct iovec) { self->out_data + self->out_length, length };
  self->out_length += length;
}

/**
 * ipmi_socket_send:
 * @self: a socket
 * @data: (array length=length): a datagram
 * @length: its length
 *
 * Adds a copy to what ipmi_socket_flush() sends.
 */
void
ipmi_socket_send (IpmiSocket   *self,
                  const guint8 *data,
                  gsize         length)
{
  memcpy (ipmi_socket_reserve (self, length), data, length);
  ipmi_socket_commit (self, length);
}

/**
 * ipmi_socket_flush:
 * @self: a socket
 *
 * Sends what is waiting. A datagram that the kernel does not take is lost like one that the network loses.
 */
void
ipmi_socket_flush (IpmiSocket *self)
{
  guint sent = 0;

  while (sent < self->n_out)
    {
      int n = sendmmsg (self->fd, self->out + sent, self->n_out - sent, MSG_DONTWAIT | MSG_NOSIGNAL);

      if (n < 0 && errno == EINTR)
        continue;
      /* The complaint is about an earlier datagram, and told just once: this one has not been tried yet. */
      if (n < 0 && errno == ECONNREFUSED && !self->refused)
        self->refused = TRUE;
      else
        sent += MAX (n, 1);
    }
  self->n_out = 0;
  self->out_length = 0;
}
