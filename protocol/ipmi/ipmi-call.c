/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "ipmi-call-private.h"
#include "ipmi-completion.h"

/* Sends a command that may run twice. The result is for ipmi_call_finish(), or for
 * ipmi_session_request_finish() where completion codes matter. */
void
ipmi_call_async (IpmiSession         *session,
                 const IpmiTarget    *target,
                 guint8               netfn,
                 guint8               command,
                 const guint8        *data,
                 gsize                length,
                 GCancellable        *cancellable,
                 GAsyncReadyCallback  callback,
                 gpointer             user_data)
{
  IpmiRequest request = {
    .target = target,
    .netfn = netfn,
    .command = command,
    .data = data,
    .length = length,
  };

  ipmi_session_request_async (session, &request, cancellable, callback, user_data);
}

/* The answer to a command; @doing says in an error what was being attempted: "Reading the device ID". */
GBytes *
ipmi_call_finish (IpmiSession   *session,
                  GAsyncResult  *result,
                  const char    *doing,
                  GError       **error)
{
  GBytes *answer = ipmi_session_request_finish (session, result, NULL, error);

  if (answer == NULL)
    g_prefix_error (error, _("%s: "), doing);
  return answer;
}

/* Whether a completion code is 0; else the error for it. */
gboolean
ipmi_call_check (guint8       completion,
                 const char  *doing,
                 GError     **error)
{
  if (completion == IPMI_COMPLETION_OK)
    return TRUE;
  g_set_error (error, IPMI_ERROR, (int) ipmi_completion_error (completion),
               _("%s: %s (completion code 0x%02x)"), doing, ipmi_completion_text (completion), completion);
  return FALSE;
}

/* Calls @callback with the task, whose reference it takes, in the task's context. */
void
ipmi_call_after (GTask       *task,
                 guint        milliseconds,
                 GSourceFunc  callback)
{
  g_autoptr(GSource) source = g_timeout_source_new (milliseconds);

  g_task_attach_source (task, source, callback);
}

static void
on_outer_cancelled (GCancellable *outer,
                    gpointer      user_data)
{
  g_cancellable_cancel (user_data);
}

/* Starts a cancellable of one's own that is cancelled with @outer. */
void
ipmi_cancel_init (IpmiCancel   *cancel,
                  GCancellable *outer)
{
  cancel->inner = g_cancellable_new ();
  cancel->outer = outer != NULL ? g_object_ref (outer) : NULL;
  cancel->handler = outer != NULL
                      ? g_cancellable_connect (outer, G_CALLBACK (on_outer_cancelled),
                                               g_object_ref (cancel->inner), g_object_unref)
                      : 0;
}

static gboolean
on_late (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

/* Cancels it after a time; what was asked for ends as ipmi_call_is_silent() then. */
void
ipmi_cancel_limit (IpmiCancel   *cancel,
                   GMainContext *context,
                   guint         milliseconds)
{
  cancel->late = g_timeout_source_new (milliseconds);
  g_source_set_callback (cancel->late, on_late, g_object_ref (cancel->inner), g_object_unref);
  g_source_attach (cancel->late, context);
}

/* Not to be called while the outer one is being cancelled. */
void
ipmi_cancel_clear (IpmiCancel *cancel)
{
  if (cancel->handler != 0)
    g_cancellable_disconnect (cancel->outer, cancel->handler);
  cancel->handler = 0;
  if (cancel->late != NULL)
    g_source_destroy (cancel->late);
  g_clear_pointer (&cancel->late, g_source_unref);
  g_clear_object (&cancel->outer);
  g_clear_object (&cancel->inner);
}

/* Whether no answer has come in time, be it the session's or that of ipmi_cancel_limit(). */
gboolean
ipmi_call_is_silent (const GError *error,
                     GCancellable *outer)
{
  return g_error_matches (error, IPMI_ERROR, IPMI_ERROR_TIMEOUT)
         || (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) && !g_cancellable_is_cancelled (outer));
}
