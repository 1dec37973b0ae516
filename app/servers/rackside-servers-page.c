/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "rackside-servers-page-private.h"

enum { SIGNAL_OPEN, SIGNAL_REMARK, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RacksideServersPage, rackside_servers_page, ADW_TYPE_BIN)

static gboolean
is_wanted (gpointer item,
           gpointer user_data)
{
  RacksideServersPage *self = user_data;

  return self->words == NULL || rackside_server_matches (item, (const char *const *) self->words);
}

static void
update_stack (RacksideServersPage *self)
{
  guint n_shown = g_list_model_get_n_items (G_LIST_MODEL (self->shown));
  guint n_servers = self->servers != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->servers)) : 0;

  gtk_stack_set_visible_child (self->stack, n_shown > 0 || n_servers == 0 ? GTK_WIDGET (self->grid) : self->nothing_page);
}

static gboolean
have_tags (GListModel *servers)
{
  gboolean any = FALSE;

  for (guint i = 0; !any && i < g_list_model_get_n_items (servers); i++)
    {
      g_autoptr(RacksideServer) server = g_list_model_get_item (servers, i);

      any = rackside_server_get_tags (server)[0] != NULL;
    }
  return any;
}

static void
on_servers_changed (RacksideServersPage *self)
{
  rackside_server_grid_set_has_tags (self->grid, have_tags (G_LIST_MODEL (self->servers)));
  update_stack (self);
}

/* Words are looked for wherever they stand, so what has one more word or letter is found among what was found before. */
static void
on_search_changed (RacksideServersPage *self)
{
  g_autofree char *folded = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search_entry)), -1);
  g_auto(GStrv) before = g_steal_pointer (&self->words);
  g_autofree char *joined = before != NULL ? g_strjoinv (" ", before) : NULL;
  GtkFilterChange change = GTK_FILTER_CHANGE_DIFFERENT;

  self->words = g_strsplit_set (g_strstrip (folded), " \t", -1);
  if (joined != NULL && g_str_has_prefix (folded, joined))
    change = GTK_FILTER_CHANGE_MORE_STRICT;
  else if (joined != NULL && g_str_has_prefix (joined, folded))
    change = GTK_FILTER_CHANGE_LESS_STRICT;
  gtk_filter_changed (GTK_FILTER (self->filter), change);
  rackside_server_grid_scroll_to_top (self->grid);
  update_stack (self);
}

static void
on_search_activated (RacksideServersPage *self)
{
  g_autoptr(RacksideServer) first = NULL;

  /* The entry waits a moment for more letters before it says that there are new ones. */
  on_search_changed (self);
  first = g_list_model_get_item (G_LIST_MODEL (self->sorted), 0);
  if (first != NULL)
    rackside_servers_page_open (self, first, FALSE);
}

static void
on_search_stopped (RacksideServersPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
}

static void
on_open (RacksideServersPage *self,
         RacksideServer      *server)
{
  rackside_servers_page_open (self, server, FALSE);
}

/* What sorts the servers, and what they have been sorted by. */
typedef struct
{
  char       *property;
  GHashTable *keys;         /* of owned RacksideServer to owned text */
} Order;

static void
order_free (Order *order)
{
  g_hash_table_unref (order->keys);
  g_free (order->property);
  g_free (order);
}

/* With numbers in their order: rack 2 comes before rack 10. */
static char *
make_key (RacksideServer *server,
          const char     *by)
{
  g_autofree char *text = NULL;
  g_autofree char *folded = NULL;

  if (strcmp (by, "tags") == 0)
    text = g_strjoinv (" ", (char **) rackside_server_get_tags (server));
  else
    g_object_get (server, by, &text, NULL);
  folded = g_utf8_casefold (text, -1);
  return g_utf8_collate_key_for_filename (folded, -1);
}

/* A sort of hundreds asks for each thousands of times. */
static const char *
get_key (Order          *order,
         RacksideServer *server)
{
  char *key = g_hash_table_lookup (order->keys, server);

  if (key == NULL)
    {
      key = make_key (server, order->property);
      g_hash_table_insert (order->keys, g_object_ref (server), key);
    }
  return key;
}

static int
compare (gconstpointer a,
         gconstpointer b,
         gpointer      user_data)
{
  return gtk_ordering_from_cmpfunc (strcmp (get_key (user_data, (RacksideServer *) a),
                                            get_key (user_data, (RacksideServer *) b)));
}

/* Sorts the cards by a property of the servers, or with NULL leaves them in the order of their file. */
void
rackside_servers_page_sort_by (RacksideServersPage *self,
                               const char          *property)
{
  g_clear_object (&self->sorter);
  if (property != NULL)
    {
      Order *order = g_new0 (Order, 1);

      order->property = g_strdup (property);
      order->keys = g_hash_table_new_full (NULL, NULL, g_object_unref, g_free);
      self->sorter = gtk_custom_sorter_new (compare, order, (GDestroyNotify) order_free);
    }
  gtk_sort_list_model_set_sorter (self->sorted, GTK_SORTER (self->sorter));
}

/* What was renamed may stand elsewhere now, or be wanted no more. */
static void
on_edited (RacksideServersPage *self)
{
  g_autoptr(GVariant) order = g_action_group_get_action_state (G_ACTION_GROUP (self->actions), "sort");

  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  g_action_group_change_action_state (G_ACTION_GROUP (self->actions), "sort", order);
  on_servers_changed (self);
}

/* Servers are asked how they are while somebody can see it. */
static void
rackside_servers_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rackside_servers_page_parent_class)->map (widget);
  if (RACKSIDE_SERVERS_PAGE (widget)->poller != NULL)
    rackside_poller_start (RACKSIDE_SERVERS_PAGE (widget)->poller);
}

static void
rackside_servers_page_unmap (GtkWidget *widget)
{
  if (RACKSIDE_SERVERS_PAGE (widget)->poller != NULL)
    rackside_poller_stop (RACKSIDE_SERVERS_PAGE (widget)->poller);
  GTK_WIDGET_CLASS (rackside_servers_page_parent_class)->unmap (widget);
}

static gboolean
rackside_servers_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (RACKSIDE_SERVERS_PAGE (widget)->search_entry));
}

static void
rackside_servers_page_dispose (GObject *object)
{
  RacksideServersPage *self = RACKSIDE_SERVERS_PAGE (object);

  if (self->file_chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->file_chooser));
  g_clear_object (&self->file_chooser);
  rackside_servers_page_set_servers (self, NULL, NULL);
  g_clear_object (&self->shown);
  g_clear_object (&self->sorted);
  g_clear_object (&self->filter);
  g_clear_object (&self->sorter);
  g_clear_object (&self->actions);
  g_clear_pointer (&self->words, g_strfreev);
  G_OBJECT_CLASS (rackside_servers_page_parent_class)->dispose (object);
}

static void
rackside_servers_page_class_init (RacksideServersPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rackside_servers_page_dispose;
  widget_class->map = rackside_servers_page_map;
  widget_class->unmap = rackside_servers_page_unmap;
  widget_class->grab_focus = rackside_servers_page_grab_focus;

  /**
   * RacksideServersPage::open:
   * @self: the page
   * @server: what to connect to
   * @new_window: whether in a window of its own
   */
  signals[SIGNAL_OPEN] = g_signal_new ("open", RACKSIDE_TYPE_SERVERS_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 2, RACKSIDE_TYPE_SERVER, G_TYPE_BOOLEAN);
  /**
   * RacksideServersPage::remark:
   * @self: the page
   * @text: something to tell
   * @button: (nullable): what a button beside it says
   * @action: (nullable): the action that the button activates
   *
   * Returns: (transfer full) (nullable): what says it, until it is dismissed
   */
  signals[SIGNAL_REMARK] = g_signal_new ("remark", RACKSIDE_TYPE_SERVERS_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         ADW_TYPE_TOAST, 3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);

  g_type_ensure (RACKSIDE_TYPE_SERVER_GRID);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-servers-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksideServersPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, RacksideServersPage, stack);
  gtk_widget_class_bind_template_child (widget_class, RacksideServersPage, grid);
  gtk_widget_class_bind_template_child (widget_class, RacksideServersPage, nothing_page);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_search_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_search_stopped);
  gtk_widget_class_bind_template_callback (widget_class, on_open);
}

static void
rackside_servers_page_init (RacksideServersPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->filter = gtk_custom_filter_new (is_wanted, self, NULL);
  self->shown = gtk_filter_list_model_new (NULL, g_object_ref (GTK_FILTER (self->filter)));
  self->sorted = gtk_sort_list_model_new (g_object_ref (G_LIST_MODEL (self->shown)), NULL);
  rackside_server_grid_set_model (self->grid, G_LIST_MODEL (self->sorted));
  rackside_servers_page_init_actions (self);
  rackside_servers_page_init_input (self);
}

/* Tells something, with a button that activates an action. What says it, or NULL when nobody does, is the caller's to
 * free. */
AdwToast *
rackside_servers_page_offer (RacksideServersPage *self,
                             const char          *text,
                             const char          *button,
                             const char          *action)
{
  AdwToast *toast = NULL;

  g_signal_emit (self, signals[SIGNAL_REMARK], 0, text, button, action, &toast);
  return toast;
}

/* Tells something. */
void
rackside_servers_page_remark (RacksideServersPage *self,
                              const char          *text)
{
  g_autoptr(AdwToast) toast = rackside_servers_page_offer (self, text, NULL, NULL);
}

/* Asks whoever shows the page to connect. */
void
rackside_servers_page_open (RacksideServersPage *self,
                            RacksideServer      *server,
                            gboolean             new_window)
{
  g_signal_emit (self, signals[SIGNAL_OPEN], 0, server, new_window);
}

/**
 * rackside_servers_page_set_servers:
 * @self: a page
 * @servers: (nullable): what to show
 * @poller: (nullable): what asks them how they are; %NULL only when @servers is
 *
 * To be called before the page is shown.
 */
void
rackside_servers_page_set_servers (RacksideServersPage *self,
                                   RacksideServers     *servers,
                                   RacksidePoller      *poller)
{
  rackside_servers_page_finish_removal (self);
  rackside_servers_page_cancel_import (self);
  if (self->servers != NULL)
    g_signal_handlers_disconnect_by_data (self->servers, self);
  if (self->poller != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    rackside_poller_stop (self->poller);
  g_set_object (&self->servers, servers);
  g_set_object (&self->poller, poller);
  rackside_server_grid_set_poller (self->grid, poller);
  gtk_filter_list_model_set_model (self->shown, G_LIST_MODEL (servers));
  if (servers == NULL)
    return;
  g_signal_connect_swapped (servers, "items-changed", G_CALLBACK (on_servers_changed), self);
  g_signal_connect_swapped (servers, "edited", G_CALLBACK (on_edited), self);
  on_servers_changed (self);
}

/**
 * rackside_servers_page_get_actions:
 * @self: a page
 *
 * Returns: (transfer none): its actions, "servers." in menus
 */
GActionGroup *
rackside_servers_page_get_actions (RacksideServersPage *self)
{
  return G_ACTION_GROUP (self->actions);
}
