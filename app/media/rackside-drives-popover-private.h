/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rackside-drive-box.h"
#include "rackside-drives-popover.h"

G_BEGIN_DECLS

struct _RacksideDrivesPopover
{
  GtkPopover            parent_instance;
  GtkLabel             *notice_label;
  RacksideDriveBox     *cd_box;
  RacksideDriveBox     *removable_box;
  RacksideDrives       *drives;           /* owned */
  GSimpleActionGroup   *actions;          /* owned */
  GtkFileChooserNative *file_chooser;     /* owned; NULL when none is open */
  RacksideDriveKind     chosen_kind;      /* what a file is being chosen for */
  GFile                *folder;           /* owned; where the last file was chosen; NULL: nowhere yet */
};

void     rackside_drives_popover_init_actions   (RacksideDrivesPopover *self);
void     rackside_drives_popover_update_actions (RacksideDrivesPopover *self);
gboolean rackside_drives_popover_get_read_only  (RacksideDrivesPopover *self);
void     rackside_drives_popover_show           (RacksideDrivesPopover *self);

G_END_DECLS
