/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-sdr-repository.h"
#include "ipmi-session.h"

G_BEGIN_DECLS

#define IPMI_FRU_BMC_ADDRESS 0x20

/**
 * IpmiFruDevice:
 * @name: (nullable): what its record calls it; %NULL: it has none
 * @owner: slave address of the controller that has it
 * @lun: logical unit there
 * @id: its number there
 * @reachable: whether the controller can be reached
 * @target: how
 *
 * Something that has an inventory.
 */
typedef struct
{
  char       *name;
  guint8      owner;
  guint8      lun;
  guint8      id;
  gboolean    reachable;
  IpmiTarget  target;
} IpmiFruDevice;

GArray *ipmi_fru_list_new   (const IpmiTarget        *own,
                             const IpmiSdrRepository *repository);
void    ipmi_fru_list_add   (GArray                  *list,
                             const IpmiTarget        *own,
                             guint8                   id);
guint8  ipmi_fru_list_owner (const IpmiTarget        *own);

G_END_DECLS
