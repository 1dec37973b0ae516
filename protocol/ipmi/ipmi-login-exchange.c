/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The second half of a log-in: Open Session and the four RAKP messages (IPMI 2.0 §13.17 to §13.24). */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "ipmi-login-parts.h"
#include "ipmi-rakp.h"

#define ROLE_NAME_ONLY    0x10
#define COMMAND_PRIVILEGE 0x3B
#define COMMAND_CLOSE     0x3C
#define RAKP_PATIENCE     6       /* sendings after which the exchange is begun afresh */
#define STATUS_BAD_CODE   0x0F
#define GUESS_PATIENCE    4       /* sendings after which another suite is guessed at */

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
  ipmi_login_sent (self, now);
}

/* Tells the BMC to forget a session that will not be, rather than keep it in its table for a minute. Should it answer
 * that, the tag is none of those we wait for. Not before it has answered to the user name: RAKP 3 where RAKP 2 has never
 * come kills pyghmi's BMC, for one, which does not answer to unknown users. */
static void
give_back (IpmiLogin *self,
           guint32    bmc_id)
{
  guint8 payload[IPMI_RAKP_MAX];

  send_setup (self, IPMI_PAYLOAD_RAKP_3, payload,
              ipmi_rakp_3_encode (payload, self->tag + 0x80, STATUS_BAD_CODE, bmc_id, NULL, 0));
}

/* Sends a request in the session that is there once the BMC has taken RAKP 3, whether or not we know that. */
static void
send_in_session (IpmiLogin    *self,
                 guint8        command,
                 const guint8 *data,
                 gsize         length)
{
  IpmiMessage message = {
    .to = IPMI_BMC_ADDRESS, .netfn = IPMI_NETFN_APP, .from = IPMI_CONSOLE_ADDRESS, .sequence = 0x3F,
    .command = command, .data = data, .length = length,
  };
  guint8 payload[16];
  guint8 out[sizeof payload + IPMI_MAX_OVERHEAD];

  length = ipmi_message_encode (&message, payload, sizeof payload);
  ipmi_auth_derive (self->auth, &self->exchange);
  length = ipmi_auth_seal (self->auth, IPMI_PAYLOAD_MESSAGE, self->exchange.bmc_id, ++self->sequence,
                           payload, length, out, sizeof out);
  self->send (out, length, self->user_data);
}

/**
 * ipmi_login_give_up:
 * @self: a log-in
 *
 * Has the BMC forget the session that is being set up, if there is one.
 */
void
ipmi_login_give_up (IpmiLogin *self)
{
  guint32 id = self->exchange.bmc_id;
  const guint8 data[] = { id, id >> 8, id >> 16, id >> 24 };

  if (self->step < IPMI_LOGIN_STEP_RAKP_2 || self->refused || self->user_unanswered)
    return;
  give_back (self, id);
  if (self->step == IPMI_LOGIN_STEP_RAKP_4 && !self->bad_check_value)
    send_in_session (self, COMMAND_CLOSE, data, sizeof data);
}

void
ipmi_login_begin_exchange (IpmiLogin *self,
                           gint64     now)
{
  const IpmiCredentials *who = self->credentials;

  ipmi_login_give_up (self);
  ipmi_login_enter (self, IPMI_LOGIN_STEP_OPENING);
  self->tag++;
  self->n_candidates = 0;
  self->sequence = 0;
  self->bad_check_value = FALSE;
  self->n_surplus = 0;
  self->gave_back = FALSE;
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

  self->user_unanswered = TRUE;
  send_setup (self, IPMI_PAYLOAD_RAKP_1, payload, ipmi_rakp_1_encode (payload, self->tag, &self->exchange));
  ipmi_login_sent (self, now);
}

static void
give_back_surplus (IpmiLogin *self)
{
  self->gave_back |= self->n_surplus > 0;
  while (self->n_surplus > 0)
    give_back (self, self->surplus[--self->n_surplus]);
}

/* A BMC that was asked again because it is slow, or an answer got lost, makes a session of each request. We use the
 * first one. */
static gboolean
is_surplus (IpmiLogin              *self,
            const IpmiOpenResponse *response)
{
  return self->step > IPMI_LOGIN_STEP_OPENING && response->tag == (guint8) (self->first_tag - 1)
         && response->status == 0 && response->console_id == self->exchange.console_id
         && response->bmc_id != 0 && response->bmc_id != self->exchange.bmc_id;
}

/* OpenBMC, for one, leaves 0 in a refusal for what it answers: the message tag and our session id. */
static gboolean
is_to (guint32 found,
       guint32 expected,
       guint8  status)
{
  return found == expected || (status != 0 && found == 0);
}

void
ipmi_login_receive_opening (IpmiLogin        *self,
                            const IpmiPacket *packet,
                            gint64            now)
{
  const IpmiSuite *suite = self->suites[self->suite];
  IpmiOpenResponse response;

  if (!ipmi_open_response_decode (&response, packet->payload, packet->length))
    ipmi_login_drop (self, IPMI_VERDICT_MALFORMED);
  else if (is_surplus (self, &response))
    {
      if (self->n_surplus < IPMI_LOGIN_MAX_SURPLUS)        /* more of them expire by themselves */
        self->surplus[self->n_surplus++] = response.bmc_id;
      if (!self->user_unanswered)
        give_back_surplus (self);
    }
  else if (self->step != IPMI_LOGIN_STEP_OPENING || !is_to (response.tag, self->tag, response.status))
    ipmi_login_drop (self, IPMI_VERDICT_UNMATCHED);
  else if (response.status != 0)
    ipmi_login_doubt_status (self, now, response.status);
  else if (response.console_id != self->exchange.console_id || response.bmc_id == 0)
    ipmi_login_drop (self, IPMI_VERDICT_FOREIGN);
  else if (response.authentication != suite->authentication || response.integrity != suite->integrity
           || response.confidentiality != suite->confidentiality)
    ipmi_login_doubt (self, now, IPMI_ERROR_SUITE, _("The BMC answers with other algorithms than those of cipher suite "
                                                     "%u, which was asked for. Choose another cipher "
                                                     "suite."), suite->id);
  else if (response.privilege != 0 && response.privilege < self->role)
    ipmi_login_doubt (self, now, IPMI_ERROR_PRIVILEGE, _("The BMC grants a lower privilege level with cipher suite %u "
                                                         "than was asked for. Ask for a lower one, or choose another "
                                                         "cipher suite."), suite->id);
  else
    {
      ipmi_login_answered (self, now);
      ipmi_login_enter (self, IPMI_LOGIN_STEP_RAKP_2);
      self->exchange.bmc_id = response.bmc_id;
      self->first_tag = ++self->tag;
      send_rakp_1 (self, now);
    }
}

static void
load_candidate (IpmiLogin                *self,
                const IpmiLoginCandidate *candidate)
{
  memcpy (self->exchange.bmc_random, candidate->random, IPMI_RANDOM_LENGTH);
  memcpy (self->exchange.guid, candidate->guid, IPMI_GUID_LENGTH);
}

static void
send_rakp_3 (IpmiLogin *self,
             gint64     now)
{
  const IpmiLoginCandidate *candidate = &self->candidates[self->n_candidates - 1];
  guint8 payload[IPMI_RAKP_MAX];
  guint8 code[IPMI_MAX_CODE];
  gsize length;

  load_candidate (self, candidate);
  length = ipmi_auth_rakp_3_code (self->auth, &self->exchange, code);
  length = ipmi_rakp_3_encode (payload, candidate->tag, 0, self->exchange.bmc_id, code, length);
  send_setup (self, IPMI_PAYLOAD_RAKP_3, payload, length);
  ipmi_login_sent (self, now);
}

static void
add_candidate (IpmiLogin              *self,
               const IpmiRakpResponse *response,
               gint64                  now)
{
  IpmiLoginCandidate *candidate = &self->candidates[self->n_candidates++];

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

void
ipmi_login_receive_rakp_2 (IpmiLogin        *self,
                           const IpmiPacket *packet,
                           gint64            now)
{
  IpmiRakpResponse response;
  IpmiExchange proposed = self->exchange;

  if (!ipmi_rakp_2_decode (&response, packet->payload, packet->length))
    {
      ipmi_login_drop (self, IPMI_VERDICT_MALFORMED);
      return;
    }
  if (self->step < IPMI_LOGIN_STEP_RAKP_2
      || ((guint8) (response.tag - self->first_tag) >= RAKP_PATIENCE && !is_to (response.tag, self->tag, response.status))
      || !is_to (response.console_id, self->exchange.console_id, response.status))
    {
      ipmi_login_drop (self, IPMI_VERDICT_FOREIGN);
      return;
    }
  self->user_unanswered = FALSE;
  give_back_surplus (self);
  if (self->step == IPMI_LOGIN_STEP_RAKP_4
      && (response.status != 0 || is_candidate (self, &response) || self->n_candidates == IPMI_LOGIN_MAX_CANDIDATES))
    {
      ipmi_login_drop (self, IPMI_VERDICT_UNMATCHED);
      return;
    }
  if (response.status != 0)
    {
      ipmi_login_doubt_status (self, now, response.status);
      return;
    }
  memcpy (proposed.bmc_random, response.random, IPMI_RANDOM_LENGTH);
  memcpy (proposed.guid, response.guid, IPMI_GUID_LENGTH);
  if (!ipmi_auth_check_rakp_2 (self->auth, &proposed, response.code, response.code_length))
    {
      ipmi_login_drop (self, IPMI_VERDICT_FORGED);
      if (self->step == IPMI_LOGIN_STEP_RAKP_2)
        ipmi_login_doubt (self, now, IPMI_ERROR_AUTH,
                          _("The BMC has another password for this user. Check the user name and the password."));
      return;
    }
  if (self->step == IPMI_LOGIN_STEP_RAKP_2)
    {
      ipmi_login_answered (self, now);
      ipmi_login_enter (self, IPMI_LOGIN_STEP_RAKP_4);
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

static const IpmiLoginCandidate *
find_candidate (IpmiLogin *self,
                guint8     tag,
                guint8     status)
{
  for (guint i = 0; i < self->n_candidates; i++)
    if (is_to (tag, self->candidates[i].tag, status))
      return &self->candidates[i];
  return NULL;
}

void
ipmi_login_receive_rakp_4 (IpmiLogin        *self,
                           const IpmiPacket *packet,
                           gint64            now)
{
  IpmiRakpResponse response;
  const IpmiLoginCandidate *candidate;
  guint8 blank;

  if (!ipmi_rakp_4_decode (&response, packet->payload, packet->length))
    {
      ipmi_login_drop (self, IPMI_VERDICT_MALFORMED);
      return;
    }
  /* What was given back may be refused like that, too. */
  blank = self->gave_back ? 0 : response.status;
  candidate = self->step == IPMI_LOGIN_STEP_RAKP_4 ? find_candidate (self, response.tag, blank) : NULL;
  if (candidate == NULL || !is_to (response.console_id, self->exchange.console_id, blank))
    {
      ipmi_login_drop (self, IPMI_VERDICT_FOREIGN);
      return;
    }
  if (response.status != 0)
    {
      ipmi_login_doubt_status (self, now, response.status);
      return;
    }
  load_candidate (self, candidate);
  if (!ipmi_auth_check_rakp_4 (self->auth, &self->exchange, response.code, response.code_length))
    {
      ipmi_login_drop (self, IPMI_VERDICT_FORGED);
      self->bad_check_value = TRUE;
      ipmi_login_doubt (self, now, IPMI_ERROR_AUTH, "%s",
                        self->kg_set ? _("The BMC is set up with a K_g key, and the one given here is not the same. "
                                         "Check the K_g key.")
                                     : _("The BMC has come to another session key. Check whether it needs a K_g key, "
                                         "and which."));
      return;
    }
  ipmi_login_answered (self, now);
  ipmi_auth_derive (self->auth, &self->exchange);
  finish (self);
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

  if (!self->bad_check_value && self->suites[self->suite]->integrity != IPMI_INTEGRITY_NONE)
    send_in_session (self, COMMAND_PRIVILEGE, data, sizeof data);
}

void
ipmi_login_receive_in_session (IpmiLogin  *self,
                               IpmiPacket *packet,
                               guint8     *data,
                               gsize       length)
{
  IpmiVerdict verdict = IPMI_VERDICT_FOREIGN;

  if (packet->session_id == self->exchange.console_id && self->step == IPMI_LOGIN_STEP_RAKP_4 && self->sequence > 0)
    verdict = ipmi_auth_open (self->auth, packet, data, length);
  if (verdict == IPMI_VERDICT_GOOD)
    finish (self);
  else
    ipmi_login_drop (self, verdict);
}

/* Asks once more in the same session, so that the BMC's table does not fill with our attempts. */
void
ipmi_login_repeat_rakp_1 (IpmiLogin *self,
                          gint64     now)
{
  self->tag++;
  self->sends = 0;
  send_rakp_1 (self, now);
}

/* Some BMCs say nothing at all to a suite that they do not have. Where neither of the two that are tried is in its
 * list they take turns, so that none is given up because of a network that loses packets. */
static gboolean
guess_again (IpmiLogin *self)
{
  const IpmiSuite *silent = self->suites[0];

  if (!self->guessed || self->suite + 1 >= self->n_suites || self->sends < GUESS_PATIENCE)
    return FALSE;
  self->suites[0] = self->suites[1];
  self->suites[1] = silent;
  return TRUE;
}

/* The time for an answer is over. */
void
ipmi_login_repeat_exchange (IpmiLogin *self,
                            gint64     now)
{
  if (self->step == IPMI_LOGIN_STEP_OPENING && !guess_again (self))
    send_opening (self, now);
  else if (self->step == IPMI_LOGIN_STEP_OPENING || self->sends >= RAKP_PATIENCE)
    ipmi_login_begin_exchange (self, now);
  else if (self->step == IPMI_LOGIN_STEP_RAKP_2)
    send_rakp_1 (self, now);
  else
    {
      send_rakp_3 (self, now);
      send_probe (self);
    }
}
