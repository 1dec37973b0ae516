/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "ipmi-fru-private.h"
#include "wire-reader.h"

typedef enum
{
  RECORD_POWER_SUPPLY           = 0x00,
  RECORD_DC_OUTPUT              = 0x01,
  RECORD_DC_LOAD                = 0x02,
  RECORD_MANAGEMENT_ACCESS      = 0x03,
  RECORD_BASE_COMPATIBILITY     = 0x04,
  RECORD_EXTENDED_COMPATIBILITY = 0x05,
  RECORD_EXTENDED_DC_OUTPUT     = 0x09,
  RECORD_EXTENDED_DC_LOAD       = 0x0A,
  RECORD_FIRST_OEM              = 0xC0,
} RecordType;

static const char * const record_type_names[] = {
  N_("Power Supply Information"), N_("DC Output"), N_("DC Load"), N_("Management Access Record"),
  N_("Base Compatibility Record"), N_("Extended Compatibility Record"), N_("ASF Fixed SMBus Device"),
  N_("ASF Legacy-Device Alerts"), N_("ASF Remote Control"), N_("Extended DC Output"), N_("Extended DC Load"),
};

/* Combined wattage: which voltage is meant. */
static const double combined_volts[] = { 12.0, -12.0, 5.0, 3.3 };

/* Management access sub-records 1 to 7 (FRU Information Storage Definition, table 18-6). */
static const char * const access_names[] = {
  N_("system_management_url"),
  N_("system_name"),
  N_("system_ping_address"),
  N_("component_management_url"),
  N_("component_name"),
  N_("component_ping_address"),
  N_("system_unique_id"),
};

static void
add_number (GArray     *values,
            const char *name,
            double      number)
{
  IpmiFruValue value = { .name = name, .kind = IPMI_FRU_VALUE_NUMBER, .number = number };

  g_array_append_val (values, value);
}

static void
add_boolean (GArray     *values,
             const char *name,
             gboolean    boolean)
{
  IpmiFruValue value = { .name = name, .kind = IPMI_FRU_VALUE_BOOLEAN, .boolean = boolean };

  g_array_append_val (values, value);
}

static void
add_text (GArray     *values,
          const char *name,
          char       *text)
{
  IpmiFruValue value = { .name = name, .kind = IPMI_FRU_VALUE_TEXT, .text = text };

  g_array_append_val (values, value);
}

static void
clear_value (gpointer value)
{
  g_free (((IpmiFruValue *) value)->text);
}

/* A signed 16-bit number of hundredths. */
static double
read_centi (WireReader *reader)
{
  return (gint16) wire_reader_le (reader, 2) / 100.0;
}

/* FRU Information Storage Definition §18.1. Voltages are in 10 mV. */
static void
decode_power_supply (GArray     *values,
                     WireReader *reader)
{
  static const char * const voltages[] = {
    N_("input_voltage_1_low_volts"), N_("input_voltage_1_high_volts"),
    N_("input_voltage_2_low_volts"), N_("input_voltage_2_high_volts"),
  };
  guint16 peak_va, peak;
  guint8 inrush, flags, combined, threshold;

  add_number (values, N_("capacity_watts"), wire_reader_le (reader, 2) & 0x0FFF);
  peak_va = wire_reader_le (reader, 2);
  if (peak_va != 0xFFFF)
    add_number (values, N_("peak_volt_amperes"), peak_va);
  inrush = wire_reader_le (reader, 1);
  if (inrush != 0xFF)
    add_number (values, N_("inrush_amperes"), inrush);
  add_number (values, N_("inrush_interval_ms"), wire_reader_le (reader, 1));
  for (guint i = 0; i < G_N_ELEMENTS (voltages); i++)
    add_number (values, voltages[i], read_centi (reader));
  add_number (values, N_("input_frequency_low_hz"), wire_reader_le (reader, 1));
  add_number (values, N_("input_frequency_high_hz"), wire_reader_le (reader, 1));
  add_number (values, N_("ac_dropout_tolerance_ms"), wire_reader_le (reader, 1));
  flags = wire_reader_le (reader, 1);
  add_boolean (values, N_("predictive_fail"), (flags & 0x01) != 0);
  add_boolean (values, N_("power_factor_correction"), (flags & 0x02) != 0);
  add_boolean (values, N_("autoswitch"), (flags & 0x04) != 0);
  add_boolean (values, N_("hot_swap"), (flags & 0x08) != 0);
  peak = wire_reader_le (reader, 2);
  if ((peak & 0x0FFF) != 0x0FFF)
    add_number (values, N_("peak_watts"), peak & 0x0FFF);
  add_number (values, N_("peak_hold_up_seconds"), peak >> 12);

  combined = wire_reader_le (reader, 1);
  peak = wire_reader_le (reader, 2);
  if (peak != 0 && combined >> 4 < (int) G_N_ELEMENTS (combined_volts)
      && (combined & 0x0F) < (int) G_N_ELEMENTS (combined_volts))
    {
      add_number (values, N_("combined_voltage_1_volts"), combined_volts[combined >> 4]);
      add_number (values, N_("combined_voltage_2_volts"), combined_volts[combined & 0x0F]);
      add_number (values, N_("combined_watts"), peak);
    }
  /* It means revolutions only where a fan's pulses, not a signal, tell of the failure to come. */
  threshold = wire_reader_le (reader, 1);
  if ((flags & 0x01) != 0 && threshold != 0)
    add_number (values, N_("predictive_fail_threshold_rps"), threshold);
}

/*
 * FRU Information Storage Definition §18.2 to §18.3a. In an extended load some writers set the unit's bit where
 * outputs have "standby", which means nothing there.
 */
static void
decode_dc (GArray     *values,
           WireReader *reader,
           gboolean    output,
           gboolean    extended)
{
  guint8 info = wire_reader_le (reader, 1);
  guint8 coarse = output ? 0x10 : 0x90;         /* the unit is 100 mA, not 10 mA */
  double amperes = !extended ? 0.001 : (info & coarse) != 0 ? 0.1 : 0.01;

  add_number (values, N_("output_number"), info & 0x0F);
  if (output)
    add_boolean (values, N_("standby"), (info & 0x80) != 0);
  add_number (values, N_("nominal_volts"), read_centi (reader));
  add_number (values, output ? N_("maximum_negative_deviation_volts") : N_("minimum_volts"),
              read_centi (reader));
  add_number (values, output ? N_("maximum_positive_deviation_volts") : N_("maximum_volts"),
              read_centi (reader));
  add_number (values, N_("ripple_and_noise_mv"), wire_reader_le (reader, 2));
  add_number (values, output ? N_("minimum_current_draw_amperes") : N_("minimum_current_load_amperes"),
              wire_reader_le (reader, 2) * amperes);
  add_number (values, output ? N_("maximum_current_draw_amperes") : N_("maximum_current_load_amperes"),
              wire_reader_le (reader, 2) * amperes);
}

static void
decode_management_access (GArray     *values,
                          WireReader *reader)
{
  guint8 kind = wire_reader_le (reader, 1);
  gboolean binary = kind == G_N_ELEMENTS (access_names);        /* the system's unique id */

  if (kind < 1 || kind > G_N_ELEMENTS (access_names))
    return;
  add_text (values, access_names[kind - 1],
            ipmi_fru_text_decode (binary ? IPMI_FRU_ENCODING_BINARY : IPMI_FRU_ENCODING_TEXT, FALSE,
                                  reader->data, reader->left));
}

static void
decode_compatibility (GArray     *values,
                      WireReader *reader)
{
  add_number (values, N_("manufacturer_id"), wire_reader_le (reader, 3));
  add_number (values, N_("entity_id"), wire_reader_le (reader, 1));
  add_number (values, N_("compatibility_base"), wire_reader_le (reader, 1));
  add_number (values, N_("compatibility_code_start"), wire_reader_le (reader, 1) & 0x7F);
}

static void
decode_oem (GArray     *values,
            WireReader *reader)
{
  add_number (values, N_("manufacturer_id"), wire_reader_le (reader, 3));
}

/**
 * ipmi_fru_values_decode:
 * @type: record type
 * @data: (array length=length): the record without its header
 * @length: how many bytes
 *
 * Decodes a multirecord (FRU Information Storage Definition §18).
 *
 * Returns: (transfer full) (nullable) (element-type IpmiFruValue): what it means, empty for a type that is
 *   not known; %NULL when it is too short for its type
 */
GArray *
ipmi_fru_values_decode (guint8        type,
                        const guint8 *data,
                        gsize         length)
{
  g_autoptr(GArray) values = g_array_new (FALSE, FALSE, sizeof (IpmiFruValue));
  WireReader reader = { data, length, FALSE };

  g_array_set_clear_func (values, clear_value);
  switch (type)
    {
    case RECORD_POWER_SUPPLY:
      decode_power_supply (values, &reader);
      break;
    case RECORD_DC_OUTPUT:
    case RECORD_DC_LOAD:
      decode_dc (values, &reader, type == RECORD_DC_OUTPUT, FALSE);
      break;
    case RECORD_EXTENDED_DC_OUTPUT:
    case RECORD_EXTENDED_DC_LOAD:
      decode_dc (values, &reader, type == RECORD_EXTENDED_DC_OUTPUT, TRUE);
      break;
    case RECORD_MANAGEMENT_ACCESS:
      decode_management_access (values, &reader);
      break;
    case RECORD_BASE_COMPATIBILITY:
    case RECORD_EXTENDED_COMPATIBILITY:
      decode_compatibility (values, &reader);
      break;
    default:
      if (type >= RECORD_FIRST_OEM)
        decode_oem (values, &reader);
      break;
    }
  return reader.truncated ? NULL : g_steal_pointer (&values);
}

/**
 * ipmi_fru_record_type_name:
 * @type: record type of a multirecord
 *
 * Returns: its name
 */
const char *
ipmi_fru_record_type_name (guint8 type)
{
  if (type < G_N_ELEMENTS (record_type_names))
    return record_type_names[type];
  return type >= RECORD_FIRST_OEM ? N_("OEM Record") : N_("Reserved");
}
