/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rackside-event.h"

G_BEGIN_DECLS

/**
 * RacksideEventList:
 *
 * A server's event log as a list of #RacksideEvent, oldest first.
 */
#define RACKSIDE_TYPE_EVENT_LIST (rackside_event_list_get_type ())
G_DECLARE_FINAL_TYPE (RacksideEventList, rackside_event_list, RACKSIDE, EVENT_LIST, GObject)

RacksideEventList   *rackside_event_list_new         (void);
void                 rackside_event_list_set_names   (RacksideEventList *self,
                                                      IpmiSensorIndex   *names);
IpmiSensorIndex     *rackside_event_list_get_names   (RacksideEventList *self);
void                 rackside_event_list_append      (RacksideEventList *self,
                                                      GArray            *records);
void                 rackside_event_list_replace     (RacksideEventList *self,
                                                      GArray            *records);
const IpmiSelRecord *rackside_event_list_get_last    (RacksideEventList *self);
GArray              *rackside_event_list_dup_records (RacksideEventList *self);

G_END_DECLS
