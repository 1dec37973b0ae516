/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Volume descriptors begin there, and a disc that has none that ends them is given up on after so many. */
#define SIM_ISO_SECTOR_SIZE      2048
#define SIM_ISO_FIRST_DESCRIPTOR 16
#define SIM_ISO_MAX_DESCRIPTORS  16

#define SIM_ISO_MAX_BOOT_ENTRIES 4

typedef enum
{
  SIM_ISO_BOOT_RECORD = 0,
  SIM_ISO_PRIMARY = 1,
  SIM_ISO_OTHER = 2,
  SIM_ISO_END = 255,
  SIM_ISO_NONE = -1,
} SimIsoDescriptor;

/* Something on a disc that a machine can start from. */
typedef struct
{
  guint8  platform;      /* 0 x86, 1 PowerPC, 2 Mac, 0xef EFI */
  guint8  emulation;     /* 0 none, 1 to 3 floppies, 4 hard disk */
  guint32 lba;
  guint16 blocks;        /* of 512 bytes */
} SimIsoBoot;

/**
 * SimIso:
 *
 * What a machine finds out about a disc before it starts from it: ECMA-119 volume descriptors and the
 * boot catalogue of the El Torito specification.
 */
typedef struct
{
  char       label[33];          /* ASCII, empty when there is none */
  guint32    catalogue;          /* its sector; 0 when the disc is not made to be started from */
  SimIsoBoot boots[SIM_ISO_MAX_BOOT_ENTRIES];
  guint      n_boots;
} SimIso;

SimIsoDescriptor  sim_iso_take_descriptor   (SimIso       *self,
                                             const guint8  sector[SIM_ISO_SECTOR_SIZE]);
gboolean          sim_iso_take_catalogue    (SimIso       *self,
                                             const guint8  sector[SIM_ISO_SECTOR_SIZE]);
const char       *sim_iso_platform_get_name (guint8        platform);
const char       *sim_iso_emulation_get_name (guint8       emulation);

G_END_DECLS
