/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <string.h>

#include <glib.h>

G_BEGIN_DECLS

/**
 * WireWriter:
 * @data: (array length=size): where to write, borrowed
 * @size: how many bytes there are
 * @length: how many have been written
 * @overflowed: whether more was written than fits; stays set, and nothing is written from then on
 *
 * A bounded writer into borrowed memory. Initialise it with `{ data, size, 0, FALSE }`, write fields in
 * order, and look at @overflowed once at the end.
 */
typedef struct
{
  guint8  *data;
  gsize    size;
  gsize    length;
  gboolean overflowed;
} WireWriter;

/**
 * wire_writer_reserve:
 * @writer: a writer
 * @n: how many bytes
 *
 * Returns: (nullable): room for @n bytes, counted as written, or %NULL when they do not fit
 */
static inline guint8 *
wire_writer_reserve (WireWriter *writer,
                     gsize       n)
{
  guint8 *room;

  writer->overflowed |= writer->size - writer->length < n;
  if (writer->overflowed)
    return NULL;
  room = writer->data + writer->length;
  writer->length += n;
  return room;
}

/**
 * wire_writer_bytes:
 * @writer: a writer
 * @bytes: (array length=n): what to write
 * @n: how many bytes
 */
static inline void
wire_writer_bytes (WireWriter *writer,
                   const void *bytes,
                   gsize       n)
{
  guint8 *room = wire_writer_reserve (writer, n);

  if (room != NULL && n > 0)
    memcpy (room, bytes, n);
}

/**
 * wire_writer_le:
 * @writer: a writer
 * @n: 1 to 8 bytes
 * @value: the number, written little-endian
 */
static inline void
wire_writer_le (WireWriter *writer,
                guint       n,
                guint64     value)
{
  guint8 *room = wire_writer_reserve (writer, n);

  for (guint i = 0; room != NULL && i < n; i++)
    room[i] = (guint8) (value >> (8 * i));
}

/**
 * wire_writer_be:
 * @writer: a writer
 * @n: 1 to 8 bytes
 * @value: the number, written big-endian
 */
static inline void
wire_writer_be (WireWriter *writer,
                guint       n,
                guint64     value)
{
  guint8 *room = wire_writer_reserve (writer, n);

  for (guint i = 0; room != NULL && i < n; i++)
    room[i] = (guint8) (value >> (8 * (n - 1 - i)));
}

G_END_DECLS
