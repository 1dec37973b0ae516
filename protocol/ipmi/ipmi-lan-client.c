/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "ipmi-batch-private.h"
#include "ipmi-call-private.h"
#include "ipmi-channel-client.h"
#include "ipmi-completion.h"
#include "ipmi-lan-client.h"

#define GET_LAN_PARAMETERS 0x02

static const char doing[] = N_("Reading the LAN parameters");

/* What is asked for, the count of cipher suites before the suites. */
static const guint8 parameters[] = {
  IPMI_LAN_SET_IN_PROGRESS,
  IPMI_LAN_AUTH_TYPE_SUPPORT,
  IPMI_LAN_AUTH_TYPE_ENABLES,
  IPMI_LAN_IP_ADDRESS,
  IPMI_LAN_IP_SOURCE,
  IPMI_LAN_MAC_ADDRESS,
  IPMI_LAN_SUBNET_MASK,
  IPMI_LAN_IPV4_HEADER,
  IPMI_LAN_PRIMARY_RMCP_PORT,
  IPMI_LAN_SECONDARY_RMCP_PORT,
  IPMI_LAN_ARP_CONTROL,
  IPMI_LAN_GRATUITOUS_ARP,
  IPMI_LAN_DEFAULT_GATEWAY,
  IPMI_LAN_DEFAULT_GATEWAY_MAC,
  IPMI_LAN_BACKUP_GATEWAY,
  IPMI_LAN_BACKUP_GATEWAY_MAC,
  IPMI_LAN_COMMUNITY_STRING,
  IPMI_LAN_DESTINATIONS,
  IPMI_LAN_VLAN_ID,
  IPMI_LAN_VLAN_PRIORITY,
  IPMI_LAN_CIPHER_SUITE_COUNT,
  IPMI_LAN_CIPHER_SUITES,
  IPMI_LAN_CIPHER_PRIVILEGES,
  IPMI_LAN_BAD_PASSWORD,
  IPMI_LAN_IPV6_SUPPORT,
  IPMI_LAN_IPV6_ENABLES,
  IPMI_LAN_IPV6_HOP_LIMIT,
  IPMI_LAN_IPV6_STATUS,
  IPMI_LAN_IPV6_ROUTER_CONTROL,
  IPMI_LAN_IPV6_ROUTER,
};

static void
add (IpmiBatch        *batch,
     guint8            channel,
     IpmiLanParameter  parameter,
     guint8            set)
{
  guint8 data[] = { channel, parameter, set, 0 };
  IpmiRequest request = {
    .netfn = IPMI_NETFN_TRANSPORT,
    .command = GET_LAN_PARAMETERS,
    .data = data,
    .length = sizeof data,
  };

  ipmi_batch_add (batch, &request);
}

/* A parameter that a BMC refuses is one that it does not have, whatever it says; but when it refuses the first
 * ones, which all have, that is for the user to know. */
static void
take_answer (IpmiLan          *lan,
             IpmiBatch        *batch,
             guint             index,
             IpmiLanParameter  parameter,
             GError          **refusal)
{
  guint8 completion;
  GBytes *answer = ipmi_batch_get_answer (batch, index, &completion);

  if (completion == IPMI_COMPLETION_OK)
    ipmi_lan_add_answer (lan, parameter, g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));
  else if (*refusal == NULL)
    ipmi_call_check (completion, _(doing), refusal);
}

static void
on_ipv6 (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) refusal = NULL;
  GError *error = NULL;
  IpmiLan *lan = g_task_get_task_data (task);
  IpmiBatch *batch = ipmi_batch_run_finish (IPMI_SESSION (source), result, &error);
  guint n_static = MIN (lan->ipv6_max_static, IPMI_LAN_MAX_IPV6);

  if (batch == NULL)
    {
      g_prefix_error (&error, _("%s: "), _(doing));
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < ipmi_batch_get_size (batch); i++)
    take_answer (lan, batch, i, i < n_static ? IPMI_LAN_IPV6_STATIC : IPMI_LAN_IPV6_DYNAMIC, &refusal);
  g_task_return_pointer (task, g_memdup2 (lan, sizeof *lan), g_free);
}

static void
on_parameters (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) refusal = NULL;
  GError *error = NULL;
  IpmiLan *lan = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  IpmiBatch *batch = ipmi_batch_run_finish (IPMI_SESSION (source), result, &error);
  guint8 none[sizeof lan->present] = { 0 };

  if (batch == NULL)
    {
      g_prefix_error (&error, _("%s: "), _(doing));
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (parameters); i++)
    take_answer (lan, batch, i, parameters[i], &refusal);
  if (memcmp (lan->present, none, sizeof none) == 0 && refusal != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&refusal));
      return;
    }

  batch = ipmi_batch_new ();
  for (guint set = 0; set < MIN (lan->ipv6_max_static, IPMI_LAN_MAX_IPV6); set++)
    add (batch, lan->channel, IPMI_LAN_IPV6_STATIC, set);
  for (guint set = 0; set < MIN (lan->ipv6_max_dynamic, IPMI_LAN_MAX_IPV6); set++)
    add (batch, lan->channel, IPMI_LAN_IPV6_DYNAMIC, set);
  ipmi_batch_run_async (IPMI_SESSION (source), batch, cancellable, on_ipv6, g_steal_pointer (&task));
}

/* Takes the reference to @task. */
static void
read_parameters (GTask *task)
{
  IpmiLan *lan = g_task_get_task_data (task);
  IpmiBatch *batch = ipmi_batch_new ();

  for (guint i = 0; i < G_N_ELEMENTS (parameters); i++)
    add (batch, lan->channel, parameters[i], 0);
  ipmi_batch_run_async (g_task_get_source_object (task), batch, g_task_get_cancellable (task), on_parameters, task);
}

static void
on_channel (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  IpmiLan *lan = g_task_get_task_data (task);
  IpmiChannelInfo info;

  if (ipmi_channel_get_info_finish (IPMI_SESSION (source), result, &info, &error))
    lan->channel = info.number;
  /* A BMC that does not know the command may know its parameters all the same. */
  else if (!g_error_matches (error, IPMI_ERROR, IPMI_ERROR_UNSUPPORTED)
           && !g_error_matches (error, IPMI_ERROR, IPMI_ERROR_COMPLETION)
           && !g_error_matches (error, IPMI_ERROR, IPMI_ERROR_PRIVILEGE))
    {
      g_task_return_error (task, error);
      return;
    }
  g_clear_error (&error);
  read_parameters (g_steal_pointer (&task));
}

/**
 * ipmi_lan_read_async:
 * @session: an open session
 * @channel: channel number, or IPMI_CHANNEL_THIS
 * @cancellable: (nullable): ends the operation
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Reads how a LAN channel is set up (IPMI 2.0 §23.2), all parameters at once.
 */
void
ipmi_lan_read_async (IpmiSession         *session,
                     guint8               channel,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (session, cancellable, callback, user_data);
  IpmiLan *lan = g_new0 (IpmiLan, 1);

  g_task_set_source_tag (task, ipmi_lan_read_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, lan, g_free);
  lan->channel = channel;
  if (channel == IPMI_CHANNEL_THIS)
    ipmi_channel_get_info_async (session, channel, cancellable, on_channel, g_steal_pointer (&task));
  else
    read_parameters (g_steal_pointer (&task));
}

/**
 * ipmi_lan_read_finish:
 * @session: the session
 * @result: what @callback was given
 * @error: return location: as of ipmi_session_request_finish(), also when the BMC refuses every parameter
 *
 * Returns: (transfer full) (nullable): the parameters, to be freed with g_free()
 */
IpmiLan *
ipmi_lan_read_finish (IpmiSession   *session,
                      GAsyncResult  *result,
                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
