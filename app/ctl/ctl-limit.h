/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void ctl_limit_start (double      seconds,
                      const char *last_words,
                      int         status);

G_END_DECLS
