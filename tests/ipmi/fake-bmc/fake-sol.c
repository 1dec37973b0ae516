/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "fake-private.h"

/* Serial over LAN (IPMI 2.0 §15): what comes is sent back, as from a serial cable with its ends joined. */

#define HEADER             4
#define MAX_CHARACTERS     200
#define RETRY_MS           200
#define STATUS_NACK        0x40
#define STATUS_UNAVAILABLE 0x20
#define STATUS_DEACTIVATED 0x10
#define REFUSE_TIMES       2
#define GIVEN_UP           9      /* number of a packet */

/* Activate Payload, auxiliary request data (table 24-2). */
#define WANTS_ENCRYPTION      0x80
#define WANTS_AUTHENTICATION  0x40

static void send_pending (FakeSession *session);

static gboolean
on_retry (gpointer user_data)
{
  FakeSession *session = user_data;

  session->sol_timer = 0;
  send_pending (session);
  return G_SOURCE_REMOVE;
}

static void
set_timer (FakeSession *session,
           gboolean     on)
{
  if (session->sol_timer != 0)
    {
      GSource *source = g_main_context_find_source_by_id (session->bmc->context, session->sol_timer);

      if (source != NULL)
        g_source_destroy (source);
      session->sol_timer = 0;
    }
  if (on)
    {
      g_autoptr(GSource) source = g_timeout_source_new (RETRY_MS);

      g_source_set_callback (source, on_retry, session, NULL);
      session->sol_timer = g_source_attach (source, session->bmc->context);
    }
}

static void
send_packet (FakeSession  *session,
             guint8        sequence,
             guint8        acknowledged,
             guint8        accepted,
             guint8        status,
             const guint8 *data,
             gsize         length)
{
  g_autoptr(GByteArray) payload = g_byte_array_new ();

  fake_append (payload, sequence);
  fake_append (payload, acknowledged);
  fake_append (payload, accepted);
  fake_append (payload, status);
  g_byte_array_append (payload, data, (guint) length);
  fake_bmc_send_payload (session, FAKE_PAYLOAD_SOL, session->sol_encrypted, session->sol_authenticated, payload);
}

static void
send_pending (FakeSession *session)
{
  if (session->sol_pending->len == 0)
    {
      guint n = MIN (session->sol_out->len, MAX_CHARACTERS);

      if (n == 0)
        {
          set_timer (session, FALSE);
          return;
        }
      session->sol_sequence = session->sol_sequence % 15 + 1;
      g_byte_array_append (session->sol_pending, session->sol_out->data, n);
      g_byte_array_remove_range (session->sol_out, 0, n);
      if ((session->bmc->options.mischief & FAKE_SOL_HASTY) && session->sol_sequence == GIVEN_UP)
        {
          g_byte_array_set_size (session->sol_pending, 0);
          send_pending (session);
          return;
        }
    }
  send_packet (session, session->sol_sequence, 0, 0, 0, session->sol_pending->data, session->sol_pending->len);
  set_timer (session, TRUE);
}

/* How much of new data is taken: at first nothing, then half, so that the other side has to come back with the rest. */
static guint8
take (FakeSession *session,
      gsize        length,
      guint8      *status)
{
  *status = 0;
  if (session->bmc->options.mischief & FAKE_SOL_OFF)
    {
      *status = STATUS_UNAVAILABLE;
      return 0;
    }
  if ((session->bmc->options.mischief & FAKE_SOL_NACK) && session->sol_refusals < REFUSE_TIMES)
    {
      session->sol_refusals++;
      *status = STATUS_NACK;
      return session->sol_refusals == 1 ? 0 : (guint8) (length / 2);
    }
  session->sol_refusals = 0;
  return (guint8) length;
}

void
fake_sol_receive (FakeSession  *session,
                  const guint8 *data,
                  gsize         length)
{
  guint8 sequence;
  guint8 status = 0;

  if (!session->sol || length < HEADER)
    return;
  sequence = data[0] & 0x0F;
  if (data[1] != 0 && data[1] == session->sol_sequence && session->sol_pending->len > 0)
    {
      guint taken = MIN (data[2], session->sol_pending->len);

      g_byte_array_remove_range (session->sol_pending, 0, taken);
      if (session->sol_pending->len > 0)
        {
          /* The rest goes out again in front of what waits, under a new number. */
          g_byte_array_prepend (session->sol_out, session->sol_pending->data, session->sol_pending->len);
          g_byte_array_set_size (session->sol_pending, 0);
        }
      if ((data[3] & STATUS_NACK) == 0)
        send_pending (session);
      else
        set_timer (session, TRUE);
    }
  if (sequence == 0 || (session->bmc->options.mischief & FAKE_SOL_DEAF))
    return;
  /* One that comes again, or late, is acknowledged as the last one was, if it is that, and not taken again. */
  if (session->sol_received != 0 && sequence != session->sol_received && sequence != session->sol_received % 15 + 1)
    return;
  if (sequence != session->sol_received)
    {
      session->sol_received = sequence;
      session->sol_accepted = take (session, length - HEADER, &status);
      g_byte_array_append (session->sol_out, data + HEADER, session->sol_accepted);
    }
  send_packet (session, 0, sequence, session->sol_accepted, status, NULL, 0);
  if (session->sol_pending->len == 0)
    send_pending (session);
}

void
fake_sol_activate (FakeSession       *session,
                   const FakeRequest *request,
                   GByteArray        *answer)
{
  FakeBmc *bmc = session->bmc;

  if (request->length < 6 || (request->data[0] & 0x3F) != FAKE_PAYLOAD_SOL || (request->data[1] & 0x0F) != 1)
    {
      fake_append (answer, 0xCC);
      return;
    }
  if (bmc->options.sol_refusal != 0)
    {
      fake_append (answer, (guint8) bmc->options.sol_refusal);
      return;
    }
  for (guint i = 0; i < FAKE_MAX_SESSIONS; i++)
    if (bmc->sessions[i] != NULL && bmc->sessions[i]->sol)
      {
        fake_append (answer, 0x80);
        return;
      }
  if (session->suite->confidentiality == 0 && (request->data[2] & WANTS_ENCRYPTION))
    {
      fake_append (answer, 0x83);
      return;
    }
  session->sol = TRUE;
  session->sol_encrypted = (request->data[2] & WANTS_ENCRYPTION) != 0;
  session->sol_authenticated = session->suite->integrity != 0;
  session->sol_sequence = 0;
  session->sol_received = 0;
  session->sol_refusals = 0;
  fake_append (answer, 0);
  fake_append_le (answer, 4, 0);
  fake_append_le (answer, 2, MAX_CHARACTERS + HEADER);
  fake_append_le (answer, 2, MAX_CHARACTERS + HEADER);
  fake_append_le (answer, 2, bmc->port);
  fake_append_le (answer, 2, 0xFFFF);
  if (bmc->options.sol_blast > 0)
    {
      for (guint n = 0; session->sol_out->len < bmc->options.sol_blast; n++)
        {
          char line[16];

          g_snprintf (line, sizeof line, "%07u\n", n);
          g_byte_array_append (session->sol_out, (const guint8 *) line, 8);
        }
      g_byte_array_set_size (session->sol_out, bmc->options.sol_blast);
      set_timer (session, TRUE);
    }
}

/* Somebody else has ended it. */
void
fake_sol_say_goodbye (FakeSession *session)
{
  send_packet (session, 0, 0, 0, STATUS_DEACTIVATED, NULL, 0);
}

void
fake_sol_deactivate (FakeSession *session)
{
  session->sol = FALSE;
  set_timer (session, FALSE);
  g_byte_array_set_size (session->sol_out, 0);
  g_byte_array_set_size (session->sol_pending, 0);
}

/* Get SOL Configuration Parameters (§26.3): whether it is on, from operator, at 115.2 kbit/s. */
void
fake_sol_parameter (FakeBmc           *bmc,
                    const FakeRequest *request,
                    GByteArray        *answer)
{
  static const guint8 values[] = { [1] = 1, [2] = 3, [6] = 0x0A };

  if (request->length != 4 || request->data[1] >= G_N_ELEMENTS (values) || values[request->data[1]] == 0)
    {
      fake_append (answer, 0x80);
      return;
    }
  fake_append (answer, 0);
  fake_append (answer, 0x11);
  fake_append (answer, request->data[1] == 1 && bmc->options.sol_refusal == 0x81 ? 0 : values[request->data[1]]);
}

/* Get Payload Instance Info (§24.5): the session that has the console, 0 when none does. */
void
fake_sol_who (FakeBmc    *bmc,
              GByteArray *answer)
{
  guint32 id = 0;

  if (bmc->options.mischief & FAKE_SOL_DISCREET)
    {
      fake_append (answer, 0xC1);
      return;
    }
  for (guint i = 0; i < FAKE_MAX_SESSIONS; i++)
    if (bmc->sessions[i] != NULL && bmc->sessions[i]->sol)
      id = bmc->sessions[i]->id;
  fake_append (answer, 0);
  fake_append_le (answer, 4, id);
  for (guint i = 0; i < 8; i++)
    fake_append (answer, 0);
}
