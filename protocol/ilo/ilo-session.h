/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ilo-console.h"
#include "ilo-rest.h"

G_BEGIN_DECLS

/* What closing may take in milliseconds, with the log-out, unless told otherwise; after that it is given up. */
#define ILO_SESSION_CLOSE_TIMEOUT 5000

/**
 * IloSessionState:
 * @ILO_SESSION_STATE_CLOSED: not logged in
 * @ILO_SESSION_STATE_OPENING: logging in; #IloSession:step says what is being waited for
 * @ILO_SESSION_STATE_ASKING: logging in, and waiting for ilo_session_answer_trust()
 * @ILO_SESSION_STATE_OPEN: logged in
 * @ILO_SESSION_STATE_CLOSING: logging out
 */
typedef enum
{
  ILO_SESSION_STATE_CLOSED,
  ILO_SESSION_STATE_OPENING,
  ILO_SESSION_STATE_ASKING,
  ILO_SESSION_STATE_OPEN,
  ILO_SESSION_STATE_CLOSING,
} IloSessionState;

#define ILO_TYPE_SESSION (ilo_session_get_type ())
G_DECLARE_FINAL_TYPE (IloSession, ilo_session, ILO, SESSION, GObject)

IloSession           *ilo_session_new                 (const char           *host,
                                                       guint16               port);
IloHttp              *ilo_session_get_http            (IloSession           *self);
void                  ilo_session_log_in_async        (IloSession           *self,
                                                       const char           *user,
                                                       const char           *password,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
void                  ilo_session_join_async          (IloSession           *self,
                                                       const char           *session_key,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean              ilo_session_log_in_finish       (IloSession           *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
void                  ilo_session_answer_trust        (IloSession           *self,
                                                       gboolean              trust);
void                  ilo_session_open_console_async  (IloSession           *self,
                                                       IloIfBusy             if_busy,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean              ilo_session_open_console_finish (IloSession           *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
void                  ilo_session_press_power_async   (IloSession           *self,
                                                       IloPowerAction        action,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean              ilo_session_press_power_finish  (IloSession           *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
void                  ilo_session_check_drive_async   (IloSession           *self,
                                                       IloDrive              drive,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean              ilo_session_check_drive_finish  (IloSession           *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
void                  ilo_session_set_close_timeout   (IloSession           *self,
                                                       guint                 timeout);
void                  ilo_session_close_async         (IloSession           *self,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean              ilo_session_close_finish        (IloSession           *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);

IloSessionState       ilo_session_get_state           (IloSession           *self);
const char           *ilo_session_get_step            (IloSession           *self);
const IloFacts       *ilo_session_get_facts           (IloSession           *self);
const IloSessionInfo *ilo_session_get_info            (IloSession           *self);
const IloRcInfo      *ilo_session_get_rc_info         (IloSession           *self);
const char           *ilo_session_get_session_key     (IloSession           *self);
IloConsole           *ilo_session_get_console         (IloSession           *self);

G_END_DECLS
