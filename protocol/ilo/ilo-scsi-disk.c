/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ilo-scsi-private.h"
#include "wire-reader.h"
#include "wire-writer.h"

#define FORMATTED_MEDIUM        0x02

/* The capacities that a floppy can be formatted to. */
#define FLOPPY_HIGH_DENSITY_BLOCKS   2880
#define FLOPPY_DOUBLE_DENSITY_BLOCKS 1440

/* Section 3.3.7: always all of it, and a unit attention goes along with it. */
static void
read_format_capacities (IloScsi      *self,
                        IloScsiReply *reply)
{
  WireWriter writer = { self->scratch, sizeof self->scratch, 0, FALSE };

  if (self->state == SCSI_STATE_CHANGED)
    ilo_scsi_check_ready (self, reply);
  wire_writer_be (&writer, 3, 0);
  wire_writer_be (&writer, 1, 16);
  wire_writer_be (&writer, 4, ilo_scsi_get_capacity (self, ILO_DISK_BLOCK_SIZE));
  wire_writer_be (&writer, 1, FORMATTED_MEDIUM);
  wire_writer_be (&writer, 3, ILO_DISK_BLOCK_SIZE);
  wire_writer_be (&writer, 4, FLOPPY_HIGH_DENSITY_BLOCKS);
  wire_writer_be (&writer, 1, 0);
  wire_writer_be (&writer, 3, ILO_DISK_BLOCK_SIZE);
  reply->data = self->scratch;
  reply->length = writer.length;
}

/* Section 3.3.3. */
static void
write_blocks (IloScsi      *self,
              const guint8 *cdb,
              const guint8 *data,
              gsize         length,
              IloScsiReply *reply)
{
  ScsiRange range = ilo_scsi_get_range (cdb);

  if (self->write_protected)
    {
      reply->sense = ILO_SENSE_WRITE_PROTECTED;
      return;
    }
  reply->sense = ilo_scsi_check_range (self, &range, ILO_DISK_BLOCK_SIZE);
  if (reply->sense != ILO_SENSE_NONE || range.n == 0)
    return;
  g_return_if_fail (length == (gsize) range.n * ILO_DISK_BLOCK_SIZE);
  if (!self->interface->write (self->medium, (guint64) range.first * ILO_DISK_BLOCK_SIZE, data, length))
    reply->sense = ILO_SENSE_ID_ERROR;
}

static gboolean
is_floppy_format (const guint8 *data,
                  gsize         length)
{
  WireReader reader = { data, length, FALSE };
  guint64 blocks;
  guint64 block_size;

  wire_reader_bytes (&reader, 4);
  blocks = wire_reader_be (&reader, 4);
  wire_reader_bytes (&reader, 1);
  block_size = wire_reader_be (&reader, 3);
  return !reader.truncated && block_size == ILO_DISK_BLOCK_SIZE
         && (blocks == FLOPPY_HIGH_DENSITY_BLOCKS || blocks == FLOPPY_DOUBLE_DENSITY_BLOCKS);
}

/* Section 3.3.6: an image is as it was after it. */
static void
format_unit (IloScsi      *self,
             const guint8 *data,
             gsize         length,
             IloScsiReply *reply)
{
  if (self->write_protected)
    reply->sense = ILO_SENSE_WRITE_PROTECTED;
  else if (!is_floppy_format (data, length))
    reply->sense = ILO_SENSE_BAD_PARAMETER;
}

/* Section 3.3. */
void
ilo_scsi_disk_execute (IloScsi      *self,
                       const guint8 *cdb,
                       const guint8 *data_out,
                       gsize         length,
                       IloScsiReply *reply)
{
  switch (cdb[0])
    {
    case SCSI_TEST_UNIT_READY:
      ilo_scsi_check_ready (self, reply);
      break;
    case SCSI_READ_CAPACITY:
      ilo_scsi_read_capacity (self, ILO_DISK_BLOCK_SIZE, reply);
      break;
    case SCSI_READ_FORMAT_CAPACITIES:
      read_format_capacities (self, reply);
      break;
    case SCSI_READ_10:
    case SCSI_READ_12:
      ilo_scsi_read (self, cdb, ILO_DISK_BLOCK_SIZE, ILO_SENSE_ID_ERROR, reply);
      break;
    case SCSI_WRITE_10:
    case SCSI_WRITE_AND_VERIFY:
    case SCSI_WRITE_12:
      write_blocks (self, cdb, data_out, length, reply);
      break;
    case SCSI_FORMAT_UNIT:
      format_unit (self, data_out, length, reply);
      break;
    case SCSI_SYNCHRONIZE_CACHE:
      if (self->size > 0 && !self->write_protected && !self->interface->flush (self->medium))
        reply->sense = ILO_SENSE_ID_ERROR;
      break;
    case SCSI_PREVENT_ALLOW_REMOVAL:
      if ((cdb[4] & 0x01) != 0)
        reply->sense = ILO_SENSE_BAD_FIELD;
      break;
    case SCSI_START_STOP_UNIT:
      if ((cdb[4] & 0x02) != 0)
        reply->sense = ILO_SENSE_BAD_FIELD;
      break;
    case SCSI_SEND_DIAGNOSTIC:
      break;
    default:
      reply->sense = ILO_SENSE_UNKNOWN_COMMAND;
      break;
    }
}
