/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "ilo-error.h"
#include "ilo-session-private.h"

static const char *
drive_name (IloDrive drive)
{
  switch (drive)
    {
    case ILO_DRIVE_CD:
      return _("CD drive");
    case ILO_DRIVE_FLOPPY:
      return _("floppy drive");
    case ILO_DRIVE_ANY:
    case ILO_DRIVE_USB:
    default:
      return _("USB key");
    }
}

static GError *
error_for_status (const IloMediaStatus *status,
                  IloDrive              drive)
{
  for (guint i = 0; i < status->drives->len; i++)
    {
      const IloDriveStatus *one = g_ptr_array_index (status->drives, i);

      if (g_strcmp0 (one->device, drive == ILO_DRIVE_CD ? "CDROM" : "FLOPPY") == 0
          && one->connected && one->url_connected)
        /* Not from where: a URL may have a password in it. */
        return g_error_new (ILO_ERROR, ILO_ERROR_BUSY,
                            _("The %s is in use by an image that the iLO itself fetches. Have it ejected there first."),
                            drive_name (drive));
    }
  return NULL;
}

static void
on_status (GObject      *http,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(IloMediaStatus) status = ilo_rest_get_media_status_finish (ILO_HTTP (http), result, NULL);
  GError *error = NULL;

  /* The iLO has the last word anyway: no answer is no reason not to try. */
  if (status != NULL)
    error = error_for_status (status, GPOINTER_TO_INT (g_task_get_task_data (task)));
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * ilo_session_check_drive_async:
 * @self: a session with a console
 * @drive: the drive that is wanted
 * @cancellable: (nullable): ends it
 * @callback: called when it is through
 * @user_data: for @callback
 *
 * Finds out what can be known before an iLO is asked for a virtual drive (virtual media, section 1.2).
 */
void
ilo_session_check_drive_async (IloSession          *self,
                               IloDrive             drive,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (ILO_IS_SESSION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ilo_session_check_drive_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, GINT_TO_POINTER (drive), NULL);
  if (self->session_key == NULL || self->rc_info == NULL)
    g_task_return_new_error (task, ILO_ERROR, ILO_ERROR_LOST,
                             _("The console is not connected, and an iLO has no virtual drives without it. Connect it, "
                               "then mount again."));
  else if (self->info != NULL && !self->info->may_use_media)
    g_task_return_new_error (task, ILO_ERROR, ILO_ERROR_PRIVILEGE,
                             _("%s may not use virtual media on this iLO. An administrator of the iLO can grant the "
                               "privilege."), self->info->user);
  else
    ilo_rest_get_media_status_async (self->http, self->session_key, cancellable, on_status, g_steal_pointer (&task));
}

/**
 * ilo_session_check_drive_finish:
 * @self: a session
 * @result: what the callback got
 * @error: %ILO_ERROR_PRIVILEGE when the user may not use virtual media, %ILO_ERROR_BUSY when the iLO itself has an
 *   image in the drive, %ILO_ERROR_LOST without a console
 *
 * Returns: whether nothing speaks against it
 */
gboolean
ilo_session_check_drive_finish (IloSession    *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
