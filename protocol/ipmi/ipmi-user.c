/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ipmi-answer-private.h"
#include "ipmi-text.h"
#include "ipmi-user.h"

#define NAME_LENGTH 16

/**
 * ipmi_user_access_decode:
 * @access: (out): set on success
 * @data: (array length=length): what follows the completion code
 * @length: how many bytes
 * @error: return location: IPMI_ERROR_PROTOCOL when bytes are missing
 *
 * Decodes the answer to Get User Access (IPMI 2.0 §22.27).
 *
 * Returns: whether it could be decoded
 */
gboolean
ipmi_user_access_decode (IpmiUserAccess  *access,
                         const guint8    *data,
                         gsize            length,
                         GError         **error)
{
  WireReader reader = { data, length, FALSE };
  guint8 maximum = wire_reader_le (&reader, 1);
  guint8 enabled = wire_reader_le (&reader, 1);
  guint8 fixed = wire_reader_le (&reader, 1);
  guint8 flags = wire_reader_le (&reader, 1);

  if (!ipmi_answer_whole (&reader, "Get User Access", length, error))
    return FALSE;
  *access = (IpmiUserAccess) {
    .max_users = maximum & 0x3F,
    .enabled_users = enabled & 0x3F,
    .status = enabled >> 6,
    .fixed_names = fixed & 0x3F,
    .callback_only = (flags & 0x40) != 0,
    .link_authentication = (flags & 0x20) != 0,
    .messaging = (flags & 0x10) != 0,
    .privilege = flags & 0x0F,
  };
  return TRUE;
}

/**
 * ipmi_user_status_name:
 * @status: a user's status
 *
 * Returns: its name: "unknown", "enabled", "disabled" or "reserved"
 */
const char *
ipmi_user_status_name (IpmiUserStatus status)
{
  static const char * const names[] = { "unknown", "enabled", "disabled", "reserved" };

  return names[status & 3];
}

/**
 * ipmi_user_name_decode:
 * @data: (array length=length): what follows the completion code
 * @length: how many bytes
 * @error: return location: IPMI_ERROR_PROTOCOL when bytes are missing
 *
 * Decodes the answer to Get User Name (IPMI 2.0 §22.29).
 *
 * Returns: (transfer full) (nullable): the name as UTF-8
 */
char *
ipmi_user_name_decode (const guint8  *data,
                       gsize          length,
                       GError       **error)
{
  WireReader reader = { data, length, FALSE };
  const guint8 *name = wire_reader_bytes (&reader, NAME_LENGTH);

  if (!ipmi_answer_whole (&reader, "Get User Name", length, error))
    return NULL;
  return ipmi_text_from_latin1 (name, NAME_LENGTH);
}
