/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "ipmi-sdr.h"
#include "ipmi-text.h"

/* Records marked "sdrcomp" were compiled by OpenIPMI's sdrcomp from app/simulator/bmc/main.sdrs. */

static GBytes *
from_hex (const char *hex)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();

  for (const char *c = hex; *c != '\0'; c++)
    {
      guint8 byte;

      if (*c == ' ')
        continue;
      byte = g_ascii_xdigit_value (c[0]) << 4 | g_ascii_xdigit_value (c[1]);
      g_byte_array_append (bytes, &byte, 1);
      c++;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

static gboolean
decode (IpmiSdr    *sdr,
        const char *hex,
        GError    **error)
{
  g_autoptr(GBytes) bytes = from_hex (hex);
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  g_autofree guint8 *exact = g_memdup2 (data, length);

  return ipmi_sdr_decode (sdr, exact, length, error);
}

static void
assert_decodes (IpmiSdr    *sdr,
                const char *hex)
{
  g_autoptr(GError) error = NULL;

  decode (sdr, hex, &error);
  g_assert_no_error (error);
}

static const char voltage[] =       /* sdrcomp */
  "0b0051013420001007017f680201957a957a3f3f000400003f00000001d001be0000ff00dcd2cda0abb00101000000"
  "c950313256204d61696e";

static void
test_full (void)
{
  static const guint8 thresholds[IPMI_N_THRESHOLDS] = { 0xB0, 0xAB, 0xA0, 0xCD, 0xD2, 0xDC };
  IpmiSdr sdr;
  IpmiSensor sensor;

  assert_decodes (&sdr, voltage);
  g_assert_cmphex (sdr.id, ==, 0x0B);
  g_assert_cmphex (sdr.version, ==, 0x51);
  g_assert_cmphex (sdr.type, ==, IPMI_SDR_FULL);
  g_assert_cmpuint (ipmi_sdr_get_n_sensors (&sdr), ==, 1);
  g_assert_false (ipmi_sdr_get_sensor (&sdr, 1, &sensor));
  g_assert_true (ipmi_sdr_get_sensor (&sdr, 0, &sensor));
  g_assert_cmpstr (sensor.name, ==, "P12V Main");
  g_assert_cmphex (sensor.record_id, ==, 0x0B);
  g_assert_cmphex (sensor.owner, ==, 0x20);
  g_assert_cmpuint (sensor.channel, ==, 0);
  g_assert_cmpuint (sensor.lun, ==, 0);
  g_assert_cmpuint (sensor.number, ==, 16);
  g_assert_cmpuint (sensor.entity_id, ==, 7);
  g_assert_cmpuint (sensor.entity_instance, ==, 1);
  g_assert_false (sensor.entity_is_logical);
  g_assert_cmpuint (sensor.type, ==, 2);
  g_assert_cmpuint (sensor.event_type, ==, 1);
  g_assert_false (sensor.event_only);
  g_assert_true (sensor.has_factors);
  g_assert_true (sensor.initializes_thresholds);
  g_assert_cmpint (sensor.threshold_access, ==, IPMI_THRESHOLD_ACCESS_SETTABLE);
  g_assert_cmpint (sensor.hysteresis_access, ==, IPMI_HYSTERESIS_SETTABLE);
  g_assert_cmphex (sensor.readable_thresholds, ==, 0x3F);
  g_assert_cmphex (sensor.compared_thresholds, ==, 0x3F);
  g_assert_cmpint (sensor.format, ==, IPMI_ANALOG_UNSIGNED);
  g_assert_cmpuint (sensor.unit.base, ==, 4);
  g_assert_cmpuint (sensor.linearization, ==, 0);
  g_assert_cmpint (sensor.conversion.m, ==, 63);
  g_assert_cmpint (sensor.conversion.b, ==, 0);
  g_assert_cmpint (sensor.conversion.r_exponent, ==, -3);
  g_assert_cmpint (sensor.conversion.b_exponent, ==, 0);
  g_assert_true (sensor.has_nominal);
  g_assert_false (sensor.has_normal_maximum);
  g_assert_cmphex (sensor.nominal, ==, 0xBE);
  g_assert_cmphex (sensor.maximum, ==, 0xFF);
  g_assert_cmphex (sensor.positive_hysteresis, ==, 1);
  g_assert_cmpmem (sensor.thresholds, sizeof sensor.thresholds, thresholds, sizeof thresholds);
}

static void
test_negative_factors (void)
{
  IpmiSdr sdr;

  /* sdrcomp: M = -63; CPU0 Temp: B = -100; DIMM A1 Temp: R exponent -1; VCore: M 98, B -5, exponents -4, 2 */
  assert_decodes (&sdr, "0e0051012f20001307017f43020100000000000000040000c1c0000001d000000000ff0000000000"
                        "00000000000000c44e313256");
  g_assert_cmpint (sdr.sensor.conversion.m, ==, -63);
  g_assert_cmpint (sdr.sensor.conversion.r_exponent, ==, -3);
  assert_decodes (&sdr, "040051013420000203017f680101800a807a38380001000001009cc0010000000000e63ccdc3b900"
                        "00000303000000c9435055302054656d70");
  g_assert_cmpint (sdr.sensor.conversion.b, ==, -100);
  g_assert_cmphex (sdr.sensor.readable_thresholds, ==, 0x38);
  assert_decodes (&sdr, "110051013520001603017f680201042204221212000400006200fbc001c200000000ff0000b40000"
                        "28000000000000ca56436f72652043505530");
  g_assert_cmpint (sdr.sensor.conversion.m, ==, 98);
  g_assert_cmpint (sdr.sensor.conversion.b, ==, -5);
  g_assert_cmpint (sdr.sensor.conversion.r_exponent, ==, -4);
  g_assert_cmpint (sdr.sensor.conversion.b_exponent, ==, 2);
}

static void
test_units (void)
{
  IpmiSdr sdr;

  assert_decodes (&sdr, "1f005101332000350b017f430b01000000000000185500000d000000011000000000ff0000000000"
                        "00000000000000c84e49432052617465");
  g_assert_cmpuint (sdr.sensor.unit.base, ==, 85);
  g_assert_cmpuint (sdr.sensor.unit.rate, ==, 3);
  assert_decodes (&sdr, "200051013520003613017f430b010000000000000206170002000000010000000000ff0000000000"
                        "00000000000000ca456e65726779204d6f64");
  g_assert_cmpuint (sdr.sensor.unit.modifier_kind, ==, 1);
  g_assert_cmpuint (sdr.sensor.unit.modifier, ==, 23);
  assert_decodes (&sdr, "1e005101332000341e017f4304010000000000000100000001000000010000000000ff0000000000"
                        "00000000000000c846616e2044757479");
  g_assert_true (sdr.sensor.unit.percentage);
}

static void
test_lun_and_owner (void)
{
  IpmiSdr sdr;

  assert_decodes (&sdr, "430051013420010a07037f6801010002002210100001000001000000010000000000ff0000500000"
                        "00000000000000c94c554e312054656d70");
  g_assert_cmpuint (sdr.sensor.lun, ==, 1);
  g_assert_cmpstr (sdr.sensor.name, ==, "LUN1 Temp");
  assert_decodes (&sdr, "440051013572300110017f6801018002803218180001000001000000010000000000ff0000554b00"
                        "00000202000000ca52697365722054656d70");
  g_assert_cmphex (sdr.sensor.owner, ==, 0x72);
  g_assert_cmpuint (sdr.sensor.channel, ==, 3);
  g_assert_cmpuint (sdr.sensor.lun, ==, 0);
}

static void
test_shared (void)
{
  static const char *const names[] = { "Drive 1", "Drive 2", "Drive 3", "Drive 4" };
  IpmiSdr sdr;
  IpmiSensor sensor;

  /* sdrcomp */
  assert_decodes (&sdr, "3f00510220200070040167400d6f870087008700c000000481000000000000c54472697665");
  g_assert_cmpint (sdr.type, ==, IPMI_SDR_COMPACT);
  g_assert_cmpuint (ipmi_sdr_get_n_sensors (&sdr), ==, 4);
  for (guint i = 0; i < 4; i++)
    {
      g_assert_true (ipmi_sdr_get_sensor (&sdr, i, &sensor));
      g_assert_cmpstr (sensor.name, ==, names[i]);
      g_assert_cmpuint (sensor.number, ==, 112 + i);
      g_assert_cmpuint (sensor.entity_instance, ==, 1 + i);
      g_assert_cmphex (sensor.states, ==, 0x87);
    }
  g_assert_false (ipmi_sdr_get_sensor (&sdr, 4, &sensor));
}

static void
test_shared_letters (void)
{
  IpmiSdr sdr;
  IpmiSensor sensor;

  /* three, letters from offset 25 on, same entity, with a separator of its own */
  assert_decodes (&sdr, "0100510221 200070 04 0167400d6f870087008700c00000 1319 000000000000 c6447269766520");
  g_assert_true (ipmi_sdr_get_sensor (&sdr, 0, &sensor));
  g_assert_cmpstr (sensor.name, ==, "Drive Z");
  g_assert_true (ipmi_sdr_get_sensor (&sdr, 1, &sensor));
  g_assert_cmpstr (sensor.name, ==, "Drive AA");
  g_assert_cmpuint (sensor.entity_instance, ==, 1);
  g_assert_true (ipmi_sdr_get_sensor (&sdr, 2, &sensor));
  g_assert_cmpstr (sensor.name, ==, "Drive AB");
}

static void
test_shared_past_the_last_number (void)
{
  IpmiSdr sdr;
  IpmiSensor sensor;

  /* fifteen from number 253 on: 255 is no sensor */
  assert_decodes (&sdr, "0100510220 2000fd040167400d6f870087008700c00000 0f81 000000000000c54472697665");
  g_assert_cmpuint (ipmi_sdr_get_n_sensors (&sdr), ==, 2);
  g_assert_true (ipmi_sdr_get_sensor (&sdr, 1, &sensor));
  g_assert_cmpuint (sensor.number, ==, 254);
}

static void
test_event_only (void)
{
  IpmiSdr sdr;
  IpmiSensor sensor;

  assert_decodes (&sdr, "41005103 1a 200079 0701 136f 0000 0000 ce4372697420496e74657272757074");
  g_assert_true (ipmi_sdr_get_sensor (&sdr, 0, &sensor));
  g_assert_true (sensor.event_only);
  g_assert_cmpstr (sensor.name, ==, "Crit Interrupt");
  g_assert_cmpuint (sensor.number, ==, 121);
  g_assert_cmphex (sensor.type, ==, 0x13);
  g_assert_cmphex (sensor.event_type, ==, 0x6F);
  g_assert_cmpint (sensor.format, ==, IPMI_ANALOG_NONE);
}

static void
test_locators (void)
{
  IpmiSdr sdr;

  assert_decodes (&sdr, "0100511216 200020ff000000070100cb486172626f757220424d43");
  g_assert_cmpint (sdr.type, ==, IPMI_SDR_MC_LOCATOR);
  g_assert_cmpuint (ipmi_sdr_get_n_sensors (&sdr), ==, 0);
  g_assert_cmpstr (sdr.locator.name, ==, "Harbour BMC");
  g_assert_cmphex (sdr.locator.device_address, ==, 0x20);
  assert_decodes (&sdr, "4a00511114 7200800000 1000 1001 00 c9526973657220465255");
  g_assert_cmpint (sdr.type, ==, IPMI_SDR_FRU_LOCATOR);
  g_assert_true (sdr.locator.is_logical_fru);
  g_assert_cmphex (sdr.locator.access_address, ==, 0x72);
  g_assert_cmphex (sdr.locator.device_type, ==, 0x10);
  g_assert_cmpuint (sdr.locator.entity_id, ==, 0x10);
  g_assert_cmpstr (sdr.locator.name, ==, "Riser FRU");
  assert_decodes (&sdr, "4b00511018 20a0 00 00 00 08 02 0701 00 cd436f6e66696720454550524f4d");
  g_assert_cmpint (sdr.type, ==, IPMI_SDR_GENERIC_LOCATOR);
  g_assert_cmphex (sdr.locator.device_address, ==, 0xA0);
  g_assert_cmphex (sdr.locator.device_type, ==, 8);
  g_assert_cmpstr (sdr.locator.name, ==, "Config EEPROM");
  assert_decodes (&sdr, "4b00511018 20a1 b3 05 00 08 02 0701 00 cd436f6e66696720454550524f4d");
  g_assert_cmpuint (sdr.locator.channel, ==, 13);
  g_assert_cmpuint (sdr.locator.lun, ==, 2);
  g_assert_cmpuint (sdr.locator.bus, ==, 3);
  g_assert_cmpuint (sdr.locator.address_span, ==, 5);
}

static void
test_associations (void)
{
  IpmiSdr sdr;

  assert_decodes (&sdr, "4c005108 0b 1e01 80 1d01 1d06 0000 0000");
  g_assert_true (sdr.association.is_range);
  g_assert_false (sdr.association.is_linked);
  g_assert_cmpuint (sdr.association.container.id, ==, 0x1E);
  g_assert_cmpuint (sdr.association.contained[1].id, ==, 0x1D);
  g_assert_cmpuint (sdr.association.contained[1].instance, ==, 6);
  assert_decodes (&sdr, "50005109 1b 1e01 2000 60 20301d01 20001d02 20001d03 20001d04 000000000000");
  g_assert_false (sdr.association.is_range);
  g_assert_true (sdr.association.is_linked);
  g_assert_true (sdr.association.presence_always);
  g_assert_cmphex (sdr.association.container.address, ==, 0x20);
  g_assert_cmpuint (sdr.association.contained[0].channel, ==, 3);
  g_assert_cmpuint (sdr.association.contained[3].instance, ==, 4);
}

static void
test_others (void)
{
  IpmiSdr sdr;

  assert_decodes (&sdr, "51005113 1b 20 21 43 02 47 02 dec000 2f1b 6e1fb0a25c3d4e8f9a0b1c2d3e4f5061");
  g_assert_cmpuint (sdr.confirmation.channel, ==, 4);
  g_assert_cmpuint (sdr.confirmation.device_revision, ==, 3);
  g_assert_cmphex (sdr.confirmation.manufacturer_id, ==, 0xC0DE);
  g_assert_cmphex (sdr.confirmation.product_id, ==, 0x1B2F);
  g_assert_cmphex (sdr.confirmation.guid[15], ==, 0x61);
  assert_decodes (&sdr, "52005114 0b a184000000000000 0102 00");
  g_assert_true (sdr.channels.channels[0].transmits);
  g_assert_cmpuint (sdr.channels.channels[0].receive_lun, ==, 2);
  g_assert_cmpuint (sdr.channels.channels[1].protocol, ==, 4);
  g_assert_cmpuint (sdr.channels.event_interrupt, ==, 2);
  assert_decodes (&sdr, "4d0051c0 09 dec000 010203040506");
  g_assert_cmphex (sdr.oem.manufacturer_id, ==, 0xC0DE);
  g_assert_cmpuint (sdr.oem.length, ==, 6);
  g_assert_cmphex (sdr.oem.data[5], ==, 6);
  assert_decodes (&sdr, "4d0051b0 02 0102");
  g_assert_cmphex (sdr.type, ==, 0xB0);
  g_assert_cmpuint (ipmi_sdr_get_n_sensors (&sdr), ==, 0);
}

/* Ten characters of BCD plus in five bytes, and four of 6-bit in three: sdrcomp counts characters. */
static void
test_packed_names (void)
{
  IpmiSdr sdr;

  assert_decodes (&sdr, "01005111 10 7200800000 1000 1001 00 4a 213bc4657a");
  g_assert_cmpstr (sdr.locator.name, ==, "12-34.56 7");
  assert_decodes (&sdr, "01005111 12 7200800000 1000 1001 00 89 733e0366e80212");
  g_assert_cmpstr (sdr.locator.name, ==, "SYS FAN 2");
  assert_decodes (&sdr, "01005111 0e 7200800000 1000 1001 00 83 29dca6");
  g_assert_cmpstr (sdr.locator.name, ==, "IPM");
  assert_decodes (&sdr, "01005111 0e 7200800000 1000 1001 00 84 29dca6");
  g_assert_cmpstr (sdr.locator.name, ==, "IPMI");
  /* six bytes said to be six characters: firmware that counts bytes */
  assert_decodes (&sdr, "01005111 11 7200800000 1000 1001 00 86 29dca629dca6");
  g_assert_cmpstr (sdr.locator.name, ==, "IPMIIPMI");
  assert_decodes (&sdr, "01005111 0f 7200800000 1000 1001 00 02 c4006c00");
  g_assert_cmpstr (sdr.locator.name, ==, "Äl");
}

static void
test_hostile_names (void)
{
  IpmiSdr sdr;

  /* longer than the record, which is where it ends */
  assert_decodes (&sdr, "01005111 0e 7200800000 1000 1001 00 df 414243");
  g_assert_cmpstr (sdr.locator.name, ==, "ABC");
  /* nothing of it there */
  assert_decodes (&sdr, "01005111 0b 7200800000 1000 1001 00 df");
  g_assert_cmpstr (sdr.locator.name, ==, "");
  /* escape sequences and zero bytes */
  assert_decodes (&sdr, "01005111 11 7200800000 1000 1001 00 c6 1b5b9b410042");
  g_assert_cmpstr (sdr.locator.name, ==, "\uFFFD[\uFFFDA");
  /* the longest there can be, in the widest characters */
  assert_decodes (&sdr, "01005111 2a 7200800000 1000 1001 00 df "
                        "01010101010101010101010101010101010101010101010101010101010101");
  g_assert_cmpuint (g_utf8_strlen (sdr.locator.name, -1), ==, 17);
  g_assert_true (g_utf8_validate (sdr.locator.name, -1, NULL));
  /* as long as ASCII can be */
  assert_decodes (&sdr, "01005111 29 7200800000 1000 1001 00 de "
                        "414243444546474849414243444546474849414243444546474849414243");
  g_assert_cmpstr (sdr.locator.name, ==, "ABCDEFGHIABCDEFGHIABCDEFGHIABC");
}

static void
test_refuses_every_short_prefix (void)
{
  g_autoptr(GBytes) bytes = from_hex (voltage);
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  for (gsize n = 0; n < length; n++)
    {
      g_autofree guint8 *exact = g_memdup2 (data, n);
      g_autoptr(GError) error = NULL;
      IpmiSdr sdr;

      g_assert_false (ipmi_sdr_decode (&sdr, exact, n, &error));
      g_assert_error (error, IPMI_ERROR, IPMI_ERROR_CORRUPT);
    }
}

/* The length byte lowered: an error up to where the fixed part ends, then no name, then a shorter one. */
static void
test_refuses_short_bodies (void)
{
  g_autoptr(GBytes) bytes = from_hex (voltage);
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  for (gsize body = 0; body <= length - IPMI_SDR_HEADER_SIZE; body++)
    {
      g_autofree guint8 *exact = g_memdup2 (data, IPMI_SDR_HEADER_SIZE + body);
      g_autoptr(GError) error = NULL;
      IpmiSdr sdr;

      exact[4] = body;
      if (body < 42)
        {
          g_assert_false (ipmi_sdr_decode (&sdr, exact, IPMI_SDR_HEADER_SIZE + body, &error));
          g_assert_error (error, IPMI_ERROR, IPMI_ERROR_CORRUPT);
        }
      else
        {
          g_assert_true (ipmi_sdr_decode (&sdr, exact, IPMI_SDR_HEADER_SIZE + body, &error));
          g_assert_cmpuint (strlen (sdr.sensor.name), ==, body - MIN (body, 43));
        }
    }
}

static void
test_text (void)
{
  static const guint8 bcd[] = { 0x12, 0xAB, 0xC0 };
  static const guint8 utf16[] = { 0x3D, 0xD8, 0x00, 0xDE, 0x00, 0xD8, 0x41, 0x00, 0x42 };
  g_autofree char *high = ipmi_text_from_bcd_plus (bcd, 3, G_MAXSIZE, IPMI_NIBBLE_ORDER_HIGH_FIRST);
  g_autofree char *low = ipmi_text_from_bcd_plus (bcd, 3, 5, IPMI_NIBBLE_ORDER_LOW_FIRST);
  g_autofree char *emoji = ipmi_text_from_utf16 (utf16, sizeof utf16);
  g_autofree char *nothing = ipmi_text_from_six_bit (bcd, 0, G_MAXSIZE);
  g_autofree char *one = ipmi_text_from_six_bit (bcd, 1, G_MAXSIZE);

  g_assert_cmpstr (high, ==, "12 -.0");
  g_assert_cmpstr (low, ==, "21- 0");
  g_assert_cmpstr (emoji, ==, "\U0001F600\uFFFDA");
  g_assert_cmpstr (nothing, ==, "");
  g_assert_cmpstr (one, ==, "2");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ipmi/sdr/full", test_full);
  g_test_add_func ("/ipmi/sdr/negative-factors", test_negative_factors);
  g_test_add_func ("/ipmi/sdr/units", test_units);
  g_test_add_func ("/ipmi/sdr/lun-and-owner", test_lun_and_owner);
  g_test_add_func ("/ipmi/sdr/shared", test_shared);
  g_test_add_func ("/ipmi/sdr/shared-letters", test_shared_letters);
  g_test_add_func ("/ipmi/sdr/shared-past-the-last-number", test_shared_past_the_last_number);
  g_test_add_func ("/ipmi/sdr/event-only", test_event_only);
  g_test_add_func ("/ipmi/sdr/locators", test_locators);
  g_test_add_func ("/ipmi/sdr/associations", test_associations);
  g_test_add_func ("/ipmi/sdr/others", test_others);
  g_test_add_func ("/ipmi/sdr/packed-names", test_packed_names);
  g_test_add_func ("/ipmi/sdr/hostile-names", test_hostile_names);
  g_test_add_func ("/ipmi/sdr/refuses-every-short-prefix", test_refuses_every_short_prefix);
  g_test_add_func ("/ipmi/sdr/refuses-short-bodies", test_refuses_short_bodies);
  g_test_add_func ("/ipmi/text/encodings", test_text);
  return g_test_run ();
}
