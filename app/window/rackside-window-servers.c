/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "ipmi-kg.h"
#include "rackside-application.h"
#include "rackside-secrets.h"
#include "rackside-window-private.h"

/* How long the keyring may take before it is said that it is waited for. */
#define KEYRING_PATIENCE_MS 400

/**
 * rackside_window_get_servers:
 * @problem: (nullable): what is wrong with the file that they are in
 *
 * Returns: (transfer none): the saved servers, which all windows share
 */
RacksideServers *
rackside_window_get_servers (GError **problem)
{
  return rackside_application_get_servers (RACKSIDE_APPLICATION (g_application_get_default ()), problem);
}

/**
 * rackside_window_is_saved:
 * @self: a window
 *
 * Returns: whether what is open is a saved server; it may have been removed meanwhile
 */
gboolean
rackside_window_is_saved (RacksideWindow *self)
{
  return self->server != NULL
         && rackside_servers_find (rackside_window_get_servers (NULL), rackside_server_get_id (self->server)) != NULL;
}

static gboolean
has_servers (void)
{
  return g_list_model_get_n_items (G_LIST_MODEL (rackside_window_get_servers (NULL))) > 0;
}

/* A window that stays open while the last server is removed elsewhere keeps its page: there may be an undo. */
static void
on_servers_changed (RacksideWindow *self)
{
  gboolean any = has_servers ();
  GtkWidget *page = gtk_stack_get_visible_child (self->stack);

  gtk_widget_set_visible (self->saved_button, any);
  if (any && page == self->start_page && !rackside_connect_form_is_used (self->connect_form))
    rackside_window_show_home (self);
}

/**
 * rackside_window_is_home:
 * @self: a window
 *
 * Returns: whether it shows a page from which one goes to servers
 */
gboolean
rackside_window_is_home (RacksideWindow *self)
{
  GtkWidget *page = gtk_stack_get_visible_child (self->stack);

  return page == self->start_page || page == GTK_WIDGET (self->servers_page);
}

static void
stop_waiting (RacksideWindow *self)
{
  g_clear_handle_id (&self->keyring_source, g_source_remove);
  g_cancellable_cancel (self->keyring_cancellable);
  g_clear_object (&self->keyring_cancellable);
}

/**
 * rackside_window_show_home:
 * @self: a window
 *
 * Shows the saved servers, or where there are none the form to connect.
 */
void
rackside_window_show_home (RacksideWindow *self)
{
  stop_waiting (self);
  rackside_window_keep_nothing (self);
  g_clear_object (&self->server);
  if (has_servers ())
    {
      rackside_window_show_page (self, GTK_WIDGET (self->servers_page));
      gtk_widget_grab_focus (GTK_WIDGET (self->servers_page));
    }
  else
    rackside_window_show_connect_form (self);
}

/**
 * rackside_window_show_connect_form:
 * @self: a window
 *
 * Asks where to connect to.
 */
void
rackside_window_show_connect_form (RacksideWindow *self)
{
  rackside_window_show_page (self, self->start_page);
  gtk_widget_grab_focus (GTK_WIDGET (self->connect_form));
}

static void
on_key_found (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(RacksideWindow) self = user_data;
  g_autoptr(RacksideSecret) secret = rackside_secrets_peek_finish (result, NULL);
  g_autoptr(GBytes) key = secret != NULL ? ipmi_kg_from_digits (secret) : NULL;

  if (key != NULL && self->server != NULL)
    rackside_window_give_bmc_key (self, key);
}

/* Few BMCs have a key of their own, so its log-in does not wait for that, and begins anew when there is one. */
static void
look_for_key (RacksideWindow        *self,
              const RacksideAddress *bmc)
{
  rackside_secrets_peek_async (RACKSIDE_SECRET_IPMI_KG, bmc->host, bmc->port, "", self->keyring_cancellable, on_key_found,
                               g_object_ref (self));
}

static void
on_bmc_password_found (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr(RacksideWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(RacksideSecret) password = rackside_secrets_look_up_finish (result, &error);
  g_autoptr(RacksideAddress) address = NULL;
  g_autoptr(RacksideBmcSettings) settings = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->server == NULL)
    return;
  address = rackside_address_parse (rackside_server_get_bmc (self->server), NULL);
  settings = rackside_bmc_settings_new (address->host, address->port, address->user, password);
  rackside_window_set_bmc (self, settings);
  rackside_window_adjust_bmc (self, rackside_server_get_bmc_suite (self->server),
                              rackside_server_get_bmc_bridge (self->server));
  look_for_key (self, address);
}

/**
 * rackside_window_connect_saved:
 * @self: a window with a saved server
 * @address: its address
 * @password: the password, copied
 *
 * Connects to it, and to its BMC as it was saved.
 */
void
rackside_window_connect_saved (RacksideWindow        *self,
                               const RacksideAddress *address,
                               const char            *password)
{
  g_autoptr(RacksideAddress) bmc = NULL;

  rackside_window_connect_with_password (self, address, password);
  rackside_window_adjust_bmc (self, rackside_server_get_bmc_suite (self->server),
                              rackside_server_get_bmc_bridge (self->server));
  if (address->kind == RACKSIDE_ADDRESS_IPMI)
    look_for_key (self, address);
  if (address->kind == RACKSIDE_ADDRESS_IPMI || *rackside_server_get_bmc (self->server) == '\0')
    return;
  bmc = rackside_address_parse (rackside_server_get_bmc (self->server), NULL);
  rackside_secrets_look_up_async (RACKSIDE_SECRET_IPMI, bmc->host, bmc->port, bmc->user != NULL ? bmc->user : "",
                                  self->keyring_cancellable, on_bmc_password_found, g_object_ref (self));
}

/* Asks for the password of the saved server. */
static void
ask (RacksideWindow *self,
     const char     *why,
     gboolean        remember)
{
  g_autoptr(RacksideAddress) address = rackside_address_parse (rackside_server_get_address (self->server), NULL);

  rackside_connect_form_set_address (self->connect_form, address);
  rackside_connect_form_set_note (self->connect_form, why);
  rackside_connect_form_set_remember (self->connect_form, remember);
  rackside_window_show_connect_form (self);
}

static void
on_password_found (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(RacksideWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(RacksideSecret) password = rackside_secrets_look_up_finish (result, &error);
  g_autoptr(RacksideAddress) address = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->server == NULL)
    return;
  g_clear_handle_id (&self->keyring_source, g_source_remove);
  address = rackside_address_parse (rackside_server_get_address (self->server), NULL);
  if (password != NULL)
    rackside_window_connect_saved (self, address, password);
  else
    ask (self, error != NULL ? error->message : NULL, FALSE);
}

/* It may be asking the user for its own password, or be in no hurry: the server's can be typed as well. */
static gboolean
on_keyring_slow (gpointer user_data)
{
  RacksideWindow *self = user_data;

  self->keyring_source = 0;
  ask (self, _("Waiting for the keyring. You can enter the password here as well."), FALSE);
  return G_SOURCE_REMOVE;
}

/**
 * rackside_window_open_server:
 * @self: a window
 * @server: a saved server
 *
 * Connects to it with the password that is in the keyring, or asks for one.
 */
void
rackside_window_open_server (RacksideWindow *self,
                             RacksideServer *server)
{
  g_autoptr(RacksideAddress) address = rackside_address_parse (rackside_server_get_address (server), NULL);

  stop_waiting (self);
  rackside_window_keep_nothing (self);
  self->keyring_cancellable = g_cancellable_new ();
  self->keyring_source = g_timeout_add (KEYRING_PATIENCE_MS, on_keyring_slow, self);
  g_set_object (&self->server, server);
  rackside_secrets_look_up_async (rackside_secret_kind_for_address (address), address->host, address->port,
                                  address->user != NULL ? address->user : "", self->keyring_cancellable,
                                  on_password_found, g_object_ref (self));
}

/**
 * rackside_window_open_address:
 * @self: a window
 * @address: where to connect to, as somebody has typed it
 *
 * Opens the saved server that is meant, or asks for the password.
 */
void
rackside_window_open_address (RacksideWindow        *self,
                              const RacksideAddress *address)
{
  RacksideServer *server = rackside_servers_match (rackside_window_get_servers (NULL), address);

  if (server != NULL)
    {
      rackside_window_open_server (self, server);
      return;
    }
  rackside_connect_form_set_address (self->connect_form, address);
  rackside_window_show_connect_form (self);
}

/**
 * rackside_window_submit:
 * @self: a window
 * @address: what has been entered
 * @password: the password, copied
 * @keep: what to keep of it once it is accepted
 *
 * Connects to what has been entered, as it was saved if it is a saved server.
 */
void
rackside_window_submit (RacksideWindow        *self,
                        const RacksideAddress *address,
                        const char            *password,
                        RacksideKeep           keep)
{
  RacksideServer *server = rackside_servers_match (rackside_window_get_servers (NULL), address);

  stop_waiting (self);
  rackside_window_keep_nothing (self);
  self->keep = keep;
  if ((keep & RACKSIDE_KEEP_PASSWORD) != 0)
    self->keep_password = g_strdup (password);
  g_set_object (&self->server, server);
  if (server == NULL)
    {
      rackside_window_connect_with_password (self, address, password);
      return;
    }
  self->keyring_cancellable = g_cancellable_new ();
  rackside_window_connect_saved (self, address, password);
}

/**
 * rackside_window_ask_again:
 * @self: a window whose console is closed
 * @refused: whether the server has refused the last password
 *
 * Has the user log in again: with the password of the keyring, unless that is the one that was refused.
 */
void
rackside_window_ask_again (RacksideWindow *self,
                           gboolean        refused)
{
  const RacksideAddress *address = rackside_console_view_get_address (self->console_view);

  if (!refused)
    {
      rackside_window_open_address (self, address);
      return;
    }
  rackside_connect_form_set_address (self->connect_form, address);
  if (self->server != NULL)
    {
      rackside_connect_form_set_note (self->connect_form, _("The server refused that password. A new one can be "
                                                            "remembered in its place."));
      rackside_connect_form_set_remember (self->connect_form, TRUE);
    }
  rackside_window_keep_nothing (self);
  rackside_window_show_connect_form (self);
}

/* Who has a server's console open already wants to go there: the iLO has but one to give. */
static RacksideWindow *
find_window_with (RacksideWindow *self,
                  RacksideServer *server)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  for (GList *l = gtk_application_get_windows (application); l != NULL; l = l->next)
    if (RACKSIDE_IS_WINDOW (l->data) && RACKSIDE_WINDOW (l->data)->server == server && !rackside_window_is_home (l->data))
      return l->data;
  return NULL;
}

static void
on_open (RacksideWindow *self,
         RacksideServer *server,
         gboolean        new_window)
{
  RacksideWindow *window = find_window_with (self, server);

  if (window != NULL)
    {
      gtk_window_present (GTK_WINDOW (window));
      return;
    }
  window = new_window ? rackside_window_new (gtk_window_get_application (GTK_WINDOW (self))) : self;

  gtk_window_present (GTK_WINDOW (window));
  rackside_window_open_server (window, server);
}

static AdwToast *
on_page_remark (RacksideWindow *self,
                const char     *text,
                const char     *button,
                const char     *action)
{
  return g_object_ref (rackside_window_remark (self, text, button, action));
}

/* One of the windows says it. */
static void
on_problem (RacksideWindow *self,
            const char     *text)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  if (application != NULL && gtk_application_get_active_window (application) == GTK_WINDOW (self))
    rackside_window_remark (self, text, NULL, NULL);
}

/**
 * rackside_window_init_servers:
 * @self: a window
 *
 * Fills the page of saved servers, and follows them.
 */
void
rackside_window_init_servers (RacksideWindow *self)
{
  g_autoptr(GError) problem = NULL;
  RacksideServers *servers = rackside_window_get_servers (&problem);

  rackside_servers_page_set_servers (self->servers_page, servers,
                                     rackside_application_get_poller (
                                       RACKSIDE_APPLICATION (g_application_get_default ())));
  rackside_connect_form_set_servers (self->connect_form, servers);
  g_signal_connect_object (rackside_panel_flap_get_panel (self->flap), "accepted", G_CALLBACK (rackside_window_keep_bmc),
                           self, 0);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "servers", rackside_servers_page_get_actions (self->servers_page));
  g_signal_connect_object (self->servers_page, "open", G_CALLBACK (on_open), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->servers_page, "remark", G_CALLBACK (on_page_remark), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (servers, "items-changed", G_CALLBACK (on_servers_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (servers, "problem", G_CALLBACK (on_problem), self, G_CONNECT_SWAPPED);
  on_servers_changed (self);
  if (problem != NULL)
    rackside_window_remark (self, problem->message, NULL, NULL);
}

/**
 * rackside_window_dispose_servers:
 * @self: a window
 *
 * Ends what is on its way.
 */
void
rackside_window_dispose_servers (RacksideWindow *self)
{
  rackside_window_dispose_picture (self);
  stop_waiting (self);
  rackside_window_keep_nothing (self);
  g_clear_object (&self->server);
}
