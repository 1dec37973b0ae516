/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "ipmi-packet.h"

/* Get Channel Authentication Capabilities, as in the example of the specification's session set-up. */
static const guint8 request_packet[] = {
  0x06, 0x00, 0xFF, 0x07, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x09,
  0x20, 0x18, 0xC8, 0x81, 0x00, 0x38, 0x8E, 0x04, 0xB5,
};

static const guint8 sealed_packet[] = {
  0x06, 0x00, 0xFF, 0x07, 0x06, 0xC0, 0x44, 0x33, 0x22, 0x11, 0x07, 0x00, 0x00, 0x00, 0x03, 0x00,
  0xAA, 0xBB, 0xCC, 0xFF, 0xFF, 0xFF, 0x03, 0x07, 0x01, 0x02, 0x03, 0x04,
};

static void
test_encodes_plain_request (void)
{
  const guint8 data[] = { 0x8E, 0x04 };
  const IpmiMessage message = { .to = 0x20, .netfn = 6, .from = 0x81, .command = 0x38, .data = data, .length = 2 };
  guint8 out[64];
  gsize length = ipmi_packet_encode_plain (out, sizeof out, &message);

  g_assert_cmpmem (out, length, request_packet, sizeof request_packet);
  for (gsize size = 0; size < length; size++)
    {
      g_autofree guint8 *exact = g_malloc0 (size);

      g_assert_cmpuint (ipmi_packet_encode_plain (exact, size, &message), ==, 0);
    }
}

static void
test_decodes_plain (void)
{
  g_autofree guint8 *exact = g_memdup2 (request_packet, sizeof request_packet);
  IpmiPacket packet;
  IpmiMessage message;

  g_assert_true (ipmi_packet_decode (&packet, exact, sizeof request_packet));
  g_assert_false (packet.rmcp_plus);
  g_assert_cmpuint (packet.session_id, ==, 0);
  g_assert_true (ipmi_message_decode (&message, packet.payload, packet.length));
  g_assert_cmphex (message.command, ==, 0x38);
  g_assert_cmpuint (message.netfn, ==, 6);
  g_assert_cmpuint (message.length, ==, 2);
  g_assert_cmphex (message.data[0], ==, 0x8E);
}

static void
test_decodes_session_header (void)
{
  g_autofree guint8 *exact = g_memdup2 (sealed_packet, sizeof sealed_packet);
  IpmiPacket packet;

  g_assert_true (ipmi_packet_decode (&packet, exact, sizeof sealed_packet));
  g_assert_true (packet.rmcp_plus);
  g_assert_true (packet.encrypted);
  g_assert_true (packet.authenticated);
  g_assert_cmphex (packet.session_id, ==, 0x11223344);
  g_assert_cmpuint (packet.sequence, ==, 7);
  g_assert_cmpuint (packet.length, ==, 3);
  g_assert_true (ipmi_packet_check_trailer (&packet, 4));
  g_assert_false (ipmi_packet_check_trailer (&packet, 3));
  g_assert_false (ipmi_packet_check_trailer (&packet, 12));
}

static void
test_checks_every_byte_of_the_trailer (void)
{
  for (gsize at = 19; at < 24; at++)
    {
      g_autofree guint8 *exact = g_memdup2 (sealed_packet, sizeof sealed_packet);
      IpmiPacket packet;

      exact[at] ^= 0x10;
      g_assert_true (ipmi_packet_decode (&packet, exact, sizeof sealed_packet));
      g_assert_false (ipmi_packet_check_trailer (&packet, 4));
    }
}

static void
test_refuses_every_short_prefix (void)
{
  for (gsize n = 0; n < sizeof request_packet; n++)
    {
      g_autofree guint8 *exact = g_memdup2 (request_packet, n);
      IpmiPacket packet;

      g_assert_false (ipmi_packet_decode (&packet, exact, n));
    }
  for (gsize n = 0; n < 19; n++)
    {
      g_autofree guint8 *exact = g_memdup2 (sealed_packet, n);
      IpmiPacket packet;

      g_assert_false (ipmi_packet_decode (&packet, exact, n));
    }
}

static void
test_refuses_other_headers (void)
{
  static const gsize places[] = { 0, 3, 4 };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree guint8 *exact = g_memdup2 (sealed_packet, sizeof sealed_packet);
      IpmiPacket packet;

      exact[places[i]] ^= 1;
      g_assert_false (ipmi_packet_decode (&packet, exact, sizeof sealed_packet));
    }
}

static void
test_message_needs_both_checksums (void)
{
  const IpmiMessage message = {
    .to = 0x81, .netfn = 7, .from = 0x20, .sequence = 0x2A, .command = 1, .data = (const guint8 *) "\0abc", .length = 4,
  };
  guint8 bytes[32];
  gsize length = ipmi_message_encode (&message, bytes, sizeof bytes);
  IpmiMessage decoded;

  g_assert_cmpuint (length, ==, 11);
  g_assert_true (ipmi_message_decode (&decoded, bytes, length));
  g_assert_cmpuint (decoded.sequence, ==, 0x2A);
  for (gsize at = 0; at < length; at++)
    {
      g_autofree guint8 *exact = g_memdup2 (bytes, length);

      exact[at] ^= 0x40;
      g_assert_false (ipmi_message_decode (&decoded, exact, length));
    }
  for (gsize n = 0; n < length; n++)
    {
      g_autofree guint8 *exact = g_memdup2 (bytes, n);

      g_assert_false (ipmi_message_decode (&decoded, exact, n));
    }
}

static void
test_response_needs_a_completion_code (void)
{
  const IpmiMessage message = { .to = 0x81, .netfn = 7, .from = 0x20, .command = 1 };
  guint8 bytes[16];
  gsize length = ipmi_message_encode (&message, bytes, sizeof bytes);
  IpmiMessage decoded;

  g_assert_cmpuint (length, ==, 7);
  g_assert_false (ipmi_message_decode (&decoded, bytes, length));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ipmi/packet/encodes-plain-request", test_encodes_plain_request);
  g_test_add_func ("/ipmi/packet/decodes-plain", test_decodes_plain);
  g_test_add_func ("/ipmi/packet/decodes-session-header", test_decodes_session_header);
  g_test_add_func ("/ipmi/packet/checks-every-byte-of-the-trailer", test_checks_every_byte_of_the_trailer);
  g_test_add_func ("/ipmi/packet/refuses-every-short-prefix", test_refuses_every_short_prefix);
  g_test_add_func ("/ipmi/packet/refuses-other-headers", test_refuses_other_headers);
  g_test_add_func ("/ipmi/packet/message-needs-both-checksums", test_message_needs_both_checksums);
  g_test_add_func ("/ipmi/packet/response-needs-a-completion-code", test_response_needs_a_completion_code);
  return g_test_run ();
}
