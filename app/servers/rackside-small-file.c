/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-small-file.h"

#define BLOCK_SIZE (64 * 1024)

static void
set_too_long (GError **error)
{
  g_autofree char *most = g_format_size_full (RACKSIDE_SMALL_FILE_MAX, G_FORMAT_SIZE_IEC_UNITS);

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE,
               /* Translators: %s is a size, such as 16 MiB */
               _("It is too long: there is more than %s in it, so it must be another kind of file."), most);
}

/* Looked at before it is opened: opening a pipe waits for somebody who writes to it. */
static gboolean
check (GFile         *file,
       GCancellable  *cancellable,
       GError       **error)
{
  g_autoptr(GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                                                 G_FILE_QUERY_INFO_NONE, cancellable, error);

  if (info == NULL)
    return FALSE;
  switch (g_file_info_get_file_type (info))
    {
    case G_FILE_TYPE_REGULAR:
      if (g_file_info_get_size (info) <= RACKSIDE_SMALL_FILE_MAX)
        return TRUE;
      set_too_long (error);
      return FALSE;
    case G_FILE_TYPE_SYMBOLIC_LINK:     /* to nothing, which opening it tells */
      return TRUE;
    case G_FILE_TYPE_DIRECTORY:
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY, _("It is a folder, not a file."));
      return FALSE;
    default:
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE,
                           _("It is a pipe or a device, not a file. Save what comes out of it in a file first."));
      return FALSE;
    }
}

/* It may have grown since it was looked at, and some systems do not tell how long it is. */
static GByteArray *
read_all (GInputStream  *stream,
          GCancellable  *cancellable,
          GError       **error)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  g_autofree guint8 *block = g_malloc (BLOCK_SIZE);
  gssize n;

  while ((n = g_input_stream_read (stream, block, BLOCK_SIZE, cancellable, error)) > 0)
    {
      g_byte_array_append (bytes, block, (guint) n);
      if (bytes->len > RACKSIDE_SMALL_FILE_MAX)
        {
          set_too_long (error);
          return NULL;
        }
    }
  return n == 0 ? g_steal_pointer (&bytes) : NULL;
}

/**
 * rackside_small_file_load:
 * @file: a file
 * @length: (out): its length in bytes
 * @cancellable: (nullable): ends it
 * @error: (nullable): why it cannot be read: %G_IO_ERROR_NOT_FOUND; %G_IO_ERROR_MESSAGE_TOO_LARGE when it has more than
 *   %RACKSIDE_SMALL_FILE_MAX bytes; %G_IO_ERROR_NOT_REGULAR_FILE for pipes and devices, which may have no end
 *
 * Reads a file as a whole.
 *
 * Returns: (transfer full) (nullable): what is in it, and a zero
 */
char *
rackside_small_file_load (GFile         *file,
                          gsize         *length,
                          GCancellable  *cancellable,
                          GError       **error)
{
  g_autoptr(GFileInputStream) stream = NULL;
  g_autoptr(GByteArray) bytes = NULL;

  if (!check (file, cancellable, error))
    return NULL;
  stream = g_file_read (file, cancellable, error);
  bytes = stream != NULL ? read_all (G_INPUT_STREAM (stream), cancellable, error) : NULL;
  if (bytes == NULL)
    return NULL;
  *length = bytes->len;
  g_byte_array_append (bytes, (const guint8 *) "", 1);
  return (char *) g_byte_array_free (g_steal_pointer (&bytes), FALSE);
}

static void
load_in_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  GError *error = NULL;
  char *text = rackside_small_file_load (source, data, cancellable, &error);

  if (text != NULL)
    g_task_return_pointer (task, text, g_free);
  else
    g_task_return_error (task, error);
}

/**
 * rackside_small_file_load_async:
 * @file: a file
 * @cancellable: (nullable): ends it at once, even when the file's system does not answer
 * @callback: called when it is read, or cannot be
 * @user_data: for @callback
 *
 * As rackside_small_file_load(), in a thread of its own.
 */
void
rackside_small_file_load_async (GFile               *file,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (file, cancellable, callback, user_data);

  g_task_set_source_tag (task, rackside_small_file_load_async);
  g_task_set_task_data (task, g_new0 (gsize, 1), g_free);
  g_task_set_return_on_cancel (task, TRUE);
  g_task_run_in_thread (task, load_in_thread);
}

/**
 * rackside_small_file_load_finish:
 * @file: a file
 * @result: what the callback got
 * @length: (out): its length in bytes
 * @error: (nullable): as that of rackside_small_file_load()
 *
 * Returns: (transfer full) (nullable): what is in it, and a zero
 */
char *
rackside_small_file_load_finish (GFile         *file,
                                 GAsyncResult  *result,
                                 gsize         *length,
                                 GError       **error)
{
  char *text = g_task_propagate_pointer (G_TASK (result), error);

  if (text != NULL)
    *length = *(gsize *) g_task_get_task_data (G_TASK (result));
  return text;
}
