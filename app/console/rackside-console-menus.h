/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GMenuModel *rackside_console_keyboard_menu_new (GMenuModel *macros);
GMenuModel *rackside_console_power_menu_new    (void);

G_END_DECLS
