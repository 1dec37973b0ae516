/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "ipmi-batch-private.h"
#include "ipmi-call-private.h"
#include "ipmi-channel.h"
#include "ipmi-completion.h"
#include "ipmi-sol-setup-client.h"

#define GET_SESSION_INFO        0x3D
#define GET_USER_PAYLOAD_ACCESS 0x4D
#define GET_SOL_PARAMETERS      0x22

#define THIS_SESSION            0x00

static const char doing[] = N_("Reading how the serial console is set up");

/* The serial console is the BMC's own, whatever controller the session is for otherwise. */
static const IpmiTarget bmc = { 0 };

static const guint8 parameters[] = {
  IPMI_SOL_ENABLE,
  IPMI_SOL_AUTHENTICATION,
  IPMI_SOL_VOLATILE_BIT_RATE,
};

static void
on_parameters (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  IpmiSolSetup *setup = g_task_get_task_data (task);
  GError *error = NULL;
  IpmiBatch *batch = ipmi_batch_run_finish (IPMI_SESSION (source), result, &error);

  if (batch == NULL)
    {
      g_prefix_error (&error, _("%s: "), _(doing));
      g_task_return_error (task, error);
      return;
    }
  /* What the BMC refuses to tell stays unknown. */
  for (guint i = 0; i < ipmi_batch_get_size (batch); i++)
    {
      guint8 completion;
      GBytes *answer = ipmi_batch_get_answer (batch, i, &completion);
      gsize length;
      const guint8 *data = g_bytes_get_data (answer, &length);

      if (completion != IPMI_COMPLETION_OK)
        continue;
      if (i < G_N_ELEMENTS (parameters))
        ipmi_sol_setup_add_answer (setup, parameters[i], data, length);
      else
        ipmi_sol_setup_add_user_access (setup, data, length);
    }
  g_task_return_boolean (task, TRUE);
}

static void
on_session_info (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  IpmiSession *session = IPMI_SESSION (source);
  IpmiSessionInfo info = { .channel = IPMI_CHANNEL_THIS };
  GCancellable *cancellable = g_task_get_cancellable (task);
  IpmiBatch *batch;
  GError *error = NULL;
  guint8 completion;
  g_autoptr(GBytes) answer = ipmi_session_request_finish (session, result, &completion, &error);

  if (answer == NULL)
    {
      g_prefix_error (&error, _("%s: "), _(doing));
      g_task_return_error (task, error);
      return;
    }
  if (completion == IPMI_COMPLETION_OK)
    ipmi_session_info_decode (&info, g_bytes_get_data (answer, NULL), g_bytes_get_size (answer), NULL);
  batch = ipmi_batch_new ();
  for (guint i = 0; i < G_N_ELEMENTS (parameters); i++)
    {
      const guint8 data[] = { info.channel, parameters[i], 0, 0 };
      const IpmiRequest request = {
        .target = &bmc, .netfn = IPMI_NETFN_TRANSPORT, .command = GET_SOL_PARAMETERS,
        .data = data, .length = sizeof data,
      };

      ipmi_batch_add (batch, &request);
    }
  if (info.user != 0)
    {
      const guint8 data[] = { info.channel, info.user };
      const IpmiRequest request = {
        .target = &bmc, .netfn = IPMI_NETFN_APP, .command = GET_USER_PAYLOAD_ACCESS,
        .data = data, .length = sizeof data,
      };

      ipmi_batch_add (batch, &request);
    }
  ipmi_batch_run_async (session, batch, cancellable, on_parameters, g_steal_pointer (&task));
}

/**
 * ipmi_sol_setup_read_async:
 * @session: an open session
 * @cancellable: (nullable): ends the operation
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Reads how the serial console is set up on the channel of the session, and whether its user may use it.
 */
void
ipmi_sol_setup_read_async (IpmiSession         *session,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (session, cancellable, callback, user_data);
  const guint8 which = THIS_SESSION;

  g_task_set_source_tag (task, ipmi_sol_setup_read_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_new0 (IpmiSolSetup, 1), g_free);
  ipmi_call_async (session, &bmc, IPMI_NETFN_APP, GET_SESSION_INFO, &which, 1, cancellable, on_session_info,
                   g_steal_pointer (&task));
}

/**
 * ipmi_sol_setup_read_finish:
 * @session: the session
 * @result: what @callback was given
 * @setup: (out): set on success; what the BMC does not tell is unknown there
 * @error: return location: as of ipmi_session_request_finish()
 *
 * Returns: whether the BMC has answered
 */
gboolean
ipmi_sol_setup_read_finish (IpmiSession   *session,
                            GAsyncResult  *result,
                            IpmiSolSetup  *setup,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), FALSE);
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  *setup = *(const IpmiSolSetup *) g_task_get_task_data (G_TASK (result));
  return TRUE;
}
