/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-login.h"
#include "ipmi-numbers.h"
#include "ipmi-queue.h"
#include "ipmi-replay.h"
#include "ipmi-session-private.h"
#include "ipmi-socket.h"

G_BEGIN_DECLS

/* What the files that make up #IpmiSession share; for no others. */

#define IPMI_COMMAND_CLOSE      0x3C
#define IPMI_SESSION_TIMEOUTS   4                             /* deadlines of a request that opening may take */
#define IPMI_SESSION_LOSSY_FOR  (30 * G_TIME_SPAN_SECOND)     /* after a packet was lost */

typedef enum
{
  IPMI_STATE_CLOSED,
  IPMI_STATE_RESOLVING,
  IPMI_STATE_LOGGING_IN,
  IPMI_STATE_RAISING,          /* Set Session Privilege Level is under way */
  IPMI_STATE_OPEN,
  IPMI_STATE_CLOSING,
} IpmiSessionState;

struct _IpmiSession
{
  GObject                   parent_instance;
  GSocketConnectable       *address;             /* owned */
  GMainContext             *context;             /* owned */
  IpmiCredentials           credentials;
  char                     *invalid;             /* owned; what is wrong with them */
  IpmiTarget                target;
  guint                     window;
  int                       retries;
  guint                     timeout_ms;
  guint                     keep_alive;

  IpmiSessionState          state;
  GTask                    *open_task;           /* owned; while opening */
  GSource                  *open_cancelled;      /* owned */
  GSource                  *resolve_limit;       /* owned; while an address is waited for */
  GTask                    *close_task;          /* owned; while closing */
  GSocketAddressEnumerator *enumerator;          /* owned; NULL once it has given all addresses */
  GPtrArray                *peers;               /* owned GSocketAddress, in the order they came */
  guint                     peer;                /* the one that is tried or used */
  GError                   *peer_error;          /* owned; why the last one could not be used */
  guint                     refusals;
  gint64                    peer_since;
  gboolean                  all_tried;
  gint64                    open_since;
  gboolean                  logged_in;           /* a log-in went well, but the session was lost at once */

  IpmiSocket               *socket;              /* owned */
  IpmiSocket               *retired_socket;      /* owned; closed during dispatch, which still looks at it */
  GSource                  *source;              /* owned */
  gint64                    armed;               /* ready time of the source */
  gboolean                  dispatching;
  IpmiLogin                *login;               /* owned; while logging in */
  IpmiTiming                timing;
  IpmiAuth                 *auth;                /* owned; from log-in to the end */
  guint32                   console_id;
  guint32                   bmc_id;
  IpmiNumbers               numbers;             /* of what is sent */
  IpmiReplay                replay;
  IpmiQueue                *queue;               /* owned; from log-in to the end */
  IpmiQueue                *retired_queue;       /* owned; like retired_socket */
  IpmiPrivilege             privilege;
  gint64                    last_sent;
  gint64                    silent_since;        /* while something is outstanding */
  gboolean                  probing;             /* a keep-alive is outstanding */
  IpmiPayloadFunc           sol;                 /* NULL: nobody wants that payload */
  IpmiPayloadEnd            sol_ended;
  gpointer                  sol_data;
  gint64                    lossy_until;
  guint8                    put_off;             /* what the BMC said when opening came to nothing; 0: anything else */
  IpmiStatistics            statistics;
};

/* ipmi-session.c */
gint64   ipmi_session_timeout_us    (IpmiSession *self);
void     ipmi_session_set_state     (IpmiSession      *self,
                                     IpmiSessionState  state);
void     ipmi_session_end           (IpmiSession  *self,
                                     const GError *error);

/* ipmi-session-open.c */
void     ipmi_session_fail_open     (IpmiSession *self,
                                     GError      *error);
void     ipmi_session_abandon       (IpmiSession *self);
void     ipmi_session_act_on_login  (IpmiSession    *self,
                                     IpmiLoginState  state);
void     ipmi_session_tick_login    (IpmiSession *self,
                                     gint64       now);
void     ipmi_session_refused       (IpmiSession *self);

/* ipmi-session-request.c */
GTask   *ipmi_session_request_task  (IpmiSession         *self,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data);
void     ipmi_session_submit        (IpmiSession       *self,
                                     const IpmiRequest *request,
                                     const IpmiTarget  *target,
                                     gint64             timeout,
                                     gboolean           urgent,
                                     GTask             *task);
void     ipmi_session_submit_to_bmc (IpmiSession         *self,
                                     guint8               command,
                                     const guint8        *data,
                                     gsize                length,
                                     gint64               timeout,
                                     gboolean             urgent,
                                     GAsyncReadyCallback  callback);

/* ipmi-session-traffic.c */
void     ipmi_session_attach_source (IpmiSession *self);
void     ipmi_session_disconnect    (IpmiSession *self);
void     ipmi_session_flush         (IpmiSession *self);
void     ipmi_session_send_payload  (IpmiSession     *self,
                                     IpmiPayloadType  type,
                                     const guint8    *payload,
                                     gsize            length,
                                     gboolean         again);
void     ipmi_session_transmit      (IpmiPending *pending,
                                     gpointer     user_data);

G_END_DECLS
