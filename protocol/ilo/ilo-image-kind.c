/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "ilo-image-kind.h"

#define SECTOR_SIZE         2048
#define DESCRIPTORS_OFFSET  (16 * SECTOR_SIZE)

/* ISO 9660, 8.4.7 */
#define VOLUME_NAME_OFFSET 40
#define VOLUME_NAME_SIZE   32

typedef struct
{
  gsize         offset;
  const char   *magic;
  gsize         size;
  IloImageKind  kind;
  const char   *what;
} Magic;

#define MAGIC(offset, magic, kind, what) { offset, magic, sizeof magic - 1, ILO_IMAGE_KIND_##kind, what }

/* In this order. What is packed comes first: its inside is not what it is. */
static const Magic magics[] = {
  MAGIC (0, "QFI\xfb", PACKED, N_("a QEMU disk (qcow2)")),
  MAGIC (0, "KDMV", PACKED, N_("a VMware disk")),
  MAGIC (0, "# Disk Descriptor", PACKED, N_("a VMware disk description")),
  MAGIC (0, "vhdxfile", PACKED, N_("a Hyper-V disk (VHDX)")),
  MAGIC (0, "conectix", PACKED, N_("a Virtual PC disk (VHD)")),
  MAGIC (0x40, "\x7f\x10\xda\xbe", PACKED, N_("a VirtualBox disk (VDI)")),
  MAGIC (0, "\x1f\x8b\x08", PACKED, N_("compressed with gzip")),
  MAGIC (0, "BZh", PACKED, N_("compressed with bzip2")),
  MAGIC (0, "\xfd" "7zXZ\0", PACKED, N_("compressed with xz")),
  MAGIC (0, "\x28\xb5\x2f\xfd", PACKED, N_("compressed with Zstandard")),
  MAGIC (0, "7z\xbc\xaf\x27\x1c", PACKED, N_("a 7-Zip archive")),
  MAGIC (0, "PK\x03\x04", PACKED, N_("a ZIP archive")),
  MAGIC (0, "Rar!\x1a\x07", PACKED, N_("a RAR archive")),
  MAGIC (0, "CISO", PACKED, N_("a compressed disc image (CSO)")),
  MAGIC (257, "ustar", OTHER, N_("a tar archive")),
  MAGIC (0, "%PDF-", OTHER, N_("a PDF document")),
  MAGIC (0, "\x89PNG\r\n", OTHER, N_("a picture")),
  MAGIC (0, "\xff\xd8\xff", OTHER, N_("a picture")),
  MAGIC (0, "\x7f" "ELF", OTHER, N_("a program")),
  MAGIC (DESCRIPTORS_OFFSET + 1, "CD001", OPTICAL, N_("ISO 9660")),
  MAGIC (DESCRIPTORS_OFFSET + 1, "BEA01", OPTICAL, N_("UDF")),
  MAGIC (512, "EFI PART", DISK, N_("a partitioned disk (GPT)")),
  MAGIC (0x36, "FAT1", DISK, N_("a FAT file system")),
  MAGIC (0x52, "FAT32", DISK, N_("a FAT file system")),
  MAGIC (3, "NTFS    ", DISK, N_("an NTFS file system")),
  MAGIC (3, "EXFAT   ", DISK, N_("an exFAT file system")),
  MAGIC (0x438, "\x53\xef", DISK, N_("an ext file system")),
  MAGIC (0, "XFSB", DISK, N_("an XFS file system")),
  MAGIC (510, "\x55\xaa", DISK, N_("a bootable or partitioned disk")),
};

static gboolean
matches (const Magic  *magic,
         const guint8 *head,
         gsize         length)
{
  return length >= magic->offset + magic->size && memcmp (head + magic->offset, magic->magic, magic->size) == 0;
}

/* Padded with spaces, and shown to the user, who must not be misled by what it holds. */
static char *
read_volume_name (const guint8 *head,
                  gsize         length)
{
  char name[VOLUME_NAME_SIZE + 1] = { 0 };

  if (length < DESCRIPTORS_OFFSET + VOLUME_NAME_OFFSET + VOLUME_NAME_SIZE)
    return NULL;
  memcpy (name, head + DESCRIPTORS_OFFSET + VOLUME_NAME_OFFSET, VOLUME_NAME_SIZE);
  for (char *c = name; *c != '\0'; c++)
    if (!g_ascii_isprint (*c))
      *c = '?';
  g_strstrip (name);
  return name[0] != '\0' ? g_strdup (name) : NULL;
}

/**
 * ilo_image_recognise:
 * @head: (array length=length): how it begins
 * @length: up to %ILO_IMAGE_HEAD_SIZE
 * @what: (out) (nullable): what it is in words, for “It is …”; static
 * @volume_name: (out) (nullable) (transfer full): the name of an ISO 9660 volume
 *
 * Looks at the content of a file, never at its name.
 *
 * Returns: the kind of it
 */
IloImageKind
ilo_image_recognise (const guint8  *head,
                     gsize          length,
                     const char   **what,
                     char         **volume_name)
{
  *what = NULL;
  *volume_name = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (magics); i++)
    if (matches (&magics[i], head, length))
      {
        *what = _(magics[i].what);
        if (magics[i].kind == ILO_IMAGE_KIND_OPTICAL && memcmp (head + DESCRIPTORS_OFFSET, "\x01" "CD001", 6) == 0)
          *volume_name = read_volume_name (head, length);
        return magics[i].kind;
      }
  return ILO_IMAGE_KIND_UNKNOWN;
}
