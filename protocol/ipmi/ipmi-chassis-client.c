/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "ipmi-call-private.h"
#include "ipmi-chassis-client.h"

#define GET_CAPABILITIES   0x00
#define GET_STATUS         0x01
#define IDENTIFY           0x04
#define SET_RESTORE_POLICY 0x06
#define GET_RESTART_CAUSE  0x07
#define GET_POH_COUNTER    0x0F

/**
 * ipmi_chassis_get_status_async:
 * @session: an open session
 * @cancellable: (nullable): ends the operation
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Reads the chassis' state (IPMI 2.0 §28.2).
 */
void
ipmi_chassis_get_status_async (IpmiSession         *session,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  ipmi_call_async (session, NULL, IPMI_NETFN_CHASSIS, GET_STATUS, NULL, 0, cancellable, callback, user_data);
}

/**
 * ipmi_chassis_get_status_finish:
 * @session: the session
 * @result: what @callback was given
 * @status: (out): set on success
 * @error: return location: as of ipmi_session_request_finish(), or IPMI_ERROR_PROTOCOL
 *
 * Returns: whether it was read
 */
gboolean
ipmi_chassis_get_status_finish (IpmiSession        *session,
                                GAsyncResult       *result,
                                IpmiChassisStatus  *status,
                                GError            **error)
{
  g_autoptr(GBytes) answer = ipmi_call_finish (session, result, _("Reading the chassis status"), error);

  return answer != NULL
         && ipmi_chassis_status_decode (status, g_bytes_get_data (answer, NULL), g_bytes_get_size (answer),
                                        error);
}

/**
 * ipmi_chassis_identify_async:
 * @session: an open session
 * @seconds: for how long the light is to be on; 0 switches it off
 * @force: on until it is switched off, whatever @seconds is
 * @cancellable: (nullable): ends the operation
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Makes the chassis show which one it is (IPMI 2.0 §28.5).
 */
void
ipmi_chassis_identify_async (IpmiSession         *session,
                             guint8               seconds,
                             gboolean             force,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  guint8 data[] = { seconds, 1 };

  /* The second byte is optional, and a BMC that cannot do it may refuse it even when it is 0. */
  ipmi_call_async (session, NULL, IPMI_NETFN_CHASSIS, IDENTIFY, data, force ? 2 : 1, cancellable, callback,
                   user_data);
}

/**
 * ipmi_chassis_identify_finish:
 * @session: the session
 * @result: what @callback was given
 * @error: return location: as of ipmi_session_request_finish()
 *
 * Returns: whether the BMC has taken the command
 */
gboolean
ipmi_chassis_identify_finish (IpmiSession   *session,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_autoptr(GBytes) answer = ipmi_call_finish (session, result, _("Switching the identify light"), error);

  return answer != NULL;
}

/**
 * ipmi_chassis_set_restore_policy_async:
 * @session: an open session
 * @policy: what to do when mains power comes back; IPMI_RESTORE_POLICY_UNKNOWN changes nothing and only asks
 *   which policies are supported
 * @cancellable: (nullable): ends the operation
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Sets the power restore policy (IPMI 2.0 §28.8).
 */
void
ipmi_chassis_set_restore_policy_async (IpmiSession         *session,
                                       IpmiRestorePolicy    policy,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  guint8 data = policy;

  ipmi_call_async (session, NULL, IPMI_NETFN_CHASSIS, SET_RESTORE_POLICY, &data, 1, cancellable, callback,
                   user_data);
}

/**
 * ipmi_chassis_set_restore_policy_finish:
 * @session: the session
 * @result: what @callback was given
 * @supported: (out) (optional): the policies that the chassis supports
 * @error: return location: as of ipmi_session_request_finish(), or IPMI_ERROR_PROTOCOL
 *
 * Returns: whether the BMC has taken the policy
 */
gboolean
ipmi_chassis_set_restore_policy_finish (IpmiSession          *session,
                                        GAsyncResult         *result,
                                        IpmiRestorePolicies  *supported,
                                        GError              **error)
{
  g_autoptr(GBytes) answer = ipmi_call_finish (session, result, _("Setting the power restore policy"), error);

  if (answer == NULL)
    return FALSE;
  if (g_bytes_get_size (answer) < 1)
    {
      g_set_error_literal (error, IPMI_ERROR, IPMI_ERROR_PROTOCOL,
                           _("The BMC's answer to Set Power Restore Policy is empty."));
      return FALSE;
    }
  if (supported != NULL)
    *supported = *(const guint8 *) g_bytes_get_data (answer, NULL) & 7;
  return TRUE;
}

/**
 * ipmi_chassis_get_capabilities_async:
 * @session: an open session
 * @cancellable: (nullable): ends the operation
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Asks what the chassis has, and where (IPMI 2.0 §28.1).
 */
void
ipmi_chassis_get_capabilities_async (IpmiSession         *session,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  ipmi_call_async (session, NULL, IPMI_NETFN_CHASSIS, GET_CAPABILITIES, NULL, 0, cancellable, callback,
                   user_data);
}

/**
 * ipmi_chassis_get_capabilities_finish:
 * @session: the session
 * @result: what @callback was given
 * @capabilities: (out): set on success
 * @error: return location: as of ipmi_session_request_finish(), or IPMI_ERROR_PROTOCOL
 *
 * Returns: whether it was read
 */
gboolean
ipmi_chassis_get_capabilities_finish (IpmiSession              *session,
                                      GAsyncResult             *result,
                                      IpmiChassisCapabilities  *capabilities,
                                      GError                  **error)
{
  g_autoptr(GBytes) answer = ipmi_call_finish (session, result, _("Reading the chassis capabilities"), error);

  return answer != NULL
         && ipmi_chassis_capabilities_decode (capabilities, g_bytes_get_data (answer, NULL),
                                              g_bytes_get_size (answer), error);
}

/**
 * ipmi_chassis_get_restart_cause_async:
 * @session: an open session
 * @cancellable: (nullable): ends the operation
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Asks why the system was restarted last (IPMI 2.0 §28.11).
 */
void
ipmi_chassis_get_restart_cause_async (IpmiSession         *session,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  ipmi_call_async (session, NULL, IPMI_NETFN_CHASSIS, GET_RESTART_CAUSE, NULL, 0, cancellable, callback,
                   user_data);
}

/**
 * ipmi_chassis_get_restart_cause_finish:
 * @session: the session
 * @result: what @callback was given
 * @cause: (out): set on success
 * @error: return location: as of ipmi_session_request_finish(), or IPMI_ERROR_PROTOCOL
 *
 * Returns: whether it was read
 */
gboolean
ipmi_chassis_get_restart_cause_finish (IpmiSession       *session,
                                       GAsyncResult      *result,
                                       IpmiRestartCause  *cause,
                                       GError           **error)
{
  g_autoptr(GBytes) answer = ipmi_call_finish (session, result, _("Reading why the system restarted"), error);

  return answer != NULL
         && ipmi_restart_cause_decode (cause, g_bytes_get_data (answer, NULL), g_bytes_get_size (answer), error);
}

/**
 * ipmi_chassis_get_poh_counter_async:
 * @session: an open session
 * @cancellable: (nullable): ends the operation
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Reads for how long the system has had power (IPMI 2.0 §28.14).
 */
void
ipmi_chassis_get_poh_counter_async (IpmiSession         *session,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  ipmi_call_async (session, NULL, IPMI_NETFN_CHASSIS, GET_POH_COUNTER, NULL, 0, cancellable, callback,
                   user_data);
}

/**
 * ipmi_chassis_get_poh_counter_finish:
 * @session: the session
 * @result: what @callback was given
 * @counter: (out): set on success
 * @error: return location: as of ipmi_session_request_finish(), or IPMI_ERROR_PROTOCOL
 *
 * Returns: whether it was read
 */
gboolean
ipmi_chassis_get_poh_counter_finish (IpmiSession     *session,
                                     GAsyncResult    *result,
                                     IpmiPohCounter  *counter,
                                     GError         **error)
{
  g_autoptr(GBytes) answer = ipmi_call_finish (session, result, _("Reading the power-on hours"), error);

  return answer != NULL
         && ipmi_poh_counter_decode (counter, g_bytes_get_data (answer, NULL), g_bytes_get_size (answer), error);
}
