/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define IPMI_SOCKET_DATAGRAMS 8      /* taken at once */

/**
 * IpmiSocket:
 *
 * A connected datagram socket that takes many datagrams out of and into the kernel in one call.
 */
typedef struct _IpmiSocket IpmiSocket;

IpmiSocket *ipmi_socket_new      (GSocketAddress  *address,
                                  GError         **error);
void        ipmi_socket_free     (IpmiSocket      *self);
int         ipmi_socket_get_fd   (IpmiSocket      *self);
guint       ipmi_socket_receive  (IpmiSocket      *self,
                                  gboolean        *refused);
guint8     *ipmi_socket_datagram (IpmiSocket      *self,
                                  guint            index,
                                  gsize           *length);
guint8     *ipmi_socket_reserve  (IpmiSocket      *self,
                                  gsize            size);
void        ipmi_socket_commit   (IpmiSocket      *self,
                                  gsize            length);
void        ipmi_socket_send     (IpmiSocket      *self,
                                  const guint8    *data,
                                  gsize            length);
void        ipmi_socket_flush    (IpmiSocket      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IpmiSocket, ipmi_socket_free)

G_END_DECLS
