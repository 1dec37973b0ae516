/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Nothing that arrives during log-in is signed, so nothing of it is believed at once. An answer that speaks
 * against us (an error status, a code that does not fit) may be forged or damaged. It becomes a doubt: the right
 * answer to the same question may still come for a moment and then counts; else the question is put again.
 * Only the same doubt several times in a row is the result. A network that was seen to lose or damage packets
 * needs more of them.
 */
#include "config.h"

#include <string.h>

#include <openssl/crypto.h>

#include "ipmi-completion.h"
#include "ipmi-login.h"
#include "ipmi-rakp.h"

#define ROLE_NAME_ONLY    0x10
#define NETFN_APP         0x06
#define COMMAND_PRIVILEGE 0x3B
#define COMMAND_CAPS      0x38
#define COMMAND_SUITES    0x54
#define THIS_CHANNEL      0x0E
#define CHUNK_LENGTH      16
#define MAX_CHUNKS        16
#define CHUNKS_AT_FIRST   2
#define CHUNKS_AT_ONCE    4
#define LIST_PATIENCE     3       /* sendings after which we do without the list of suites */
#define RAKP_PATIENCE     6       /* sendings after which the exchange is begun afresh */
#define MAX_CANDIDATES    4
#define DOUBTS_CLEAN      3
#define DOUBTS_DIRTY      6
#define DOUBTS_FALL_BACK  2       /* about a suite, while another one is left to try */
#define STATUS_BAD_CODE   0x0F
#define LONGEST_GRACE     (40 * G_TIME_SPAN_MILLISECOND)

typedef enum
{
  STEP_ASKING,        /* authentication capabilities and cipher suites */
  STEP_OPENING,
  STEP_RAKP_2,        /* waiting for it */
  STEP_RAKP_4,
} Step;

/* What we answered to one RAKP Message 2. A repeated RAKP 1 can be answered with another random number; the tag
 * of RAKP 4 says which of them the BMC means. */
typedef struct
{
  guint8 tag;
  guint8 random[IPMI_RANDOM_LENGTH];
  guint8 guid[IPMI_GUID_LENGTH];
} Candidate;

struct _IpmiLogin
{
  const IpmiCredentials *credentials;              /* borrowed */
  IpmiTiming            *timing;                   /* borrowed */
  guint64               *dropped;                  /* borrowed; IPMI_N_VERDICTS counters */
  IpmiLoginSend          send;
  gpointer               user_data;
  IpmiLoginState         state;
  Step                   step;
  GError                *error;                    /* owned; the doubt, or why it failed */
  Step                   doubt_step;
  guint                  doubts;
  gboolean               doubting;                 /* until the grace is over */
  gboolean               refused;                  /* the doubt is a status: the BMC has given this session up */
  gboolean               dirty;
  gboolean               heard;
  guint                  sends;
  gint64                 sent_at;
  gint64                 due;

  gboolean               capable;                  /* capabilities are known */
  gboolean               kg_set;
  guint8                 chunks[MAX_CHUNKS][CHUNK_LENGTH];
  guint8                 chunk_lengths[MAX_CHUNKS];
  guint16                chunks_known;             /* bit set */
  guint                  n_chunks;                 /* asked for so far, or the list's once complete */
  gboolean               list_settled;             /* complete, or not to be had */

  const IpmiSuite       *suites[2];                /* to try, best first */
  guint                  n_suites;
  guint                  suite;
  IpmiPrivilege          role;

  IpmiAuth              *auth;                     /* owned */
  IpmiExchange           exchange;
  guint8                 tag;                      /* of the last message */
  guint8                 first_tag;                /* first RAKP 1 of this exchange */
  guint32                sequence;                 /* in the session, of the last packet sent */
  gboolean               bad_check_value;
  Candidate              candidates[MAX_CANDIDATES];
  guint                  n_candidates;
};

static void begin_opening (IpmiLogin *self, gint64 now);

static void
drop (IpmiLogin   *self,
      IpmiVerdict  verdict)
{
  self->dropped[verdict]++;
  self->dirty |= verdict == IPMI_VERDICT_MALFORMED;
}

static void
sent (IpmiLogin *self,
      gint64     now)
{
  self->sent_at = now;
  self->sends++;
  self->due = now + ipmi_timing_wait (self->timing, self->sends);
}

static void
answered (IpmiLogin *self,
          gint64     now)
{
  if (self->sends == 1)
    ipmi_timing_measured (self->timing, now - self->sent_at);
  else
    ipmi_timing_ambiguous (self->timing, now - self->sent_at);
  self->heard = TRUE;
}

static void
enter (IpmiLogin *self,
       Step       step)
{
  self->step = step;
  self->sends = 0;
  self->doubting = FALSE;
  /* Doubts about a later step stay: a wrong password is found only after opening went well again. */
  if (self->doubts > 0 && self->doubt_step < step)
    {
      self->doubts = 0;
      g_clear_error (&self->error);
    }
}

static void G_GNUC_PRINTF (4, 5)
doubt (IpmiLogin  *self,
       gint64      now,
       IpmiError   code,
       const char *format,
       ...)
{
  va_list arguments;

  if (self->doubting)
    return;
  if (self->doubts > 0 && (self->doubt_step != self->step
                           || !g_error_matches (self->error, IPMI_ERROR, (gint) code)))
    self->doubts = 0;
  g_clear_error (&self->error);
  va_start (arguments, format);
  self->error = g_error_new_valist (IPMI_ERROR, (gint) code, format, arguments);
  va_end (arguments);
  self->doubts++;
  self->doubt_step = self->step;
  self->doubting = TRUE;
  self->refused = FALSE;
  self->heard = TRUE;
  self->due = now + MIN (ipmi_timing_base (self->timing), LONGEST_GRACE);
}

static void
doubt_status (IpmiLogin *self,
              gint64     now,
              guint8     status)
{
  g_autofree char *text = ipmi_status_text (status);

  doubt (self, now, ipmi_status_error (status), "%s", text);
  self->refused = TRUE;
}

/* Asking */

static void
send_question (IpmiLogin    *self,
               guint8        sequence,
               guint8        command,
               const guint8 *data,
               gsize         length)
{
  IpmiMessage message = {
    .to = IPMI_BMC_ADDRESS, .netfn = NETFN_APP, .from = IPMI_CONSOLE_ADDRESS,
    .sequence = sequence, .command = command, .data = data, .length = length,
  };
  guint8 out[64];

  self->send (out, ipmi_packet_encode_plain (out, sizeof out, &message), self->user_data);
}

static void
send_questions (IpmiLogin *self,
                gint64     now)
{
  /* The BMC's own channel number, and capabilities of IPMI 2.0, please (§22.13). */
  const guint8 caps[] = { 0x80 | THIS_CHANNEL, IPMI_PRIVILEGE_ADMINISTRATOR };

  if (!self->capable)
    send_question (self, 0, COMMAND_CAPS, caps, sizeof caps);
  for (guint i = 0; !self->list_settled && i < self->n_chunks; i++)
    {
      const guint8 suites[] = { THIS_CHANNEL, IPMI_PAYLOAD_MESSAGE, 0x80 | i };

      if ((self->chunks_known & 1 << i) == 0)
        send_question (self, 1 + i, COMMAND_SUITES, suites, sizeof suites);
    }
  sent (self, now);
}

/* Cipher suite records, §22.15.1: 0xC0 and the id, or 0xC1, the id and an OEM's IANA number; then algorithms. */
static guint64
parse_suites (const guint8 *data,
              gsize         length)
{
  guint64 found = 0;

  for (gsize i = 0; i + 1 < length; i++)
    {
      if (data[i] == 0xC0 && data[i + 1] < 64)
        found |= G_GUINT64_CONSTANT (1) << data[i + 1];
      if (data[i] == 0xC0)
        i++;
      else if (data[i] == 0xC1)
        i += 4;
    }
  return found;
}

static void
choose_suites (IpmiLogin *self)
{
  static const guint8 best[] = { 17, 3 };
  guint8 list[MAX_CHUNKS * CHUNK_LENGTH];
  gsize length = 0;
  guint64 offered;

  for (guint i = 0; i < self->n_chunks; i++)
    {
      memcpy (list + length, self->chunks[i], self->chunk_lengths[i]);
      length += self->chunk_lengths[i];
    }
  offered = parse_suites (list, length);
  for (guint i = 0; i < G_N_ELEMENTS (best); i++)
    if ((offered & G_GUINT64_CONSTANT (1) << best[i]) != 0)
      self->suites[self->n_suites++] = ipmi_suite_lookup (best[i]);
  /* A list without either, or none at all, is not the last word: some BMCs keep quiet about what they have. */
  for (guint i = 0; self->n_suites == 0 && i < G_N_ELEMENTS (best); i++)
    self->suites[i] = ipmi_suite_lookup (best[i]);
  if (self->n_suites == 0)
    self->n_suites = G_N_ELEMENTS (best);
}

static void
finish_asking (IpmiLogin *self,
               gint64     now)
{
  if (!self->capable || !self->list_settled)
    return;
  if (self->n_suites == 0)
    choose_suites (self);
  begin_opening (self, now);
}

/* Not an answer yet: the question is asked again when its time comes. */
static gboolean
is_busy (const IpmiMessage *message)
{
  return message->data[0] == IPMI_COMPLETION_NODE_BUSY || message->data[0] == IPMI_COMPLETION_TIMEOUT;
}

static void
receive_caps (IpmiLogin         *self,
              const IpmiMessage *message,
              gint64             now)
{
  if (self->capable)
    {
      drop (self, IPMI_VERDICT_UNMATCHED);
      return;
    }
  if (is_busy (message))
    return;
  if (message->data[0] != 0 || message->length < 9 || (message->data[2] & 0x80) == 0
      || (message->data[4] & 0x02) == 0)
    {
      doubt (self, now, IPMI_ERROR_UNSUPPORTED,
             "The BMC does not offer IPMI 2.0 on its network port, only the unprotected IPMI 1.5. "
             "Switch IPMI 2.0 on in its settings, or update its firmware.");
      return;
    }
  answered (self, now);
  self->doubting = FALSE;
  self->kg_set = (message->data[3] & 0x20) != 0;
  self->capable = TRUE;
  finish_asking (self, now);
}

static void
receive_chunk (IpmiLogin         *self,
               const IpmiMessage *message,
               gint64             now)
{
  guint i = message->sequence - 1;
  gsize length = message->length - MIN (message->length, 2);
  guint known = 0;

  if (self->list_settled || i >= self->n_chunks || (self->chunks_known & 1 << i) != 0)
    {
      drop (self, IPMI_VERDICT_UNMATCHED);
      return;
    }
  if (is_busy (message))
    return;
  answered (self, now);
  if (message->data[0] != 0 && i == 0)
    self->n_chunks = 0;                          /* has no list */
  else if (message->data[0] == 0)
    {
      self->chunk_lengths[i] = MIN (length, CHUNK_LENGTH);
      memcpy (self->chunks[i], message->data + 2, self->chunk_lengths[i]);
    }
  self->chunks_known |= 1 << i;
  while (known < self->n_chunks && (self->chunks_known & 1 << known) != 0)
    if (self->chunk_lengths[known++] < CHUNK_LENGTH)
      self->n_chunks = known;                    /* the last one, and ends the loop */
  if (known < self->n_chunks)
    return;
  if (known > 0 && self->chunk_lengths[known - 1] == CHUNK_LENGTH && known < MAX_CHUNKS)
    {
      self->n_chunks = MIN (known + CHUNKS_AT_ONCE, MAX_CHUNKS);
      self->sends = 0;
      send_questions (self, now);
      return;
    }
  self->list_settled = TRUE;
  finish_asking (self, now);
}

static void
receive_message (IpmiLogin        *self,
                 const IpmiPacket *packet,
                 gint64            now)
{
  IpmiMessage message;

  if (!ipmi_message_decode (&message, packet->payload, packet->length))
    drop (self, IPMI_VERDICT_MALFORMED);
  else if (self->step != STEP_ASKING || message.netfn != (NETFN_APP | 1)
           || message.to != IPMI_CONSOLE_ADDRESS || message.from != IPMI_BMC_ADDRESS)
    drop (self, IPMI_VERDICT_UNMATCHED);
  else if (message.command == COMMAND_CAPS && message.sequence == 0)
    receive_caps (self, &message, now);
  else if (message.command == COMMAND_SUITES && message.sequence > 0)
    receive_chunk (self, &message, now);
  else
    drop (self, IPMI_VERDICT_UNMATCHED);
}

/* Opening */

static void
send_setup (IpmiLogin       *self,
            IpmiPayloadType  type,
            const guint8    *payload,
            gsize            length)
{
  guint8 out[IPMI_HEADER_LENGTH + IPMI_RAKP_MAX];

  self->send (out, ipmi_packet_encode_setup (out, sizeof out, type, payload, length), self->user_data);
}

static void
send_opening (IpmiLogin *self,
              gint64     now)
{
  guint8 payload[IPMI_RAKP_MAX];
  gsize length = ipmi_open_request_encode (payload, self->tag, self->role, self->exchange.console_id,
                                           self->suites[self->suite]);

  send_setup (self, IPMI_PAYLOAD_OPEN_REQUEST, payload, length);
  sent (self, now);
}

static void
begin_opening (IpmiLogin *self,
               gint64     now)
{
  const IpmiCredentials *who = self->credentials;

  enter (self, STEP_OPENING);
  self->tag++;
  self->n_candidates = 0;
  self->sequence = 0;
  self->bad_check_value = FALSE;
  do
    ipmi_random ((guint8 *) &self->exchange.console_id, sizeof self->exchange.console_id);
  while (self->exchange.console_id == 0);
  ipmi_random (self->exchange.console_random, IPMI_RANDOM_LENGTH);
  self->exchange.role = self->role | (who->role_lookup ? 0 : ROLE_NAME_ONLY);
  self->exchange.user_length = who->user_length;
  memcpy (self->exchange.user, who->user, who->user_length);
  g_clear_pointer (&self->auth, ipmi_auth_free);
  self->auth = ipmi_auth_new (self->suites[self->suite], who->password, who->kg);
  send_opening (self, now);
}

static void
send_rakp_1 (IpmiLogin *self,
             gint64     now)
{
  guint8 payload[IPMI_RAKP_MAX];

  send_setup (self, IPMI_PAYLOAD_RAKP_1, payload, ipmi_rakp_1_encode (payload, self->tag, &self->exchange));
  sent (self, now);
}

static void
receive_opening (IpmiLogin        *self,
                 const IpmiPacket *packet,
                 gint64            now)
{
  const IpmiSuite *suite = self->suites[self->suite];
  IpmiOpenResponse response;

  if (!ipmi_open_response_decode (&response, packet->payload, packet->length))
    drop (self, IPMI_VERDICT_MALFORMED);
  else if (self->step != STEP_OPENING || response.tag != self->tag)
    drop (self, IPMI_VERDICT_UNMATCHED);
  else if (response.status != 0)
    doubt_status (self, now, response.status);
  else if (response.console_id != self->exchange.console_id || response.bmc_id == 0)
    drop (self, IPMI_VERDICT_FOREIGN);
  else if (response.authentication != suite->authentication || response.integrity != suite->integrity
           || response.confidentiality != suite->confidentiality)
    doubt (self, now, IPMI_ERROR_SUITE, "The BMC answers with other algorithms than those of cipher suite %u, "
           "which was asked for. Choose another cipher suite.", suite->id);
  else if (response.privilege != 0 && response.privilege < self->role)
    doubt (self, now, IPMI_ERROR_PRIVILEGE, "The BMC grants a lower privilege level with cipher suite %u than "
           "was asked for. Ask for a lower one, or choose another cipher suite.", suite->id);
  else
    {
      answered (self, now);
      enter (self, STEP_RAKP_2);
      self->exchange.bmc_id = response.bmc_id;
      self->first_tag = ++self->tag;
      send_rakp_1 (self, now);
    }
}

/* RAKP */

static void
load_candidate (IpmiLogin       *self,
                const Candidate *candidate)
{
  memcpy (self->exchange.bmc_random, candidate->random, IPMI_RANDOM_LENGTH);
  memcpy (self->exchange.guid, candidate->guid, IPMI_GUID_LENGTH);
}

static void
send_rakp_3 (IpmiLogin *self,
             gint64     now)
{
  const Candidate *candidate = &self->candidates[self->n_candidates - 1];
  guint8 payload[IPMI_RAKP_MAX];
  guint8 code[IPMI_MAX_CODE];
  gsize length;

  load_candidate (self, candidate);
  length = ipmi_auth_rakp_3_code (self->auth, &self->exchange, code);
  length = ipmi_rakp_3_encode (payload, candidate->tag, 0, self->exchange.bmc_id, code, length);
  send_setup (self, IPMI_PAYLOAD_RAKP_3, payload, length);
  sent (self, now);
}

static void
add_candidate (IpmiLogin              *self,
               const IpmiRakpResponse *response,
               gint64                  now)
{
  Candidate *candidate = &self->candidates[self->n_candidates++];

  candidate->tag = ++self->tag;
  memcpy (candidate->random, response->random, IPMI_RANDOM_LENGTH);
  memcpy (candidate->guid, response->guid, IPMI_GUID_LENGTH);
  self->sends = 0;
  send_rakp_3 (self, now);
}

static gboolean
is_candidate (IpmiLogin              *self,
              const IpmiRakpResponse *response)
{
  for (guint i = 0; i < self->n_candidates; i++)
    if (memcmp (self->candidates[i].random, response->random, IPMI_RANDOM_LENGTH) == 0)
      return TRUE;
  return FALSE;
}

static void
receive_rakp_2 (IpmiLogin        *self,
                const IpmiPacket *packet,
                gint64            now)
{
  IpmiRakpResponse response;
  IpmiExchange proposed = self->exchange;

  if (!ipmi_rakp_2_decode (&response, packet->payload, packet->length))
    {
      drop (self, IPMI_VERDICT_MALFORMED);
      return;
    }
  if (self->step < STEP_RAKP_2 || (guint8) (response.tag - self->first_tag) >= RAKP_PATIENCE
      || response.console_id != self->exchange.console_id)
    {
      drop (self, IPMI_VERDICT_FOREIGN);
      return;
    }
  if (self->step == STEP_RAKP_4
      && (response.status != 0 || is_candidate (self, &response) || self->n_candidates == MAX_CANDIDATES))
    {
      drop (self, IPMI_VERDICT_UNMATCHED);
      return;
    }
  if (response.status != 0)
    {
      doubt_status (self, now, response.status);
      return;
    }
  memcpy (proposed.bmc_random, response.random, IPMI_RANDOM_LENGTH);
  memcpy (proposed.guid, response.guid, IPMI_GUID_LENGTH);
  if (!ipmi_auth_check_rakp_2 (self->auth, &proposed, response.code, response.code_length))
    {
      drop (self, IPMI_VERDICT_FORGED);
      if (self->step == STEP_RAKP_2)
        doubt (self, now, IPMI_ERROR_AUTH,
               "The BMC has another password for this user. Check the user name and the password.");
      return;
    }
  if (self->step == STEP_RAKP_2)
    {
      answered (self, now);
      enter (self, STEP_RAKP_4);
    }
  add_candidate (self, &response, now);
}

static void
finish (IpmiLogin *self)
{
  g_clear_error (&self->error);
  self->heard = TRUE;
  self->state = IPMI_LOGIN_DONE;
}

static const Candidate *
find_candidate (IpmiLogin *self,
                guint8     tag)
{
  for (guint i = 0; i < self->n_candidates; i++)
    if (self->candidates[i].tag == tag)
      return &self->candidates[i];
  return NULL;
}

static void
fail (IpmiLogin  *self,
      IpmiError   code,
      const char *message)
{
  g_clear_error (&self->error);
  self->error = g_error_new_literal (IPMI_ERROR, (gint) code, message);
  self->state = IPMI_LOGIN_FAILED;
}

static void
receive_rakp_4 (IpmiLogin        *self,
                const IpmiPacket *packet,
                gint64            now)
{
  IpmiRakpResponse response;
  const Candidate *candidate;

  if (!ipmi_rakp_4_decode (&response, packet->payload, packet->length))
    {
      drop (self, IPMI_VERDICT_MALFORMED);
      return;
    }
  candidate = self->step == STEP_RAKP_4 ? find_candidate (self, response.tag) : NULL;
  if (candidate == NULL || response.console_id != self->exchange.console_id)
    {
      drop (self, IPMI_VERDICT_FOREIGN);
      return;
    }
  if (response.status != 0)
    {
      doubt_status (self, now, response.status);
      return;
    }
  load_candidate (self, candidate);
  if (!ipmi_auth_check_rakp_4 (self->auth, &self->exchange, response.code, response.code_length))
    {
      drop (self, IPMI_VERDICT_FORGED);
      self->bad_check_value = TRUE;
      doubt (self, now, IPMI_ERROR_AUTH, "%s",
             self->kg_set ? "The BMC is set up with a K_g key, and the one given here is not the same. Check the K_g key."
                          : "The BMC has come to another session key. Check whether it needs a K_g key, and which.");
      return;
    }
  answered (self, now);
  if (ipmi_auth_derive (self->auth, &self->exchange))
    finish (self);
  else
    fail (self, IPMI_ERROR_SUITE, "OpenSSL on this computer does not allow the algorithms of this cipher suite.");
}

/*
 * When RAKP 4 was lost the session is there, and many BMCs do not answer RAKP 3 again. So something harmless is
 * asked in the session ("keep my privilege level"). An answer that carries the right code is the same proof that
 * RAKP 4 would have been: nobody can make it without the session key. Not after a check value that was wrong, nor
 * with a suite that does not sign.
 */
static void
send_probe (IpmiLogin *self)
{
  const guint8 data[] = { 0 };
  IpmiMessage message = {
    .to = IPMI_BMC_ADDRESS, .netfn = NETFN_APP, .from = IPMI_CONSOLE_ADDRESS, .sequence = 0x3F,
    .command = COMMAND_PRIVILEGE, .data = data, .length = sizeof data,
  };
  guint8 payload[16];
  guint8 out[sizeof payload + IPMI_MAX_OVERHEAD];
  gsize length = ipmi_message_encode (&message, payload, sizeof payload);

  if (self->bad_check_value || self->suites[self->suite]->integrity == IPMI_INTEGRITY_NONE
      || !ipmi_auth_derive (self->auth, &self->exchange))
    return;
  length = ipmi_auth_seal (self->auth, IPMI_PAYLOAD_MESSAGE, self->exchange.bmc_id, ++self->sequence,
                           payload, length, out, sizeof out);
  self->send (out, length, self->user_data);
}

static void
receive_in_session (IpmiLogin  *self,
                    IpmiPacket *packet,
                    guint8     *data,
                    gsize       length)
{
  IpmiVerdict verdict = IPMI_VERDICT_FOREIGN;

  if (packet->session_id == self->exchange.console_id && self->step == STEP_RAKP_4 && self->sequence > 0)
    verdict = ipmi_auth_open (self->auth, packet, data, length);
  if (verdict == IPMI_VERDICT_GOOD)
    finish (self);
  else
    drop (self, verdict);
}

/* Time */

/* Tells the BMC to forget a session that will not be, rather than keep it in its table for a minute. */
static void
send_abort (IpmiLogin *self)
{
  guint8 payload[IPMI_RAKP_MAX];

  send_setup (self, IPMI_PAYLOAD_RAKP_3, payload,
              ipmi_rakp_3_encode (payload, self->tag + 1, STATUS_BAD_CODE, self->exchange.bmc_id, NULL, 0));
}

/* Whether a refusal that is believed leaves something else to try. */
static gboolean
try_less (IpmiLogin *self,
          gint64     now)
{
  const IpmiCredentials *who = self->credentials;
  gboolean role = g_error_matches (self->error, IPMI_ERROR, IPMI_ERROR_PRIVILEGE)
                  || (who->role_lookup && g_error_matches (self->error, IPMI_ERROR, IPMI_ERROR_AUTH));

  if (g_error_matches (self->error, IPMI_ERROR, IPMI_ERROR_SUITE) && self->suite + 1 < self->n_suites)
    self->suite++;
  else if (role && who->privilege == IPMI_PRIVILEGE_HIGHEST && self->role > IPMI_PRIVILEGE_USER)
    self->role--;
  else
    return FALSE;
  self->doubts = 0;
  begin_opening (self, now);
  return TRUE;
}

static guint
doubts_needed (IpmiLogin *self)
{
  if (g_error_matches (self->error, IPMI_ERROR, IPMI_ERROR_SUITE) && self->suite + 1 < self->n_suites)
    return DOUBTS_FALL_BACK;
  return self->dirty ? DOUBTS_DIRTY : DOUBTS_CLEAN;
}

static void
resolve_doubt (IpmiLogin *self,
               gint64     now)
{
  gboolean bad_code = self->step == STEP_RAKP_2 && !self->refused;

  self->doubting = FALSE;
  if (self->doubts >= doubts_needed (self))
    {
      if (try_less (self, now))
        return;
      if (bad_code)
        send_abort (self);
      self->state = IPMI_LOGIN_FAILED;
    }
  else if (self->step == STEP_ASKING)
    {
      self->sends = 0;
      send_questions (self, now);
    }
  else if (bad_code && self->doubts % DOUBTS_CLEAN != 0)
    {
      /* In the same session, so that the BMC's table does not fill with our attempts. */
      self->tag++;
      self->sends = 0;
      send_rakp_1 (self, now);
    }
  else
    begin_opening (self, now);
}

/**
 * ipmi_login_new:
 * @credentials: who logs in; borrowed, as are the next two
 * @timing: round trips, known or to be measured
 * @dropped: (array fixed-size=8): counts packets by #IpmiVerdict
 * @send: sends a datagram
 * @user_data: for @send
 *
 * Returns: (transfer full): a log-in that has not begun
 */
IpmiLogin *
ipmi_login_new (const IpmiCredentials *credentials,
                IpmiTiming            *timing,
                guint64               *dropped,
                IpmiLoginSend          send,
                gpointer               user_data)
{
  IpmiLogin *self = g_new0 (IpmiLogin, 1);

  self->credentials = credentials;
  self->timing = timing;
  self->dropped = dropped;
  self->send = send;
  self->user_data = user_data;
  self->role = credentials->privilege != IPMI_PRIVILEGE_HIGHEST ? credentials->privilege
                                                                : IPMI_PRIVILEGE_ADMINISTRATOR;
  ipmi_random (&self->tag, sizeof self->tag);
  return self;
}

/**
 * ipmi_login_free:
 * @self: (transfer full): a log-in
 */
void
ipmi_login_free (IpmiLogin *self)
{
  g_clear_pointer (&self->auth, ipmi_auth_free);
  g_clear_error (&self->error);
  OPENSSL_cleanse (&self->exchange, sizeof self->exchange);
  g_free (self);
}

/**
 * ipmi_login_start:
 * @self: a log-in
 * @now: the time
 *
 * Sends the first questions: authentication capabilities and, unless the suite is given, cipher suites.
 *
 * Returns: the state
 */
IpmiLoginState
ipmi_login_start (IpmiLogin *self,
                  gint64     now)
{
  if (self->credentials->suite >= 0)
    {
      self->suites[0] = ipmi_suite_lookup (self->credentials->suite);
      self->n_suites = 1;
      self->list_settled = TRUE;
      if (self->suites[0] == NULL)
        {
          fail (self, IPMI_ERROR_SUITE, "This cipher suite does not exist, or is not supported. "
                "Choose one of 0–3, 6–8, 11, 12 and 15–17.");
          return self->state;
        }
    }
  self->n_chunks = CHUNKS_AT_FIRST;
  send_questions (self, now);
  return self->state;
}

/**
 * ipmi_login_receive:
 * @self: a log-in
 * @data: (array length=length): a datagram, which may be decrypted in place
 * @length: its length
 * @now: the time
 *
 * Returns: the state
 */
IpmiLoginState
ipmi_login_receive (IpmiLogin *self,
                    guint8    *data,
                    gsize      length,
                    gint64     now)
{
  IpmiPacket packet;

  if (!ipmi_packet_decode (&packet, data, length))
    drop (self, IPMI_VERDICT_MALFORMED);
  else if (packet.session_id != 0)
    receive_in_session (self, &packet, data, length);
  else if (packet.encrypted || packet.authenticated)
    drop (self, IPMI_VERDICT_MALFORMED);
  else if (packet.type == IPMI_PAYLOAD_MESSAGE)
    receive_message (self, &packet, now);
  else if (packet.type == IPMI_PAYLOAD_OPEN_RESPONSE)
    receive_opening (self, &packet, now);
  else if (packet.type == IPMI_PAYLOAD_RAKP_2)
    receive_rakp_2 (self, &packet, now);
  else if (packet.type == IPMI_PAYLOAD_RAKP_4)
    receive_rakp_4 (self, &packet, now);
  else
    drop (self, IPMI_VERDICT_UNMATCHED);
  return self->state;
}

/**
 * ipmi_login_tick:
 * @self: a log-in
 * @now: the time, not before ipmi_login_get_due()
 *
 * Asks again what was not answered.
 *
 * Returns: the state
 */
IpmiLoginState
ipmi_login_tick (IpmiLogin *self,
                 gint64     now)
{
  if (self->doubting)
    {
      resolve_doubt (self, now);
      return self->state;
    }
  self->dirty |= self->heard;
  switch (self->step)
    {
    case STEP_ASKING:
      if (self->capable && self->sends >= LIST_PATIENCE)
        {
          self->list_settled = TRUE;
          self->n_chunks = 0;
          finish_asking (self, now);
        }
      else
        send_questions (self, now);
      break;
    case STEP_OPENING:
      send_opening (self, now);
      break;
    case STEP_RAKP_2:
      if (self->sends < RAKP_PATIENCE)
        send_rakp_1 (self, now);
      else
        begin_opening (self, now);
      break;
    case STEP_RAKP_4:
    default:
      if (self->sends < RAKP_PATIENCE)
        {
          send_rakp_3 (self, now);
          send_probe (self);
        }
      else
        begin_opening (self, now);
      break;
    }
  return self->state;
}

/**
 * ipmi_login_get_due:
 * @self: a log-in
 *
 * Returns: when ipmi_login_tick() wants to be called
 */
gint64
ipmi_login_get_due (IpmiLogin *self)
{
  return self->due;
}

/**
 * ipmi_login_get_heard:
 * @self: a log-in
 *
 * Returns: whether a BMC has answered anything that made sense
 */
gboolean
ipmi_login_get_heard (IpmiLogin *self)
{
  return self->heard;
}

/**
 * ipmi_login_steal_error:
 * @self: a log-in
 *
 * Returns: (transfer full) (nullable): why it failed, or what speaks against it so far
 */
GError *
ipmi_login_steal_error (IpmiLogin *self)
{
  return g_steal_pointer (&self->error);
}

/**
 * ipmi_login_steal_auth:
 * @self: a log-in that is done
 * @exchange: (out): the session ids, and the role that was granted
 * @sequence: (out): the last session sequence number that was used
 *
 * Returns: (transfer full): the session's keys
 */
IpmiAuth *
ipmi_login_steal_auth (IpmiLogin    *self,
                       IpmiExchange *exchange,
                       guint32      *sequence)
{
  *exchange = self->exchange;
  *sequence = self->sequence;
  return g_steal_pointer (&self->auth);
}
