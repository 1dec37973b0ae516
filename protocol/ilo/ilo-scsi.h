/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Every command comes padded to this many bytes. */
#define ILO_SCSI_CDB_SIZE 12

/* The most that one command may read or write; an iLO asks for 131,072 at a time. */
#define ILO_SCSI_MAX_TRANSFER (1024 * 1024)

/* Sense key, additional sense code and its qualifier in one number (virtual media, appendix B). */
#define ILO_SENSE_NONE               0x000000
#define ILO_SENSE_NO_MEDIUM          0x023A00
#define ILO_SENSE_ID_ERROR           0x031000
#define ILO_SENSE_READ_ERROR         0x031100
#define ILO_SENSE_UNKNOWN_COMMAND    0x052000
#define ILO_SENSE_OUT_OF_RANGE       0x052100
#define ILO_SENSE_BAD_FIELD          0x052400
#define ILO_SENSE_BAD_PARAMETER      0x052600
#define ILO_SENSE_MEDIUM_CHANGED     0x062800
#define ILO_SENSE_WRITE_PROTECTED    0x072700

/**
 * IloDrive:
 * @ILO_DRIVE_ANY: not chosen yet
 * @ILO_DRIVE_FLOPPY: a floppy drive
 * @ILO_DRIVE_CD: a CD or DVD drive
 * @ILO_DRIVE_USB: a USB key
 *
 * The virtual drives of an iLO, with the numbers that they have on the wire.
 */
typedef enum
{
  ILO_DRIVE_ANY    = 0,
  ILO_DRIVE_FLOPPY = 1,
  ILO_DRIVE_CD     = 2,
  ILO_DRIVE_USB    = 3,
} IloDrive;

/**
 * IloMediumInterface:
 * @get_size: bytes that the medium has now; 0: there is none
 * @read: @length bytes at @offset, borrowed until the next call of any of these; %NULL when they cannot be
 *   read
 * @write: whether the bytes are in the file now
 * @flush: whether everything written is on the disk now
 *
 * What a drive needs of the medium in it. @length is never above %ILO_SCSI_MAX_TRANSFER, and what is asked for
 * lies within the size last told.
 */
typedef struct
{
  guint64       (*get_size) (gpointer      medium);
  const guint8 *(*read)     (gpointer      medium,
                             guint64       offset,
                             gsize         length);
  gboolean      (*write)    (gpointer      medium,
                             guint64       offset,
                             const guint8 *data,
                             gsize         length);
  gboolean      (*flush)    (gpointer      medium);
} IloMediumInterface;

/**
 * IloScsiReply:
 * @sense: how it went, one of the ILO_SENSE values
 * @medium: the header's medium byte
 * @write_protected: the header's write-protect bit
 * @data: (array length=length) (nullable): the payload, borrowed until the next command
 * @length: its size
 * @eject: the host has ejected the medium: send the reply, then close
 *
 * The answer to one command.
 */
typedef struct
{
  guint32       sense;
  guint8        medium;
  gboolean      write_protected;
  const guint8 *data;
  gsize         length;
  gboolean      eject;
} IloScsiReply;

/**
 * IloScsi:
 *
 * A virtual drive as the host sees it: a command goes in, an answer comes out. It does no input or output
 * but through its #IloMediumInterface.
 */
typedef struct _IloScsi IloScsi;

IloScsi  *ilo_scsi_new                 (IloDrive                  drive,
                                        const IloMediumInterface *interface,
                                        gpointer                  medium,
                                        gboolean                  write_protected);
void      ilo_scsi_free                (IloScsi                  *self);
void      ilo_scsi_set_medium          (IloScsi                  *self,
                                        gpointer                  medium,
                                        gboolean                  write_protected);
void      ilo_scsi_set_write_protected (IloScsi                  *self,
                                        gboolean                  write_protected);
guint64   ilo_scsi_get_data_out        (const IloScsi            *self,
                                        const guint8              cdb[ILO_SCSI_CDB_SIZE]);
void      ilo_scsi_execute             (IloScsi                  *self,
                                        const guint8              cdb[ILO_SCSI_CDB_SIZE],
                                        const guint8             *data_out,
                                        gsize                     length,
                                        IloScsiReply             *reply);
gboolean  ilo_scsi_reads               (const guint8              cdb[ILO_SCSI_CDB_SIZE]);
gboolean  ilo_scsi_writes              (const guint8              cdb[ILO_SCSI_CDB_SIZE]);
gboolean  ilo_scsi_asks_for_medium     (const guint8              cdb[ILO_SCSI_CDB_SIZE]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IloScsi, ilo_scsi_free)

G_END_DECLS
