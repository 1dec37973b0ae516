/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "rackside-picture-file.h"

/* Characters of a server's name in a file's name, which may have 255 bytes. */
#define MAX_NAME 40

/* Pictures of one server in one second. */
#define MAX_NUMBER 100

typedef struct
{
  GdkTexture *picture;        /* owned */
  char       *folder;         /* owned */
  char       *server;         /* owned */
} Save;

static void
save_free (gpointer data)
{
  Save *self = data;

  g_object_unref (self->picture);
  g_free (self->folder);
  g_free (self->server);
  g_free (self);
}

/* A file that nobody has yet. */
static GFile *
create (const Save         *self,
        GFileOutputStream **stream,
        GCancellable       *cancellable,
        GError            **error)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autoptr(GFile) folder = g_file_new_for_path (self->folder);

  for (guint i = 1; i <= MAX_NUMBER; i++)
    {
      g_autofree char *name = rackside_picture_file_get_name (self->server, now, i);
      g_autoptr(GFile) file = g_file_get_child (folder, name);
      g_autoptr(GError) problem = NULL;

      *stream = g_file_create (file, G_FILE_CREATE_NONE, cancellable, &problem);
      if (*stream != NULL)
        return g_steal_pointer (&file);
      if (!g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_EXISTS) || i == MAX_NUMBER)
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return NULL;
        }
    }
  g_assert_not_reached ();
}

static void
save (GTask        *task,
      gpointer      source,
      gpointer      data,
      GCancellable *cancellable)
{
  const Save *self = data;
  g_autoptr(GBytes) png = gdk_texture_save_to_png_bytes (self->picture);
  g_autoptr(GFile) folder = g_file_new_for_path (self->folder);
  g_autoptr(GFileOutputStream) stream = NULL;
  g_autoptr(GFile) file = NULL;
  g_autoptr(GError) error = NULL;

  /* When it cannot be made, creating the file says why. */
  g_file_make_directory_with_parents (folder, cancellable, NULL);
  file = create (self, &stream, cancellable, &error);
  if (file != NULL
      && g_output_stream_write_all (G_OUTPUT_STREAM (stream), g_bytes_get_data (png, NULL), g_bytes_get_size (png), NULL,
                                    cancellable, &error)
      && g_output_stream_close (G_OUTPUT_STREAM (stream), cancellable, &error))
    {
      g_task_return_pointer (task, g_steal_pointer (&file), g_object_unref);
      return;
    }
  if (file != NULL)
    g_file_delete (file, NULL, NULL);
  g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * rackside_picture_file_get_folder:
 * @chosen: the folder that the user has chosen; empty: none
 *
 * Returns: (transfer full): where pictures are saved: that, or where desktops put screenshots
 */
char *
rackside_picture_file_get_folder (const char *chosen)
{
  const char *pictures = g_get_user_special_dir (G_USER_DIRECTORY_PICTURES);

  if (*chosen != '\0')
    return g_strdup (chosen);
  /* Translators: the folder for screenshots in the user's folder for pictures */
  return g_build_filename (pictures != NULL ? pictures : g_get_home_dir (), _("Screenshots"), NULL);
}

/**
 * rackside_picture_file_get_name:
 * @server: the server's name, whatever is in it
 * @time: when the picture was taken
 * @number: 1 for the first picture of that second
 *
 * Returns: (transfer full): a name for a file that can be used on every file system
 */
char *
rackside_picture_file_get_name (const char *server,
                                GDateTime  *time,
                                guint       number)
{
  g_autofree char *valid = g_utf8_make_valid (server, -1);
  g_autoptr(GString) name = g_string_new (NULL);
  g_autofree char *stamp = g_date_time_format (time, "%Y-%m-%d %H-%M-%S");
  const char *p = valid;

  for (guint i = 0; i < MAX_NAME && *p != '\0'; i++, p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_isprint (c) || (c < 128 && strchr ("/\\:*?\"<>|", (int) c) != NULL) || (c == '.' && i == 0))
        c = '-';
      g_string_append_unichar (name, c);
    }
  if (name->len == 0)
    g_string_append (name, "Rackside");
  if (number > 1)
    return g_strdup_printf ("%s %s (%u).png", name->str, stamp, number);
  return g_strdup_printf ("%s %s.png", name->str, stamp);
}

/**
 * rackside_picture_file_save_async:
 * @picture: (transfer none): a picture
 * @folder: where to save it; it is made when it is not there
 * @server: whose picture it is, for the file's name
 * @cancellable: (nullable): ends it
 * @callback: called when it is through
 * @user_data: passed to @callback
 *
 * Saves a picture as PNG in a new file.
 */
void
rackside_picture_file_save_async (GdkTexture          *picture,
                                  const char          *folder,
                                  const char          *server,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Save *data = g_new0 (Save, 1);

  data->picture = g_object_ref (picture);
  data->folder = g_strdup (folder);
  data->server = g_strdup (server);
  g_task_set_source_tag (task, rackside_picture_file_save_async);
  g_task_set_task_data (task, data, save_free);
  g_task_run_in_thread (task, save);
}

/**
 * rackside_picture_file_save_finish:
 * @result: what the callback was given
 * @error: why there is no file
 *
 * Returns: (transfer full) (nullable): the file
 */
GFile *
rackside_picture_file_save_finish (GAsyncResult  *result,
                                   GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
