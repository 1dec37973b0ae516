/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* As much of an image's beginning as is looked at. */
#define ILO_IMAGE_HEAD_SIZE (17 * 2048 + 2048)

/**
 * IloImageKind:
 * @ILO_IMAGE_KIND_UNKNOWN: nothing that is known, which can still be a disk
 * @ILO_IMAGE_KIND_OPTICAL: a disc: ISO 9660 or UDF
 * @ILO_IMAGE_KIND_DISK: a disk: partitioned, or with a file system
 * @ILO_IMAGE_KIND_PACKED: an image that has to be unpacked or converted first
 * @ILO_IMAGE_KIND_OTHER: something else altogether
 *
 * What a file's content says that it is.
 */
typedef enum
{
  ILO_IMAGE_KIND_UNKNOWN,
  ILO_IMAGE_KIND_OPTICAL,
  ILO_IMAGE_KIND_DISK,
  ILO_IMAGE_KIND_PACKED,
  ILO_IMAGE_KIND_OTHER,
} IloImageKind;

IloImageKind ilo_image_recognise (const guint8  *head,
                                  gsize          length,
                                  const char   **what,
                                  char         **volume_name);

G_END_DECLS
