/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "fuzz.h"
#include "sim-fat.h"
#include "sim-iso.h"
#include "sim-media-wire.h"

/* What a client says of a drive: a hello, then as often as there are bytes a command and the header of a reply. */
static void
take_wire (const guint8 *data,
           gsize         size)
{
  SimMediaHello hello;
  SimMediaHeader header;

  if (size < SIM_MEDIA_HELLO_SIZE)
    return;
  sim_media_hello_decode (&hello, data, "bbAcD834680DDca9DE65269512BDdEC2", "ENCRYPT_KEY;ENCRYPT_VMKEY");
  for (data += SIM_MEDIA_HELLO_SIZE, size -= SIM_MEDIA_HELLO_SIZE;
       size >= SIM_MEDIA_FRAME_SIZE + SIM_MEDIA_HEADER_SIZE;
       data += SIM_MEDIA_FRAME_SIZE + SIM_MEDIA_HEADER_SIZE, size -= SIM_MEDIA_FRAME_SIZE + SIM_MEDIA_HEADER_SIZE)
    {
      sim_media_header_decode (&header, data + SIM_MEDIA_FRAME_SIZE);
      sim_media_header_check (&header, &hello, NULL);
      sim_media_header_check (&header, &hello, data);
      sim_media_get_data_out (&hello, data);
      g_assert_nonnull (sim_media_operation_get_name (data[0]));
    }
}

static void
assert_label (const char *label)
{
  for (; *label != '\0'; label++)
    g_assert_true (g_ascii_isprint (*label));
}

/* What stands on the medium of a drive, cut or padded to a sector. */
static void
take_sector (const guint8 *data,
             gsize         size)
{
  g_autofree guint8 *sector = g_malloc0 (SIM_ISO_SECTOR_SIZE);
  char label[SIM_FAT_LABEL_SIZE];
  SimIso iso = { 0 };

  if (size > 0)
    memcpy (sector, data, MIN (size, SIM_ISO_SECTOR_SIZE));
  sim_iso_take_descriptor (&iso, sector);
  assert_label (iso.label);
  sim_iso_take_catalogue (&iso, sector);
  g_assert_cmpuint (iso.n_boots, <=, SIM_ISO_MAX_BOOT_ENTRIES);
  for (guint i = 0; i < iso.n_boots; i++)
    {
      g_assert_nonnull (sim_iso_platform_get_name (iso.boots[i].platform));
      g_assert_nonnull (sim_iso_emulation_get_name (iso.boots[i].emulation));
    }
  if (sim_fat_take_boot_sector (sector, label))
    assert_label (label);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  take_wire (data, size);
  take_sector (data, size);
  return 0;
}
