/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every field of what a BMC says during log-in, wrong in every way: with the BMC in the test, and its clock too. */
#include <string.h>

#include "ipmi-completion.h"
#include "ipmi-login.h"
#include "ipmi-packet.h"

#define HEADER   16                                /* of RMCP+, before the payload */
#define PATIENCE (60 * G_TIME_SPAN_SECOND)
#define BMC_ID   0xB0C0D0E0

typedef enum { CAPS, CHUNK, OPEN, RAKP_2, RAKP_4 } Kind;

typedef struct _Bmc Bmc;

/* Returns: whether the answer is sent */
typedef gboolean (*Tamper) (Bmc        *bmc,
                            Kind        kind,
                            GByteArray *answer);

struct _Bmc
{
  IpmiCredentials  who;
  IpmiTiming       timing;
  guint64          dropped[IPMI_N_VERDICTS];
  gint64           now;
  GQueue           answers;                        /* of GByteArray */
  guint8           password[IPMI_KEY_LENGTH];
  guint8           kg[IPMI_KEY_LENGTH];
  const guint8    *list;                           /* of cipher suites */
  gsize            list_length;
  GArray          *opened;                         /* of guint8: the suites that were asked for, one after the other */
  guint            n_chunks;                       /* asked for */
  guint            n_given_back;                   /* sessions */
  guint32          given_back;                     /* the last of them */

  const IpmiSuite *suite;
  guint32          console_id;
  guint8           console_random[IPMI_RANDOM_LENGTH];
  guint8           user[2 + IPMI_MAX_USER_NAME];   /* role, length and name */
  gsize            user_length;

  Tamper           tamper;
  Kind             kind;                           /* what is tampered with … */
  gsize            at;                             /* … where … */
  int              value;                          /* … and how */
  gboolean         before;                         /* and then comes the right one */
  IpmiError        code;                           /* of the error */
  char            *message;                        /* of the error; NULL: none */
};

static const guint8 random_number[IPMI_RANDOM_LENGTH] = "the BMC's number";
static const guint8 guid[IPMI_GUID_LENGTH] = "the BMC's GUID..";
static const guint8 offers_3_and_17[] = { 0xC0, 3, 1, 0x41, 0x81, 0xC0, 17, 3, 0x44, 0x81 };

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

static void
answer_with (Bmc        *bmc,
             Kind        kind,
             guint8      sequence,
             GByteArray *answer)
{
  g_autoptr(GByteArray) tampered = g_byte_array_new ();

  g_byte_array_append (tampered, answer->data, answer->len);
  if (bmc->tamper == NULL)
    g_queue_push_tail (&bmc->answers, frame (kind, sequence, answer));
  else if (bmc->tamper (bmc, kind, tampered))
    {
      gboolean changed = tampered->len != answer->len || memcmp (tampered->data, answer->data, answer->len) != 0;

      g_queue_push_tail (&bmc->answers, frame (kind, sequence, tampered));
      if (changed && bmc->before)
        g_queue_push_tail (&bmc->answers, frame (kind, sequence, answer));
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

static void
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

static void
bmc_clear (Bmc *bmc)
{
  g_queue_clear_full (&bmc->answers, (GDestroyNotify) g_byte_array_unref);
  g_array_unref (bmc->opened);
  g_free (bmc->message);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Bmc, bmc_clear)

/* Returns: what the log-in has come to, %IPMI_LOGIN_WORKING when it would go on for ever */
static IpmiLoginState
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

/* Tampering */

static gboolean
change_byte (Bmc        *bmc,
             Kind        kind,
             GByteArray *answer)
{
  if (kind == bmc->kind && bmc->at < answer->len)
    answer->data[bmc->at] ^= (guint8) bmc->value;
  return TRUE;
}

static gboolean
set_byte (Bmc        *bmc,
          Kind        kind,
          GByteArray *answer)
{
  if (kind == bmc->kind && bmc->at < answer->len)
    answer->data[bmc->at] = (guint8) bmc->value;
  return TRUE;
}

static gboolean
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

/* As OpenBMC refuses: with nothing that says what. */
static gboolean
refuse_barely (Bmc        *bmc,
               Kind        kind,
               GByteArray *answer)
{
  if (kind != bmc->kind)
    return TRUE;
  memset (answer->data, 0, answer->len);
  answer->data[1] = (guint8) bmc->value;
  g_byte_array_set_size (answer, (guint) bmc->at);
  return TRUE;
}

static gboolean
clear_bmc_id (Bmc        *bmc,
              Kind        kind,
              GByteArray *answer)
{
  if (kind == OPEN)
    memset (answer->data + 8, 0, 4);
  return TRUE;
}

static gboolean
never (Bmc        *bmc,
       Kind        kind,
       GByteArray *answer)
{
  return kind != bmc->kind;
}

static IpmiLoginState
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

/* The tests */

static void
test_right (void)
{
  static const int suites[] = { -1, 0, 3, 8, 17 };

  for (gsize i = 0; i < G_N_ELEMENTS (suites); i++)
    {
      g_auto(Bmc) bmc;

      bmc_init (&bmc, suites[i]);
      g_assert_cmpint (log_in (&bmc), ==, IPMI_LOGIN_DONE);
      g_assert_cmpint (bmc.suite->id, ==, suites[i] < 0 ? 17 : suites[i]);
      g_assert_cmpuint (bmc.user[0], ==, 0x14);
      /* But for the second piece of a list that ended with the first. */
      for (guint verdict = 0; verdict < IPMI_N_VERDICTS; verdict++)
        g_assert_cmpuint (bmc.dropped[verdict], ==, verdict == IPMI_VERDICT_UNMATCHED && suites[i] < 0);
    }
}

/* What a field may be changed to without a log-in that goes well: only a BMC that says nothing at all is waited for. */
typedef struct
{
  Kind     kind;
  gsize    first, last;
  gint     error;                /* -1: it is as if it had not come */
} Field;

static void
test_every_field (void)
{
  static const Field fields[] = {
    { OPEN, 0, 0, -1 },                                       /* message tag */
    { OPEN, 4, 7, -1 },                                       /* console's session id */
    { OPEN, 16, 16, IPMI_ERROR_SUITE },                       /* algorithms, and the form they come in */
    { OPEN, 24, 24, IPMI_ERROR_SUITE },
    { OPEN, 32, 32, IPMI_ERROR_SUITE },
    { OPEN, 12, 12, -1 }, { OPEN, 15, 15, -1 }, { OPEN, 20, 20, -1 }, { OPEN, 23, 23, -1 },
    { OPEN, 28, 28, -1 }, { OPEN, 31, 31, -1 },
    { RAKP_2, 4, 7, -1 },
    { RAKP_2, 8, 8 + 16 + 16 + 20 - 1, IPMI_ERROR_AUTH },     /* random number, GUID and code */
    { RAKP_4, 0, 0, -1 }, { RAKP_4, 4, 7, -1 },
    { RAKP_4, 8, 8 + 12 - 1, IPMI_ERROR_AUTH },               /* integrity check value */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    for (gsize at = fields[i].first; at <= fields[i].last; at++)
      for (guint bit = 0; bit < 6; bit++)
        {
          gint code;

          g_assert_cmpint (log_in_tampered (3, change_byte, fields[i].kind, at, 1 << bit, &code), !=, IPMI_LOGIN_DONE);
          g_assert_cmpint (code, ==, fields[i].error);
        }
  g_assert_cmpint (log_in_tampered (3, change_byte, RAKP_2, 0, 0x80, NULL), ==, IPMI_LOGIN_WORKING);
  g_assert_cmpint (log_in_tampered (3, clear_bmc_id, OPEN, 0, 0, NULL), ==, IPMI_LOGIN_WORKING);
}

static void
test_reserved_bits_mean_nothing (void)
{
  static const struct { Kind kind; gsize at; int bits; } reserved[] = {
    { OPEN, 2, 0xF0 }, { OPEN, 3, 0xFF }, { OPEN, 13, 0xFF }, { OPEN, 16, 0xC0 }, { OPEN, 17, 0xFF }, { OPEN, 32, 0xC0 },
    { RAKP_2, 2, 0xFF }, { RAKP_2, 3, 0xFF }, { RAKP_4, 2, 0xFF }, { RAKP_4, 3, 0xFF },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (reserved); i++)
    g_assert_cmpint (log_in_tampered (3, change_byte, reserved[i].kind, reserved[i].at, reserved[i].bits, NULL), ==,
                     IPMI_LOGIN_DONE);
}

static void
test_every_status (void)
{
  static const Kind kinds[] = { OPEN, RAKP_2, RAKP_4 };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    for (int status = 1; status < 256; status++)
      {
        gint code;

        g_assert_cmpint (log_in_tampered (3, set_byte, kinds[i], 1, status, &code), ==, IPMI_LOGIN_FAILED);
        g_assert_cmpint (code, ==, ipmi_status_error ((guint8) status));
      }
}

static void
test_bare_refusals (void)
{
  static const Kind kinds[] = { OPEN, RAKP_2, RAKP_4 };
  static const gsize lengths[] = { 2, 8, 20 };
  static const int statuses[] = { 0x01, 0x04, 0x09, 0x0D, 0x0F };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (lengths); j++)
      for (gsize k = 0; k < G_N_ELEMENTS (statuses); k++)
        {
          gint code;

          g_assert_cmpint (log_in_tampered (3, refuse_barely, kinds[i], lengths[j], statuses[k], &code), ==,
                           IPMI_LOGIN_FAILED);
          g_assert_cmpint (code, ==, ipmi_status_error ((guint8) statuses[k]));
        }
}

static void
test_every_length (void)
{
  static const struct { Kind kind; gsize length; } kinds[] = { { OPEN, 36 }, { RAKP_2, 60 }, { RAKP_4, 20 } };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    for (gsize length = 0; length < kinds[i].length; length++)
      g_assert_cmpint (log_in_tampered (3, set_length, kinds[i].kind, length, 0, NULL), !=, IPMI_LOGIN_DONE);
  /* A code of a wrong length proves nothing. */
  g_assert_cmpint (log_in_tampered (3, set_length, RAKP_2, 61, 0, NULL), ==, IPMI_LOGIN_FAILED);
  g_assert_cmpint (log_in_tampered (3, set_length, RAKP_4, 21, 0, NULL), ==, IPMI_LOGIN_FAILED);
  /* Nor does one of a suite without authentication, which some BMCs send. */
  g_assert_cmpint (log_in_tampered (0, set_length, RAKP_2, 60, 0, NULL), ==, IPMI_LOGIN_DONE);
  g_assert_cmpint (log_in_tampered (0, set_length, RAKP_4, 20, 0, NULL), ==, IPMI_LOGIN_DONE);
}

/* Whoever can put in packets, but not keep ours away, does not keep us from logging in. */
static void
test_forgeries_before_the_right_answer (void)
{
  static const struct { Kind kind; gsize length; } kinds[] = {
    { CAPS, 9 }, { OPEN, 36 }, { RAKP_2, 60 }, { RAKP_4, 20 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    for (gsize at = 0; at < kinds[i].length; at++)
      {
        g_auto(Bmc) bmc;

        bmc_init (&bmc, 3);
        bmc.tamper = change_byte;
        bmc.kind = kinds[i].kind;
        /* Nobody can know that the BMC's session id is wrong. */
        bmc.at = kinds[i].kind == OPEN && at / 4 == 2 ? 0 : at;
        bmc.value = 1;
        bmc.before = TRUE;
        g_assert_cmpint (log_in (&bmc), ==, IPMI_LOGIN_DONE);
      }
}

static void
test_bmc_key (void)
{
  static const struct { const char *ours; const char *theirs; gboolean same; } keys[] = {
    { "kg-key-of-19-bytes!", "kg-key-of-19-bytes!", TRUE }, { "kg-key-of-19-bytes!", "", FALSE },
    { "", "kg-key-of-19-bytes!", FALSE }, { "kg-key-of-19-bytes?", "kg-key-of-19-bytes!", FALSE },
    { "exactly-twenty-bytes", "exactly-twenty-bytes", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_auto(Bmc) bmc;

      bmc_init (&bmc, 17);
      memcpy (bmc.who.kg, keys[i].ours, strlen (keys[i].ours));
      memcpy (bmc.kg, keys[i].theirs, strlen (keys[i].theirs));
      g_assert_cmpint (log_in (&bmc), ==, keys[i].same ? IPMI_LOGIN_DONE : IPMI_LOGIN_FAILED);
      g_assert_cmpint (bmc.code, ==, keys[i].same ? 0 : IPMI_ERROR_AUTH);
    }
}

static void
test_anonymous_and_roles (void)
{
  g_auto(Bmc) anonymous, by_role;

  bmc_init (&anonymous, 3);
  anonymous.who.user_length = 0;
  g_assert_cmpint (log_in (&anonymous), ==, IPMI_LOGIN_DONE);
  g_assert_cmpuint (anonymous.user_length, ==, 2);

  bmc_init (&by_role, 3);
  by_role.who.role_lookup = TRUE;
  by_role.who.privilege = IPMI_PRIVILEGE_OPERATOR;
  g_assert_cmpint (log_in (&by_role), ==, IPMI_LOGIN_DONE);
  g_assert_cmpuint (by_role.user[0], ==, IPMI_PRIVILEGE_OPERATOR);
}

/* The list of suites */

static void
check_opened (const guint8 *list,
              gsize         length,
              Tamper        tamper,
              Kind          kind,
              gsize         at,
              int           value,
              const char   *opened)
{
  g_auto(Bmc) bmc;
  g_autoptr(GString) text = g_string_new (NULL);

  bmc_init (&bmc, -1);
  bmc.list = list;
  bmc.list_length = length;
  bmc.tamper = tamper;
  bmc.kind = kind;
  bmc.at = at;
  bmc.value = value;
  log_in (&bmc);
  for (guint i = 0; i < bmc.opened->len; i++)
    g_string_append_printf (text, i == 0 ? "%u" : " %u", g_array_index (bmc.opened, guint8, i));
  g_assert_cmpstr (text->str, ==, opened);
  g_assert_cmpuint (bmc.n_chunks, <=, 3 * 16);
}

static void
test_suites_offered (void)
{
  static const guint8 three[] = { 0xC0, 3, 1, 0x41, 0x81 };
  static const guint8 oem_with_17_in_it[] = { 0xC1, 0xC0, 17, 0, 0, 1, 0x41, 0xC0, 3, 1, 0x41, 0x81 };
  static const guint8 cut_short[] = { 0xC0, 3, 1, 0x41, 0x81, 0xC0 };
  static const guint8 weak[] = { 0xC0, 0, 0, 0x40, 0x80, 0xC0, 1, 1, 0x40, 0x80 };
  guint8 long_list[16 * 7 + 5];
  guint8 endless[16 * 16];
  guint8 garbage[16 * 16];

  memset (long_list, 0x41, sizeof long_list);
  memcpy (long_list + sizeof long_list - 10, offers_3_and_17, 10);
  memset (endless, 0xC0, sizeof endless);
  for (gsize i = 0; i < sizeof garbage; i++)
    garbage[i] = (guint8) (i * 89 + 7);
  check_opened (offers_3_and_17, sizeof offers_3_and_17, NULL, CHUNK, 0, 0, "17");
  check_opened (three, sizeof three, NULL, CHUNK, 0, 0, "3");
  check_opened (cut_short, sizeof cut_short, NULL, CHUNK, 0, 0, "3");
  check_opened (oem_with_17_in_it, sizeof oem_with_17_in_it, NULL, CHUNK, 0, 0, "3");
  check_opened (long_list, sizeof long_list, NULL, CHUNK, 0, 0, "17");
  /* A list without either, or none that makes sense, is not the last word. */
  check_opened (weak, sizeof weak, NULL, CHUNK, 0, 0, "17");
  check_opened (NULL, 0, NULL, CHUNK, 0, 0, "17");
  check_opened (endless, sizeof endless, NULL, CHUNK, 0, 0, "17");
  check_opened (garbage, sizeof garbage, NULL, CHUNK, 0, 0, "17");
  check_opened (three, sizeof three, set_byte, CHUNK, 0, 0xC1, "17");
  check_opened (three, sizeof three, set_length, CHUNK, 1, 0, "17");
  check_opened (three, sizeof three, never, CHUNK, 0, 0, "17");
}

static gboolean
refuse_17 (Bmc        *bmc,
           Kind        kind,
           GByteArray *answer)
{
  if (kind == OPEN && bmc->suite->id == 17)
    answer->data[1] = (guint8) bmc->value;
  return TRUE;
}

static void
test_falls_back (void)
{
  static const int statuses[] = { 0x04, 0x05, 0x06, 0x07, 0x10, 0x11, 0x12, 0x03 };

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    check_opened (offers_3_and_17, sizeof offers_3_and_17, refuse_17, OPEN, 0, statuses[i], "17 3");
  /* That has nothing to do with the suite. */
  check_opened (offers_3_and_17, sizeof offers_3_and_17, refuse_17, OPEN, 0, 0x01, "17");
  /* Never to one that was not asked for. */
  check_opened (offers_3_and_17, sizeof offers_3_and_17, change_byte, OPEN, 16, 1, "17 3");
}

static gboolean
ignore_17 (Bmc        *bmc,
           Kind        kind,
           GByteArray *answer)
{
  return kind != OPEN || bmc->suite->id != 17;
}

/* Has suite 17 alone, and does not hear of it at first. */
static gboolean
refuse_3 (Bmc        *bmc,
          Kind        kind,
          GByteArray *answer)
{
  if (kind == OPEN && bmc->suite->id == 3)
    answer->data[1] = (guint8) bmc->value;
  return kind != OPEN || bmc->suite->id == 3 || bmc->opened->len > 1;
}

static void
test_guesses_again (void)
{
  check_opened (NULL, 0, ignore_17, OPEN, 0, 0, "17 3");
  check_opened (NULL, 0, refuse_3, OPEN, 0, 0x11, "17 3 17");
  /* What is in the list is there. */
  check_opened (offers_3_and_17, sizeof offers_3_and_17, ignore_17, OPEN, 0, 0, "17");
}

/* When the time is over */

/* The first openings are refused, later ones not answered. */
static gboolean
refuse_and_fall_silent (Bmc        *bmc,
                        Kind        kind,
                        GByteArray *answer)
{
  if (kind != OPEN)
    return TRUE;
  if (bmc->at == 0)
    return FALSE;
  bmc->at--;
  answer->data[1] = (guint8) bmc->value;
  return TRUE;
}

static char *
time_out_after (int    suite,
                guint  refusals,
                gint  *code)
{
  static const guint8 invalid_integrity = 0x05;
  g_auto(Bmc) bmc;

  bmc_init (&bmc, suite);
  bmc.tamper = refuse_and_fall_silent;
  bmc.at = refusals;
  bmc.value = invalid_integrity;
  g_assert_cmpint (log_in (&bmc), ==, IPMI_LOGIN_WORKING);
  *code = (gint) bmc.code;
  return g_steal_pointer (&bmc.message);
}

static void
test_timed_out (void)
{
  g_autofree char *reason = ipmi_status_text (0x05);
  g_autofree char *never_refused = NULL;
  g_autofree char *refused_once = NULL;
  g_autofree char *refused_twice = NULL;
  g_autofree char *fell_back = NULL;
  g_auto(Bmc) silent;
  gint code;

  never_refused = time_out_after (3, 0, &code);
  g_assert_null (never_refused);
  /* That may have been damaged on the way. */
  refused_once = time_out_after (3, 1, &code);
  g_assert_cmpint (code, ==, IPMI_ERROR_TIMEOUT);
  g_assert_true (g_str_has_suffix (refused_once, reason));
  refused_twice = time_out_after (3, 2, &code);
  g_assert_cmpint (code, ==, IPMI_ERROR_SUITE);
  g_assert_cmpstr (refused_twice, ==, reason);
  /* Nothing was said against the suite that is tried instead. */
  fell_back = time_out_after (-1, 2, &code);
  g_assert_null (fell_back);

  /* Some BMCs have nothing to say to a user whom they do not know. */
  bmc_init (&silent, 3);
  silent.tamper = never;
  silent.kind = RAKP_2;
  g_assert_cmpint (log_in (&silent), ==, IPMI_LOGIN_WORKING);
  g_assert_cmpint (silent.code, ==, IPMI_ERROR_TIMEOUT);
  g_assert_nonnull (strstr (silent.message, "user name"));
  /* And not all of them bear to have a session given back that has got no further. */
  g_assert_cmpuint (silent.n_given_back, ==, 0);
}

/* Before there is a session */

static gboolean
be_busy (Bmc        *bmc,
         Kind        kind,
         GByteArray *answer)
{
  if (kind == bmc->kind && bmc->at > 0)
    {
      bmc->at--;
      g_byte_array_set_size (answer, 1);
      answer->data[0] = (guint8) bmc->value;
    }
  return TRUE;
}

static void
test_capabilities (void)
{
  static const int busy[] = { 0xC0, 0xC3, 0xC4 };
  gint code;

  for (gsize i = 0; i < G_N_ELEMENTS (busy); i++)
    {
      g_assert_cmpint (log_in_tampered (3, be_busy, CAPS, 5, busy[i], NULL), ==, IPMI_LOGIN_DONE);
      g_assert_cmpint (log_in_tampered (-1, be_busy, CHUNK, 5, busy[i], NULL), ==, IPMI_LOGIN_DONE);
    }
  log_in_tampered (3, be_busy, CAPS, 99, 0xD2, &code);
  g_assert_cmpint (code, ==, IPMI_ERROR_BUSY);
  log_in_tampered (3, be_busy, CAPS, 99, 0xCC, &code);
  g_assert_cmpint (code, ==, IPMI_ERROR_UNSUPPORTED);
  log_in_tampered (3, set_byte, CAPS, 4, 0x01, &code);
  g_assert_cmpint (code, ==, IPMI_ERROR_UNSUPPORTED);
  log_in_tampered (3, set_byte, CAPS, 2, 0x15, &code);
  g_assert_cmpint (code, ==, IPMI_ERROR_UNSUPPORTED);
  for (gsize length = 1; length < 9; length++)
    {
      log_in_tampered (3, set_length, CAPS, length, 0, &code);
      g_assert_cmpint (code, ==, IPMI_ERROR_UNSUPPORTED);
    }
}

static void
test_asks_for_no_unknown_suite (void)
{
  static const int unknown[] = { 4, 5, 9, 10, 13, 14, 18, 63 };

  for (gsize i = 0; i < G_N_ELEMENTS (unknown); i++)
    {
      g_auto(Bmc) bmc;

      bmc_init (&bmc, unknown[i]);
      g_assert_cmpint (log_in (&bmc), ==, IPMI_LOGIN_FAILED);
      g_assert_cmpint (bmc.code, ==, IPMI_ERROR_SUITE);
      g_assert_cmpuint (bmc.opened->len, ==, 0);
    }
}

/* The request was repeated, and the BMC has made a session of each. */
static gboolean
open_another (Bmc        *bmc,
              Kind        kind,
              GByteArray *answer)
{
  static const guint8 id[] = { 1, 2, 3, 4 };

  if (kind == OPEN)
    {
      g_queue_push_tail (&bmc->answers, frame (kind, 0, answer));
      memcpy (answer->data + 8, id, sizeof id);
    }
  return TRUE;
}

static void
test_surplus_session (void)
{
  g_auto(Bmc) bmc = { 0 };

  bmc_init (&bmc, 3);
  bmc.tamper = open_another;
  g_assert_cmpint (log_in (&bmc), ==, IPMI_LOGIN_DONE);
  g_assert_cmpuint (bmc.n_given_back, ==, 1);
  g_assert_cmphex (GUINT32_FROM_LE (bmc.given_back), ==, 0x04030201);
}

/* RAKP 4 never comes the first time. */
static gboolean
lose_rakp_4 (Bmc        *bmc,
             Kind        kind,
             GByteArray *answer)
{
  return kind != RAKP_4 || bmc->n_given_back > 0;
}

static void
test_begun_again (void)
{
  g_auto(Bmc) bmc = { 0 };

  bmc_init (&bmc, 3);
  bmc.tamper = lose_rakp_4;
  g_assert_cmpint (log_in (&bmc), ==, IPMI_LOGIN_DONE);
  g_assert_cmpuint (bmc.n_given_back, ==, 1);
  g_assert_cmphex (GUINT32_FROM_LE (bmc.given_back), ==, BMC_ID);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ipmi/login/right", test_right);
  g_test_add_func ("/ipmi/login/every-field", test_every_field);
  g_test_add_func ("/ipmi/login/reserved-bits-mean-nothing", test_reserved_bits_mean_nothing);
  g_test_add_func ("/ipmi/login/every-status", test_every_status);
  g_test_add_func ("/ipmi/login/bare-refusals", test_bare_refusals);
  g_test_add_func ("/ipmi/login/every-length", test_every_length);
  g_test_add_func ("/ipmi/login/forgeries-before-the-right-answer", test_forgeries_before_the_right_answer);
  g_test_add_func ("/ipmi/login/bmc-key", test_bmc_key);
  g_test_add_func ("/ipmi/login/anonymous-and-roles", test_anonymous_and_roles);
  g_test_add_func ("/ipmi/login/suites-offered", test_suites_offered);
  g_test_add_func ("/ipmi/login/falls-back", test_falls_back);
  g_test_add_func ("/ipmi/login/surplus-session", test_surplus_session);
  g_test_add_func ("/ipmi/login/begun-again", test_begun_again);
  g_test_add_func ("/ipmi/login/guesses-again", test_guesses_again);
  g_test_add_func ("/ipmi/login/timed-out", test_timed_out);
  g_test_add_func ("/ipmi/login/capabilities", test_capabilities);
  g_test_add_func ("/ipmi/login/asks-for-no-unknown-suite", test_asks_for_no_unknown_suite);
  return g_test_run ();
}
