/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define IPMI_BMC_ADDRESS       0x20
#define IPMI_CONSOLE_ADDRESS   0x81    /* system software id of a remote console, §5.5 */
#define IPMI_HEADER_LENGTH     16      /* RMCP and RMCP+ session header */
#define IPMI_MESSAGE_OVERHEAD  7       /* of an IPMI message: addresses, rqSeq, command, checksums */
#define IPMI_PLAIN_OVERHEAD    14      /* RMCP and IPMI 1.5 session header without authentication */
#define IPMI_NEXT_HEADER       0x07

/* Network functions, §5.1, table 5-1. */
#define IPMI_NETFN_CHASSIS     0x00
#define IPMI_NETFN_SENSOR      0x04
#define IPMI_NETFN_APP         0x06
#define IPMI_NETFN_STORAGE     0x0A
#define IPMI_NETFN_TRANSPORT   0x0C
#define IPMI_NETFN_GROUP       0x2C

typedef enum
{
  IPMI_PAYLOAD_MESSAGE       = 0x00,
  IPMI_PAYLOAD_SOL           = 0x01,
  IPMI_PAYLOAD_OEM           = 0x02,
  IPMI_PAYLOAD_OPEN_REQUEST  = 0x10,
  IPMI_PAYLOAD_OPEN_RESPONSE = 0x11,
  IPMI_PAYLOAD_RAKP_1        = 0x12,
  IPMI_PAYLOAD_RAKP_2        = 0x13,
  IPMI_PAYLOAD_RAKP_3        = 0x14,
  IPMI_PAYLOAD_RAKP_4        = 0x15,
} IpmiPayloadType;

/**
 * IpmiPacket:
 * @rmcp_plus: whether it has the session header of IPMI 2.0; else that of 1.5
 * @encrypted: whether @payload is encrypted
 * @authenticated: whether a session trailer follows
 * @type: an #IpmiPayloadType
 * @session_id: the receiver's, 0 outside a session
 * @sequence: session sequence number
 * @payload: (array length=length): borrowed
 * @trailer: (array length=trailer_length): what follows the payload, borrowed
 *
 * One datagram, taken apart as far as that needs no key (IPMI 2.0 §13.6).
 */
typedef struct
{
  gboolean      rmcp_plus;
  gboolean      encrypted;
  gboolean      authenticated;
  guint8        type;
  guint32       session_id;
  guint32       sequence;
  const guint8 *payload;
  gsize         length;
  const guint8 *trailer;
  gsize         trailer_length;
} IpmiPacket;

/**
 * IpmiMessage:
 * @to: address it goes to: the responder's for a request, the requester's for a response
 * @to_lun: logical unit there
 * @netfn: network function; even for a request, odd for a response
 * @from: address it comes from
 * @from_lun: logical unit there
 * @sequence: rqSeq, 6 bits
 * @command: command code
 * @data: (array length=length) (nullable): what follows the command; for a response the completion code
 *   is its first byte
 *
 * An IPMI message in the format of LAN and IPMB (IPMI 2.0 §13.8).
 */
typedef struct
{
  guint8        to;
  guint8        to_lun;
  guint8        netfn;
  guint8        from;
  guint8        from_lun;
  guint8        sequence;
  guint8        command;
  const guint8 *data;
  gsize         length;
} IpmiMessage;

guint8   ipmi_checksum             (const guint8      *data,
                                    gsize              length);
gboolean ipmi_packet_decode        (IpmiPacket        *packet,
                                    const guint8      *data,
                                    gsize              length);
gboolean ipmi_packet_check_trailer (const IpmiPacket  *packet,
                                    gsize              code_length);
gsize    ipmi_packet_encode_plain  (guint8            *out,
                                    gsize              size,
                                    const IpmiMessage *message);
gsize    ipmi_packet_encode_setup  (guint8            *out,
                                    gsize              size,
                                    IpmiPayloadType    type,
                                    const guint8      *payload,
                                    gsize              length);
gboolean ipmi_message_decode       (IpmiMessage       *message,
                                    const guint8      *data,
                                    gsize              length);
gsize    ipmi_message_encode       (const IpmiMessage *message,
                                    guint8            *out,
                                    gsize              size);

G_END_DECLS
