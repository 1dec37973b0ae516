/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "rackside-drives-farewell.h"

/* A console that has ended, and the session to close once its drives are gone. */
typedef struct
{
  GApplication *application;     /* owned, and held */
  IloSession   *session;         /* owned; NULL: it stays open */
} Farewell;

static void
farewell_free (Farewell *farewell)
{
  g_application_release (farewell->application);
  g_object_unref (farewell->application);
  g_clear_object (&farewell->session);
  g_free (farewell);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Farewell, farewell_free)

/* That what the server wrote last may be lost has to be said even when the window is gone. */
static void
show_loss (GtkApplication *application,
           const GError   *error)
{
  GtkWidget *dialog = adw_message_dialog_new (gtk_application_get_active_window (application),
                                              _("The Drive Was Not Written Completely"), error->message);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  gtk_window_set_application (GTK_WINDOW (dialog), application);
  gtk_window_present (GTK_WINDOW (dialog));
}

static gboolean
has_image (RacksideDrives *drives)
{
  for (guint i = 0; i < RACKSIDE_N_DRIVE_KINDS; i++)
    if (rackside_drive_get_image (rackside_drives_get (drives, i)) != NULL)
      return TRUE;
  return FALSE;
}

static void
on_session_closed (GObject      *session,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(Farewell) farewell = user_data;

  ilo_session_close_finish (farewell->session, result, NULL);
}

static void
on_released (GObject      *drives,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(Farewell) farewell = user_data;
  IloSession *session = farewell->session;
  g_autoptr(GError) error = NULL;

  if (!rackside_drives_release_finish (RACKSIDE_DRIVES (drives), result, &error))
    show_loss (GTK_APPLICATION (farewell->application), error);
  if (session != NULL)
    ilo_session_close_async (session, on_session_closed, g_steal_pointer (&farewell));
}

/**
 * rackside_drives_farewell:
 * @drives: (transfer none): the drives, which are free for another session at once
 * @session: (transfer none) (nullable): the session to close afterwards
 *
 * Takes the drives away from the server and lets the disk have what was written, then closes the session (virtual
 * media, section 5.4). The program stays until all that is through, even when its last window is gone.
 */
void
rackside_drives_farewell (RacksideDrives *drives,
                          IloSession     *session)
{
  Farewell *farewell = g_new0 (Farewell, 1);
  gboolean unexpected = session == NULL && has_image (drives);

  *farewell = (Farewell) {
    .application = g_object_ref (g_application_get_default ()),
    .session = session != NULL ? g_object_ref (session) : NULL,
  };
  g_application_hold (farewell->application);
  rackside_drives_release_async (drives, on_released, farewell);
  if (unexpected)
    rackside_drives_say (drives, _("The console has ended, and the virtual drives with it. Mount them again when it is back."));
}
