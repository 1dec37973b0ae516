/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "ipmi-sensor-index.h"
#include "rackside-mark.h"

G_BEGIN_DECLS

/**
 * RacksideEvent:
 *
 * One event of a server's log.
 */
#define RACKSIDE_TYPE_EVENT (rackside_event_get_type ())
G_DECLARE_FINAL_TYPE (RacksideEvent, rackside_event, RACKSIDE, EVENT, GObject)

RacksideEvent       *rackside_event_new            (const IpmiSelRecord *record,
                                                    IpmiSensorIndex     *names);
const IpmiSelRecord *rackside_event_get_record     (RacksideEvent       *self);
guint                rackside_event_get_sequence   (RacksideEvent       *self);
void                 rackside_event_set_sequence   (RacksideEvent       *self,
                                                    guint                sequence);
IpmiSeverity         rackside_event_get_severity   (RacksideEvent       *self);
const char          *rackside_event_get_words      (RacksideEvent       *self);
const char          *rackside_event_get_sensor     (RacksideEvent       *self);
char                *rackside_event_dup_local_time (RacksideEvent       *self);
char                *rackside_event_dup_bmc_time   (RacksideEvent       *self);
char                *rackside_event_dup_values     (RacksideEvent       *self);
char                *rackside_event_dup_text       (RacksideEvent       *self);
gboolean             rackside_event_matches        (RacksideEvent       *self,
                                                    const char          *folded);

G_END_DECLS
