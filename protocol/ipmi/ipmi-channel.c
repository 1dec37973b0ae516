/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "ipmi-answer-private.h"
#include "ipmi-channel.h"

/**
 * ipmi_channel_info_decode:
 * @info: (out): set on success
 * @data: (array length=length): what follows the completion code
 * @length: how many bytes
 * @error: return location: IPMI_ERROR_PROTOCOL when bytes are missing
 *
 * Decodes the answer to Get Channel Info (IPMI 2.0 §22.24).
 *
 * Returns: whether it could be decoded
 */
gboolean
ipmi_channel_info_decode (IpmiChannelInfo  *info,
                          const guint8     *data,
                          gsize             length,
                          GError          **error)
{
  WireReader reader = { data, length, FALSE };
  IpmiChannelInfo parsed = { .number = wire_reader_le (&reader, 1) & 0x0F };
  guint8 sessions;
  const guint8 *auxiliary;

  parsed.medium = wire_reader_le (&reader, 1) & 0x7F;
  parsed.protocol = wire_reader_le (&reader, 1) & 0x1F;
  sessions = wire_reader_le (&reader, 1);
  parsed.session_support = sessions >> 6;
  parsed.active_sessions = sessions & 0x3F;
  parsed.vendor_id = wire_reader_le (&reader, 3);
  auxiliary = wire_reader_bytes (&reader, sizeof parsed.auxiliary);
  if (!ipmi_answer_whole (&reader, "Get Channel Info", length, error))
    return FALSE;
  memcpy (parsed.auxiliary, auxiliary, sizeof parsed.auxiliary);
  *info = parsed;
  return TRUE;
}

/**
 * ipmi_channel_medium_name:
 * @medium: a medium
 *
 * Returns: its name (IPMI 2.0 table 6-3), such as "802.3 LAN"
 */
const char *
ipmi_channel_medium_name (guint8 medium)
{
  static const char * const names[] = {
    "reserved", "IPMB", "ICMB v1.0", "ICMB v0.9", "802.3 LAN", "serial/modem", "other LAN", "PCI SMBus",
    "SMBus v1.0/1.1", "SMBus v2.0", "USB 1.x", "USB 2.x", "system interface",
  };

  if (medium >= 0x60)
    return "OEM";
  return medium < G_N_ELEMENTS (names) ? names[medium] : "reserved";
}

/**
 * ipmi_channel_protocol_name:
 * @protocol: a protocol
 *
 * Returns: its name (IPMI 2.0 table 6-2), such as "IPMB-1.0"
 */
const char *
ipmi_channel_protocol_name (guint8 protocol)
{
  static const char * const names[] = {
    "n/a", "IPMB-1.0", "ICMB-1.0", "reserved", "IPMI-SMBus", "KCS", "SMIC", "BT-1.0", "BT-1.5", "TMode",
  };

  if (protocol >= 0x1C)
    return "OEM";
  return protocol < G_N_ELEMENTS (names) ? names[protocol] : "reserved";
}

/**
 * ipmi_channel_session_name:
 * @session_support: 0 to 3
 *
 * Returns: what it means: "session-less", "single-session", "multi-session" or "session-based"
 */
const char *
ipmi_channel_session_name (guint8 session_support)
{
  static const char * const names[] = { "session-less", "single-session", "multi-session", "session-based" };

  return names[session_support & 3];
}

/**
 * ipmi_channel_access_decode:
 * @access: (out): set on success
 * @data: (array length=length): what follows the completion code
 * @length: how many bytes
 * @error: return location: IPMI_ERROR_PROTOCOL when bytes are missing
 *
 * Decodes the answer to Get Channel Access (IPMI 2.0 §22.23).
 *
 * Returns: whether it could be decoded
 */
gboolean
ipmi_channel_access_decode (IpmiChannelAccess  *access,
                            const guint8       *data,
                            gsize               length,
                            GError            **error)
{
  WireReader reader = { data, length, FALSE };
  guint8 flags = wire_reader_le (&reader, 1);
  guint8 limit = wire_reader_le (&reader, 1);

  if (!ipmi_answer_whole (&reader, "Get Channel Access", length, error))
    return FALSE;
  /* Bits 5 to 3 are set for what is disabled. */
  *access = (IpmiChannelAccess) {
    .alerting = (flags & 0x20) == 0,
    .per_message_authentication = (flags & 0x10) == 0,
    .user_level_authentication = (flags & 0x08) == 0,
    .mode = flags & 7,
    .privilege_limit = limit & 0x0F,
  };
  return TRUE;
}

/**
 * ipmi_channel_mode_name:
 * @mode: an access mode
 *
 * Returns: its name: "disabled", "pre-boot", "always", "shared" or "reserved"
 */
const char *
ipmi_channel_mode_name (guint8 mode)
{
  static const char * const names[] = { "disabled", "pre-boot", "always", "shared" };

  return mode < G_N_ELEMENTS (names) ? names[mode] : "reserved";
}

/**
 * ipmi_privilege_name:
 * @privilege: a privilege level as BMCs send it
 *
 * Returns: its name (IPMI 2.0 §6.8), such as "administrator"; "none" for 15, no access
 */
const char *
ipmi_privilege_name (guint8 privilege)
{
  static const char * const names[] = { "reserved", "callback", "user", "operator", "administrator", "oem" };

  if (privilege == 0x0F)
    return "none";
  return privilege < G_N_ELEMENTS (names) ? names[privilege] : "reserved";
}
