/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * RacksideRecordButton:
 *
 * While it is pressed in, it takes the next chord that somebody presses anywhere in its window.
 */
#define RACKSIDE_TYPE_RECORD_BUTTON (rackside_record_button_get_type ())
G_DECLARE_FINAL_TYPE (RacksideRecordButton, rackside_record_button, RACKSIDE, RECORD_BUTTON, GtkToggleButton)

G_END_DECLS
