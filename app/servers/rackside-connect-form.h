/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rackside-servers.h"

G_BEGIN_DECLS

/**
 * RacksideKeep:
 * @RACKSIDE_KEEP_NOTHING: it is only to be connected to
 * @RACKSIDE_KEEP_SERVER: the server is to be saved
 * @RACKSIDE_KEEP_PASSWORD: the password is to be remembered
 *
 * What becomes of what somebody has entered, once the server has accepted it.
 */
typedef enum
{
  RACKSIDE_KEEP_NOTHING  = 0,
  RACKSIDE_KEEP_SERVER   = 1 << 0,
  RACKSIDE_KEEP_PASSWORD = 1 << 1,
} RacksideKeep;

#define RACKSIDE_TYPE_CONNECT_FORM (rackside_connect_form_get_type ())
G_DECLARE_FINAL_TYPE (RacksideConnectForm, rackside_connect_form, RACKSIDE, CONNECT_FORM, AdwBin)

void rackside_connect_form_set_address (RacksideConnectForm   *self,
                                        const RacksideAddress *address);
void rackside_connect_form_set_note    (RacksideConnectForm   *self,
                                        const char            *note);
void rackside_connect_form_set_remember (RacksideConnectForm  *self,
                                         gboolean              remember);
void rackside_connect_form_set_servers (RacksideConnectForm   *self,
                                        RacksideServers       *servers);

gboolean rackside_connect_form_is_used (RacksideConnectForm *self);

G_END_DECLS
