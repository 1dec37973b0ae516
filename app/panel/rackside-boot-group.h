/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ipmi-session.h"

G_BEGIN_DECLS

/**
 * RacksideBootGroup:
 *
 * What a server starts from next: what is set, and setting it. Signal "remark" (char *text).
 */
#define RACKSIDE_TYPE_BOOT_GROUP (rackside_boot_group_get_type ())
G_DECLARE_FINAL_TYPE (RacksideBootGroup, rackside_boot_group, RACKSIDE, BOOT_GROUP, AdwPreferencesGroup)

void rackside_boot_group_start   (RacksideBootGroup *self,
                                  IpmiSession       *session);
void rackside_boot_group_stop    (RacksideBootGroup *self);
void rackside_boot_group_refresh (RacksideBootGroup *self);

G_END_DECLS
