/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-auth.h"
#include "ipmi-session.h"
#include "ipmi-timing.h"

G_BEGIN_DECLS

/**
 * IpmiPayloadFunc:
 *
 * Takes a payload that came in the session, checked and decrypted.
 *
 * Returns: whether it made sense
 */
typedef gboolean (*IpmiPayloadFunc) (const guint8 *payload,
                                     gsize         length,
                                     guint32       sequence,
                                     gint64        now,
                                     gpointer      user_data);

/**
 * IpmiPayloadEnd:
 *
 * Says that the session has ended, and with it the payload.
 */
typedef void (*IpmiPayloadEnd) (const GError *error,
                                gpointer      user_data);

gboolean          ipmi_session_take_sol     (IpmiSession     *self,
                                             IpmiPayloadFunc  func,
                                             IpmiPayloadEnd   ended,
                                             gpointer         user_data);
void              ipmi_session_release_sol  (IpmiSession     *self);
void              ipmi_session_send_sol     (IpmiSession     *self,
                                             const guint8    *payload,
                                             gsize            length,
                                             gboolean         again);
void              ipmi_session_answered     (IpmiSession     *self);
void              ipmi_session_hurry        (IpmiSession     *self);
const IpmiSuite  *ipmi_session_get_ciphers  (IpmiSession     *self);
guint32           ipmi_session_get_bmc_id   (IpmiSession     *self);
gboolean          ipmi_session_get_lossy    (IpmiSession     *self);
const IpmiTiming *ipmi_session_get_timing   (IpmiSession     *self);
void              ipmi_session_set_timing   (IpmiSession      *self,
                                             const IpmiTiming *timing);
GMainContext     *ipmi_session_get_context  (IpmiSession     *self);

G_END_DECLS
