/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The virtual drives of an iLO: one of each can be in use. */
typedef enum
{
  RACKSIDE_DRIVE_KIND_CD,
  RACKSIDE_DRIVE_KIND_REMOVABLE,       /* a floppy or a USB key, by size */
  RACKSIDE_N_DRIVE_KINDS,
} RacksideDriveKind;

const char *rackside_drive_kind_get_nick  (RacksideDriveKind   kind);
const char *rackside_drive_kind_get_title (RacksideDriveKind   kind);
const char *rackside_drive_kind_get_icon  (RacksideDriveKind   kind);
gboolean    rackside_drive_kind_from_nick (const char         *nick,
                                           RacksideDriveKind  *kind);

G_END_DECLS
