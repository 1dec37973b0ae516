/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "sim-iso.h"

#define ENTRY_SIZE 32

/* What a boot catalogue consists of. */
#define VALIDATION_ENTRY   0x01
#define BOOTABLE           0x88
#define SECTION_FOLLOWS    0x90
#define LAST_SECTION       0x91
#define EMULATION_MASK     0x0f
#define SYSTEM_IDENTIFIER  "EL TORITO SPECIFICATION"

static guint32
get_le16 (const guint8 *data)
{
  return data[0] | data[1] << 8;
}

static guint32
get_le32 (const guint8 *data)
{
  return get_le16 (data) | get_le16 (data + 2) << 16;
}

/* A screen shows ASCII only, and a label is padded with spaces. */
static void
take_label (SimIso       *self,
            const guint8 *data)
{
  guint length = sizeof self->label - 1;

  while (length > 0 && (data[length - 1] == ' ' || data[length - 1] == '\0'))
    length--;
  for (guint i = 0; i < length; i++)
    self->label[i] = g_ascii_isprint (data[i]) ? (char) data[i] : '?';
  self->label[length] = '\0';
}

/**
 * sim_iso_take_descriptor:
 * @self: what is known of the disc; all zero before the first
 * @sector: a sector, from %SIM_ISO_FIRST_DESCRIPTOR on
 *
 * Reads a volume descriptor.
 *
 * Returns: which it is; %SIM_ISO_END when no more follow, %SIM_ISO_NONE when it is none
 */
SimIsoDescriptor
sim_iso_take_descriptor (SimIso       *self,
                         const guint8  sector[SIM_ISO_SECTOR_SIZE])
{
  if (memcmp (sector + 1, "CD001", 5) != 0)
    return SIM_ISO_NONE;
  switch (sector[0])
    {
    case SIM_ISO_BOOT_RECORD:
      if (memcmp (sector + 7, SYSTEM_IDENTIFIER, strlen (SYSTEM_IDENTIFIER)) == 0)
        self->catalogue = get_le32 (sector + 71);
      return SIM_ISO_BOOT_RECORD;
    case SIM_ISO_PRIMARY:
      take_label (self, sector + 40);
      return SIM_ISO_PRIMARY;
    case SIM_ISO_END:
      return SIM_ISO_END;
    default:
      return SIM_ISO_OTHER;
    }
}

static gboolean
is_validation_entry (const guint8 *entry)
{
  guint16 sum = 0;

  for (guint i = 0; i < ENTRY_SIZE; i += 2)
    sum += get_le16 (entry + i);
  return entry[0] == VALIDATION_ENTRY && entry[30] == 0x55 && entry[31] == 0xaa && sum == 0;
}

static void
take_entry (SimIso       *self,
            const guint8 *entry,
            guint8        platform)
{
  if (entry[0] != BOOTABLE || self->n_boots == SIM_ISO_MAX_BOOT_ENTRIES)
    return;
  self->boots[self->n_boots++] = (SimIsoBoot) {
    .platform = platform,
    .emulation = entry[1] & EMULATION_MASK,
    .blocks = get_le16 (entry + 6),
    .lba = get_le32 (entry + 8),
  };
}

/**
 * sim_iso_take_catalogue:
 * @self: what is known of the disc
 * @sector: the first sector of the boot catalogue
 *
 * Reads what the machine can start from.
 *
 * Returns: whether it is a boot catalogue
 */
gboolean
sim_iso_take_catalogue (SimIso       *self,
                        const guint8  sector[SIM_ISO_SECTOR_SIZE])
{
  const guint8 *end = sector + SIM_ISO_SECTOR_SIZE;
  const guint8 *entry = sector + 2 * ENTRY_SIZE;

  self->n_boots = 0;
  if (!is_validation_entry (sector))
    return FALSE;
  take_entry (self, sector + ENTRY_SIZE, sector[1]);
  while (entry < end && (entry[0] == SECTION_FOLLOWS || entry[0] == LAST_SECTION))
    {
      const guint8 *header = entry;

      entry += ENTRY_SIZE;
      for (guint n = get_le16 (header + 2); n > 0 && entry < end; n--, entry += ENTRY_SIZE)
        take_entry (self, entry, header[1]);
      if (header[0] == LAST_SECTION)
        break;
    }
  return TRUE;
}

const char *
sim_iso_platform_get_name (guint8 platform)
{
  switch (platform)
    {
    case 0:
      return "x86 BIOS";
    case 1:
      return "PowerPC";
    case 2:
      return "Mac";
    case 0xef:
      return "EFI";
    default:
      return "unknown platform";
    }
}

const char *
sim_iso_emulation_get_name (guint8 emulation)
{
  static const char *const names[] = {
    "no emulation", "1.2 MB floppy", "1.44 MB floppy", "2.88 MB floppy", "hard disk",
  };

  return emulation < G_N_ELEMENTS (names) ? names[emulation] : "unknown emulation";
}
