/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "ipmi-batch-private.h"
#include "ipmi-call-private.h"
#include "ipmi-completion.h"
#include "ipmi-dcmi-client.h"

#define GROUP_DCMI        0xDC

#define GET_CAPABILITIES  0x01
#define GET_POWER_READING 0x02
#define GET_POWER_LIMIT   0x03

#define MODE_STATISTICS   0x01
#define NO_ACTIVE_LIMIT   0x80          /* completion code of Get Power Limit alone */

/**
 * ipmi_dcmi_get_capabilities_async:
 * @session: an open session
 * @cancellable: (nullable): ends the operation
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Asks what a BMC has of DCMI (DCMI 1.5 §6.1).
 */
void
ipmi_dcmi_get_capabilities_async (IpmiSession         *session,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  IpmiBatch *batch = ipmi_batch_new ();

  for (guint8 parameter = IPMI_DCMI_PARAMETER_SUPPORTED; parameter <= IPMI_DCMI_PARAMETER_POWER; parameter++)
    {
      guint8 data[] = { GROUP_DCMI, parameter };
      IpmiRequest request = {
        .netfn = IPMI_NETFN_GROUP,
        .command = GET_CAPABILITIES,
        .data = data,
        .length = sizeof data,
      };

      ipmi_batch_add (batch, &request);
    }
  ipmi_batch_run_async (session, batch, cancellable, callback, user_data);
}

/**
 * ipmi_dcmi_get_capabilities_finish:
 * @session: the session
 * @result: what @callback was given
 * @capabilities: (out): set on success
 * @error: return location: as of ipmi_session_request_finish(), IPMI_ERROR_PROTOCOL, or
 *   IPMI_ERROR_UNSUPPORTED for a BMC without DCMI
 *
 * Returns: whether they were read; later parameters may be missing
 */
gboolean
ipmi_dcmi_get_capabilities_finish (IpmiSession           *session,
                                   GAsyncResult          *result,
                                   IpmiDcmiCapabilities  *capabilities,
                                   GError               **error)
{
  static const char doing[] = N_("Reading the DCMI capabilities");
  IpmiBatch *batch = ipmi_batch_run_finish (session, result, error);
  IpmiDcmiCapabilities parsed = { 0 };

  if (batch == NULL)
    {
      g_prefix_error (error, _("%s: "), _(doing));
      return FALSE;
    }
  for (guint i = 0; i < ipmi_batch_get_size (batch); i++)
    {
      IpmiDcmiParameter parameter = IPMI_DCMI_PARAMETER_SUPPORTED + i;
      gboolean mandatory = parameter == IPMI_DCMI_PARAMETER_SUPPORTED;
      guint8 completion;
      GBytes *answer = ipmi_batch_get_answer (batch, i, &completion);

      if (mandatory && !ipmi_call_check (completion, _(doing), error))
        return FALSE;
      if (completion != IPMI_COMPLETION_OK)
        continue;
      if (!ipmi_dcmi_capabilities_add (&parsed, parameter, g_bytes_get_data (answer, NULL),
                                       g_bytes_get_size (answer), mandatory ? error : NULL)
          && mandatory)
        return FALSE;
    }
  *capabilities = parsed;
  return TRUE;
}

/**
 * ipmi_dcmi_get_power_async:
 * @session: an open session
 * @cancellable: (nullable): ends the operation
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Reads how much power the system takes (DCMI 1.5 §6.6.1).
 */
void
ipmi_dcmi_get_power_async (IpmiSession         *session,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  static const guint8 data[] = { GROUP_DCMI, MODE_STATISTICS, 0, 0 };

  ipmi_call_async (session, NULL, IPMI_NETFN_GROUP, GET_POWER_READING, data, sizeof data, cancellable, callback,
                   user_data);
}

/**
 * ipmi_dcmi_get_power_finish:
 * @session: the session
 * @result: what @callback was given
 * @power: (out): set on success
 * @error: return location: as of ipmi_session_request_finish(), IPMI_ERROR_PROTOCOL, or
 *   IPMI_ERROR_UNSUPPORTED for a BMC without DCMI
 *
 * Returns: whether it was read
 */
gboolean
ipmi_dcmi_get_power_finish (IpmiSession    *session,
                            GAsyncResult   *result,
                            IpmiDcmiPower  *power,
                            GError        **error)
{
  g_autoptr(GBytes) answer = ipmi_call_finish (session, result, _("Reading the power consumption"), error);

  return answer != NULL
         && ipmi_dcmi_power_decode (power, g_bytes_get_data (answer, NULL), g_bytes_get_size (answer), error);
}

/**
 * ipmi_dcmi_get_limit_async:
 * @session: an open session
 * @cancellable: (nullable): ends the operation
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Reads how much power the system may take (DCMI 1.5 §6.6.2).
 */
void
ipmi_dcmi_get_limit_async (IpmiSession         *session,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  static const guint8 data[] = { GROUP_DCMI, 0, 0 };

  ipmi_call_async (session, NULL, IPMI_NETFN_GROUP, GET_POWER_LIMIT, data, sizeof data, cancellable, callback,
                   user_data);
}

/**
 * ipmi_dcmi_get_limit_finish:
 * @session: the session
 * @result: what @callback was given
 * @limit: (out): set on success
 * @error: return location: as of ipmi_session_request_finish(), IPMI_ERROR_PROTOCOL, or
 *   IPMI_ERROR_UNSUPPORTED for a BMC without DCMI
 *
 * Returns: whether it was read; a limit that is not in force is no error
 */
gboolean
ipmi_dcmi_get_limit_finish (IpmiSession    *session,
                            GAsyncResult   *result,
                            IpmiDcmiLimit  *limit,
                            GError        **error)
{
  static const char doing[] = N_("Reading the power limit");
  guint8 completion;
  g_autoptr(GBytes) answer = ipmi_session_request_finish (session, result, &completion, error);

  if (answer == NULL)
    {
      g_prefix_error (error, _("%s: "), _(doing));
      return FALSE;
    }
  *limit = (IpmiDcmiLimit) { .active = completion == IPMI_COMPLETION_OK };
  /* Some BMCs have nothing to say but that there is none. */
  if (completion == NO_ACTIVE_LIMIT)
    return g_bytes_get_size (answer) < 2
           || ipmi_dcmi_limit_decode (limit, g_bytes_get_data (answer, NULL), g_bytes_get_size (answer), error);
  return ipmi_call_check (completion, _(doing), error)
         && ipmi_dcmi_limit_decode (limit, g_bytes_get_data (answer, NULL), g_bytes_get_size (answer), error);
}
