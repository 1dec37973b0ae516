/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "ipmi-error.h"

G_BEGIN_DECLS

#define IPMI_DEFAULT_PORT      623
#define IPMI_MAX_USER_NAME     16
#define IPMI_MAX_PASSWORD      20
#define IPMI_MAX_HOPS          2

/**
 * IpmiPrivilege:
 *
 * Privilege levels (IPMI 2.0 §6.8).
 */
typedef enum
{
  IPMI_PRIVILEGE_HIGHEST       = 0,
  IPMI_PRIVILEGE_CALLBACK      = 1,
  IPMI_PRIVILEGE_USER          = 2,
  IPMI_PRIVILEGE_OPERATOR      = 3,
  IPMI_PRIVILEGE_ADMINISTRATOR = 4,
  IPMI_PRIVILEGE_OEM           = 5,
} IpmiPrivilege;

/**
 * IpmiHop:
 * @channel: the channel of the controller before it that leads there
 * @address: 8-bit slave address of the controller
 *
 * One step of bridging by Send Message (IPMI 2.0 §6.13).
 */
typedef struct
{
  guint8 channel;
  guint8 address;
} IpmiHop;

/**
 * IpmiTarget:
 * @n_hops: 0 for the BMC itself
 * @hops: the way to the controller that is meant
 *
 * Whom a request is for.
 */
typedef struct
{
  guint   n_hops;
  IpmiHop hops[IPMI_MAX_HOPS];
} IpmiTarget;

/**
 * IpmiRequestFlags:
 * @IPMI_REQUEST_DEFAULT: may run twice, so it is sent again when no answer comes
 * @IPMI_REQUEST_ONCE: must not run twice (chassis control, SEL clear …); see ipmi-chassis-control.c for how a
 *   lost answer is dealt with
 */
typedef enum
{
  IPMI_REQUEST_DEFAULT = 0,
  IPMI_REQUEST_ONCE    = 1 << 0,
} IpmiRequestFlags;

/**
 * IpmiRequest:
 * @target: (nullable): whom it is for; %NULL: the session's own target (the BMC, or what `--bridge` says)
 * @netfn: network function, even
 * @lun: logical unit, 0 to 3
 * @command: command code
 * @data: (array length=length) (nullable): the bytes after the command code, copied
 * @length: how many
 * @flags: how to deal with a lost answer
 */
typedef struct
{
  const IpmiTarget *target;
  guint8            netfn;
  guint8            lun;
  guint8            command;
  IpmiRequestFlags  flags;
  const guint8     *data;
  gsize             length;
} IpmiRequest;

/**
 * IpmiSession:
 *
 * An RMCP+ session with one BMC. Every wait is a `GTask` on the thread-default context of whoever
 * created the session; one session belongs to one thread.
 */
#define IPMI_TYPE_SESSION (ipmi_session_get_type ())
G_DECLARE_FINAL_TYPE (IpmiSession, ipmi_session, IPMI, SESSION, GObject)

/**
 * IpmiStatistics:
 * @sent: datagrams sent
 * @received: datagrams received
 * @resent: of those sent, how many were repetitions
 * @dropped: of those received, how many failed a check, by #IpmiVerdict (see ipmi-auth.h); all of them in
 *   @dropped_total
 * @round_trip_us: smoothed round trip in microseconds, 0 before the first
 * @window: how many requests may be outstanding now
 *
 * What happened on the network since the session was created.
 */
typedef struct
{
  guint64 sent;
  guint64 received;
  guint64 resent;
  guint64 dropped[8];
  guint64 dropped_total;
  gint64  round_trip_us;
  guint   window;
} IpmiStatistics;

GType        ipmi_target_get_type        (void);
#define IPMI_TYPE_TARGET (ipmi_target_get_type ())

/* Construct with g_object_new (IPMI_TYPE_SESSION, …) and ipmi_session_set_password(), or ipmi_session_new();
 * construct-only properties besides "address" and "user": "kg" (GBytes), "suite" (-1: the best of 17 and 3), "privilege"
 * (IpmiPrivilege as int; the default IPMI_PRIVILEGE_HIGHEST takes the highest that the BMC grants),
 * "role-lookup" (look up by user name and role instead of by name), "target" (IpmiTarget, boxed),
 * "window" (requests outstanding at most, default 4; more while that makes none of them slower, unless it is
 * 1), "retries" (how often a request is sent again at most; default -1: as often as its deadline allows, which
 * a lossy network needs), "timeout-ms" (one request's deadline, default 5000), "keep-alive-seconds" (default
 * 20, 0: none).
 * Readable: "open" (notifies), "target".
 * Signal "closed" (GError *error): an open session ended without being closed by us.
 * ipmi_session_open_async() on a session that ended opens it anew and resolves the address again. */
IpmiSession *ipmi_session_new            (GSocketConnectable   *address,
                                          const char           *user,
                                          const char           *password);
void         ipmi_session_set_password   (IpmiSession          *self,
                                          const char           *password);
void         ipmi_session_open_async     (IpmiSession          *self,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
gboolean     ipmi_session_open_finish    (IpmiSession          *self,
                                          GAsyncResult         *result,
                                          GError              **error);
void         ipmi_session_request_async  (IpmiSession          *self,
                                          const IpmiRequest    *request,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
GBytes      *ipmi_session_request_finish (IpmiSession          *self,
                                          GAsyncResult         *result,
                                          guint8               *completion,
                                          GError              **error);
void         ipmi_session_close_async    (IpmiSession          *self,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
gboolean     ipmi_session_close_finish   (IpmiSession          *self,
                                          GAsyncResult         *result,
                                          GError              **error);

gboolean        ipmi_session_get_open       (IpmiSession    *self);
int             ipmi_session_get_suite      (IpmiSession    *self);
const char     *ipmi_session_get_warning    (IpmiSession    *self);
IpmiPrivilege   ipmi_session_get_privilege  (IpmiSession    *self);
GSocketAddress *ipmi_session_get_peer       (IpmiSession    *self);
const char     *ipmi_session_get_put_off    (IpmiSession    *self);
void            ipmi_session_get_statistics (IpmiSession    *self,
                                             IpmiStatistics *statistics);

/* request_finish: (transfer full) the bytes after the completion code. With @completion %NULL another
 * code than 0 is an error (IPMI_ERROR_COMPLETION, or _PRIVILEGE, _UNSUPPORTED, _NOT_FOUND, _BUSY where the
 * code says so; sentence from ipmi_completion_text ()); otherwise it is returned there. */

G_END_DECLS
