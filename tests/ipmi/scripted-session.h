/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-session.h"

/* Instead of a completion code: the session has waited long enough for the answer; the session has ended; there will
 * be no answer until the request is cancelled. */
#define SCRIPT_SILENT -1
#define SCRIPT_CLOSED -2
#define SCRIPT_NEVER  -3

/*
 * A session without a BMC, for tests of what is built on requests: linked in place of the real one, it asks a
 * function of the test for each answer. Answers come from the main loop, one at a time; with a seed in an order
 * that only the seed decides.
 */
typedef int (*Script) (const IpmiRequest *request,
                       GByteArray        *answer,
                       gpointer           user_data);

IpmiSession *scripted_session_new          (Script        script,
                                            gpointer      user_data,
                                            guint32       seed);
void         scripted_session_set_target   (IpmiSession       *session,
                                            const IpmiTarget  *target);
guint        scripted_session_outstanding  (IpmiSession       *session);

/* Runs the main loop until on_scripted_done() has been called with the result, which it returns. */
typedef struct
{
  GAsyncResult *result;
} Waiting;

void          on_scripted_done             (GObject      *source,
                                            GAsyncResult *result,
                                            gpointer      user_data);
GAsyncResult *wait_for                     (Waiting      *waiting);
void          waiting_clear                (Waiting      *waiting);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Waiting, waiting_clear)
