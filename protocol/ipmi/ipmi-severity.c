/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ipmi-event-text.h"
#include "ipmi-severity.h"

#define B(offset) (1u << (offset))

/* A bit for each offset; what is in none of them is information. */
typedef struct
{
  guint8  type;
  guint16 ok;
  guint16 warning;
  guint16 critical;
  guint16 non_recoverable;
} Severities;

/* IPMI 2.0 table 42-2, by event/reading type. */
static const Severities generic[] = {
  { IPMI_EVENT_TYPE_THRESHOLD, 0, B (0x0) | B (0x1) | B (0x6) | B (0x7), B (0x2) | B (0x3) | B (0x8) | B (0x9),
    B (0x4) | B (0x5) | B (0xA) | B (0xB) },
  { 0x04, B (0), B (1), 0, 0 },                                               /* predictive failure */
  { 0x05, B (0), B (1), 0, 0 },                                               /* limit exceeded */
  { 0x06, B (0), B (1), 0, 0 },                                               /* performance lags */
  { 0x07, B (0), B (1) | B (4), B (2) | B (5), B (3) | B (6) },               /* severity */
  { 0x0A, B (0) | B (3), B (6), B (8), 0 },                                   /* availability */
  { 0x0B, B (0), B (2) | B (3) | B (4) | B (6) | B (7), B (1) | B (5), 0 },   /* redundancy */
};

/* IPMI 2.0 table 42-3, by sensor type. */
static const Severities specific[] = {
  { 0x05, 0, 0x7F, 0, 0 },                                                    /* chassis intrusion */
  { 0x06, 0, 0x3F, 0, 0 },                                                    /* violation attempt */
  { 0x07, 0, B (0x5) | B (0x8) | B (0xA) | B (0xC), 0x1F | B (0x6) | B (0xB), 0 },        /* processor */
  { 0x08, B (0), B (2) | B (5) | B (6), B (1) | B (3) | B (4), 0 },           /* power supply */
  { 0x09, 0, B (2) | B (3) | B (4) | B (7), B (5) | B (6), 0 },               /* power unit */
  { 0x0C, B (0x6), B (0x0) | B (0x4) | B (0x5) | B (0x7) | B (0x9), 0x0E | B (0xA), 0 },  /* memory */
  { 0x0D, B (0), B (2) | B (5) | B (8), B (1) | B (6), 0 },                   /* drive slot */
  { 0x0F, 0, 0, B (0) | B (1), 0 },                                           /* POST error */
  { 0x10, 0, 0x7B, 0, 0 },                                                    /* event logging disabled, SEL full */
  { 0x11, 0, B (5) | B (6) | B (7), 0x1F, 0 },                                /* watchdog 1 */
  { 0x12, 0, 0, B (2), 0 },                                                   /* system event */
  { 0x13, 0, B (0x0) | B (0x3) | B (0x7) | B (0xB),
    B (0x1) | B (0x2) | B (0x4) | B (0x5) | B (0x6) | B (0x8) | B (0x9) | B (0xA), 0 },   /* critical interrupt */
  { 0x19, 0, 0, B (0) | B (1), 0 },                                           /* chip set */
  { 0x1B, B (0), B (1), 0, 0 },                                               /* cable */
  { 0x1E, 0, 0x1F, 0, 0 },                                                    /* boot error */
  { 0x1F, 0, B (0x9) | B (0xA), 0, 0 },                                       /* installation */
  { 0x20, 0, B (5), B (0) | B (1), 0 },                                       /* critical stop */
  { 0x21, 0, 0, B (0), 0 },                                                   /* slot */
  { 0x23, 0, B (0) | B (8), B (1) | B (2) | B (3), 0 },                       /* watchdog 2 */
  { 0x25, B (0), 0, 0, 0 },                                                   /* entity presence */
  { 0x27, B (1), B (0), 0, 0 },                                               /* LAN heartbeat */
  { 0x28, 0, B (0) | B (1), 0x3C, 0 },                                        /* management subsystem health */
  { 0x29, B (2), B (0), B (1), 0 },                                           /* battery */
  { 0x2A, 0, B (2) | B (3), 0, 0 },                                           /* session audit */
  { 0x2B, 0, 0x3C, 0, 0 },                                                    /* version change */
  { 0x2C, B (4), B (7), 0, 0 },                                               /* FRU state */
};

static IpmiSeverity
look_up (const Severities *table,
         gsize             n,
         guint8            type,
         guint8            offset)
{
  for (gsize i = 0; i < n; i++)
    {
      if (table[i].type != type)
        continue;
      if ((table[i].non_recoverable & B (offset)) != 0)
        return IPMI_SEVERITY_NON_RECOVERABLE;
      if ((table[i].critical & B (offset)) != 0)
        return IPMI_SEVERITY_CRITICAL;
      if ((table[i].warning & B (offset)) != 0)
        return IPMI_SEVERITY_WARNING;
      return (table[i].ok & B (offset)) != 0 ? IPMI_SEVERITY_OK : IPMI_SEVERITY_INFORMATION;
    }
  return IPMI_SEVERITY_INFORMATION;
}

/**
 * ipmi_event_severity:
 * @event_type: event/reading type code; bit 7, the direction of an event, is not looked at
 * @sensor_type: sensor type code
 * @offset: the state's or event's offset, 0 to 15
 * @asserted: whether it began, or is so
 *
 * The specification names states and events, but only for thresholds and event type 07h says how bad they are; for the
 * rest this is the usual reading of their names. The end of something bad is %IPMI_SEVERITY_OK.
 *
 * Returns: how bad it is
 */
IpmiSeverity
ipmi_event_severity (guint8   event_type,
                     guint8   sensor_type,
                     guint8   offset,
                     gboolean asserted)
{
  IpmiSeverity severity = IPMI_SEVERITY_INFORMATION;

  switch (ipmi_event_class (event_type))
    {
    case IPMI_EVENT_CLASS_THRESHOLD:
    case IPMI_EVENT_CLASS_GENERIC:
      severity = look_up (generic, G_N_ELEMENTS (generic), event_type & 0x7F, offset & 0x0F);
      break;
    case IPMI_EVENT_CLASS_SENSOR_SPECIFIC:
      severity = look_up (specific, G_N_ELEMENTS (specific), sensor_type, offset & 0x0F);
      break;
    case IPMI_EVENT_CLASS_UNSPECIFIED:
    case IPMI_EVENT_CLASS_OEM:
    default:
      break;
    }
  if (asserted)
    return severity;
  return severity >= IPMI_SEVERITY_WARNING ? IPMI_SEVERITY_OK : IPMI_SEVERITY_INFORMATION;
}

/**
 * ipmi_sel_record_severity:
 * @record: a record of the event log
 *
 * Returns: how bad it is what it tells; %IPMI_SEVERITY_INFORMATION where only the manufacturer knows
 */
IpmiSeverity
ipmi_sel_record_severity (const IpmiSelRecord *record)
{
  if (record->kind != IPMI_SEL_KIND_SYSTEM)
    return IPMI_SEVERITY_INFORMATION;
  return ipmi_event_severity (record->event_type, record->sensor_type, record->offset, record->asserted);
}

/**
 * ipmi_sensor_value_severity:
 * @value: a sensor's value
 * @sensor: its sensor
 *
 * Returns: how bad it is what the sensor reads: of a discrete sensor, the worst of its states
 *   (%IPMI_SEVERITY_OK when none of them is bad); %IPMI_SEVERITY_INFORMATION when there is no reading
 */
IpmiSeverity
ipmi_sensor_value_severity (const IpmiSensorValue *value,
                            const IpmiSensor      *sensor)
{
  IpmiSeverity worst = IPMI_SEVERITY_OK;

  switch (value->state)
    {
    case IPMI_SENSOR_STATE_WARNING:
      return IPMI_SEVERITY_WARNING;
    case IPMI_SENSOR_STATE_CRITICAL:
      return IPMI_SEVERITY_CRITICAL;
    case IPMI_SENSOR_STATE_NON_RECOVERABLE:
      return IPMI_SEVERITY_NON_RECOVERABLE;
    case IPMI_SENSOR_STATE_ABSENT:
      return IPMI_SEVERITY_INFORMATION;
    case IPMI_SENSOR_STATE_ASSERTED:
      for (guint8 i = 0; i <= IPMI_EVENT_MAX_OFFSET; i++)
        if ((value->states >> i & 1) != 0)
          worst = MAX (worst, ipmi_event_severity (sensor->event_type, sensor->type, i, TRUE));
      return worst == IPMI_SEVERITY_INFORMATION ? IPMI_SEVERITY_OK : worst;
    case IPMI_SENSOR_STATE_OK:
    case IPMI_SENSOR_STATE_CLEAR:
    default:
      return IPMI_SEVERITY_OK;
    }
}
