/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ipmi-sensor.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "ipmi-event-text.h"
#include "ipmi-sdr-private.h"
#include "wire-reader.h"

#define EVENTS_ENABLED      0x80
#define SCANNING_ENABLED    0x40
#define READING_UNAVAILABLE 0x20

#define THRESHOLD_MASK ((1 << IPMI_N_THRESHOLDS) - 1)
#define STATE_MASK     0x7FFF

/* Linearization formulas (IPMI 2.0 §43.1, byte 24) */
enum
{
  LINEAR, LN, LOG10, LOG2, E, EXP10, EXP2, INVERSE, SQUARE, CUBE, SQUARE_ROOT, CUBE_ROOT,
};

/* IPMI 2.0 table 43-15 */
static const char *const units[] = {
  N_("unspecified"), N_("degrees C"), N_("degrees F"), N_("degrees K"), N_("Volts"), N_("Amps"), N_("Watts"),
  N_("Joules"), N_("Coulombs"), "VA", N_("Nits"), N_("lumen"), "lux", N_("Candela"), "kPa", "PSI",
  N_("Newton"), "CFM", N_("RPM"), "Hz", N_("microsecond"), N_("millisecond"), N_("second"), N_("minute"),
  N_("hour"), N_("day"), N_("week"), N_("mil"), N_("inches"), N_("feet"), N_("cu in"), N_("cu feet"), "mm",
  "cm", "m", N_("cu cm"), N_("cu m"), N_("liters"), N_("fluid ounce"), N_("radians"), N_("steradians"),
  N_("revolutions"), N_("cycles"), N_("gravities"), N_("ounce"), N_("pound"), N_("ft-lb"), N_("oz-in"), N_("gauss"),
  N_("gilberts"), "henry", "millihenry", "farad", N_("microfarad"), N_("ohms"), "siemens", N_("mole"),
  N_("becquerel"), "PPM", N_("reserved"), N_("Decibels"), "DbA", "DbC", "gray", "sievert",
  N_("color temp deg K"), N_("bit"), N_("kilobit"), N_("megabit"), N_("gigabit"), N_("byte"), N_("kilobyte"),
  N_("megabyte"), N_("gigabyte"), N_("word"), N_("dword"), N_("qword"), N_("line"), N_("hit"), N_("miss"),
  N_("retry"), N_("reset"), N_("overrun/overflow"), N_("underrun"), N_("collision"), N_("packets"), N_("messages"),
  N_("characters"), N_("error"), N_("correctable error"), N_("uncorrectable error"), N_("fatal error"), N_("grams"),
};

static const char *const rates[] = {
  NULL, N_("microsecond"), N_("millisecond"), N_("second"), N_("minute"), N_("hour"), N_("day"), NULL,
};

/**
 * ipmi_sensor_reading_decode:
 * @reading: (out caller-allocates): the reading, written on success only
 * @data: (array length=length): what Get Sensor Reading answered, after the completion code
 * @length: how many bytes
 * @error: return location for an error
 *
 * Takes apart an answer to Get Sensor Reading (IPMI 2.0 §35.14). The states may be left out, or the
 * second byte of them.
 *
 * Returns: %FALSE with %IPMI_ERROR_PROTOCOL when the answer is too short
 */
gboolean
ipmi_sensor_reading_decode (IpmiSensorReading  *reading,
                            const guint8       *data,
                            gsize               length,
                            GError            **error)
{
  WireReader reader = { data, length, FALSE };
  IpmiSensorReading parsed = { 0 };
  guint flags;

  parsed.raw = wire_reader_le (&reader, 1);
  flags = wire_reader_le (&reader, 1);
  if (reader.truncated)
    {
      g_set_error (error, IPMI_ERROR, IPMI_ERROR_PROTOCOL,
                   _("The sensor's reading is cut short at %zu bytes."), length);
      return FALSE;
    }
  parsed.events_enabled = (flags & EVENTS_ENABLED) != 0;
  parsed.available = (flags & SCANNING_ENABLED) != 0 && (flags & READING_UNAVAILABLE) == 0;
  parsed.has_states = reader.left > 0;
  parsed.states = wire_reader_le (&reader, MIN (reader.left, 2)) & STATE_MASK;
  *reading = parsed;
  return TRUE;
}

/**
 * ipmi_sensor_thresholds_decode:
 * @thresholds: (out caller-allocates): the thresholds, written on success only
 * @data: (array length=length): what Get Sensor Thresholds answered, after the completion code
 * @length: how many bytes
 * @error: return location for an error
 *
 * Takes apart an answer to Get Sensor Thresholds (IPMI 2.0 §35.9).
 *
 * Returns: %FALSE with %IPMI_ERROR_PROTOCOL when the answer is too short
 */
gboolean
ipmi_sensor_thresholds_decode (IpmiSensorThresholds  *thresholds,
                               const guint8          *data,
                               gsize                  length,
                               GError               **error)
{
  WireReader reader = { data, length, FALSE };
  IpmiSensorThresholds parsed;

  parsed.readable = wire_reader_le (&reader, 1) & THRESHOLD_MASK;
  for (guint i = 0; i < IPMI_N_THRESHOLDS; i++)
    parsed.raw[i] = wire_reader_le (&reader, 1);
  if (reader.truncated)
    {
      g_set_error (error, IPMI_ERROR, IPMI_ERROR_PROTOCOL,
                   _("The sensor's thresholds are cut short at %zu bytes."), length);
      return FALSE;
    }
  *thresholds = parsed;
  return TRUE;
}

/**
 * ipmi_sensor_factors_decode:
 * @conversion: (out caller-allocates): the factors, written on success only
 * @data: (array length=length): what Get Sensor Reading Factors answered, after the completion code
 * @length: how many bytes
 * @error: return location for an error
 *
 * Takes apart an answer to Get Sensor Reading Factors (IPMI 2.0 §35.5).
 *
 * Returns: %FALSE with %IPMI_ERROR_PROTOCOL when the answer is too short
 */
gboolean
ipmi_sensor_factors_decode (IpmiConversion  *conversion,
                            const guint8    *data,
                            gsize            length,
                            GError         **error)
{
  WireReader reader = { data, length, FALSE };
  const guint8 *factors;

  wire_reader_le (&reader, 1);                 /* the next reading with other factors */
  factors = wire_reader_bytes (&reader, IPMI_CONVERSION_SIZE);
  if (factors == NULL)
    {
      g_set_error (error, IPMI_ERROR, IPMI_ERROR_PROTOCOL,
                   _("The sensor's factors are cut short at %zu bytes."), length);
      return FALSE;
    }
  ipmi_conversion_decode (conversion, factors);
  return TRUE;
}

/**
 * ipmi_sensor_is_analog:
 * @sensor: a sensor
 *
 * Returns: whether its readings are numbers. A discrete sensor's may be as well: a fan that says how fast
 *   it is beside what state it is in.
 */
gboolean
ipmi_sensor_is_analog (const IpmiSensor *sensor)
{
  if (!sensor->has_factors || sensor->format == IPMI_ANALOG_NONE)
    return FALSE;
  return ipmi_event_class (sensor->event_type) == IPMI_EVENT_CLASS_THRESHOLD || sensor->unit.base != 0 ||
         sensor->unit.percentage;
}

/**
 * ipmi_sensor_is_non_linear:
 * @sensor: a sensor
 *
 * Returns: whether each of its readings has factors of its own, from Get Sensor Reading Factors
 */
gboolean
ipmi_sensor_is_non_linear (const IpmiSensor *sensor)
{
  return ipmi_sensor_is_analog (sensor) && sensor->linearization >= IPMI_LINEARIZATION_NON_LINEAR;
}

static int
to_number (IpmiAnalogFormat format,
           guint8           raw)
{
  if (raw < 0x80 || format == IPMI_ANALOG_UNSIGNED)
    return raw;
  return format == IPMI_ANALOG_ONES_COMPLEMENT ? raw - 0xFF : raw - 0x100;
}

static double
linearize (guint8 linearization,
           double x)
{
  switch (linearization)
    {
    case LINEAR:
      return x;
    case LN:
      return log (x);
    case LOG10:
      return log10 (x);
    case LOG2:
      return log2 (x);
    case E:
      return exp (x);
    case EXP10:
      return pow (10, x);
    case EXP2:
      return exp2 (x);
    case INVERSE:
      return 1 / x;
    case SQUARE:
      return x * x;
    case CUBE:
      return x * x * x;
    case SQUARE_ROOT:
      return sqrt (x);
    case CUBE_ROOT:
      return cbrt (x);
    default:
      return linearization >= IPMI_LINEARIZATION_NON_LINEAR ? x : NAN;
    }
}

/* Only powers from -8 to 7 occur; dividing keeps 0.063 × 191 the nearest number to 12.033. */
static double
scale (double value,
       int    exponent)
{
  return exponent < 0 ? value / pow (10, -exponent) : value * pow (10, exponent);
}

/**
 * ipmi_sensor_convert:
 * @sensor: an analog sensor
 * @conversion: (nullable): factors for this reading, %NULL for those of the sensor's record
 * @raw: a reading or a threshold
 *
 * Converts a reading to the sensor's unit (IPMI 2.0 §36.3).
 *
 * Returns: the value; NAN where there is none: the sensor is not analog, its formula is unknown or has no
 *   result for this reading, or its factors depend on the reading and @conversion is %NULL
 */
double
ipmi_sensor_convert (const IpmiSensor     *sensor,
                     const IpmiConversion *conversion,
                     guint8                raw)
{
  double value;

  if (!ipmi_sensor_is_analog (sensor) || (conversion == NULL && ipmi_sensor_is_non_linear (sensor)))
    return NAN;
  if (conversion == NULL)
    conversion = &sensor->conversion;
  value = conversion->m * to_number (sensor->format, raw) + scale (conversion->b, conversion->b_exponent);
  value = linearize (sensor->linearization, scale (value, conversion->r_exponent));
  return isfinite (value) ? value : NAN;
}

/**
 * ipmi_sensor_convert_hysteresis:
 * @sensor: an analog sensor
 * @conversion: (nullable): factors, %NULL for those of the sensor's record
 * @raw: a hysteresis, which is a difference of two readings
 *
 * Returns: the hysteresis in the sensor's unit; NAN where it has no fixed size because the sensor is not
 *   linear
 */
double
ipmi_sensor_convert_hysteresis (const IpmiSensor     *sensor,
                                const IpmiConversion *conversion,
                                guint8                raw)
{
  if (!ipmi_sensor_is_analog (sensor) ||
      (sensor->linearization != LINEAR && (conversion == NULL || !ipmi_sensor_is_non_linear (sensor))))
    return NAN;
  if (conversion == NULL)
    conversion = &sensor->conversion;
  return scale (fabs ((double) conversion->m * raw), conversion->r_exponent);
}

static gboolean
is_threshold (const IpmiSensor *sensor)
{
  return ipmi_event_class (sensor->event_type) == IPMI_EVENT_CLASS_THRESHOLD;
}

/**
 * ipmi_sensor_value_init:
 * @value: (out caller-allocates): a value without a reading
 * @sensor: a sensor
 *
 * Begins a value with what the sensor's record says: its thresholds and its hysteresis.
 */
void
ipmi_sensor_value_init (IpmiSensorValue  *value,
                        const IpmiSensor *sensor)
{
  *value = (IpmiSensorValue) { .state = IPMI_SENSOR_STATE_ABSENT, .value = NAN,
                               .positive_hysteresis = NAN, .negative_hysteresis = NAN };
  for (guint i = 0; i < IPMI_N_THRESHOLDS; i++)
    value->thresholds[i] = (sensor->readable_thresholds >> i & 1) != 0
      ? ipmi_sensor_convert (sensor, NULL, sensor->thresholds[i])
      : NAN;
  if (sensor->hysteresis_access == IPMI_HYSTERESIS_NONE || !is_threshold (sensor))
    return;
  value->positive_hysteresis = ipmi_sensor_convert_hysteresis (sensor, NULL, sensor->positive_hysteresis);
  value->negative_hysteresis = ipmi_sensor_convert_hysteresis (sensor, NULL, sensor->negative_hysteresis);
}

/* A BMC may leave out how the reading compares with the thresholds. */
static guint16
compare (const IpmiSensorValue *value)
{
  guint16 states = 0;

  for (guint i = 0; i < IPMI_N_THRESHOLDS; i++)
    if (i >= IPMI_THRESHOLD_UPPER_NON_CRITICAL
        ? value->value >= value->thresholds[i]
        : value->value <= value->thresholds[i])
      states |= 1u << i;
  return states;
}

static IpmiSensorState
severity (guint16 states)
{
  static const IpmiSensorState by_threshold[] = {
    [IPMI_THRESHOLD_LOWER_NON_CRITICAL] = IPMI_SENSOR_STATE_WARNING,
    [IPMI_THRESHOLD_LOWER_CRITICAL] = IPMI_SENSOR_STATE_CRITICAL,
    [IPMI_THRESHOLD_LOWER_NON_RECOVERABLE] = IPMI_SENSOR_STATE_NON_RECOVERABLE,
    [IPMI_THRESHOLD_UPPER_NON_CRITICAL] = IPMI_SENSOR_STATE_WARNING,
    [IPMI_THRESHOLD_UPPER_CRITICAL] = IPMI_SENSOR_STATE_CRITICAL,
    [IPMI_THRESHOLD_UPPER_NON_RECOVERABLE] = IPMI_SENSOR_STATE_NON_RECOVERABLE,
  };
  IpmiSensorState worst = IPMI_SENSOR_STATE_OK;

  for (guint i = 0; i < IPMI_N_THRESHOLDS; i++)
    if ((states >> i & 1) != 0)
      worst = MAX (worst, by_threshold[i]);
  return worst;
}

static void
set_threshold_state (IpmiSensorValue         *value,
                     const IpmiSensor        *sensor,
                     const IpmiSensorReading *reading)
{
  value->states = reading->has_states ? reading->states & THRESHOLD_MASK : compare (value);
  value->state = severity (value->states);
  /* A number that cannot be converted and is compared with nothing says nothing. */
  if (isnan (value->value) && value->states == 0 && sensor->compared_thresholds == 0)
    value->state = IPMI_SENSOR_STATE_ABSENT;
}

/**
 * ipmi_sensor_value_set_reading:
 * @value: a value that ipmi_sensor_value_init() began
 * @sensor: its sensor
 * @conversion: (nullable): factors for this reading, %NULL for those of the sensor's record
 * @reading: what the sensor reads
 *
 * Puts a reading into numbers and states.
 */
void
ipmi_sensor_value_set_reading (IpmiSensorValue         *value,
                               const IpmiSensor        *sensor,
                               const IpmiConversion    *conversion,
                               const IpmiSensorReading *reading)
{
  value->state = IPMI_SENSOR_STATE_ABSENT;
  value->value = NAN;
  value->states = 0;
  value->raw = reading->raw;
  if (!reading->available)
    return;
  value->value = ipmi_sensor_convert (sensor, conversion, reading->raw);
  if (is_threshold (sensor))
    {
      set_threshold_state (value, sensor, reading);
      return;
    }
  value->states = reading->states;
  if (value->states != 0)
    value->state = IPMI_SENSOR_STATE_ASSERTED;
  else if (ipmi_event_class (sensor->event_type) == IPMI_EVENT_CLASS_UNSPECIFIED && !isnan (value->value))
    value->state = IPMI_SENSOR_STATE_OK;
  else
    value->state = IPMI_SENSOR_STATE_CLEAR;
}

/**
 * ipmi_sensor_dup_unit:
 * @sensor: a sensor
 * @words: in which language
 *
 * Returns: (transfer full) (nullable): the unit of its values in words: "degrees C", "percent",
 *   "packets per second", "Watts/minute", "% RPM" for a percentage of a unit; %NULL when they are no numbers
 */
char *
ipmi_sensor_dup_unit (const IpmiSensor *sensor,
                      IpmiWords         words)
{
  const IpmiUnit *unit = &sensor->unit;
  const char *base = unit->base < G_N_ELEMENTS (units) ? units[unit->base] : units[0];
  const char *modifier = unit->modifier < G_N_ELEMENTS (units) ? units[unit->modifier] : units[0];
  const char *rate = rates[unit->rate & 7];
  GString *text;

  if (!ipmi_sensor_is_analog (sensor))
    return NULL;
  text = g_string_new (ipmi_words_get (words, unit->percentage && unit->base == 0 ? N_("percent") : base));
  if (unit->percentage && unit->base != 0)
    g_string_prepend (text, "% ");
  if (unit->modifier_kind == 1)
    g_string_append_printf (text, "/%s", ipmi_words_get (words, modifier));
  else if (unit->modifier_kind == 2)
    g_string_append_printf (text, "*%s", ipmi_words_get (words, modifier));
  if (rate != NULL)
    {
      g_autofree char *quantity = g_strdup (text->str);

      /* Translators: a quantity and a time, as in “packets per second” */
      g_string_printf (text, ipmi_words_get (words, N_("%s per %s")), quantity, ipmi_words_get (words, rate));
    }
  return g_string_free (text, FALSE);
}

/**
 * ipmi_sensor_dup_events:
 * @sensor: a sensor
 * @states: the states of an #IpmiSensorValue
 * @words: in which language
 *
 * Returns: (transfer full): the states in words, lowest bit first
 */
char **
ipmi_sensor_dup_events (const IpmiSensor *sensor,
                        guint16           states,
                        IpmiWords         words)
{
  static const guint8 offsets[] = {
    [IPMI_THRESHOLD_LOWER_NON_CRITICAL] = 0x0,
    [IPMI_THRESHOLD_LOWER_CRITICAL] = 0x2,
    [IPMI_THRESHOLD_LOWER_NON_RECOVERABLE] = 0x4,
    [IPMI_THRESHOLD_UPPER_NON_CRITICAL] = 0x7,
    [IPMI_THRESHOLD_UPPER_CRITICAL] = 0x9,
    [IPMI_THRESHOLD_UPPER_NON_RECOVERABLE] = 0xB,
  };
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  guint n = is_threshold (sensor) ? IPMI_N_THRESHOLDS : IPMI_EVENT_MAX_OFFSET + 1;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = NULL;

      if ((states >> i & 1) == 0)
        continue;
      text = ipmi_event_dup_text (sensor->event_type, sensor->type, is_threshold (sensor) ? offsets[i] : i,
                                  words);
      g_strv_builder_add (builder, text);
    }
  return g_strv_builder_end (builder);
}

/**
 * ipmi_sensor_state_name:
 * @state: a state
 *
 * Returns: its name: "ok", "non-recoverable"
 */
const char *
ipmi_sensor_state_name (IpmiSensorState state)
{
  static const char *const names[] = {
    "ok", "warning", "critical", "non-recoverable", "absent", "asserted", "clear",
  };

  g_return_val_if_fail (state < G_N_ELEMENTS (names), NULL);
  return names[state];
}

/**
 * ipmi_threshold_name:
 * @threshold: a threshold
 *
 * Returns: its name: "upper-critical"
 */
const char *
ipmi_threshold_name (IpmiThreshold threshold)
{
  static const char *const names[] = {
    "lower-non-critical", "lower-critical", "lower-non-recoverable",
    "upper-non-critical", "upper-critical", "upper-non-recoverable",
  };

  g_return_val_if_fail (threshold < G_N_ELEMENTS (names), NULL);
  return names[threshold];
}
