/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-paste-dialog.h"
#include "rackside-window-private.h"

/* What is typed for when nobody has said anything else. */
#define DEFAULT_LAYOUT "us"

/**
 * rackside_window_get_layout:
 * @self: a window
 *
 * Returns: the keyboard layout of the server that it shows, as far as anybody has said it
 */
const char *
rackside_window_get_layout (RacksideWindow *self)
{
  if (self->server != NULL && *rackside_server_get_layout (self->server) != '\0')
    return rackside_server_get_layout (self->server);
  return self->layout != NULL ? self->layout : DEFAULT_LAYOUT;
}

/* It is chosen once a server: a saved one keeps it, any other one as long as it is open. */
static void
on_layout_chosen (RacksideWindow *self,
                  const char     *layout)
{
  g_autoptr(RacksideServer) copy = NULL;
  g_autoptr(GError) error = NULL;

  if (g_str_equal (rackside_window_get_layout (self), layout))
    return;
  g_free (self->layout);
  self->layout = g_strdup (layout);
  if (!rackside_window_is_saved (self))
    return;
  copy = rackside_server_copy (self->server, rackside_server_get_id (self->server));
  g_object_set (copy, "layout", layout, NULL);
  if (!rackside_servers_update (rackside_window_get_servers (NULL), self->server, copy, &error))
    rackside_window_remark (self, error->message, NULL, NULL);
}

static void
on_remark (RacksideWindow *self,
           const char     *text)
{
  rackside_window_remark (self, text, NULL, NULL);
}

/**
 * rackside_window_paste:
 * @self: a window with a live console
 *
 * Offers to type the clipboard, or a file, on the server's keyboard.
 */
void
rackside_window_paste (RacksideWindow *self)
{
  const RacksideMacro *macro = rackside_console_view_get_running_macro (self->console_view);
  RacksidePasteDialog *dialog;

  /* Both would press keys at once. */
  if (macro != NULL)
    {
      g_autofree char *words = g_strdup_printf (_("The macro “%s” is still running. Paste when it has ended, or cancel "
                                                  "it."), macro->name);

      rackside_window_remark (self, words, NULL, NULL);
      return;
    }
  /* What is typed now is for the dialog. */
  g_action_group_activate_action (rackside_console_view_get_actions (self->console_view), "let-go", NULL);
  dialog = rackside_paste_dialog_new (GTK_WINDOW (self), rackside_console_view_get_console (self->console_view),
                                      rackside_window_get_layout (self));
  g_signal_connect_object (dialog, "layout-chosen", G_CALLBACK (on_layout_chosen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog, "remark", G_CALLBACK (on_remark), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}
