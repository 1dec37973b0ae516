/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wire-reader.h"
#include "wire-writer.h"

#include "ipmi-rakp.h"

#define ALGORITHM_LENGTH 8

static void
write_algorithm (WireWriter *writer,
                 guint8      kind,
                 guint8      algorithm)
{
  wire_writer_le (writer, 1, kind);
  wire_writer_le (writer, 2, 0);
  wire_writer_le (writer, 1, ALGORITHM_LENGTH);
  wire_writer_le (writer, 1, algorithm);
  wire_writer_le (writer, 3, 0);
}

static gboolean
read_algorithm (WireReader *reader,
                guint8      kind,
                guint8     *algorithm)
{
  guint8 found = wire_reader_le (reader, 1);
  guint8 length;

  wire_reader_le (reader, 2);
  length = wire_reader_le (reader, 1);
  *algorithm = wire_reader_le (reader, 1) & 0x3F;
  wire_reader_le (reader, 3);
  return !reader->truncated && found == kind && length == ALGORITHM_LENGTH;
}

/**
 * ipmi_open_request_encode:
 * @out: where to
 * @tag: message tag, comes back in the response
 * @privilege: highest privilege wanted
 * @console_id: the session id that we choose for ourselves, not 0
 * @suite: the algorithms to propose
 *
 * Writes an RMCP+ Open Session Request (IPMI 2.0 §13.17).
 *
 * Returns: its length
 */
gsize
ipmi_open_request_encode (guint8           out[IPMI_RAKP_MAX],
                          guint8           tag,
                          guint8           privilege,
                          guint32          console_id,
                          const IpmiSuite *suite)
{
  WireWriter writer = { out, IPMI_RAKP_MAX, 0, FALSE };

  wire_writer_le (&writer, 1, tag);
  wire_writer_le (&writer, 1, privilege);
  wire_writer_le (&writer, 2, 0);
  wire_writer_le (&writer, 4, console_id);
  write_algorithm (&writer, 0, suite->authentication);
  write_algorithm (&writer, 1, suite->integrity);
  write_algorithm (&writer, 2, suite->confidentiality);
  return writer.length;
}

/**
 * ipmi_open_response_decode:
 * @response: (out): what it says
 * @data: (array length=length): the payload
 * @length: its length
 *
 * Returns: whether it is well formed; a refusal may be as short as tag and status
 */
gboolean
ipmi_open_response_decode (IpmiOpenResponse *response,
                           const guint8     *data,
                           gsize             length)
{
  WireReader reader = { data, length, FALSE };
  IpmiOpenResponse parsed = { 0 };

  parsed.tag = wire_reader_le (&reader, 1);
  parsed.status = wire_reader_le (&reader, 1);
  if (reader.truncated)
    return FALSE;
  if (parsed.status == 0)
    {
      parsed.privilege = wire_reader_le (&reader, 1) & 0x0F;
      wire_reader_le (&reader, 1);
      parsed.console_id = wire_reader_le (&reader, 4);
      parsed.bmc_id = wire_reader_le (&reader, 4);
      if (!read_algorithm (&reader, 0, &parsed.authentication)
          || !read_algorithm (&reader, 1, &parsed.integrity)
          || !read_algorithm (&reader, 2, &parsed.confidentiality))
        return FALSE;
    }
  *response = parsed;
  return TRUE;
}

/**
 * ipmi_rakp_1_encode:
 * @out: where to
 * @tag: message tag
 * @exchange: ids, our random number, role and user name
 *
 * Writes RAKP Message 1 (IPMI 2.0 §13.20).
 *
 * Returns: its length
 */
gsize
ipmi_rakp_1_encode (guint8              out[IPMI_RAKP_MAX],
                    guint8              tag,
                    const IpmiExchange *exchange)
{
  WireWriter writer = { out, IPMI_RAKP_MAX, 0, FALSE };

  wire_writer_le (&writer, 1, tag);
  wire_writer_le (&writer, 3, 0);
  wire_writer_le (&writer, 4, exchange->bmc_id);
  wire_writer_bytes (&writer, exchange->console_random, sizeof exchange->console_random);
  wire_writer_le (&writer, 1, exchange->role);
  wire_writer_le (&writer, 2, 0);
  wire_writer_le (&writer, 1, exchange->user_length);
  wire_writer_bytes (&writer, exchange->user, exchange->user_length);
  return writer.length;
}

static gboolean
decode_response (IpmiRakpResponse *response,
                 const guint8     *data,
                 gsize             length,
                 gboolean          second)
{
  WireReader reader = { data, length, FALSE };
  IpmiRakpResponse parsed = { 0 };

  parsed.tag = wire_reader_le (&reader, 1);
  parsed.status = wire_reader_le (&reader, 1);
  if (parsed.status == 0 || reader.left > 0)
    {
      wire_reader_le (&reader, 2);
      parsed.console_id = wire_reader_le (&reader, 4);
    }
  if (parsed.status == 0)
    {
      if (second)
        {
          parsed.random = wire_reader_bytes (&reader, IPMI_RANDOM_LENGTH);
          parsed.guid = wire_reader_bytes (&reader, IPMI_GUID_LENGTH);
        }
      parsed.code_length = reader.left;
      parsed.code = wire_reader_bytes (&reader, reader.left);
    }
  if (reader.truncated)
    return FALSE;
  *response = parsed;
  return TRUE;
}

/**
 * ipmi_rakp_2_decode:
 * @response: (out): what it says
 * @data: (array length=length): the payload
 * @length: its length
 *
 * Returns: whether it is long enough; a refusal may be as short as tag and status
 */
gboolean
ipmi_rakp_2_decode (IpmiRakpResponse *response,
                    const guint8     *data,
                    gsize             length)
{
  return decode_response (response, data, length, TRUE);
}

/**
 * ipmi_rakp_3_encode:
 * @out: where to
 * @tag: message tag
 * @status: 0, or why we give up
 * @bmc_id: the BMC's session id
 * @code: (array length=code_length) (nullable): key exchange code
 * @code_length: its length, at most %IPMI_MAX_CODE
 *
 * Writes RAKP Message 3 (IPMI 2.0 §13.22).
 *
 * Returns: its length
 */
gsize
ipmi_rakp_3_encode (guint8        out[IPMI_RAKP_MAX],
                    guint8        tag,
                    guint8        status,
                    guint32       bmc_id,
                    const guint8 *code,
                    gsize         code_length)
{
  WireWriter writer = { out, IPMI_RAKP_MAX, 0, FALSE };

  wire_writer_le (&writer, 1, tag);
  wire_writer_le (&writer, 1, status);
  wire_writer_le (&writer, 2, 0);
  wire_writer_le (&writer, 4, bmc_id);
  wire_writer_bytes (&writer, code, code_length);
  return writer.length;
}

/**
 * ipmi_rakp_4_decode:
 * @response: (out): what it says
 * @data: (array length=length): the payload
 * @length: its length
 *
 * Returns: whether it is long enough; a refusal may be as short as tag and status
 */
gboolean
ipmi_rakp_4_decode (IpmiRakpResponse *response,
                    const guint8     *data,
                    gsize             length)
{
  return decode_response (response, data, length, FALSE);
}
