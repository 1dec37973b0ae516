/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-session.h"

G_BEGIN_DECLS

/**
 * RacksideBmcSettings:
 * @name: (nullable): what the server is called; %NULL: as its host
 * @host: host name or address, without brackets
 * @port: the UDP port
 * @user: who logs in; empty for the BMC's nameless user
 * @password: (nullable): wiped when freed; %NULL: not known, so it has to be asked for
 * @kg: (nullable): the BMC's own key
 * @suite: the cipher suite; -1: the best of 17 and 3
 * @privilege: the privilege to ask for
 * @target: the controller that is meant, behind the BMC
 * @problem: (nullable): why it cannot be reached at all, a sentence
 *
 * How to reach a BMC.
 */
typedef struct
{
  char          *name;
  char          *host;
  guint16        port;
  char          *user;
  char          *password;
  GBytes        *kg;
  int            suite;
  IpmiPrivilege  privilege;
  IpmiTarget     target;
  char          *problem;
} RacksideBmcSettings;

RacksideBmcSettings *rackside_bmc_settings_new    (const char                *host,
                                                   guint16                    port,
                                                   const char                *user,
                                                   const char                *password);
RacksideBmcSettings *rackside_bmc_settings_copy   (const RacksideBmcSettings *self);
void                 rackside_bmc_settings_free   (RacksideBmcSettings       *self);
char                *rackside_bmc_settings_format (const RacksideBmcSettings *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RacksideBmcSettings, rackside_bmc_settings_free)

G_END_DECLS
