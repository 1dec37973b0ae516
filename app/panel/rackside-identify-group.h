/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ipmi-chassis.h"
#include "ipmi-session.h"

G_BEGIN_DECLS

/**
 * RacksideIdentifyGroup:
 *
 * The light that shows which of many servers is meant. Signals "remark" (char *text); "changed": its state is worth
 * reading.
 */
#define RACKSIDE_TYPE_IDENTIFY_GROUP (rackside_identify_group_get_type ())
G_DECLARE_FINAL_TYPE (RacksideIdentifyGroup, rackside_identify_group, RACKSIDE, IDENTIFY_GROUP, AdwPreferencesGroup)

void rackside_identify_group_set_session (RacksideIdentifyGroup   *self,
                                          IpmiSession             *session);
void rackside_identify_group_set_status  (RacksideIdentifyGroup   *self,
                                          const IpmiChassisStatus *status);

G_END_DECLS
