/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "ilo-video.h"
#include "wire-reader.h"

G_BEGIN_DECLS

/* The sizes of what stands before the chunks and before the bytes of each chunk. */
#define ILO_RECORDING_HEADER_SIZE       28
#define ILO_RECORDING_CHUNK_HEADER_SIZE 12

/* The first byte of every recording; no console stream begins with it. */
#define ILO_RECORDING_FIRST_BYTE 'R'

/**
 * IloRecordingHeader:
 * @started: when the recording began, in microseconds since 1970 (UTC)
 * @state: the video mode and colours in force at that moment
 *
 * What a recording begins with, so that it can begin in the middle of a session.
 */
typedef struct
{
  gint64        started;
  IloVideoState state;
} IloRecordingHeader;

/**
 * IloRecordingPiece:
 * @time: microseconds since the recording began
 * @data: (array length=length): bytes of the video stream, in clear, borrowed from the input
 * @length: how many; 0 for a mark in time
 *
 * Bytes that arrived at one moment, or a part of them.
 */
typedef struct
{
  gint64        time;
  const guint8 *data;
  gsize         length;
} IloRecordingPiece;

/**
 * IloRecordingParser:
 *
 * Takes a recording apart, given its bytes in pieces of any size.
 */
typedef struct _IloRecordingParser IloRecordingParser;

void                      ilo_recording_header_encode        (const IloRecordingHeader *header,
                                                              guint8                   *to);
gboolean                  ilo_recording_header_decode        (IloRecordingHeader       *header,
                                                              const guint8             *data,
                                                              gsize                     length,
                                                              GError                  **error);
void                      ilo_recording_chunk_encode         (gint64                    time,
                                                              guint32                   length,
                                                              guint8                   *to);
IloRecordingParser       *ilo_recording_parser_new           (void);
void                      ilo_recording_parser_free          (IloRecordingParser       *self);
gboolean                  ilo_recording_parser_next          (IloRecordingParser       *self,
                                                              WireReader               *input,
                                                              gint64                    until,
                                                              IloRecordingPiece        *piece,
                                                              GError                  **error);
const IloRecordingHeader *ilo_recording_parser_get_header    (const IloRecordingParser *self);
gint64                    ilo_recording_parser_get_time      (const IloRecordingParser *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IloRecordingParser, ilo_recording_parser_free)

G_END_DECLS
