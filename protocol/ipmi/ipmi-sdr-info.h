/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-session.h"

G_BEGIN_DECLS

/* Time stamps and sizes that a BMC does not tell. */
#define IPMI_SDR_TIME_UNSPECIFIED 0xFFFFFFFF
#define IPMI_SDR_FREE_64K_OR_MORE 0xFFFE
#define IPMI_SDR_FREE_UNSPECIFIED 0xFFFF

/**
 * IpmiSdrUpdate:
 *
 * When records can be changed (IPMI 2.0 §33.9).
 */
typedef enum
{
  IPMI_SDR_UPDATE_UNSPECIFIED,
  IPMI_SDR_UPDATE_NON_MODAL,
  IPMI_SDR_UPDATE_MODAL,
  IPMI_SDR_UPDATE_BOTH,
} IpmiSdrUpdate;

/**
 * IpmiSdrInfo:
 * @is_device: whether it is of a controller's own device SDRs, not of an SDR repository: then only
 *   @n_records, @is_dynamic, @luns and @last_change are set
 * @version: SDR version, BCD with the digits reversed: 51h
 * @n_records: how many records there are
 * @free_space: bytes that are free, or one of the constants
 * @last_addition: when a record was last added, seconds since 1970; below 20000000h since the BMC started
 * @last_erase: when records were last deleted
 * @has_overflowed: whether a record could not be added for lack of space
 * @update: when records can be changed
 * @can_delete: whether Delete SDR is there
 * @can_add_partially: whether Partial Add SDR is there
 * @can_reserve: whether Reserve SDR Repository is there
 * @has_allocation: whether the fields about allocation are set
 * @n_units: how many allocation units there are
 * @unit_size: bytes in each
 * @n_free_units: how many are free
 * @largest_free_block: in allocation units
 * @largest_record: in allocation units
 * @is_dynamic: whether the sensors may change while the controller runs
 * @luns: a bit for each logical unit that has sensors
 * @last_change: changes whenever the sensors do, if they are dynamic
 *
 * What Get SDR Repository Info and Get SDR Repository Allocation Info (IPMI 2.0 §33.9, §33.10), or Get
 * Device SDR Info (§35.2), answer.
 */
typedef struct
{
  gboolean      is_device;
  guint8        version;
  guint16       n_records;
  guint16       free_space;
  guint32       last_addition;
  guint32       last_erase;
  gboolean      has_overflowed;
  IpmiSdrUpdate update;
  gboolean      can_delete;
  gboolean      can_add_partially;
  gboolean      can_reserve;
  gboolean      has_allocation;
  guint16       n_units;
  guint16       unit_size;
  guint16       n_free_units;
  guint16       largest_free_block;
  guint8        largest_record;
  gboolean      is_dynamic;
  guint8        luns;
  guint32       last_change;
} IpmiSdrInfo;

gboolean      ipmi_sdr_info_decode            (IpmiSdrInfo          *info,
                                               const guint8         *data,
                                               gsize                 length,
                                               GError              **error);
gboolean      ipmi_sdr_info_decode_allocation (IpmiSdrInfo          *info,
                                               const guint8         *data,
                                               gsize                 length,
                                               GError              **error);
gboolean      ipmi_sdr_info_decode_device     (IpmiSdrInfo          *info,
                                               const guint8         *data,
                                               gsize                 length,
                                               GError              **error);
gboolean      ipmi_sdr_info_is_same           (const IpmiSdrInfo    *info,
                                               const IpmiSdrInfo    *other);
void          ipmi_sdr_info_get_async         (IpmiSession          *session,
                                               const IpmiTarget     *target,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
IpmiSdrInfo  *ipmi_sdr_info_get_finish        (IpmiSession          *session,
                                               GAsyncResult         *result,
                                               GError              **error);

G_END_DECLS
