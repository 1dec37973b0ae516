/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ipmi-sdr-reader.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "ipmi-completion.h"
#include "ipmi-sdr-cache.h"
#include "ipmi-sdr-info.h"
#include "ipmi-sdr-private.h"
#include "ipmi-sdr-walk.h"
#include "ipmi-useful-private.h"

/*
 * The session, the walk and the cache file put together: ask for the repository's time stamps (and, for
 * the cache, whose it is), walk along the records, ask for the time stamps again. When they differ, or a
 * reservation was lost because of a change, everything begins anew.
 */

#define MAX_RESTARTS 5

#define FIRMWARE_REVISION 2              /* in the answer to Get Device ID … */
#define DEVICE_AVAILABLE  0x80           /* … with this bit, which comes and goes */

/* What is asked for only to know which cache file is the right one. */
typedef enum
{
  QUESTION_INFO,
  QUESTION_DEVICE_ID,
  QUESTION_DEVICE_GUID,
  QUESTION_SYSTEM_GUID,
  N_QUESTIONS,
} Question;

typedef struct
{
  IpmiTarget         target;
  char              *folder;             /* owned; NULL without a cache */
  IpmiSdrCacheKey    key;
  IpmiSdrInfo        info;
  IpmiSdrRepository *records;            /* owned; of the logical units read so far */
  IpmiSdrWalk       *walk;               /* owned */
  guint              serial;             /* of the walk: answers to an earlier one are dropped */
  guint              restarts;
  guint              questions;          /* without an answer so far */
  guint16            reservation;
  IpmiSdrProgress    progress;
  gpointer           progress_data;
  guint              reported;           /* records, of this walk */
  guint8             luns;               /* a bit for each whose records are still to be read */
  guint8             lun;
  guint              has_target : 1;
  guint              is_device : 1;      /* device SDRs instead of an SDR repository */
  guint              has_device_id : 1;
  guint              has_device_guid : 1;
  guint              has_reserved : 1;
  guint              is_reserving : 1;   /* or looking whether the records are still the same */
  guint              ended : 1;
} Reader;

/* A record that is asked for: the task of the whole, and which request of which walk it is. */
typedef struct
{
  GTask          *task;                  /* owned */
  guint           serial;
  IpmiSdrRequest  request;
} Part;

static void pump (GTask *task);

static void
reader_free (gpointer data)
{
  Reader *reader = data;

  g_free (reader->folder);
  g_clear_pointer (&reader->records, ipmi_sdr_repository_unref);
  g_clear_pointer (&reader->walk, ipmi_sdr_walk_free);
  g_free (reader);
}

static void
send (GTask               *task,
      guint8               netfn,
      guint8               command,
      const guint8        *data,
      gsize                length,
      GAsyncReadyCallback  callback,
      gpointer             user_data)
{
  Reader *reader = g_task_get_task_data (task);
  IpmiRequest request = {
    .target = reader->has_target ? &reader->target : NULL,
    .netfn = netfn,
    .lun = reader->lun,
    .command = command,
    .data = data,
    .length = length,
  };

  ipmi_session_request_async (g_task_get_source_object (task), &request, g_task_get_cancellable (task),
                              callback, user_data);
}

/* Guesses that nobody waits for any more may still be under way. */
static void
end_with_error (GTask  *task,
                GError *error)
{
  Reader *reader = g_task_get_task_data (task);

  if (reader->ended)
    {
      g_error_free (error);
      return;
    }
  reader->ended = TRUE;
  g_prefix_error (&error, _("Reading the sensor data records: "));
  g_task_return_error (task, error);
}

static void
end (GTask *task)
{
  Reader *reader = g_task_get_task_data (task);

  reader->ended = TRUE;
  g_task_return_pointer (task, g_steal_pointer (&reader->records),
                         (GDestroyNotify) ipmi_sdr_repository_unref);
}

/* Restores what the reader keeps between two walks to a walk's beginning. */
static void
walk (GTask *task)
{
  Reader *reader = g_task_get_task_data (task);

  g_clear_pointer (&reader->walk, ipmi_sdr_walk_free);
  reader->walk = ipmi_sdr_walk_new (reader->info.n_records);
  reader->serial++;
  reader->reported = 0;
  reader->has_reserved = reader->is_reserving = FALSE;
  if (!reader->info.can_reserve)
    ipmi_sdr_walk_unreserved (reader->walk);
  pump (task);
}

static void
restart (GTask             *task,
         const IpmiSdrInfo *info)
{
  Reader *reader = g_task_get_task_data (task);

  if (++reader->restarts > MAX_RESTARTS)
    {
      end_with_error (task, g_error_new (IPMI_ERROR, IPMI_ERROR_BUSY,
                                         _("The BMC changes them all the time. Try again in a minute.")));
      return;
    }
  reader->info = *info;
  walk (task);
}

static void
save_in_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  Reader *reader = data;
  g_autoptr(GError) error = NULL;

  if (!ipmi_sdr_cache_save (reader->folder, &reader->key, reader->records, &error))
    g_debug ("Not cached: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

static void
on_saved (GObject      *session,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;

  end (task);
}

static gboolean
is_cacheable (Reader *reader)
{
  g_autofree IpmiSensor *sensors = NULL;
  guint n_sensors, n_unreadable;

  if (reader->folder == NULL)
    return FALSE;
  sensors = ipmi_sdr_repository_dup_sensors (reader->records, &n_sensors, &n_unreadable);
  return n_unreadable == 0;
}

static void
save (GTask *task)
{
  Reader *reader = g_task_get_task_data (task);
  g_autoptr(GTask) saving = NULL;

  if (!is_cacheable (reader))
    {
      end (task);
      return;
    }
  reader->key.last_addition = reader->info.last_addition;
  reader->key.last_erase = reader->info.last_erase;
  reader->key.n_records = reader->info.n_records;
  saving = g_task_new (g_task_get_source_object (task), NULL, on_saved, g_object_ref (task));
  g_task_set_task_data (saving, reader, NULL);
  g_task_run_in_thread (saving, save_in_thread);
}

static gboolean
decode_info (Reader        *reader,
             IpmiSdrInfo   *info,
             GBytes        *answer,
             GError       **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (answer, &length);

  if (reader->is_device)
    return ipmi_sdr_info_decode_device (info, data, length, error);
  return ipmi_sdr_info_decode (info, data, length, error);
}

static void
ask_for_info (GTask               *task,
              GAsyncReadyCallback  callback)
{
  Reader *reader = g_task_get_task_data (task);
  const guint8 count_records = 1;

  if (reader->is_device)
    send (task, IPMI_NETFN_SENSOR, IPMI_GET_DEVICE_SDR_INFO, &count_records, 1, callback,
          g_object_ref (task));
  else
    send (task, IPMI_NETFN_STORAGE, IPMI_GET_SDR_REPOSITORY_INFO, NULL, 0, callback, g_object_ref (task));
}

static void
on_next_lun (GObject      *session,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Reader *reader = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) answer = ipmi_session_request_finish (IPMI_SESSION (session), result, NULL, &error);

  if (answer == NULL || !decode_info (reader, &reader->info, answer, &error))
    end_with_error (task, g_steal_pointer (&error));
  else
    walk (task);
}

/* A walk is at its end and the records have not changed meanwhile. */
static void
add_records (GTask *task)
{
  Reader *reader = g_task_get_task_data (task);
  g_autoptr(IpmiSdrRepository) records = ipmi_sdr_walk_steal_records (reader->walk);

  for (guint i = 0; i < ipmi_sdr_repository_get_n_records (records); i++)
    {
      gsize length;
      const guint8 *record = ipmi_sdr_repository_get_record (records, i, &length);

      ipmi_sdr_repository_append (reader->records, record, length);
    }
  g_clear_pointer (&reader->walk, ipmi_sdr_walk_free);
  reader->luns &= ~(1u << reader->lun);
  if (reader->luns == 0)
    {
      save (task);
      return;
    }
  while ((reader->luns >> reader->lun & 1) == 0)
    reader->lun++;
  ask_for_info (task, on_next_lun);
}

/* Compares with what the repository was when the walk began: after the walk, or after a lost reservation. */
static void
on_checked (GObject      *session,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Reader *reader = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) answer = ipmi_session_request_finish (IPMI_SESSION (session), result, NULL, &error);
  IpmiSdrInfo info;

  if (reader->ended)
    return;
  if (answer == NULL || !decode_info (reader, &info, answer, &error))
    {
      end_with_error (task, g_steal_pointer (&error));
      return;
    }
  if (!ipmi_sdr_info_is_same (&info, &reader->info))
    {
      restart (task, &info);
      return;
    }
  if (ipmi_sdr_walk_is_done (reader->walk))
    {
      add_records (task);
      return;
    }
  reader->is_reserving = FALSE;
  ipmi_sdr_walk_reserved (reader->walk, reader->reservation);
  pump (task);
}

static void
on_reserved (GObject      *session,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Reader *reader = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  guint8 completion;
  g_autoptr(GBytes) answer = ipmi_session_request_finish (IPMI_SESSION (session), result, &completion, &error);
  const guint8 *data;
  gsize length;

  if (reader->ended)
    return;
  if (answer == NULL)
    {
      end_with_error (task, g_steal_pointer (&error));
      return;
    }
  data = g_bytes_get_data (answer, &length);
  if (completion != IPMI_COMPLETION_OK || length < 2)
    {
      reader->is_reserving = FALSE;
      ipmi_sdr_walk_unreserved (reader->walk);
      pump (task);
      return;
    }
  reader->reservation = data[0] | data[1] << 8;
  if (reader->has_reserved)
    {
      ask_for_info (task, on_checked);
      return;
    }
  reader->has_reserved = TRUE;
  reader->is_reserving = FALSE;
  ipmi_sdr_walk_reserved (reader->walk, reader->reservation);
  pump (task);
}

static void
on_part (GObject      *session,
         GAsyncResult *result,
         gpointer      user_data)
{
  Part *part = user_data;
  g_autoptr(GTask) task = part->task;
  Reader *reader = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  guint8 completion;
  g_autoptr(GBytes) answer = ipmi_session_request_finish (IPMI_SESSION (session), result, &completion, &error);

  if (!reader->ended && part->serial == reader->serial)
    {
      gsize length = 0;
      const guint8 *data = answer != NULL ? g_bytes_get_data (answer, &length) : NULL;

      if (answer != NULL)
        ipmi_sdr_walk_answer (reader->walk, &part->request, completion, data, length);
      else
        ipmi_sdr_walk_no_answer (reader->walk, &part->request, error);
      pump (task);
    }
  g_free (part);
}

static void
ask_for_part (GTask                *task,
              const IpmiSdrRequest *request)
{
  Reader *reader = g_task_get_task_data (task);
  Part *part = g_new (Part, 1);
  guint8 data[IPMI_SDR_REQUEST_SIZE];

  *part = (Part) { g_object_ref (task), reader->serial, *request };
  ipmi_sdr_request_encode (request, data);
  send (task, reader->is_device ? IPMI_NETFN_SENSOR : IPMI_NETFN_STORAGE,
        reader->is_device ? IPMI_GET_DEVICE_SDR : IPMI_GET_SDR, data, sizeof data, on_part, part);
}

static void
report (Reader *reader)
{
  guint done, total;

  if (reader->progress == NULL)
    return;
  ipmi_sdr_walk_get_progress (reader->walk, &done, &total);
  if (done != reader->reported)
    reader->progress (done, total, reader->progress_data);
  reader->reported = done;
}

static void
pump (GTask *task)
{
  Reader *reader = g_task_get_task_data (task);
  IpmiSdrRequest request;

  report (reader);
  ipmi_sdr_walk_set_window (reader->walk, ipmi_session_useful_requests (g_task_get_source_object (task)));
  for (;;)
    switch (ipmi_sdr_walk_step (reader->walk, &request))
      {
      case IPMI_SDR_STEP_REQUEST:
        ask_for_part (task, &request);
        break;
      case IPMI_SDR_STEP_RESERVE:
        reader->is_reserving = TRUE;
        send (task, reader->is_device ? IPMI_NETFN_SENSOR : IPMI_NETFN_STORAGE,
              reader->is_device ? IPMI_RESERVE_DEVICE_SDR : IPMI_RESERVE_SDR_REPOSITORY, NULL, 0,
              on_reserved, g_object_ref (task));
        break;
      case IPMI_SDR_STEP_DONE:
        reader->serial++;                /* what is still under way are guesses, and nobody's */
        if (!reader->is_reserving)
          ask_for_info (task, on_checked);
        return;
      case IPMI_SDR_STEP_FAILED:
        reader->serial++;
        end_with_error (task, ipmi_sdr_walk_steal_error (reader->walk));
        return;
      case IPMI_SDR_STEP_WAIT:
      default:
        return;
      }
}

static void
load_in_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  Reader *reader = data;
  g_autoptr(GError) error = NULL;
  IpmiSdrRepository *records = ipmi_sdr_cache_load (reader->folder, &reader->key, &error);

  if (records == NULL)
    g_debug ("Not from the cache: %s", error->message);
  g_task_return_pointer (task, records, (GDestroyNotify) ipmi_sdr_repository_unref);
}

static void
on_loaded (GObject      *session,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Reader *reader = g_task_get_task_data (task);
  g_autoptr(IpmiSdrRepository) records = g_task_propagate_pointer (G_TASK (result), NULL);

  if (records == NULL)
    {
      walk (task);
      return;
    }
  ipmi_sdr_repository_unref (reader->records);
  reader->records = g_steal_pointer (&records);
  end (task);
}

static void
begin (GTask *task)
{
  Reader *reader = g_task_get_task_data (task);
  g_autoptr(GTask) loading = NULL;

  reader->luns = reader->info.is_device ? reader->info.luns : 1;
  if (reader->luns == 0)
    reader->luns = 1;
  while ((reader->luns >> reader->lun & 1) == 0)
    reader->lun++;
  reader->key.last_addition = reader->info.last_addition;
  reader->key.last_erase = reader->info.last_erase;
  reader->key.n_records = reader->info.n_records;
  if (reader->folder == NULL || reader->info.is_device || !reader->has_device_id ||
      !ipmi_sdr_cache_key_is_usable (&reader->key))
    {
      g_clear_pointer (&reader->folder, g_free);
      if (reader->lun == 0)
        walk (task);
      else
        ask_for_info (task, on_next_lun);
      return;
    }
  loading = g_task_new (g_task_get_source_object (task), g_task_get_cancellable (task), on_loaded,
                        g_object_ref (task));
  g_task_set_task_data (loading, reader, NULL);
  g_task_run_in_thread (loading, load_in_thread);
}

static void
answered (GTask *task)
{
  Reader *reader = g_task_get_task_data (task);

  if (--reader->questions == 0 && !reader->ended)
    begin (task);
}

static void
on_info (GObject      *session,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Reader *reader = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) answer = ipmi_session_request_finish (IPMI_SESSION (session), result, NULL, &error);

  if (answer == NULL && !reader->is_device && g_error_matches (error, IPMI_ERROR, IPMI_ERROR_UNSUPPORTED))
    {
      /* A controller without a repository may have records of its own. */
      reader->is_device = TRUE;
      ask_for_info (task, on_info);
      return;
    }
  if (g_error_matches (error, IPMI_ERROR, IPMI_ERROR_UNSUPPORTED))
    end_with_error (task, g_error_new (IPMI_ERROR, IPMI_ERROR_UNSUPPORTED,
                                       _("The controller has none, so its sensors are not known.")));
  else if (answer == NULL || !decode_info (reader, &reader->info, answer, &error))
    end_with_error (task, g_steal_pointer (&error));
  answered (task);
}

static void
on_device_id (GObject      *session,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Reader *reader = g_task_get_task_data (task);
  g_autoptr(GBytes) answer = ipmi_session_request_finish (IPMI_SESSION (session), result, NULL, NULL);
  gsize length = 0;
  const guint8 *data = answer != NULL ? g_bytes_get_data (answer, &length) : NULL;

  if (length > FIRMWARE_REVISION)
    {
      memcpy (reader->key.device, data, MIN (length, sizeof reader->key.device));
      reader->key.device[FIRMWARE_REVISION] &= ~DEVICE_AVAILABLE;
      reader->has_device_id = TRUE;
    }
  answered (task);
}

/* The device's GUID is the one of the controller; not every one has it apart from the system's. */
static void
take_guid (GTask        *task,
           GAsyncResult *result,
           gboolean      is_device_guid)
{
  Reader *reader = g_task_get_task_data (task);
  g_autoptr(GBytes) answer =
    ipmi_session_request_finish (g_task_get_source_object (task), result, NULL, NULL);

  if (answer != NULL && g_bytes_get_size (answer) >= sizeof reader->key.guid &&
      (is_device_guid || !reader->has_device_guid))
    {
      memcpy (reader->key.guid, g_bytes_get_data (answer, NULL), sizeof reader->key.guid);
      reader->has_device_guid = is_device_guid;
    }
  answered (task);
}

static void
on_device_guid (GObject      *session,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;

  take_guid (task, result, TRUE);
}

static void
on_system_guid (GObject      *session,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;

  take_guid (task, result, FALSE);
}

/**
 * ipmi_sdr_repository_read_async:
 * @session: an open session
 * @target: (nullable): whose records, %NULL for the session's own target
 * @cache_folder: (nullable): where repositories are kept between runs, one file for each GUID; made if it
 *   is not there; %NULL to read without
 * @progress: (nullable) (scope async): told how far it has come
 * @progress_data: for @progress
 * @cancellable: (nullable): stops it
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Reads all sensor data records of a controller: its SDR repository, or the device SDRs of one that has
 * none (IPMI 2.0 §33, §35). The result is exactly the chain of records at one time: when records change
 * meanwhile, they are read anew. Many requests are under way at once, see ipmi-sdr-walk.c.
 *
 * With @cache_folder, nothing is read as long as the controller's time stamps, firmware and number of
 * records are those of the file. A file that is damaged is written anew, one that cannot be written is no
 * error.
 *
 * Ends with %IPMI_ERROR_UNSUPPORTED when the controller has no records at all, %IPMI_ERROR_BUSY when
 * somebody else changes them or holds them all the time, %IPMI_ERROR_PROTOCOL when their chain runs in a
 * circle, or with the errors of ipmi_session_request_finish().
 */
void
ipmi_sdr_repository_read_async (IpmiSession         *session,
                                const IpmiTarget    *target,
                                const char          *cache_folder,
                                IpmiSdrProgress      progress,
                                gpointer             progress_data,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (session, cancellable, callback, user_data);
  Reader *reader = g_new0 (Reader, 1);

  reader->folder = g_strdup (cache_folder);
  reader->progress = progress;
  reader->progress_data = progress_data;
  reader->records = ipmi_sdr_repository_new ();
  reader->has_target = target != NULL;
  if (target != NULL)
    reader->target = *target;
  reader->questions = cache_folder != NULL ? N_QUESTIONS : 1;
  g_task_set_source_tag (task, ipmi_sdr_repository_read_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, reader, reader_free);
  ask_for_info (task, on_info);
  if (cache_folder == NULL)
    return;
  send (task, IPMI_NETFN_APP, IPMI_GET_DEVICE_ID, NULL, 0, on_device_id, g_object_ref (task));
  send (task, IPMI_NETFN_APP, IPMI_GET_DEVICE_GUID, NULL, 0, on_device_guid, g_object_ref (task));
  send (task, IPMI_NETFN_APP, IPMI_GET_SYSTEM_GUID, NULL, 0, on_system_guid, g_object_ref (task));
}

/**
 * ipmi_sdr_repository_read_finish:
 * @session: the session
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: (transfer full): the records, or %NULL
 */
IpmiSdrRepository *
ipmi_sdr_repository_read_finish (IpmiSession   *session,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
