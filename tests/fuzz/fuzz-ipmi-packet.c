/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "fuzz.h"
#include "ipmi-login.h"
#include "ipmi-packet.h"
#include "ipmi-pending.h"
#include "ipmi-rakp.h"

#define HEADER 16      /* of RMCP+, before the payload */

/* What the log-in has sent last, so that an answer can be made to fit. */
typedef struct
{
  guint8  tag;
  guint32 console_id;
} Sent;

static void
on_send (const guint8 *data,
         gsize         length,
         gpointer      user_data)
{
  Sent *sent = user_data;

  if (length > HEADER && data[4] == 0x06)
    sent->tag = data[HEADER];
  if (length >= HEADER + 8 && data[4] == 0x06 && data[5] == IPMI_PAYLOAD_OPEN_REQUEST)
    memcpy (&sent->console_id, data + HEADER + 4, sizeof sent->console_id);
}

/* The first byte chooses the suite. Then datagrams, each with its length in front; those of an even length are given
 * tag and session id of what they answer. */
static void
log_in (const guint8 *data,
        gsize         size)
{
  static const int suites[] = { -1, 0, 1, 3, 8, 12, 17, 63 };
  const IpmiCredentials who = { .user = "admin", .user_length = 5, .suite = suites[data[0] % G_N_ELEMENTS (suites)] };
  guint64 dropped[IPMI_N_VERDICTS] = { 0 };
  IpmiTiming timing = { 0 };
  Sent sent = { 0 };
  g_autoptr(IpmiLogin) login = ipmi_login_new (&who, &timing, dropped, on_send, &sent);
  IpmiLoginState state = ipmi_login_start (login, 1);
  gint64 now = 1;

  for (gsize at = 1; at < size && state == IPMI_LOGIN_WORKING;)
    {
      gsize length = MIN (data[at], size - at - 1);
      g_autofree guint8 *exact = g_memdup2 (data + at + 1, length);

      if (length == 0)
        {
          now = MAX (now, ipmi_login_get_due (login));
          state = ipmi_login_tick (login, now);
        }
      else
        {
          if (length % 2 == 0 && length >= HEADER + 8)
            {
              exact[HEADER] = sent.tag;
              memcpy (exact + HEADER + 4, &sent.console_id, sizeof sent.console_id);
            }
          state = ipmi_login_receive (login, exact, length, now);
        }
      at += 1 + length;
    }
  if (state == IPMI_LOGIN_FAILED)
    {
      g_autoptr(GError) error = ipmi_login_steal_error (login);

      g_assert_nonnull (error);
    }
}

/* What was sealed opens again, and with one bit changed it does not, where packets are signed. */
static void
seal_and_open (const guint8 *data,
               gsize         size)
{
  static const guint ids[] = { 0, 2, 3, 8, 12, 17 };
  static const guint8 key[IPMI_KEY_LENGTH];
  const IpmiSuite *suite = ipmi_suite_lookup (ids[data[0] % G_N_ELEMENTS (ids)]);
  g_autoptr(IpmiAuth) auth = ipmi_auth_new (suite, key, key);
  const IpmiExchange exchange = { 0 };
  gsize length = MIN (size - 1, 255);
  g_autofree guint8 *out = g_malloc (length + IPMI_MAX_OVERHEAD);
  g_autofree guint8 *exact = NULL;
  gsize sealed;
  IpmiPacket packet;
  gboolean change = size > 3 && data[1] % 2 == 1;

  ipmi_auth_derive (auth, &exchange);
  sealed = ipmi_auth_seal (auth, IPMI_PAYLOAD_MESSAGE, 1, 1, data + 1, length, out, length + IPMI_MAX_OVERHEAD);
  exact = g_memdup2 (out, sealed);
  if (change)
    exact[4 + (data[2] | data[3] << 8) % (sealed - 4)] ^= 1 << data[1] % 8;
  if (!ipmi_packet_decode (&packet, exact, sealed) || !packet.rmcp_plus)
    {
      g_assert_true (change);
      return;
    }
  if (change && suite->integrity != IPMI_INTEGRITY_NONE)
    g_assert_cmpint (ipmi_auth_open (auth, &packet, exact, sealed), !=, IPMI_VERDICT_GOOD);
  else if (change)
    ipmi_auth_open (auth, &packet, exact, sealed);
  else
    {
      g_assert_cmpint (ipmi_auth_open (auth, &packet, exact, sealed), ==, IPMI_VERDICT_GOOD);
      g_assert_cmpmem (packet.payload, packet.length, data + 1, length);
    }
}

static void
match (const IpmiMessage *message)
{
  for (guint hops = 0; hops <= IPMI_MAX_HOPS; hops++)
    {
      const IpmiTarget target = { hops, { { 0, message->from }, { 7, 0x72 } } };
      const IpmiRequest request = { .netfn = message->netfn & 0x3E, .command = message->command };
      g_autoptr(IpmiPending) pending = ipmi_pending_new (&request, &target);
      guint8 out[IPMI_MAX_REQUEST];
      IpmiMessage answer;

      pending->sequence = (gint8) message->sequence;
      ipmi_pending_encode (pending, out);
      if (ipmi_pending_match (pending, message, &answer) == IPMI_MATCH_ANSWER)
        g_assert_cmpuint (answer.length, >=, 1);
    }
}

/* What comes before anything is known to be the BMC's: packets, messages, and a whole log-in. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  IpmiPacket packet;
  IpmiMessage message;
  IpmiOpenResponse opened;
  IpmiRakpResponse rakp;

  if (ipmi_packet_decode (&packet, data, size))
    for (gsize code = 0; code <= IPMI_MAX_CODE; code += 4)
      ipmi_packet_check_trailer (&packet, code);
  ipmi_open_response_decode (&opened, data, size);
  ipmi_rakp_2_decode (&rakp, data, size);
  ipmi_rakp_4_decode (&rakp, data, size);
  if (ipmi_message_decode (&message, data, size) && (message.netfn & 1) == 1)
    match (&message);
  if (size == 0)
    return 0;
  log_in (data, size);
  seal_and_open (data, size);
  return 0;
}
