/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ilo-hello.h"
#include "ilo-scsi.h"

G_BEGIN_DECLS

#define ILO_MEDIA_DEFAULT_PORT 17988

#define ILO_MEDIA_HELLO_SIZE  34
#define ILO_MEDIA_ANSWER_SIZE 4
#define ILO_MEDIA_FRAME_SIZE  ILO_SCSI_CDB_SIZE
#define ILO_MEDIA_HEADER_SIZE 16

/* The first byte of a frame that is no command. */
#define ILO_MEDIA_SYNCHRONISE 0xFE

/**
 * IloMediaNotice:
 * @ILO_MEDIA_KEEPALIVE: nothing was asked for a second
 * @ILO_MEDIA_DISCONNECT: the user takes the drive away
 *
 * What a client sends without being asked.
 */
typedef enum
{
  ILO_MEDIA_KEEPALIVE  = 1 << 1,
  ILO_MEDIA_DISCONNECT = 1 << 2,
} IloMediaNotice;

gboolean ilo_media_encode_hello       (guint8              hello[ILO_MEDIA_HELLO_SIZE],
                                       IloDrive            drive,
                                       IloFeatures         features,
                                       const char         *session_key,
                                       const char         *enc_key,
                                       GError            **error);
gboolean ilo_media_decode_answer      (const guint8       *answer,
                                       gsize               length,
                                       IloDrive            drive,
                                       GError            **error);
void     ilo_media_encode_reply       (guint8              header[ILO_MEDIA_HEADER_SIZE],
                                       const IloScsiReply *reply);
void     ilo_media_encode_notice      (guint8              header[ILO_MEDIA_HEADER_SIZE],
                                       IloMediaNotice      notice,
                                       const IloScsiReply *last);
void     ilo_media_encode_synchronise (guint8              header[ILO_MEDIA_HEADER_SIZE],
                                       const guint8        frame[ILO_MEDIA_FRAME_SIZE],
                                       const IloScsiReply *last);

G_END_DECLS
