/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WireReader:
 * @data: (array length=left): the next byte
 * @left: bytes that have not been read
 * @truncated: whether more was asked for than there was; stays set
 *
 * A bounded reader over borrowed bytes. Initialise it with `{ data, length, FALSE }`, read fields in
 * order, and look at @truncated once at the end: after a short read every field is 0.
 */
typedef struct
{
  const guint8 *data;
  gsize         left;
  gboolean      truncated;
} WireReader;

/**
 * wire_reader_bytes:
 * @reader: a reader
 * @n: how many bytes
 *
 * Returns: (nullable): the next @n bytes, borrowed, or %NULL when fewer are left
 */
static inline const guint8 *
wire_reader_bytes (WireReader *reader,
                   gsize       n)
{
  const guint8 *bytes = reader->data;

  reader->truncated |= reader->left < n;
  if (reader->truncated)
    return NULL;
  reader->data += n;
  reader->left -= n;
  return bytes;
}

/**
 * wire_reader_le:
 * @reader: a reader
 * @n: 1 to 8 bytes
 *
 * Returns: an unsigned little-endian number of @n bytes; 0 once the data has run out
 */
static inline guint64
wire_reader_le (WireReader *reader,
                guint       n)
{
  const guint8 *bytes = wire_reader_bytes (reader, n);
  guint64 value = 0;

  for (guint i = 0; bytes != NULL && i < n; i++)
    value |= (guint64) bytes[i] << (8 * i);
  return value;
}

/**
 * wire_reader_be:
 * @reader: a reader
 * @n: 1 to 8 bytes
 *
 * Returns: an unsigned big-endian number of @n bytes; 0 once the data has run out
 */
static inline guint64
wire_reader_be (WireReader *reader,
                guint       n)
{
  const guint8 *bytes = wire_reader_bytes (reader, n);
  guint64 value = 0;

  for (guint i = 0; bytes != NULL && i < n; i++)
    value = value << 8 | bytes[i];
  return value;
}

G_END_DECLS
