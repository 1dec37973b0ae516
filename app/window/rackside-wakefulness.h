/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "rackside-drives.h"

G_BEGIN_DECLS

#define RACKSIDE_TYPE_WAKEFULNESS (rackside_wakefulness_get_type ())
G_DECLARE_FINAL_TYPE (RacksideWakefulness, rackside_wakefulness, RACKSIDE, WAKEFULNESS, GObject)

RacksideWakefulness *rackside_wakefulness_new (GtkWindow      *window,
                                               RacksideDrives *drives);

G_END_DECLS
