/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rackside-macro.h"

G_BEGIN_DECLS

GPtrArray     *rackside_macro_list_new     (void);
RacksideMacro *rackside_macro_list_find    (const GPtrArray  *list,
                                            const char       *name);
gboolean       rackside_macro_list_equal   (const GPtrArray  *list,
                                            const GPtrArray  *other);
GPtrArray     *rackside_macro_list_replace (const GPtrArray      *list,
                                            const RacksideMacro  *old,
                                            RacksideMacro        *macro,
                                            GError              **error);
GPtrArray     *rackside_macro_list_read    (GKeyFile         *file,
                                            const char       *group);
void           rackside_macro_list_write   (const GPtrArray  *list,
                                            GKeyFile         *file,
                                            const char       *group);

G_END_DECLS
