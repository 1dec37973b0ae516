/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define RACKSIDE_TYPE_ANSWER_LAYOUT (rackside_answer_layout_get_type ())
G_DECLARE_FINAL_TYPE (RacksideAnswerLayout, rackside_answer_layout, RACKSIDE, ANSWER_LAYOUT, GtkLayoutManager)

G_END_DECLS
