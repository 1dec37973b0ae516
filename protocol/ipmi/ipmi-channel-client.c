/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "ipmi-call-private.h"
#include "ipmi-channel-client.h"

#define GET_CHANNEL_INFO 0x42

/**
 * ipmi_channel_get_info_async:
 * @session: an open session
 * @channel: channel number, or IPMI_CHANNEL_THIS
 * @cancellable: (nullable): ends the operation
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Asks what a channel is (IPMI 2.0 §22.24).
 */
void
ipmi_channel_get_info_async (IpmiSession         *session,
                             guint8               channel,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  ipmi_call_async (session, NULL, IPMI_NETFN_APP, GET_CHANNEL_INFO, &channel, 1, cancellable, callback,
                   user_data);
}

/**
 * ipmi_channel_get_info_finish:
 * @session: the session
 * @result: what @callback was given
 * @info: (out): set on success
 * @error: return location: as of ipmi_session_request_finish(), or IPMI_ERROR_PROTOCOL
 *
 * Returns: whether it was read
 */
gboolean
ipmi_channel_get_info_finish (IpmiSession      *session,
                              GAsyncResult     *result,
                              IpmiChannelInfo  *info,
                              GError          **error)
{
  g_autoptr(GBytes) answer = ipmi_call_finish (session, result, _("Reading about the channel"), error);

  return answer != NULL
         && ipmi_channel_info_decode (info, g_bytes_get_data (answer, NULL), g_bytes_get_size (answer), error);
}
