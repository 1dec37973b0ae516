/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "ipmi-batch-private.h"
#include "ipmi-call-private.h"
#include "ipmi-completion.h"
#include "ipmi-fru-client.h"

#define GET_FRU_INFO   0x10
#define READ_FRU_DATA  0x11

#define DEVICE_BUSY    0x81            /* completion code of Read FRU Data alone (IPMI 2.0 §34.2) */
#define MAX_BUSY       8
#define BUSY_WAIT      25              /* ms, then doubled */

/* How much is asked for at a time. An IPMB message has 32 bytes with its frame. */
#define FIRST_PART     64
#define BRIDGED_PART   16
#define SMALLEST_PART  4

static const char doing[] = N_("Reading the inventory");

typedef struct
{
  IpmiTarget        target;
  gboolean          has_target;
  guint8            lun;
  guint8            device;
  IpmiFruReadFlags  flags;
  IpmiFruProgress   progress;
  gpointer          progress_data;
  gsize             size;              /* of the device, as far as is known */
  gboolean          words;
  GByteArray       *image;             /* owned; what is there, from the first byte on */
  gsize             wanted;
  gsize             part;              /* bytes to ask for at a time */
  guint             busy;              /* times in a row */
} Read;

static void read_round (GTask *task);

static void
read_free (Read *data)
{
  g_byte_array_unref (data->image);
  g_free (data);
}

/**
 * ipmi_fru_get_info_async:
 * @session: an open session
 * @target: (nullable): whose inventory; %NULL: the session's own target
 * @lun: logical unit of the device
 * @device: FRU device id
 * @cancellable: (nullable): ends the operation
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Asks how large an inventory device is (IPMI 2.0 §34.1).
 */
void
ipmi_fru_get_info_async (IpmiSession         *session,
                         const IpmiTarget    *target,
                         guint8               lun,
                         guint8               device,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  IpmiRequest request = {
    .target = target,
    .netfn = IPMI_NETFN_STORAGE,
    .lun = lun,
    .command = GET_FRU_INFO,
    .data = &device,
    .length = 1,
  };

  ipmi_session_request_async (session, &request, cancellable, callback, user_data);
}

/**
 * ipmi_fru_get_info_finish:
 * @session: the session
 * @result: what @callback was given
 * @info: (out): set on success
 * @error: return location: as of ipmi_session_request_finish(), or IPMI_ERROR_PROTOCOL; a device that is not
 *   there gives IPMI_ERROR_NOT_FOUND
 *
 * Returns: whether it was read
 */
gboolean
ipmi_fru_get_info_finish (IpmiSession   *session,
                          GAsyncResult  *result,
                          IpmiFruInfo   *info,
                          GError       **error)
{
  g_autoptr(GBytes) answer = ipmi_call_finish (session, result, _(doing), error);

  return answer != NULL
         && ipmi_fru_info_decode (info, g_bytes_get_data (answer, NULL), g_bytes_get_size (answer), error);
}

static void
report (Read *data)
{
  if (data->progress != NULL)
    data->progress (data->image->len, MAX (data->wanted, data->image->len), data->progress_data);
}

static gboolean
on_waited (gpointer user_data)
{
  GTask *task = user_data;

  if (!g_task_return_error_if_cancelled (task))
    read_round (g_object_ref (task));
  return G_SOURCE_REMOVE;
}

/* What the device said to a part that it did not give. Returns: whether to go on */
static gboolean
refuse (Read    *data,
        guint8   completion,
        guint   *wait,
        GError **error)
{
  switch (completion)
    {
    case DEVICE_BUSY:
      if (++data->busy > MAX_BUSY)
        {
          g_set_error (error, IPMI_ERROR, IPMI_ERROR_BUSY,
                       _("%s: The device is busy all the time. Try again in a moment."), _(doing));
          return FALSE;
        }
      *wait = BUSY_WAIT << (data->busy - 1);
      return TRUE;
    case IPMI_COMPLETION_LENGTH_INVALID:
    case IPMI_COMPLETION_LENGTH_EXCEEDED:
    case IPMI_COMPLETION_OUT_OF_RANGE:
    case IPMI_COMPLETION_CANNOT_RETURN:
    case IPMI_COMPLETION_INVALID_FIELD:
    case IPMI_COMPLETION_UNSPECIFIED:
      if (data->part > SMALLEST_PART)
        {
          data->part = MAX (data->part / 2, SMALLEST_PART);
          return TRUE;
        }
      /* The device is smaller than it says: what is missing in its areas will be told. */
      if (data->image->len > 0)
        {
          data->size = data->image->len;
          return TRUE;
        }
      break;
    default:
      break;
    }
  return ipmi_call_check (completion, _(doing), error);
}

/* Puts the answers together up to the first that is missing. Returns: whether to go on */
static gboolean
take_answers (Read       *data,
              IpmiBatch  *batch,
              guint      *wait,
              GError    **error)
{
  for (guint i = 0; i < ipmi_batch_get_size (batch); i++)
    {
      gsize asked = MIN (data->part, data->wanted - data->image->len);
      guint8 completion;
      GBytes *answer = ipmi_batch_get_answer (batch, i, &completion);
      const guint8 *part;
      gsize length;

      if (completion != IPMI_COMPLETION_OK)
        return refuse (data, completion, wait, error);
      if (!ipmi_fru_part_decode (data->words, g_bytes_get_data (answer, NULL), g_bytes_get_size (answer), &part,
                                 &length, error))
        return FALSE;
      data->busy = 0;
      g_byte_array_append (data->image, part, MIN (length, asked));
      if (length >= asked)
        continue;
      /* The most that it gives at a time. The last few bytes of the device look like that, too; then comes nothing. */
      if (length > 0)
        data->part = data->part > SMALLEST_PART ? MAX (length, SMALLEST_PART) : length;
      else if (data->image->len > 0)
        data->size = data->image->len;
      else
        {
          g_set_error (error, IPMI_ERROR, IPMI_ERROR_PROTOCOL, _("%s: The device gives no data."), _(doing));
          return FALSE;
        }
      return TRUE;
    }
  return TRUE;
}

static void
on_round (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Read *data = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  IpmiBatch *batch = ipmi_batch_run_finish (IPMI_SESSION (source), result, &error);
  guint wait = 0;

  /* Some controllers say nothing to a request for more than they can give. */
  if (batch == NULL && g_error_matches (error, IPMI_ERROR, IPMI_ERROR_TIMEOUT) && data->part > BRIDGED_PART)
    data->part = BRIDGED_PART;
  else if (batch == NULL || !take_answers (data, batch, &wait, &error))
    {
      if (batch == NULL)
        g_prefix_error (&error, _("%s: "), _(doing));
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  report (data);
  if (wait > 0)
    ipmi_call_after (task, wait, on_waited);
  else
    read_round (g_steal_pointer (&task));
}

/* Asks for all that is known to be needed; takes the reference to @task. */
static void
read_round (GTask *task)
{
  g_autoptr(GTask) owned = task;
  Read *data = g_task_get_task_data (task);
  IpmiBatch *batch;
  gsize unit = data->words ? 2 : 1;

  data->wanted = (data->flags & IPMI_FRU_READ_WHOLE) != 0
                   ? data->size
                   : ipmi_fru_extent (data->image->data, data->image->len, data->size);
  if (data->image->len >= data->wanted)
    {
      gsize length = MIN (data->image->len, data->size);

      g_task_return_pointer (task, g_bytes_new (data->image->data, length), (GDestroyNotify) g_bytes_unref);
      return;
    }
  /* A part that is not full costs as much as one that is, and what follows is often needed next. */
  data->wanted = MIN (MAX (data->wanted, data->image->len + data->part), data->size);
  data->wanted += data->wanted % unit;
  batch = ipmi_batch_new ();
  for (gsize at = data->image->len; at < data->wanted; at += data->part)
    {
      gsize offset = at / unit;
      guint8 bytes[] = { data->device, offset, offset >> 8, MIN (data->part, data->wanted - at) / unit };
      IpmiRequest request = {
        .target = data->has_target ? &data->target : NULL,
        .netfn = IPMI_NETFN_STORAGE,
        .lun = data->lun,
        .command = READ_FRU_DATA,
        .data = bytes,
        .length = sizeof bytes,
      };

      ipmi_batch_add (batch, &request);
    }
  ipmi_batch_run_async (g_task_get_source_object (task), batch, g_task_get_cancellable (task), on_round,
                        g_steal_pointer (&owned));
}

static void
on_info (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Read *data = g_task_get_task_data (task);
  GError *error = NULL;
  IpmiFruInfo info;

  if (!ipmi_fru_get_info_finish (IPMI_SESSION (source), result, &info, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (info.size == 0)
    {
      g_task_return_new_error (task, IPMI_ERROR, IPMI_ERROR_NOT_FOUND, _("%s: The device holds nothing."), _(doing));
      return;
    }
  data->size = info.size;
  data->words = info.words;
  read_round (g_steal_pointer (&task));
}

static gboolean
is_bridged (IpmiSession      *session,
            const IpmiTarget *target)
{
  g_autofree IpmiTarget *own = NULL;

  if (target == NULL)
    {
      g_object_get (session, "target", &own, NULL);
      target = own;
    }
  return target != NULL && target->n_hops > 0;
}

/**
 * ipmi_fru_read_async:
 * @session: an open session
 * @target: (nullable): whose inventory; %NULL: the session's own target
 * @lun: logical unit of the device
 * @device: FRU device id
 * @flags: how much to read
 * @progress: (nullable) (scope async): told how far it has come
 * @progress_data: for @progress
 * @cancellable: (nullable): ends the operation
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Reads an inventory (IPMI 2.0 §34.2) in parts, many at a time, and in smaller ones where the device cannot give as
 * much at once. A device that ends before it says it does is read as far as it goes.
 */
void
ipmi_fru_read_async (IpmiSession         *session,
                     const IpmiTarget    *target,
                     guint8               lun,
                     guint8               device,
                     IpmiFruReadFlags     flags,
                     IpmiFruProgress      progress,
                     gpointer             progress_data,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (session, cancellable, callback, user_data);
  Read *data = g_new0 (Read, 1);

  g_task_set_source_tag (task, ipmi_fru_read_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, data, (GDestroyNotify) read_free);
  data->has_target = target != NULL;
  if (target != NULL)
    data->target = *target;
  data->lun = lun;
  data->device = device;
  data->flags = flags;
  data->progress = progress;
  data->progress_data = progress_data;
  data->image = g_byte_array_new ();
  data->part = is_bridged (session, target) ? BRIDGED_PART : FIRST_PART;
  ipmi_fru_get_info_async (session, target, lun, device, cancellable, on_info, g_steal_pointer (&task));
}

/**
 * ipmi_fru_read_finish:
 * @session: the session
 * @result: what @callback was given
 * @error: return location: as of ipmi_session_request_finish(); IPMI_ERROR_NOT_FOUND when there is no such
 *   device, IPMI_ERROR_BUSY when somebody else uses it all the time
 *
 * Returns: (transfer full) (nullable): the inventory, for ipmi_fru_decode()
 */
GBytes *
ipmi_fru_read_finish (IpmiSession   *session,
                      GAsyncResult  *result,
                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
