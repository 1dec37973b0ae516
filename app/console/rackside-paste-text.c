/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "rackside-paste-text.h"

static void
return_too_much (GTask   *task,
                 guint64  size)
{
  g_autofree char *shown = g_format_size (size);
  g_autofree char *most = g_format_size (RACKSIDE_PASTE_MAX_TEXT);

  /* Translators: both are sizes, such as 10 MB */
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           _("This is too much to be typed: %s, and at most %s can be. Copy it to the server another "
                             "way: on a mounted drive, or over its network."), shown, most);
}

/* Takes @text, which has a zero after its @length bytes. */
static void
return_text (GTask *task,
             char  *text,
             gsize  length)
{
  if (length == 0)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("There is nothing in it to be typed."));
  else if (strlen (text) < length || !g_utf8_validate (text, (gssize) length, NULL))
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                             _("This is not text, or not in the encoding UTF-8: it cannot be typed."));
  else
    g_task_return_pointer (task, g_steal_pointer (&text), (GDestroyNotify) rackside_paste_text_free);
  rackside_paste_text_free (text);
}

static void
return_no_text (GTask *task)
{
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           _("There is no text in the clipboard. Copy some, or choose a file."));
}

/* GTK 4.8 never frees the task of a read for which there is nothing that fits. */
static gboolean
holds_text (GdkClipboard *clipboard)
{
  g_autoptr(GdkContentFormats) formats =
    gdk_content_formats_union_deserialize_gtypes (gdk_content_formats_ref (gdk_clipboard_get_formats (clipboard)));

  return gdk_content_formats_contain_gtype (formats, G_TYPE_STRING);
}

static void
on_clipboard (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, &error);
  gsize length = text != NULL ? strlen (text) : 0;

  if (text == NULL && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (length == 0)                 /* what holds a picture may be given as an empty text */
    {
      g_free (text);
      return_no_text (task);
    }
  else if (length > RACKSIDE_PASTE_MAX_TEXT)
    {
      rackside_paste_text_free (text);
      return_too_much (task, length);
    }
  else
    return_text (task, text, length);
}

/**
 * rackside_paste_text_read_clipboard_async:
 * @clipboard: a clipboard
 * @cancellable: (nullable): ends the operation
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Reads what is to be typed from the clipboard.
 */
void
rackside_paste_text_read_clipboard_async (GdkClipboard        *clipboard,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (clipboard, cancellable, callback, user_data);

  g_task_set_source_tag (task, rackside_paste_text_read_clipboard_async);
  if (holds_text (clipboard))
    gdk_clipboard_read_text_async (clipboard, cancellable, on_clipboard, g_steal_pointer (&task));
  else
    return_no_text (task);
}

static void
on_loaded (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  char *text;
  gsize length;

  if (g_file_load_contents_finish (G_FILE (source), result, &text, &length, NULL, &error))
    return_text (task, text, length);
  else
    g_task_return_error (task, error);
}

static void
on_info (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autoptr(GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, &error);

  if (info == NULL)
    g_task_return_error (task, error);
  else if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, _("This is not a file with text in it."));
  else if (g_file_info_get_size (info) > RACKSIDE_PASTE_MAX_TEXT)
    return_too_much (task, (guint64) g_file_info_get_size (info));
  else
    {
      GCancellable *cancellable = g_task_get_cancellable (task);

      g_file_load_contents_async (G_FILE (source), cancellable, on_loaded, g_steal_pointer (&task));
    }
}

/**
 * rackside_paste_text_read_file_async:
 * @file: a file
 * @cancellable: (nullable): ends the operation
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Reads what is to be typed from a file.
 */
void
rackside_paste_text_read_file_async (GFile               *file,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  GTask *task = g_task_new (file, cancellable, callback, user_data);

  g_task_set_source_tag (task, rackside_paste_text_read_file_async);
  g_file_query_info_async (file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                           G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT, cancellable, on_info, task);
}

/**
 * rackside_paste_text_read_finish:
 * @result: what the callback got
 * @error: return location: why there is nothing to be typed, in words for the user
 *
 * Returns: (transfer full) (nullable): text in UTF-8, to be freed with rackside_paste_text_free()
 */
char *
rackside_paste_text_read_finish (GAsyncResult  *result,
                                 GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * rackside_paste_text_free:
 * @text: (nullable) (transfer full): a text, which may have been a password
 */
void
rackside_paste_text_free (char *text)
{
  if (text != NULL)
    explicit_bzero (text, strlen (text));
  g_free (text);
}
