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

/* A client's drive after its hello. */
typedef struct _SimMedia SimMedia;

/**
 * SimDrive:
 * @url: (nullable): the image that the iLO itself mounts
 * @is_connected: whether the server sees it
 * @boots_once: whether the server boots from it next time
 * @media: (nullable) (transfer none): the client whose medium it is
 *
 * One virtual drive, as `vm_status` and Redfish show it.
 */
typedef struct
{
  char     *url;
  gboolean  is_connected;
  gboolean  boots_once;
  SimMedia *media;
} SimDrive;

typedef struct
{
  SimDrive drives[SIM_DRIVE_COUNT];
} SimDrives;

const char *sim_drive_get_name  (SimDriveId   id);
gboolean    sim_drive_from_name (const char  *name,
                                 SimDriveId  *id);
gboolean    sim_drives_is_free  (const SimDrives *self,
                                 SimDriveId   id);
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
