/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * A recording is a file of our own. All numbers are little-endian.
 *
 *   header   magic "RACKSIDE", version:16 = 1, size of this header:16, width:16, height:16, bits per
 *            colour:8, flags:8 (bit 0: half-height capable), zero:16, time of the start:64
 *   chunk    microseconds since the start:64, length:32, then so many bytes of the video stream as they
 *            came, decrypted: no key is in the file, and none is needed to play it
 *
 * A longer header is a later one with more in it, which is passed over. Times never go back. A chunk of
 * no bytes marks a moment; the last one is the end of the recording. A file may be cut off anywhere.
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "ilo-error.h"
#include "ilo-recording.h"
#include "wire-writer.h"

#define MAGIC   G_GUINT64_CONSTANT (0x454449534B434152)   /* "RACKSIDE" */
#define VERSION 1

#define FLAG_HALF_HEIGHT (1 << 0)

typedef enum
{
  STATE_HEADER,        /* collecting the header */
  STATE_HEADER_REST,   /* passing over what a later version has put into it */
  STATE_CHUNK,         /* collecting what stands before a chunk's bytes */
  STATE_DUE,           /* a chunk that has not been handed out yet */
  STATE_BYTES,         /* handing out the rest of its bytes */
} ParserState;

struct _IloRecordingParser
{
  ParserState        state;
  IloRecordingHeader header;
  gint64             time;                                   /* of the chunk at hand */
  guint32            left;                                   /* bytes of it, or of the header's rest */
  guint              collected;
  guint8             collecting[ILO_RECORDING_HEADER_SIZE];
};

G_STATIC_ASSERT (ILO_RECORDING_CHUNK_HEADER_SIZE <= ILO_RECORDING_HEADER_SIZE);

static gboolean
header_decode (IloRecordingHeader *header,
               guint16            *size,
               const guint8       *data,
               gsize               length,
               GError            **error)
{
  WireReader reader = { data, length, FALSE };
  IloRecordingHeader parsed = { 0 };
  guint64 magic = wire_reader_le (&reader, 8);
  guint version = wire_reader_le (&reader, 2);
  guint parsed_size = wire_reader_le (&reader, 2);

  parsed.state.width = wire_reader_le (&reader, 2);
  parsed.state.height = wire_reader_le (&reader, 2);
  parsed.state.bits_per_colour = wire_reader_le (&reader, 1);
  parsed.state.half_height_capable = (wire_reader_le (&reader, 1) & FLAG_HALF_HEIGHT) != 0;
  wire_reader_bytes (&reader, 2);
  parsed.started = wire_reader_le (&reader, 8);

  if (magic != MAGIC)
    {
      g_set_error (error, ILO_ERROR, ILO_ERROR_RECORDING,
                   _("This file is not a recording that Rackside made."));
      return FALSE;
    }
  if (!reader.truncated && version != VERSION)
    {
      g_set_error (error, ILO_ERROR, ILO_ERROR_RECORDING,
                   _("This recording was made by another version of Rackside (format %u). "
                     "Play it with that version."), version);
      return FALSE;
    }
  if (reader.truncated
      || parsed_size < ILO_RECORDING_HEADER_SIZE
      || parsed.state.width > ILO_FRAMEBUFFER_MAX_WIDTH
      || parsed.state.width % ILO_FRAMEBUFFER_BLOCK != 0
      || parsed.state.height > ILO_FRAMEBUFFER_MAX_HEIGHT
      || parsed.state.bits_per_colour < 2
      || parsed.state.bits_per_colour > 5)
    {
      g_set_error (error, ILO_ERROR, ILO_ERROR_RECORDING,
                   _("The recording is damaged at its beginning and cannot be played."));
      return FALSE;
    }
  *header = parsed;
  *size = parsed_size;
  return TRUE;
}

/* Collects @n bytes; returns whether they are there. */
static gboolean
collect (IloRecordingParser *self,
         WireReader         *input,
         guint               n)
{
  guint more = MIN (n - self->collected, input->left);

  if (more > 0)
    memcpy (self->collecting + self->collected, wire_reader_bytes (input, more), more);
  self->collected += more;
  if (self->collected < n)
    return FALSE;
  self->collected = 0;
  return TRUE;
}

static void
begin_chunk (IloRecordingParser *self)
{
  WireReader reader = { self->collecting, ILO_RECORDING_CHUNK_HEADER_SIZE, FALSE };
  guint64 time = wire_reader_le (&reader, 8);

  /* A clock that was set back, or a damaged file: it goes on from where it was. */
  self->time = MAX (self->time, (gint64) MIN (time, G_MAXINT64));
  self->left = wire_reader_le (&reader, 4);
  self->state = STATE_DUE;
}

/**
 * ilo_recording_header_encode:
 * @header: how the recording begins
 * @to: (out caller-allocates) (array fixed-size=28): %ILO_RECORDING_HEADER_SIZE bytes
 *
 * Writes the beginning of a recording.
 */
void
ilo_recording_header_encode (const IloRecordingHeader *header,
                             guint8                   *to)
{
  WireWriter writer = { to, ILO_RECORDING_HEADER_SIZE, 0, FALSE };

  wire_writer_le (&writer, 8, MAGIC);
  wire_writer_le (&writer, 2, VERSION);
  wire_writer_le (&writer, 2, ILO_RECORDING_HEADER_SIZE);
  wire_writer_le (&writer, 2, header->state.width);
  wire_writer_le (&writer, 2, header->state.height);
  wire_writer_le (&writer, 1, header->state.bits_per_colour);
  wire_writer_le (&writer, 1, header->state.half_height_capable ? FLAG_HALF_HEIGHT : 0);
  wire_writer_le (&writer, 2, 0);
  wire_writer_le (&writer, 8, (guint64) header->started);
  g_assert (!writer.overflowed && writer.length == ILO_RECORDING_HEADER_SIZE);
}

/**
 * ilo_recording_header_decode:
 * @header: (out caller-allocates): how the recording begins; written only on success
 * @data: (array length=length): the beginning of a recording
 * @length: how many bytes there are
 * @error: return location for an error
 *
 * Reads the beginning of a recording. Fails with %ILO_ERROR_RECORDING if it is none, is cut short, was
 * made by a version that this one does not know, or names a picture that cannot be.
 *
 * Returns: whether it could be read
 */
gboolean
ilo_recording_header_decode (IloRecordingHeader *header,
                             const guint8       *data,
                             gsize               length,
                             GError            **error)
{
  guint16 size;

  return header_decode (header, &size, data, length, error);
}

/**
 * ilo_recording_chunk_encode:
 * @time: microseconds since the recording began
 * @length: how many bytes of the stream follow; 0 marks a moment
 * @to: (out caller-allocates) (array fixed-size=12): %ILO_RECORDING_CHUNK_HEADER_SIZE bytes
 *
 * Writes what stands before the bytes of a chunk.
 */
void
ilo_recording_chunk_encode (gint64   time,
                            guint32  length,
                            guint8  *to)
{
  WireWriter writer = { to, ILO_RECORDING_CHUNK_HEADER_SIZE, 0, FALSE };

  wire_writer_le (&writer, 8, (guint64) time);
  wire_writer_le (&writer, 4, length);
  g_assert (!writer.overflowed && writer.length == ILO_RECORDING_CHUNK_HEADER_SIZE);
}

/**
 * ilo_recording_parser_new:
 *
 * Returns: (transfer full): a parser at the beginning of a recording
 */
IloRecordingParser *
ilo_recording_parser_new (void)
{
  return g_new0 (IloRecordingParser, 1);
}

/**
 * ilo_recording_parser_free:
 * @self: (transfer full) (nullable): a parser
 */
void
ilo_recording_parser_free (IloRecordingParser *self)
{
  g_free (self);
}

/**
 * ilo_recording_parser_next:
 * @self: a parser
 * @input: the bytes at hand; what is taken is gone from it
 * @until: microseconds since the recording began
 * @piece: (out caller-allocates): what was found
 * @error: return location for an error
 *
 * Takes the next piece that is not later than @until. It keeps no bytes of the stream itself. Fails with
 * %ILO_ERROR_RECORDING at the beginning, as ilo_recording_header_decode() does, never later.
 *
 * Returns: %TRUE and a piece; %FALSE without an error when the input is used up, or what comes next is
 * later than @until
 */
gboolean
ilo_recording_parser_next (IloRecordingParser *self,
                           WireReader         *input,
                           gint64              until,
                           IloRecordingPiece  *piece,
                           GError            **error)
{
  guint16 size;
  guint n;

  while (TRUE)
    switch (self->state)
      {
      case STATE_HEADER:
        if (!collect (self, input, ILO_RECORDING_HEADER_SIZE))
          return FALSE;
        if (!header_decode (&self->header, &size, self->collecting, ILO_RECORDING_HEADER_SIZE, error))
          return FALSE;
        self->left = size - ILO_RECORDING_HEADER_SIZE;
        self->state = STATE_HEADER_REST;
        break;

      case STATE_HEADER_REST:
        n = MIN (self->left, input->left);
        wire_reader_bytes (input, n);
        self->left -= n;
        if (self->left > 0)
          return FALSE;
        self->state = STATE_CHUNK;
        break;

      case STATE_CHUNK:
        if (!collect (self, input, ILO_RECORDING_CHUNK_HEADER_SIZE))
          return FALSE;
        begin_chunk (self);
        break;

      case STATE_DUE:
        if (self->time > until)
          return FALSE;
        if (self->left > 0)
          {
            self->state = STATE_BYTES;
            break;
          }
        self->state = STATE_CHUNK;
        *piece = (IloRecordingPiece) { self->time, NULL, 0 };
        return TRUE;

      case STATE_BYTES:
        n = MIN (self->left, input->left);
        if (n == 0)
          return FALSE;
        *piece = (IloRecordingPiece) { self->time, wire_reader_bytes (input, n), n };
        self->left -= n;
        if (self->left == 0)
          self->state = STATE_CHUNK;
        return TRUE;

      default:
        g_assert_not_reached ();
      }
}

/**
 * ilo_recording_parser_get_header:
 * @self: a parser
 *
 * Returns: (nullable): how the recording begins, or %NULL as long as that has not been read
 */
const IloRecordingHeader *
ilo_recording_parser_get_header (const IloRecordingParser *self)
{
  return self->state == STATE_HEADER ? NULL : &self->header;
}

/**
 * ilo_recording_parser_get_time:
 * @self: a parser
 *
 * Returns: the time of the last chunk that was begun, in microseconds since the recording began; after
 * ilo_recording_parser_next() found nothing, when to ask again if that is later than was asked for
 */
gint64
ilo_recording_parser_get_time (const IloRecordingParser *self)
{
  return self->time;
}
