/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rackside-macros.h"
#include "rackside-servers.h"

G_BEGIN_DECLS

/**
 * RacksideMacroScope:
 * @RACKSIDE_MACRO_SCOPE_ALL: for every server
 * @RACKSIDE_MACRO_SCOPE_SERVER: for one alone
 *
 * Where a macro is offered.
 */
typedef enum
{
  RACKSIDE_MACRO_SCOPE_ALL,
  RACKSIDE_MACRO_SCOPE_SERVER,
} RacksideMacroScope;

#define RACKSIDE_MACRO_N_SCOPES 2

/**
 * RacksideMacroStore:
 *
 * All the macros of a window: those for every server, and those of the saved server that it shows.
 */
#define RACKSIDE_TYPE_MACRO_STORE (rackside_macro_store_get_type ())
G_DECLARE_FINAL_TYPE (RacksideMacroStore, rackside_macro_store, RACKSIDE, MACRO_STORE, GObject)

RacksideMacroStore *rackside_macro_store_new        (RacksideMacros      *macros,
                                                     RacksideServers     *servers);
void                rackside_macro_store_set_server (RacksideMacroStore  *self,
                                                     RacksideServer      *server);
RacksideServer     *rackside_macro_store_get_server (RacksideMacroStore  *self);
const GPtrArray    *rackside_macro_store_get_list   (RacksideMacroStore  *self,
                                                     RacksideMacroScope   scope);
gboolean            rackside_macro_store_replace    (RacksideMacroStore  *self,
                                                     RacksideMacroScope   scope,
                                                     const RacksideMacro *old,
                                                     RacksideMacro       *macro,
                                                     GError             **error);

G_END_DECLS
