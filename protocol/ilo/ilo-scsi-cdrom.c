/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "ilo-scsi-cdrom.h"
#include "ilo-scsi-private.h"
#include "wire-reader.h"
#include "wire-writer.h"

#define FRAMES_PER_SECOND 75
#define FRAMES_PER_MINUTE (60 * FRAMES_PER_SECOND)
#define LEAD_IN_FRAMES    (2 * FRAMES_PER_SECOND)

#define DATA_TRACK     0x14
#define LEAD_OUT_TRACK 0xAA

#define TOC_FORMAT_TABLE   0
#define TOC_FORMAT_SESSION 1

#define EVENT_CLASS_MEDIA 4
#define EVENT_NO_CHANGE   0
#define EVENT_REMOVAL     3
#define EVENT_NEW_MEDIUM  4

static guint16
get_allocation (const guint8 *cdb)
{
  WireReader reader = { cdb + 7, 2, FALSE };

  return (guint16) wire_reader_be (&reader, 2);
}

/**
 * ilo_scsi_msf:
 * @frame: a sector's number
 * @msf: (out caller-allocates): minute, second and frame
 *
 * A sector's number in the form that audio players use, as far as it goes: FF 3B 4A beyond that (virtual
 * media, section 3.2.4).
 */
void
ilo_scsi_msf (guint64 frame,
              guint8  msf[3])
{
  guint64 t = frame + LEAD_IN_FRAMES;

  if (t / FRAMES_PER_MINUTE > 0xFF)
    t = 0xFF * FRAMES_PER_MINUTE + FRAMES_PER_MINUTE - 1;
  msf[0] = (guint8) (t / FRAMES_PER_MINUTE);
  msf[1] = (guint8) (t / FRAMES_PER_SECOND % 60);
  msf[2] = (guint8) (t % FRAMES_PER_SECOND);
}

static void
write_address (WireWriter *writer,
               guint64     sector,
               gboolean    as_msf)
{
  guint8 msf[3];

  if (!as_msf)
    {
      wire_writer_be (writer, 4, sector);
      return;
    }
  ilo_scsi_msf (sector, msf);
  wire_writer_be (writer, 1, 0);
  wire_writer_bytes (writer, msf, sizeof msf);
}

/* Section 3.2.4. The format is where ATAPI had it; the one of MMC in byte 2 is not looked at, as the
 * vendor's client does not. */
static void
read_toc (IloScsi      *self,
          const guint8 *cdb,
          IloScsiReply *reply)
{
  static const guint8 table_begin[] = { 0x00, 0x12, 1, 1, 0, DATA_TRACK, 1, 0 };
  static const guint8 table_lead_out[] = { 0, DATA_TRACK, LEAD_OUT_TRACK, 0 };
  static const guint8 session[] = { 0x00, 0x0A, 1, 1, 0, DATA_TRACK, 1, 0 };
  gboolean as_msf = (cdb[1] & 0x02) != 0;
  guint format = cdb[9] >> 6;
  WireWriter writer = { self->scratch, sizeof self->scratch, 0, FALSE };

  if (self->state == SCSI_STATE_NO_MEDIUM)
    {
      reply->sense = ILO_SENSE_NO_MEDIUM;
      return;
    }
  memset (self->scratch, 0, sizeof self->scratch);
  if (format == TOC_FORMAT_TABLE)
    {
      wire_writer_bytes (&writer, table_begin, sizeof table_begin);
      write_address (&writer, 0, as_msf);
      wire_writer_bytes (&writer, table_lead_out, sizeof table_lead_out);
      write_address (&writer, ilo_scsi_get_capacity (self, ILO_CDROM_BLOCK_SIZE), as_msf);
    }
  else if (format == TOC_FORMAT_SESSION)
    {
      wire_writer_bytes (&writer, session, sizeof session);
      write_address (&writer, 0, as_msf);
    }
  reply->data = self->scratch;
  reply->length = MIN (get_allocation (cdb), sizeof self->scratch);
}

/* Section 3.2.5: a mode parameter header and no page, whichever is asked for. */
static void
mode_sense (IloScsi      *self,
            IloScsiReply *reply)
{
  static const guint8 header[] = { 0x00, 0x08, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00 };

  memcpy (self->scratch, header, sizeof header);
  reply->data = self->scratch;
  reply->length = sizeof header;
}

/* Section 3.2.6. */
static void
get_event_status (IloScsi      *self,
                  const guint8 *cdb,
                  IloScsiReply *reply)
{
  static const guint8 nothing[] = { 0x00, 0x02, 0x80, 1 << EVENT_CLASS_MEDIA };
  guint8 event[] = { 0x00, 0x06, EVENT_CLASS_MEDIA, 1 << EVENT_CLASS_MEDIA, EVENT_NO_CHANGE, 0x00, 0x00, 0x00 };
  guint16 allocation = get_allocation (cdb);

  reply->data = self->scratch;
  if ((cdb[1] & 0x01) == 0)
    {
      reply->sense = ILO_SENSE_BAD_FIELD;
      return;
    }
  if ((cdb[4] & 1 << EVENT_CLASS_MEDIA) == 0)
    {
      memcpy (self->scratch, nothing, sizeof nothing);
      reply->length = MIN (allocation, sizeof nothing);
      return;
    }
  if (self->event == SCSI_EVENT_NEW)
    event[4] = EVENT_NEW_MEDIUM;
  else if (self->event == SCSI_EVENT_REMOVED)
    event[4] = EVENT_REMOVAL;
  event[5] = self->event == SCSI_EVENT_NEW || self->event == SCSI_EVENT_PRESENT ? 0x02 : 0x00;
  memcpy (self->scratch, event, sizeof event);
  reply->length = MIN (allocation, sizeof event);
  if (allocation > 4 && self->event == SCSI_EVENT_NEW)
    self->event = SCSI_EVENT_PRESENT;
  else if (allocation > 4 && self->event == SCSI_EVENT_REMOVED)
    self->event = SCSI_EVENT_NONE;
}

/* Section 3.2. */
void
ilo_scsi_cdrom_execute (IloScsi      *self,
                        const guint8 *cdb,
                        IloScsiReply *reply)
{
  switch (cdb[0])
    {
    case SCSI_TEST_UNIT_READY:
      ilo_scsi_check_ready (self, reply);
      break;
    case SCSI_READ_CAPACITY:
      ilo_scsi_read_capacity (self, ILO_CDROM_BLOCK_SIZE, reply);
      break;
    case SCSI_READ_10:
    case SCSI_READ_12:
      if (ilo_scsi_check_ready (self, reply))
        ilo_scsi_read (self, cdb, ILO_CDROM_BLOCK_SIZE, ILO_SENSE_READ_ERROR, reply);
      break;
    case SCSI_READ_TOC:
      read_toc (self, cdb, reply);
      break;
    case SCSI_MODE_SENSE_10:
      mode_sense (self, reply);
      break;
    case SCSI_GET_EVENT_STATUS:
      get_event_status (self, cdb, reply);
      break;
    case SCSI_START_STOP_UNIT:
      reply->eject = (cdb[4] & 0x03) == 0x02;
      break;
    case SCSI_PREVENT_ALLOW_REMOVAL:
    case SCSI_SEND_DIAGNOSTIC:
      break;
    default:
      reply->sense = ILO_SENSE_BAD_FIELD;
      break;
    }
}
