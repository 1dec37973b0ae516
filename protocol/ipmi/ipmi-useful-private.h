/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-session.h"

G_BEGIN_DECLS

#define IPMI_MAX_USEFUL_REQUESTS 32

/* How many requests to hand over to a session that sends as many at once as its BMC can take: so many again,
 * so that it never has to wait for the next, but no more, since each takes memory. */
static inline guint
ipmi_session_useful_requests (IpmiSession *session)
{
  IpmiStatistics statistics;

  ipmi_session_get_statistics (session, &statistics);
  return CLAMP (2 * statistics.window, 2, IPMI_MAX_USEFUL_REQUESTS);
}

G_END_DECLS
