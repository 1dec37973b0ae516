/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  CTL_SCHEME_NONE = 0,
  CTL_SCHEME_ILO  = 1 << 0,
  CTL_SCHEME_IPMI = 1 << 1,
} CtlScheme;

/**
 * CtlServer:
 * @scheme: which protocol it speaks
 * @uri: as it was given, for messages
 * @user: user name, empty when none was given
 * @host: name or address, without brackets
 * @port: UDP port for IPMI, HTTPS port for iLO
 *
 * What `SERVER` on the command line says.
 */
typedef struct
{
  CtlScheme scheme;
  char     *uri;
  char     *user;
  char     *host;
  guint16   port;
} CtlServer;

gboolean            ctl_server_is_uri      (const char       *text);
CtlServer          *ctl_server_parse       (const char       *uri,
                                            GError          **error);
void                ctl_server_free        (CtlServer        *server);
GSocketConnectable *ctl_server_get_address (const CtlServer  *server);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtlServer, ctl_server_free)

G_END_DECLS
