/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define RACKSIDE_ADDRESS_HTTPS_PORT 443

/**
 * RacksideAddress:
 * @host: host name or address, without brackets
 * @port: the HTTPS port
 * @user: (nullable): who logs in
 * @session_key: (nullable): a session that is open already, for single sign-on; wiped when freed
 *
 * Where an iLO is, and as whom to go there.
 */
typedef struct
{
  char    *host;
  guint16  port;
  char    *user;
  char    *session_key;
} RacksideAddress;

RacksideAddress *rackside_address_parse  (const char             *text,
                                          GError                **error);
RacksideAddress *rackside_address_copy   (const RacksideAddress  *self);
void             rackside_address_free   (RacksideAddress        *self);
char            *rackside_address_format (const RacksideAddress  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RacksideAddress, rackside_address_free)

G_END_DECLS
