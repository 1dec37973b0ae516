/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ilo-console.h"

G_BEGIN_DECLS

/**
 * RacksidePasteDialog:
 *
 * Types the clipboard or a file on a server's keyboard: for which layout, what of it cannot be typed, how far it is.
 *
 * Signals: "layout-chosen" (const char *layout): when it begins to type; "remark" (const char *text).
 */
#define RACKSIDE_TYPE_PASTE_DIALOG (rackside_paste_dialog_get_type ())
G_DECLARE_FINAL_TYPE (RacksidePasteDialog, rackside_paste_dialog, RACKSIDE, PASTE_DIALOG, AdwWindow)

RacksidePasteDialog *rackside_paste_dialog_new (GtkWindow  *parent,
                                                IloConsole *console,
                                                const char *layout);

G_END_DECLS
