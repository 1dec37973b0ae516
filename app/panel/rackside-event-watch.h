/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-sel.h"
#include "ipmi-session.h"
#include "rackside-event-list.h"

G_BEGIN_DECLS

/**
 * RacksideEventWatch:
 *
 * Reads a server's event log and what comes to it between rackside_event_watch_start() and _stop(). Signals:
 * "waiting" (char *what, double fraction), before the log is there; "ready", each time it is up to date; "remark"
 * (char *text), when something has happened to it; "failed" (GError *error), after which it stands still.
 */
#define RACKSIDE_TYPE_EVENT_WATCH (rackside_event_watch_get_type ())
G_DECLARE_FINAL_TYPE (RacksideEventWatch, rackside_event_watch, RACKSIDE, EVENT_WATCH, GObject)

RacksideEventWatch *rackside_event_watch_new              (void);
RacksideEventList  *rackside_event_watch_get_list         (RacksideEventWatch   *self);
const IpmiSelInfo  *rackside_event_watch_get_info         (RacksideEventWatch   *self);
gboolean            rackside_event_watch_has_wrapped      (RacksideEventWatch   *self);
gboolean            rackside_event_watch_get_clock_offset (RacksideEventWatch   *self,
                                                           gint64               *seconds);
void                rackside_event_watch_start            (RacksideEventWatch   *self,
                                                           IpmiSession          *session);
void                rackside_event_watch_stop             (RacksideEventWatch   *self);
void                rackside_event_watch_forget           (RacksideEventWatch   *self);
void                rackside_event_watch_clear            (RacksideEventWatch   *self);

G_END_DECLS
