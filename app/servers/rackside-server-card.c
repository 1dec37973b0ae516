/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-address.h"
#include "rackside-server-card.h"
#include "rackside-server-picture.h"

struct _RacksideServerCard
{
  AdwBin          parent_instance;

  GtkPicture     *picture;
  GtkWidget      *icon;
  GtkLabel       *title_label;
  GtkLabel       *address_label;
  GtkLabel       *tags_label;
  GtkWidget      *menu_button;
  GtkWidget      *popover;         /* owned by being its parent; NULL unless the menu is open */
  RacksideServer *server;          /* owned; NULL between two */
};

enum { PROP_0, PROP_SERVER, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (RacksideServerCard, rackside_server_card, ADW_TYPE_BIN)

static void
add_item (GMenu          *menu,
          const char     *label,
          const char     *action,
          RacksideServer *server)
{
  g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", rackside_server_get_id (server));
  g_menu_append_item (menu, item);
}

static GMenuModel *
create_menu (RacksideServer *server)
{
  GMenu *menu = g_menu_new ();
  g_autoptr(GMenu) open = g_menu_new ();
  g_autoptr(GMenu) change = g_menu_new ();
  g_autoptr(GMenu) remove = g_menu_new ();

  add_item (open, _("_Connect"), "servers.open", server);
  add_item (open, _("Connect in a _New Window"), "servers.open-new-window", server);
  add_item (change, _("_Edit…"), "servers.edit", server);
  add_item (change, _("_Duplicate…"), "servers.duplicate", server);
  add_item (change, _("_Security…"), "servers.security", server);
  add_item (remove, _("_Remove"), "servers.remove", server);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (open));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (change));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (remove));
  return G_MENU_MODEL (menu);
}

/* One card in hundreds has its menu open, so it is made then. It stays until the next one: the action comes after it has
 * closed. */
static void
on_menu (RacksideServerCard *self)
{
  g_autoptr(GMenuModel) menu = NULL;

  if (self->server == NULL)
    return;
  menu = create_menu (self->server);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  self->popover = gtk_popover_menu_new_from_model (menu);
  gtk_widget_set_parent (self->popover, self->menu_button);
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
update (RacksideServerCard *self)
{
  g_autoptr(RacksideAddress) address = rackside_address_parse (rackside_server_get_address (self->server), NULL);
  g_autofree char *host = address != NULL ? rackside_address_format (address) : NULL;
  g_autofree char *tags = g_strjoinv (" · ", (char **) rackside_server_get_tags (self->server));
  g_autofree char *menu_name = NULL;
  const char *title = rackside_server_get_title (self->server);

  gtk_label_set_label (self->title_label, title);
  gtk_label_set_label (self->address_label, host != NULL ? host : rackside_server_get_address (self->server));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->address_label), rackside_server_get_address (self->server));
  gtk_label_set_label (self->tags_label, tags);
  gtk_widget_set_visible (GTK_WIDGET (self->tags_label), *tags != '\0');
  /* Translators: %s is a server */
  menu_name = g_strdup_printf (_("What can be done with %s"), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu_button), GTK_ACCESSIBLE_PROPERTY_LABEL, menu_name, -1);
}

static void
show_picture (RacksideServerCard *self)
{
  g_autoptr(GdkPaintable) picture = rackside_server_picture_load (rackside_server_get_id (self->server));

  gtk_picture_set_paintable (self->picture, picture);
  gtk_widget_set_visible (self->icon, picture == NULL);
}

static void
rackside_server_card_set_property (GObject      *object,
                                   guint         property_id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  if (property_id == PROP_SERVER)
    rackside_server_card_set_server (RACKSIDE_SERVER_CARD (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
rackside_server_card_get_property (GObject    *object,
                                   guint       property_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  if (property_id == PROP_SERVER)
    g_value_set_object (value, RACKSIDE_SERVER_CARD (object)->server);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
rackside_server_card_dispose (GObject *object)
{
  RacksideServerCard *self = RACKSIDE_SERVER_CARD (object);

  g_clear_pointer (&self->popover, gtk_widget_unparent);
  rackside_server_card_set_server (self, NULL);
  G_OBJECT_CLASS (rackside_server_card_parent_class)->dispose (object);
}

static void
rackside_server_card_class_init (RacksideServerCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = rackside_server_card_set_property;
  object_class->get_property = rackside_server_card_get_property;
  object_class->dispose = rackside_server_card_dispose;
  properties[PROP_SERVER] = g_param_spec_object ("server", NULL, NULL, RACKSIDE_TYPE_SERVER,
                                                 G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-server-card.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksideServerCard, picture);
  gtk_widget_class_bind_template_child (widget_class, RacksideServerCard, icon);
  gtk_widget_class_bind_template_child (widget_class, RacksideServerCard, title_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideServerCard, address_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideServerCard, tags_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideServerCard, menu_button);
  gtk_widget_class_bind_template_callback (widget_class, on_menu);
}

static void
rackside_server_card_init (RacksideServerCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rackside_server_card_set_server:
 * @self: a card
 * @server: (nullable): what to show
 */
void
rackside_server_card_set_server (RacksideServerCard *self,
                                 RacksideServer     *server)
{
  if (self->server == server)
    return;
  if (self->server != NULL)
    g_signal_handlers_disconnect_by_data (self->server, self);
  g_set_object (&self->server, server);
  if (server != NULL)
    {
      g_signal_connect_swapped (server, "notify", G_CALLBACK (update), self);
      update (self);
      show_picture (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SERVER]);
}

/**
 * rackside_server_card_get_server:
 * @self: a card
 *
 * Returns: (transfer none) (nullable): what it shows
 */
RacksideServer *
rackside_server_card_get_server (RacksideServerCard *self)
{
  return self->server;
}
