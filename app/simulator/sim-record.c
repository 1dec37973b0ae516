/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "sim-record.h"

/**
 * sim_record_new:
 * @type: any
 * @flag: byte 8
 * @status: bytes 10 and 11
 * @data: (array length=size) (nullable): what follows the header
 * @size: how many bytes
 *
 * Returns: (transfer full): a record of the command connection (console protocol, section 8)
 */
GByteArray *
sim_record_new (guint8        type,
                guint8        flag,
                guint16       status,
                const guint8 *data,
                guint32       size)
{
  const guint8 header[SIM_RECORD_HEADER_SIZE] = {
    type, 0, 0, 0, size, size >> 8, size >> 16, size >> 24, flag, 0, status, status >> 8,
  };
  GByteArray *bytes = g_byte_array_sized_new (sizeof header + size);

  g_byte_array_append (bytes, header, sizeof header);
  if (size > 0)
    g_byte_array_append (bytes, data, size);
  return bytes;
}

/**
 * sim_record_new_request:
 * @type: %SIM_RECORD_SEIZE or %SIM_RECORD_SHARE
 * @user: who asks; cut at 64 bytes
 * @address: from where; cut at 64 bytes
 * @seconds: until it is granted by itself
 *
 * Returns: (transfer full): a record that asks for the console
 */
GByteArray *
sim_record_new_request (SimRecordType  type,
                        const char    *user,
                        const char    *address,
                        guint16        seconds)
{
  guint8 data[2 * SIM_RECORD_NAME_SIZE] = { 0 };

  memcpy (data, user, MIN (strlen (user), SIM_RECORD_NAME_SIZE));
  memcpy (data + SIM_RECORD_NAME_SIZE, address, MIN (strlen (address), SIM_RECORD_NAME_SIZE));
  return sim_record_new (type, 0, seconds, data, sizeof data);
}

/**
 * sim_record_new_byte:
 * @type: a type whose data are one byte
 * @value: that byte
 *
 * Returns: (transfer full): the record
 */
GByteArray *
sim_record_new_byte (SimRecordType type,
                     guint8        value)
{
  return sim_record_new (type, 0, 0, &value, 1);
}
