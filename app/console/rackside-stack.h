/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void rackside_stack_show (GtkStack  *stack,
                          GtkWidget *page);

G_END_DECLS
