/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "rackside-export.h"

typedef struct
{
  GtkFileChooserNative *chooser;       /* owned */
  GFile                *file;          /* owned; NULL: not chosen yet */
  RacksideExportFunc    func;
  gpointer              data;          /* owned */
  GDestroyNotify        destroy;
} Export;

static void
export_free (gpointer data)
{
  Export *export = data;

  g_clear_object (&export->chooser);
  g_clear_object (&export->file);
  if (export->destroy != NULL)
    export->destroy (export->data);
  g_free (export);
}

static void
write_in_thread (GTask        *task,
                 gpointer      source,
                 gpointer      task_data,
                 GCancellable *cancellable)
{
  Export *export = task_data;
  g_autofree char *name = g_file_get_basename (export->file);
  g_autofree char *folded = g_utf8_casefold (name, -1);
  g_autofree char *text = export->func (g_str_has_suffix (folded, ".json"), export->data);
  GError *error = NULL;

  if (g_file_replace_contents (export->file, text, strlen (text), NULL, FALSE, G_FILE_CREATE_NONE, NULL, cancellable,
                               &error))
    g_task_return_pointer (task, g_object_ref (export->file), g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
on_response (GtkNativeDialog *dialog,
             int              response,
             gpointer         user_data)
{
  g_autoptr(GTask) task = user_data;
  Export *export = g_task_get_task_data (task);

  if (response == GTK_RESPONSE_ACCEPT)
    export->file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_signal_handlers_disconnect_by_data (dialog, task);
  g_clear_object (&export->chooser);
  if (export->file != NULL)
    g_task_run_in_thread (task, write_in_thread);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Nobody wants the file"));
}

static void
add_filter (GtkFileChooserNative *chooser,
            const char           *name,
            const char           *suffix)
{
  g_autoptr(GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  gtk_file_filter_add_suffix (filter, suffix);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
}

/* Names of servers are addresses, too, and a file's name cannot have everything. */
static char *
dup_file_name (const char *name)
{
  char *text = g_strdup (name);

  return g_strdelimit (text, "/\\:*?\"<>|[]", '-');
}

/**
 * rackside_export_async:
 * @widget: whose window asks
 * @title: title of the dialog
 * @file_name: the name that is proposed; its end says in which format
 * @func: makes the text
 * @data: for @func
 * @destroy: frees @data
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Asks where to save something as CSV or JSON, as the file's name ends, and writes it without holding the window up.
 */
void
rackside_export_async (GtkWidget           *widget,
                       const char          *title,
                       const char          *file_name,
                       RacksideExportFunc   func,
                       gpointer             data,
                       GDestroyNotify       destroy,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  GTask *task = g_task_new (widget, NULL, callback, user_data);
  Export *export = g_new0 (Export, 1);
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autofree char *name = dup_file_name (file_name);

  *export = (Export) { .func = func, .data = data, .destroy = destroy };
  g_task_set_source_tag (task, rackside_export_async);
  g_task_set_task_data (task, export, export_free);
  export->chooser = gtk_file_chooser_native_new (title, GTK_WINDOW (root), GTK_FILE_CHOOSER_ACTION_SAVE, _("_Save"),
                                                 _("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (export->chooser), TRUE);
  add_filter (export->chooser, _("CSV, for spreadsheets"), "csv");
  add_filter (export->chooser, _("JSON, for programs"), "json");
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (export->chooser), name);
  if (g_str_has_suffix (name, ".json"))
    {
      g_autoptr(GListModel) filters = gtk_file_chooser_get_filters (GTK_FILE_CHOOSER (export->chooser));
      g_autoptr(GtkFileFilter) json = g_list_model_get_item (filters, 1);

      gtk_file_chooser_set_filter (GTK_FILE_CHOOSER (export->chooser), json);
    }
  g_signal_connect (export->chooser, "response", G_CALLBACK (on_response), task);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (export->chooser));
}

/**
 * rackside_export_finish:
 * @widget: what was given to rackside_export_async()
 * @result: what the callback was given
 * @remark: (out) (nullable): what to tell the user: where it was saved, or why it could not be; %NULL when he did not
 *   want it
 *
 * Returns: whether it was saved
 */
gboolean
rackside_export_finish (GtkWidget     *widget,
                        GAsyncResult  *result,
                        char         **remark)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) file = NULL;

  *remark = NULL;
  g_return_val_if_fail (g_task_is_valid (result, widget), FALSE);
  file = g_task_propagate_pointer (G_TASK (result), &error);
  if (file != NULL)
    {
      g_autofree char *name = g_file_get_parse_name (file);

      *remark = g_strdup_printf (_("Saved as “%s”."), name);
      return TRUE;
    }
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    *remark = g_strdup_printf (_("It could not be saved. %s"), error->message);
  return FALSE;
}
