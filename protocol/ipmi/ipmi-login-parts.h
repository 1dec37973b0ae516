/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-login.h"
#include "ipmi-suite-list.h"

G_BEGIN_DECLS

/* What the files that make up #IpmiLogin share; for no others. */

#define IPMI_LOGIN_MAX_CANDIDATES 4
#define IPMI_LOGIN_MAX_SURPLUS    4

typedef enum
{
  IPMI_LOGIN_STEP_ASKING,        /* authentication capabilities and cipher suites */
  IPMI_LOGIN_STEP_OPENING,
  IPMI_LOGIN_STEP_RAKP_2,        /* waiting for it */
  IPMI_LOGIN_STEP_RAKP_4,
} IpmiLoginStep;

/* What we answered to one RAKP Message 2. A repeated RAKP 1 can be answered with another random number; the tag
 * of RAKP 4 says which of them the BMC means. */
typedef struct
{
  guint8 tag;
  guint8 random[IPMI_RANDOM_LENGTH];
  guint8 guid[IPMI_GUID_LENGTH];
} IpmiLoginCandidate;

struct _IpmiLogin
{
  const IpmiCredentials *credentials;              /* borrowed */
  IpmiTiming            *timing;                   /* borrowed */
  guint64               *dropped;                  /* borrowed; IPMI_N_VERDICTS counters */
  IpmiLoginSend          send;
  gpointer               user_data;
  IpmiLoginState         state;
  IpmiLoginStep          step;
  GError                *error;                    /* owned; the doubt, or why it failed */
  IpmiLoginStep          doubt_step;
  guint                  doubts;
  gboolean               doubting;                 /* until the grace is over */
  gboolean               refused;                  /* the doubt is a status: the BMC has given this session up */
  gboolean               dirty;
  gboolean               heard;
  guint8                 put_off;                  /* completion code of a question that it has no time for; 0: none */
  guint                  sends;
  gint64                 sent_at;
  gint64                 due;

  gboolean               capable;                  /* capabilities are known */
  gboolean               kg_set;
  IpmiSuiteList          list;

  const IpmiSuite       *suites[IPMI_SUITE_MAX_CHOICE];   /* to try, best first */
  guint                  n_suites;
  gboolean               guessed;                  /* they are not in the BMC's list */
  guint                  suite;
  IpmiPrivilege          role;

  IpmiAuth              *auth;                     /* owned */
  IpmiExchange           exchange;
  guint8                 tag;                      /* of the last message */
  guint8                 first_tag;                /* first RAKP 1 of this exchange */
  gboolean               user_unanswered;          /* the BMC has been told the user name and said nothing to it yet */
  guint32                sequence;                 /* in the session, of the last packet sent */
  gboolean               bad_check_value;
  guint32                surplus[IPMI_LOGIN_MAX_SURPLUS];   /* sessions that the BMC made twice, to be given back */
  guint                  n_surplus;
  gboolean               gave_back;                /* one of them */
  IpmiLoginCandidate     candidates[IPMI_LOGIN_MAX_CANDIDATES];
  guint                  n_candidates;
};

/* ipmi-login.c */
void      ipmi_login_drop                (IpmiLogin   *self,
                                          IpmiVerdict  verdict);
void      ipmi_login_sent                (IpmiLogin *self,
                                          gint64     now);
void      ipmi_login_answered            (IpmiLogin *self,
                                          gint64     now);
void      ipmi_login_enter               (IpmiLogin     *self,
                                          IpmiLoginStep  step);
void      ipmi_login_doubt               (IpmiLogin  *self,
                                          gint64      now,
                                          IpmiError   code,
                                          const char *format,
                                          ...) G_GNUC_PRINTF (4, 5);
void      ipmi_login_doubt_status        (IpmiLogin *self,
                                          gint64     now,
                                          guint8     status);

/* ipmi-login-questions.c */
void      ipmi_login_send_questions      (IpmiLogin *self,
                                          gint64     now);
void      ipmi_login_repeat_questions    (IpmiLogin *self,
                                          gint64     now);
void      ipmi_login_receive_message     (IpmiLogin        *self,
                                          const IpmiPacket *packet,
                                          gint64            now);

/* ipmi-login-exchange.c */
void      ipmi_login_begin_exchange      (IpmiLogin *self,
                                          gint64     now);
void      ipmi_login_repeat_exchange     (IpmiLogin *self,
                                          gint64     now);
void      ipmi_login_repeat_rakp_1       (IpmiLogin *self,
                                          gint64     now);
void      ipmi_login_receive_opening     (IpmiLogin        *self,
                                          const IpmiPacket *packet,
                                          gint64            now);
void      ipmi_login_receive_rakp_2      (IpmiLogin        *self,
                                          const IpmiPacket *packet,
                                          gint64            now);
void      ipmi_login_receive_rakp_4      (IpmiLogin        *self,
                                          const IpmiPacket *packet,
                                          gint64            now);
void      ipmi_login_receive_in_session  (IpmiLogin  *self,
                                          IpmiPacket *packet,
                                          guint8     *data,
                                          gsize       length);

G_END_DECLS
