/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "ipmi-call-private.h"
#include "ipmi-device-client.h"

#define GET_DEVICE_ID     0x01
#define GET_SELF_TEST     0x04
#define GET_DEVICE_GUID   0x08
#define GET_SYSTEM_GUID   0x37

typedef struct
{
  IpmiTarget  target;
  gboolean    has_target;
  gboolean    confirmed;
  GError     *lost;            /* owned; why the command was not confirmed */
} Reset;

static void
reset_free (Reset *reset)
{
  g_clear_error (&reset->lost);
  g_free (reset);
}

/**
 * ipmi_device_get_id_async:
 * @session: an open session
 * @target: (nullable): whom to ask; %NULL: the session's own target
 * @cancellable: (nullable): ends the operation
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Asks a management controller what it is (IPMI 2.0 §20.1).
 */
void
ipmi_device_get_id_async (IpmiSession         *session,
                          const IpmiTarget    *target,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  ipmi_call_async (session, target, IPMI_NETFN_APP, GET_DEVICE_ID, NULL, 0, cancellable, callback,
                   user_data);
}

/**
 * ipmi_device_get_id_finish:
 * @session: the session
 * @result: what @callback was given
 * @id: (out): set on success
 * @error: return location: as of ipmi_session_request_finish(), or IPMI_ERROR_PROTOCOL
 *
 * Returns: whether it was read
 */
gboolean
ipmi_device_get_id_finish (IpmiSession   *session,
                           GAsyncResult  *result,
                           IpmiDeviceId  *id,
                           GError       **error)
{
  g_autoptr(GBytes) answer = ipmi_call_finish (session, result, _("Reading the device ID"), error);

  return answer != NULL
         && ipmi_device_id_decode (id, g_bytes_get_data (answer, NULL), g_bytes_get_size (answer), error);
}

/**
 * ipmi_device_get_self_test_async:
 * @session: an open session
 * @target: (nullable): whom to ask; %NULL: the session's own target
 * @cancellable: (nullable): ends the operation
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Asks a management controller for the result of its last self test (IPMI 2.0 §20.4).
 */
void
ipmi_device_get_self_test_async (IpmiSession         *session,
                                 const IpmiTarget    *target,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  ipmi_call_async (session, target, IPMI_NETFN_APP, GET_SELF_TEST, NULL, 0, cancellable, callback,
                   user_data);
}

/**
 * ipmi_device_get_self_test_finish:
 * @session: the session
 * @result: what @callback was given
 * @test: (out): set on success
 * @error: return location: as of ipmi_session_request_finish(), or IPMI_ERROR_PROTOCOL
 *
 * Returns: whether it was read
 */
gboolean
ipmi_device_get_self_test_finish (IpmiSession   *session,
                                  GAsyncResult  *result,
                                  IpmiSelfTest  *test,
                                  GError       **error)
{
  g_autoptr(GBytes) answer = ipmi_call_finish (session, result, _("Reading the self test's result"), error);

  return answer != NULL
         && ipmi_self_test_decode (test, g_bytes_get_data (answer, NULL), g_bytes_get_size (answer), error);
}

/**
 * ipmi_device_get_guid_async:
 * @session: an open session
 * @target: (nullable): whom to ask; %NULL: the session's own target
 * @cancellable: (nullable): ends the operation
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Asks a management controller for its GUID (IPMI 2.0 §20.8).
 */
void
ipmi_device_get_guid_async (IpmiSession         *session,
                            const IpmiTarget    *target,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  ipmi_call_async (session, target, IPMI_NETFN_APP, GET_DEVICE_GUID, NULL, 0, cancellable, callback,
                   user_data);
}

/**
 * ipmi_device_get_guid_finish:
 * @session: the session
 * @result: what @callback was given
 * @guid: (out): set on success
 * @error: return location: as of ipmi_session_request_finish(), or IPMI_ERROR_PROTOCOL; a controller without
 *   GUID gives IPMI_ERROR_UNSUPPORTED
 *
 * Returns: whether it was read
 */
gboolean
ipmi_device_get_guid_finish (IpmiSession   *session,
                             GAsyncResult  *result,
                             IpmiGuid      *guid,
                             GError       **error)
{
  g_autoptr(GBytes) answer = ipmi_call_finish (session, result, _("Reading the GUID"), error);

  return answer != NULL
         && ipmi_guid_decode (guid, g_bytes_get_data (answer, NULL), g_bytes_get_size (answer), error);
}

/**
 * ipmi_device_get_system_guid_async:
 * @session: an open session
 * @cancellable: (nullable): ends the operation
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Asks for the GUID of the server, not of its controller (IPMI 2.0 §22.14).
 */
void
ipmi_device_get_system_guid_async (IpmiSession         *session,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  ipmi_call_async (session, NULL, IPMI_NETFN_APP, GET_SYSTEM_GUID, NULL, 0, cancellable, callback,
                   user_data);
}

/**
 * ipmi_device_get_system_guid_finish:
 * @session: the session
 * @result: what @callback was given
 * @guid: (out): set on success
 * @error: return location: as of ipmi_device_get_guid_finish()
 *
 * Returns: whether it was read
 */
gboolean
ipmi_device_get_system_guid_finish (IpmiSession   *session,
                                    GAsyncResult  *result,
                                    IpmiGuid      *guid,
                                    GError       **error)
{
  return ipmi_device_get_guid_finish (session, result, guid, error);
}

static void
on_reset_probed (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  Reset *reset = g_task_get_task_data (task);
  IpmiDeviceId id;

  if (ipmi_device_get_id_finish (IPMI_SESSION (source), result, &id, &error))
    g_task_return_error (task, g_steal_pointer (&reset->lost));
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_reset (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Reset *reset = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) answer = ipmi_call_finish (IPMI_SESSION (source), result,
                                               _("Restarting the management controller"), &error);

  if (answer == NULL && g_error_matches (error, IPMI_ERROR, IPMI_ERROR_TIMEOUT))
    {
      reset->lost = g_steal_pointer (&error);
      ipmi_device_get_id_async (IPMI_SESSION (source), reset->has_target ? &reset->target : NULL,
                                cancellable, on_reset_probed, g_steal_pointer (&task));
      return;
    }
  if (answer == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  reset->confirmed = TRUE;
  g_task_return_boolean (task, TRUE);
}

/**
 * ipmi_device_reset_async:
 * @session: an open session
 * @target: (nullable): whom to restart; %NULL: the session's own target
 * @reset: how
 * @cancellable: (nullable): ends the operation
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Restarts a management controller (IPMI 2.0 §20.2, §20.3). The command is sent once. A controller that restarts
 * may do so before it answers; when no answer comes it is asked for its id: one that still answers has not
 * confirmed the command, and that is an error; one that does not is restarting.
 *
 * The session may end with the restart.
 */
void
ipmi_device_reset_async (IpmiSession         *session,
                         const IpmiTarget    *target,
                         IpmiReset            reset,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (session, cancellable, callback, user_data);
  IpmiRequest request = {
    .target = target,
    .netfn = IPMI_NETFN_APP,
    .command = reset,
    .flags = IPMI_REQUEST_ONCE,
  };
  Reset *data = g_new0 (Reset, 1);

  g_task_set_source_tag (task, ipmi_device_reset_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, data, (GDestroyNotify) reset_free);
  data->has_target = target != NULL;
  if (target != NULL)
    data->target = *target;
  ipmi_session_request_async (session, &request, cancellable, on_reset, g_steal_pointer (&task));
}

/**
 * ipmi_device_reset_finish:
 * @session: the session
 * @result: what @callback was given
 * @confirmed: (out) (optional): whether the controller answered before it restarted
 * @error: return location: as of ipmi_session_request_finish(); IPMI_ERROR_TIMEOUT when the command was not
 *   confirmed and the controller goes on answering
 *
 * Returns: whether the controller restarts
 */
gboolean
ipmi_device_reset_finish (IpmiSession   *session,
                          GAsyncResult  *result,
                          gboolean      *confirmed,
                          GError       **error)
{
  Reset *reset;

  g_return_val_if_fail (g_task_is_valid (result, session), FALSE);
  reset = g_task_get_task_data (G_TASK (result));
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  if (confirmed != NULL)
    *confirmed = reset->confirmed;
  return TRUE;
}
