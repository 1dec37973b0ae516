/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-macro-store.h"

struct _RacksideMacroStore
{
  GObject          parent_instance;
  RacksideMacros  *macros;       /* owned */
  RacksideServers *servers;      /* owned */
  char            *id;           /* owned; that of the server; NULL: it was never saved */
  RacksideServer  *server;       /* owned; NULL: it is not saved */
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

/* Takes the saved server as it is in the list now; it may have gone, or come back. */
static void
find_server (RacksideMacroStore *self)
{
  RacksideServer *saved = self->id != NULL ? rackside_servers_find (self->servers, self->id) : NULL;

  if (saved == self->server)
    return;
  if (self->server != NULL)
    g_signal_handlers_disconnect_by_func (self->server, on_changed, self);
  g_set_object (&self->server, saved);
  if (saved != NULL)
    g_signal_connect_object (saved, "notify::macros", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  on_changed (self);
}

static void
rackside_macro_store_finalize (GObject *object)
{
  RacksideMacroStore *self = RACKSIDE_MACRO_STORE (object);

  g_clear_object (&self->macros);
  g_clear_object (&self->servers);
  g_clear_object (&self->server);
  g_free (self->id);
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
 *
 * Returns: (transfer full): the macros that there are for a server that is not saved
 */
RacksideMacroStore *
rackside_macro_store_new (RacksideMacros  *macros,
                          RacksideServers *servers)
{
  RacksideMacroStore *self = g_object_new (RACKSIDE_TYPE_MACRO_STORE, NULL);

  self->macros = g_object_ref (macros);
  self->servers = g_object_ref (servers);
  g_signal_connect_object (macros, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (servers, "items-changed", G_CALLBACK (find_server), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * rackside_macro_store_set_server:
 * @self: a store
 * @server: (transfer none) (nullable): the server whose macros there are besides, as long as it is saved
 */
void
rackside_macro_store_set_server (RacksideMacroStore *self,
                                 RacksideServer     *server)
{
  g_free (self->id);
  self->id = server != NULL ? g_strdup (rackside_server_get_id (server)) : NULL;
  find_server (self);
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
replace_in_server (RacksideMacroStore   *self,
                   const RacksideMacro  *old,
                   RacksideMacro        *macro,
                   GError              **error)
{
  g_autoptr(GError) problem = NULL;

  /* When others have changed the server's macros, the list has them now, and may have no quarrel with this one. */
  do
    {
      g_autoptr(RacksideServer) copy = rackside_server_copy (self->server, self->id);
      g_autoptr(GPtrArray) list = rackside_macro_list_replace (rackside_server_get_macros (self->server), old, macro,
                                                               error);

      if (list == NULL)
        return FALSE;
      g_object_set (copy, "macros", list, NULL);
      g_clear_error (&problem);
      if (rackside_servers_update (self->servers, self->server, copy, &problem))
        return TRUE;
    }
  while (self->server != NULL && g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_WOULD_MERGE));
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

/**
 * rackside_macro_store_replace:
 * @self: a store
 * @scope: which macros; those of a server only while it is saved
 * @old: (nullable): which of them is to go, as it was when somebody began to change it
 * @macro: (nullable): what comes in its place
 * @error: (nullable): why they are not saved, for the user; %G_IO_ERROR_WOULD_MERGE when others have changed @old
 *
 * Adds a macro, changes or removes one.
 *
 * Returns: whether they are saved
 */
gboolean
rackside_macro_store_replace (RacksideMacroStore   *self,
                              RacksideMacroScope    scope,
                              const RacksideMacro  *old,
                              RacksideMacro        *macro,
                              GError              **error)
{
  if (scope == RACKSIDE_MACRO_SCOPE_ALL)
    return rackside_macros_replace (self->macros, old, macro, error);
  if (self->server != NULL)
    return replace_in_server (self, old, macro, error);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("This server is not saved"));
  return FALSE;
}
