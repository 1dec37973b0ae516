/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-server-picture.h"
#include "rackside-server-secrets.h"
#include "rackside-servers-page-private.h"

static void
on_secrets_forgotten (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr(RacksideServersPage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  g_application_release (g_application_get_default ());
  if (rackside_server_forget_secrets_finish (result, &error) || self == NULL || self->servers == NULL)
    return;
  /* Translators: %s is a sentence */
  text = g_strdup_printf (_("The password of a removed server is still in the keyring. %s"), error->message);
  rackside_servers_page_remark (self, text);
}

/* Nobody can bring them back any more, so what was kept of them goes too; @told hears of it when that fails. */
static void
finish (RacksideServersPage *self,
        RacksideServersPage *told)
{
  g_autoptr(GPtrArray) removed = g_steal_pointer (&self->removed);
  g_autoptr(AdwToast) toast = g_steal_pointer (&self->undo_toast);

  if (toast != NULL)
    g_signal_handlers_disconnect_by_data (toast, self);
  for (guint i = 0; removed != NULL && i < removed->len; i++)
    {
      const char *id = rackside_server_get_id (removed->pdata[i]);

      if (rackside_servers_find (self->servers, id) != NULL)
        continue;
      rackside_server_picture_remove (id);
      /* This may have been the last window. */
      g_application_hold (g_application_get_default ());
      rackside_server_forget_secrets_async (removed->pdata[i], self->servers, on_secrets_forgotten,
                                            told != NULL ? g_object_ref (told) : NULL);
    }
}

static void
on_dismissed (RacksideServersPage *self)
{
  finish (self, self);
}

/* Who removes one after the other gets them back together. */
static void
offer_undo (RacksideServersPage *self)
{
  g_autoptr(AdwToast) before = g_steal_pointer (&self->undo_toast);
  guint n = self->removed->len;
  g_autofree char *text = NULL;

  if (before != NULL)
    {
      g_signal_handlers_disconnect_by_data (before, self);
      adw_toast_dismiss (before);
    }
  if (n == 1)
    /* Translators: %s is a server */
    text = g_strdup_printf (_("%s is removed"), rackside_server_get_title (self->removed->pdata[0]));
  else
    text = g_strdup_printf (ngettext ("%u server is removed", "%u servers are removed", n), n);
  self->undo_toast = rackside_servers_page_offer (self, text, _("_Undo"), "servers.undo-remove");
  if (self->undo_toast != NULL)
    g_signal_connect_swapped (self->undo_toast, "dismissed", G_CALLBACK (on_dismissed), self);
}

/* Removes a server, and offers to bring it back. */
void
rackside_servers_page_remove (RacksideServersPage *self,
                              RacksideServer      *server)
{
  g_autoptr(GPtrArray) servers = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GError) error = NULL;
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  gboolean has_focus = focus != NULL && gtk_widget_is_ancestor (focus, rackside_server_grid_get_view (self->grid));

  g_ptr_array_add (servers, g_object_ref (server));
  if (!rackside_servers_remove (self->servers, servers, &error))
    {
      rackside_servers_page_remark (self, error->message);
      return;
    }
  if (self->removed == NULL)
    self->removed = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (self->removed, g_object_ref (server));
  /* The keyboard goes on with the next one. */
  if (has_focus)
    gtk_widget_grab_focus (rackside_server_grid_get_view (self->grid));
  offer_undo (self);
}

/* Brings back what has been removed since that was last offered. */
void
rackside_servers_page_undo_remove (RacksideServersPage *self)
{
  g_autoptr(GPtrArray) removed = g_steal_pointer (&self->removed);
  g_autoptr(GError) error = NULL;

  if (removed == NULL || rackside_servers_put (self->servers, removed, &error))
    return;
  /* It is not lost yet. */
  self->removed = g_steal_pointer (&removed);
  offer_undo (self);
  rackside_servers_page_remark (self, error->message);
}

/* For a page that goes: what has been removed cannot be brought back there any more. */
void
rackside_servers_page_finish_removal (RacksideServersPage *self)
{
  finish (self, NULL);
}
