/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "rackside-macro-store.h"

struct _RacksideMacroStore
{
  GObject          parent_instance;
  RacksideMacros  *macros;       /* owned */
  RacksideServers *servers;      /* owned */
  RacksideServer  *server;       /* owned; NULL: it is not a saved one */
  GPtrArray       *none;         /* owned; the macros of a server that is not saved */
};

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RacksideMacroStore, rackside_macro_store, G_TYPE_OBJECT)

static void
on_changed (RacksideMacroStore *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
rackside_macro_store_finalize (GObject *object)
{
  RacksideMacroStore *self = RACKSIDE_MACRO_STORE (object);

  g_clear_object (&self->macros);
  g_clear_object (&self->servers);
  g_clear_object (&self->server);
  g_ptr_array_unref (self->none);
  G_OBJECT_CLASS (rackside_macro_store_parent_class)->finalize (object);
}

static void
rackside_macro_store_class_init (RacksideMacroStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rackside_macro_store_finalize;

  /**
   * RacksideMacroStore::changed:
   * @self: a store
   *
   * There are other macros now.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", RACKSIDE_TYPE_MACRO_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
}

static void
rackside_macro_store_init (RacksideMacroStore *self)
{
  self->none = rackside_macro_list_new ();
}

/**
 * rackside_macro_store_new:
 * @macros: (transfer none): those for every server
 * @servers: (transfer none): the saved servers
 * @server: (transfer none) (nullable): one of them
 *
 * Returns: (transfer full): the macros that there are for a server
 */
RacksideMacroStore *
rackside_macro_store_new (RacksideMacros  *macros,
                          RacksideServers *servers,
                          RacksideServer  *server)
{
  RacksideMacroStore *self = g_object_new (RACKSIDE_TYPE_MACRO_STORE, NULL);
  RacksideServer *saved = server != NULL ? rackside_servers_find (servers, rackside_server_get_id (server)) : NULL;

  self->macros = g_object_ref (macros);
  self->servers = g_object_ref (servers);
  g_set_object (&self->server, saved);
  g_signal_connect_object (macros, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  if (saved != NULL)
    g_signal_connect_object (saved, "notify::macros", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * rackside_macro_store_get_server:
 * @self: a store
 *
 * Returns: (transfer none) (nullable): the saved server that has macros of its own
 */
RacksideServer *
rackside_macro_store_get_server (RacksideMacroStore *self)
{
  return self->server;
}

/**
 * rackside_macro_store_get_list:
 * @self: a store
 * @scope: which macros
 *
 * Returns: (transfer none) (element-type RacksideMacro): they, sorted by name
 */
const GPtrArray *
rackside_macro_store_get_list (RacksideMacroStore *self,
                               RacksideMacroScope  scope)
{
  if (scope == RACKSIDE_MACRO_SCOPE_ALL)
    return rackside_macros_get_list (self->macros);
  return self->server != NULL ? rackside_server_get_macros (self->server) : self->none;
}

static gboolean
replace_in_server (RacksideMacroStore  *self,
                   const char          *name,
                   RacksideMacro       *macro,
                   GError             **error)
{
  g_autoptr(RacksideServer) copy = rackside_server_copy (self->server, rackside_server_get_id (self->server));
  g_autoptr(GPtrArray) list = rackside_macro_list_replace (rackside_server_get_macros (self->server), name, macro);
  g_autoptr(GPtrArray) changed = g_ptr_array_new ();

  g_object_set (copy, "macros", list, NULL);
  g_ptr_array_add (changed, copy);
  return rackside_servers_put (self->servers, changed, error);
}

/**
 * rackside_macro_store_replace:
 * @self: a store
 * @scope: which macros
 * @name: (nullable): which of them is to go
 * @macro: (nullable): what comes in its place, and in that of one with the same name
 * @error: (nullable): why they are not saved, for the user
 *
 * Adds a macro, changes or removes one.
 *
 * Returns: whether they are saved
 */
gboolean
rackside_macro_store_replace (RacksideMacroStore  *self,
                              RacksideMacroScope   scope,
                              const char          *name,
                              RacksideMacro       *macro,
                              GError             **error)
{
  g_return_val_if_fail (scope == RACKSIDE_MACRO_SCOPE_ALL || self->server != NULL, FALSE);

  if (scope == RACKSIDE_MACRO_SCOPE_ALL)
    return rackside_macros_replace (self->macros, name, macro, error);
  return replace_in_server (self, name, macro, error);
}
