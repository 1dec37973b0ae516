/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-error.h"

G_BEGIN_DECLS

/* The channel that the request itself comes by. */
#define IPMI_CHANNEL_THIS 0x0E

#define IPMI_CHANNEL_MEDIUM_LAN 0x04

/**
 * IpmiChannelInfo:
 * @number: the channel's number, 0 to 15
 * @medium: what it is made of (IPMI 2.0 table 6-3)
 * @protocol: what is spoken there (IPMI 2.0 table 6-2)
 * @session_support: 0 none, 1 one session, 2 several, 3 by session and without
 * @active_sessions: how many there are, 0 to 63
 * @vendor_id: IANA enterprise number of who defined the protocol; 7154 is the IPMI forum
 * @auxiliary: more about it, for some channels
 *
 * Get Channel Info (IPMI 2.0 §22.24).
 */
typedef struct
{
  guint8  number;
  guint8  medium;
  guint8  protocol;
  guint8  session_support;
  guint8  active_sessions;
  guint32 vendor_id;
  guint8  auxiliary[2];
} IpmiChannelInfo;

gboolean     ipmi_channel_info_decode  (IpmiChannelInfo  *info,
                                        const guint8     *data,
                                        gsize             length,
                                        GError          **error);
const char  *ipmi_privilege_name       (guint8            privilege);

G_END_DECLS
