/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-sel.h"
#include "ipmi-sensor.h"

G_BEGIN_DECLS

/**
 * IpmiSeverity:
 * @IPMI_SEVERITY_OK: all is well, or well again
 * @IPMI_SEVERITY_INFORMATION: something happened that is neither good nor bad, or that only its manufacturer can judge
 * @IPMI_SEVERITY_WARNING: somebody should look at it
 * @IPMI_SEVERITY_CRITICAL: something does not work
 * @IPMI_SEVERITY_NON_RECOVERABLE: something is or will be broken
 *
 * How bad a state or an event is, in order.
 */
typedef enum
{
  IPMI_SEVERITY_OK,
  IPMI_SEVERITY_INFORMATION,
  IPMI_SEVERITY_WARNING,
  IPMI_SEVERITY_CRITICAL,
  IPMI_SEVERITY_NON_RECOVERABLE,
} IpmiSeverity;

IpmiSeverity ipmi_event_severity        (guint8                 event_type,
                                         guint8                 sensor_type,
                                         guint8                 offset,
                                         gboolean               asserted);
IpmiSeverity ipmi_sel_record_severity   (const IpmiSelRecord   *record);
IpmiSeverity ipmi_sensor_value_severity (const IpmiSensorValue *value,
                                         const IpmiSensor      *sensor);

G_END_DECLS
