/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "fake-private.h"

#define KEY(netfn, command) ((netfn) << 8 | (command))

enum
{
  OK = 0x00,
  UNKNOWN_COMMAND = 0xC1,
  WRONG_LENGTH = 0xC7,
  OUT_OF_RANGE = 0xC9,
  NOT_THERE = 0xCB,
  INVALID_FIELD = 0xCC,
  NO_PRIVILEGE = 0xD4,
};

static void
reply (GByteArray   *answer,
       const guint8 *data,
       gsize         length)
{
  fake_append (answer, OK);
  g_byte_array_append (answer, data, (guint) length);
}

#define REPLY(answer, ...) \
  G_STMT_START { \
    const guint8 reply_bytes[] = { __VA_ARGS__ }; \
    reply ((answer), reply_bytes, sizeof reply_bytes); \
  } G_STMT_END

/* §22.13: RMCP+ only, and what kinds of log-in there are. */
static void
get_channel_authentication (FakeBmc           *bmc,
                            const FakeRequest *request,
                            GByteArray        *answer)
{
  gboolean anonymous = FALSE;

  if (request->length != 2)
    {
      fake_append (answer, WRONG_LENGTH);
      return;
    }
  for (const FakeUser *user = bmc->options.users; user->name != NULL; user++)
    anonymous |= *user->name == '\0';
  REPLY (answer, 1, 0x80, (guint8) ((bmc->options.kg != NULL ? 0x20 : 0) | 0x04 | (anonymous ? 0x01 : 0)), 0x02,
         0, 0, 0, 0);
}

/* §22.15: the records of all suites in one string of bytes, 16 at a time. */
static void
get_cipher_suites (FakeBmc           *bmc,
                   const FakeRequest *request,
                   GByteArray        *answer)
{
  g_autoptr(GByteArray) records = g_byte_array_new ();
  guint start;

  if (request->length != 3)
    {
      fake_append (answer, WRONG_LENGTH);
      return;
    }
  for (guint i = 0; i < bmc->n_suites; i++)
    {
      fake_append (records, 0xC0);
      fake_append (records, bmc->suites[i].id);
      fake_append (records, bmc->suites[i].auth);
      fake_append (records, 0x40 | bmc->suites[i].integrity);
      fake_append (records, 0x80 | bmc->suites[i].confidentiality);
    }
  start = MIN ((request->data[2] & 0x3Fu) * 16, records->len);
  fake_append (answer, OK);
  fake_append (answer, 1);
  g_byte_array_append (answer, records->data + start, MIN (records->len - start, 16));
}

static void
set_privilege (FakeSession       *session,
               const FakeRequest *request,
               GByteArray        *answer)
{
  guint8 level = request->length == 1 ? request->data[0] & 0x0F : 0xFF;

  if (request->length != 1)
    {
      fake_append (answer, WRONG_LENGTH);
      return;
    }
  if (level == 1 || level > 5)
    {
      fake_append (answer, INVALID_FIELD);
      return;
    }
  if (level > session->limit)
    {
      fake_append (answer, 0x81);
      return;
    }
  if (level != 0)
    session->privilege = session->bmc->options.mischief & FAKE_MEEK ? MIN (level, 2) : level;
  REPLY (answer, session->privilege);
}

static void
close_session (FakeBmc           *bmc,
               FakeSession       *session,
               const FakeRequest *request,
               GByteArray        *answer)
{
  guint32 id = request->length >= 4 ? fake_get_le (request->data, 4) : 0;

  if (request->length < 4)
    fake_append (answer, WRONG_LENGTH);
  else if (id != session->id)
    fake_append (answer, 0x87);
  else
    fake_append (answer, OK);
}

static void
get_user_name (FakeBmc           *bmc,
               const FakeRequest *request,
               GByteArray        *answer)
{
  guint8 name[FAKE_MAX_NAME] = { 0 };
  guint id = request->length == 1 ? request->data[0] & 0x3F : 0;
  guint n = 0;

  while (bmc->options.users[n].name != NULL)
    n++;
  if (id == 0 || id > MAX (n, 8))
    {
      fake_append (answer, INVALID_FIELD);
      return;
    }
  if (id <= n)
    memcpy (name, bmc->options.users[id - 1].name, MIN (strlen (bmc->options.users[id - 1].name), sizeof name));
  reply (answer, name, sizeof name);
}

static void
get_user_access (FakeBmc           *bmc,
                 const FakeRequest *request,
                 GByteArray        *answer)
{
  guint id = request->length == 2 ? request->data[1] & 0x3F : 0;
  guint n = 0;

  while (bmc->options.users[n].name != NULL)
    n++;
  if (id == 0 || id > MAX (n, 8))
    {
      fake_append (answer, INVALID_FIELD);
      return;
    }
  REPLY (answer, (guint8) MAX (n, 8), (guint8) (0x40 | n), 1,
         id <= n ? (guint8) (0x30 | bmc->options.users[id - 1].privilege) : 0x0F);
}

static void
chassis_control (FakeBmc           *bmc,
                 const FakeRequest *request,
                 GByteArray        *answer)
{
  guint8 what = request->length == 1 ? request->data[0] & 0x0F : 0xFF;

  if (what > 5)
    {
      fake_append (answer, INVALID_FIELD);
      return;
    }
  if (what == 0 || what == 5)
    bmc->power = 0;
  else if (what == 1)
    bmc->power = 1;
  fake_append (answer, OK);
}

/* §28.12, §28.13: boot flags (parameter 5), set-in-progress (0), and the acknowledgement that goes with them (4). */
static void
set_boot_option (FakeBmc           *bmc,
                 const FakeRequest *request,
                 GByteArray        *answer)
{
  guint8 parameter = request->length > 0 ? request->data[0] & 0x7F : 0x7F;

  if (parameter == 5 && request->length == 6)
    {
      memcpy (bmc->boot_flags, request->data + 1, sizeof bmc->boot_flags);
    }
  else if (parameter == 0 && request->length == 2)
    {
      if (request->data[1] == 1 && bmc->boot_in_progress == 1)
        {
          fake_append (answer, 0x81);
          return;
        }
      bmc->boot_in_progress = request->data[1] & 3;
    }
  else if ((parameter == 3 && request->length == 2) || (parameter == 4 && request->length == 3))
    {
      fake_append (answer, OK);
      return;
    }
  else
    {
      fake_append (answer, 0x80);
      return;
    }
  fake_append (answer, OK);
}

static void
get_boot_option (FakeBmc           *bmc,
                 const FakeRequest *request,
                 GByteArray        *answer)
{
  guint8 parameter = request->length == 3 ? request->data[0] & 0x7F : 0x7F;

  if (parameter == 5)
    REPLY (answer, 1, 5, bmc->boot_flags[0], bmc->boot_flags[1], bmc->boot_flags[2], bmc->boot_flags[3],
           bmc->boot_flags[4]);
  else if (parameter == 0)
    REPLY (answer, 1, 0, bmc->boot_in_progress);
  else
    fake_append (answer, 0x80);
}

static void
get_lan_parameter (FakeBmc           *bmc,
                   const FakeRequest *request,
                   GByteArray        *answer)
{
  static const struct { guint8 number; guint8 length; guint8 bytes[18]; } parameters[] = {
    { 0, 1, { 0 } },
    { 1, 1, { 0x17 } },
    { 2, 5, { 0x16, 0x16, 0x16, 0x16, 0 } },
    { 3, 4, { 192, 0, 2, 17 } },
    { 4, 1, { 1 } },
    { 5, 6, { 0x02, 0x00, 0x5E, 0x10, 0x00, 0x17 } },
    { 6, 4, { 255, 255, 255, 0 } },
    { 7, 3, { 0x40, 0x40, 0x10 } },
    { 10, 1, { 3 } },
    { 11, 1, { 2 } },
    { 12, 4, { 192, 0, 2, 1 } },
    { 13, 6, { 0x02, 0x00, 0x5E, 0x10, 0x00, 0x01 } },
    { 14, 4, { 0, 0, 0, 0 } },
    { 15, 6, { 0 } },
    { 16, 18, { 'p', 'u', 'b', 'l', 'i', 'c' } },
    { 20, 2, { 0x2A, 0x80 } },
    { 21, 1, { 0 } },
    { 22, 1, { 12 } },
    { 23, 13, { 0, 0, 1, 2, 3, 6, 7, 8, 11, 12, 15, 16, 17 } },
    { 24, 9, { 0, 0x44, 0x44, 0x44, 0x44, 0x44, 0x44, 0, 0 } },
  };

  for (guint i = 0; request->length == 4 && i < G_N_ELEMENTS (parameters); i++)
    if (parameters[i].number == request->data[1])
      {
        fake_append (answer, OK);
        fake_append (answer, 0x11);
        g_byte_array_append (answer, parameters[i].bytes, parameters[i].length);
        return;
      }
  fake_append (answer, request->length == 4 ? 0x80 : WRONG_LENGTH);
}

static void
deactivate_payload (FakeBmc           *bmc,
                    FakeSession       *session,
                    const FakeRequest *request,
                    GByteArray        *answer)
{
  gboolean found = FALSE;

  if (request->length != 6)
    {
      fake_append (answer, WRONG_LENGTH);
      return;
    }
  for (guint i = 0; i < FAKE_MAX_SESSIONS; i++)
    if (bmc->sessions[i] != NULL && bmc->sessions[i]->sol)
      {
        if (bmc->sessions[i] != session)
          fake_sol_say_goodbye (bmc->sessions[i]);
        fake_sol_deactivate (bmc->sessions[i]);
        found = TRUE;
      }
  fake_append (answer, found ? OK : 0x80);
}

static void
dcmi (FakeBmc           *bmc,
      const FakeRequest *request,
      GByteArray        *answer)
{
  if (request->length < 1 || request->data[0] != 0xDC)
    fake_append (answer, UNKNOWN_COMMAND);
  else if (request->command == 0x02 && request->length == 4 && request->data[1] == 1)
    REPLY (answer, 0xDC, 0xA7, 0x00, 0x50, 0x00, 0xFF, 0x01, 0xA0, 0x00, 0x00, 0xF1, 0x53, 0x65,
           0xE8, 0x03, 0x00, 0x00, 0x40);
  else if (request->command == 0x01 && request->length == 2)
    REPLY (answer, 0xDC, 1, 5, 2, 0, 1, 0x01);
  else
    fake_append (answer, INVALID_FIELD);
}

static void
watchdog (FakeBmc           *bmc,
          const FakeRequest *request,
          GByteArray        *answer)
{
  if (request->command == 0x22)
    {
      bmc->watchdog_running = TRUE;
      fake_append (answer, OK);
    }
  else if (request->command == 0x24 && request->length == 6)
    {
      memcpy (bmc->watchdog, request->data, sizeof bmc->watchdog);
      bmc->watchdog_running &= (request->data[0] & 0x40) != 0;
      fake_append (answer, OK);
    }
  else if (request->command == 0x25)
    {
      REPLY (answer, (guint8) (bmc->watchdog[0] | (bmc->watchdog_running ? 0x40 : 0)), bmc->watchdog[1],
             bmc->watchdog[2], bmc->watchdog[3], bmc->watchdog[4], bmc->watchdog[5], bmc->watchdog[4],
             bmc->watchdog[5]);
    }
  else
    {
      fake_append (answer, WRONG_LENGTH);
    }
}

/* The level that a command needs (appendix G); what is not named here needs User. */
static guint8
needed_privilege (const FakeRequest *request)
{
  switch (KEY (request->netfn, request->command))
    {
    case KEY (0x00, 0x02):
    case KEY (0x00, 0x04):
    case KEY (0x00, 0x08):
    case KEY (0x06, 0x24):
    case KEY (0x0A, 0x44):
    case KEY (0x0A, 0x47):
    case KEY (0x0A, 0x49):
    case KEY (0x0C, 0x02):
    case KEY (0x06, 0x44):
    case KEY (0x06, 0x46):
      return 3;
    case KEY (0x00, 0x06):
    case KEY (0x06, 0x02):
    case KEY (0x06, 0x03):
    case KEY (0x06, 0x43):
    case KEY (0x06, 0x45):
    case KEY (0x06, 0x47):
    case KEY (0x0C, 0x01):
      return 4;
    default:
      return 2;
    }
}

static void
run_in_session (FakeBmc           *bmc,
                FakeSession       *session,
                const FakeRequest *request,
                GByteArray        *answer)
{
  if (fake_records_run (bmc, request, answer))
    return;
  switch (KEY (request->netfn, request->command))
    {
    case KEY (0x06, 0x3B):
      set_privilege (session, request, answer);
      break;
    case KEY (0x06, 0x3C):
      close_session (bmc, session, request, answer);
      break;
    case KEY (0x06, 0x3D):
      REPLY (answer, 1, FAKE_MAX_SESSIONS, (guint8) fake_bmc_sessions (bmc), 2, session->privilege, 0x11);
      break;
    case KEY (0x06, 0x02):
    case KEY (0x06, 0x03):
      fake_append (answer, OK);
      break;
    case KEY (0x06, 0x04):
      REPLY (answer, 0x55, 0x00);
      break;
    case KEY (0x06, 0x08):
      reply (answer, bmc->guid, sizeof bmc->guid);
      break;
    case KEY (0x06, 0x22):
    case KEY (0x06, 0x24):
    case KEY (0x06, 0x25):
      watchdog (bmc, request, answer);
      break;
    case KEY (0x06, 0x41):
      REPLY (answer, 0x2A, 0x04);
      break;
    case KEY (0x06, 0x42):
      REPLY (answer, 1, 4, 1, 0x82, 0xF2, 0x1B, 0, 0, 0);
      break;
    case KEY (0x06, 0x44):
      get_user_access (bmc, request, answer);
      break;
    case KEY (0x06, 0x46):
      get_user_name (bmc, request, answer);
      break;
    case KEY (0x06, 0x48):
      fake_sol_activate (session, request, answer);
      break;
    case KEY (0x06, 0x49):
      deactivate_payload (bmc, session, request, answer);
      break;
    case KEY (0x06, 0x4A):
      REPLY (answer, 1, session->sol ? 1 : 0, 0);
      break;
    case KEY (0x06, 0x4B):
      fake_sol_who (bmc, answer);
      break;
    case KEY (0x06, 0x4D):
      REPLY (answer, bmc->options.sol_refusal == NO_PRIVILEGE ? 0 : 2, 0, 0, 0);
      break;
    case KEY (0x06, 0x4E):
      REPLY (answer, 3, 0, 0x3F, 0, 0, 0, 0, 0);
      break;
    case KEY (0x06, 0x4F):
      REPLY (answer, 0x10);
      break;
    case KEY (0x00, 0x00):
      REPLY (answer, 3, 0x20, 0x20, 0x20, 0x20, 0x20);
      break;
    case KEY (0x00, 0x01):
      REPLY (answer, (guint8) (bmc->restore_policy << 5 | bmc->power), 0x10, 0x40, 0);
      break;
    case KEY (0x00, 0x02):
      chassis_control (bmc, request, answer);
      break;
    case KEY (0x00, 0x04):
      fake_append (answer, OK);
      break;
    case KEY (0x00, 0x06):
      if (request->length == 1 && request->data[0] < 3)
        bmc->restore_policy = request->data[0];
      REPLY (answer, 0x07);
      break;
    case KEY (0x00, 0x07):
      REPLY (answer, 0x01, 0x01);
      break;
    case KEY (0x00, 0x08):
      set_boot_option (bmc, request, answer);
      break;
    case KEY (0x00, 0x09):
      get_boot_option (bmc, request, answer);
      break;
    case KEY (0x00, 0x0F):
      REPLY (answer, 60, 0x10, 0x27, 0, 0);
      break;
    case KEY (0x0C, 0x02):
      get_lan_parameter (bmc, request, answer);
      break;
    case KEY (0x0C, 0x22):
      fake_sol_parameter (bmc, request, answer);
      break;
    case KEY (0x2C, 0x01):
    case KEY (0x2C, 0x02):
      dcmi (bmc, request, answer);
      break;
    default:
      if (!fake_store_run (bmc, request, answer))
        fake_append (answer, UNKNOWN_COMMAND);
      break;
    }
}

void
fake_commands_run (FakeBmc           *bmc,
                   FakeSession       *session,
                   const FakeRequest *request,
                   GByteArray        *answer)
{
  switch (KEY (request->netfn, request->command))
    {
    case KEY (0x06, 0x01):
      REPLY (answer, 0x20, 0x01, 0x01, 0x02, 0x02, 0xBF, 0x39, 0x30, 0x00, 0x01, 0x02, 0, 0, 0, 0);
      return;
    case KEY (0x06, 0x37):
      reply (answer, bmc->guid, sizeof bmc->guid);
      return;
    case KEY (0x06, 0x38):
      get_channel_authentication (bmc, request, answer);
      return;
    case KEY (0x06, 0x54):
      get_cipher_suites (bmc, request, answer);
      return;
    default:
      break;
    }
  if (session == NULL || session->privilege < needed_privilege (request))
    fake_append (answer, NO_PRIVILEGE);
  else
    run_in_session (bmc, session, request, answer);
}

void
fake_commands_init (FakeBmc *bmc)
{
  static const guint8 watchdog_at_start[] = { 0x04, 0x01, 0x0A, 0x00, 0x58, 0x02 };

  bmc->power = 1;
  bmc->restore_policy = 1;
  memcpy (bmc->watchdog, watchdog_at_start, sizeof bmc->watchdog);
}
