/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  SIM_DRIVE_FLOPPY,
  SIM_DRIVE_CDROM,
  SIM_DRIVE_COUNT,
} SimDriveId;

/**
 * SimDrive:
 * @url: (nullable): the image that the iLO itself mounts
 * @is_connected: whether the server sees it
 * @boots_once: whether the server boots from it next time
 *
 * One virtual drive, as `vm_status` and Redfish show it.
 */
typedef struct
{
  char     *url;
  gboolean  is_connected;
  gboolean  boots_once;
} SimDrive;

typedef struct
{
  SimDrive drives[SIM_DRIVE_COUNT];
} SimDrives;

const char *sim_drive_get_name  (SimDriveId   id);
gboolean    sim_drive_from_name (const char  *name,
                                 SimDriveId  *id);
gboolean    sim_drives_insert   (SimDrives   *self,
                                 SimDriveId   id,
                                 const char  *url);
gboolean    sim_drives_connect  (SimDrives   *self,
                                 SimDriveId   id,
                                 gboolean     connect);
gboolean    sim_drives_eject    (SimDrives   *self,
                                 SimDriveId   id);
void        sim_drives_clear    (SimDrives   *self);

G_END_DECLS
