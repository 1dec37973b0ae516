/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ilo-scsi-private.h"
#include "wire-reader.h"
#include "wire-writer.h"

#define MEDIUM_NONE  0x00
#define MEDIUM_CDROM 0x01
#define MEDIUM_DISK  0x24

#define MAX_BLOCKS (G_GUINT64_CONSTANT (1) << 32)

static guint64
get_be (const guint8 *cdb,
        guint         offset,
        guint         n)
{
  WireReader reader = { cdb + offset, ILO_SCSI_CDB_SIZE - offset, FALSE };

  return wire_reader_be (&reader, n);
}

/* Twelve-byte commands have their length elsewhere than ten-byte ones (section 3.1.1). */
ScsiRange
ilo_scsi_get_range (const guint8 *cdb)
{
  gboolean long_form = cdb[0] >= 0xA0 && cdb[0] <= 0xBF;

  return (ScsiRange) {
    .first = (guint32) get_be (cdb, 2, 4),
    .n = (guint32) (long_form ? get_be (cdb, 6, 4) : get_be (cdb, 7, 2)),
  };
}

guint64
ilo_scsi_get_capacity (const IloScsi *self,
                       guint          block_size)
{
  return MIN (self->size / block_size, MAX_BLOCKS);
}

guint32
ilo_scsi_check_range (const IloScsi   *self,
                      const ScsiRange *range,
                      guint            block_size)
{
  guint64 capacity = ilo_scsi_get_capacity (self, block_size);

  if (range->first >= capacity || range->n > capacity - range->first)
    return ILO_SENSE_OUT_OF_RANGE;
  if (range->n > ILO_SCSI_MAX_TRANSFER / block_size)
    return ILO_SENSE_BAD_FIELD;
  return ILO_SENSE_NONE;
}

/* What commands report that look at the medium's state: none, or a new one, which is told once. */
gboolean
ilo_scsi_check_ready (IloScsi      *self,
                      IloScsiReply *reply)
{
  switch (self->state)
    {
    case SCSI_STATE_NO_MEDIUM:
      reply->sense = ILO_SENSE_NO_MEDIUM;
      return FALSE;
    case SCSI_STATE_CHANGED:
      self->state = SCSI_STATE_READY;
      reply->sense = ILO_SENSE_MEDIUM_CHANGED;
      return FALSE;
    case SCSI_STATE_READY:
    default:
      return TRUE;
    }
}

void
ilo_scsi_read (IloScsi      *self,
               const guint8 *cdb,
               guint         block_size,
               guint32       read_error,
               IloScsiReply *reply)
{
  ScsiRange range = ilo_scsi_get_range (cdb);

  reply->sense = ilo_scsi_check_range (self, &range, block_size);
  if (reply->sense != ILO_SENSE_NONE || range.n == 0)
    return;
  reply->length = (gsize) range.n * block_size;
  reply->data = self->interface->read (self->medium, (guint64) range.first * block_size, reply->length);
  if (reply->data == NULL)
    {
      reply->sense = read_error;
      reply->length = 0;
    }
}

void
ilo_scsi_read_capacity (IloScsi      *self,
                        guint         block_size,
                        IloScsiReply *reply)
{
  WireWriter writer = { self->scratch, sizeof self->scratch, 0, FALSE };

  if (!ilo_scsi_check_ready (self, reply))
    return;
  /* A medium of less than a block has no last one; images of that kind are not let in, but may shrink. */
  wire_writer_be (&writer, 4, MAX (ilo_scsi_get_capacity (self, block_size), 1) - 1);
  wire_writer_be (&writer, 4, block_size);
  reply->data = self->scratch;
  reply->length = writer.length;
}

/**
 * ilo_scsi_new:
 * @drive: which drive this is
 * @interface: how to get at the medium
 * @medium: (nullable): the medium, borrowed: it has to stay until another one is set; %NULL: none
 * @write_protected: whether the host may not write; a CD is never announced as write-protected
 *
 * Returns: (transfer full): a drive that has had no command yet, so that the first one announces the medium
 */
IloScsi *
ilo_scsi_new (IloDrive                  drive,
              const IloMediumInterface *interface,
              gpointer                  medium,
              gboolean                  write_protected)
{
  IloScsi *self;

  g_return_val_if_fail (drive != ILO_DRIVE_ANY, NULL);
  self = g_new0 (IloScsi, 1);
  self->drive = drive;
  self->interface = interface;
  self->medium = medium;
  self->write_protected = write_protected && drive != ILO_DRIVE_CD;
  return self;
}

/**
 * ilo_scsi_free:
 * @self: (transfer full) (nullable): a drive
 */
void
ilo_scsi_free (IloScsi *self)
{
  g_free (self);
}

/**
 * ilo_scsi_set_medium:
 * @self: a drive
 * @medium: (nullable): another medium, borrowed; %NULL takes out the one that is in it
 * @write_protected: whether the host may not write to it
 *
 * Changes the medium between two commands; the next command announces it (virtual media, section 5.3).
 */
void
ilo_scsi_set_medium (IloScsi  *self,
                     gpointer  medium,
                     gboolean  write_protected)
{
  self->medium = medium;
  self->write_protected = write_protected && self->drive != ILO_DRIVE_CD;
  self->state = SCSI_STATE_NO_MEDIUM;
  self->event = SCSI_EVENT_REMOVED;
}

/**
 * ilo_scsi_set_write_protected:
 * @self: a drive
 * @write_protected: whether the host may not write
 *
 * Write protection switched by the user: the host is told of a changed medium (virtual media, section 3.3.1).
 */
void
ilo_scsi_set_write_protected (IloScsi  *self,
                              gboolean  write_protected)
{
  write_protected = write_protected && self->drive != ILO_DRIVE_CD;
  if (self->write_protected == write_protected)
    return;
  self->write_protected = write_protected;
  if (self->state == SCSI_STATE_READY)
    self->state = SCSI_STATE_NO_MEDIUM;
}

/**
 * ilo_scsi_get_data_out:
 * @self: a drive
 * @cdb: a command
 *
 * Returns: how many bytes follow the command, known to us or not (virtual media, sections 3.1.6 and 3.3.3). All of
 *   them have to be read before the command is executed; they can be more than
 *   %ILO_SCSI_MAX_TRANSFER, and are then only thrown away
 */
guint64
ilo_scsi_get_data_out (const IloScsi *self,
                       const guint8   cdb[ILO_SCSI_CDB_SIZE])
{
  guint block_size = self->drive == ILO_DRIVE_CD ? ILO_CDROM_BLOCK_SIZE : ILO_DISK_BLOCK_SIZE;

  switch (cdb[0])
    {
    case SCSI_WRITE_10:
    case SCSI_WRITE_AND_VERIFY:
    case SCSI_WRITE_12:
      return (guint64) ilo_scsi_get_range (cdb).n * block_size;
    case SCSI_FORMAT_UNIT:
    case SCSI_MODE_SELECT_10:
      return get_be (cdb, 7, 2);
    case SCSI_MODE_SELECT_6:
      return cdb[4];
    case SCSI_SEND_DIAGNOSTIC:
      return get_be (cdb, 3, 2);
    case SCSI_WRITE_BUFFER:
      return get_be (cdb, 6, 3);
    default:
      return 0;
    }
}

/* Before each command, whichever it is (section 3.1.2). */
static void
look_at_medium (IloScsi *self)
{
  self->size = self->medium != NULL ? self->interface->get_size (self->medium) : 0;
  if (self->size == 0)
    {
      self->state = SCSI_STATE_NO_MEDIUM;
      self->event = SCSI_EVENT_REMOVED;
      return;
    }
  if (self->state != SCSI_STATE_READY)
    self->state++;
  if (self->event == SCSI_EVENT_REMOVED)
    self->event = SCSI_EVENT_NONE;
  self->event = MIN (self->event + 1, SCSI_EVENT_PRESENT);
}

/**
 * ilo_scsi_execute:
 * @self: a drive
 * @cdb: the command
 * @data_out: (array length=length) (nullable): the bytes that followed it
 * @length: how many: what ilo_scsi_get_data_out() said, or less when that is above %ILO_SCSI_MAX_TRANSFER
 * @reply: (out caller-allocates): the answer
 *
 * Executes a command (virtual media, sections 3.1 to 3.3). Every command has exactly one answer.
 */
void
ilo_scsi_execute (IloScsi      *self,
                  const guint8  cdb[ILO_SCSI_CDB_SIZE],
                  const guint8 *data_out,
                  gsize         length,
                  IloScsiReply *reply)
{
  guint8 present = self->drive == ILO_DRIVE_CD ? MEDIUM_CDROM : MEDIUM_DISK;

  look_at_medium (self);
  *reply = (IloScsiReply) {
    .medium = self->size == 0 ? MEDIUM_NONE : present,
    .write_protected = self->write_protected,
  };
  if (self->drive == ILO_DRIVE_CD)
    ilo_scsi_cdrom_execute (self, cdb, reply);
  else
    ilo_scsi_disk_execute (self, cdb, data_out, length, reply);
}

/**
 * ilo_scsi_reads:
 * @cdb: a command
 *
 * Returns: whether it reads from the medium
 */
gboolean
ilo_scsi_reads (const guint8 cdb[ILO_SCSI_CDB_SIZE])
{
  return cdb[0] == SCSI_READ_10 || cdb[0] == SCSI_READ_12;
}

/**
 * ilo_scsi_writes:
 * @cdb: a command
 *
 * Returns: whether it writes to the medium
 */
gboolean
ilo_scsi_writes (const guint8 cdb[ILO_SCSI_CDB_SIZE])
{
  return cdb[0] == SCSI_WRITE_10 || cdb[0] == SCSI_WRITE_AND_VERIFY || cdb[0] == SCSI_WRITE_12;
}

/**
 * ilo_scsi_asks_for_medium:
 * @cdb: a command
 *
 * Returns: whether the host learns from its answer that there is no medium
 */
gboolean
ilo_scsi_asks_for_medium (const guint8 cdb[ILO_SCSI_CDB_SIZE])
{
  return cdb[0] == SCSI_TEST_UNIT_READY || cdb[0] == SCSI_GET_EVENT_STATUS;
}
