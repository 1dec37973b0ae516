/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The keys of data/org.rackside.Rackside.gschema.xml. */
#define RACKSIDE_SETTINGS_COLOR_SCHEME      "color-scheme"
#define RACKSIDE_SETTINGS_CRISP             "crisp"
#define RACKSIDE_SETTINGS_FULLSCREEN_MONITOR "fullscreen-monitor"
#define RACKSIDE_SETTINGS_KEEP_AWAKE        "keep-awake"
#define RACKSIDE_SETTINGS_NOTIFICATIONS     "notifications"
#define RACKSIDE_SETTINGS_OVERLAY           "overlay"
#define RACKSIDE_SETTINGS_POLL_SERVERS      "poll-servers"
#define RACKSIDE_SETTINGS_SCREENSHOT_FOLDER "screenshot-folder"
#define RACKSIDE_SETTINGS_SORT_SERVERS      "sort-servers"
#define RACKSIDE_SETTINGS_ZOOM              "zoom"

GSettings *rackside_settings_get (GError **error);

G_END_DECLS
