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

#include <glib/gi18n-lib.h>

#include "ipmi-completion.h"
#include "ipmi-login-parts.h"
#include "ipmi-rakp.h"

#define DOUBTS_CLEAN     3
#define DOUBTS_DIRTY     6
#define DOUBTS_FALL_BACK 2       /* about a suite, while another one is left to try */
#define DOUBTS_IN_THE_END 2      /* when the time is over */
#define LONGEST_GRACE    (40 * G_TIME_SPAN_MILLISECOND)

void
ipmi_login_drop (IpmiLogin   *self,
                 IpmiVerdict  verdict)
{
  self->dropped[verdict]++;
  self->dirty |= verdict == IPMI_VERDICT_MALFORMED;
}

void
ipmi_login_sent (IpmiLogin *self,
                 gint64     now)
{
  self->sent_at = now;
  self->sends++;
  self->due = now + ipmi_timing_wait (self->timing, self->sends);
}

void
ipmi_login_answered (IpmiLogin *self,
                     gint64     now)
{
  if (self->sends == 1)
    ipmi_timing_measured (self->timing, now - self->sent_at);
  else
    ipmi_timing_ambiguous (self->timing, now - self->sent_at);
  self->heard = TRUE;
}

void
ipmi_login_enter (IpmiLogin     *self,
                  IpmiLoginStep  step)
{
  self->step = step;
  self->sends = 0;
  self->put_off = 0;
  self->doubting = FALSE;
  self->refused = FALSE;
  /* Doubts about a later step stay: a wrong password is found only after opening went well again. */
  if (self->doubts > 0 && self->doubt_step < step)
    {
      self->doubts = 0;
      g_clear_error (&self->error);
    }
}

void
ipmi_login_doubt (IpmiLogin  *self,
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

void
ipmi_login_doubt_status (IpmiLogin *self,
                         gint64     now,
                         guint8     status)
{
  g_autofree char *text = ipmi_status_text (status);

  ipmi_login_doubt (self, now, ipmi_status_error (status), "%s", text);
  self->refused = TRUE;
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

/* Not every BMC has the right word for a suite that it advertises and does not take. */
static gboolean
may_be_the_suite (IpmiLogin *self)
{
  gboolean opening = self->doubt_step == IPMI_LOGIN_STEP_OPENING;

  return self->suite + 1 < self->n_suites
         && (g_error_matches (self->error, IPMI_ERROR, IPMI_ERROR_SUITE)
             || (opening && g_error_matches (self->error, IPMI_ERROR, IPMI_ERROR_PROTOCOL)));
}

/* Whether a refusal that is believed leaves something else to try. */
static gboolean
try_less (IpmiLogin *self,
          gint64     now)
{
  const IpmiCredentials *who = self->credentials;
  gboolean role = g_error_matches (self->error, IPMI_ERROR, IPMI_ERROR_PRIVILEGE)
                  || (who->role_lookup && g_error_matches (self->error, IPMI_ERROR, IPMI_ERROR_AUTH));

  if (may_be_the_suite (self))
    self->suite++;
  else if (role && who->privilege == IPMI_PRIVILEGE_HIGHEST && self->role > IPMI_PRIVILEGE_USER)
    self->role--;
  else
    return FALSE;
  self->doubts = 0;
  g_clear_error (&self->error);
  ipmi_login_begin_exchange (self, now);
  return TRUE;
}

static guint
doubts_needed (IpmiLogin *self)
{
  if (may_be_the_suite (self))
    return DOUBTS_FALL_BACK;
  return self->dirty ? DOUBTS_DIRTY : DOUBTS_CLEAN;
}

static void
resolve_doubt (IpmiLogin *self,
               gint64     now)
{
  gboolean bad_code = self->step == IPMI_LOGIN_STEP_RAKP_2 && !self->refused;

  self->doubting = FALSE;
  if (self->doubts >= doubts_needed (self))
    {
      if (try_less (self, now))
        return;
      self->state = IPMI_LOGIN_FAILED;
    }
  else if (self->step == IPMI_LOGIN_STEP_ASKING)
    {
      self->sends = 0;
      ipmi_login_send_questions (self, now);
    }
  else if (bad_code && self->doubts % DOUBTS_CLEAN != 0)
    ipmi_login_repeat_rakp_1 (self, now);
  else
    ipmi_login_begin_exchange (self, now);
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
  explicit_bzero (&self->exchange, sizeof self->exchange);
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
  ipmi_suite_list_init (&self->list);
  if (self->credentials->suite >= 0)
    {
      self->suites[0] = ipmi_suite_lookup (self->credentials->suite);
      self->n_suites = 1;
      ipmi_suite_list_give_up (&self->list);
      if (self->suites[0] == NULL)
        {
          fail (self, IPMI_ERROR_SUITE, _("This cipher suite does not exist, or is not supported. "
                                          "Choose one of 0–3, 6–8, 11, 12 and 15–17."));
          return self->state;
        }
    }
  ipmi_login_send_questions (self, now);
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
    ipmi_login_drop (self, IPMI_VERDICT_MALFORMED);
  else if (packet.session_id != 0)
    ipmi_login_receive_in_session (self, &packet, data, length);
  else if (packet.encrypted || packet.authenticated)
    ipmi_login_drop (self, IPMI_VERDICT_MALFORMED);
  else if (packet.type == IPMI_PAYLOAD_MESSAGE)
    ipmi_login_receive_message (self, &packet, now);
  else if (packet.type == IPMI_PAYLOAD_OPEN_RESPONSE)
    ipmi_login_receive_opening (self, &packet, now);
  else if (packet.type == IPMI_PAYLOAD_RAKP_2)
    ipmi_login_receive_rakp_2 (self, &packet, now);
  else if (packet.type == IPMI_PAYLOAD_RAKP_4)
    ipmi_login_receive_rakp_4 (self, &packet, now);
  else
    ipmi_login_drop (self, IPMI_VERDICT_UNMATCHED);
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
  if (self->step == IPMI_LOGIN_STEP_ASKING)
    ipmi_login_repeat_questions (self, now);
  else
    ipmi_login_repeat_exchange (self, now);
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
 * ipmi_login_get_put_off:
 * @self: a log-in
 *
 * Returns: the completion code with which the BMC puts it off, 0 when it does not
 */
guint8
ipmi_login_get_put_off (IpmiLogin *self)
{
  return self->put_off;
}

/**
 * ipmi_login_time_out:
 * @self: a log-in that has come to nothing yet
 *
 * A doubt that came once only may be a packet that was damaged on the way, so that it does not become the reason. The
 * user is told of it all the same: some BMCs refuse once and then say nothing for a while.
 *
 * Returns: (transfer full) (nullable): why the time is over, as far as the BMC has said so
 */
GError *
ipmi_login_time_out (IpmiLogin *self)
{
  if (self->error == NULL && self->user_unanswered)
    return g_error_new_literal (IPMI_ERROR, IPMI_ERROR_TIMEOUT,
                                _("The BMC answered until it was told the user name, and then said nothing more. Some "
                                  "do that when they do not know the user. Check the user name, and the network."));
  if (self->error == NULL && self->put_off != 0)
    /* Translators: the %s is a sentence, or several */
    return g_error_new (IPMI_ERROR, IPMI_ERROR_TIMEOUT,
                        _("The BMC answered, but put the log-in off until the time was over. It said: %s"),
                        ipmi_completion_text (self->put_off));
  if (self->error == NULL || self->doubts >= DOUBTS_IN_THE_END)
    return g_steal_pointer (&self->error);
  /* Translators: the %s is a sentence, or several */
  return g_error_new (IPMI_ERROR, IPMI_ERROR_TIMEOUT,
                      _("The BMC answered, but logging in could not be finished in time. Check the network, or give it "
                        "more time. One answer said: %s"), self->error->message);
}

/**
 * ipmi_login_steal_error:
 * @self: a log-in that has failed
 *
 * Returns: (transfer full): why
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
