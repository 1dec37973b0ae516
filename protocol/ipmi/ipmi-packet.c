/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wire-reader.h"
#include "wire-writer.h"

#include "ipmi-packet.h"

#define RMCP_VERSION      0x06
#define RMCP_NO_ACK       0xFF
#define RMCP_CLASS_IPMI   0x07
#define AUTH_TYPE_NONE    0x00
#define AUTH_TYPE_RMCPP   0x06
#define PAYLOAD_ENCRYPTED 0x80
#define PAYLOAD_SIGNED    0x40

/**
 * ipmi_checksum:
 * @data: (array length=length): bytes
 * @length: how many
 *
 * Returns: the two's complement checksum of IPMI messages, SDRs and FRU areas: with it the sum is 0
 */
guint8
ipmi_checksum (const guint8 *data,
               gsize         length)
{
  guint8 sum = 0;

  for (gsize i = 0; i < length; i++)
    sum += data[i];
  return -sum;
}

static gboolean
decode_rmcp_plus (IpmiPacket *packet,
                  WireReader *reader)
{
  guint8 flags = wire_reader_le (reader, 1);

  packet->rmcp_plus = TRUE;
  packet->encrypted = (flags & PAYLOAD_ENCRYPTED) != 0;
  packet->authenticated = (flags & PAYLOAD_SIGNED) != 0;
  packet->type = flags & 0x3F;
  if (packet->type == IPMI_PAYLOAD_OEM)         /* has six bytes more, and nothing for us */
    return FALSE;
  packet->session_id = wire_reader_le (reader, 4);
  packet->sequence = wire_reader_le (reader, 4);
  packet->length = wire_reader_le (reader, 2);
  return TRUE;
}

static void
decode_plain (IpmiPacket *packet,
              WireReader *reader)
{
  packet->type = IPMI_PAYLOAD_MESSAGE;
  packet->sequence = wire_reader_le (reader, 4);
  packet->session_id = wire_reader_le (reader, 4);
  packet->length = wire_reader_le (reader, 1);
}

/**
 * ipmi_packet_decode:
 * @packet: (out): what it says
 * @data: (array length=length): one datagram
 * @length: its length
 *
 * Takes the RMCP and session headers apart; payload and trailer still point into @data.
 *
 * Returns: whether it is an IPMI packet without IPMI 1.5 authentication whose lengths hold
 */
gboolean
ipmi_packet_decode (IpmiPacket   *packet,
                    const guint8 *data,
                    gsize         length)
{
  WireReader reader = { data, length, FALSE };
  IpmiPacket parsed = { 0 };
  guint8 version, class, auth_type;

  version = wire_reader_le (&reader, 1);
  wire_reader_le (&reader, 2);                  /* reserved, RMCP sequence number */
  class = wire_reader_le (&reader, 1);
  auth_type = wire_reader_le (&reader, 1);
  if (reader.truncated || version != RMCP_VERSION || class != RMCP_CLASS_IPMI)
    return FALSE;
  if (auth_type == AUTH_TYPE_NONE)
    decode_plain (&parsed, &reader);
  else if (auth_type != AUTH_TYPE_RMCPP || !decode_rmcp_plus (&parsed, &reader))
    return FALSE;
  parsed.payload = wire_reader_bytes (&reader, parsed.length);
  if (reader.truncated)
    return FALSE;
  parsed.trailer = reader.data;
  parsed.trailer_length = reader.left;
  if (parsed.rmcp_plus && !parsed.authenticated && parsed.trailer_length > 0)
    return FALSE;
  *packet = parsed;
  return TRUE;
}

/**
 * ipmi_packet_check_trailer:
 * @packet: an authenticated packet
 * @code_length: how long the authentication code of the session is
 *
 * Returns: whether the trailer is integrity padding, its length, the next header and a code of
 *   @code_length bytes, and nothing else (IPMI 2.0 §13.6)
 */
gboolean
ipmi_packet_check_trailer (const IpmiPacket *packet,
                           gsize             code_length)
{
  gsize pad;

  if (packet->trailer_length < 2 || packet->trailer_length - 2 < code_length)
    return FALSE;
  pad = packet->trailer_length - 2 - code_length;
  /* The code covers the padding, so nobody on the way can have changed it: a wrong one is the BMC's own. It is refused
   * all the same, as FreeIPMI's programs do. OpenBMC, OpenIPMI and pyghmi pad with 0xFF, as table 13-8 has it. */
  if (pad > 3 || packet->trailer[pad] != pad || packet->trailer[pad + 1] != IPMI_NEXT_HEADER)
    return FALSE;
  for (gsize i = 0; i < pad; i++)
    if (packet->trailer[i] != 0xFF)
      return FALSE;
  return TRUE;
}

static void
write_rmcp (WireWriter *writer)
{
  wire_writer_le (writer, 1, RMCP_VERSION);
  wire_writer_le (writer, 1, 0);
  wire_writer_le (writer, 1, RMCP_NO_ACK);
  wire_writer_le (writer, 1, RMCP_CLASS_IPMI);
}

/**
 * ipmi_packet_encode_plain:
 * @out: (array length=size): where to
 * @size: how much room there is
 * @message: a message
 *
 * Writes a packet of IPMI 1.5 without session: for what is asked before there is one, and what every
 * BMC understands (IPMI 2.0 §13.14).
 *
 * Returns: its length, 0 when it does not fit
 */
gsize
ipmi_packet_encode_plain (guint8            *out,
                          gsize              size,
                          const IpmiMessage *message)
{
  WireWriter writer = { out, size, 0, FALSE };
  gsize length = IPMI_MESSAGE_OVERHEAD + message->length;
  guint8 *room;

  write_rmcp (&writer);
  wire_writer_le (&writer, 1, AUTH_TYPE_NONE);
  wire_writer_le (&writer, 8, 0);
  wire_writer_le (&writer, 1, length);
  room = wire_writer_reserve (&writer, length);
  if (room == NULL || length > 0xFF || ipmi_message_encode (message, room, length) == 0)
    return 0;
  return writer.length;
}

/**
 * ipmi_packet_encode_setup:
 * @out: (array length=size): where to
 * @size: how much room there is
 * @type: Open Session Request, RAKP Message 1 or 3
 * @payload: (array length=length): the message
 * @length: its length
 *
 * Writes an RMCP+ packet outside a session.
 *
 * Returns: its length, 0 when it does not fit
 */
gsize
ipmi_packet_encode_setup (guint8          *out,
                          gsize            size,
                          IpmiPayloadType  type,
                          const guint8    *payload,
                          gsize            length)
{
  WireWriter writer = { out, size, 0, FALSE };

  write_rmcp (&writer);
  wire_writer_le (&writer, 1, AUTH_TYPE_RMCPP);
  wire_writer_le (&writer, 1, type);
  wire_writer_le (&writer, 8, 0);
  wire_writer_le (&writer, 2, length);
  wire_writer_bytes (&writer, payload, length);
  return writer.overflowed ? 0 : writer.length;
}

/**
 * ipmi_message_decode:
 * @message: (out): what it says; @data is borrowed
 * @data: (array length=length): a message with its checksums
 * @length: its length
 *
 * Returns: whether both checksums hold; a response has its completion code, too
 */
gboolean
ipmi_message_decode (IpmiMessage  *message,
                     const guint8 *data,
                     gsize         length)
{
  gboolean response;

  if (length < IPMI_MESSAGE_OVERHEAD || ipmi_checksum (data, 3) != 0
      || ipmi_checksum (data + 3, length - 3) != 0)
    return FALSE;
  response = (data[1] >> 2 & 1) != 0;
  if (response && length == IPMI_MESSAGE_OVERHEAD)
    return FALSE;
  message->to = data[0];
  message->netfn = data[1] >> 2;
  message->to_lun = data[1] & 3;
  message->from = data[3];
  message->sequence = data[4] >> 2;
  message->from_lun = data[4] & 3;
  message->command = data[5];
  message->data = data + 6;
  message->length = length - IPMI_MESSAGE_OVERHEAD;
  return TRUE;
}

/**
 * ipmi_message_encode:
 * @message: a message
 * @out: (array length=size): where to
 * @size: how much room there is
 *
 * Returns: its length with the checksums, 0 when it does not fit
 */
gsize
ipmi_message_encode (const IpmiMessage *message,
                     guint8            *out,
                     gsize              size)
{
  WireWriter writer = { out, size, 0, FALSE };

  wire_writer_le (&writer, 1, message->to);
  wire_writer_le (&writer, 1, message->netfn << 2 | (message->to_lun & 3));
  wire_writer_le (&writer, 1, writer.overflowed ? 0 : ipmi_checksum (out, 2));
  wire_writer_le (&writer, 1, message->from);
  wire_writer_le (&writer, 1, message->sequence << 2 | (message->from_lun & 3));
  wire_writer_le (&writer, 1, message->command);
  wire_writer_bytes (&writer, message->data, message->length);
  wire_writer_le (&writer, 1, writer.overflowed ? 0 : ipmi_checksum (out + 3, writer.length - 3));
  return writer.overflowed ? 0 : writer.length;
}
