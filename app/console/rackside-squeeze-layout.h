/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define RACKSIDE_TYPE_SQUEEZE_LAYOUT (rackside_squeeze_layout_get_type ())
G_DECLARE_FINAL_TYPE (RacksideSqueezeLayout, rackside_squeeze_layout, RACKSIDE, SQUEEZE_LAYOUT, GtkLayoutManager)

G_END_DECLS
