/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "ipmi-answer-private.h"
#include "ipmi-device.h"

#define SELF_TEST_PASSED          0x55
#define SELF_TEST_NOT_IMPLEMENTED 0x56
#define SELF_TEST_INACCESSIBLE    0x57
#define SELF_TEST_FATAL           0x58

/* IANA enterprise numbers that BMCs are met with, sorted. */
static const struct
{
  guint32     id;
  const char *name;
} manufacturers[] = {
  { 2, "IBM" },
  { 9, "Cisco Systems" },
  { 11, "Hewlett-Packard" },
  { 42, "Sun Microsystems" },
  { 107, "Bull" },
  { 111, "Oracle" },
  { 116, "Hitachi" },
  { 119, "NEC" },
  { 161, "Motorola" },
  { 186, "Toshiba" },
  { 193, "Ericsson" },
  { 211, "Fujitsu" },
  { 232, "Compaq" },
  { 343, "Intel" },
  { 373, "Tatung" },
  { 674, "Dell" },
  { 2011, "Huawei" },
  { 2606, "Rittal" },
  { 2623, "ASUSTek Computer" },
  { 4128, "ARM" },
  { 4337, "RadiSys" },
  { 4413, "Broadcom" },
  { 5593, "Magnum Technologies" },
  { 5703, "NVIDIA" },
  { 5771, "Cisco Systems" },
  { 6653, "Tyan Computer" },
  { 6876, "VMware" },
  { 7154, "IPMI forum" },
  { 7244, "Quanta Computer" },
  { 9237, "Viking Enterprise Solutions" },
  { 10297, "Advantech" },
  { 10368, "Fujitsu Technology Solutions" },
  { 10418, "Avocent" },
  { 10437, "Peppercon" },
  { 10876, "Supermicro" },
  { 11129, "Google" },
  { 11183, "MiTAC International" },
  { 12634, "PICMG" },
  { 13742, "Raritan" },
  { 15000, "Kontron" },
  { 15370, "GIGA-BYTE" },
  { 16394, "nVent Schroff" },
  { 19046, "Lenovo" },
  { 20301, "IBM eServer X" },
  { 20569, "Inventec" },
  { 20974, "American Megatrends" },
  { 21317, "ATEN" },
  { 23858, "VadaTech" },
  { 24339, "ADLINK Technology" },
  { 33049, "Mellanox Technologies" },
  { 37945, "Inspur" },
  { 40092, "Wiwynn" },
  { 40981, "Facebook" },
  { 42817, "IBM Platform Firmware Division" },
  { 47196, "Hewlett Packard Enterprise" },
  { 48512, "Inspur" },
  { 49622, "ASRock Rack" },
  { 49769, "YADRO" },
  { 51974, "Raptor Computing Systems" },
  { 52538, "Ampere Computing" },
};

/* Bits 0 to 7 of the detail of SELF_TEST_INACCESSIBLE. */
static const char * const self_test_problems[] = {
  N_("Controller operational firmware corrupted"), N_("Controller update 'boot block' firmware corrupted"),
  N_("Internal use area of the BMC's FRU corrupted"), N_("SDR repository empty"),
  N_("IPMB signal lines do not respond"), N_("Cannot access the BMC's FRU device"),
  N_("Cannot access the SDR repository"), N_("Cannot access the SEL device"),
};

/* Where each byte of a GUID as it is written stands in what the BMC sent. */
static const guint8 guid_orders[][16] = {
  [IPMI_GUID_ORDER_IPMI] = { 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0 },
  [IPMI_GUID_ORDER_SMBIOS] = { 3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15 },
  [IPMI_GUID_ORDER_RFC4122] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 },
};

/**
 * ipmi_device_id_decode:
 * @id: (out): set on success
 * @data: (array length=length): what follows the completion code
 * @length: how many bytes
 * @error: return location: IPMI_ERROR_PROTOCOL when bytes are missing
 *
 * Decodes the answer to Get Device ID (IPMI 2.0 §20.1). The auxiliary firmware revision may be missing.
 *
 * Returns: whether it could be decoded
 */
gboolean
ipmi_device_id_decode (IpmiDeviceId  *id,
                       const guint8  *data,
                       gsize          length,
                       GError       **error)
{
  WireReader reader = { data, length, FALSE };
  IpmiDeviceId parsed = { .device_id = wire_reader_le (&reader, 1) };
  guint8 revision = wire_reader_le (&reader, 1);
  guint8 firmware = wire_reader_le (&reader, 1);
  guint8 version;

  parsed.device_revision = revision & 0x0F;
  parsed.provides_sdrs = (revision & 0x80) != 0;
  parsed.firmware_major = firmware & 0x7F;
  parsed.updating = (firmware & 0x80) != 0;
  parsed.firmware_minor = wire_reader_le (&reader, 1);
  version = wire_reader_le (&reader, 1);
  parsed.ipmi_major = version & 0x0F;
  parsed.ipmi_minor = version >> 4;
  parsed.support = wire_reader_le (&reader, 1);
  parsed.manufacturer_id = wire_reader_le (&reader, 3);
  parsed.product_id = wire_reader_le (&reader, 2);
  if (!ipmi_answer_whole (&reader, "Get Device ID", length, error))
    return FALSE;

  parsed.has_auxiliary = reader.left >= sizeof parsed.auxiliary;
  if (parsed.has_auxiliary)
    memcpy (parsed.auxiliary, reader.data, sizeof parsed.auxiliary);
  *id = parsed;
  return TRUE;
}

/**
 * ipmi_device_id_dup_firmware:
 * @id: a device id
 *
 * Returns: (transfer full): the firmware's revision, such as "2.47"
 */
char *
ipmi_device_id_dup_firmware (const IpmiDeviceId *id)
{
  return g_strdup_printf ("%u.%02x", id->firmware_major, id->firmware_minor);
}

/**
 * ipmi_device_id_dup_version:
 * @id: a device id
 *
 * Returns: (transfer full): the version of IPMI, such as "2.0"
 */
char *
ipmi_device_id_dup_version (const IpmiDeviceId *id)
{
  return g_strdup_printf ("%u.%u", id->ipmi_major, id->ipmi_minor);
}

/**
 * ipmi_manufacturer_name:
 * @manufacturer_id: IANA enterprise number
 *
 * Returns: (nullable): the manufacturer, or %NULL for one that is rarely met
 */
const char *
ipmi_manufacturer_name (guint32 manufacturer_id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (manufacturers); i++)
    {
      if (manufacturers[i].id == manufacturer_id)
        return manufacturers[i].name;
    }
  return NULL;
}

/**
 * ipmi_self_test_decode:
 * @test: (out): set on success
 * @data: (array length=length): what follows the completion code
 * @length: how many bytes
 * @error: return location: IPMI_ERROR_PROTOCOL when bytes are missing
 *
 * Decodes the answer to Get Self Test Results (IPMI 2.0 §20.4).
 *
 * Returns: whether it could be decoded
 */
gboolean
ipmi_self_test_decode (IpmiSelfTest  *test,
                       const guint8  *data,
                       gsize          length,
                       GError       **error)
{
  WireReader reader = { data, length, FALSE };
  IpmiSelfTest parsed = { .result = wire_reader_le (&reader, 1) };

  parsed.detail = wire_reader_le (&reader, 1);
  if (!ipmi_answer_whole (&reader, "Get Self Test Results", length, error))
    return FALSE;
  *test = parsed;
  return TRUE;
}

/**
 * ipmi_self_test_passed:
 * @test: a self test's result
 *
 * Returns: whether the controller found nothing wrong; %FALSE, too, when it has no self test
 */
gboolean
ipmi_self_test_passed (const IpmiSelfTest *test)
{
  return test->result == SELF_TEST_PASSED;
}

/**
 * ipmi_self_test_text:
 * @test: a self test's result
 *
 * Returns: the result in words
 */
const char *
ipmi_self_test_text (const IpmiSelfTest *test)
{
  switch (test->result)
    {
    case SELF_TEST_PASSED:
      return N_("passed");
    case SELF_TEST_NOT_IMPLEMENTED:
      return N_("not implemented");
    case SELF_TEST_INACCESSIBLE:
      return N_("corrupted or inaccessible data or devices");
    case SELF_TEST_FATAL:
      return N_("fatal hardware error");
    case 0xFF:
      return N_("reserved result");
    default:
      return N_("device-specific failure");
    }
}

/**
 * ipmi_self_test_dup_problems:
 * @test: a self test's result
 * @words: in which language
 *
 * Returns: (transfer full) (array zero-terminated=1): what was found, in words; empty when nothing was
 */
char **
ipmi_self_test_dup_problems (const IpmiSelfTest *test,
                             IpmiWords           words)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  switch (test->result)
    {
    case SELF_TEST_PASSED:
    case SELF_TEST_NOT_IMPLEMENTED:
      break;
    case SELF_TEST_INACCESSIBLE:
      for (guint bit = 8; bit-- > 0;)
        {
          if ((test->detail & (1 << bit)) != 0)
            g_strv_builder_add (builder, ipmi_words_get (words, self_test_problems[bit]));
        }
      break;
    default:
      {
        g_autofree char *text = g_strdup_printf (ipmi_words_get (words, test->result == SELF_TEST_FATAL
                                                   ? N_("Fatal hardware error (result %02Xh, detail %02Xh)")
                                                   : N_("Device-specific failure (result %02Xh, detail %02Xh)")),
                                                 test->result, test->detail);

        g_strv_builder_add (builder, text);
      }
    }
  return g_strv_builder_end (builder);
}

/**
 * ipmi_guid_decode:
 * @guid: (out): set on success
 * @data: (array length=length): what follows the completion code
 * @length: how many bytes
 * @error: return location: IPMI_ERROR_PROTOCOL when bytes are missing
 *
 * Decodes the answer to Get Device GUID or Get System GUID (IPMI 2.0 §20.8, §22.14).
 *
 * Returns: whether it could be decoded
 */
gboolean
ipmi_guid_decode (IpmiGuid      *guid,
                  const guint8  *data,
                  gsize          length,
                  GError       **error)
{
  WireReader reader = { data, length, FALSE };
  const guint8 *bytes = wire_reader_bytes (&reader, sizeof guid->bytes);

  if (!ipmi_answer_whole (&reader, "Get GUID", length, error))
    return FALSE;
  memcpy (guid->bytes, bytes, sizeof guid->bytes);
  return TRUE;
}

/**
 * ipmi_guid_guess_order:
 * @guid: a GUID
 *
 * Finds out in which order a BMC sent its GUID: in the one in which it has a version and a variant that
 * RFC 4122 knows. Where several have, or none (GUIDs made of a serial number), the specification's own
 * order is taken first, then SMBIOS's.
 *
 * Returns: the order
 */
IpmiGuidOrder
ipmi_guid_guess_order (const IpmiGuid *guid)
{
  for (guint order = 0; order < G_N_ELEMENTS (guid_orders); order++)
    {
      guint8 version = guid->bytes[guid_orders[order][6]] >> 4;
      guint8 variant = guid->bytes[guid_orders[order][8]] & 0xC0;

      if (version >= 1 && version <= 5 && variant == 0x80)
        return order;
    }
  return IPMI_GUID_ORDER_IPMI;
}

/**
 * ipmi_guid_to_string:
 * @guid: a GUID
 * @order: the order it came in; see ipmi_guid_guess_order()
 *
 * Returns: (transfer full): the GUID as it is usually written, in lower case
 */
char *
ipmi_guid_to_string (const IpmiGuid *guid,
                     IpmiGuidOrder   order)
{
  GString *text = g_string_sized_new (36);

  for (guint i = 0; i < sizeof guid->bytes; i++)
    g_string_append_printf (text, i == 4 || i == 6 || i == 8 || i == 10 ? "-%02x" : "%02x",
                            guid->bytes[guid_orders[order][i]]);
  return g_string_free (text, FALSE);
}
