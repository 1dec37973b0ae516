/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ilo-console-renew-private.h"
#include "ilo-secret.h"
#include "ilo-session.h"

G_BEGIN_DECLS

/**
 * IloSession:
 *
 * One iLO: log-in, console, log-out, in the thread-default main context of whoever made it. It logs out
 * whatever happens: on closing, when something goes wrong after the log-in, when the log-in is cancelled after it
 * was sent, and when it is dropped while it is open, as long as the main context runs on.
 *
 * When the iLO has forgotten the session by the time that the console connects again, it logs in once more.
 */
struct _IloSession
{
  GObject          parent_instance;
  IloHttp         *http;             /* owned */
  IloSessionState  state;
  char            *step;             /* owned, nullable */
  char            *user;             /* owned, nullable */
  IloSecret       *password;         /* owned; until nothing can make it necessary to log in once more */
  IloSecret       *session_key;      /* owned; while logged in */
  IloFacts        *facts;            /* owned, nullable */
  IloSessionInfo  *info;             /* owned, nullable */
  IloRcInfo       *rc_info;          /* owned, nullable */
  IloConsole      *console;          /* owned, nullable */
  GTask           *log_in_task;      /* owned, nullable */
  GTask           *console_task;     /* owned, nullable */
  GTask           *close_task;       /* owned, nullable */
  GCancellable    *work;             /* owned; of the requests for either task */
  GCancellable    *renewal;          /* owned; of the requests of a console that connects again */
  GSource         *cancel_source;    /* owned; the caller of either task wants to cancel it */
  GSource         *close_timer;      /* owned */
  guint            close_timeout;    /* milliseconds */
  GError          *question;         /* owned; what the user is being asked */
  guint            foreign : 1;      /* somebody else's session, which is not ours to close */
  guint            sent : 1;         /* the log-in is under way, and will be answered */
};

enum
{
  ILO_SESSION_SIGNAL_TRUST_NEEDED,
  ILO_SESSION_N_SIGNALS,
};

extern guint ilo_session_signals[ILO_SESSION_N_SIGNALS];

void ilo_session_clear_source   (GSource **source);
void ilo_session_set_state      (IloSession      *self,
                                 IloSessionState  state,
                                 char            *step);
void ilo_session_start_work     (IloSession  *self,
                                 GTask       *task,
                                 GSourceFunc  cancelled);
void ilo_session_stop_work      (IloSession *self);
void ilo_session_finish_log_in  (IloSession *self,
                                 GError     *error);
void ilo_session_log_out        (IloSession *self);
void ilo_session_finish_console (IloSession *self,
                                 GError     *error);
void ilo_session_renew          (IloConsole *console,
                                 gpointer    user_data);
void ilo_session_stop_renewing  (IloSession *self);

G_END_DECLS
