/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define RACKSIDE_ADDRESS_HTTPS_PORT 443
#define RACKSIDE_ADDRESS_IPMI_PORT  623

/**
 * RacksideAddressKind:
 * @RACKSIDE_ADDRESS_ILO: an iLO, with its console
 * @RACKSIDE_ADDRESS_IPMI: a BMC that speaks IPMI, and of which nothing else is known
 */
typedef enum
{
  RACKSIDE_ADDRESS_ILO,
  RACKSIDE_ADDRESS_IPMI,
} RacksideAddressKind;

/**
 * RacksideAddress:
 * @kind: what is there
 * @host: host name or address, without brackets
 * @port: the HTTPS port of an iLO, the UDP port of a BMC
 * @user: (nullable): who logs in
 * @session_key: (nullable): a session that is open already, for single sign-on; wiped when freed
 *
 * Where an iLO or a BMC is, and as whom to go there.
 */
typedef struct
{
  RacksideAddressKind  kind;
  char                *host;
  guint16              port;
  char                *user;
  char                *session_key;
} RacksideAddress;

RacksideAddress *rackside_address_parse   (const char             *text,
                                           GError                **error);
RacksideAddress *rackside_address_copy    (const RacksideAddress  *self);
void             rackside_address_free    (RacksideAddress        *self);
char            *rackside_address_format  (const RacksideAddress  *self);
char            *rackside_address_to_uri  (const RacksideAddress  *self);
gboolean         rackside_address_leads_to (const RacksideAddress *self,
                                           const RacksideAddress  *other);
gboolean         rackside_address_is_host (const char             *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RacksideAddress, rackside_address_free)

G_END_DECLS
