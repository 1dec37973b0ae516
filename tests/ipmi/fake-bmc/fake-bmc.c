/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <glib-unix.h>

#include "fake-session.h"

#define RMCP_VERSION         0x06
#define RMCP_NO_ACK          0xFF
#define RMCP_CLASS_ASF       0x06
#define RMCP_CLASS_IPMI      0x07
#define RMCP_HEADER          4
#define AUTH_TYPE_NONE       0x00
#define AUTH_TYPE_RMCP_PLUS  0x06
#define PLUS_HEADER          12
#define PAYLOAD_ENCRYPTED    0x80
#define PAYLOAD_AUTHENTICATED 0x40
#define PAYLOAD_OPEN_REQUEST 0x10
#define PAYLOAD_OPEN_ANSWER  0x11
#define PAYLOAD_RAKP_1       0x12
#define PAYLOAD_RAKP_2       0x13
#define PAYLOAD_RAKP_3       0x14
#define PAYLOAD_RAKP_4       0x15
#define NEXT_HEADER          0x07
#define NETFN_APP            0x06
#define CMD_CLOSE_SESSION    0x3C
#define CMD_SEND_MESSAGE     0x34
#define COMPLETION_BUSY      0xC0
#define COMPLETION_NAK       0x83
#define MAX_PACKET           4096

/* Sent in place of the true answer's data when somebody else's answers are played. */
#define NOT_YOURS            0x5A

static const FakeUser default_users[] = {
  { "", "", 2 },
  { "admin", "s3cret-Pass", 4 },
  { "oper", "0123456789abcdef", 3 },
  { "viewer", "look!only", 2 },
  { "nopass", "", 4 },
  { "longpw", "exactly-20-bytes-pw!", 4 },
  { "sixteen-chars-ab", "n16", 4 },
  { NULL },
};

typedef struct
{
  FakeBmc                *bmc;
  struct sockaddr_storage peer;
  socklen_t               peer_length;
  GBytes                 *packet;
  GSource                *source;
} Pending;

static void
pending_free (gpointer data)
{
  Pending *pending = data;

  g_source_destroy (pending->source);
  g_source_unref (pending->source);
  g_bytes_unref (pending->packet);
  g_free (pending);
}

static void
send_now (FakeBmc                       *bmc,
          const struct sockaddr_storage *peer,
          socklen_t                      peer_length,
          const guint8                  *packet,
          gsize                          length)
{
  /* A full socket buffer is a lost packet, as on any network. */
  if (sendto (bmc->fd, packet, length, 0, (const struct sockaddr *) peer, peer_length) < 0 && errno != EAGAIN
      && errno != ECONNREFUSED && errno != ENOBUFS)
    g_printerr ("sendto: %s\n", g_strerror (errno));
}

static gboolean
on_pending (gpointer user_data)
{
  Pending *pending = user_data;
  gsize length;
  const guint8 *packet = g_bytes_get_data (pending->packet, &length);

  send_now (pending->bmc, &pending->peer, pending->peer_length, packet, length);
  g_ptr_array_remove_fast (pending->bmc->pending, pending);
  return G_SOURCE_REMOVE;
}

static void
send_later (FakeBmc                       *bmc,
            const struct sockaddr_storage *peer,
            socklen_t                      peer_length,
            const guint8                  *packet,
            gsize                          length)
{
  Pending *pending;

  if (bmc->options.delay_ms == 0)
    {
      send_now (bmc, peer, peer_length, packet, length);
      return;
    }
  pending = g_new0 (Pending, 1);
  pending->bmc = bmc;
  pending->peer = *peer;
  pending->peer_length = peer_length;
  pending->packet = g_bytes_new (packet, length);
  pending->source = g_timeout_source_new (bmc->options.delay_ms);
  g_source_set_callback (pending->source, on_pending, pending, NULL);
  g_source_attach (pending->source, bmc->context);
  g_ptr_array_add (bmc->pending, pending);
}

static void
send_garbage (FakeBmc                       *bmc,
              const struct sockaddr_storage *peer,
              socklen_t                      peer_length,
              const guint8                  *packet,
              gsize                          length)
{
  guint8 garbage[300];
  gsize n = (gsize) g_rand_int_range (bmc->rand, 0, sizeof garbage);
  gsize kept = (gsize) g_rand_int_range (bmc->rand, 0, 24);

  fake_random (garbage, sizeof garbage);
  /* The beginning of a true packet gets it further into whoever reads it. */
  memcpy (garbage, packet, MIN (MIN (kept, n), length));
  send_later (bmc, peer, peer_length, garbage, n);
}

/* A copy whose first or last byte after the header differs, with the code of the true one. */
static void
send_forged (FakeBmc                       *bmc,
             const struct sockaddr_storage *peer,
             socklen_t                      peer_length,
             const guint8                  *packet,
             gsize                          length)
{
  g_autofree guint8 *forged = g_memdup2 (packet, length);
  gsize header = RMCP_HEADER + PLUS_HEADER;

  if (length <= header)
    return;
  forged[(gsize) g_rand_int_range (bmc->rand, (gint32) header, (gint32) length)] ^= 0x10;
  send_later (bmc, peer, peer_length, forged, length);
}

static void
transmit (FakeBmc                       *bmc,
          const struct sockaddr_storage *peer,
          socklen_t                      peer_length,
          const guint8                  *packet,
          gsize                          length,
          gboolean                       protected)
{
  FakeMischief mischief = bmc->options.mischief;

  if (mischief & FAKE_GARBAGE)
    send_garbage (bmc, peer, peer_length, packet, length);
  if (mischief & FAKE_REPLAY)
    {
      if (bmc->replays->len > 0)
        {
          guint i = (guint) g_rand_int_range (bmc->rand, 0, (gint32) bmc->replays->len);
          gsize n;
          const guint8 *old = g_bytes_get_data (g_ptr_array_index (bmc->replays, i), &n);

          send_later (bmc, peer, peer_length, old, n);
        }
      if (bmc->replays->len == FAKE_REPLAYS)
        g_ptr_array_remove_index (bmc->replays, 0);
      g_ptr_array_add (bmc->replays, g_bytes_new (packet, length));
    }
  if ((mischief & FAKE_FORGE) && protected)
    send_forged (bmc, peer, peer_length, packet, length);
  send_later (bmc, peer, peer_length, packet, length);
  if (mischief & FAKE_TWICE)
    send_later (bmc, peer, peer_length, packet, length);
}

/* §13.6: header, payload, and where there is integrity the trailer, whose padding makes the hashed part a multiple of 4. */
static void
send_plus (FakeBmc                       *bmc,
           const struct sockaddr_storage *peer,
           socklen_t                      peer_length,
           FakeSession                   *session,
           guint8                         type,
           guint32                        id,
           guint32                        sequence,
           const GByteArray              *payload)
{
  static const guint8 rmcp[RMCP_HEADER] = { RMCP_VERSION, 0, RMCP_NO_ACK, RMCP_CLASS_IPMI };
  g_autoptr(GByteArray) packet = g_byte_array_new ();
  guint8 code[FAKE_DIGEST_MAX];
  gsize code_length;

  g_byte_array_append (packet, rmcp, sizeof rmcp);
  fake_append (packet, AUTH_TYPE_RMCP_PLUS);
  fake_append (packet, type);
  fake_append_le (packet, 4, id);
  fake_append_le (packet, 4, sequence);
  fake_append_le (packet, 2, payload->len);
  g_byte_array_append (packet, payload->data, payload->len);
  if (type & PAYLOAD_AUTHENTICATED)
    {
      guint8 pad = 0;

      while ((packet->len - RMCP_HEADER + 2) % 4 != 0)
        {
          fake_append (packet, 0xFF);
          pad++;
        }
      fake_append (packet, pad);
      fake_append (packet, NEXT_HEADER);
      code_length = fake_code_length (session->suite->integrity);
      fake_code (session->suite->integrity, &session->k1, session->key, packet->data + RMCP_HEADER,
                 packet->len - RMCP_HEADER, code);
      if (bmc->options.mischief & FAKE_BAD_CODE)
        code[0] ^= 1;
      g_byte_array_append (packet, code, (guint) code_length);
    }
  transmit (bmc, peer, peer_length, packet->data, packet->len, (type & PAYLOAD_AUTHENTICATED) != 0);
}

void
fake_bmc_send_payload (FakeSession      *session,
                       guint8            payload,
                       gboolean          encrypted,
                       gboolean          authenticated,
                       const GByteArray *data)
{
  FakeBmc *bmc = session->bmc;
  g_autoptr(GByteArray) body = g_byte_array_new ();
  guint8 type = payload;
  guint32 id = session->console_id;

  if (bmc->options.mischief & FAKE_MUTE_LATER)
    return;
  if (encrypted && session->suite->confidentiality != FAKE_CONFIDENTIALITY_NONE)
    {
      type |= PAYLOAD_ENCRYPTED;
      fake_aes_encrypt (&session->k2, data, body);
    }
  else
    {
      g_byte_array_append (body, data->data, data->len);
    }
  if (authenticated && session->suite->integrity != FAKE_INTEGRITY_NONE)
    type |= PAYLOAD_AUTHENTICATED;
  if (bmc->options.mischief & FAKE_WRONG_ID)
    id ^= 0x01000000;
  session->sent++;
  send_plus (bmc, &session->peer, session->peer_length, session, type, id, session->sent, body);
}

static guint8
checksum (const guint8 *data,
          gsize         length)
{
  guint8 sum = 0;

  for (gsize i = 0; i < length; i++)
    sum += data[i];
  return (guint8) -sum;
}

/* §13.8: an IPMI message as the BMC sends it, to whom the request came from. */
static void
append_message (GByteArray        *out,
                const FakeRequest *request,
                guint8             responder,
                const GByteArray  *answer)
{
  guint start = out->len;

  fake_append (out, request->rq_address);
  fake_append (out, (guint8) ((request->netfn | 1) << 2 | request->rq_lun));
  fake_append (out, checksum (out->data + start, 2));
  fake_append (out, responder);
  fake_append (out, (guint8) (request->rq_sequence << 2 | request->lun));
  fake_append (out, request->command);
  g_byte_array_append (out, answer->data, answer->len);
  fake_append (out, checksum (out->data + start + 3, out->len - start - 3));
}

static void
send_message (FakeSession      *session,
              const GByteArray *message)
{
  fake_bmc_send_payload (session, FAKE_PAYLOAD_IPMI, TRUE, TRUE, message);
}

/* Well-formed and authentic answers to questions that were not asked. */
static void
send_others (FakeSession       *session,
             const FakeRequest *request)
{
  g_autoptr(GByteArray) answer = g_byte_array_new ();

  fake_append (answer, 0);
  for (guint i = 0; i < 20; i++)
    fake_append (answer, NOT_YOURS);
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr(GByteArray) message = g_byte_array_new ();
      FakeRequest other = *request;

      other.rq_sequence = i == 0 ? (other.rq_sequence + 1) & 0x3F : i == 3 ? (other.rq_sequence + 7) & 0x3F
                          : other.rq_sequence;
      other.command ^= i == 1;
      other.netfn ^= i == 2 ? 2 : 0;
      append_message (message, &other, FAKE_BMC_ADDRESS, answer);
      send_message (session, message);
    }
}

void
fake_bmc_send_answer (FakeSession       *session,
                      const FakeRequest *request,
                      const GByteArray  *answer)
{
  g_autoptr(GByteArray) message = g_byte_array_new ();

  if (session->bmc->options.mischief & FAKE_OTHERS)
    send_others (session, request);
  append_message (message, request, request->rs_address, answer);
  send_message (session, message);
}

static gboolean
parse_message (FakeRequest  *request,
               const guint8 *data,
               gsize         length)
{
  if (length < 7 || checksum (data, 3) != 0 || checksum (data + 3, length - 3) != 0)
    return FALSE;
  *request = (FakeRequest) {
    .rs_address = data[0],
    .netfn = data[1] >> 2,
    .lun = data[1] & 3,
    .rq_address = data[3],
    .rq_sequence = data[4] >> 2,
    .rq_lun = data[4] & 3,
    .command = data[5],
    .data = data + 6,
    .length = length - 7,
  };
  return (request->netfn & 1) == 0;
}

static guint
key_of (const FakeRequest *request)
{
  return (guint) request->netfn << 8 | request->command;
}

static gboolean
is_busy (FakeBmc           *bmc,
         const FakeRequest *request)
{
  gpointer key = GUINT_TO_POINTER (key_of (request));
  guint refused = GPOINTER_TO_UINT (g_hash_table_lookup (bmc->busy, key));

  if (refused >= bmc->options.busy
      || (bmc->options.busy_command != 0 && bmc->options.busy_command != (gint) key_of (request)))
    return FALSE;
  g_hash_table_insert (bmc->busy, key, GUINT_TO_POINTER (refused + 1));
  return TRUE;
}

static void
run (FakeBmc           *bmc,
     FakeSession       *session,
     const FakeRequest *request,
     GByteArray        *answer)
{
  gpointer key = GUINT_TO_POINTER (key_of (request));
  guint ran;

  if (is_busy (bmc, request))
    {
      fake_append (answer, COMPLETION_BUSY);
      return;
    }
  ran = GPOINTER_TO_UINT (g_hash_table_lookup (bmc->counts, key));
  g_hash_table_insert (bmc->counts, key, GUINT_TO_POINTER (ran + 1));
  fake_commands_run (bmc, session, request, answer);
}

/* §6.13: the request inside a Send Message, for the controllers 0x72 on channel 0 and 0x74 behind it on channel 7. They
 * are the BMC itself with another address. Any depth; -1 when nobody is there. */
static int
run_bridged (FakeSession       *session,
             const FakeRequest *request,
             GByteArray        *message)
{
  g_autoptr(GByteArray) answer = g_byte_array_new ();
  FakeRequest inner;
  guint8 wanted = request->rs_address == FAKE_BMC_ADDRESS ? 0x72 : 0x74;
  guint8 channel = request->rs_address == FAKE_BMC_ADDRESS ? 0 : 7;

  if (request->length < 1 || (request->data[0] & 0x0F) != channel
      || !parse_message (&inner, request->data + 1, request->length - 1) || inner.rs_address != wanted)
    return -1;
  if (inner.netfn == NETFN_APP && inner.command == CMD_SEND_MESSAGE)
    {
      g_autoptr(GByteArray) innermost = g_byte_array_new ();

      if (run_bridged (session, &inner, innermost) < 0)
        {
          fake_append (answer, COMPLETION_NAK);
        }
      else
        {
          fake_append (answer, 0);
          g_byte_array_append (answer, innermost->data, innermost->len);
        }
    }
  else
    {
      run (session->bmc, session, &inner, answer);
    }
  append_message (message, &inner, inner.rs_address, answer);
  return 0;
}

static void
answer_bridged (FakeSession       *session,
                const FakeRequest *request)
{
  g_autoptr(GByteArray) answer = g_byte_array_new ();
  g_autoptr(GByteArray) message = g_byte_array_new ();

  if (run_bridged (session, request, message) < 0)
    {
      fake_append (answer, COMPLETION_NAK);
      fake_bmc_send_answer (session, request, answer);
      return;
    }
  fake_append (answer, 0);
  if (session->bmc->options.mischief & FAKE_SAME_PACKET)
    {
      g_byte_array_append (answer, message->data, message->len);
      fake_bmc_send_answer (session, request, answer);
      return;
    }
  fake_bmc_send_answer (session, request, answer);
  /* The BMC kept the number of the Send Message for the one inside, and puts it back. */
  message->data[4] = (guint8) (request->rq_sequence << 2 | (message->data[4] & 3));
  message->data[message->len - 1] = 0;
  message->data[message->len - 1] = checksum (message->data + 3, message->len - 3);
  send_message (session, message);
}

/* The command has been carried out; only the answer does not arrive. */
static gboolean
is_lost (FakeBmc           *bmc,
         const FakeRequest *request)
{
  if (bmc->options.lost_answers == 0 || request->netfn != bmc->options.lost_netfn
      || request->command != bmc->options.lost_command)
    return FALSE;
  bmc->options.lost_answers--;
  g_print ("lost %02x %02x\n", request->netfn, request->command);
  return TRUE;
}

static void
receive_message (FakeSession  *session,
                 const guint8 *data,
                 gsize         length)
{
  FakeBmc *bmc = session->bmc;
  g_autoptr(GByteArray) answer = g_byte_array_new ();
  FakeRequest request;

  if (!parse_message (&request, data, length))
    {
      bmc->rejected++;
      return;
    }
  if (request.netfn == NETFN_APP && request.command == CMD_SEND_MESSAGE)
    {
      answer_bridged (session, &request);
      return;
    }
  run (bmc, session, &request, answer);
  if (is_lost (bmc, &request))
    return;
  fake_bmc_send_answer (session, &request, answer);
  if (request.netfn == NETFN_APP && request.command == CMD_CLOSE_SESSION && answer->data[0] == 0
      && request.length >= 4 && fake_get_le (request.data, 4) == session->id)
    fake_session_free (session);
}

/* Requests before there is a session come in the format of IPMI 1.5 or with session id 0. */
static void
receive_sessionless (FakeBmc                       *bmc,
                     const struct sockaddr_storage *peer,
                     socklen_t                      peer_length,
                     gboolean                       plus,
                     const guint8                  *data,
                     gsize                          length)
{
  static const guint8 header[] = { RMCP_VERSION, 0, RMCP_NO_ACK, RMCP_CLASS_IPMI, AUTH_TYPE_NONE,
                                   0, 0, 0, 0, 0, 0, 0, 0 };
  g_autoptr(GByteArray) packet = g_byte_array_new ();
  g_autoptr(GByteArray) answer = g_byte_array_new ();
  g_autoptr(GByteArray) message = g_byte_array_new ();
  FakeRequest request;

  if (!parse_message (&request, data, length))
    {
      bmc->rejected++;
      return;
    }
  run (bmc, NULL, &request, answer);
  append_message (message, &request, request.rs_address, answer);
  if (plus)
    {
      send_plus (bmc, peer, peer_length, NULL, FAKE_PAYLOAD_IPMI, 0, 0, message);
      return;
    }
  g_byte_array_append (packet, header, sizeof header);
  fake_append (packet, (guint8) message->len);
  g_byte_array_append (packet, message->data, message->len);
  transmit (bmc, peer, peer_length, packet->data, packet->len, FALSE);
}

static void
receive_log_in (FakeBmc                       *bmc,
                const struct sockaddr_storage *peer,
                socklen_t                      peer_length,
                guint8                         type,
                const guint8                  *data,
                gsize                          length)
{
  g_autoptr(GByteArray) answer = g_byte_array_new ();
  gboolean answered = FALSE;

  if (type == PAYLOAD_OPEN_REQUEST)
    answered = fake_session_open_request (bmc, peer, peer_length, data, length, answer);
  else if (type == PAYLOAD_RAKP_1)
    answered = fake_session_rakp_1 (bmc, data, length, answer);
  else if (type == PAYLOAD_RAKP_3)
    answered = fake_session_rakp_3 (bmc, data, length, answer);
  if (!answered)
    return;
  if (bmc->options.mischief & FAKE_OTHERS)
    {
      /* To another message tag, and to another session of the console. */
      g_autoptr(GByteArray) other = g_byte_array_new ();

      g_byte_array_append (other, answer->data, answer->len);
      other->data[0]++;
      send_plus (bmc, peer, peer_length, NULL, type + 1, 0, 0, other);
      other->data[0]--;
      if (other->len >= 8)
        other->data[5] ^= 0x40;
      send_plus (bmc, peer, peer_length, NULL, type + 1, 0, 0, other);
    }
  send_plus (bmc, peer, peer_length, NULL, type + 1, 0, 0, answer);
}

/* The trailer: padding of 0xFF, its length, the next header, the code over everything from the session header on. */
static gboolean
check_trailer (FakeSession  *session,
               const guint8 *plus,
               gsize         length,
               gsize         payload_length)
{
  gsize code_length = fake_code_length (session->suite->integrity);
  gsize left = length - PLUS_HEADER - payload_length;
  guint8 code[FAKE_DIGEST_MAX];
  guint8 pad;

  if (left < code_length + 2)
    return FALSE;
  pad = plus[length - code_length - 2];
  if (left != code_length + 2 + pad || pad > 3 || (length - code_length) % 4 != 0
      || plus[length - code_length - 1] != NEXT_HEADER)
    return FALSE;
  for (guint8 i = 0; i < pad; i++)
    if (plus[PLUS_HEADER + payload_length + i] != 0xFF)
      return FALSE;
  fake_code (session->suite->integrity, &session->k1, session->key, plus, length - code_length, code);
  return memcmp (code, plus + length - code_length, code_length) == 0;
}

static gboolean
receive_in_session (FakeBmc                       *bmc,
                    const struct sockaddr_storage *peer,
                    socklen_t                      peer_length,
                    const guint8                  *plus,
                    gsize                          length)
{
  FakeSession *session = fake_session_find (bmc, fake_get_le (plus + 2, 4));
  g_autoptr(GByteArray) plain = g_byte_array_new ();
  gsize payload_length = fake_get_le (plus + 10, 2);
  gboolean authenticated = (plus[1] & PAYLOAD_AUTHENTICATED) != 0;
  gboolean encrypted = (plus[1] & PAYLOAD_ENCRYPTED) != 0;

  if (session == NULL || session->state != FAKE_OPEN || length - PLUS_HEADER < payload_length)
    return FALSE;
  if (authenticated != (session->suite->integrity != FAKE_INTEGRITY_NONE)
      || (encrypted && session->suite->confidentiality == FAKE_CONFIDENTIALITY_NONE)
      || (!encrypted && session->suite->confidentiality != FAKE_CONFIDENTIALITY_NONE
          && (plus[1] & 0x3F) == FAKE_PAYLOAD_IPMI))
    return FALSE;
  if (authenticated ? !check_trailer (session, plus, length, payload_length) : length != PLUS_HEADER + payload_length)
    return FALSE;
  if (!fake_session_is_fresh (session, fake_get_le (plus + 6, 4)))
    return FALSE;
  if (!encrypted)
    g_byte_array_append (plain, plus + PLUS_HEADER, (guint) payload_length);
  else if (!fake_aes_decrypt (&session->k2, plus + PLUS_HEADER, payload_length, plain))
    return FALSE;
  session->peer = *peer;
  session->peer_length = peer_length;
  if ((plus[1] & 0x3F) == FAKE_PAYLOAD_IPMI)
    receive_message (session, plain->data, plain->len);
  else if ((plus[1] & 0x3F) == FAKE_PAYLOAD_SOL)
    fake_sol_receive (session, plain->data, plain->len);
  return TRUE;
}

static void
receive_plus (FakeBmc                       *bmc,
              const struct sockaddr_storage *peer,
              socklen_t                      peer_length,
              const guint8                  *plus,
              gsize                          length)
{
  gsize payload_length;

  if (length < PLUS_HEADER)
    {
      bmc->rejected++;
      return;
    }
  if (fake_get_le (plus + 2, 4) != 0)
    {
      if (!receive_in_session (bmc, peer, peer_length, plus, length))
        bmc->rejected++;
      return;
    }
  payload_length = fake_get_le (plus + 10, 2);
  if (length - PLUS_HEADER < payload_length)
    bmc->rejected++;
  else if (plus[1] == FAKE_PAYLOAD_IPMI)
    receive_sessionless (bmc, peer, peer_length, TRUE, plus + PLUS_HEADER, payload_length);
  else
    receive_log_in (bmc, peer, peer_length, plus[1], plus + PLUS_HEADER, payload_length);
}

/* §13.2.3: presence ping and pong. */
static void
receive_asf (FakeBmc                       *bmc,
             const struct sockaddr_storage *peer,
             socklen_t                      peer_length,
             const guint8                  *data,
             gsize                          length)
{
  static const guint8 pong[] = { RMCP_VERSION, 0, RMCP_NO_ACK, RMCP_CLASS_ASF, 0, 0, 0x11, 0xBE, 0x40, 0, 0, 16,
                                 0, 0, 0x11, 0xBE, 0, 0, 0, 0, 0x81, 0, 0, 0, 0, 0, 0, 0 };
  guint8 packet[sizeof pong];

  if (length < 8 || data[4] != 0x80)
    return;
  memcpy (packet, pong, sizeof pong);
  packet[9] = data[5];
  transmit (bmc, peer, peer_length, packet, sizeof packet, FALSE);
}

static void
receive (FakeBmc                       *bmc,
         const struct sockaddr_storage *peer,
         socklen_t                      peer_length,
         const guint8                  *packet,
         gsize                          length)
{
  const guint8 *session_part = packet + RMCP_HEADER;
  gsize left;

  if (bmc->options.mischief & FAKE_SILENT)
    return;
  if ((bmc->options.mischief & FAKE_NARROW) && bmc->pending->len > 0)
    return;
  if (length < RMCP_HEADER + 1 || packet[0] != RMCP_VERSION || packet[2] != RMCP_NO_ACK)
    {
      bmc->rejected++;
      return;
    }
  left = length - RMCP_HEADER;
  if (packet[3] == RMCP_CLASS_ASF)
    receive_asf (bmc, peer, peer_length, session_part, left);
  else if (packet[3] != RMCP_CLASS_IPMI)
    bmc->rejected++;
  else if (session_part[0] == AUTH_TYPE_RMCP_PLUS)
    receive_plus (bmc, peer, peer_length, session_part, left);
  else if (session_part[0] == AUTH_TYPE_NONE && left >= 10 && left - 10 >= session_part[9])
    receive_sessionless (bmc, peer, peer_length, FALSE, session_part + 10, session_part[9]);
  else
    bmc->rejected++;
}

static gboolean
on_readable (int          fd,
             GIOCondition condition,
             gpointer     user_data)
{
  FakeBmc *bmc = user_data;
  guint8 packet[MAX_PACKET];

  for (guint i = 0; i < 64; i++)
    {
      struct sockaddr_storage peer = { 0 };
      socklen_t peer_length = sizeof peer;
      gssize n = recvfrom (fd, packet, sizeof packet, MSG_DONTWAIT, (struct sockaddr *) &peer, &peer_length);

      if (n < 0 && errno != ECONNREFUSED)
        break;
      if (n >= 0)
        receive (bmc, &peer, peer_length, packet, (gsize) n);
    }
  return G_SOURCE_CONTINUE;
}

static void
open_socket (FakeBmc *bmc)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (bmc->options.port),
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  struct sockaddr_in6 address6 = { .sin6_family = AF_INET6, .sin6_port = address.sin_port,
                                   .sin6_addr = IN6ADDR_LOOPBACK_INIT };
  struct sockaddr *any = bmc->options.ipv6 ? (struct sockaddr *) &address6 : (struct sockaddr *) &address;
  socklen_t length = bmc->options.ipv6 ? sizeof address6 : sizeof address;
  int size = 1 << 20;

  bmc->fd = socket (any->sa_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  setsockopt (bmc->fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  if (bmc->fd < 0 || bind (bmc->fd, any, length) != 0 || getsockname (bmc->fd, any, &length) != 0)
    g_error ("Cannot listen on port %u: %s", bmc->options.port, g_strerror (errno));
  bmc->port = ntohs (bmc->options.ipv6 ? address6.sin6_port : address.sin_port);
  bmc->source = g_unix_fd_source_new (bmc->fd, G_IO_IN);
  g_source_set_callback (bmc->source, G_SOURCE_FUNC (on_readable), bmc, NULL);
  g_source_attach (bmc->source, bmc->context);
}

static void
add_suites (FakeBmc    *bmc,
            const char *list)
{
  g_auto(GStrv) ids = g_strsplit (list != NULL ? list : "0,1,2,3,6,7,8,11,12,15,16,17", ",", -1);
  g_auto(GStrv) refused = g_strsplit (bmc->options.refused != NULL ? bmc->options.refused : "", ",", -1);

  for (guint i = 0; ids[i] != NULL && bmc->n_suites < G_N_ELEMENTS (bmc->suites); i++)
    {
      const FakeSuite *suite = fake_suite_by_id ((guint8) g_ascii_strtoull (ids[i], NULL, 10));

      if (suite != NULL)
        bmc->suites[bmc->n_suites++] = *suite;
    }
  for (guint i = 0; refused[i] != NULL; i++)
    bmc->refused |= 1u << (g_ascii_strtoull (refused[i], NULL, 10) & 31);
}

/* Serves its socket in the thread-default main context of the caller; (transfer full). @options may go away, the
 * strings and users in it not. */
FakeBmc *
fake_bmc_new (const FakeBmcOptions *options)
{
  static const guint8 guid[FAKE_GUID_SIZE] = { 0x61, 0x50, 0x4f, 0x3e, 0x2d, 0x1c, 0x0b, 0x9a,
                                               0x8f, 0x4e, 0x3d, 0x5c, 0xa2, 0xb0, 0x1f, 0x6e };
  FakeBmc *bmc = g_new0 (FakeBmc, 1);

  bmc->options = *options;
  if (bmc->options.users == NULL)
    bmc->options.users = default_users;
  if (bmc->options.sensors == 0)
    bmc->options.sensors = 10;
  if (bmc->options.sdr_step == 0)
    bmc->options.sdr_step = 1;
  if (bmc->options.sel_records == 0)
    bmc->options.sel_records = 5;
  if (bmc->options.max_read == 0)
    bmc->options.max_read = 255;
  memcpy (bmc->guid, guid, sizeof guid);
  add_suites (bmc, options->suites);
  bmc->context = g_main_context_ref_thread_default ();
  bmc->replays = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  bmc->pending = g_ptr_array_new_with_free_func (pending_free);
  bmc->counts = g_hash_table_new (NULL, NULL);
  bmc->busy = g_hash_table_new (NULL, NULL);
  bmc->rand = g_rand_new_with_seed (1);
  open_socket (bmc);
  /* Two BMCs are two machines: nobody may take one's SDRs for the other's. */
  memcpy (bmc->guid, &bmc->port, sizeof bmc->port);
  fake_commands_init (bmc);
  fake_store_init (bmc);
  fake_records_init (bmc);
  return bmc;
}

void
fake_bmc_free (FakeBmc *bmc)
{
  for (guint i = 0; i < FAKE_MAX_SESSIONS; i++)
    if (bmc->sessions[i] != NULL)
      fake_session_free (bmc->sessions[i]);
  g_source_destroy (bmc->source);
  g_source_unref (bmc->source);
  close (bmc->fd);
  g_ptr_array_unref (bmc->pending);
  g_ptr_array_unref (bmc->replays);
  g_hash_table_unref (bmc->counts);
  g_hash_table_unref (bmc->busy);
  g_rand_free (bmc->rand);
  fake_records_clear (bmc);
  fake_store_clear (bmc);
  g_main_context_unref (bmc->context);
  g_free (bmc);
}

guint16
fake_bmc_get_port (FakeBmc *bmc)
{
  return bmc->port;
}

/* How often a command ran, in or outside a session. */
guint
fake_bmc_count (FakeBmc *bmc,
                guint8   netfn,
                guint8   command)
{
  const FakeRequest request = { .netfn = netfn, .command = command };

  return GPOINTER_TO_UINT (g_hash_table_lookup (bmc->counts, GUINT_TO_POINTER (key_of (&request))));
}

/* How many sessions are open or being opened. */
guint
fake_bmc_sessions (FakeBmc *bmc)
{
  guint n = 0;

  for (guint i = 0; i < FAKE_MAX_SESSIONS; i++)
    n += bmc->sessions[i] != NULL;
  return n;
}

/* How many packets were not as the specification wants them. */
guint
fake_bmc_rejected (FakeBmc *bmc)
{
  return bmc->rejected;
}

FakeMischief
fake_mischief_by_name (const char *name)
{
  static const struct { const char *name; FakeMischief mischief; } names[] = {
    { "garbage", FAKE_GARBAGE }, { "twice", FAKE_TWICE }, { "replay", FAKE_REPLAY }, { "others", FAKE_OTHERS },
    { "forge", FAKE_FORGE }, { "bad-code", FAKE_BAD_CODE }, { "wrong-id", FAKE_WRONG_ID },
    { "silent", FAKE_SILENT }, { "full", FAKE_FULL }, { "bad-rakp2", FAKE_BAD_RAKP2 },
    { "bad-rakp4", FAKE_BAD_RAKP4 }, { "narrow", FAKE_NARROW }, { "sdr-short", FAKE_SDR_SHORT },
    { "sdr-loop", FAKE_SDR_LOOP }, { "sdr-count", FAKE_SDR_COUNT }, { "sdr-loses", FAKE_SDR_LOSES },
    { "sel-changes", FAKE_SEL_CHANGES }, { "sel-loop", FAKE_SEL_LOOP }, { "fru-checksum", FAKE_FRU_CHECKSUM },
    { "fru-length", FAKE_FRU_LENGTH }, { "fru-short", FAKE_FRU_SHORT }, { "same-packet", FAKE_SAME_PACKET },
    { "mute-later", FAKE_MUTE_LATER }, { "sol-nack", FAKE_SOL_NACK }, { "sol-deaf", FAKE_SOL_DEAF },
    { "sol-discreet", FAKE_SOL_DISCREET }, { "sol-hasty", FAKE_SOL_HASTY }, { "sol-off", FAKE_SOL_OFF },
    { "meek", FAKE_MEEK }, { "empty", FAKE_EMPTY },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i].name, name))
      return names[i].mischief;
  return 0;
}
