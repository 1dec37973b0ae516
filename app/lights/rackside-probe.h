/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "rackside-light.h"
#include "rackside-server.h"

G_BEGIN_DECLS

/**
 * RacksideProbeFlags:
 * @RACKSIDE_PROBE_FLAGS_NONE: nothing special
 * @RACKSIDE_PROBE_FLAGS_NO_IPMI: the iLO alone is asked: its BMC did not tell anything before
 */
typedef enum
{
  RACKSIDE_PROBE_FLAGS_NONE    = 0,
  RACKSIDE_PROBE_FLAGS_NO_IPMI = 1 << 0,
} RacksideProbeFlags;

/**
 * RacksideReading:
 * @power: whether the server is on
 * @health: how it is
 * @detail: (nullable): as rackside_light_set() takes it
 * @without_bmc: the BMC was not asked, as it was wanted
 * @bmc_failed: something answers, but the BMC does not tell how the server is
 * @refused: it does not let the user in, so that asking again could lock them out
 *
 * What was found when a server was asked.
 */
typedef struct
{
  RacksideLightPower   power;
  RacksideLightHealth  health;
  char                *detail;
  gboolean             without_bmc;
  gboolean             bmc_failed;
  gboolean             refused;
} RacksideReading;

void             rackside_probe_async   (RacksideServer       *server,
                                         const char           *known_hosts,
                                         RacksideProbeFlags    flags,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
RacksideReading *rackside_probe_finish  (GAsyncResult         *result,
                                         GError              **error);
void             rackside_reading_free  (RacksideReading      *reading);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RacksideReading, rackside_reading_free)

G_END_DECLS
