/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-drives-question.h"

static char *
describe_use (RacksideDrives *drives)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < RACKSIDE_N_DRIVE_KINDS; i++)
    {
      RacksideDrive *drive = rackside_drives_get (drives, i);
      IloMediaStatistics statistics;

      if (!rackside_drive_is_transferring (drive))
        continue;
      rackside_drive_get_statistics (drive, &statistics);
      /* Translators: the %s is a file's name */
      g_string_append_printf (text, statistics.write_rate >= 1 ? _("The server is writing to “%s” right now.")
                                                               : _("The server is reading from “%s” right now."),
                              ilo_image_get_name (rackside_drive_get_image (drive)));
      g_string_append_c (text, ' ');
    }
  g_string_append (text, _("Without the drive, what it does there fails; an installation would have to begin anew."));
  return g_string_free (text, FALSE);
}

/**
 * rackside_drives_question_new:
 * @drives: the drives that the server is using
 * @window: the window that asks
 * @heading: what is asked
 * @button: what it is called to do it
 *
 * Asks before a drive is taken away under the server. The response is %RACKSIDE_DRIVES_ANSWER_GO_ON when it is to
 * be done.
 *
 * Returns: (transfer none): a dialog that is not shown yet
 */
GtkWidget *
rackside_drives_question_new (RacksideDrives *drives,
                              GtkWindow      *window,
                              const char     *heading,
                              const char     *button)
{
  g_autofree char *body = describe_use (drives);
  GtkWidget *dialog = adw_message_dialog_new (window, heading, body);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"),
                                    RACKSIDE_DRIVES_ANSWER_GO_ON, button, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), RACKSIDE_DRIVES_ANSWER_GO_ON,
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  return dialog;
}
