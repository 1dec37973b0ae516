/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-session.h"

G_BEGIN_DECLS

/**
 * IpmiSol:
 *
 * The serial console of a server, over a session of its BMC (Serial over LAN, IPMI 2.0 §15). Characters that
 * come are told by "received"; what is written goes once and in order.
 *
 * Signals: "received" (GBytes *characters); "break" and "overrun" on the server's serial port; "closed"
 * (GError *error): it ended without being deactivated by us.
 */
#define IPMI_TYPE_SOL (ipmi_sol_get_type ())
G_DECLARE_FINAL_TYPE (IpmiSol, ipmi_sol, IPMI, SOL, GObject)

IpmiSol *ipmi_sol_new               (IpmiSession          *session);
void     ipmi_sol_follow             (IpmiSol              *self,
                                      IpmiSol              *previous);
void     ipmi_sol_activate_async    (IpmiSol              *self,
                                     gboolean              steal,
                                     GCancellable         *cancellable,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data);
gboolean ipmi_sol_activate_finish   (IpmiSol              *self,
                                     GAsyncResult         *result,
                                     GError              **error);
void     ipmi_sol_write_async       (IpmiSol              *self,
                                     const void           *data,
                                     gsize                 length,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data);
gboolean ipmi_sol_write_finish      (IpmiSol              *self,
                                     GAsyncResult         *result,
                                     GError              **error);
void     ipmi_sol_send_break        (IpmiSol              *self);
void     ipmi_sol_set_paused        (IpmiSol              *self,
                                     gboolean              paused);
gboolean ipmi_sol_get_active        (IpmiSol              *self);
gint64   ipmi_sol_get_uncertainty   (IpmiSol              *self);
void     ipmi_sol_deactivate_async  (IpmiSol              *self,
                                     GCancellable         *cancellable,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data);
gboolean ipmi_sol_deactivate_finish (IpmiSol              *self,
                                     GAsyncResult         *result,
                                     GError              **error);

G_END_DECLS
