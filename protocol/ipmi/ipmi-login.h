/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-auth.h"
#include "ipmi-error.h"
#include "ipmi-session.h"
#include "ipmi-timing.h"

G_BEGIN_DECLS

/**
 * IpmiCredentials:
 * @privilege: %IPMI_PRIVILEGE_HIGHEST for the highest that the BMC grants
 * @suite: cipher suite id, -1 for the best of 17 and 3
 *
 * Who logs in, and how.
 */
typedef struct
{
  guint8        user[IPMI_MAX_USER_NAME];
  guint8        user_length;
  guint8        password[IPMI_KEY_LENGTH];
  guint8        kg[IPMI_KEY_LENGTH];
  gboolean      role_lookup;
  IpmiPrivilege privilege;
  int           suite;
} IpmiCredentials;

typedef enum
{
  IPMI_LOGIN_WORKING,
  IPMI_LOGIN_DONE,
  IPMI_LOGIN_FAILED,
} IpmiLoginState;

/**
 * IpmiLoginSend:
 *
 * Sends one datagram to the BMC.
 */
typedef void (*IpmiLoginSend) (const guint8 *data,
                               gsize         length,
                               gpointer      user_data);

/**
 * IpmiLogin:
 *
 * The way from nothing to a session's keys: what is sent, what is accepted, when to ask again. No I/O and no
 * clock of its own; all times are monotonic microseconds.
 */
typedef struct _IpmiLogin IpmiLogin;

IpmiLogin      *ipmi_login_new           (const IpmiCredentials *credentials,
                                          IpmiTiming            *timing,
                                          guint64               *dropped,
                                          IpmiLoginSend          send,
                                          gpointer               user_data);
void            ipmi_login_free          (IpmiLogin             *self);
IpmiLoginState  ipmi_login_start         (IpmiLogin             *self,
                                          gint64                 now);
IpmiLoginState  ipmi_login_receive       (IpmiLogin             *self,
                                          guint8                *data,
                                          gsize                  length,
                                          gint64                 now);
IpmiLoginState  ipmi_login_tick          (IpmiLogin             *self,
                                          gint64                 now);
gint64          ipmi_login_get_due       (IpmiLogin             *self);
gboolean        ipmi_login_get_heard     (IpmiLogin             *self);
guint8          ipmi_login_get_put_off   (IpmiLogin             *self);
GError         *ipmi_login_time_out      (IpmiLogin             *self);
void            ipmi_login_give_up       (IpmiLogin             *self);
GError         *ipmi_login_steal_error   (IpmiLogin             *self);
IpmiAuth       *ipmi_login_steal_auth    (IpmiLogin             *self,
                                          IpmiExchange          *exchange,
                                          guint32               *sequence);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IpmiLogin, ipmi_login_free)

G_END_DECLS
