/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rackside-drive.h"

G_BEGIN_DECLS

#define RACKSIDE_TYPE_DRIVES (rackside_drives_get_type ())
G_DECLARE_FINAL_TYPE (RacksideDrives, rackside_drives, RACKSIDE, DRIVES, GObject)

RacksideDrives *rackside_drives_new             (void);
RacksideDrive  *rackside_drives_get             (RacksideDrives       *self,
                                                 RacksideDriveKind     kind);
void            rackside_drives_set_session     (RacksideDrives       *self,
                                                 IloSession           *session);
gboolean        rackside_drives_get_available   (RacksideDrives       *self);
void            rackside_drives_refresh         (RacksideDrives       *self);
void            rackside_drives_say             (RacksideDrives       *self,
                                                 const char           *text);
const char     *rackside_drives_get_notice      (RacksideDrives       *self);
gboolean        rackside_drives_are_transferring (RacksideDrives      *self);
void            rackside_drives_release_async   (RacksideDrives       *self,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
gboolean        rackside_drives_release_finish  (RacksideDrives       *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);

G_END_DECLS
