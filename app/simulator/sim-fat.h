/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SIM_FAT_SECTOR_SIZE 512
#define SIM_FAT_LABEL_SIZE  12

gboolean sim_fat_take_boot_sector (const guint8 sector[SIM_FAT_SECTOR_SIZE],
                                   char         label[SIM_FAT_LABEL_SIZE]);

G_END_DECLS
