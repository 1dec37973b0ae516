/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-session.h"

G_BEGIN_DECLS

void rackside_bmc_farewell (IpmiSession *session);

G_END_DECLS
