/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "rackside-address.h"
#include "rackside-security-window.h"
#include "rackside-server-dialog.h"
#include "rackside-server-secrets.h"
#include "rackside-servers-exchange.h"
#include "rackside-servers-page-private.h"
#include "rackside-settings.h"

/* More windows than this nobody opens by mistake. */
#define MAX_UNASKED 6

static RacksideServer *
find (RacksideServersPage *self,
      GVariant            *id)
{
  return self->servers != NULL ? rackside_servers_find (self->servers, g_variant_get_string (id, NULL)) : NULL;
}

static void
on_open (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  RacksideServer *server = find (user_data, parameter);

  if (server != NULL)
    rackside_servers_page_open (user_data, server, FALSE);
}

static void
on_open_new_window (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  RacksideServer *server = find (user_data, parameter);

  if (server != NULL)
    rackside_servers_page_open (user_data, server, TRUE);
}

static void
open_all (RacksideServersPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->sorted));
  g_autoptr(GPtrArray) servers = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (servers, g_list_model_get_item (G_LIST_MODEL (self->sorted), i));
  for (guint i = 0; i < servers->len; i++)
    rackside_servers_page_open (self, servers->pdata[i], TRUE);
}

static void
on_open_all_answer (RacksideServersPage *self,
                    const char          *response)
{
  if (strcmp (response, "open") == 0)
    open_all (self);
}

static void
on_open_all (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  RacksideServersPage *self = user_data;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->sorted));
  g_autofree char *title = NULL;
  GtkWidget *dialog;

  if (n <= MAX_UNASKED)
    {
      open_all (self);
      return;
    }
  title = g_strdup_printf (ngettext ("Connect to %u Server?", "Connect to %u Servers?", n), n);
  dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), title,
                                   _("Each gets a window of its own. Fewer are found by searching."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "open", _("C_onnect"), NULL);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_open_all_answer), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
edit (RacksideServersPage *self,
      RacksideServer      *server,         /* (transfer full) */
      const char          *title)
{
  g_autoptr(RacksideServer) owned = server;
  GtkWidget *dialog = rackside_server_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), title,
                                                  self->servers, server);

  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_add (GSimpleAction *action,
        GVariant      *parameter,
        gpointer       user_data)
{
  edit (user_data, rackside_server_new (NULL), _("Add a Server"));
}

static void
on_edit (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  RacksideServer *server = find (user_data, parameter);

  if (server != NULL)
    edit (user_data, rackside_server_copy (server, rackside_server_get_id (server)), _("Edit Server"));
}

static void
on_duplicate (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  RacksideServer *server = find (user_data, parameter);

  if (server != NULL)
    edit (user_data, rackside_server_copy (server, NULL), _("Duplicate Server"));
}

/* What is known of it without connecting. */
static void
on_security (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  RacksideServersPage *self = user_data;
  RacksideServer *server = find (self, parameter);
  g_autoptr(RacksideAddress) address = NULL;
  g_autoptr(GPtrArray) facts = NULL;
  RacksideSecurityWindow *window;

  if (server == NULL)
    return;
  address = rackside_address_parse (rackside_server_get_address (server), NULL);
  window = rackside_security_window_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                         rackside_server_get_title (server));
  if (address->kind == RACKSIDE_ADDRESS_ILO)
    rackside_security_window_add_host (window, address->host, address->port, NULL);
  facts = rackside_security_of_ipmi (rackside_server_get_bmc_suite (server));
  if (address->kind == RACKSIDE_ADDRESS_IPMI)
    rackside_security_window_add (window, facts);
  gtk_window_present (GTK_WINDOW (window));
}

static void
on_password_forgotten (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr(RacksideServersPage) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean ok = rackside_server_forget_secrets_finish (result, &error);

  if (self->servers != NULL)
    rackside_servers_page_remark (self, ok ? _("No password of it is in the keyring any more") : error->message);
}

static void
on_forget_password (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  RacksideServer *server = find (user_data, parameter);

  if (server != NULL)
    rackside_server_forget_secrets_async (server, NULL, on_password_forgotten, g_object_ref (user_data));
}

static void
on_remove (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  RacksideServer *server = find (user_data, parameter);

  if (server != NULL)
    rackside_servers_page_remove (user_data, server);
}

static void
on_undo_remove (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  rackside_servers_page_undo_remove (user_data);
}

static void
sort_by (RacksideServersPage *self,
         GSimpleAction       *action,
         const char          *by)
{
  const char *property = strcmp (by, "name") == 0 ? "title" : strcmp (by, "added") == 0 ? NULL : by;

  rackside_servers_page_sort_by (self, property);
  g_simple_action_set_state (action, g_variant_new_string (by));
}

static void
on_sort (GSimpleAction *action,
         GVariant      *state,
         gpointer       user_data)
{
  const char *by = g_variant_get_string (state, NULL);

  sort_by (user_data, action, by);
  g_settings_set_string (rackside_settings_get (NULL), RACKSIDE_SETTINGS_SORT_SERVERS, by);
}

/* It is the same in all windows. */
static void
on_order_changed (RacksideServersPage *self)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), "sort");
  g_autofree char *by = g_settings_get_string (rackside_settings_get (NULL), RACKSIDE_SETTINGS_SORT_SERVERS);
  g_autoptr(GVariant) now = g_action_get_state (action);

  if (self->sorted != NULL && strcmp (g_variant_get_string (now, NULL), by) != 0)
    sort_by (self, G_SIMPLE_ACTION (action), by);
}

static void
on_refresh (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  RacksideServersPage *self = user_data;
  const char *problem = self->poller != NULL ? rackside_poller_get_problem (self->poller) : NULL;

  if (problem != NULL)
    rackside_servers_page_remark (self, problem);
  else if (self->poller != NULL)
    rackside_poller_refresh (self->poller);
}

static void
export_file (RacksideServersPage *self,
             GFile               *file)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *text = rackside_servers_export (self->servers, rackside_servers_format_for_name (name));
  g_autoptr(GError) error = NULL;
  g_autofree char *done = NULL;

  if (g_file_replace_contents (file, text, strlen (text), NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL, &error))
    /* Translators: %s is a file */
    done = g_strdup_printf (_("The servers are in %s now. There is no password in it."), name);
  else
    /* Translators: the first %s is a file, the second a sentence */
    done = g_strdup_printf (_("%s cannot be written: %s"), name, error->message);
  rackside_servers_page_remark (self, done);
}

static void
on_file_chosen (RacksideServersPage *self,
                int                  response)
{
  g_autoptr(GtkFileChooserNative) chooser = g_steal_pointer (&self->file_chooser);
  g_autoptr(GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

  if (response != GTK_RESPONSE_ACCEPT || file == NULL)
    return;
  if (gtk_file_chooser_get_action (GTK_FILE_CHOOSER (chooser)) == GTK_FILE_CHOOSER_ACTION_SAVE)
    export_file (self, file);
  else
    rackside_servers_page_import (self, file);
}

static void
choose_file (RacksideServersPage  *self,
             const char           *title,
             GtkFileChooserAction  action,
             const char           *accept)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->file_chooser != NULL)
    return;
  self->file_chooser = gtk_file_chooser_native_new (title, GTK_WINDOW (root), action, accept, _("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->file_chooser), TRUE);
  if (action == GTK_FILE_CHOOSER_ACTION_SAVE)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->file_chooser), "rackside-servers.csv");
  g_signal_connect_object (self->file_chooser, "response", G_CALLBACK (on_file_chosen), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->file_chooser));
}

static void
on_search (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  gtk_widget_grab_focus (user_data);
}

static void
on_import (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  choose_file (user_data, _("Import Servers"), GTK_FILE_CHOOSER_ACTION_OPEN, _("_Import"));
}

static void
on_cancel_import (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  rackside_servers_page_cancel_import (user_data);
}

static void
on_export (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  choose_file (user_data, _("Export Servers"), GTK_FILE_CHOOSER_ACTION_SAVE, _("_Export"));
}

static const GActionEntry entries[] = {
  { .name = "open", .parameter_type = "s", .activate = on_open },
  { .name = "open-new-window", .parameter_type = "s", .activate = on_open_new_window },
  { .name = "open-all", .activate = on_open_all },
  { .name = "add", .activate = on_add },
  { .name = "edit", .parameter_type = "s", .activate = on_edit },
  { .name = "duplicate", .parameter_type = "s", .activate = on_duplicate },
  { .name = "security", .parameter_type = "s", .activate = on_security },
  { .name = "forget-password", .parameter_type = "s", .activate = on_forget_password },
  { .name = "remove", .parameter_type = "s", .activate = on_remove },
  { .name = "undo-remove", .activate = on_undo_remove },
  { .name = "sort", .parameter_type = "s", .state = "''", .change_state = on_sort },
  { .name = "refresh", .activate = on_refresh },
  { .name = "search", .activate = on_search },
  { .name = "import", .activate = on_import },
  { .name = "cancel-import", .activate = on_cancel_import },
  { .name = "export", .activate = on_export },
};

/* Gives a page its actions. */
void
rackside_servers_page_init_actions (RacksideServersPage *self)
{
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "servers", G_ACTION_GROUP (self->actions));
  on_order_changed (self);
  g_signal_connect_object (rackside_settings_get (NULL), "changed::" RACKSIDE_SETTINGS_SORT_SERVERS,
                           G_CALLBACK (on_order_changed), self, G_CONNECT_SWAPPED);
}
