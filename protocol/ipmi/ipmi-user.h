/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-error.h"

G_BEGIN_DECLS

#define IPMI_MAX_USERS 63

/**
 * IpmiUserStatus:
 *
 * Whether a user may log in at all. Older BMCs do not say.
 */
typedef enum
{
  IPMI_USER_STATUS_UNKNOWN  = 0,
  IPMI_USER_STATUS_ENABLED  = 1,
  IPMI_USER_STATUS_DISABLED = 2,
  IPMI_USER_STATUS_RESERVED = 3,
} IpmiUserStatus;

/**
 * IpmiUserAccess:
 * @max_users: how many users the channel can have
 * @enabled_users: how many are enabled
 * @fixed_names: how many, from the first, have names that cannot be changed
 * @status: whether this one is enabled
 * @callback_only: may only be called back
 * @link_authentication: may log in at link level (serial)
 * @messaging: may use IPMI messages, which is what a session is for
 * @privilege: the highest privilege on the channel; 15: no access
 *
 * Get User Access (IPMI 2.0 §22.27): one user on one channel.
 */
typedef struct
{
  guint8         max_users;
  guint8         enabled_users;
  guint8         fixed_names;
  IpmiUserStatus status;
  gboolean       callback_only;
  gboolean       link_authentication;
  gboolean       messaging;
  guint8         privilege;
} IpmiUserAccess;

gboolean     ipmi_user_access_decode     (IpmiUserAccess  *access,
                                          const guint8    *data,
                                          gsize            length,
                                          GError         **error);
const char  *ipmi_user_status_name       (IpmiUserStatus   status);
char        *ipmi_user_name_decode       (const guint8    *data,
                                          gsize            length,
                                          GError         **error);

/**
 * IpmiUser:
 * @id: 1 to 63
 * @name: UTF-8; empty for the anonymous user and for ones that are not set up
 * @access: what the user may
 *
 * One user.
 */
typedef struct
{
  guint8         id;
  char          *name;
  IpmiUserAccess access;
} IpmiUser;

G_END_DECLS
