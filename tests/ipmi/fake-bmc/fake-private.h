/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include "fake-bmc.h"
#include "fake-crypto.h"

#define FAKE_BMC_ADDRESS   0x20
#define FAKE_MAX_SESSIONS  64
#define FAKE_MAX_NAME      16
#define FAKE_GUID_SIZE     16
#define FAKE_NONCE_SIZE    16
#define FAKE_SEL_SIZE      16
#define FAKE_REPLAYS       8

#define FAKE_PAYLOAD_IPMI  0x00
#define FAKE_PAYLOAD_SOL   0x01

typedef enum { FAKE_NEW, FAKE_RAKP_1_SEEN, FAKE_OPEN } FakeState;

typedef struct
{
  FakeBmc                *bmc;            /* borrowed */
  FakeState               state;
  struct sockaddr_storage peer;
  socklen_t               peer_length;
  const FakeSuite        *suite;
  guint32                 id;             /* ours: in packets to us */
  guint32                 console_id;     /* theirs: in packets to them */
  guint8                  role;           /* as in RAKP message 1, with the look-up bit */
  guint8                  limit;          /* the highest level of this session */
  guint8                  privilege;      /* now */
  char                    name[FAKE_MAX_NAME];
  guint8                  name_length;
  const FakeUser         *user;           /* NULL: unknown, found out in RAKP message 3 */
  guint8                  rm[FAKE_NONCE_SIZE];
  guint8                  rc[FAKE_NONCE_SIZE];
  guint8                  key[FAKE_KEY_SIZE];
  FakeDigest              sik;
  FakeDigest              k1;
  FakeDigest              k2;
  guint32                 sent;           /* sequence numbers */
  guint32                 highest;
  guint32                 seen;           /* bitmap below highest */

  gboolean                sol;
  gboolean                sol_encrypted;
  gboolean                sol_authenticated;
  guint8                  sol_sequence;       /* of our last packet with data */
  guint8                  sol_received;       /* of their last packet with data */
  guint8                  sol_accepted;       /* how much of it was taken */
  guint                   sol_refusals;
  GByteArray             *sol_out;            /* still to be sent */
  GByteArray             *sol_pending;        /* sent, not acknowledged */
  guint                   sol_timer;
} FakeSession;

typedef struct
{
  guint8        rs_address;
  guint8        netfn;
  guint8        lun;
  guint8        rq_address;
  guint8        rq_sequence;
  guint8        rq_lun;
  guint8        command;
  const guint8 *data;
  gsize         length;
} FakeRequest;

struct _FakeBmc
{
  FakeBmcOptions options;
  FakeSuite      suites[16];
  guint          n_suites;
  guint32        refused;                 /* bitmap of suite ids */
  guint8         guid[FAKE_GUID_SIZE];
  int            fd;
  guint16        port;
  GMainContext  *context;
  GSource       *source;
  FakeSession   *sessions[FAKE_MAX_SESSIONS];
  GPtrArray     *replays;                 /* GBytes */
  GHashTable    *counts;                  /* netfn << 8 | command → how often it ran */
  GHashTable    *busy;                    /* likewise → how often it was refused as busy */
  GPtrArray     *pending;                 /* answers that wait for their time */
  guint          rejected;
  GRand         *rand;

  guint8         power;
  guint8         restore_policy;
  guint8         boot_flags[5];
  guint8         boot_in_progress;
  guint8         watchdog[6];
  gboolean       watchdog_running;
  GPtrArray     *sdrs;                    /* GBytes */
  guint16        sdr_reservation;
  guint          sdr_reads;
  GArray        *sel;                     /* FAKE_SEL_SIZE bytes each */
  guint16        sel_reservation;
  guint16        sel_next_id;
  guint          sel_reads;
  gint64         sel_offset;
  GBytes        *fru;
  GPtrArray     *answers;                 /* of the file of records */
  guint          sol_refusals;
};

/* fake-bmc.c */
void fake_bmc_send_payload  (FakeSession       *session,
                             guint8             payload,
                             gboolean           encrypted,
                             gboolean           authenticated,
                             const GByteArray  *data);
void fake_bmc_send_answer   (FakeSession       *session,
                             const FakeRequest *request,
                             const GByteArray  *answer);
void fake_session_free      (FakeSession       *session);

/* fake-commands.c */
void fake_commands_init     (FakeBmc           *bmc);
void fake_commands_run      (FakeBmc           *bmc,
                             FakeSession       *session,
                             const FakeRequest *request,
                             GByteArray        *answer);

/* fake-store.c */
void     fake_store_init    (FakeBmc           *bmc);
void     fake_store_clear   (FakeBmc           *bmc);
gboolean fake_store_run     (FakeBmc           *bmc,
                             const FakeRequest *request,
                             GByteArray        *answer);

/* fake-records.c */
void     fake_records_init  (FakeBmc           *bmc);
void     fake_records_clear (FakeBmc           *bmc);
gboolean fake_records_run   (FakeBmc           *bmc,
                             const FakeRequest *request,
                             GByteArray        *answer);

/* fake-sol.c */
void fake_sol_activate      (FakeSession       *session,
                             const FakeRequest *request,
                             GByteArray        *answer);
void fake_sol_deactivate    (FakeSession       *session);
void fake_sol_say_goodbye   (FakeSession       *session);
void fake_sol_parameter     (FakeBmc           *bmc,
                             const FakeRequest *request,
                             GByteArray        *answer);
void fake_sol_who           (FakeBmc           *bmc,
                             GByteArray        *answer);
void fake_sol_receive       (FakeSession       *session,
                             const guint8      *data,
                             gsize              length);

static inline void
fake_append (GByteArray *array,
             guint8      byte)
{
  g_byte_array_append (array, &byte, 1);
}

static inline void
fake_append_le (GByteArray *array,
                guint       n,
                guint32     value)
{
  for (guint i = 0; i < n; i++)
    fake_append (array, (guint8) (value >> (8 * i)));
}

static inline guint32
fake_get_le (const guint8 *data,
             guint         n)
{
  guint32 value = 0;

  for (guint i = 0; i < n; i++)
    value |= (guint32) data[i] << (8 * i);
  return value;
}
