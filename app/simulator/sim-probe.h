/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim-fat.h"
#include "sim-iso.h"
#include "sim-media.h"

G_BEGIN_DECLS

/**
 * SimProbeResult:
 * @problem: (nullable): why nothing is known, in words
 * @n_blocks: how many blocks the medium has
 * @block_size: in bytes
 * @is_iso: whether it has an ISO 9660 volume, and then @iso
 * @is_fat: whether it has a FAT file system, and then @label
 * @loaded: how many bytes of the boot image were read
 *
 * What a machine sees in a drive.
 */
typedef struct
{
  const char *problem;
  guint32     n_blocks;
  guint       block_size;
  gboolean    is_iso;
  SimIso      iso;
  gboolean    is_fat;
  char        label[SIM_FAT_LABEL_SIZE];
  gsize       loaded;
} SimProbeResult;

typedef void (*SimProbeCallback) (const SimProbeResult *result,
                                  gpointer              user_data);

/**
 * SimProbe:
 *
 * Finds out what is in a drive, by the commands that a machine would send. It ends with its callback, and is
 * freed then.
 */
typedef struct _SimProbe SimProbe;

SimProbe *sim_probe_start  (SimMedia         *media,
                            gboolean          loads_boot_image,
                            SimProbeCallback  callback,
                            gpointer          user_data);
void      sim_probe_cancel (SimProbe         *self);

G_END_DECLS
