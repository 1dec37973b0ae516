/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "fuzz.h"
#include "ilo-media-wire.h"
#include "ilo-scsi.h"

/* A medium of zeros, that changes its size and fails now and then. */
typedef struct
{
  guint64 size;
  guint   calls;
  guint8  zeros[ILO_SCSI_MAX_TRANSFER];
} Medium;

static guint64
get_size (gpointer data)
{
  Medium *medium = data;

  return medium->calls++ % 13 == 12 ? 0 : medium->size;
}

static const guint8 *
read_blocks (gpointer data,
             guint64  offset,
             gsize    length)
{
  Medium *medium = data;

  g_assert_cmpuint (length, <=, sizeof medium->zeros);
  g_assert_cmpuint (offset, <=, medium->size);
  g_assert_cmpuint (length, <=, medium->size - offset);
  return medium->calls % 5 == 4 ? NULL : medium->zeros;
}

static gboolean
write_blocks (gpointer      data,
              guint64       offset,
              const guint8 *bytes,
              gsize         length)
{
  return read_blocks (data, offset, length) != NULL;
}

static gboolean
flush (gpointer data)
{
  return TRUE;
}

/* The first byte chooses the drive, the second the size of its medium; then come commands. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  static const IloMediumInterface interface = { get_size, read_blocks, write_blocks, flush };
  static Medium medium;
  g_autoptr(IloScsi) scsi = NULL;
  IloScsiReply reply = { 0 };
  guint8 header[ILO_MEDIA_HEADER_SIZE];

  if (size < 2)
    return 0;
  medium.calls = 0;
  medium.size = G_GUINT64_CONSTANT (1) << (data[1] % 44);
  scsi = ilo_scsi_new (ILO_DRIVE_FLOPPY + data[0] % 3, &interface, &medium, (data[0] & 0x80) != 0);
  for (gsize at = 2; size - at >= ILO_SCSI_CDB_SIZE; at += ILO_SCSI_CDB_SIZE)
    {
      guint64 length = ilo_scsi_get_data_out (scsi, data + at);
      gsize taken = length > ILO_SCSI_MAX_TRANSFER ? 0 : length;
      g_autofree guint8 *data_out = g_malloc0 (taken);
      guint sum = 0;

      ilo_scsi_execute (scsi, data + at, data_out, taken, &reply);
      g_assert_cmpuint (reply.length, <=, ILO_SCSI_MAX_TRANSFER);
      for (gsize i = 0; i < reply.length; i += 512)
        sum += reply.data[i];
      ilo_media_encode_reply (header, &reply);
      ilo_media_encode_synchronise (header, data + at, &reply);
      g_assert_cmphex (header[0], ==, 0xDE);
      if ((data[0] & 0x40) != 0 && sum == 0)
        ilo_scsi_set_write_protected (scsi, TRUE);
    }
  return 0;
}
