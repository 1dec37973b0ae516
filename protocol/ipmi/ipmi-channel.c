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
