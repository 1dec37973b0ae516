/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define RACKSIDE_TYPE_WRAP_LAYOUT (rackside_wrap_layout_get_type ())
G_DECLARE_FINAL_TYPE (RacksideWrapLayout, rackside_wrap_layout, RACKSIDE, WRAP_LAYOUT, GtkLayoutManager)

G_END_DECLS
