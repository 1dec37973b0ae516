/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void ipmi_poll_eagerly (GMainContext *context);

G_END_DECLS
