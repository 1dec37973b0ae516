/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RacksideLocalDrive:
 * @path: (type filename): the block device
 * @name: what it calls itself, or the device's name
 * @size: bytes; 0: not known, or nothing is in it
 * @optical: whether it is for discs
 *
 * A drive of this computer.
 */
typedef struct
{
  char     *path;
  char     *name;
  guint64   size;
  gboolean  optical;
} RacksideLocalDrive;

GPtrArray *rackside_local_drives_list (const char *blocks,
                                       const char *devices);

G_END_DECLS
