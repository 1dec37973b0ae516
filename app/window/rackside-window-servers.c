/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-application.h"
#include "rackside-secrets.h"
#include "rackside-server-picture.h"
#include "rackside-window-private.h"

/* How often the picture on a server's card is made anew while its console is open, in seconds. */
#define PICTURE_INTERVAL 20

static RacksideServers *
get_servers (GError **problem)
{
  return rackside_application_get_servers (RACKSIDE_APPLICATION (g_application_get_default ()), problem);
}

static gboolean
has_servers (void)
{
  return g_list_model_get_n_items (G_LIST_MODEL (get_servers (NULL))) > 0;
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

/**
 * rackside_window_show_home:
 * @self: a window
 *
 * Shows the saved servers, or where there are none the form to connect.
 */
void
rackside_window_show_home (RacksideWindow *self)
{
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
on_bmc_password_found (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr(RacksideWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(RacksideSecret) password = rackside_secrets_look_up_finish (result, &error);
  g_autoptr(RacksideAddress) address = NULL;
  g_autoptr(RacksideBmcSettings) settings = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  address = rackside_address_parse (rackside_server_get_bmc (self->server), NULL);
  settings = rackside_bmc_settings_new (address->host, address->port, address->user, password);
  rackside_window_set_bmc (self, settings);
  rackside_window_adjust_bmc (self, rackside_server_get_bmc_suite (self->server),
                              rackside_server_get_bmc_bridge (self->server));
}

static void
connect_to (RacksideWindow        *self,
            const RacksideAddress *address,
            const char            *password)
{
  g_autoptr(RacksideAddress) bmc = NULL;

  rackside_window_connect_with_password (self, address, password);
  rackside_window_adjust_bmc (self, rackside_server_get_bmc_suite (self->server),
                              rackside_server_get_bmc_bridge (self->server));
  if (*rackside_server_get_bmc (self->server) == '\0')
    return;
  bmc = rackside_address_parse (rackside_server_get_bmc (self->server), NULL);
  rackside_secrets_look_up_async (RACKSIDE_SECRET_IPMI, bmc->host, bmc->port, bmc->user != NULL ? bmc->user : "",
                                  self->keyring_cancellable, on_bmc_password_found, g_object_ref (self));
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

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  address = rackside_address_parse (rackside_server_get_address (self->server), NULL);
  if (password != NULL)
    {
      connect_to (self, address, password);
      return;
    }
  if (error != NULL)
    rackside_window_remark (self, error->message, NULL, NULL);
  rackside_connect_form_set_address (self->connect_form, address);
  rackside_window_show_connect_form (self);
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

  g_cancellable_cancel (self->keyring_cancellable);
  g_clear_object (&self->keyring_cancellable);
  self->keyring_cancellable = g_cancellable_new ();
  g_set_object (&self->server, server);
  rackside_secrets_look_up_async (rackside_secret_kind_for_address (address), address->host, address->port,
                                  address->user != NULL ? address->user : "", self->keyring_cancellable,
                                  on_password_found, g_object_ref (self));
}

static void
on_open (RacksideWindow *self,
         RacksideServer *server,
         gboolean        new_window)
{
  RacksideWindow *window = new_window ? rackside_window_new (gtk_window_get_application (GTK_WINDOW (self))) : self;

  gtk_window_present (GTK_WINDOW (window));
  rackside_window_open_server (window, server);
}

static gboolean
keep_picture (gpointer user_data)
{
  RacksideWindow *self = user_data;
  IloFramebuffer *screen = rackside_console_view_get_framebuffer (self->console_view);

  if (self->server != NULL && screen != NULL)
    rackside_server_picture_save (rackside_server_get_id (self->server), ilo_framebuffer_get_pixels (screen),
                                  ilo_framebuffer_get_width (screen), ilo_framebuffer_get_height (screen),
                                  ilo_framebuffer_get_stride (screen));
  return G_SOURCE_CONTINUE;
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
  RacksideServers *servers = get_servers (&problem);

  rackside_servers_page_set_servers (self->servers_page, servers);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "servers", rackside_servers_page_get_actions (self->servers_page));
  g_signal_connect_object (self->servers_page, "open", G_CALLBACK (on_open), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->servers_page, "remark", G_CALLBACK (rackside_window_remark), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (servers, "items-changed", G_CALLBACK (on_servers_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (servers, "problem", G_CALLBACK (on_problem), self, G_CONNECT_SWAPPED);
  self->picture_source = g_timeout_add_seconds (PICTURE_INTERVAL, keep_picture, self);
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
  g_clear_handle_id (&self->picture_source, g_source_remove);
  g_cancellable_cancel (self->keyring_cancellable);
  g_clear_object (&self->keyring_cancellable);
  g_clear_object (&self->server);
}
