/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>

#include "rackside-server-picture.h"

/* Twice the width of a card, for screens with two pixels a unit. */
#define WIDTH 480

/**
 * rackside_server_picture_get_path:
 * @id: a saved server's UUID
 *
 * Returns: (transfer full): where the last picture of its screen is kept
 */
char *
rackside_server_picture_get_path (const char *id)
{
  /* The id comes from a file that people may edit. */
  g_autofree char *escaped = g_uri_escape_string (id, NULL, FALSE);
  g_autofree char *name = g_strconcat (escaped, ".png", NULL);

  return g_build_filename (g_get_user_cache_dir (), "rackside", "screens", name, NULL);
}

/**
 * rackside_server_picture_save:
 * @id: a saved server's UUID
 * @pixels: its screen, four bytes R, G, B, A a pixel
 * @width: in pixels
 * @height: in pixels
 * @stride: bytes from row to row
 *
 * Keeps a small copy, which only its owner may see. It is an ornament: when it cannot be kept, that is all.
 */
void
rackside_server_picture_save (const char   *id,
                              const guint8 *pixels,
                              guint         width,
                              guint         height,
                              gsize         stride)
{
  g_autofree char *path = rackside_server_picture_get_path (id);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr(GdkPixbuf) whole = NULL;
  g_autoptr(GdkPixbuf) small = NULL;
  g_autofree char *contents = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;

  if (width == 0 || height == 0)
    return;
  whole = gdk_pixbuf_new_from_data (pixels, GDK_COLORSPACE_RGB, TRUE, 8, (int) width, (int) height, (int) stride, NULL,
                                    NULL);
  small = gdk_pixbuf_scale_simple (whole, WIDTH, (int) MAX (1, (guint64) height * WIDTH / width), GDK_INTERP_BILINEAR);
  if (small == NULL || !gdk_pixbuf_save_to_buffer (small, &contents, &length, "png", &error, NULL)
      || g_mkdir_with_parents (folder, 0700) != 0
      || !g_file_set_contents_full (path, contents, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    g_debug ("The picture of %s is not kept: %s", id, error != NULL ? error->message : g_strerror (errno));
}

/* A screen that is to be kept. */
typedef struct
{
  char   *id;
  guint8 *pixels;
  guint   width;
  guint   height;
  gsize   stride;
} Screen;

static void
screen_free (Screen *screen)
{
  g_free (screen->pixels);
  g_free (screen->id);
  g_free (screen);
}

static void
save_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  const Screen *screen = task_data;

  rackside_server_picture_save (screen->id, screen->pixels, screen->width, screen->height, screen->stride);
  g_task_return_boolean (task, TRUE);
}

/**
 * rackside_server_picture_save_later:
 * @id: a saved server's UUID
 * @pixels: its screen as rackside_server_picture_save() takes it, copied
 * @width: in pixels
 * @height: in pixels
 * @stride: bytes from row to row
 *
 * Keeps a small copy as rackside_server_picture_save() does, in a thread: making it takes longer than a frame may.
 */
void
rackside_server_picture_save_later (const char   *id,
                                    const guint8 *pixels,
                                    guint         width,
                                    guint         height,
                                    gsize         stride)
{
  g_autoptr(GTask) task = g_task_new (NULL, NULL, NULL, NULL);
  Screen *screen = g_new (Screen, 1);

  *screen = (Screen) { g_strdup (id), g_memdup2 (pixels, stride * height), width, height, stride };
  g_task_set_source_tag (task, rackside_server_picture_save_later);
  g_task_set_task_data (task, screen, (GDestroyNotify) screen_free);
  g_task_run_in_thread (task, save_in_thread);
}

static void
load_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  GdkTexture *picture = NULL;

  if (!g_task_return_error_if_cancelled (task))
    {
      picture = gdk_texture_new_from_filename (task_data, NULL);
      g_task_return_pointer (task, picture, g_object_unref);
    }
}

/**
 * rackside_server_picture_load_async:
 * @id: a saved server's UUID
 * @cancellable: (nullable): ends it
 * @callback: called when it is there
 * @user_data: for @callback
 *
 * Loads the last picture of its screen, in a thread: there may be hundreds.
 */
void
rackside_server_picture_load_async (const char          *id,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, rackside_server_picture_load_async);
  g_task_set_task_data (task, rackside_server_picture_get_path (id), g_free);
  g_task_run_in_thread (task, load_in_thread);
}

/**
 * rackside_server_picture_load_finish:
 * @result: what the callback got
 * @error: where to say that it was cancelled; nothing else is an error
 *
 * Returns: (transfer full) (nullable): the picture; %NULL without an error when there is none
 */
GdkPaintable *
rackside_server_picture_load_finish (GAsyncResult  *result,
                                     GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * rackside_server_picture_remove:
 * @id: a saved server's UUID
 *
 * Forgets the picture of its screen.
 */
void
rackside_server_picture_remove (const char *id)
{
  g_autofree char *path = rackside_server_picture_get_path (id);

  g_unlink (path);
}
