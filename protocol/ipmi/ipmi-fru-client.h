/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-fru.h"
#include "ipmi-session.h"

G_BEGIN_DECLS

/**
 * IpmiFruReadFlags:
 * @IPMI_FRU_READ_USED: as far as the inventory reaches
 * @IPMI_FRU_READ_WHOLE: everything the device has
 *
 * How much of a device is read.
 */
typedef enum
{
  IPMI_FRU_READ_USED  = 0,
  IPMI_FRU_READ_WHOLE = 1 << 0,
} IpmiFruReadFlags;

/**
 * IpmiFruProgress:
 * @done: bytes that are there
 * @total: how many there will be, as far as is known
 * @user_data: what ipmi_fru_read_async() was given
 *
 * Tells how far reading an inventory has come.
 */
typedef void (*IpmiFruProgress) (gsize    done,
                                 gsize    total,
                                 gpointer user_data);

void       ipmi_fru_get_info_async   (IpmiSession          *session,
                                      const IpmiTarget     *target,
                                      guint8                lun,
                                      guint8                device,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
gboolean   ipmi_fru_get_info_finish  (IpmiSession          *session,
                                      GAsyncResult         *result,
                                      IpmiFruInfo          *info,
                                      GError              **error);
void       ipmi_fru_read_async       (IpmiSession          *session,
                                      const IpmiTarget     *target,
                                      guint8                lun,
                                      guint8                device,
                                      IpmiFruReadFlags      flags,
                                      IpmiFruProgress       progress,
                                      gpointer              progress_data,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
GBytes    *ipmi_fru_read_finish      (IpmiSession          *session,
                                      GAsyncResult         *result,
                                      GError              **error);

G_END_DECLS
