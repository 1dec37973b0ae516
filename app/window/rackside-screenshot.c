/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-application.h"
#include "rackside-screenshot.h"

/* Frames that are drawn before the window is taken as drawn: the sizes settle with the second one. */
#define FRAMES 3

typedef struct
{
  RacksideWindow          *window;         /* borrowed; this ends with it */
  GFile                   *file;           /* owned */
  GApplicationCommandLine *command_line;   /* owned; the caller waits as long as it lives */
  guint                    frames;
} Screenshot;

static void
screenshot_free (gpointer data)
{
  Screenshot *self = data;

  g_object_unref (self->file);
  g_object_unref (self->command_line);
  g_free (self);
}

static void
save (Screenshot *self)
{
  GtkWidget *widget = GTK_WIDGET (self->window);
  g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  g_autoptr(GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr(GskRenderNode) node = NULL;
  g_autoptr(GdkTexture) texture = NULL;
  g_autoptr(GBytes) png = NULL;
  g_autoptr(GError) error = NULL;
  int scale = gtk_widget_get_scale_factor (widget);

  /* The widget's own size leaves out the frame around the window, and the picture would be scaled down by it. */
  gtk_snapshot_scale (snapshot, scale, scale);
  gdk_paintable_snapshot (paintable, snapshot,
                          gdk_paintable_get_intrinsic_width (paintable),
                          gdk_paintable_get_intrinsic_height (paintable));
  node = gtk_snapshot_to_node (snapshot);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (widget)), node, NULL);
  png = gdk_texture_save_to_png_bytes (texture);
  if (!g_file_replace_contents (self->file, g_bytes_get_data (png, NULL), g_bytes_get_size (png),
                                NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL, &error))
    {
      g_application_command_line_printerr (self->command_line, _("The picture could not be saved: %s\n"),
                                           error->message);
      rackside_application_fail (RACKSIDE_APPLICATION (g_application_get_default ()), self->command_line, 1);
    }
}

static void
destroy_window (gpointer window)
{
  gtk_window_destroy (window);
}

static gboolean
on_frame (GtkWidget     *widget,
          GdkFrameClock *clock,
          gpointer       user_data)
{
  Screenshot *self = user_data;

  if (!rackside_window_is_settled (self->window))
    return G_SOURCE_CONTINUE;
  if (self->frames++ < FRAMES)
    {
      gtk_widget_queue_draw (widget);
      return G_SOURCE_CONTINUE;
    }
  save (self);
  g_idle_add_once (destroy_window, self->window);
  return G_SOURCE_REMOVE;
}

/**
 * rackside_screenshot_take:
 * @window: (transfer none): a window
 * @file: (transfer none): where to save the picture
 * @command_line: (transfer none): who asked for it, and is told when it fails
 *
 * Saves a picture of a window as soon as there is something to see in it, and closes it.
 */
void
rackside_screenshot_take (RacksideWindow          *window,
                          GFile                   *file,
                          GApplicationCommandLine *command_line)
{
  Screenshot *self = g_new0 (Screenshot, 1);

  self->window = window;
  self->file = g_object_ref (file);
  self->command_line = g_object_ref (command_line);
  gtk_widget_add_tick_callback (GTK_WIDGET (window), on_frame, self, screenshot_free);
}
