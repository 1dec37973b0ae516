/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * RacksidePanelPages:
 *
 * The pages of a panel, and what one changes between them with.
 * Property "bmc": whose they are. Signal "remark" (char *text).
 */
#define RACKSIDE_TYPE_PANEL_PAGES (rackside_panel_pages_get_type ())
G_DECLARE_FINAL_TYPE (RacksidePanelPages, rackside_panel_pages, RACKSIDE, PANEL_PAGES, GtkBox)

GtkWidget *rackside_panel_pages_new        (void);
gboolean   rackside_panel_pages_is_waiting (RacksidePanelPages *self);

G_END_DECLS
