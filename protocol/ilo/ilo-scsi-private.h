/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ilo-scsi.h"

G_BEGIN_DECLS

#define ILO_CDROM_BLOCK_SIZE 2048
#define ILO_DISK_BLOCK_SIZE   512

/* The operation codes that the page names. */
typedef enum
{
  SCSI_TEST_UNIT_READY         = 0x00,
  SCSI_FORMAT_UNIT             = 0x04,
  SCSI_MODE_SELECT_6           = 0x15,
  SCSI_START_STOP_UNIT         = 0x1B,
  SCSI_SEND_DIAGNOSTIC         = 0x1D,
  SCSI_PREVENT_ALLOW_REMOVAL   = 0x1E,
  SCSI_READ_FORMAT_CAPACITIES  = 0x23,
  SCSI_READ_CAPACITY           = 0x25,
  SCSI_READ_10                 = 0x28,
  SCSI_WRITE_10                = 0x2A,
  SCSI_WRITE_AND_VERIFY        = 0x2E,
  SCSI_SYNCHRONIZE_CACHE       = 0x35,
  SCSI_WRITE_BUFFER            = 0x3B,
  SCSI_READ_TOC                = 0x43,
  SCSI_GET_EVENT_STATUS        = 0x4A,
  SCSI_MODE_SELECT_10          = 0x55,
  SCSI_MODE_SENSE_10           = 0x5A,
  SCSI_READ_12                 = 0xA8,
  SCSI_WRITE_12                = 0xAA,
} ScsiOperation;

/* Virtual media, section 3.1.2. */
typedef enum
{
  SCSI_STATE_NO_MEDIUM,
  SCSI_STATE_CHANGED,
  SCSI_STATE_READY,
} ScsiState;

typedef enum
{
  SCSI_EVENT_NONE    = 0,
  SCSI_EVENT_NEW     = 1,
  SCSI_EVENT_PRESENT = 2,
  SCSI_EVENT_REMOVED = 4,
} ScsiEvent;

/* The largest answer that is made here and not read from the medium: a table of contents. */
#define ILO_SCSI_SCRATCH_SIZE 412

struct _IloScsi
{
  const IloMediumInterface *interface;      /* borrowed */
  gpointer                  medium;         /* borrowed; NULL: none */
  guint64                   size;           /* of the medium, when the command came */
  IloDrive                  drive;
  ScsiState                 state;
  ScsiEvent                 event;
  gboolean                  write_protected;
  guint8                    scratch[ILO_SCSI_SCRATCH_SIZE];
};

/* Where a command reads or writes, in blocks. */
typedef struct
{
  guint32 first;
  guint32 n;
} ScsiRange;

void      ilo_scsi_cdrom_execute (IloScsi         *self,
                                  const guint8    *cdb,
                                  IloScsiReply    *reply);
void      ilo_scsi_disk_execute  (IloScsi         *self,
                                  const guint8    *cdb,
                                  const guint8    *data_out,
                                  gsize            length,
                                  IloScsiReply    *reply);

guint64   ilo_scsi_get_capacity  (const IloScsi   *self,
                                  guint            block_size);
ScsiRange ilo_scsi_get_range     (const guint8    *cdb);
guint32   ilo_scsi_check_range   (const IloScsi   *self,
                                  const ScsiRange *range,
                                  guint            block_size);
gboolean  ilo_scsi_check_ready   (IloScsi         *self,
                                  IloScsiReply    *reply);
void      ilo_scsi_read          (IloScsi         *self,
                                  const guint8    *cdb,
                                  guint            block_size,
                                  guint32          read_error,
                                  IloScsiReply    *reply);
void      ilo_scsi_read_capacity (IloScsi         *self,
                                  guint            block_size,
                                  IloScsiReply    *reply);

G_END_DECLS
