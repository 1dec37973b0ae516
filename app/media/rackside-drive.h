/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ilo-media.h"
#include "ilo-session.h"
#include "rackside-drive-kind.h"

G_BEGIN_DECLS

/**
 * RacksideDriveState:
 * @RACKSIDE_DRIVE_STATE_EMPTY: nothing of ours is in it
 * @RACKSIDE_DRIVE_STATE_MOUNTING: #RacksideDrive:step says what is being waited for
 * @RACKSIDE_DRIVE_STATE_MOUNTED: the server has an image of this computer
 * @RACKSIDE_DRIVE_STATE_URL: the iLO itself has mounted an image from a web server
 * @RACKSIDE_DRIVE_STATE_EJECTING: #RacksideDrive:step says what is being waited for
 */
typedef enum
{
  RACKSIDE_DRIVE_STATE_EMPTY,
  RACKSIDE_DRIVE_STATE_MOUNTING,
  RACKSIDE_DRIVE_STATE_MOUNTED,
  RACKSIDE_DRIVE_STATE_URL,
  RACKSIDE_DRIVE_STATE_EJECTING,
} RacksideDriveState;

#define RACKSIDE_TYPE_DRIVE (rackside_drive_get_type ())
G_DECLARE_FINAL_TYPE (RacksideDrive, rackside_drive, RACKSIDE, DRIVE, GObject)

RacksideDrive      *rackside_drive_new             (RacksideDriveKind     kind);
void                rackside_drive_set_session     (RacksideDrive        *self,
                                                    IloSession           *session);
void                rackside_drive_mount           (RacksideDrive        *self,
                                                    const char           *path,
                                                    gboolean              read_only);
void                rackside_drive_mount_url       (RacksideDrive        *self,
                                                    const char           *url);
void                rackside_drive_cancel          (RacksideDrive        *self);
void                rackside_drive_eject           (RacksideDrive        *self);
void                rackside_drive_release_async   (RacksideDrive        *self,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean            rackside_drive_release_finish  (RacksideDrive        *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
void                rackside_drive_apply_status    (RacksideDrive        *self,
                                                    const IloMediaStatus *status);
void                rackside_drive_set_notice      (RacksideDrive        *self,
                                                    const char           *text);

RacksideDriveKind   rackside_drive_get_kind        (RacksideDrive        *self);
RacksideDriveState  rackside_drive_get_state       (RacksideDrive        *self);
const char         *rackside_drive_get_step        (RacksideDrive        *self);
const char         *rackside_drive_get_notice      (RacksideDrive        *self);
const char         *rackside_drive_get_url         (RacksideDrive        *self);
IloImage           *rackside_drive_get_image       (RacksideDrive        *self);
gboolean            rackside_drive_get_foreign     (RacksideDrive        *self);
gboolean            rackside_drive_get_active      (RacksideDrive        *self);
void                rackside_drive_get_statistics  (RacksideDrive        *self,
                                                    IloMediaStatistics   *statistics);
gboolean            rackside_drive_is_transferring (RacksideDrive        *self);

G_END_DECLS
