/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rackside-bmc-settings.h"

G_BEGIN_DECLS

/**
 * RacksideBmcState:
 * @RACKSIDE_BMC_STATE_CLOSED: not connected, and nobody wants it to be
 * @RACKSIDE_BMC_STATE_CONNECTING: on its way
 * @RACKSIDE_BMC_STATE_OPEN: there is a session
 * @RACKSIDE_BMC_STATE_FAILED: it could not be reached, or was lost; rackside_bmc_get_error() says why
 */
typedef enum
{
  RACKSIDE_BMC_STATE_CLOSED,
  RACKSIDE_BMC_STATE_CONNECTING,
  RACKSIDE_BMC_STATE_OPEN,
  RACKSIDE_BMC_STATE_FAILED,
} RacksideBmcState;

/**
 * RacksideBmc:
 *
 * A server's BMC as the panel sees it: one #IpmiSession, opened, watched, opened again. It closes its session
 * when it goes, and the application stays until that is through.
 * Property "state" (as int) notifies; "name" too.
 */
#define RACKSIDE_TYPE_BMC (rackside_bmc_get_type ())
G_DECLARE_FINAL_TYPE (RacksideBmc, rackside_bmc, RACKSIDE, BMC, GObject)

RacksideBmc               *rackside_bmc_new          (const RacksideBmcSettings *settings);
void                       rackside_bmc_connect      (RacksideBmc               *self);
void                       rackside_bmc_disconnect   (RacksideBmc               *self);
RacksideBmcState           rackside_bmc_get_state    (RacksideBmc               *self);
IpmiSession               *rackside_bmc_get_session  (RacksideBmc               *self);
const GError              *rackside_bmc_get_error    (RacksideBmc               *self);
const RacksideBmcSettings *rackside_bmc_get_settings (RacksideBmc               *self);
const char                *rackside_bmc_get_name     (RacksideBmc               *self);
void                       rackside_bmc_set_name     (RacksideBmc               *self,
                                                      const char                *name);

G_END_DECLS
