/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Requests in a session: each is a task that waits in the queue, is sent, and ends with its answer. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "ipmi-completion.h"
#include "ipmi-session-parts.h"

static gboolean
on_request_cancelled (GCancellable *cancellable,
                      gpointer      user_data)
{
  IpmiPending *pending = user_data;
  g_autoptr(IpmiSession) self = g_object_ref (g_task_get_source_object (pending->task));

  ipmi_queue_cancel (self->queue, pending, g_get_monotonic_time ());
  if (self->queue != NULL)
    ipmi_queue_pump (self->queue, g_get_monotonic_time ());
  ipmi_session_flush (self);
  return G_SOURCE_REMOVE;
}

static void
watch_cancellable (IpmiSession *self,
                   IpmiPending *pending)
{
  GCancellable *cancellable = g_task_get_cancellable (pending->task);

  if (cancellable == NULL)
    return;
  pending->cancelled = g_cancellable_source_new (cancellable);
  g_source_set_callback (pending->cancelled, G_SOURCE_FUNC (on_request_cancelled), pending, NULL);
  g_source_attach (pending->cancelled, self->context);
}

GTask *
ipmi_session_request_task (IpmiSession         *self,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, ipmi_session_request_async);
  g_task_set_check_cancellable (task, FALSE);
  return task;
}

void
ipmi_session_submit (IpmiSession         *self,
                     const IpmiRequest   *request,
                     const IpmiTarget    *target,
                     gint64               timeout,
                     gboolean             urgent,
                     GTask               *task)
{
  gint64 now = g_get_monotonic_time ();
  IpmiPending *pending = ipmi_pending_new (request, target);

  pending->task = g_object_ref (task);
  pending->timeout = timeout;
  watch_cancellable (self, pending);
  if (ipmi_queue_is_empty (self->queue))
    self->silent_since = now;
  if (urgent)
    ipmi_queue_push_urgent (self->queue, pending, now);
  else
    ipmi_queue_push (self->queue, pending);
  /* During dispatch all that the callbacks ask for goes out together at its end. */
  if (!self->dispatching)
    {
      ipmi_queue_pump (self->queue, now);
      ipmi_session_flush (self);
    }
}

void
ipmi_session_submit_to_bmc (IpmiSession         *self,
                            guint8               command,
                            const guint8        *data,
                            gsize                length,
                            gint64               timeout,
                            gboolean             urgent,
                            GAsyncReadyCallback  callback)
{
  const IpmiTarget bmc = { 0 };
  const IpmiRequest request = { .netfn = IPMI_NETFN_APP, .command = command, .data = data, .length = length };
  g_autoptr(GTask) task = ipmi_session_request_task (self, NULL, callback, NULL);

  ipmi_session_submit (self, &request, &bmc, timeout, urgent, task);
}

/**
 * ipmi_session_request_async:
 * @self: an open session
 * @request: what to ask; copied
 * @cancellable: (nullable): stops waiting for the answer
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Sends a request, or queues it until the window has room.
 */
void
ipmi_session_request_async (IpmiSession         *self,
                            const IpmiRequest   *request,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = ipmi_session_request_task (self, cancellable, callback, user_data);

  g_return_if_fail (IPMI_IS_SESSION (self));
  g_return_if_fail (request->length <= IPMI_MAX_REQUEST_DATA);
  g_return_if_fail ((request->netfn & 1) == 0 && request->netfn < 0x40 && request->lun < 4);

  if (g_task_return_error_if_cancelled (task))
    return;
  if (self->state != IPMI_STATE_OPEN)
    {
      g_task_return_new_error (task, IPMI_ERROR, IPMI_ERROR_CLOSED, _("The session is not open. Connect again."));
      return;
    }
  ipmi_session_submit (self, request, &self->target, 0, FALSE, task);
}

/**
 * ipmi_session_request_finish:
 * @self: a session
 * @result: the result
 * @completion: (out) (optional): completion code
 * @error: return location. %IPMI_ERROR_TIMEOUT: no answer; %IPMI_ERROR_CLOSED: the session ended;
 *   %IPMI_ERROR_NOT_FOUND: no such controller to pass it on to. Without @completion also the error that another
 *   code than 0 stands for
 *
 * Returns: (transfer full): what followed the completion code, or %NULL
 */
GBytes *
ipmi_session_request_finish (IpmiSession   *self,
                             GAsyncResult  *result,
                             guint8        *completion,
                             GError       **error)
{
  g_autoptr(IpmiPending) answered = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  answered = g_task_propagate_pointer (G_TASK (result), error);
  if (answered == NULL)
    return NULL;
  if (completion != NULL)
    *completion = answered->completion;
  else if (answered->completion != 0)
    {
      g_set_error (error, IPMI_ERROR, (gint) ipmi_completion_error (answered->completion),
                   _("%s (completion code 0x%02x)"), ipmi_completion_text (answered->completion), answered->completion);
      return NULL;
    }
  return g_steal_pointer (&answered->answer);
}
