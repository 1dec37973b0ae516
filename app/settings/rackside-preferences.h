/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define RACKSIDE_TYPE_PREFERENCES (rackside_preferences_get_type ())
G_DECLARE_FINAL_TYPE (RacksidePreferences, rackside_preferences, RACKSIDE, PREFERENCES, AdwPreferencesWindow)

void rackside_preferences_show (GtkApplication *application);

G_END_DECLS
