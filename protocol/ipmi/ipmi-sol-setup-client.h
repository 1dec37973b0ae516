/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-session.h"
#include "ipmi-sol-setup.h"

G_BEGIN_DECLS

void     ipmi_sol_setup_read_async   (IpmiSession          *session,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
gboolean ipmi_sol_setup_read_finish  (IpmiSession          *session,
                                      GAsyncResult         *result,
                                      IpmiSolSetup         *setup,
                                      GError              **error);

G_END_DECLS
