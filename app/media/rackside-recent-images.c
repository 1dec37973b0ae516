/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "rackside-recent-images.h"

/* As many as are offered. */
#define MAX_IMAGES 3

/* As many of the newest as are looked for on the disk. */
#define MAX_CANDIDATES 20

static const struct
{
  const char *group;
  const char *type;
} kinds[RACKSIDE_N_DRIVE_KINDS] = {
  [RACKSIDE_DRIVE_KIND_CD] = { "rackside-cd", "application/x-cd-image" },
  [RACKSIDE_DRIVE_KIND_REMOVABLE] = { "rackside-removable", "application/x-raw-disk-image" },
};

static int
compare_newest_first (gconstpointer a,
                      gconstpointer b)
{
  return g_date_time_compare (gtk_recent_info_get_modified ((GtkRecentInfo *) b),
                              gtk_recent_info_get_modified ((GtkRecentInfo *) a));
}

/* Files can be on disks that are slow to say whether they are there. */
static void
find_in_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  char **candidates = data;
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  guint n = 0;

  for (guint i = 0; candidates[i] != NULL && n < MAX_IMAGES; i++)
    if (g_file_test (candidates[i], G_FILE_TEST_IS_REGULAR))
      {
        g_strv_builder_add (builder, candidates[i]);
        n++;
      }
  g_task_return_pointer (task, g_strv_builder_end (builder), (GDestroyNotify) g_strfreev);
}

/**
 * rackside_recent_images_add:
 * @kind: the drive that it was in
 * @path: (type filename): a file
 *
 * Remembers an image, for this program alone. Devices are not remembered.
 */
void
rackside_recent_images_add (RacksideDriveKind  kind,
                            const char        *path)
{
  const char *groups[] = { kinds[kind].group, NULL };
  g_autofree char *type = g_strdup (kinds[kind].type);
  g_autofree char *application = g_strdup (APPLICATION_ID);
  g_autofree char *command = g_strdup ("rackside");
  g_autofree char *uri = NULL;
  GtkRecentData recent = {
    .mime_type = type,
    .app_name = application,
    .app_exec = command,
    .groups = (char **) groups,
    .is_private = TRUE,
  };

  if (g_str_has_prefix (path, "/dev/"))
    return;
  uri = g_filename_to_uri (path, NULL, NULL);
  if (uri != NULL)
    gtk_recent_manager_add_full (gtk_recent_manager_get_default (), uri, &recent);
}

/**
 * rackside_recent_images_list_async:
 * @kind: the drive that they are for
 * @cancellable: (nullable): ends it
 * @callback: called when it is through
 * @user_data: for @callback
 *
 * Looks for the images that were in this drive last and are still there.
 */
void
rackside_recent_images_list_async (RacksideDriveKind    kind,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  GList *items = g_list_sort (gtk_recent_manager_get_items (gtk_recent_manager_get_default ()), compare_newest_first);
  guint n = 0;

  for (GList *l = items; l != NULL && n < MAX_CANDIDATES; l = l->next)
    if (gtk_recent_info_has_group (l->data, kinds[kind].group))
      {
        g_autofree char *path = g_filename_from_uri (gtk_recent_info_get_uri (l->data), NULL, NULL);

        if (path == NULL)
          continue;
        g_strv_builder_add (builder, path);
        n++;
      }
  g_list_free_full (items, (GDestroyNotify) gtk_recent_info_unref);
  g_task_set_source_tag (task, rackside_recent_images_list_async);
  g_task_set_return_on_cancel (task, TRUE);
  g_task_set_task_data (task, g_strv_builder_end (builder), (GDestroyNotify) g_strfreev);
  g_task_run_in_thread (task, find_in_thread);
}

/**
 * rackside_recent_images_list_finish:
 * @result: what the callback got
 * @error: %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (array zero-terminated=1) (nullable): paths, the newest first
 */
char **
rackside_recent_images_list_finish (GAsyncResult  *result,
                                    GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
