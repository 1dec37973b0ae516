/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "rackside-server-grid.h"
#include "rackside-server-place.h"

struct _RacksideServerGrid
{
  GtkBox              parent_instance;

  RacksideServerCard *example;         /* never shown; as large as all of them are */
  GtkGridView        *view;
  gboolean            has_tags;
  RacksidePoller     *poller;          /* owned; NULL until it is given one */
  GPtrArray          *places;          /* owned; of borrowed RacksideServerPlace: some hundred around what can be seen */
  GPtrArray          *spare;           /* owned; cards in no place */
};

enum { SIGNAL_OPEN, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RacksideServerGrid, rackside_server_grid, GTK_TYPE_BOX)

static void
on_place_destroyed (RacksideServerGrid *self,
                    GtkWidget          *place)
{
  g_ptr_array_remove_fast (self->places, place);
}

static void
on_place_wanted (RacksideServerGrid *self,
                 GtkListItem        *item)
{
  GtkWidget *place = rackside_server_place_new (self->example);

  g_ptr_array_add (self->places, place);
  g_signal_connect_object (place, "destroy", G_CALLBACK (on_place_destroyed), self, G_CONNECT_SWAPPED);
  gtk_list_item_set_child (item, place);
}

static void
on_place_bound (RacksideServerGrid *self,
                GtkListItem        *item)
{
  rackside_server_place_set_server (RACKSIDE_SERVER_PLACE (gtk_list_item_get_child (item)),
                                    gtk_list_item_get_item (item));
}

static void
on_place_unbound (RacksideServerGrid *self,
                  GtkListItem        *item)
{
  GtkWidget *place = gtk_list_item_get_child (item);

  if (place != NULL)
    rackside_server_place_set_server (RACKSIDE_SERVER_PLACE (place), NULL);
}

/* The next search may want its card again. */
static void
on_place_gone (RacksideServerGrid *self,
               GtkListItem        *item)
{
  GtkWidget *place = gtk_list_item_get_child (item);

  if (place != NULL && rackside_server_place_get_card (RACKSIDE_SERVER_PLACE (place)) != NULL)
    g_ptr_array_add (self->spare, rackside_server_place_take_card (RACKSIDE_SERVER_PLACE (place)));
}

/* Takes the cards from where they cannot be seen; not from under the focus, or an open menu, which the focus is in. */
static void
collect_cards (RacksideServerGrid *self)
{
  for (guint i = 0; i < self->places->len; i++)
    {
      RacksideServerPlace *place = self->places->pdata[i];

      if (rackside_server_place_get_card (place) != NULL && !gtk_widget_get_mapped (GTK_WIDGET (place))
          && gtk_widget_get_focus_child (GTK_WIDGET (place)) == NULL)
        g_ptr_array_add (self->spare, rackside_server_place_take_card (place));
    }
}

static void
put_card (RacksideServerGrid  *self,
          RacksideServerPlace *place)
{
  RacksideServerCard *card = self->spare->len > 0
                               ? g_ptr_array_steal_index_fast (self->spare, self->spare->len - 1)
                               : g_object_ref_sink (g_object_new (RACKSIDE_TYPE_SERVER_CARD, NULL));

  rackside_server_card_set_shows_tags (card, self->has_tags);
  rackside_server_place_put_card (place, card);
}

/* The view makes some hundred places whatever its height, and maps those that are in sight. A card is twenty widgets and a
 * picture, so cards are put where they are seen, once it is known where that is, which is before the frame is painted. */
static void
on_layout (RacksideServerGrid *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self->view)) || self->poller == NULL)
    return;
  collect_cards (self);
  for (guint i = 0; i < self->places->len; i++)
    {
      RacksideServerPlace *place = self->places->pdata[i];
      RacksideServer *server = rackside_server_place_get_server (place);

      if (server == NULL || !gtk_widget_get_mapped (GTK_WIDGET (place)))
        continue;
      if (rackside_server_place_get_card (place) == NULL)
        put_card (self, place);
      rackside_server_card_set_server (rackside_server_place_get_card (place), server, self->poller);
    }
}

static void
on_activated (RacksideServerGrid *self,
              guint               position)
{
  g_autoptr(RacksideServer) server = g_list_model_get_item (G_LIST_MODEL (gtk_grid_view_get_model (self->view)), position);

  if (server != NULL)
    g_signal_emit (self, signals[SIGNAL_OPEN], 0, server);
}

static void
rackside_server_grid_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rackside_server_grid_parent_class)->realize (widget);
  /* After the window has given every widget its place. What is changed then, it lays out once more. */
  g_signal_connect_object (gtk_widget_get_frame_clock (widget), "layout", G_CALLBACK (on_layout), widget,
                           G_CONNECT_AFTER | G_CONNECT_SWAPPED);
}

static void
rackside_server_grid_unrealize (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_func (gtk_widget_get_frame_clock (widget), on_layout, widget);
  GTK_WIDGET_CLASS (rackside_server_grid_parent_class)->unrealize (widget);
}

static void
rackside_server_grid_dispose (GObject *object)
{
  RacksideServerGrid *self = RACKSIDE_SERVER_GRID (object);

  if (self->view != NULL)
    gtk_grid_view_set_model (self->view, NULL);
  g_ptr_array_set_size (self->spare, 0);
  g_clear_object (&self->poller);
  G_OBJECT_CLASS (rackside_server_grid_parent_class)->dispose (object);
}

static void
rackside_server_grid_finalize (GObject *object)
{
  g_ptr_array_unref (RACKSIDE_SERVER_GRID (object)->places);
  g_ptr_array_unref (RACKSIDE_SERVER_GRID (object)->spare);
  G_OBJECT_CLASS (rackside_server_grid_parent_class)->finalize (object);
}

static void
rackside_server_grid_class_init (RacksideServerGridClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = rackside_server_grid_dispose;
  object_class->finalize = rackside_server_grid_finalize;
  widget_class->realize = rackside_server_grid_realize;
  widget_class->unrealize = rackside_server_grid_unrealize;

  /**
   * RacksideServerGrid::open:
   * @self: the grid
   * @server: what to connect to
   */
  signals[SIGNAL_OPEN] = g_signal_new ("open", RACKSIDE_TYPE_SERVER_GRID, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, RACKSIDE_TYPE_SERVER);

  g_type_ensure (RACKSIDE_TYPE_SERVER_CARD);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rackside/Rackside/rackside-server-grid.ui");
  gtk_widget_class_bind_template_child (widget_class, RacksideServerGrid, example);
  gtk_widget_class_bind_template_child (widget_class, RacksideServerGrid, view);
  gtk_widget_class_bind_template_callback (widget_class, on_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_place_wanted);
  gtk_widget_class_bind_template_callback (widget_class, on_place_bound);
  gtk_widget_class_bind_template_callback (widget_class, on_place_unbound);
  gtk_widget_class_bind_template_callback (widget_class, on_place_gone);
}

static void
rackside_server_grid_init (RacksideServerGrid *self)
{
  self->places = g_ptr_array_new ();
  self->spare = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  rackside_server_card_set_shows_tags (self->example, FALSE);
}

/**
 * rackside_server_grid_set_model:
 * @self: a grid
 * @model: (nullable): the servers to show
 */
void
rackside_server_grid_set_model (RacksideServerGrid *self,
                                GListModel         *model)
{
  g_autoptr(GtkSelectionModel) selection = NULL;

  if (model != NULL)
    selection = GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (model)));
  gtk_grid_view_set_model (self->view, selection);
}

/**
 * rackside_server_grid_set_poller:
 * @self: a grid
 * @poller: (nullable): what asks its servers how they are
 */
void
rackside_server_grid_set_poller (RacksideServerGrid *self,
                                 RacksidePoller     *poller)
{
  g_set_object (&self->poller, poller);
}

/**
 * rackside_server_grid_set_has_tags:
 * @self: a grid
 * @has_tags: whether any of its servers has tags, so that each card needs room for them
 */
void
rackside_server_grid_set_has_tags (RacksideServerGrid *self,
                                   gboolean            has_tags)
{
  if (self->has_tags == has_tags)
    return;
  self->has_tags = has_tags;
  rackside_server_card_set_shows_tags (self->example, has_tags);
  for (guint i = 0; i < self->places->len; i++)
    {
      RacksideServerCard *card = rackside_server_place_get_card (self->places->pdata[i]);

      if (card != NULL)
        rackside_server_card_set_shows_tags (card, has_tags);
      gtk_widget_queue_resize (self->places->pdata[i]);
    }
}

/**
 * rackside_server_grid_scroll_to_top:
 * @self: a grid
 *
 * Shows the first of its servers.
 */
void
rackside_server_grid_scroll_to_top (RacksideServerGrid *self)
{
  gtk_adjustment_set_value (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->view)), 0);
}

/**
 * rackside_server_grid_get_view:
 * @self: a grid
 *
 * Returns: (transfer none): the list itself, which has the focus when one of its places has it
 */
GtkWidget *
rackside_server_grid_get_view (RacksideServerGrid *self)
{
  return GTK_WIDGET (self->view);
}
