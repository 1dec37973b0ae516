/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "rackside-address.h"
#include "rackside-layout-chooser.h"
#include "rackside-rows.h"
#include "rackside-secrets.h"
#include "rackside-server-dialog.h"

struct _RacksideServerDialog
{
  AdwWindow              parent_instance;

  GtkEditable           *name_row;
  GtkEditable           *address_row;
  GtkEditable           *password_row;
  GtkEditable           *tags_row;
  GtkEditable           *bmc_row;
  RacksideLayoutChooser *layouts;
  GtkLabel              *layout_problem_label;
  GtkLabel              *problem_label;
  GtkWidget             *save_button;

  RacksideServers       *servers;         /* owned */
  RacksideServer        *server;          /* owned; what is being edited, a copy */
  RacksideServer        *base;            /* owned; as it was in the file when that was last looked at */
  GCancellable          *cancellable;     /* owned; ends waiting for the keyring */
};

G_DEFINE_FINAL_TYPE (RacksideServerDialog, rackside_server_dialog, ADW_TYPE_WINDOW)

static void
show_problem (RacksideServerDialog *self,
              const char           *text)
{
  gtk_label_set_label (self->problem_label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), text != NULL);
}

/* A BMC has a user without a name. */
static gboolean
has_user (const RacksideAddress *address)
{
  return address->user != NULL || address->kind == RACKSIDE_ADDRESS_IPMI;
}

static char **
split_tags (const char *text)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) parts = g_strsplit (text, ",", -1);

  for (char **part = parts; *part != NULL; part++)
    if (*g_strstrip (*part) != '\0')
      g_strv_builder_add (builder, *part);
  return g_strv_builder_end (builder);
}

/* A password that nobody would look up is not kept silently from being remembered. */
static gboolean
check_password (RacksideServerDialog  *self,
                GError               **error)
{
  g_autoptr(RacksideAddress) address = rackside_address_parse (rackside_server_get_address (self->server), NULL);

  if (*gtk_editable_get_text (self->password_row) == '\0' || has_user (address))
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                       _("Whose password it is has to be in the address, as ilo://USER@HOST."));
  return FALSE;
}

/* Takes over what has been typed, and says what is wrong with it. */
static void
on_changed (RacksideServerDialog *self)
{
  g_auto(GStrv) tags = split_tags (gtk_editable_get_text (self->tags_row));
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->name_row)));
  g_autofree char *address = g_strstrip (g_strdup (gtk_editable_get_text (self->address_row)));
  g_autofree char *bmc = g_strstrip (g_strdup (gtk_editable_get_text (self->bmc_row)));
  g_autoptr(GError) error = NULL;
  gboolean ok;

  g_object_set (self->server, "name", name, "address", address, "tags", tags, "bmc", bmc, NULL);
  ok = rackside_server_check (self->server, &error) && check_password (self, &error);
  gtk_widget_set_sensitive (self->save_button, ok);
  show_problem (self, ok || *address == '\0' ? NULL : error->message);
}

/* What was changed meanwhile would go with the dialog. */
static void
set_editable (RacksideServerDialog *self,
              gboolean              editable)
{
  GtkEditable *rows[] = { self->name_row, self->address_row, self->password_row, self->tags_row, self->bmc_row };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    gtk_editable_set_editable (rows[i], editable);
  gtk_widget_set_sensitive (GTK_WIDGET (self->layouts), editable);
}

static void
show_layout_problem (RacksideServerDialog *self,
                     const GError         *error)
{
  gtk_label_set_label (self->layout_problem_label, error != NULL ? error->message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->layout_problem_label), error != NULL);
}

static void
on_layout_chosen (RacksideServerDialog *self)
{
  g_autofree char *layout = rackside_layout_chooser_dup_layout (self->layouts);

  g_object_set (self->server, "layout", layout, NULL);
  show_layout_problem (self, NULL);
}

static void
on_stored (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(RacksideServerDialog) self = user_data;
  g_autoptr(GError) error = NULL;

  if (rackside_secrets_store_finish (result, &error))
    gtk_window_destroy (GTK_WINDOW (self));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      set_editable (self, TRUE);
      gtk_editable_set_text (self->password_row, "");
      show_problem (self, error->message);
    }
}

static gboolean
store_password (RacksideServerDialog *self)
{
  const char *password = gtk_editable_get_text (self->password_row);
  g_autoptr(RacksideAddress) address = rackside_address_parse (rackside_server_get_address (self->server), NULL);

  if (*password == '\0')
    return FALSE;
  gtk_widget_set_sensitive (self->save_button, FALSE);
  set_editable (self, FALSE);
  show_problem (self, _("Waiting for the keyring…"));
  rackside_secrets_store_async (rackside_secret_kind_for_address (address), address->host, address->port,
                                address->user != NULL ? address->user : "", password, self->cancellable, on_stored,
                                g_object_ref (self));
  return TRUE;
}

/* What is in the file now is known: what others have changed has been told, and saving again is meant. */
static void
look_again (RacksideServerDialog *self)
{
  RacksideServer *current = rackside_servers_find (self->servers, rackside_server_get_id (self->server));

  if (current != NULL)
    rackside_server_assign (self->base, current);
}

static void
on_save (RacksideServerDialog *self)
{
  g_autoptr(GError) error = NULL;

  if (!gtk_widget_get_sensitive (self->save_button))
    return;
  if (!rackside_servers_update (self->servers, self->base, self->server, &error))
    {
      show_problem (self, error->message);
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_MERGE))
        look_again (self);
      return;
    }
  /* The dialog stays for a password that the keyring does not take. */
  look_again (self);
  if (!store_password (self))
    gtk_window_destroy (GTK_WINDOW (self));
}

static gboolean
rackside_server_dialog_focus (GtkWidget        *widget,
                              GtkDirectionType  direction)
{
  RacksideServerDialog *self = RACKSIDE_SERVER_DIALOG (widget);
  GtkEditable *rows[] = { self->name_row, self->address_row, self->password_row, self->tags_row, self->bmc_row };

  return rackside_rows_focus (widget, rows, G_N_ELEMENTS (rows), direction)
         || GTK_WIDGET_CLASS (rackside_server_dialog_parent_class)->focus (widget, direction);
}

/* It has been closed. What is on its way to the keyring holds it until that has ended. */
static void
rackside_server_dialog_unrealize (GtkWidget *widget)
{
  RacksideServerDialog *self = RACKSIDE_SERVER_DIALOG (widget);

  g_cancellable_cancel (self->cancellable);
  GTK_WIDGET_CLASS (rackside_server_dialog_parent_class)->unrealize (widget);
  /* Its window may go first, which GTK does not tell it any more. */
  gtk_window_set_transient_for (GTK_WINDOW (self), NULL);
}

static void
rackside_server_dialog_dispose (GObject *object)
{
  RacksideServerDialog *self = RACKSIDE_SERVER_DIALOG (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->servers);
  g_clear_object (&self->server);
  g_clear_object (&self->base);
  G_OBJECT_CLASS (rackside_server_dialog_parent_class)->dispose (object);
}

static void
rackside_server_dialog_class_init (RacksideServerDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rackside_server_dialog_dispose;
  widget_class->focus = rackside_server_dialog_focus;
  widget_class->unrealize = rackside_server_dialog_unrealize;
  g_type_ensure (RACKSIDE_TYPE_LAYOUT_CHOOSER);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-server-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksideServerDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, RacksideServerDialog, address_row);
  gtk_widget_class_bind_template_child (widget_class, RacksideServerDialog, password_row);
  gtk_widget_class_bind_template_child (widget_class, RacksideServerDialog, tags_row);
  gtk_widget_class_bind_template_child (widget_class, RacksideServerDialog, bmc_row);
  gtk_widget_class_bind_template_child (widget_class, RacksideServerDialog, layouts);
  gtk_widget_class_bind_template_child (widget_class, RacksideServerDialog, layout_problem_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideServerDialog, problem_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideServerDialog, save_button);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_layout_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_save);
}

static void
rackside_server_dialog_init (RacksideServerDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rackside_server_dialog_new:
 * @parent: the window that it belongs to
 * @title: what is being done
 * @servers: where to save it
 * @server: what to begin with; a copy, which is changed and saved
 *
 * Returns: (transfer none): a dialog, to be presented
 */
GtkWidget *
rackside_server_dialog_new (GtkWindow       *parent,
                            const char      *title,
                            RacksideServers *servers,
                            RacksideServer  *server)
{
  RacksideServerDialog *self = g_object_new (RACKSIDE_TYPE_SERVER_DIALOG, "transient-for", parent, "title", title, NULL);
  g_autoptr(RacksideServer) first = rackside_server_copy (server, rackside_server_get_id (server));
  g_autofree char *tags = g_strjoinv (", ", (char **) rackside_server_get_tags (first));
  g_autoptr(GError) error = NULL;

  self->servers = g_object_ref (servers);
  self->server = g_object_ref (server);
  self->base = g_object_ref (first);
  /* Each row that is filled in has the others read as well. */
  gtk_editable_set_text (self->name_row, rackside_server_get_name (first));
  gtk_editable_set_text (self->address_row, rackside_server_get_address (first));
  gtk_editable_set_text (self->tags_row, tags);
  gtk_editable_set_text (self->bmc_row, rackside_server_get_bmc (first));
  on_changed (self);
  rackside_layout_chooser_load (self->layouts, rackside_server_get_layout (first), &error);
  show_layout_problem (self, error);
  gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
  return GTK_WIDGET (self);
}
