/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "ipmi-kg.h"
#include "ipmi-target.h"
#include "rackside-secrets.h"
#include "rackside-window-private.h"

/* The settings of a BMC as a saved server has them. */
static char *
make_bmc_uri (const RacksideBmcSettings *settings)
{
  RacksideAddress address = {
    .kind = RACKSIDE_ADDRESS_IPMI,
    .host = settings->host,
    .port = settings->port,
    .user = settings->user,
  };

  return rackside_address_to_uri (&address);
}

static gboolean
shows_bmc (RacksideWindow *self)
{
  return gtk_stack_get_visible_child (self->stack) == GTK_WIDGET (self->bmc_panel);
}

/* What it would be saved as, or NULL when there is nothing to save. */
static RacksideServer *
make_server (RacksideWindow *self)
{
  RacksideBmc *bmc = shows_bmc (self) ? rackside_panel_get_bmc (self->bmc_panel) : NULL;
  const RacksideAddress *address = rackside_console_view_get_address (self->console_view);
  gboolean console = gtk_stack_get_visible_child (self->stack) == GTK_WIDGET (self->console_view);
  g_autofree char *uri = NULL;
  g_autofree char *name = NULL;
  g_autofree char *subtitle = NULL;
  RacksideServer *server;

  if (bmc != NULL)
    uri = make_bmc_uri (rackside_bmc_get_settings (bmc));
  else if (console && self->demo == NULL && address != NULL)
    {
      uri = rackside_address_to_uri (address);
      /* Without a subtitle the title is but the address. */
      g_object_get (self->console_view, "title", &name, "subtitle", &subtitle, NULL);
    }
  if (uri == NULL)
    return NULL;
  server = rackside_server_new (NULL);
  g_object_set (server, "address", uri, "name", subtitle != NULL ? name : "",
                "layout", self->layout != NULL ? self->layout : "", NULL);
  return server;
}

static void
put_bmc (RacksideServer            *server,
         const RacksideBmcSettings *settings,
         gboolean                   alone)
{
  g_autofree char *uri = make_bmc_uri (settings);
  g_autofree char *bridge = ipmi_target_format (&settings->target);

  g_object_set (server, alone ? "address" : "bmc", uri, "bmc-suite", settings->suite, "bmc-bridge", bridge, NULL);
}

/* Saves the server that is shown, with its BMC as it is reached when there is something to say about that. */
static gboolean
save (RacksideWindow            *self,
      const RacksideBmcSettings *settings)
{
  RacksideServers *servers = rackside_window_get_servers (NULL);
  g_autoptr(RacksideServer) base = self->server != NULL ? g_object_ref (self->server) : make_server (self);
  g_autoptr(RacksideServer) server = NULL;
  g_autoptr(GError) error = NULL;

  if (base == NULL)
    return FALSE;
  server = rackside_server_copy (base, rackside_server_get_id (base));
  if (settings != NULL)
    put_bmc (server, settings, shows_bmc (self));
  if (!rackside_server_check (server, &error) || !rackside_servers_update (servers, base, server, &error))
    {
      rackside_window_remark (self, error->message, NULL, NULL);
      return FALSE;
    }
  g_set_object (&self->server, rackside_servers_find (servers, rackside_server_get_id (server)));
  rackside_window_watch_picture (self);
  rackside_window_update_macros (self);
  rackside_window_update_keep (self);
  return TRUE;
}

static void
on_remembered (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(RacksideWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  if (rackside_secrets_store_finish (result, &error))
    {
      rackside_window_remark (self, _("The password is in the keyring"), NULL, NULL);
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  /* Translators: %s is a sentence */
  text = g_strdup_printf (_("The password is not remembered, and will be asked for again. %s"), error->message);
  rackside_window_remark (self, text, NULL, NULL);
}

static void
on_key_kept (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(RacksideWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  if (rackside_secrets_store_finish (result, &error))
    return;
  /* Translators: %s is a sentence */
  text = g_strdup_printf (_("The BMC key is not remembered, and has to be entered again. %s"), error->message);
  rackside_window_remark (self, text, NULL, NULL);
}

/* A BMC that has no key of its own any more must not be given the one that it had. */
static void
keep_key (RacksideWindow            *self,
          const RacksideBmcSettings *settings)
{
  g_autoptr(RacksideSecret) key = settings->kg != NULL ? ipmi_kg_to_digits (settings->kg) : NULL;

  if (key != NULL)
    rackside_secrets_store_async (RACKSIDE_SECRET_IPMI_KG, settings->host, settings->port, "", key, NULL, on_key_kept,
                                  g_object_ref (self));
  else
    rackside_secrets_forget_async (RACKSIDE_SECRET_IPMI_KG, settings->host, settings->port, "", NULL, NULL, NULL);
}

/**
 * rackside_window_keep_ilo:
 * @self: a window whose console is logged in
 *
 * The server has accepted what was entered, so what is wanted of it is kept.
 */
void
rackside_window_keep_ilo (RacksideWindow *self)
{
  const RacksideAddress *address = rackside_console_view_get_address (self->console_view);
  gboolean saved = self->server != NULL;

  if (!saved && (self->keep & RACKSIDE_KEEP_SERVER) != 0)
    saved = save (self, NULL);
  if (saved)
    rackside_window_watch_picture (self);
  if (saved && self->keep_password != NULL)
    rackside_secrets_store_async (RACKSIDE_SECRET_ILO, address->host, address->port, address->user, self->keep_password,
                                  NULL, on_remembered, g_object_ref (self));
  rackside_window_keep_nothing (self);
}

/**
 * rackside_window_keep_bmc:
 * @panel: the panel beside the console, or that which fills the window
 * @remember: whether somebody has asked there to keep it
 * @self: the window
 *
 * As rackside_window_keep_ilo(), for a BMC.
 */
void
rackside_window_keep_bmc (RacksidePanel  *panel,
                          gboolean        remember,
                          RacksideWindow *self)
{
  const RacksideBmcSettings *settings = rackside_bmc_get_settings (rackside_panel_get_bmc (panel));
  gboolean alone = panel == self->bmc_panel;

  /* What was entered in the form was for the iLO. */
  if (!remember && (!alone || self->keep == RACKSIDE_KEEP_NOTHING))
    return;
  if (alone)
    remember = remember || (self->keep & RACKSIDE_KEEP_PASSWORD) != 0;
  if (save (self, settings) && remember)
    {
      rackside_secrets_store_async (RACKSIDE_SECRET_IPMI, settings->host, settings->port, settings->user,
                                    settings->password, NULL, on_remembered, g_object_ref (self));
      keep_key (self, settings);
    }
  if (alone)
    rackside_window_keep_nothing (self);
}

/**
 * rackside_window_keep_nothing:
 * @self: a window
 *
 * Forgets what was to be kept.
 */
void
rackside_window_keep_nothing (RacksideWindow *self)
{
  self->keep = RACKSIDE_KEEP_NOTHING;
  if (self->keep_password != NULL)
    explicit_bzero (self->keep_password, strlen (self->keep_password));
  g_clear_pointer (&self->keep_password, g_free);
}

/**
 * rackside_window_save_server:
 * @self: a window that shows a server which is not saved
 *
 * Saves it.
 */
void
rackside_window_save_server (RacksideWindow *self)
{
  g_autofree char *text = NULL;

  if (!save (self, NULL))
    return;
  /* Translators: %s is a server */
  text = g_strdup_printf (_("%s is saved"), rackside_server_get_title (self->server));
  rackside_window_remark (self, text, _("_Edit…"), "win.edit-server");
}

/**
 * rackside_window_update_keep:
 * @self: a window
 *
 * Offers to save what can be saved.
 */
void
rackside_window_update_keep (RacksideWindow *self)
{
  GAction *save_action = g_action_map_lookup_action (G_ACTION_MAP (self), "save-server");
  GAction *edit_action = g_action_map_lookup_action (G_ACTION_MAP (self), "edit-server");
  g_autoptr(RacksideServer) server = self->server == NULL ? make_server (self) : NULL;

  if (save_action == NULL)
    return;
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), "security")),
                               shows_bmc (self)
                               || gtk_stack_get_visible_child (self->stack) == GTK_WIDGET (self->console_view));
  g_simple_action_set_enabled (G_SIMPLE_ACTION (save_action), server != NULL);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (edit_action), self->server != NULL && !rackside_window_is_home (self));
}
