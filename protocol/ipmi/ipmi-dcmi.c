/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "ipmi-answer-private.h"
#include "ipmi-dcmi.h"

#define GROUP_DCMI 0xDC

/* Each answer begins with the group extension, else it is another group's. */
static gboolean
begin (WireReader  *reader,
       const char  *command,
       gsize        length,
       GError     **error)
{
  guint8 group = wire_reader_le (reader, 1);

  if (!ipmi_answer_whole (reader, command, length, error))
    return FALSE;
  if (group == GROUP_DCMI)
    return TRUE;
  g_set_error (error, IPMI_ERROR, IPMI_ERROR_PROTOCOL,
               _("The BMC's answer to %s is not one of DCMI's: it begins with %02Xh."), command, group);
  return FALSE;
}

/* A time in 6 bits, with its unit in the other two. */
static guint32
period_seconds (guint8 period)
{
  static const guint32 units[] = { 1, 60, 3600, 86400 };

  return (period & 0x3F) * units[period >> 6];
}

static void
read_parameter (IpmiDcmiCapabilities *capabilities,
                IpmiDcmiParameter     parameter,
                WireReader           *reader)
{
  guint16 sel;
  guint8 flags;
  guint n;

  switch (parameter)
    {
    case IPMI_DCMI_PARAMETER_SUPPORTED:
      capabilities->has_supported = TRUE;
      wire_reader_le (reader, 1);
      capabilities->power_management = (wire_reader_le (reader, 1) & 0x01) != 0;
      flags = wire_reader_le (reader, 1);
      capabilities->kcs = (flags & 0x01) != 0;
      capabilities->serial = (flags & 0x02) != 0;
      capabilities->secondary_lan = (flags & 0x04) != 0;
      break;
    case IPMI_DCMI_PARAMETER_PLATFORM:
      capabilities->has_platform = TRUE;
      sel = wire_reader_le (reader, 2);
      capabilities->sel_entries = sel & 0x0FFF;
      capabilities->sel_rollover = (sel & 0x8000) != 0;
      capabilities->sel_flush = (sel & 0x4000) != 0;
      flags = wire_reader_le (reader, 1);
      capabilities->asset_tag = (flags & 0x01) != 0;
      capabilities->dhcp_host_name = (flags & 0x02) != 0;
      capabilities->guid = (flags & 0x04) != 0;
      capabilities->temperature = (wire_reader_le (reader, 1) & 0x01) != 0;
      break;
    case IPMI_DCMI_PARAMETER_OPTIONAL:
      capabilities->has_optional = TRUE;
      capabilities->power_device = wire_reader_le (reader, 1);
      flags = wire_reader_le (reader, 1);
      capabilities->power_channel = flags >> 4;
      capabilities->power_revision = flags & 0x0F;
      break;
    case IPMI_DCMI_PARAMETER_ACCESS:
      capabilities->has_access = TRUE;
      capabilities->primary_lan_channel = wire_reader_le (reader, 1);
      capabilities->secondary_lan_channel = wire_reader_le (reader, 1);
      capabilities->serial_channel = wire_reader_le (reader, 1);
      break;
    case IPMI_DCMI_PARAMETER_POWER:
      capabilities->has_periods = TRUE;
      n = wire_reader_le (reader, 1);
      capabilities->n_periods = MIN (n, IPMI_DCMI_MAX_PERIODS);
      for (guint i = 0; i < capabilities->n_periods; i++)
        capabilities->periods[i] = period_seconds (wire_reader_le (reader, 1));
      break;
    }
}

/**
 * ipmi_dcmi_capabilities_add:
 * @capabilities: (inout): what is known so far; unchanged on failure
 * @parameter: what was asked for
 * @data: (array length=length): what follows the completion code
 * @length: how many bytes
 * @error: return location: IPMI_ERROR_PROTOCOL when bytes are missing, or it is no answer of DCMI's
 *
 * Decodes one answer to Get DCMI Capabilities Info (DCMI 1.5 §6.1).
 *
 * Returns: whether it could be decoded
 */
gboolean
ipmi_dcmi_capabilities_add (IpmiDcmiCapabilities  *capabilities,
                            IpmiDcmiParameter      parameter,
                            const guint8          *data,
                            gsize                  length,
                            GError               **error)
{
  static const char command[] = "Get DCMI Capabilities Info";
  WireReader reader = { data, length, FALSE };
  IpmiDcmiCapabilities parsed = *capabilities;

  if (!begin (&reader, command, length, error))
    return FALSE;
  parsed.major = wire_reader_le (&reader, 1);
  parsed.minor = wire_reader_le (&reader, 1);
  wire_reader_le (&reader, 1);          /* revision of the parameter */
  read_parameter (&parsed, parameter, &reader);
  if (!ipmi_answer_whole (&reader, command, length, error))
    return FALSE;
  *capabilities = parsed;
  return TRUE;
}

/**
 * ipmi_dcmi_power_decode:
 * @power: (out): set on success
 * @data: (array length=length): what follows the completion code
 * @length: how many bytes
 * @error: return location: IPMI_ERROR_PROTOCOL when bytes are missing, or it is no answer of DCMI's
 *
 * Decodes the answer to Get Power Reading (DCMI 1.5 §6.6.1).
 *
 * Returns: whether it could be decoded
 */
gboolean
ipmi_dcmi_power_decode (IpmiDcmiPower  *power,
                        const guint8   *data,
                        gsize           length,
                        GError        **error)
{
  static const char command[] = "Get Power Reading";
  WireReader reader = { data, length, FALSE };
  IpmiDcmiPower parsed = { 0 };

  if (!begin (&reader, command, length, error))
    return FALSE;
  parsed.current = wire_reader_le (&reader, 2);
  parsed.minimum = wire_reader_le (&reader, 2);
  parsed.maximum = wire_reader_le (&reader, 2);
  parsed.average = wire_reader_le (&reader, 2);
  parsed.time = wire_reader_le (&reader, 4);
  parsed.period = wire_reader_le (&reader, 4);
  parsed.active = (wire_reader_le (&reader, 1) & 0x40) != 0;
  if (!ipmi_answer_whole (&reader, command, length, error))
    return FALSE;
  *power = parsed;
  return TRUE;
}

/**
 * ipmi_dcmi_limit_decode:
 * @limit: (out): set on success, but for @active, which the completion code tells
 * @data: (array length=length): what follows the completion code
 * @length: how many bytes
 * @error: return location: IPMI_ERROR_PROTOCOL when bytes are missing, or it is no answer of DCMI's
 *
 * Decodes the answer to Get Power Limit (DCMI 1.5 §6.6.2).
 *
 * Returns: whether it could be decoded
 */
gboolean
ipmi_dcmi_limit_decode (IpmiDcmiLimit  *limit,
                        const guint8   *data,
                        gsize           length,
                        GError        **error)
{
  static const char command[] = "Get Power Limit";
  WireReader reader = { data, length, FALSE };
  IpmiDcmiLimit parsed = { .active = limit->active };

  if (!begin (&reader, command, length, error))
    return FALSE;
  wire_reader_le (&reader, 2);
  parsed.action = wire_reader_le (&reader, 1);
  parsed.watts = wire_reader_le (&reader, 2);
  parsed.correction_time = wire_reader_le (&reader, 4);
  wire_reader_le (&reader, 2);
  parsed.sampling_period = wire_reader_le (&reader, 2);
  if (!ipmi_answer_whole (&reader, command, length, error))
    return FALSE;
  *limit = parsed;
  return TRUE;
}
