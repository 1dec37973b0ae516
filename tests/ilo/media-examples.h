/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ilo-scsi.h"

/**
 * MediaExample:
 * @section: where it stands, “8.5”
 * @text: what is said beside it
 * @from_ilo: whether the iLO sends it
 * @payload: whether it is what follows a frame or header
 * @bytes: what it begins with
 * @length: how long it is
 * @crc: CRC-32 of all of it
 *
 * A line of the worked examples.
 */
typedef struct
{
  char        section[8];
  char       *text;
  gboolean    from_ilo;
  gboolean    payload;
  GByteArray *bytes;
  gsize       length;
  guint32     crc;
} MediaExample;

/**
 * MediaFake:
 *
 * A medium as in the examples, which can fail.
 */
typedef struct
{
  guint64     size;
  guint       shift;          /* 11 for a CD, 9 for a disk */
  GHashTable *written;        /* block number → 512 bytes */
  guint8     *buffer;
  gboolean    fail_read;
  gboolean    fail_write;
  gboolean    fail_flush;
  guint       reads;
  guint       flushes;
} MediaFake;

extern const IloMediumInterface media_fake_interface;

GPtrArray *media_examples_load (const char *section);
guint32    media_crc           (const guint8 *data,
                                gsize         length);
guint8     media_fake_byte     (guint         shift,
                                guint64       offset);
MediaFake *media_fake_new      (guint64       size,
                                guint         shift);
void       media_fake_free     (MediaFake    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MediaFake, media_fake_free)
