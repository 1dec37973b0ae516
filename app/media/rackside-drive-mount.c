/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-drive-private.h"

/* A mount on its way. It is given up when it is not the drive's last any more. */
typedef struct
{
  RacksideDrive *drive;               /* owned */
  IloSession    *session;             /* owned */
  GCancellable  *cancellable;         /* owned */
  IloImage      *image;               /* owned; NULL until it is open */
  char          *path;
  gboolean       read_only;
  gboolean       unknown;             /* nothing in it that is known here */
} Mount;

static void
mount_free (Mount *mount)
{
  g_object_unref (mount->drive);
  g_object_unref (mount->session);
  g_object_unref (mount->cancellable);
  g_clear_object (&mount->image);
  g_free (mount->path);
  g_free (mount);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Mount, mount_free)

static gboolean
is_current (const Mount *mount)
{
  return mount->drive->cancellable == mount->cancellable;
}

static void
on_connected (GObject      *media,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(Mount) mount = user_data;
  RacksideDrive *self = mount->drive;
  g_autoptr(GError) error = NULL;
  gboolean connected = ilo_media_connect_finish (ILO_MEDIA (media), result, &error);

  if (!is_current (mount))
    return;
  if (!connected)
    {
      rackside_drive_become_empty (self, error);
      return;
    }
  g_clear_object (&self->cancellable);
  rackside_drive_set_foreign (self, FALSE);
  rackside_drive_set_state (self, RACKSIDE_DRIVE_STATE_MOUNTED, NULL);
  rackside_drive_follow_media (self);            /* it can have been lost again meanwhile */
  if (self->state != RACKSIDE_DRIVE_STATE_MOUNTED)
    return;
  if (g_cancellable_is_cancelled (mount->cancellable))
    rackside_drive_eject (self);
  else if (self->kind == RACKSIDE_DRIVE_KIND_REMOVABLE && !mount->read_only && ilo_image_get_read_only (mount->image))
    rackside_drive_set_notice (self, _("The file cannot be written to here, so the server can only read it."));
  else if (mount->unknown)
    rackside_drive_set_notice (self, _("Nothing that is known here is in this image. The server may know better."));
}

static void
on_checked (GObject      *session,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Mount) owned = user_data;
  Mount *mount = owned;
  RacksideDrive *self = mount->drive;
  g_autoptr(GError) error = NULL;
  gboolean possible = ilo_session_check_drive_finish (ILO_SESSION (session), result, &error);

  if (!is_current (mount))
    return;
  if (!possible)
    {
      rackside_drive_become_empty (self, error);
      return;
    }
  rackside_drive_watch_media (self, ilo_media_new (ilo_http_get_host (ilo_session_get_http (mount->session)),
                                                   ilo_session_get_rc_info (mount->session),
                                                   ilo_session_get_session_key (mount->session)));
  rackside_drive_set_state (self, RACKSIDE_DRIVE_STATE_MOUNTING, _("Offering it to the iLO…"));
  ilo_media_connect_async (self->media, mount->image, mount->cancellable, on_connected, g_steal_pointer (&owned));
}

static void
on_opened (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Mount) owned = user_data;
  Mount *mount = owned;
  RacksideDrive *self = mount->drive;
  g_autoptr(GError) error = NULL;

  mount->image = ilo_image_open_finish (result, &error);
  if (!is_current (mount))
    return;
  if (mount->image == NULL)
    {
      rackside_drive_become_empty (self, error);
      return;
    }
  rackside_drive_set_state (self, RACKSIDE_DRIVE_STATE_MOUNTING, _("Asking the iLO…"));
  ilo_session_check_drive_async (mount->session, ilo_image_get_drive (mount->image), mount->cancellable, on_checked,
                                 g_steal_pointer (&owned));
}

/* To open it as the drive that the user wants does not look at what it is. */
static void
on_probed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Mount) owned = user_data;
  Mount *mount = owned;
  RacksideDrive *self = mount->drive;
  g_autoptr(GError) error = NULL;
  g_autoptr(IloImage) image = ilo_image_open_finish (result, &error);

  if (!is_current (mount))
    return;
  if (image == NULL)
    {
      rackside_drive_become_empty (self, error);
      return;
    }
  mount->unknown = ilo_image_get_contents (image) == NULL;
  g_clear_object (&image);                     /* or its lock is in the way */
  ilo_image_open_async (mount->path, self->kind == RACKSIDE_DRIVE_KIND_CD ? ILO_DRIVE_CD : ILO_DRIVE_USB,
                        mount->read_only, mount->cancellable, on_opened, g_steal_pointer (&owned));
}

static Mount *
mount_new (RacksideDrive *self,
           const char    *path,
           gboolean       read_only)
{
  Mount *mount = g_new0 (Mount, 1);

  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  *mount = (Mount) {
    .drive = g_object_ref (self),
    .session = g_object_ref (self->session),
    .cancellable = g_object_ref (self->cancellable),
    .path = g_strdup (path),
    .read_only = read_only,
  };
  return mount;
}

static void
on_url_mounted (GObject      *http,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(Mount) mount = user_data;
  RacksideDrive *self = mount->drive;
  g_autoptr(GError) error = NULL;
  gboolean mounted = ilo_rest_insert_url_finish (ILO_HTTP (http), result, &error);

  if (!is_current (mount))
    return;
  if (mounted)
    {
      g_clear_object (&self->cancellable);
      rackside_drive_set_url (self, mount->path);
      rackside_drive_set_state (self, RACKSIDE_DRIVE_STATE_URL, NULL);
    }
  else
    rackside_drive_become_empty (self, error);
  rackside_drive_become_stale (self);             /* what was cancelled may have been done nevertheless */
}

static void
on_url_ejected (GObject      *http,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(Mount) mount = user_data;
  RacksideDrive *self = mount->drive;
  g_autoptr(GError) error = NULL;
  gboolean ejected = ilo_rest_eject_url_finish (ILO_HTTP (http), result, &error);

  if (!is_current (mount))
    return;
  if (ejected)
    {
      rackside_drive_set_url (self, NULL);
      rackside_drive_become_empty (self, NULL);
    }
  else
    {
      g_clear_object (&self->cancellable);
      rackside_drive_set_state (self, RACKSIDE_DRIVE_STATE_URL, NULL);
      rackside_drive_set_notice (self, error->message);
    }
  rackside_drive_become_stale (self);
}

/* Whether something can be put into it; says why not. */
static gboolean
can_take (RacksideDrive *self)
{
  g_autofree char *text = NULL;

  rackside_drive_set_notice (self, NULL);
  if (self->session == NULL)
    rackside_drive_set_notice (self, _("The console is not connected, and there are no virtual drives without it. "
                                       "Wait until it is, then try again."));
  else if (self->state == RACKSIDE_DRIVE_STATE_MOUNTED)
    {
      /* Translators: the %s is a file's name */
      text = g_strdup_printf (_("“%s” is in the drive. Eject it first."),
                              ilo_image_get_name (rackside_drive_get_image (self)));
      rackside_drive_set_notice (self, text);
    }
  else if (self->state == RACKSIDE_DRIVE_STATE_URL)
    rackside_drive_set_notice (self, _("The iLO has an image from a web server in the drive. Eject it first."));
  else if (self->state != RACKSIDE_DRIVE_STATE_EMPTY)
    rackside_drive_set_notice (self, _("The drive is still busy. Try again in a moment."));
  else
    return TRUE;
  return FALSE;
}

/**
 * rackside_drive_mount:
 * @self: a drive
 * @path: (type filename): an image, or a block device
 * @read_only: whether the server may only read it
 *
 * Puts an image of this computer into the drive. How it goes is in the properties.
 */
void
rackside_drive_mount (RacksideDrive *self,
                      const char    *path,
                      gboolean       read_only)
{
  Mount *mount;

  if (!can_take (self))
    return;
  mount = mount_new (self, path, read_only);
  rackside_drive_set_state (self, RACKSIDE_DRIVE_STATE_MOUNTING, _("Looking at the image…"));
  ilo_image_open_async (path, ILO_DRIVE_ANY, TRUE, mount->cancellable, on_probed, mount);
}

/**
 * rackside_drive_mount_url:
 * @self: a drive
 * @url: where the iLO itself finds an image
 *
 * Has the iLO put an image from a web server into the drive.
 */
void
rackside_drive_mount_url (RacksideDrive *self,
                          const char    *url)
{
  Mount *mount;

  if (!can_take (self))
    return;
  mount = mount_new (self, url, TRUE);
  rackside_drive_set_state (self, RACKSIDE_DRIVE_STATE_MOUNTING, _("The iLO looks for the image…"));
  ilo_rest_insert_url_async (ilo_session_get_http (self->session), ilo_session_get_session_key (self->session),
                             self->kind == RACKSIDE_DRIVE_KIND_CD ? ILO_DRIVE_CD : ILO_DRIVE_USB, url,
                             mount->cancellable, on_url_mounted, mount);
}

/* Has the iLO take away what it has mounted itself. */
void
rackside_drive_eject_url (RacksideDrive *self)
{
  Mount *mount = mount_new (self, NULL, TRUE);

  rackside_drive_set_state (self, RACKSIDE_DRIVE_STATE_EJECTING, _("The iLO ejects the image…"));
  ilo_rest_eject_url_async (ilo_session_get_http (self->session), ilo_session_get_session_key (self->session),
                            self->kind == RACKSIDE_DRIVE_KIND_CD ? ILO_DRIVE_CD : ILO_DRIVE_USB,
                            mount->cancellable, on_url_ejected, mount);
}
