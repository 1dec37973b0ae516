/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * RacksideLightPower:
 * @RACKSIDE_LIGHT_POWER_UNKNOWN: nothing is known
 * @RACKSIDE_LIGHT_POWER_ON: the server is on
 * @RACKSIDE_LIGHT_POWER_OFF: the server is off
 * @RACKSIDE_LIGHT_POWER_ANSWERS: its iLO or BMC answers, but does not tell whether the server is on
 * @RACKSIDE_LIGHT_POWER_SILENT: its iLO or BMC does not answer
 */
typedef enum
{
  RACKSIDE_LIGHT_POWER_UNKNOWN,
  RACKSIDE_LIGHT_POWER_ON,
  RACKSIDE_LIGHT_POWER_OFF,
  RACKSIDE_LIGHT_POWER_ANSWERS,
  RACKSIDE_LIGHT_POWER_SILENT,
} RacksideLightPower;

/**
 * RacksideLightHealth:
 * @RACKSIDE_LIGHT_HEALTH_UNKNOWN: nothing is known
 * @RACKSIDE_LIGHT_HEALTH_FINE: nothing is wrong
 * @RACKSIDE_LIGHT_HEALTH_WARNING: something is wrong, and the server runs
 * @RACKSIDE_LIGHT_HEALTH_CRITICAL: something is wrong that stops it, or somebody may be in its place
 */
typedef enum
{
  RACKSIDE_LIGHT_HEALTH_UNKNOWN,
  RACKSIDE_LIGHT_HEALTH_FINE,
  RACKSIDE_LIGHT_HEALTH_WARNING,
  RACKSIDE_LIGHT_HEALTH_CRITICAL,
} RacksideLightHealth;

/**
 * RacksideLight:
 *
 * What was found when a saved server was asked last. Signal "changed", each time that it was asked.
 */
#define RACKSIDE_TYPE_LIGHT (rackside_light_get_type ())
G_DECLARE_FINAL_TYPE (RacksideLight, rackside_light, RACKSIDE, LIGHT, GObject)

RacksideLight       *rackside_light_new             (void);
void                 rackside_light_set             (RacksideLight       *self,
                                                     RacksideLightPower   power,
                                                     RacksideLightHealth  health,
                                                     const char          *detail);
void                 rackside_light_forget          (RacksideLight       *self);
RacksideLightPower   rackside_light_get_power       (RacksideLight       *self);
RacksideLightHealth  rackside_light_get_health      (RacksideLight       *self);
const char          *rackside_light_get_detail      (RacksideLight       *self);
const char          *rackside_light_get_power_word  (RacksideLight       *self);
const char          *rackside_light_get_health_word (RacksideLight       *self);
char                *rackside_light_dup_text        (RacksideLight       *self);
char                *rackside_light_dup_text_now    (RacksideLight       *self);
char                *rackside_light_dup_time        (RacksideLight       *self);

G_END_DECLS
