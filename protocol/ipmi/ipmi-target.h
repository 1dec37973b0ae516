/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-session.h"

G_BEGIN_DECLS

gboolean  ipmi_hop_parse      (IpmiHop           *hop,
                               const char        *text);
gboolean  ipmi_target_parse   (IpmiTarget        *target,
                               const char        *text);
char     *ipmi_target_format  (const IpmiTarget  *target);

G_END_DECLS
