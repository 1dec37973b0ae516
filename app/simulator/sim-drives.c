/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-drives.h"

static const char *const names[] = { "FLOPPY", "CDROM" };

const char *
sim_drive_get_name (SimDriveId id)
{
  return names[id];
}

gboolean
sim_drive_from_name (const char *name,
                     SimDriveId *id)
{
  for (guint i = 0; i < SIM_DRIVE_COUNT; i++)
    if (g_strcmp0 (name, names[i]) == 0)
      {
        *id = i;
        return TRUE;
      }
  return FALSE;
}

/**
 * sim_drives_is_free:
 * @self: the drives
 * @id: one of them
 *
 * Returns: whether neither a client nor an image from a web server has it
 */
gboolean
sim_drives_is_free (const SimDrives *self,
                    SimDriveId       id)
{
  return self->drives[id].url == NULL && self->drives[id].media == NULL;
}

/**
 * sim_drives_insert:
 * @self: the drives
 * @id: one of them
 * @url: where its image is
 *
 * Returns: whether the drive was empty and has the image now
 */
gboolean
sim_drives_insert (SimDrives  *self,
                   SimDriveId  id,
                   const char *url)
{
  SimDrive *drive = &self->drives[id];

  if (!sim_drives_is_free (self, id))
    return FALSE;
  drive->url = g_strdup (url);
  return TRUE;
}

/**
 * sim_drives_connect:
 * @self: the drives
 * @id: one of them
 * @connect: whether the server shall see its image
 *
 * Returns: whether there is an image
 */
gboolean
sim_drives_connect (SimDrives  *self,
                    SimDriveId  id,
                    gboolean    connect)
{
  SimDrive *drive = &self->drives[id];

  if (drive->url == NULL)
    return FALSE;
  drive->is_connected = connect;
  return TRUE;
}

/**
 * sim_drives_eject:
 * @self: the drives
 * @id: one of them
 *
 * Returns: whether there was an image
 */
gboolean
sim_drives_eject (SimDrives  *self,
                  SimDriveId  id)
{
  SimDrive *drive = &self->drives[id];

  if (drive->url == NULL)
    return FALSE;
  g_clear_pointer (&drive->url, g_free);
  drive->is_connected = FALSE;
  drive->boots_once = FALSE;
  return TRUE;
}

void
sim_drives_clear (SimDrives *self)
{
  for (guint i = 0; i < SIM_DRIVE_COUNT; i++)
    sim_drives_eject (self, i);
}
