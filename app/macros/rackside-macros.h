/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rackside-macro-list.h"

G_BEGIN_DECLS

/**
 * RacksideMacros:
 *
 * The macros that are offered for every server, in the user's file of them. They are changed by one window after the
 * other, and all of them follow.
 */
#define RACKSIDE_TYPE_MACROS (rackside_macros_get_type ())
G_DECLARE_FINAL_TYPE (RacksideMacros, rackside_macros, RACKSIDE, MACROS, GObject)

char            *rackside_macros_get_default_path (void);
RacksideMacros  *rackside_macros_new              (const char      *path);
gboolean         rackside_macros_load             (RacksideMacros  *self,
                                                   GError         **error);
const GPtrArray *rackside_macros_get_list         (RacksideMacros  *self);
gboolean         rackside_macros_replace          (RacksideMacros       *self,
                                                   const RacksideMacro  *old,
                                                   RacksideMacro        *macro,
                                                   GError              **error);

G_END_DECLS
