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
  GtkWidget      *lights;
  GtkImage       *power_icon;
  GtkLabel       *power_label;
  GtkImage       *health_icon;
  GtkLabel       *health_label;
  GtkWidget      *menu_button;
  GtkWidget      *popover;         /* owned by being its parent; NULL unless the menu is open */
  RacksideServer *server;          /* owned; NULL between two */
  RacksidePoller *poller;          /* owned; NULL between two */
  RacksideLight  *light;           /* owned; NULL between two */
  GCancellable   *loading;         /* owned; NULL unless its picture is being loaded */
};

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
  add_item (change, _("_Forget Password"), "servers.forget-password", server);
  add_item (remove, _("_Remove"), "servers.remove", server);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (open));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (change));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (remove));
  return G_MENU_MODEL (menu);
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
  /* Translators: %s is a server */
  menu_name = g_strdup_printf (_("What can be done with %s"), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu_button), GTK_ACCESSIBLE_PROPERTY_LABEL, menu_name, -1);
}

/* A symbol of that name, in the colour of a style class. */
static void
set_icon (GtkImage   *image,
          const char *name,
          const char *colour)
{
  const char *classes[] = { colour, NULL };

  gtk_image_set_from_icon_name (image, name);
  gtk_widget_set_css_classes (GTK_WIDGET (image), classes);
}

static void
show_power (RacksideServerCard *self)
{
  static const struct
  {
    const char *icon;
    const char *colour;
  } marks[] = {
    [RACKSIDE_LIGHT_POWER_UNKNOWN] = { "rackside-unknown-symbolic", "dim-label" },
    [RACKSIDE_LIGHT_POWER_ON] = { "rackside-on-symbolic", "success" },
    [RACKSIDE_LIGHT_POWER_OFF] = { "rackside-off-symbolic", "dim-label" },
    [RACKSIDE_LIGHT_POWER_ANSWERS] = { "rackside-answers-symbolic", "accent" },
    [RACKSIDE_LIGHT_POWER_SILENT] = { "rackside-silent-symbolic", "error" },
  };
  RacksideLightPower power = rackside_light_get_power (self->light);
  const char *word = rackside_light_get_power_word (self->light);

  set_icon (self->power_icon, marks[power].icon, marks[power].colour);
  /* Translators: nothing is known of a server */
  gtk_label_set_label (self->power_label, word != NULL ? word : _("Not asked"));
}

static void
show_health (RacksideServerCard *self)
{
  static const struct
  {
    const char *icon;
    const char *colour;
  } marks[] = {
    [RACKSIDE_LIGHT_HEALTH_UNKNOWN] = { NULL, NULL },
    [RACKSIDE_LIGHT_HEALTH_FINE] = { "emblem-ok-symbolic", "success" },
    [RACKSIDE_LIGHT_HEALTH_WARNING] = { "dialog-warning-symbolic", "warning" },
    [RACKSIDE_LIGHT_HEALTH_CRITICAL] = { "dialog-error-symbolic", "error" },
  };
  RacksideLightHealth health = rackside_light_get_health (self->light);
  const char *word = rackside_light_get_health_word (self->light);

  set_icon (self->health_icon, marks[health].icon, marks[health].colour);
  gtk_label_set_label (self->health_label, word != NULL ? word : "");
  gtk_widget_set_visible (GTK_WIDGET (self->health_icon), word != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->health_label), word != NULL);
}

/* What is known, or why nobody asks. */
static char *
describe (RacksideServerCard *self,
          gboolean            with_age)
{
  const char *problem = rackside_poller_get_problem (self->poller);

  if (problem != NULL && rackside_light_get_power (self->light) == RACKSIDE_LIGHT_POWER_UNKNOWN)
    return g_strdup (problem);
  return with_age ? rackside_light_dup_text_now (self->light) : rackside_light_dup_text (self->light);
}

static void
show_light (RacksideServerCard *self)
{
  g_autofree char *text = describe (self, FALSE);
  g_autofree char *time = rackside_light_dup_time (self->light);

  show_power (self);
  show_health (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->lights), GTK_ACCESSIBLE_PROPERTY_LABEL, text,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, time != NULL ? time : "", -1);
}

/* The tooltip says how long ago that was, so it is made when it is wanted. */
static gboolean
on_query_tooltip (RacksideServerCard *self,
                  int                 x,
                  int                 y,
                  gboolean            by_keyboard,
                  GtkTooltip         *tooltip)
{
  g_autofree char *text = self->light != NULL ? describe (self, TRUE) : NULL;

  gtk_tooltip_set_text (tooltip, text);
  return text != NULL;
}

static void
on_picture_loaded (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(RacksideServerCard) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkPaintable) picture = rackside_server_picture_load_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->loading);
  gtk_picture_set_paintable (self->picture, picture);
  gtk_widget_set_visible (self->icon, picture == NULL);
}

static void
stop_loading (RacksideServerCard *self)
{
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
}

static void
load_picture (RacksideServerCard *self)
{
  stop_loading (self);
  self->loading = g_cancellable_new ();
  rackside_server_picture_load_async (rackside_server_get_id (self->server), self->loading, on_picture_loaded,
                                      g_object_ref (self));
}

/* A page that is shown again shows the last pictures. */
static void
rackside_server_card_map (GtkWidget *widget)
{
  RacksideServerCard *self = RACKSIDE_SERVER_CARD (widget);

  GTK_WIDGET_CLASS (rackside_server_card_parent_class)->map (widget);
  if (self->server != NULL && self->loading == NULL)
    load_picture (self);
}

static void
rackside_server_card_dispose (GObject *object)
{
  RacksideServerCard *self = RACKSIDE_SERVER_CARD (object);

  g_clear_pointer (&self->popover, gtk_widget_unparent);
  rackside_server_card_set_server (self, NULL, NULL);
  G_OBJECT_CLASS (rackside_server_card_parent_class)->dispose (object);
}

static void
rackside_server_card_class_init (RacksideServerCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = rackside_server_card_dispose;
  widget_class->map = rackside_server_card_map;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-server-card.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksideServerCard, picture);
  gtk_widget_class_bind_template_child (widget_class, RacksideServerCard, icon);
  gtk_widget_class_bind_template_child (widget_class, RacksideServerCard, title_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideServerCard, address_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideServerCard, tags_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideServerCard, menu_button);
  gtk_widget_class_bind_template_child (widget_class, RacksideServerCard, lights);
  gtk_widget_class_bind_template_child (widget_class, RacksideServerCard, power_icon);
  gtk_widget_class_bind_template_child (widget_class, RacksideServerCard, power_label);
  gtk_widget_class_bind_template_child (widget_class, RacksideServerCard, health_icon);
  gtk_widget_class_bind_template_child (widget_class, RacksideServerCard, health_label);
  gtk_widget_class_bind_template_callback (widget_class, rackside_server_card_show_menu);
}

static void
rackside_server_card_init (RacksideServerCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_has_tooltip (self->lights, TRUE);
  g_signal_connect_object (self->lights, "query-tooltip", G_CALLBACK (on_query_tooltip), self, G_CONNECT_SWAPPED);
}

static void
forget_server (RacksideServerCard *self)
{
  stop_loading (self);
  g_signal_handlers_disconnect_by_data (self->server, self);
  g_signal_handlers_disconnect_by_data (self->light, self);
  g_signal_handlers_disconnect_by_data (self->poller, self);
  g_clear_object (&self->server);
  g_clear_object (&self->light);
  g_clear_object (&self->poller);
}

/**
 * rackside_server_card_set_server:
 * @self: a card
 * @server: (nullable): what to show
 * @poller: (nullable): what asks it how it is; %NULL only when @server is
 */
void
rackside_server_card_set_server (RacksideServerCard *self,
                                 RacksideServer     *server,
                                 RacksidePoller     *poller)
{
  if (self->server == server)
    return;
  if (self->server != NULL)
    forget_server (self);
  if (server == NULL)
    return;
  self->server = g_object_ref (server);
  self->poller = g_object_ref (poller);
  self->light = g_object_ref (rackside_poller_get_light (poller, server));
  g_signal_connect_swapped (server, "notify", G_CALLBACK (update), self);
  g_signal_connect_swapped (self->light, "changed", G_CALLBACK (show_light), self);
  g_signal_connect_swapped (poller, "notify::problem", G_CALLBACK (show_light), self);
  update (self);
  show_light (self);
  /* Not that of another server meanwhile. */
  gtk_picture_set_paintable (self->picture, NULL);
  gtk_widget_set_visible (self->icon, TRUE);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    load_picture (self);
}

/**
 * rackside_server_card_set_shows_tags:
 * @self: a card
 * @shows_tags: whether there is a line for tags, be there any or not: cards in a grid are of one height
 */
void
rackside_server_card_set_shows_tags (RacksideServerCard *self,
                                     gboolean            shows_tags)
{
  gtk_widget_set_visible (GTK_WIDGET (self->tags_label), shows_tags);
}

/**
 * rackside_server_card_show_menu:
 * @self: a card
 *
 * Shows what can be done with its server. One card in hundreds has its menu open, so it is made then. It stays until the
 * next one: the action comes after it has closed.
 */
void
rackside_server_card_show_menu (RacksideServerCard *self)
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
