/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "ipmi-packet.h"
#include "login-bmc.h"

#define HEADER   16                                /* of RMCP+, before the payload */
#define PATIENCE (60 * G_TIME_SPAN_SECOND)

static const guint8 random_number[IPMI_RANDOM_LENGTH] = "the BMC's number";
static const guint8 guid[IPMI_GUID_LENGTH] = "the BMC's GUID..";
const guint8 offers_3_and_17[] = { 0xC0, 3, 1, 0x41, 0x81, 0xC0, 17, 3, 0x44, 0x81 };

static void
append_le (GByteArray *bytes,
           guint       n,
           guint32     value)
{
  for (guint i = 0; i < n; i++, value >>= 8)
    g_byte_array_append (bytes, &(guint8) { value & 0xFF }, 1);
}

static GByteArray *
frame_setup (IpmiPayloadType   type,
             const GByteArray *answer)
{
  GByteArray *packet = g_byte_array_new ();

  g_byte_array_set_size (packet, HEADER + answer->len);
  g_assert_cmpuint (ipmi_packet_encode_setup (packet->data, packet->len, type, answer->data, answer->len), ==, packet->len);
  return packet;
}

static GByteArray *
frame_message (guint8            sequence,
               guint8            command,
               const GByteArray *answer)
{
  GByteArray *packet = g_byte_array_new ();
  const IpmiMessage message = { .to = 0x81, .netfn = 7, .from = 0x20, .sequence = sequence, .command = command,
                                .data = answer->data, .length = answer->len };

  g_byte_array_set_size (packet, 256);
  g_byte_array_set_size (packet, (guint) ipmi_packet_encode_plain (packet->data, packet->len, &message));
  return packet;
}

static GByteArray *
frame (Kind              kind,
       guint8            sequence,
       const GByteArray *answer)
{
  switch (kind)
    {
    case CAPS:
      return frame_message (sequence, 0x38, answer);
    case CHUNK:
      return frame_message (sequence, 0x54, answer);
    case OPEN:
      return frame_setup (IPMI_PAYLOAD_OPEN_RESPONSE, answer);
    case RAKP_2:
      return frame_setup (IPMI_PAYLOAD_RAKP_2, answer);
    case RAKP_4:
    default:
      return frame_setup (IPMI_PAYLOAD_RAKP_4, answer);
    }
}

void
bmc_queue (Bmc              *bmc,
           Kind              kind,
           guint8            sequence,
           const GByteArray *answer)
{
  g_queue_push_tail (&bmc->answers, frame (kind, sequence, answer));
}

static void
answer_with (Bmc        *bmc,
             Kind        kind,
             guint8      sequence,
             GByteArray *answer)
{
  g_autoptr(GByteArray) tampered = g_byte_array_new ();

  g_byte_array_append (tampered, answer->data, answer->len);
  if (bmc->tamper == NULL)
    bmc_queue (bmc, kind, sequence, answer);
  else if (bmc->tamper (bmc, kind, tampered))
    {
      gboolean changed = tampered->len != answer->len || memcmp (tampered->data, answer->data, answer->len) != 0;

      bmc_queue (bmc, kind, sequence, tampered);
      if (changed && bmc->before)
        bmc_queue (bmc, kind, sequence, answer);
    }
}

/* HMAC by GLib, not by the code that is tested. */
static void
append_code (const IpmiSuite  *suite,
             const guint8     *key,
             gsize             key_length,
             const GByteArray *data,
             gsize             most,
             GByteArray       *out)
{
  static const GChecksumType types[] = { 0, G_CHECKSUM_SHA1, G_CHECKSUM_MD5, G_CHECKSUM_SHA256 };
  guint8 digest[32];
  gsize length = sizeof digest;
  GHmac *hmac;

  if (suite->authentication == IPMI_AUTHENTICATION_NONE)
    return;
  hmac = g_hmac_new (types[suite->authentication], key, key_length);
  g_hmac_update (hmac, data->data, data->len);
  g_hmac_get_digest (hmac, digest, &length);
  g_hmac_unref (hmac);
  g_byte_array_append (out, digest, (guint) MIN (length, most));
}

static void
answer_caps (Bmc *bmc)
{
  static const guint8 caps[] = { 0, 1, 0x80, 0x04, 0x02, 0, 0, 0, 0 };
  g_autoptr(GByteArray) answer = g_byte_array_new ();

  g_byte_array_append (answer, caps, sizeof caps);
  answer_with (bmc, CAPS, 0, answer);
}

static void
answer_chunk (Bmc    *bmc,
              guint8  sequence,
              guint8  index)
{
  g_autoptr(GByteArray) answer = g_byte_array_new ();
  gsize from = MIN (index * 16u, bmc->list_length);

  bmc->n_chunks++;
  append_le (answer, 2, 0x0100);
  g_byte_array_append (answer, bmc->list + from, (guint) MIN (bmc->list_length - from, 16));
  answer_with (bmc, CHUNK, sequence, answer);
}

static void
answer_opening (Bmc          *bmc,
                const guint8 *request)
{
  static const guint8 ids[] = { 0, 3, 8, 17 };
  const guint8 algorithms[] = { request[12], request[20], request[28] };
  g_autoptr(GByteArray) answer = g_byte_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      const IpmiSuite *suite = ipmi_suite_lookup (ids[i]);

      if (suite->authentication == algorithms[0] && suite->integrity == algorithms[1]
          && suite->confidentiality == algorithms[2])
        bmc->suite = suite;
    }
  if (bmc->opened->len == 0 || g_array_index (bmc->opened, guint8, bmc->opened->len - 1) != bmc->suite->id)
    g_array_append_val (bmc->opened, bmc->suite->id);
  memcpy (&bmc->console_id, request + 4, sizeof bmc->console_id);
  bmc->console_id = GUINT32_FROM_LE (bmc->console_id);
  append_le (answer, 1, request[0]);
  append_le (answer, 1, 0);
  append_le (answer, 2, request[1]);
  append_le (answer, 4, bmc->console_id);
  append_le (answer, 4, BMC_ID);
  for (guint i = 0; i < G_N_ELEMENTS (algorithms); i++)
    {
      append_le (answer, 4, i | 8 << 24);
      append_le (answer, 4, algorithms[i]);
    }
  answer_with (bmc, OPEN, 0, answer);
}

static void
answer_rakp_1 (Bmc          *bmc,
               const guint8 *request)
{
  g_autoptr(GByteArray) answer = g_byte_array_new ();
  g_autoptr(GByteArray) data = g_byte_array_new ();

  memcpy (bmc->console_random, request + 8, IPMI_RANDOM_LENGTH);
  bmc->user[0] = request[24];
  bmc->user_length = 2 + (gsize) request[27];
  memcpy (bmc->user + 1, request + 27, bmc->user_length - 1);
  append_le (answer, 1, request[0]);
  append_le (answer, 3, 0);
  append_le (answer, 4, bmc->console_id);
  g_byte_array_append (answer, random_number, sizeof random_number);
  g_byte_array_append (answer, guid, sizeof guid);
  append_le (data, 4, bmc->console_id);
  append_le (data, 4, BMC_ID);
  g_byte_array_append (data, bmc->console_random, IPMI_RANDOM_LENGTH);
  g_byte_array_append (data, random_number, sizeof random_number);
  g_byte_array_append (data, guid, sizeof guid);
  g_byte_array_append (data, bmc->user, (guint) bmc->user_length);
  append_code (bmc->suite, bmc->password, IPMI_KEY_LENGTH, data, 32, answer);
  answer_with (bmc, RAKP_2, 0, answer);
}

static void
answer_rakp_3 (Bmc          *bmc,
               const guint8 *request)
{
  g_autoptr(GByteArray) answer = g_byte_array_new ();
  g_autoptr(GByteArray) data = g_byte_array_new ();
  g_autoptr(GByteArray) sik = g_byte_array_new ();
  static const gsize lengths[] = { 0, 12, 16, 16 };

  if (request[1] != 0)
    {
      memcpy (&bmc->given_back, request + 4, sizeof bmc->given_back);
      bmc->n_given_back++;
      return;
    }
  g_byte_array_append (data, bmc->console_random, IPMI_RANDOM_LENGTH);
  g_byte_array_append (data, random_number, sizeof random_number);
  g_byte_array_append (data, bmc->user, (guint) bmc->user_length);
  append_code (bmc->suite, bmc->kg[0] != 0 ? bmc->kg : bmc->password, IPMI_KEY_LENGTH, data, 32, sik);
  g_byte_array_set_size (data, 0);
  g_byte_array_append (data, bmc->console_random, IPMI_RANDOM_LENGTH);
  append_le (data, 4, BMC_ID);
  g_byte_array_append (data, guid, sizeof guid);
  append_le (answer, 1, request[0]);
  append_le (answer, 3, 0);
  append_le (answer, 4, bmc->console_id);
  append_code (bmc->suite, sik->data, sik->len, data, lengths[bmc->suite->authentication], answer);
  answer_with (bmc, RAKP_4, 0, answer);
}

static void
on_send (const guint8 *data,
         gsize         length,
         gpointer      user_data)
{
  Bmc *bmc = user_data;
  IpmiPacket packet;
  IpmiMessage message;

  g_assert_true (ipmi_packet_decode (&packet, data, length));
  if (packet.session_id != 0)
    return;                                        /* asks in the session, which is not answered here */
  if (packet.type == IPMI_PAYLOAD_OPEN_REQUEST)
    answer_opening (bmc, packet.payload);
  else if (packet.type == IPMI_PAYLOAD_RAKP_1)
    answer_rakp_1 (bmc, packet.payload);
  else if (packet.type == IPMI_PAYLOAD_RAKP_3)
    answer_rakp_3 (bmc, packet.payload);
  else if (ipmi_message_decode (&message, packet.payload, packet.length) && message.command == 0x38)
    answer_caps (bmc);
  else
    answer_chunk (bmc, message.sequence, message.data[2] & 0x3F);
}

void
bmc_init (Bmc *bmc,
          int  suite)
{
  *bmc = (Bmc) {
    .who = { .user = "admin", .user_length = 5, .password = "s3cret-Pass", .privilege = IPMI_PRIVILEGE_ADMINISTRATOR,
             .suite = suite },
    .password = "s3cret-Pass", .list = offers_3_and_17, .list_length = sizeof offers_3_and_17, .now = 1,
  };
  bmc->opened = g_array_new (FALSE, FALSE, 1);
}

void
bmc_clear (Bmc *bmc)
{
  g_queue_clear_full (&bmc->answers, (GDestroyNotify) g_byte_array_unref);
  g_array_unref (bmc->opened);
  g_free (bmc->message);
}

/* Returns: what the log-in has come to, %IPMI_LOGIN_WORKING when it would go on for ever */
IpmiLoginState
log_in (Bmc *bmc)
{
  g_autoptr(IpmiLogin) login = ipmi_login_new (&bmc->who, &bmc->timing, bmc->dropped, on_send, bmc);
  g_autoptr(GError) error = NULL;
  IpmiLoginState state = ipmi_login_start (login, bmc->now);

  while (state == IPMI_LOGIN_WORKING && bmc->now < PATIENCE)
    {
      g_autoptr(GByteArray) answer = g_queue_pop_head (&bmc->answers);

      if (answer != NULL)
        {
          g_autofree guint8 *exact = g_memdup2 (answer->data, answer->len);

          bmc->now += G_TIME_SPAN_MILLISECOND;
          state = ipmi_login_receive (login, exact, answer->len, bmc->now);
        }
      else
        {
          bmc->now = MAX (bmc->now, ipmi_login_get_due (login));
          state = ipmi_login_tick (login, bmc->now);
        }
    }
  error = state == IPMI_LOGIN_WORKING ? ipmi_login_time_out (login) : ipmi_login_steal_error (login);
  g_assert_cmpint (error != NULL, >=, state == IPMI_LOGIN_FAILED);
  if (error != NULL)
    {
      g_assert_true (error->domain == IPMI_ERROR);
      g_assert_cmpuint (strlen (error->message), >, 20);
      bmc->code = error->code;
      bmc->message = g_strdup (error->message);
    }
  return state;
}

gboolean
change_byte (Bmc        *bmc,
             Kind        kind,
             GByteArray *answer)
{
  if (kind == bmc->kind && bmc->at < answer->len)
    answer->data[bmc->at] ^= (guint8) bmc->value;
  return TRUE;
}

gboolean
set_byte (Bmc        *bmc,
          Kind        kind,
          GByteArray *answer)
{
  if (kind == bmc->kind && bmc->at < answer->len)
    answer->data[bmc->at] = (guint8) bmc->value;
  return TRUE;
}

gboolean
set_length (Bmc        *bmc,
            Kind        kind,
            GByteArray *answer)
{
  guint before = answer->len;

  if (kind != bmc->kind)
    return TRUE;
  g_byte_array_set_size (answer, (guint) bmc->at);
  if (before < answer->len)
    memset (answer->data + before, 0, answer->len - before);
  return TRUE;
}

gboolean
never (Bmc        *bmc,
       Kind        kind,
       GByteArray *answer)
{
  return kind != bmc->kind;
}

IpmiLoginState
log_in_tampered (int     suite,
                 Tamper  tamper,
                 Kind    kind,
                 gsize   at,
                 int     value,
                 gint   *code)
{
  g_auto(Bmc) bmc;
  IpmiLoginState state;

  bmc_init (&bmc, suite);
  bmc.tamper = tamper;
  bmc.kind = kind;
  bmc.at = at;
  bmc.value = value;
  state = log_in (&bmc);
  if (code != NULL)
    *code = state == IPMI_LOGIN_FAILED ? (gint) bmc.code : -1;
  return state;
}
