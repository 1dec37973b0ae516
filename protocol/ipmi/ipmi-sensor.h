/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-sdr.h"
#include "ipmi-words.h"

G_BEGIN_DECLS

/* Linearizations up to here are formulas; from here on the factors depend on the reading. */
#define IPMI_LINEARIZATION_NON_LINEAR 0x70

/**
 * IpmiSensorState:
 * @IPMI_SENSOR_STATE_OK: within its thresholds, or it has none
 * @IPMI_SENSOR_STATE_WARNING: past a non-critical threshold
 * @IPMI_SENSOR_STATE_CRITICAL: past a critical threshold
 * @IPMI_SENSOR_STATE_NON_RECOVERABLE: past a non-recoverable threshold
 * @IPMI_SENSOR_STATE_ABSENT: there is no reading
 * @IPMI_SENSOR_STATE_ASSERTED: a discrete sensor with at least one state set
 * @IPMI_SENSOR_STATE_CLEAR: a discrete sensor without
 */
typedef enum
{
  IPMI_SENSOR_STATE_OK,
  IPMI_SENSOR_STATE_WARNING,
  IPMI_SENSOR_STATE_CRITICAL,
  IPMI_SENSOR_STATE_NON_RECOVERABLE,
  IPMI_SENSOR_STATE_ABSENT,
  IPMI_SENSOR_STATE_ASSERTED,
  IPMI_SENSOR_STATE_CLEAR,
} IpmiSensorState;

/**
 * IpmiSensorReading:
 * @raw: the reading
 * @available: whether it means anything: the sensor is scanned and has been read
 * @events_enabled: whether the sensor sends events
 * @has_states: whether the answer had @states
 * @states: of a threshold sensor a bit for each #IpmiThreshold that is passed, of a discrete one a bit for
 *   each state it is in
 *
 * What Get Sensor Reading answers (IPMI 2.0 §35.14).
 */
typedef struct
{
  guint8   raw;
  gboolean available;
  gboolean events_enabled;
  gboolean has_states;
  guint16  states;
} IpmiSensorReading;

/**
 * IpmiSensorThresholds:
 * @readable: a bit for each #IpmiThreshold that is there
 * @raw: the thresholds
 *
 * What Get Sensor Thresholds answers (IPMI 2.0 §35.9).
 */
typedef struct
{
  guint8 readable;
  guint8 raw[IPMI_N_THRESHOLDS];
} IpmiSensorThresholds;

/**
 * IpmiSensorValue:
 * @state: what it means
 * @value: the reading in the sensor's unit; NAN where there is none
 * @raw: the reading as the BMC gave it
 * @completion: what the BMC said instead of a reading (see ipmi_completion_text()), 0 if it gave one: C3h
 *   where it did not answer, C6h where the answer was cut short
 * @states: as in #IpmiSensorReading; 0 where there is no reading
 * @thresholds: in the sensor's unit; NAN where there is none
 * @positive_hysteresis: in the sensor's unit; NAN where it is not known
 * @negative_hysteresis: in the sensor's unit; NAN where it is not known
 *
 * A sensor's reading in words and numbers.
 */
typedef struct
{
  IpmiSensorState state;
  guint8          raw;
  guint8          completion;
  guint16         states;
  double          value;
  double          thresholds[IPMI_N_THRESHOLDS];
  double          positive_hysteresis;
  double          negative_hysteresis;
} IpmiSensorValue;

gboolean     ipmi_sensor_reading_decode     (IpmiSensorReading        *reading,
                                             const guint8             *data,
                                             gsize                     length,
                                             GError                  **error);
gboolean     ipmi_sensor_thresholds_decode  (IpmiSensorThresholds     *thresholds,
                                             const guint8             *data,
                                             gsize                     length,
                                             GError                  **error);
gboolean     ipmi_sensor_factors_decode     (IpmiConversion           *conversion,
                                             const guint8             *data,
                                             gsize                     length,
                                             GError                  **error);
gboolean     ipmi_sensor_is_analog          (const IpmiSensor         *sensor);
gboolean     ipmi_sensor_is_non_linear      (const IpmiSensor         *sensor);
double       ipmi_sensor_convert            (const IpmiSensor         *sensor,
                                             const IpmiConversion     *conversion,
                                             guint8                    raw);
double       ipmi_sensor_convert_hysteresis (const IpmiSensor         *sensor,
                                             const IpmiConversion     *conversion,
                                             guint8                    raw);
void         ipmi_sensor_value_init         (IpmiSensorValue          *value,
                                             const IpmiSensor         *sensor);
void         ipmi_sensor_value_set_reading  (IpmiSensorValue          *value,
                                             const IpmiSensor         *sensor,
                                             const IpmiConversion     *conversion,
                                             const IpmiSensorReading  *reading);
char        *ipmi_sensor_dup_unit           (const IpmiSensor         *sensor,
                                             IpmiWords                 words);
char       **ipmi_sensor_dup_events         (const IpmiSensor         *sensor,
                                             guint16                   states,
                                             IpmiWords                 words);
const char  *ipmi_sensor_state_name         (IpmiSensorState           state);
const char  *ipmi_threshold_name            (IpmiThreshold             threshold);

G_END_DECLS
