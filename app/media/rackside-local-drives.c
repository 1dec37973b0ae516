/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include "rackside-local-drives.h"

/* The kernel counts in these, whatever the blocks of the device are. */
#define SYS_BLOCK_SIZE 512

/* No more of what the kernel tells about a drive than this, and no more drives. */
#define MAX_NAME   64
#define MAX_DRIVES 16

static void
local_drive_free (gpointer data)
{
  RacksideLocalDrive *drive = data;

  g_free (drive->path);
  g_free (drive->name);
  g_free (drive);
}

static int
compare_drives (gconstpointer a,
                gconstpointer b)
{
  return strcmp ((*(RacksideLocalDrive *const *) a)->path, (*(RacksideLocalDrive *const *) b)->path);
}

/* A line of text from a file below /sys, fit to be shown; empty when there is none. */
static char *
read_line (const char *blocks,
           const char *device,
           const char *file)
{
  g_autofree char *path = g_build_filename (blocks, device, file, NULL);
  g_autofree char *text = NULL;
  char *line;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return g_strdup ("");
  line = g_utf8_make_valid (text, (gssize) strnlen (text, MAX_NAME));
  line[strcspn (line, "\n")] = '\0';
  return g_strstrip (line);
}

static char *
make_name (const char *blocks,
           const char *device)
{
  g_autofree char *vendor = read_line (blocks, device, "device/vendor");
  g_autofree char *model = read_line (blocks, device, "device/model");
  g_autofree char *name = g_strjoin (" ", vendor, model, NULL);

  g_strstrip (name);
  return *name != '\0' ? g_steal_pointer (&name) : g_strdup (device);
}

/**
 * rackside_local_drives_list:
 * @blocks: (type filename): `/sys/block`
 * @devices: (type filename): `/dev`
 *
 * Looks for CD drives and disks of this computer. Only what may be read is listed.
 *
 * Returns: (transfer full) (element-type RacksideLocalDrive): the drives, sorted
 */
GPtrArray *
rackside_local_drives_list (const char *blocks,
                            const char *devices)
{
  GPtrArray *drives = g_ptr_array_new_with_free_func (local_drive_free);
  g_autoptr(GDir) dir = g_dir_open (blocks, 0, NULL);
  const char *device;

  while (dir != NULL && (device = g_dir_read_name (dir)) != NULL && drives->len < MAX_DRIVES)
    {
      gboolean optical = g_str_has_prefix (device, "sr");
      g_autofree char *path = g_build_filename (devices, device, NULL);
      g_autofree char *size = NULL;
      RacksideLocalDrive *drive;

      if ((!optical && !g_str_has_prefix (device, "sd")) || access (path, R_OK) != 0)
        continue;
      size = read_line (blocks, device, "size");
      drive = g_new0 (RacksideLocalDrive, 1);
      *drive = (RacksideLocalDrive) {
        .path = g_steal_pointer (&path),
        .name = make_name (blocks, device),
        .size = g_ascii_strtoull (size, NULL, 10) * SYS_BLOCK_SIZE,
        .optical = optical,
      };
      g_ptr_array_add (drives, drive);
    }
  g_ptr_array_sort (drives, compare_drives);
  return drives;
}
