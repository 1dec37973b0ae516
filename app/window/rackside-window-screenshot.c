/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-picture-file.h"
#include "rackside-settings.h"
#include "rackside-window-private.h"

/* What replaces the notification of the last one. */
#define NOTIFICATION "screenshot"

/* What is being saved. */
typedef struct
{
  RacksideWindow *window;     /* owned */
  gboolean        past;       /* the connection was lost after it was shown */
} Shot;

/* The server's screen; when there is none, says so. */
static GdkTexture *
take_picture (RacksideWindow *self,
              gboolean       *past)
{
  gboolean console = gtk_stack_get_visible_child (self->stack) == GTK_WIDGET (self->console_view);
  GdkTexture *picture = NULL;

  *past = console && !rackside_console_view_is_live (self->console_view);
  if (!console || rackside_console_view_get_framebuffer (self->console_view) != NULL)
    picture = rackside_display_copy_picture (rackside_window_get_display (self));
  if (picture == NULL)
    rackside_window_remark (self, _("There is no picture of the server’s screen at the moment."), NULL, NULL);
  return picture;
}

/* A picture that is no longer how the server looks is worth having, but must not be taken for that. */
static char *
tell_past (const char *text,
           gboolean    past)
{
  return past ? g_strdup_printf ("%s %s", text, _("The connection is lost: this is the last picture that came."))
              : g_strdup (text);
}

static void
notify (RacksideWindow *self,
        GFile          *file,
        const char     *text)
{
  g_autofree char *uri = g_file_get_uri (file);
  g_autoptr(GVariant) target = g_variant_ref_sink (g_variant_new_string (uri));
  g_autofree char *action = g_action_print_detailed_name ("app.open-file", target);
  g_autoptr(GNotification) notification = g_notification_new (_("Screenshot Saved"));

  rackside_window_remark (self, text, _("_Open"), action);
  g_notification_set_body (notification, text);
  g_notification_set_default_action_and_target_value (notification, "app.open-file", target);
  g_application_send_notification (g_application_get_default (), NOTIFICATION, notification);
}

static void
on_saved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autofree Shot *shot = user_data;
  g_autoptr(RacksideWindow) self = shot->window;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) file = rackside_picture_file_save_finish (result, &error);
  g_autofree char *text = NULL;

  if (file != NULL)
    {
      g_autofree char *path = g_file_get_path (file);
      g_autofree char *name = g_filename_display_basename (path);
      g_autofree char *told = NULL;

      /* Translators: the %s is the name of a file */
      text = g_strdup_printf (_("Saved as “%s”."), name);
      told = tell_past (text, shot->past);
      notify (self, file, told);
    }
  else
    {
      /* Translators: the %s is the reason as the system gives it */
      text = g_strdup_printf (_("The screenshot could not be saved: %s. Choose another folder for screenshots in the "
                                "preferences, or copy the screenshot instead."), error->message);
      rackside_window_remark (self, text, NULL, NULL);
    }
  g_application_release (g_application_get_default ());
}

static void
on_save (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  RacksideWindow *self = user_data;
  gboolean past;
  g_autoptr(GdkTexture) picture = take_picture (self, &past);
  g_autofree char *chosen = g_settings_get_string (rackside_settings_get (NULL), RACKSIDE_SETTINGS_SCREENSHOT_FOLDER);
  g_autofree char *folder = rackside_picture_file_get_folder (chosen);
  Shot *shot;

  if (picture == NULL)
    return;
  shot = g_new0 (Shot, 1);
  shot->window = g_object_ref (self);
  shot->past = past;
  /* The program stays until the file is complete. */
  g_application_hold (g_application_get_default ());
  rackside_picture_file_save_async (picture, folder, gtk_window_get_title (GTK_WINDOW (self)), NULL, on_saved, shot);
}

static void
on_copy (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  RacksideWindow *self = user_data;
  gboolean past;
  g_autoptr(GdkTexture) picture = take_picture (self, &past);
  g_autofree char *told = tell_past (_("The screenshot is in the clipboard."), past);

  if (picture == NULL)
    return;
  gdk_clipboard_set_texture (gtk_widget_get_clipboard (GTK_WIDGET (self)), picture);
  rackside_window_remark (self, told, NULL, NULL);
}

static const GActionEntry entries[] = {
  { .name = "save-screenshot", .activate = on_save },
  { .name = "copy-screenshot", .activate = on_copy },
};

/**
 * rackside_window_init_screenshot:
 * @self: a window
 *
 * Gives a window the actions that keep a picture of the server's screen.
 */
void
rackside_window_init_screenshot (RacksideWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
