/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "ipmi-words.h"

G_BEGIN_DECLS

/* Event/reading type codes (IPMI 2.0 table 42-1) that are a class of their own. */
#define IPMI_EVENT_TYPE_UNSPECIFIED     0x00
#define IPMI_EVENT_TYPE_THRESHOLD       0x01
#define IPMI_EVENT_TYPE_SENSOR_SPECIFIC 0x6F

/* Offsets of a sensor's states and events: 0 to 14. Bit 15 of a state mask is reserved. */
#define IPMI_EVENT_MAX_OFFSET 14

/**
 * IpmiEventClass:
 * @IPMI_EVENT_CLASS_UNSPECIFIED: type 00h, and the reserved types
 * @IPMI_EVENT_CLASS_THRESHOLD: type 01h: a value was compared with thresholds
 * @IPMI_EVENT_CLASS_GENERIC: types 02h to 0Ch: states that mean the same whatever the sensor's type is
 * @IPMI_EVENT_CLASS_SENSOR_SPECIFIC: type 6Fh: states that the sensor type defines
 * @IPMI_EVENT_CLASS_OEM: types 70h to 7Fh: states that only the manufacturer knows
 *
 * What the offsets of an event/reading type mean (IPMI 2.0 table 42-1).
 */
typedef enum
{
  IPMI_EVENT_CLASS_UNSPECIFIED,
  IPMI_EVENT_CLASS_THRESHOLD,
  IPMI_EVENT_CLASS_GENERIC,
  IPMI_EVENT_CLASS_SENSOR_SPECIFIC,
  IPMI_EVENT_CLASS_OEM,
} IpmiEventClass;

IpmiEventClass  ipmi_event_class      (guint8 event_type);
const char     *ipmi_event_text       (guint8 event_type,
                                       guint8 sensor_type,
                                       guint8 offset);
char           *ipmi_event_dup_text   (guint8 event_type,
                                       guint8 sensor_type,
                                       guint8 offset,
                                       IpmiWords words);
const char     *ipmi_sensor_type_name (guint8 sensor_type);
const char     *ipmi_entity_name      (guint8 entity_id);

G_END_DECLS
