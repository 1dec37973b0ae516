/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "sim-fat.h"

#define EXTENDED_SIGNATURE 0x29

#define SMALL_EXTENSION 38      /* FAT12 and FAT16 */
#define LARGE_EXTENSION 66      /* FAT32 */

/* From the signature on: four bytes of a serial number, and then they come. */
#define LABEL_OFFSET       5
#define TYPE_OFFSET        16

static const guint8 *
find_extension (const guint8 *sector)
{
  const guint extensions[] = { SMALL_EXTENSION, LARGE_EXTENSION };

  for (guint i = 0; i < G_N_ELEMENTS (extensions); i++)
    {
      const guint8 *extension = sector + extensions[i];

      if (extension[0] == EXTENDED_SIGNATURE && memcmp (extension + TYPE_OFFSET, "FAT", 3) == 0)
        return extension;
    }
  return NULL;
}

/**
 * sim_fat_take_boot_sector:
 * @sector: the first sector of a disk
 * @label: (out): the label that stands there, in ASCII; it may be empty
 *
 * Returns: whether a FAT file system begins there
 */
gboolean
sim_fat_take_boot_sector (const guint8 sector[SIM_FAT_SECTOR_SIZE],
                          char         label[SIM_FAT_LABEL_SIZE])
{
  const guint8 *extension = find_extension (sector);
  guint length = SIM_FAT_LABEL_SIZE - 1;

  if (extension == NULL || sector[510] != 0x55 || sector[511] != 0xaa)
    return FALSE;
  while (length > 0 && extension[LABEL_OFFSET + length - 1] == ' ')
    length--;
  for (guint i = 0; i < length; i++)
    label[i] = g_ascii_isprint (extension[LABEL_OFFSET + i]) ? (char) extension[LABEL_OFFSET + i] : '?';
  label[length] = '\0';
  return TRUE;
}
