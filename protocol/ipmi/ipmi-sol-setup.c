/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ipmi-answer-private.h"
#include "ipmi-sol-setup.h"

/* Payload type 1 in the first byte of a user's payload access (IPMI 2.0 §24.7). */
#define USER_MAY_SOL 0x02

/* Bits a second by the low four bits of a bit rate parameter; those left out are reserved. */
static const guint bit_rates[16] = {
  [0x6] = 9600,
  [0x7] = 19200,
  [0x8] = 38400,
  [0x9] = 57600,
  [0xA] = 115200,
};

/**
 * ipmi_sol_setup_add_answer:
 * @setup: what is known so far
 * @parameter: what was asked for
 * @data: (array length=length): what follows the completion code
 * @length: how many bytes
 *
 * Decodes an answer to Get SOL Configuration Parameters (IPMI 2.0 §26.3).
 *
 * Returns: whether it made sense
 */
gboolean
ipmi_sol_setup_add_answer (IpmiSolSetup     *setup,
                           IpmiSolParameter  parameter,
                           const guint8     *data,
                           gsize             length)
{
  WireReader reader = { data, length, FALSE };
  guint8 value;

  wire_reader_le (&reader, 1);     /* revision */
  value = wire_reader_le (&reader, 1);
  if (reader.truncated)
    return FALSE;
  switch (parameter)
    {
    case IPMI_SOL_ENABLE:
      setup->has_enabled = TRUE;
      setup->enabled = (value & 0x01) != 0;
      return TRUE;
    case IPMI_SOL_AUTHENTICATION:
      setup->has_privilege = TRUE;
      setup->privilege = value & 0x0F;
      return TRUE;
    case IPMI_SOL_VOLATILE_BIT_RATE:
      if ((value & 0x0F) != 0 && bit_rates[value & 0x0F] == 0)
        return FALSE;
      setup->has_bit_rate = TRUE;
      setup->bit_rate = bit_rates[value & 0x0F];
      return TRUE;
    default:
      return FALSE;
    }
}

/**
 * ipmi_sol_setup_add_user_access:
 * @setup: what is known so far
 * @data: (array length=length): what follows the completion code
 * @length: how many bytes
 *
 * Decodes an answer to Get User Payload Access (IPMI 2.0 §24.7) for the user of the session.
 *
 * Returns: whether it made sense
 */
gboolean
ipmi_sol_setup_add_user_access (IpmiSolSetup *setup,
                                const guint8 *data,
                                gsize         length)
{
  WireReader reader = { data, length, FALSE };
  guint8 standard = wire_reader_le (&reader, 1);

  if (reader.truncated)
    return FALSE;
  setup->has_user_allowed = TRUE;
  setup->user_allowed = (standard & USER_MAY_SOL) != 0;
  return TRUE;
}

/**
 * ipmi_session_info_decode:
 * @info: (out): set on success
 * @data: (array length=length): what follows the completion code
 * @length: how many bytes
 * @error: return location: IPMI_ERROR_PROTOCOL when bytes are missing
 *
 * Decodes the answer to Get Session Info (IPMI 2.0 §22.20) for a session that is active.
 *
 * Returns: whether it could be decoded
 */
gboolean
ipmi_session_info_decode (IpmiSessionInfo  *info,
                          const guint8     *data,
                          gsize             length,
                          GError          **error)
{
  WireReader reader = { data, length, FALSE };
  guint8 user, privilege, channel;

  wire_reader_le (&reader, 3);     /* handle; how many sessions there can be, and are */
  user = wire_reader_le (&reader, 1);
  privilege = wire_reader_le (&reader, 1);
  channel = wire_reader_le (&reader, 1);
  if (!ipmi_answer_whole (&reader, "Get Session Info", length, error))
    return FALSE;
  *info = (IpmiSessionInfo) {
    .user = user & 0x3F,
    .privilege = privilege & 0x0F,
    .channel = channel & 0x0F,
  };
  return TRUE;
}
