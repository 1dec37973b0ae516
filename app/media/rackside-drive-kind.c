/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-drive-kind.h"

static const struct
{
  const char *nick;
  const char *title;
  const char *icon;
} kinds[RACKSIDE_N_DRIVE_KINDS] = {
  [RACKSIDE_DRIVE_KIND_CD] = { "cd", N_("CD or DVD"), "rackside-disc-symbolic" },
  [RACKSIDE_DRIVE_KIND_REMOVABLE] = { "removable", N_("USB Key or Floppy"), "rackside-usb-key-symbolic" },
};

/**
 * rackside_drive_kind_get_nick:
 * @kind: which drive
 *
 * Returns: what actions call it
 */
const char *
rackside_drive_kind_get_nick (RacksideDriveKind kind)
{
  return kinds[kind].nick;
}

/**
 * rackside_drive_kind_get_title:
 * @kind: which drive
 *
 * Returns: what the user calls it
 */
const char *
rackside_drive_kind_get_title (RacksideDriveKind kind)
{
  return _(kinds[kind].title);
}

/**
 * rackside_drive_kind_get_icon:
 * @kind: which drive
 *
 * Returns: the name of its icon
 */
const char *
rackside_drive_kind_get_icon (RacksideDriveKind kind)
{
  return kinds[kind].icon;
}

/**
 * rackside_drive_kind_from_nick:
 * @nick: what actions call it
 * @kind: (out): which drive
 *
 * Returns: whether there is such a drive
 */
gboolean
rackside_drive_kind_from_nick (const char        *nick,
                               RacksideDriveKind *kind)
{
  for (guint i = 0; i < RACKSIDE_N_DRIVE_KINDS; i++)
    if (g_strcmp0 (nick, kinds[i].nick) == 0)
      {
        *kind = i;
        return TRUE;
      }
  return FALSE;
}
