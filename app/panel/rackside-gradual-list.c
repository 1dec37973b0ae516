/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "rackside-gradual-list.h"

#define ROWS_A_FRAME 12

/* Views make so many rows, whatever the length of the list. */
#define ROWS_OF_A_VIEW 240

/* Fewer changes than that are no trouble. */
#define MUCH 50

struct _RacksideGradualList
{
  GObject             parent_instance;
  GtkSortListModel   *sorted;          /* owned */
  GtkFilterListModel *filtered;        /* owned */
  GtkSliceListModel  *slice;           /* owned */
  GtkSingleSelection *selection;       /* owned */
  gpointer            selected;        /* owned; NULL: nothing */
  GtkWidget          *view;            /* borrowed, weak; NULL: it is gone */
  guint               tick;
  gboolean            busy;            /* the selection is not the user's at the moment */
};

enum { SIGNAL_SELECTED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RacksideGradualList, rackside_gradual_list, G_TYPE_OBJECT)

static gboolean
is_settled (RacksideGradualList *self)
{
  return gtk_sort_list_model_get_pending (self->sorted) == 0 && gtk_filter_list_model_get_pending (self->filtered) == 0;
}

static guint
find (RacksideGradualList *self,
      gpointer             wanted)
{
  GListModel *list = G_LIST_MODEL (self->filtered);
  guint n_items = g_list_model_get_n_items (list);

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr(GObject) item = g_list_model_get_item (list, i);

      if ((gpointer) item == wanted)
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

static void
finish (RacksideGradualList *self)
{
  guint position = self->selected != NULL ? find (self, self->selected) : GTK_INVALID_LIST_POSITION;

  gtk_slice_list_model_set_size (self->slice, G_MAXUINT);
  gtk_single_selection_set_selected (self->selection, position);
  self->busy = FALSE;
  if (position == GTK_INVALID_LIST_POSITION && self->selected != NULL)
    {
      g_clear_object (&self->selected);
      g_signal_emit (self, signals[SIGNAL_SELECTED], 0);
    }
}

static gboolean
on_tick (GtkWidget     *view,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  RacksideGradualList *self = user_data;
  guint size = gtk_slice_list_model_get_size (self->slice);

  if (!is_settled (self))
    return G_SOURCE_CONTINUE;
  if (size < ROWS_OF_A_VIEW && size < g_list_model_get_n_items (G_LIST_MODEL (self->filtered)))
    {
      gtk_slice_list_model_set_size (self->slice, size + ROWS_A_FRAME);
      return G_SOURCE_CONTINUE;
    }
  self->tick = 0;
  finish (self);
  return G_SOURCE_REMOVE;
}

static void
begin (RacksideGradualList *self)
{
  if (self->view == NULL)
    return;
  self->busy = TRUE;
  gtk_slice_list_model_set_size (self->slice, ROWS_A_FRAME);
  if (self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (self->view, on_tick, self, NULL);
}

static void
on_order_changed (RacksideGradualList *self)
{
  if (g_list_model_get_n_items (gtk_sort_list_model_get_model (self->sorted)) > MUCH)
    begin (self);
}

static void
on_items_changed (RacksideGradualList *self,
                  guint                position,
                  guint                removed,
                  guint                added)
{
  if (removed > MUCH || added > MUCH)
    begin (self);
}

static void
on_selected (RacksideGradualList *self)
{
  gpointer selected = gtk_single_selection_get_selected_item (self->selection);

  if (selected == self->selected || (self->busy && selected == NULL))
    return;
  g_set_object ((GObject **) &self->selected, selected);
  g_signal_emit (self, signals[SIGNAL_SELECTED], 0);
}

static void
rackside_gradual_list_dispose (GObject *object)
{
  RacksideGradualList *self = RACKSIDE_GRADUAL_LIST (object);

  if (self->view != NULL && self->tick != 0)
    gtk_widget_remove_tick_callback (self->view, self->tick);
  self->tick = 0;
  g_clear_weak_pointer (&self->view);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  g_clear_object (&self->selection);
  g_clear_object (&self->slice);
  g_clear_object (&self->filtered);
  g_clear_object (&self->sorted);
  g_clear_object (&self->selected);
  G_OBJECT_CLASS (rackside_gradual_list_parent_class)->dispose (object);
}

static void
rackside_gradual_list_class_init (RacksideGradualListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rackside_gradual_list_dispose;

  /**
   * RacksideGradualList::selected:
   * @self: the list
   *
   * Another item is selected, or none any more.
   */
  signals[SIGNAL_SELECTED] = g_signal_new ("selected", RACKSIDE_TYPE_GRADUAL_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                           NULL, G_TYPE_NONE, 0);
}

static void
rackside_gradual_list_init (RacksideGradualList *self)
{
}

/**
 * rackside_gradual_list_new:
 * @list: what there is
 * @sorter: how it is sorted
 * @filter: what of it is shown
 * @view: where it is shown
 *
 * Returns: (transfer full): the list for the view
 */
RacksideGradualList *
rackside_gradual_list_new (GListModel *list,
                           GtkSorter  *sorter,
                           GtkFilter  *filter,
                           GtkWidget  *view)
{
  RacksideGradualList *self = g_object_new (RACKSIDE_TYPE_GRADUAL_LIST, NULL);

  /* These come before those of the models, so that the view never sees too much. */
  g_signal_connect_object (list, "items-changed", G_CALLBACK (on_items_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sorter, "changed", G_CALLBACK (on_order_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (filter, "changed", G_CALLBACK (on_order_changed), self, G_CONNECT_SWAPPED);
  g_set_weak_pointer (&self->view, view);
  self->sorted = gtk_sort_list_model_new (g_object_ref (list), g_object_ref (sorter));
  gtk_sort_list_model_set_incremental (self->sorted, TRUE);
  self->filtered = gtk_filter_list_model_new (G_LIST_MODEL (g_object_ref (self->sorted)), g_object_ref (filter));
  gtk_filter_list_model_set_incremental (self->filtered, TRUE);
  self->slice = gtk_slice_list_model_new (G_LIST_MODEL (g_object_ref (self->filtered)), 0, G_MAXUINT);
  self->selection = g_object_new (GTK_TYPE_SINGLE_SELECTION, "autoselect", FALSE, "can-unselect", TRUE,
                                  "model", self->slice, NULL);
  g_signal_connect_swapped (self->selection, "notify::selected-item", G_CALLBACK (on_selected), self);
  return self;
}

/**
 * rackside_gradual_list_get_shown:
 * @self: a list
 *
 * Returns: (transfer none): all that is shown, sorted, whether the view has it already or not
 */
GListModel *
rackside_gradual_list_get_shown (RacksideGradualList *self)
{
  return G_LIST_MODEL (self->filtered);
}

/**
 * rackside_gradual_list_get_selection:
 * @self: a list
 *
 * Returns: (transfer none): the model for the view
 */
GtkSelectionModel *
rackside_gradual_list_get_selection (RacksideGradualList *self)
{
  return GTK_SELECTION_MODEL (self->selection);
}

/**
 * rackside_gradual_list_get_selected:
 * @self: a list
 *
 * Returns: (transfer none) (nullable): the selected item
 */
gpointer
rackside_gradual_list_get_selected (RacksideGradualList *self)
{
  return self->selected;
}

/**
 * rackside_gradual_list_deselect:
 * @self: a list
 *
 * Selects nothing.
 */
void
rackside_gradual_list_deselect (RacksideGradualList *self)
{
  self->busy = FALSE;
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  if (self->selected == NULL)
    return;
  g_clear_object (&self->selected);
  g_signal_emit (self, signals[SIGNAL_SELECTED], 0);
}
