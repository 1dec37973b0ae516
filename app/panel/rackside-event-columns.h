/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * RacksideEventColumns:
 *
 * The columns of the event log: one for each thing in a wide view, all in one in a narrow view.
 */
typedef struct _RacksideEventColumns RacksideEventColumns;

RacksideEventColumns *rackside_event_columns_new        (GtkColumnView        *view);
void                  rackside_event_columns_free       (RacksideEventColumns *self);
void                  rackside_event_columns_set_narrow (RacksideEventColumns *self,
                                                         gboolean              narrow);
void                  rackside_event_columns_sort       (RacksideEventColumns *self);

G_END_DECLS
