/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "ipmi-answer-private.h"
#include "ipmi-call-private.h"
#include "ipmi-completion.h"
#include "ipmi-sel-client.h"

#define RESERVE_SEL     0x42
#define CLEAR_SEL       0x47

#define INITIATE_ERASE  0xAA
#define GET_STATUS      0x00

#define MAX_TRIES       8
#define WAIT            1500                            /* ms for the answer to Clear SEL */
#define POLL            100                             /* ms */
#define GIVE_UP         (60 * G_TIME_SPAN_SECOND)

static const char doing[] = N_("Clearing the event log");

/*
 * Info before → reserve → clear → status until it is complete. A second Clear SEL would delete events that came
 * after the first, so the command is sent as IPMI_REQUEST_ONCE. When its answer is lost, or is that the BMC ran out
 * of time, the log's info tells whether it has been carried out: then its erase time is another one, or it has fewer
 * records than before. Only when it has not been is it sent again, under another reservation, so that a copy of the
 * first that arrives late has lost its own. A reservation that was lost says that an event has come, or another
 * program is at work, and is taken anew.
 */
typedef struct
{
  IpmiCancel  cancel;                                   /* of Clear SEL under way */
  IpmiSelInfo before;
  guint16     reservation;
  guint       tries;
  gint64      started;
  gboolean    initiated;
} Clear;

static void reserve (GTask *task);

static void
clear_free (Clear *clear)
{
  ipmi_cancel_clear (&clear->cancel);
  g_free (clear);
}

static void
fail (GTask  *task,
      GError *error)
{
  g_prefix_error (&error, _("%s: "), _(doing));
  g_task_return_error (task, error);
}

static gboolean
on_poll (gpointer user_data)
{
  GTask *task = user_data;

  if (!g_task_return_error_if_cancelled (task))
    reserve (g_object_ref (task));
  return G_SOURCE_REMOVE;
}

/* Looks again a little later whether it is done; takes the reference to @task. */
static void
poll_later (GTask *task)
{
  g_autoptr(GTask) owned = task;
  Clear *clear = g_task_get_task_data (task);

  if (g_get_monotonic_time () - clear->started > GIVE_UP)
    {
      g_task_return_new_error (task, IPMI_ERROR, IPMI_ERROR_TIMEOUT,
                               _("%s: The BMC has been at it for a minute and is not done. Look at the log later."),
                               _(doing));
      return;
    }
  ipmi_call_after (task, POLL, on_poll);
}

static void
on_looked (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Clear *clear = g_task_get_task_data (task);
  GError *error = NULL;
  IpmiSelInfo info;

  if (!ipmi_sel_get_info_finish (IPMI_SESSION (source), result, &info, &error))
    fail (task, error);
  else if (info.entries == 0 || info.erase_time != clear->before.erase_time
           || info.entries < clear->before.entries)
    g_task_return_boolean (task, TRUE);
  else if (clear->initiated)
    poll_later (g_steal_pointer (&task));
  else if (clear->tries < MAX_TRIES)
    reserve (g_steal_pointer (&task));
  else
    g_task_return_new_error (task, IPMI_ERROR, IPMI_ERROR_TIMEOUT,
                             _("%s: The BMC does not confirm the command, and the log still has its records. Check the "
                               "network to the BMC and try again."), _(doing));
}

/* Takes the reference to @task. */
static void
look (GTask *task)
{
  ipmi_sel_get_info_async (g_task_get_source_object (task), g_task_get_cancellable (task), on_looked, task);
}

static void
on_cleared (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Clear *clear = g_task_get_task_data (task);
  GError *error = NULL;
  guint8 completion = 0;
  gboolean complete;
  g_autoptr(GBytes) answer = ipmi_session_request_finish (IPMI_SESSION (source), result, &completion, &error);

  ipmi_cancel_clear (&clear->cancel);
  if (answer == NULL && !clear->initiated && ipmi_call_is_silent (error, g_task_get_cancellable (task)))
    {
      g_clear_error (&error);
      look (g_steal_pointer (&task));
      return;
    }
  if (answer == NULL)
    {
      fail (task, error);
      return;
    }
  if (completion == IPMI_COMPLETION_RESERVATION_CANCELLED && clear->tries < MAX_TRIES)
    {
      reserve (g_steal_pointer (&task));
      return;
    }
  /* A BMC that does not tell how far it is has been told to clear all the same. */
  if (completion == IPMI_COMPLETION_TIMEOUT || (completion != IPMI_COMPLETION_OK && clear->initiated))
    {
      look (g_steal_pointer (&task));
      return;
    }
  if (!ipmi_call_check (completion, _(doing), &error))
    {
      g_task_return_error (task, error);
      return;
    }
  clear->initiated = TRUE;
  clear->tries = 0;
  if (!ipmi_sel_erasure_decode (&complete, g_bytes_get_data (answer, NULL), g_bytes_get_size (answer), &error))
    fail (task, error);
  else if (complete)
    g_task_return_boolean (task, TRUE);
  else
    poll_later (g_steal_pointer (&task));
}

static void
on_reserved (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Clear *clear = g_task_get_task_data (task);
  GError *error = NULL;
  guint8 completion = 0;
  g_autoptr(GBytes) answer = ipmi_session_request_finish (IPMI_SESSION (source), result, &completion, &error);
  WireReader reader = { 0 };
  guint8 data[] = { 0, 0, 'C', 'L', 'R', clear->initiated ? GET_STATUS : INITIATE_ERASE };
  IpmiRequest request = {
    .netfn = IPMI_NETFN_STORAGE,
    .command = CLEAR_SEL,
    .flags = clear->initiated ? IPMI_REQUEST_DEFAULT : IPMI_REQUEST_ONCE,
    .data = data,
    .length = sizeof data,
  };

  if (answer == NULL)
    {
      fail (task, error);
      return;
    }
  /* A BMC without reservations is cleared with none, which is 0. */
  if (completion != IPMI_COMPLETION_INVALID_COMMAND)
    {
      if (!ipmi_call_check (completion, _(doing), &error))
        {
          g_task_return_error (task, error);
          return;
        }
      reader.data = g_bytes_get_data (answer, &reader.left);
      data[0] = wire_reader_le (&reader, 1);
      data[1] = wire_reader_le (&reader, 1);
      if (!ipmi_answer_whole (&reader, "Reserve SEL", g_bytes_get_size (answer), &error))
        {
          fail (task, error);
          return;
        }
    }
  clear->tries++;
  ipmi_cancel_init (&clear->cancel, g_task_get_cancellable (task));
  if (!clear->initiated)
    ipmi_cancel_limit (&clear->cancel, g_task_get_context (task), WAIT);
  ipmi_session_request_async (IPMI_SESSION (source), &request, clear->cancel.inner, on_cleared,
                              g_object_ref (task));
}

/* Takes the reference to @task. */
static void
reserve (GTask *task)
{
  ipmi_call_async (g_task_get_source_object (task), NULL, IPMI_NETFN_STORAGE, RESERVE_SEL, NULL, 0,
                   g_task_get_cancellable (task), on_reserved, task);
}

static void
on_info_before (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Clear *clear = g_task_get_task_data (task);
  GError *error = NULL;

  if (!ipmi_sel_get_info_finish (IPMI_SESSION (source), result, &clear->before, &error))
    fail (task, error);
  else if (clear->before.entries == 0)
    g_task_return_boolean (task, TRUE);
  else
    reserve (g_steal_pointer (&task));
}

/**
 * ipmi_sel_clear_async:
 * @session: an open session
 * @cancellable: (nullable): ends the operation; a log that is being cleared goes on being cleared
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Deletes all records of the event log (IPMI 2.0 §31.9) and waits until the BMC has done it, a minute at most. Many
 * BMCs log that the log was cleared, so that it has one record afterwards.
 */
void
ipmi_sel_clear_async (IpmiSession         *session,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (session, cancellable, callback, user_data);
  Clear *clear = g_new0 (Clear, 1);

  g_task_set_source_tag (task, ipmi_sel_clear_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, clear, (GDestroyNotify) clear_free);
  clear->started = g_get_monotonic_time ();
  ipmi_sel_get_info_async (session, cancellable, on_info_before, g_steal_pointer (&task));
}

/**
 * ipmi_sel_clear_finish:
 * @session: the session
 * @result: what @callback was given
 * @error: return location: as of ipmi_session_request_finish(); IPMI_ERROR_TIMEOUT when the log is not cleared
 *   in time
 *
 * Returns: whether the log was cleared
 */
gboolean
ipmi_sel_clear_finish (IpmiSession   *session,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
