/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ilo-framebuffer.h"

G_BEGIN_DECLS

gboolean ctl_png_check (const char      *path,
                        GError         **error);
gboolean ctl_png_write (IloFramebuffer  *framebuffer,
                        const char      *path,
                        GError         **error);

G_END_DECLS
