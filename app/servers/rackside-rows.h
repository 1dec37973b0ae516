/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

gboolean rackside_rows_focus (GtkWidget        *form,
                              GtkEditable     **rows,
                              guint             n_rows,
                              GtkDirectionType  direction);

G_END_DECLS
