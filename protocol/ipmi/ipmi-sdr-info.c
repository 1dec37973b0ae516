/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "ipmi-sdr-info.h"

#include "ipmi-answer-private.h"
#include "ipmi-sdr-private.h"

typedef struct
{
  IpmiTarget  target;
  gboolean    has_target;
  IpmiSdrInfo info;
} Query;

/**
 * ipmi_sdr_info_decode:
 * @info: (out caller-allocates): the information, written on success only
 * @data: (array length=length): what Get SDR Repository Info answered, after the completion code
 * @length: how many bytes
 * @error: return location for an error
 *
 * Takes apart an answer to Get SDR Repository Info (IPMI 2.0 §33.9).
 *
 * Returns: %FALSE with %IPMI_ERROR_PROTOCOL when the answer is too short
 */
gboolean
ipmi_sdr_info_decode (IpmiSdrInfo   *info,
                      const guint8  *data,
                      gsize          length,
                      GError       **error)
{
  WireReader reader = { data, length, FALSE };
  IpmiSdrInfo parsed = { 0 };
  guint support;

  parsed.version = wire_reader_le (&reader, 1);
  parsed.n_records = wire_reader_le (&reader, 2);
  parsed.free_space = wire_reader_le (&reader, 2);
  parsed.last_addition = wire_reader_le (&reader, 4);
  parsed.last_erase = wire_reader_le (&reader, 4);
  support = wire_reader_le (&reader, 1);
  parsed.has_overflowed = support >> 7;
  parsed.update = support >> 5 & 3;
  parsed.can_delete = support >> 3 & 1;
  parsed.can_add_partially = support >> 2 & 1;
  parsed.can_reserve = support >> 1 & 1;
  parsed.has_allocation = support & 1;
  if (!ipmi_answer_whole (&reader, "Get SDR Repository Info", length, error))
    return FALSE;
  *info = parsed;
  return TRUE;
}

/**
 * ipmi_sdr_info_decode_allocation:
 * @info: (inout): where to add it, written on success only
 * @data: (array length=length): what Get SDR Repository Allocation Info answered
 * @length: how many bytes
 * @error: return location for an error
 *
 * Takes apart an answer to Get SDR Repository Allocation Info (IPMI 2.0 §33.10).
 *
 * Returns: %FALSE with %IPMI_ERROR_PROTOCOL when the answer is too short
 */
gboolean
ipmi_sdr_info_decode_allocation (IpmiSdrInfo   *info,
                                 const guint8  *data,
                                 gsize          length,
                                 GError       **error)
{
  WireReader reader = { data, length, FALSE };
  IpmiSdrInfo parsed = *info;

  parsed.has_allocation = TRUE;
  parsed.n_units = wire_reader_le (&reader, 2);
  parsed.unit_size = wire_reader_le (&reader, 2);
  parsed.n_free_units = wire_reader_le (&reader, 2);
  parsed.largest_free_block = wire_reader_le (&reader, 2);
  parsed.largest_record = wire_reader_le (&reader, 1);
  if (!ipmi_answer_whole (&reader, "Get SDR Repository Allocation Info", length, error))
    return FALSE;
  *info = parsed;
  return TRUE;
}

/**
 * ipmi_sdr_info_decode_device:
 * @info: (out caller-allocates): the information, written on success only
 * @data: (array length=length): what Get Device SDR Info answered, after the completion code
 * @length: how many bytes
 * @error: return location for an error
 *
 * Takes apart an answer to Get Device SDR Info (IPMI 2.0 §35.2).
 *
 * Returns: %FALSE with %IPMI_ERROR_PROTOCOL when the answer is too short
 */
gboolean
ipmi_sdr_info_decode_device (IpmiSdrInfo   *info,
                             const guint8  *data,
                             gsize          length,
                             GError       **error)
{
  WireReader reader = { data, length, FALSE };
  IpmiSdrInfo parsed = { .is_device = TRUE, .can_reserve = TRUE };
  guint flags;

  parsed.n_records = wire_reader_le (&reader, 1);
  flags = wire_reader_le (&reader, 1);
  parsed.luns = flags & 0x0F;
  parsed.is_dynamic = flags >> 7;
  if (parsed.is_dynamic && reader.left >= 4)
    parsed.last_change = wire_reader_le (&reader, 4);
  if (!ipmi_answer_whole (&reader, "Get Device SDR Info", length, error))
    return FALSE;
  *info = parsed;
  return TRUE;
}

/**
 * ipmi_sdr_info_is_same:
 * @info: what a controller answered
 * @other: what it answered at another time
 *
 * Returns: whether the records are the same ones: none was added, none deleted in between
 */
gboolean
ipmi_sdr_info_is_same (const IpmiSdrInfo *info,
                       const IpmiSdrInfo *other)
{
  return info->is_device == other->is_device && info->n_records == other->n_records &&
         info->last_addition == other->last_addition && info->last_erase == other->last_erase &&
         info->last_change == other->last_change;
}

static void
on_allocation (GObject      *session,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  guint8 completion;
  g_autoptr(GBytes) answer = ipmi_session_request_finish (IPMI_SESSION (session), result, &completion, &error);
  Query *query = g_task_get_task_data (task);
  gsize length = 0;
  const guint8 *data = answer != NULL ? g_bytes_get_data (answer, &length) : NULL;

  query->info.has_allocation = FALSE;
  /* A BMC that announces what it does not have has told enough all the same. */
  if (answer == NULL ||
      (completion == 0 && !ipmi_sdr_info_decode_allocation (&query->info, data, length, &error)))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  g_task_return_pointer (task, g_memdup2 (&query->info, sizeof query->info), g_free);
}

static void
on_info (GObject      *session,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) answer = ipmi_session_request_finish (IPMI_SESSION (session), result, NULL, &error);
  Query *query = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  IpmiRequest request = {
    .target = query->has_target ? &query->target : NULL,
    .netfn = IPMI_NETFN_STORAGE,
    .command = IPMI_GET_SDR_ALLOCATION_INFO,
  };
  gsize length;
  const guint8 *data;

  if (answer == NULL)
    {
      g_prefix_error (&error, _("Asking for the SDR repository: "));
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  data = g_bytes_get_data (answer, &length);
  if (!ipmi_sdr_info_decode (&query->info, data, length, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (!query->info.has_allocation)
    {
      g_task_return_pointer (task, g_memdup2 (&query->info, sizeof query->info), g_free);
      return;
    }
  ipmi_session_request_async (IPMI_SESSION (session), &request, cancellable, on_allocation, g_steal_pointer (&task));
}

/**
 * ipmi_sdr_info_get_async:
 * @session: an open session
 * @target: (nullable): whom to ask, %NULL for the session's own target
 * @cancellable: (nullable): stops it
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Asks a controller for its SDR repository, and how its space is allocated where it can tell (IPMI 2.0
 * §33.9, §33.10). A controller without a repository ends it with %IPMI_ERROR_UNSUPPORTED.
 */
void
ipmi_sdr_info_get_async (IpmiSession         *session,
                         const IpmiTarget    *target,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (session, cancellable, callback, user_data);
  Query *query = g_new0 (Query, 1);
  IpmiRequest request = {
    .target = target,
    .netfn = IPMI_NETFN_STORAGE,
    .command = IPMI_GET_SDR_REPOSITORY_INFO,
  };

  query->has_target = target != NULL;
  if (target != NULL)
    query->target = *target;
  g_task_set_source_tag (task, ipmi_sdr_info_get_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, query, g_free);
  ipmi_session_request_async (session, &request, cancellable, on_info, g_steal_pointer (&task));
}

/**
 * ipmi_sdr_info_get_finish:
 * @session: the session
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: (transfer full): the information, to be freed with g_free(), or %NULL
 */
IpmiSdrInfo *
ipmi_sdr_info_get_finish (IpmiSession   *session,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
