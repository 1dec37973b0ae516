/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * RacksideGradualList:
 *
 * A sorted and filtered list for a view that makes some two hundred rows at once: when much of it changes, the view gets
 * the first few rows now and more of them with each frame, so that no frame takes long. The selection stays at its item.
 */
#define RACKSIDE_TYPE_GRADUAL_LIST (rackside_gradual_list_get_type ())
G_DECLARE_FINAL_TYPE (RacksideGradualList, rackside_gradual_list, RACKSIDE, GRADUAL_LIST, GObject)

RacksideGradualList *rackside_gradual_list_new           (GListModel          *list,
                                                          GtkSorter           *sorter,
                                                          GtkFilter           *filter,
                                                          GtkWidget           *view);
GListModel          *rackside_gradual_list_get_shown     (RacksideGradualList *self);
GtkSelectionModel   *rackside_gradual_list_get_selection (RacksideGradualList *self);
gpointer             rackside_gradual_list_get_selected  (RacksideGradualList *self);
void                 rackside_gradual_list_deselect      (RacksideGradualList *self);

G_END_DECLS
