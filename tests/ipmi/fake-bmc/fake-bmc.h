/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/*
 * A small BMC of our own for the tests, in this process (its socket is served by the main context that was the
 * thread's default when it was made) or as the program fake-bmc. Written from the IPMI 2.0 specification; it
 * shares nothing with protocol/ipmi, so a misreading there is not repeated here. Other clients open sessions
 * with it in every suite that they know: test-fake-bmc.py.
 */

/* What it does wrong. */
typedef enum
{
  FAKE_GARBAGE        = 1 << 0,   /* random packets before every answer */
  FAKE_TWICE          = 1 << 1,   /* every answer twice */
  FAKE_REPLAY         = 1 << 2,   /* an old answer, as it was sent, before every answer */
  FAKE_OTHERS         = 1 << 3,   /* somebody else's answers before every answer */
  FAKE_FORGE          = 1 << 4,   /* a forged copy before every answer: other data, the true one's code */
  FAKE_BAD_CODE       = 1 << 5,   /* the integrity code of every answer is wrong */
  FAKE_WRONG_ID       = 1 << 6,   /* every answer goes to another session */
  FAKE_SILENT         = 1 << 7,   /* answers nothing */
  FAKE_FULL           = 1 << 8,   /* has no room for another session */
  FAKE_BAD_RAKP2      = 1 << 9,   /* the key exchange code of RAKP message 2 is wrong */
  FAKE_BAD_RAKP4      = 1 << 10,  /* the integrity check value of RAKP message 4 is wrong */
  FAKE_NARROW         = 1 << 11,  /* loses requests that come before the last one is answered */
  FAKE_SDR_SHORT      = 1 << 12,  /* an SDR ends before its length says so */
  FAKE_SDR_LOOP       = 1 << 13,  /* the last SDR is followed by the first one */
  FAKE_SDR_COUNT      = 1 << 14,  /* the repository says that it has other than it has */
  FAKE_SDR_LOSES      = 1 << 15,  /* SDR reservations are lost now and then */
  FAKE_SEL_CHANGES    = 1 << 16,  /* records come and go while the SEL is read */
  FAKE_SEL_LOOP       = 1 << 17,  /* the last SEL record is followed by the first one */
  FAKE_FRU_CHECKSUM   = 1 << 18,  /* an area's checksum is wrong */
  FAKE_FRU_LENGTH     = 1 << 19,  /* an area is longer than the FRU, a field longer than its area */
  FAKE_FRU_SHORT      = 1 << 20,  /* the FRU ends before its size */
  FAKE_SAME_PACKET    = 1 << 21,  /* answers of bridged requests come inside the response to Send Message */
  FAKE_MUTE_LATER     = 1 << 22,  /* answers nothing once a session is open */
  FAKE_SOL_NACK       = 1 << 23,  /* takes SOL data in part or not at all at first */
  FAKE_SOL_DEAF       = 1 << 24,  /* never acknowledges SOL data */
  FAKE_SOL_DISCREET   = 1 << 25,  /* does not know Get Payload Instance Info */
  FAKE_EMPTY          = 1 << 26,  /* has no sensor data records and no events */
  FAKE_SOL_HASTY      = 1 << 27,  /* gives up some SOL data without having sent it */
  FAKE_SOL_OFF        = 1 << 28,  /* the serial port takes no SOL data */
  FAKE_MEEK           = 1 << 29,  /* grants no more than user, and says that only in passing */
} FakeMischief;

typedef struct
{
  const char *name;
  const char *password;
  guint8      privilege;
} FakeUser;

typedef struct
{
  const FakeUser *users;          /* ended by a NULL name; NULL: those of ipmi_sim as we configure it */
  const char     *kg;             /* NULL: none */
  const char     *suites;         /* advertised, e.g. "3,17"; NULL: all */
  const char     *refused;        /* advertised but refused by Open Session; NULL: none */
  FakeMischief    mischief;
  guint           delay_ms;       /* before each answer */
  guint8          lost_netfn;     /* the command whose answers are lost … */
  guint8          lost_command;
  guint           lost_answers;   /* … so often; 0: none. Each is told on standard output */
  guint           busy;           /* each command is answered with “node busy” so often before it runs … */
  gint            busy_command;   /* … if it is this one, NETFN << 8 | CMD; 0: each */
  guint           sensors;        /* default 10 */
  guint           sdr_step;       /* distance between SDR record ids, default 1 */
  guint           sel_records;    /* default 5 */
  const char     *records;        /* NULL, or a file of records and answers, see fake-records.c */
  guint           max_read;       /* most bytes of an SDR or FRU in one answer, default 255 */
  guint           sol_blast;      /* send so many bytes of a numbered pattern once SOL is active */
  guint           sol_refusal;    /* completion code of Activate Payload */
  gboolean        require_role;   /* users are looked up by role too, whatever the client asks */
  guint16         port;           /* 0: a free one */
  gboolean        ipv6;           /* listens on ::1, not on 127.0.0.1 */
} FakeBmcOptions;

typedef struct _FakeBmc FakeBmc;

FakeBmc *fake_bmc_new       (const FakeBmcOptions *options);
void     fake_bmc_free      (FakeBmc              *bmc);
guint16  fake_bmc_get_port  (FakeBmc              *bmc);
guint    fake_bmc_count     (FakeBmc              *bmc,
                             guint8                netfn,
                             guint8                command);
guint    fake_bmc_sessions  (FakeBmc              *bmc);
guint    fake_bmc_rejected  (FakeBmc              *bmc);

FakeMischief fake_mischief_by_name (const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeBmc, fake_bmc_free)
