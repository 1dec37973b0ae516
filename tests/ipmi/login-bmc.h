/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-login.h"

/* A BMC of one log-in at a time, in the test and with its clock, whose answers can be tampered with. */

#define BMC_ID 0xB0C0D0E0

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

extern const guint8 offers_3_and_17[10];

void            bmc_init        (Bmc *bmc,
                                 int  suite);
void            bmc_clear       (Bmc *bmc);
void            bmc_queue       (Bmc              *bmc,
                                 Kind              kind,
                                 guint8            sequence,
                                 const GByteArray *answer);
IpmiLoginState  log_in          (Bmc *bmc);
IpmiLoginState  log_in_tampered (int     suite,
                                 Tamper  tamper,
                                 Kind    kind,
                                 gsize   at,
                                 int     value,
                                 gint   *code);

/* Ways to tamper. */
gboolean        change_byte     (Bmc        *bmc,
                                 Kind        kind,
                                 GByteArray *answer);
gboolean        set_byte        (Bmc        *bmc,
                                 Kind        kind,
                                 GByteArray *answer);
gboolean        set_length      (Bmc        *bmc,
                                 Kind        kind,
                                 GByteArray *answer);
gboolean        never           (Bmc        *bmc,
                                 Kind        kind,
                                 GByteArray *answer);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Bmc, bmc_clear)
