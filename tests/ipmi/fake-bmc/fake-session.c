/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "fake-session.h"

/* RMCP+ and RAKP status codes (IPMI 2.0 table 13-15). */
enum
{
  STATUS_OK = 0x00,
  STATUS_NO_RESOURCES = 0x01,
  STATUS_INVALID_SESSION = 0x02,
  STATUS_INVALID_ROLE = 0x09,
  STATUS_UNAUTHORIZED_ROLE = 0x0A,
  STATUS_NO_ROLE_RESOURCES = 0x0B,
  STATUS_INVALID_NAME_LENGTH = 0x0C,
  STATUS_UNAUTHORIZED_NAME = 0x0D,
  STATUS_INVALID_INTEGRITY = 0x0F,
  STATUS_NO_SUITE_MATCH = 0x11,
  STATUS_ILLEGAL_PARAMETER = 0x12,
};

#define NAME_ONLY     0x10
#define PRIVILEGE(role) ((role) & 0x0F)

FakeSession *
fake_session_find (FakeBmc *bmc,
                   guint32  id)
{
  for (guint i = 0; i < FAKE_MAX_SESSIONS; i++)
    if (bmc->sessions[i] != NULL && bmc->sessions[i]->id == id)
      return bmc->sessions[i];
  return NULL;
}

/* §6.12.13: each number once, none older than 32 below the highest. */
gboolean
fake_session_is_fresh (FakeSession *session,
                       guint32      sequence)
{
  guint32 ahead = sequence - session->highest;

  if (sequence == 0)
    return FALSE;
  if (ahead != 0 && ahead < 0x80000000)
    {
      session->seen = ahead > 31 ? 0 : session->seen << ahead;
      session->seen |= 1;
      session->highest = sequence;
      return TRUE;
    }
  ahead = session->highest - sequence;
  if (ahead > 31 || (session->seen >> ahead & 1) != 0)
    return FALSE;
  session->seen |= 1u << ahead;
  return TRUE;
}

void
fake_session_free (FakeSession *session)
{
  FakeBmc *bmc = session->bmc;

  fake_sol_deactivate (session);
  for (guint i = 0; i < FAKE_MAX_SESSIONS; i++)
    if (bmc->sessions[i] == session)
      bmc->sessions[i] = NULL;
  g_byte_array_unref (session->sol_out);
  g_byte_array_unref (session->sol_pending);
  g_free (session);
}

static FakeSession *
add_session (FakeBmc *bmc)
{
  for (guint i = 0; i < FAKE_MAX_SESSIONS; i++)
    if (bmc->sessions[i] == NULL)
      {
        FakeSession *session = g_new0 (FakeSession, 1);

        session->bmc = bmc;
        do
          fake_random ((guint8 *) &session->id, sizeof session->id);
        while (session->id == 0 || fake_session_find (bmc, session->id) != NULL);
        session->sol_out = g_byte_array_new ();
        session->sol_pending = g_byte_array_new ();
        bmc->sessions[i] = session;
        return session;
      }
  return NULL;
}

/* One algorithm proposal of 8 bytes; a length of 0 means “any” and gets the strongest. */
static gboolean
read_proposal (const guint8 *data,
               guint8        type,
               int          *algorithm)
{
  if (data[0] != type)
    return FALSE;
  *algorithm = data[3] == 0 ? -1 : data[4] & 0x3F;
  return data[3] == 0 || data[3] == 8;
}

static const FakeSuite *
choose_suite (FakeBmc *bmc,
              int      auth,
              int      integrity,
              int      confidentiality)
{
  const FakeSuite *best = NULL;

  for (guint i = 0; i < bmc->n_suites; i++)
    {
      const FakeSuite *suite = &bmc->suites[i];

      if ((auth < 0 || suite->auth == auth) && (integrity < 0 || suite->integrity == integrity)
          && (confidentiality < 0 || suite->confidentiality == confidentiality)
          && (bmc->refused >> suite->id & 1) == 0)
        best = suite;
    }
  return best;
}

static void
append_chosen (GByteArray *answer,
               guint8      type,
               guint8      algorithm)
{
  const guint8 payload[] = { type, 0, 0, 8, algorithm, 0, 0, 0 };

  g_byte_array_append (answer, payload, sizeof payload);
}

static void
append_error (GByteArray *answer,
              guint8      tag,
              guint8      status,
              guint32     console_id)
{
  fake_append (answer, tag);
  fake_append (answer, status);
  fake_append_le (answer, 2, 0);
  fake_append_le (answer, 4, console_id);
}

/* §13.17, §13.18 */
gboolean
fake_session_open_request (FakeBmc                       *bmc,
                           const struct sockaddr_storage *peer,
                           socklen_t                      peer_length,
                           const guint8                  *data,
                           gsize                          length,
                           GByteArray                    *answer)
{
  int auth;
  int integrity;
  int confidentiality;
  const FakeSuite *suite;
  FakeSession *session;
  guint32 console_id;

  if (length != 32)
    return FALSE;
  console_id = fake_get_le (data + 4, 4);
  if (!read_proposal (data + 8, 0, &auth) || !read_proposal (data + 16, 1, &integrity)
      || !read_proposal (data + 24, 2, &confidentiality) || console_id == 0)
    {
      append_error (answer, data[0], STATUS_ILLEGAL_PARAMETER, console_id);
      return TRUE;
    }
  if (PRIVILEGE (data[1]) > 5)
    {
      append_error (answer, data[0], STATUS_INVALID_ROLE, console_id);
      return TRUE;
    }
  suite = choose_suite (bmc, auth, integrity, confidentiality);
  if (suite == NULL)
    {
      append_error (answer, data[0], STATUS_NO_SUITE_MATCH, console_id);
      return TRUE;
    }
  session = bmc->options.mischief & FAKE_FULL ? NULL : add_session (bmc);
  if (session == NULL)
    {
      append_error (answer, data[0], STATUS_NO_RESOURCES, console_id);
      return TRUE;
    }
  session->suite = suite;
  session->console_id = console_id;
  session->limit = PRIVILEGE (data[1]) == 0 ? 4 : PRIVILEGE (data[1]);
  session->peer = *peer;
  session->peer_length = peer_length;

  fake_append (answer, data[0]);
  fake_append (answer, STATUS_OK);
  fake_append (answer, session->limit);
  fake_append (answer, 0);
  fake_append_le (answer, 4, console_id);
  fake_append_le (answer, 4, session->id);
  append_chosen (answer, 0, suite->auth);
  append_chosen (answer, 1, suite->integrity);
  append_chosen (answer, 2, suite->confidentiality);
  return TRUE;
}

static const FakeUser *
find_user (FakeSession *session)
{
  gboolean by_role = (session->role & NAME_ONLY) == 0 || session->bmc->options.require_role;

  for (const FakeUser *user = session->bmc->options.users; user->name != NULL; user++)
    if (strlen (user->name) == session->name_length && memcmp (user->name, session->name, session->name_length) == 0
        && (!by_role || user->privilege == PRIVILEGE (session->role)))
      return user;
  return NULL;
}

static void
append_name (GByteArray        *data,
             const FakeSession *session)
{
  fake_append (data, session->role);
  fake_append (data, session->name_length);
  g_byte_array_append (data, (const guint8 *) session->name, session->name_length);
}

/* §13.31: the session integrity key from K_g, which is the user's key where the BMC has none; from that K1 and K2. */
static void
derive_keys (FakeSession *session)
{
  const FakeBmcOptions *options = &session->bmc->options;
  g_autoptr(GByteArray) data = g_byte_array_new ();
  guint8 kg[FAKE_KEY_SIZE] = { 0 };
  guint8 constant[FAKE_KEY_SIZE];
  FakeDigest *keys[] = { &session->k1, &session->k2 };

  memcpy (kg, session->key, sizeof kg);
  if (options->kg != NULL)
    {
      memset (kg, 0, sizeof kg);
      memcpy (kg, options->kg, MIN (strlen (options->kg), sizeof kg));
    }
  g_byte_array_append (data, session->rm, FAKE_NONCE_SIZE);
  g_byte_array_append (data, session->rc, FAKE_NONCE_SIZE);
  append_name (data, session);
  session->sik = fake_rakp_hmac (session->suite->auth, kg, sizeof kg, data);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      memset (constant, (int) i + 1, sizeof constant);
      g_byte_array_set_size (data, 0);
      g_byte_array_append (data, constant, sizeof constant);
      *keys[i] = fake_rakp_hmac (session->suite->auth, session->sik.bytes, session->sik.length, data);
    }
}

static guint8
read_rakp_1 (FakeSession  *session,
             const guint8 *data,
             gsize         length)
{
  if (data[27] > FAKE_MAX_NAME || length - 28 != data[27])
    return STATUS_INVALID_NAME_LENGTH;
  if (PRIVILEGE (data[24]) > 5)
    return STATUS_INVALID_ROLE;
  memcpy (session->rm, data + 8, FAKE_NONCE_SIZE);
  session->role = data[24];
  session->name_length = data[27];
  memcpy (session->name, data + 28, session->name_length);
  session->user = find_user (session);
  if (session->user == NULL)
    return STATUS_UNAUTHORIZED_NAME;
  if (PRIVILEGE (session->role) > session->user->privilege)
    return STATUS_UNAUTHORIZED_ROLE;
  memset (session->key, 0, sizeof session->key);
  memcpy (session->key, session->user->password, MIN (strlen (session->user->password), FAKE_KEY_SIZE));
  return STATUS_OK;
}

/* §13.20, §13.21, §13.31 */
gboolean
fake_session_rakp_1 (FakeBmc      *bmc,
                     const guint8 *data,
                     gsize         length,
                     GByteArray   *answer)
{
  g_autoptr(GByteArray) hashed = g_byte_array_new ();
  FakeSession *session;
  FakeDigest code;
  guint8 status;

  if (length < 28)
    return FALSE;
  session = fake_session_find (bmc, fake_get_le (data + 4, 4));
  if (session == NULL || session->state == FAKE_OPEN)
    {
      append_error (answer, data[0], STATUS_INVALID_SESSION, 0);
      return TRUE;
    }
  status = read_rakp_1 (session, data, length);
  if (status != STATUS_OK)
    {
      append_error (answer, data[0], status, session->console_id);
      fake_session_free (session);
      return TRUE;
    }
  /* A message that comes again gets the same answer, or the two sides would not agree on the number. */
  if (session->state == FAKE_NEW)
    fake_random (session->rc, sizeof session->rc);
  session->state = FAKE_RAKP_1_SEEN;

  fake_append_le (hashed, 4, session->console_id);
  fake_append_le (hashed, 4, session->id);
  g_byte_array_append (hashed, session->rm, FAKE_NONCE_SIZE);
  g_byte_array_append (hashed, session->rc, FAKE_NONCE_SIZE);
  g_byte_array_append (hashed, bmc->guid, FAKE_GUID_SIZE);
  append_name (hashed, session);
  code = fake_rakp_hmac (session->suite->auth, session->key, FAKE_KEY_SIZE, hashed);
  if (bmc->options.mischief & FAKE_BAD_RAKP2)
    code.bytes[0] ^= 1;

  append_error (answer, data[0], STATUS_OK, session->console_id);
  g_byte_array_append (answer, session->rc, FAKE_NONCE_SIZE);
  g_byte_array_append (answer, bmc->guid, FAKE_GUID_SIZE);
  g_byte_array_append (answer, code.bytes, (guint) code.length);
  return TRUE;
}

/* §13.22, §13.23, §13.31 */
gboolean
fake_session_rakp_3 (FakeBmc      *bmc,
                     const guint8 *data,
                     gsize         length,
                     GByteArray   *answer)
{
  g_autoptr(GByteArray) hashed = g_byte_array_new ();
  FakeSession *session;
  FakeDigest code;

  if (length < 8)
    return FALSE;
  session = fake_session_find (bmc, fake_get_le (data + 4, 4));
  /* The console does not want it, whether or not RAKP 1 has come. */
  if (data[1] != STATUS_OK)
    {
      if (session != NULL && session->state != FAKE_OPEN)
        fake_session_free (session);
      return FALSE;
    }
  if (session == NULL || session->state == FAKE_NEW)
    {
      append_error (answer, data[0], STATUS_INVALID_SESSION, 0);
      return TRUE;
    }
  g_byte_array_append (hashed, session->rc, FAKE_NONCE_SIZE);
  fake_append_le (hashed, 4, session->console_id);
  append_name (hashed, session);
  code = fake_rakp_hmac (session->suite->auth, session->key, FAKE_KEY_SIZE, hashed);
  if (length - 8 != code.length || memcmp (data + 8, code.bytes, code.length) != 0)
    {
      append_error (answer, data[0], STATUS_INVALID_INTEGRITY, session->console_id);
      if (session->state != FAKE_OPEN)
        fake_session_free (session);
      return TRUE;
    }
  if (session->state != FAKE_OPEN)
    {
      derive_keys (session);
      session->state = FAKE_OPEN;
      session->privilege = MIN (2, session->limit);
      session->limit = MIN (session->limit, MIN (session->user->privilege,
                                                 PRIVILEGE (session->role) == 0 ? 4 : PRIVILEGE (session->role)));
    }
  g_byte_array_set_size (hashed, 0);
  g_byte_array_append (hashed, session->rm, FAKE_NONCE_SIZE);
  fake_append_le (hashed, 4, session->id);
  g_byte_array_append (hashed, bmc->guid, FAKE_GUID_SIZE);
  code = fake_rakp_hmac (session->suite->auth, session->sik.bytes, session->sik.length, hashed);
  if (bmc->options.mischief & FAKE_BAD_RAKP4)
    code.bytes[0] ^= 1;
  append_error (answer, data[0], STATUS_OK, session->console_id);
  g_byte_array_append (answer, code.bytes, (guint) fake_icv_length (session->suite->auth));
  return TRUE;
}
