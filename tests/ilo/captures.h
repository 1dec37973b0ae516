/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean captures_load     (const char   *name,
                            char        **contents,
                            gsize        *length);

G_END_DECLS
