/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "ipmi-call-private.h"
#include "ipmi-watchdog-client.h"

#define GET_WATCHDOG 0x25

/**
 * ipmi_watchdog_get_async:
 * @session: an open session
 * @cancellable: (nullable): ends the operation
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Reads the watchdog timer (IPMI 2.0 §27.7).
 */
void
ipmi_watchdog_get_async (IpmiSession         *session,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  ipmi_call_async (session, NULL, IPMI_NETFN_APP, GET_WATCHDOG, NULL, 0, cancellable, callback, user_data);
}

/**
 * ipmi_watchdog_get_finish:
 * @session: the session
 * @result: what @callback was given
 * @watchdog: (out): set on success
 * @error: return location: as of ipmi_session_request_finish(), or IPMI_ERROR_PROTOCOL
 *
 * Returns: whether it was read
 */
gboolean
ipmi_watchdog_get_finish (IpmiSession   *session,
                          GAsyncResult  *result,
                          IpmiWatchdog  *watchdog,
                          GError       **error)
{
  g_autoptr(GBytes) answer = ipmi_call_finish (session, result, _("Reading the watchdog timer"), error);

  return answer != NULL
         && ipmi_watchdog_decode (watchdog, g_bytes_get_data (answer, NULL), g_bytes_get_size (answer), error);
}
