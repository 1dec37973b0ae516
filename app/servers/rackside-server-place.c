/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "rackside-server-place.h"

struct _RacksideServerPlace
{
  GtkWidget           parent_instance;

  RacksideServerCard *example;   /* owned */
  RacksideServer     *server;    /* owned; NULL between two */
  RacksideServerCard *card;      /* owned by being its parent; NULL out of sight */
};

G_DEFINE_FINAL_TYPE (RacksideServerPlace, rackside_server_place, GTK_TYPE_WIDGET)

static GtkSizeRequestMode
rackside_server_place_get_request_mode (GtkWidget *widget)
{
  return gtk_widget_get_request_mode (GTK_WIDGET (RACKSIDE_SERVER_PLACE (widget)->example));
}

static void
rackside_server_place_measure (GtkWidget      *widget,
                               GtkOrientation  orientation,
                               int             for_size,
                               int            *minimum,
                               int            *natural,
                               int            *minimum_baseline,
                               int            *natural_baseline)
{
  gtk_widget_measure (GTK_WIDGET (RACKSIDE_SERVER_PLACE (widget)->example), orientation, for_size, minimum, natural, NULL,
                      NULL);
}

static void
rackside_server_place_size_allocate (GtkWidget *widget,
                                     int        width,
                                     int        height,
                                     int        baseline)
{
  RacksideServerPlace *self = RACKSIDE_SERVER_PLACE (widget);

  if (self->card == NULL)
    return;
  /* GTK wants to be asked, even where the answer is known. */
  gtk_widget_measure (GTK_WIDGET (self->card), GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
  gtk_widget_allocate (GTK_WIDGET (self->card), width, height, baseline, NULL);
}

static void
rackside_server_place_dispose (GObject *object)
{
  RacksideServerPlace *self = RACKSIDE_SERVER_PLACE (object);

  if (self->card != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->card));
  self->card = NULL;
  g_clear_object (&self->server);
  g_clear_object (&self->example);
  G_OBJECT_CLASS (rackside_server_place_parent_class)->dispose (object);
}

static void
rackside_server_place_class_init (RacksideServerPlaceClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rackside_server_place_dispose;
  widget_class->get_request_mode = rackside_server_place_get_request_mode;
  widget_class->measure = rackside_server_place_measure;
  widget_class->size_allocate = rackside_server_place_size_allocate;
}

static void
rackside_server_place_init (RacksideServerPlace *self)
{
}

/**
 * rackside_server_place_new:
 * @example: (transfer none): a card as large as any that will be here
 *
 * Returns: (transfer floating): a place for no server yet
 */
GtkWidget *
rackside_server_place_new (RacksideServerCard *example)
{
  RacksideServerPlace *self = g_object_new (RACKSIDE_TYPE_SERVER_PLACE, NULL);

  self->example = g_object_ref (example);
  return GTK_WIDGET (self);
}

/**
 * rackside_server_place_set_server:
 * @self: a place
 * @server: (nullable): whose it is from now on
 *
 * A card that is here forgets the server that it was for.
 */
void
rackside_server_place_set_server (RacksideServerPlace *self,
                                  RacksideServer      *server)
{
  if (g_set_object (&self->server, server) && self->card != NULL)
    rackside_server_card_set_server (self->card, NULL, NULL);
}

/**
 * rackside_server_place_get_server:
 * @self: a place
 *
 * Returns: (transfer none) (nullable): whose it is
 */
RacksideServer *
rackside_server_place_get_server (RacksideServerPlace *self)
{
  return self->server;
}

/**
 * rackside_server_place_get_card:
 * @self: a place
 *
 * Returns: (transfer none) (nullable): the card that is here
 */
RacksideServerCard *
rackside_server_place_get_card (RacksideServerPlace *self)
{
  return self->card;
}

/**
 * rackside_server_place_put_card:
 * @self: a place without a card
 * @card: (transfer full): a card
 */
void
rackside_server_place_put_card (RacksideServerPlace *self,
                                RacksideServerCard  *card)
{
  self->card = card;
  gtk_widget_set_parent (GTK_WIDGET (card), GTK_WIDGET (self));
  g_object_unref (card);
}

/**
 * rackside_server_place_take_card:
 * @self: a place with a card
 *
 * Returns: (transfer full): its card, for another place
 */
RacksideServerCard *
rackside_server_place_take_card (RacksideServerPlace *self)
{
  RacksideServerCard *card = g_object_ref (g_steal_pointer (&self->card));

  rackside_server_card_set_server (card, NULL, NULL);
  gtk_widget_unparent (GTK_WIDGET (card));
  return card;
}
