/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "ipmi-batch-private.h"
#include "ipmi-call-private.h"
#include "ipmi-completion.h"
#include "ipmi-user-client.h"

#define GET_USER_ACCESS 0x44
#define GET_USER_NAME   0x46

static const char doing[] = N_("Reading the users");

static void
clear_user (gpointer data)
{
  g_free (((IpmiUser *) data)->name);
}

static void
add (IpmiBatch *batch,
     guint8     channel,
     guint8     id)
{
  guint8 access[] = { channel, id };
  IpmiRequest request = {
    .netfn = IPMI_NETFN_APP,
    .command = GET_USER_ACCESS,
    .data = access,
    .length = sizeof access,
  };

  ipmi_batch_add (batch, &request);
  request.command = GET_USER_NAME;
  request.data = &id;
  request.length = 1;
  ipmi_batch_add (batch, &request);
}

/* Some BMCs announce more users than they have, and refuse to speak of the others. */
static gboolean
is_no_user (guint8 completion)
{
  IpmiError error = ipmi_completion_error (completion);

  return completion != IPMI_COMPLETION_OK && (error == IPMI_ERROR_NOT_FOUND || error == IPMI_ERROR_COMPLETION);
}

/* Returns: whether user @id could be read; %FALSE without an error where there is none */
static gboolean
read_user (IpmiBatch *batch,
           guint8     id,
           IpmiUser  *user,
           GError   **error)
{
  guint index = 2 * (id - 1);
  guint8 completion;
  GBytes *answer = ipmi_batch_get_answer (batch, index, &completion);

  user->id = id;
  if (is_no_user (completion))
    return FALSE;
  if (!ipmi_call_check (completion, _(doing), error)
      || !ipmi_user_access_decode (&user->access, g_bytes_get_data (answer, NULL), g_bytes_get_size (answer), error))
    return FALSE;
  /* Some BMCs refuse to name a user who has not been set up. */
  answer = ipmi_batch_get_answer (batch, index + 1, &completion);
  if (completion == IPMI_COMPLETION_OK)
    user->name = ipmi_user_name_decode (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer), error);
  else if (ipmi_completion_error (completion) != IPMI_ERROR_PRIVILEGE)
    user->name = g_strdup ("");
  else
    ipmi_call_check (completion, _(doing), error);
  return user->name != NULL;
}

static void
on_users (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GArray) users = g_array_new (FALSE, FALSE, sizeof (IpmiUser));
  GError *error = NULL;
  IpmiBatch *batch = ipmi_batch_run_finish (IPMI_SESSION (source), result, &error);

  g_array_set_clear_func (users, clear_user);
  if (batch == NULL)
    g_prefix_error (&error, _("%s: "), _(doing));
  for (guint id = 1; error == NULL && id <= ipmi_batch_get_size (batch) / 2; id++)
    {
      IpmiUser user = { 0 };

      if (read_user (batch, id, &user, &error))
        g_array_append_val (users, user);
    }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&users), (GDestroyNotify) g_array_unref);
}

static void
on_first (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  guint8 channel = GPOINTER_TO_UINT (g_task_get_task_data (task));
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;
  g_autoptr(GBytes) answer = ipmi_call_finish (IPMI_SESSION (source), result, _(doing), &error);
  IpmiBatch *batch;
  IpmiUserAccess access;

  if (answer == NULL
      || !ipmi_user_access_decode (&access, g_bytes_get_data (answer, NULL), g_bytes_get_size (answer), &error))
    {
      g_task_return_error (task, error);
      return;
    }
  batch = ipmi_batch_new ();
  for (guint8 id = 1; id <= access.max_users; id++)
    add (batch, channel, id);
  ipmi_batch_run_async (IPMI_SESSION (source), batch, cancellable, on_users, g_steal_pointer (&task));
}

/**
 * ipmi_user_list_async:
 * @session: an open session
 * @channel: channel number, or IPMI_CHANNEL_THIS
 * @cancellable: (nullable): ends the operation
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Reads the names of all users and what they may on a channel (IPMI 2.0 §22.27, §22.29).
 */
void
ipmi_user_list_async (IpmiSession         *session,
                      guint8               channel,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (session, cancellable, callback, user_data);
  guint8 data[] = { channel, 1 };

  g_task_set_source_tag (task, ipmi_user_list_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, GUINT_TO_POINTER (channel), NULL);
  ipmi_call_async (session, NULL, IPMI_NETFN_APP, GET_USER_ACCESS, data, sizeof data, cancellable, on_first,
                   g_steal_pointer (&task));
}

/**
 * ipmi_user_list_finish:
 * @session: the session
 * @result: what @callback was given
 * @error: return location: as of ipmi_session_request_finish(), or IPMI_ERROR_PROTOCOL
 *
 * Returns: (transfer full) (nullable) (element-type IpmiUser): the users from number 1 on
 */
GArray *
ipmi_user_list_finish (IpmiSession   *session,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
