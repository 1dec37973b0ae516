/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The first step of a log-in: what the BMC can do, and with which cipher suites. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "ipmi-completion.h"
#include "ipmi-login-parts.h"

#define COMMAND_CAPS   0x38
#define COMMAND_SUITES 0x54
#define THIS_CHANNEL   0x0E
#define LIST_PATIENCE  3       /* sendings after which we do without the list of suites */

static void
send_question (IpmiLogin    *self,
               guint8        sequence,
               guint8        command,
               const guint8 *data,
               gsize         length)
{
  IpmiMessage message = {
    .to = IPMI_BMC_ADDRESS, .netfn = IPMI_NETFN_APP, .from = IPMI_CONSOLE_ADDRESS,
    .sequence = sequence, .command = command, .data = data, .length = length,
  };
  guint8 out[64];

  self->send (out, ipmi_packet_encode_plain (out, sizeof out, &message), self->user_data);
}

void
ipmi_login_send_questions (IpmiLogin *self,
                           gint64     now)
{
  /* The BMC's own channel number, and capabilities of IPMI 2.0, please (§22.13). */
  const guint8 caps[] = { 0x80 | THIS_CHANNEL, IPMI_PRIVILEGE_ADMINISTRATOR };

  if (!self->capable)
    send_question (self, 0, COMMAND_CAPS, caps, sizeof caps);
  for (guint i = 0; i < IPMI_SUITE_MAX_CHUNKS; i++)
    {
      const guint8 suites[] = { THIS_CHANNEL, IPMI_PAYLOAD_MESSAGE, 0x80 | i };

      if (ipmi_suite_list_wants (&self->list, i))
        send_question (self, 1 + i, COMMAND_SUITES, suites, sizeof suites);
    }
  ipmi_login_sent (self, now);
}

static void
finish_asking (IpmiLogin *self,
               gint64     now)
{
  if (!self->capable || !self->list.settled)
    return;
  if (self->n_suites == 0)
    self->n_suites = ipmi_suite_list_choose (&self->list, self->suites, &self->guessed);
  ipmi_login_begin_exchange (self, now);
}

/* Not an answer yet: the question is asked again when its time comes. */
static gboolean
is_busy (IpmiLogin         *self,
         const IpmiMessage *message)
{
  if (!ipmi_completion_is_passing (message->data[0]))
    return FALSE;
  self->put_off = message->data[0];
  self->heard = TRUE;
  return TRUE;
}

static void
receive_caps (IpmiLogin         *self,
              const IpmiMessage *message,
              gint64             now)
{
  if (self->capable)
    {
      ipmi_login_drop (self, IPMI_VERDICT_UNMATCHED);
      return;
    }
  if (is_busy (self, message))
    return;
  /* It may be starting up; one that knows IPMI 1.5 alone finds the request invalid (§22.13). */
  if (message->data[0] != 0 && ipmi_completion_error (message->data[0]) == IPMI_ERROR_BUSY)
    {
      ipmi_login_doubt (self, now, IPMI_ERROR_BUSY, "%s", ipmi_completion_text (message->data[0]));
      return;
    }
  if (message->data[0] != 0 || message->length < 9 || (message->data[2] & 0x80) == 0
      || (message->data[4] & 0x02) == 0)
    {
      ipmi_login_doubt (self, now, IPMI_ERROR_UNSUPPORTED,
                        _("The BMC does not offer IPMI 2.0 on its network port, only the unprotected IPMI 1.5. "
                          "Switch IPMI 2.0 on in its settings, or update its firmware."));
      return;
    }
  ipmi_login_answered (self, now);
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

  if (!ipmi_suite_list_wants (&self->list, i))
    {
      ipmi_login_drop (self, IPMI_VERDICT_UNMATCHED);
      return;
    }
  if (is_busy (self, message))
    return;
  ipmi_login_answered (self, now);
  switch (ipmi_suite_list_take (&self->list, i, message->data[0] == 0, message->data + 2, length))
    {
    case IPMI_SUITE_LIST_ASK:
      self->sends = 0;
      ipmi_login_send_questions (self, now);
      break;
    case IPMI_SUITE_LIST_SETTLED:
      finish_asking (self, now);
      break;
    case IPMI_SUITE_LIST_WAIT:
    default:
      break;
    }
}

/* The time for an answer is over. */
void
ipmi_login_repeat_questions (IpmiLogin *self,
                             gint64     now)
{
  if (self->capable && self->sends >= LIST_PATIENCE)
    {
      ipmi_suite_list_give_up (&self->list);
      finish_asking (self, now);
    }
  else
    ipmi_login_send_questions (self, now);
}

void
ipmi_login_receive_message (IpmiLogin        *self,
                            const IpmiPacket *packet,
                            gint64            now)
{
  IpmiMessage message;

  if (!ipmi_message_decode (&message, packet->payload, packet->length))
    ipmi_login_drop (self, IPMI_VERDICT_MALFORMED);
  else if (self->step != IPMI_LOGIN_STEP_ASKING || message.netfn != (IPMI_NETFN_APP | 1)
           || message.to != IPMI_CONSOLE_ADDRESS || message.from != IPMI_BMC_ADDRESS)
    ipmi_login_drop (self, IPMI_VERDICT_UNMATCHED);
  else if (message.command == COMMAND_CAPS && message.sequence == 0)
    receive_caps (self, &message, now);
  else if (message.command == COMMAND_SUITES && message.sequence > 0)
    receive_chunk (self, &message, now);
  else
    ipmi_login_drop (self, IPMI_VERDICT_UNMATCHED);
}
