/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "ipmi-answer-private.h"
#include "ipmi-call-private.h"
#include "ipmi-completion.h"
#include "ipmi-sel-client.h"
#include "ipmi-sel-walk.h"

#define GET_SEL_INFO       0x40
#define GET_SEL_ALLOCATION 0x41
#define GET_SEL_ENTRY      0x43
#define GET_SEL_TIME       0x48
#define SET_SEL_TIME       0x49

#define WHOLE_RECORD       0xFF
#define PAUSE              200            /* ms, while the log is being cleared */

typedef struct
{
  IpmiSelWalk     *walk;                  /* owned */
  IpmiCancel       cancel;
  IpmiSelProgress  progress;
  gpointer         progress_data;
  guint            reported;
  gboolean         returned;
} Read;

typedef struct
{
  GTask      *task;                       /* owned */
  IpmiSelAsk  ask;
} Entry;

static void
read_free (Read *data)
{
  ipmi_cancel_clear (&data->cancel);
  ipmi_sel_walk_free (data->walk);
  g_free (data);
}

/**
 * ipmi_sel_get_info_async:
 * @session: an open session
 * @cancellable: (nullable): ends the operation
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Asks how full the event log is and when it was changed (IPMI 2.0 §31.2).
 */
void
ipmi_sel_get_info_async (IpmiSession         *session,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  ipmi_call_async (session, NULL, IPMI_NETFN_STORAGE, GET_SEL_INFO, NULL, 0, cancellable, callback, user_data);
}

/**
 * ipmi_sel_get_info_finish:
 * @session: the session
 * @result: what @callback was given
 * @info: (out): set on success
 * @error: return location: as of ipmi_session_request_finish(), or IPMI_ERROR_PROTOCOL
 *
 * Returns: whether it was read
 */
gboolean
ipmi_sel_get_info_finish (IpmiSession   *session,
                          GAsyncResult  *result,
                          IpmiSelInfo   *info,
                          GError       **error)
{
  g_autoptr(GBytes) answer = ipmi_call_finish (session, result, _("Reading the event log's info"), error);

  return answer != NULL
         && ipmi_sel_info_decode (info, g_bytes_get_data (answer, NULL), g_bytes_get_size (answer), error);
}

/**
 * ipmi_sel_get_allocation_async:
 * @session: an open session
 * @cancellable: (nullable): ends the operation
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Asks how the event log's memory is divided (IPMI 2.0 §31.3).
 */
void
ipmi_sel_get_allocation_async (IpmiSession         *session,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  ipmi_call_async (session, NULL, IPMI_NETFN_STORAGE, GET_SEL_ALLOCATION, NULL, 0, cancellable, callback,
                   user_data);
}

/**
 * ipmi_sel_get_allocation_finish:
 * @session: the session
 * @result: what @callback was given
 * @allocation: (out): set on success
 * @error: return location: as of ipmi_session_request_finish(), or IPMI_ERROR_PROTOCOL
 *
 * Returns: whether it was read
 */
gboolean
ipmi_sel_get_allocation_finish (IpmiSession        *session,
                                GAsyncResult       *result,
                                IpmiSelAllocation  *allocation,
                                GError            **error)
{
  g_autoptr(GBytes) answer = ipmi_call_finish (session, result, _("Reading the event log's allocation"), error);

  return answer != NULL
         && ipmi_sel_allocation_decode (allocation, g_bytes_get_data (answer, NULL), g_bytes_get_size (answer),
                                        error);
}

/**
 * ipmi_sel_get_time_async:
 * @session: an open session
 * @cancellable: (nullable): ends the operation
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Reads the clock that events are stamped with (IPMI 2.0 §31.10).
 */
void
ipmi_sel_get_time_async (IpmiSession         *session,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  ipmi_call_async (session, NULL, IPMI_NETFN_STORAGE, GET_SEL_TIME, NULL, 0, cancellable, callback, user_data);
}

/**
 * ipmi_sel_get_time_finish:
 * @session: the session
 * @result: what @callback was given
 * @seconds: (out): the time; ipmi_time_kind() says what it means
 * @error: return location: as of ipmi_session_request_finish(), or IPMI_ERROR_PROTOCOL
 *
 * Returns: whether it was read
 */
gboolean
ipmi_sel_get_time_finish (IpmiSession   *session,
                          GAsyncResult  *result,
                          guint32       *seconds,
                          GError       **error)
{
  g_autoptr(GBytes) answer = ipmi_call_finish (session, result, _("Reading the event log's clock"), error);
  WireReader reader = { 0 };
  guint32 time;

  if (answer == NULL)
    return FALSE;
  reader.data = g_bytes_get_data (answer, &reader.left);
  time = wire_reader_le (&reader, 4);
  if (!ipmi_answer_whole (&reader, "Get SEL Time", g_bytes_get_size (answer), error))
    return FALSE;
  *seconds = time;
  return TRUE;
}

/**
 * ipmi_sel_set_time_async:
 * @session: an open session
 * @seconds: seconds since 1970
 * @cancellable: (nullable): ends the operation
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Sets the clock that events are stamped with (IPMI 2.0 §31.11).
 */
void
ipmi_sel_set_time_async (IpmiSession         *session,
                         guint32              seconds,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  guint8 data[] = { seconds, seconds >> 8, seconds >> 16, seconds >> 24 };

  ipmi_call_async (session, NULL, IPMI_NETFN_STORAGE, SET_SEL_TIME, data, sizeof data, cancellable, callback,
                   user_data);
}

/**
 * ipmi_sel_set_time_finish:
 * @session: the session
 * @result: what @callback was given
 * @error: return location: as of ipmi_session_request_finish()
 *
 * Returns: whether the BMC has taken the time
 */
gboolean
ipmi_sel_set_time_finish (IpmiSession   *session,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_autoptr(GBytes) answer = ipmi_call_finish (session, result, _("Setting the event log's clock"), error);

  return answer != NULL;
}

/* Ends the operation; what is still under way is called back and its answers ignored. */
static void
end_read (GTask  *task,
          GError *error)
{
  Read *data = g_task_get_task_data (task);

  data->returned = TRUE;
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, ipmi_sel_walk_steal_records (data->walk), (GDestroyNotify) g_array_unref);
  g_cancellable_cancel (data->cancel.inner);
}

static void go_on (GTask *task);

static gboolean
on_paused (gpointer user_data)
{
  GTask *task = user_data;
  Read *data = g_task_get_task_data (task);

  if (!data->returned)
    go_on (task);
  return G_SOURCE_REMOVE;
}

static void
on_info (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Read *data = g_task_get_task_data (task);
  GError *error = NULL;
  IpmiSelInfo info;
  gboolean known = ipmi_sel_get_info_finish (IPMI_SESSION (source), result, &info, &error);

  if (data->returned)
    {
      g_clear_error (&error);
      return;
    }
  if (!known)
    {
      end_read (task, error);
      return;
    }
  ipmi_sel_walk_info (data->walk, &info);
  go_on (task);
}

static void
on_entry (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Entry *entry = user_data;
  g_autoptr(GTask) task = entry->task;
  Read *data = g_task_get_task_data (task);
  IpmiSelAsk ask = entry->ask;
  GError *error = NULL;
  guint8 completion = 0;
  g_autoptr(GBytes) answer = ipmi_session_request_finish (IPMI_SESSION (source), result, &completion, &error);

  g_free (entry);
  if (data->returned)
    {
      g_clear_error (&error);
      return;
    }
  if (answer == NULL)
    {
      g_prefix_error (&error, _("Reading the event log: "));
      end_read (task, error);
      return;
    }
  ipmi_sel_walk_answer (data->walk, &ask, completion, g_bytes_get_data (answer, NULL),
                        g_bytes_get_size (answer));
  go_on (task);
}

static void
ask_entry (GTask            *task,
           const IpmiSelAsk *ask)
{
  Read *data = g_task_get_task_data (task);
  /* Whole records need no reservation, so that reading does not disturb others who have one. */
  guint8 bytes[] = { 0, 0, ask->id, ask->id >> 8, 0, WHOLE_RECORD };
  Entry *entry = g_new0 (Entry, 1);

  entry->task = g_object_ref (task);
  entry->ask = *ask;
  ipmi_call_async (g_task_get_source_object (task), NULL, IPMI_NETFN_STORAGE, GET_SEL_ENTRY, bytes, sizeof bytes,
                   data->cancel.inner, on_entry, entry);
}

static void
report (Read *data)
{
  guint done, total;

  if (data->progress == NULL)
    return;
  ipmi_sel_walk_get_progress (data->walk, &done, &total);
  if (done != data->reported)
    data->progress (done, total, data->progress_data);
  data->reported = done;
}

static void
go_on (GTask *task)
{
  Read *data = g_task_get_task_data (task);
  IpmiSelAsk ask;

  report (data);
  while (!data->returned)
    {
      switch (ipmi_sel_walk_step (data->walk, &ask))
        {
        case IPMI_SEL_STEP_REQUEST:
          ask_entry (task, &ask);
          break;
        case IPMI_SEL_STEP_INFO:
          ipmi_sel_get_info_async (g_task_get_source_object (task), data->cancel.inner, on_info,
                                   g_object_ref (task));
          break;
        case IPMI_SEL_STEP_PAUSE:
          ipmi_call_after (task, PAUSE, on_paused);
          return;
        case IPMI_SEL_STEP_DONE:
          end_read (task, NULL);
          return;
        case IPMI_SEL_STEP_FAILED:
          end_read (task, ipmi_sel_walk_steal_error (data->walk));
          return;
        case IPMI_SEL_STEP_WAIT:
        default:
          return;
        }
    }
}

static void
start_read (IpmiSession         *session,
            gpointer             source_tag,
            IpmiSelWalk         *walk,
            IpmiSelProgress      progress,
            gpointer             progress_data,
            GCancellable        *cancellable,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (session, cancellable, callback, user_data);
  Read *data = g_new0 (Read, 1);

  g_task_set_source_tag (task, source_tag);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, data, (GDestroyNotify) read_free);
  data->walk = walk;
  data->progress = progress;
  data->progress_data = progress_data;
  ipmi_cancel_init (&data->cancel, cancellable);
  go_on (task);
}

/**
 * ipmi_sel_read_async:
 * @session: an open session
 * @progress: (nullable) (scope async): told how far it has come
 * @progress_data: for @progress
 * @cancellable: (nullable): ends the operation
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Reads the whole event log (IPMI 2.0 §31.5), many records at a time. A log that changes meanwhile is read
 * on, or again, until it is one that the BMC had.
 */
void
ipmi_sel_read_async (IpmiSession         *session,
                     IpmiSelProgress      progress,
                     gpointer             progress_data,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  start_read (session, ipmi_sel_read_async, ipmi_sel_walk_new (), progress, progress_data, cancellable, callback,
              user_data);
}

/**
 * ipmi_sel_read_finish:
 * @session: the session
 * @result: what @callback was given
 * @error: return location: as of ipmi_session_request_finish(); IPMI_ERROR_BUSY when the log changes all the
 *   time, IPMI_ERROR_CORRUPT when its records do not lead from the first to the last
 *
 * Returns: (transfer full) (nullable) (element-type IpmiSelRecord): the records, oldest first
 */
GArray *
ipmi_sel_read_finish (IpmiSession   *session,
                      GAsyncResult  *result,
                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ipmi_sel_update_async:
 * @session: an open session
 * @known: (nullable): the log's info when it was read last; %NULL reads all of it
 * @last: (nullable): the last record it had then; %NULL if it had none
 * @progress: (nullable) (scope async): told how far it has come
 * @progress_data: for @progress
 * @cancellable: (nullable): ends the operation
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Reads what has come to the event log since it was read: one request where nothing has. When records are gone,
 * because somebody cleared the log or because the BMC overwrites the oldest ones, it reads the whole log again.
 */
void
ipmi_sel_update_async (IpmiSession         *session,
                       const IpmiSelInfo   *known,
                       const IpmiSelRecord *last,
                       IpmiSelProgress      progress,
                       gpointer             progress_data,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  IpmiSelWalk *walk = known != NULL && last != NULL ? ipmi_sel_walk_new_after (known, last) : ipmi_sel_walk_new ();

  start_read (session, ipmi_sel_update_async, walk, progress, progress_data, cancellable, callback, user_data);
}

/**
 * ipmi_sel_update_finish:
 * @session: the session
 * @result: what @callback was given
 * @info: (out caller-allocates): the log's info, to be given to the next ipmi_sel_update_async()
 * @whole: (out): whether the records are the whole log, instead of what was added to it
 * @error: return location: as of ipmi_sel_read_finish()
 *
 * Returns: (transfer full) (nullable) (element-type IpmiSelRecord): the records, oldest first
 */
GArray *
ipmi_sel_update_finish (IpmiSession   *session,
                        GAsyncResult  *result,
                        IpmiSelInfo   *info,
                        gboolean      *whole,
                        GError       **error)
{
  Read *data;

  g_return_val_if_fail (g_task_is_valid (result, session), NULL);
  data = g_task_get_task_data (G_TASK (result));
  ipmi_sel_walk_get_info (data->walk, info);
  *whole = ipmi_sel_walk_is_whole (data->walk);
  return g_task_propagate_pointer (G_TASK (result), error);
}
