/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "rackside-key-file.h"
#include "rackside-server-merge.h"
#include "rackside-servers-file.h"
#include "rackside-servers.h"

struct _RacksideServers
{
  GObject       parent_instance;

  char         *path;        /* owned */
  GPtrArray    *servers;     /* owned */
  GHashTable   *by_id;       /* owned; ids and servers are those of the array */
  GFileMonitor *monitor;     /* owned; NULL before the first load */
  char         *told;        /* owned; what was last said of the file; NULL: all is well with it */
};

enum { SIGNAL_PROBLEM, SIGNAL_EDITED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RacksideServers, rackside_servers, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

typedef void (*Edit) (GKeyFile       *file,
                      RacksideServer *server);

static GType
get_item_type (GListModel *model)
{
  return RACKSIDE_TYPE_SERVER;
}

static guint
get_n_items (GListModel *model)
{
  return RACKSIDE_SERVERS (model)->servers->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  RacksideServers *self = RACKSIDE_SERVERS (model);

  return position < self->servers->len ? g_object_ref (self->servers->pdata[position]) : NULL;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* Takes what the file says now. Servers that were there stay the same objects, and only what comes or goes is told. Who is
 * told of a server's properties may look into the list, which is the old one until all are taken. */
static void
take (RacksideServers *self,
      GPtrArray       *fresh)
{
  GPtrArray *old = self->servers;
  guint first = 0;
  guint last = 0;
  gboolean edited = FALSE;

  for (guint i = 0; i < fresh->len; i++)
    {
      RacksideServer *server = fresh->pdata[i];
      RacksideServer *known = g_hash_table_lookup (self->by_id, rackside_server_get_id (server));

      if (known == NULL)
        continue;
      edited = edited || !rackside_server_equal (known, server);
      rackside_server_assign (known, server);
      g_set_object ((RacksideServer **) &fresh->pdata[i], known);
    }
  g_hash_table_remove_all (self->by_id);
  for (guint i = 0; i < fresh->len; i++)
    g_hash_table_insert (self->by_id, (gpointer) rackside_server_get_id (fresh->pdata[i]), fresh->pdata[i]);
  self->servers = fresh;
  while (first < old->len && first < fresh->len && old->pdata[first] == fresh->pdata[first])
    first++;
  while (last < old->len - first && last < fresh->len - first
         && old->pdata[old->len - 1 - last] == fresh->pdata[fresh->len - 1 - last])
    last++;
  if (first + last < MAX (old->len, fresh->len))
    g_list_model_items_changed (G_LIST_MODEL (self), first, old->len - first - last, fresh->len - first - last);
  if (edited)
    g_signal_emit (self, signals[SIGNAL_EDITED], 0);
  g_ptr_array_unref (old);
}

/* Says what the user has to know about the file, once. */
static void
tell (RacksideServers *self,
      const GError    *problem)
{
  const char *text = problem != NULL ? problem->message : NULL;

  if (g_strcmp0 (self->told, text) == 0)
    return;
  g_free (self->told);
  self->told = g_strdup (text);
  if (text != NULL)
    g_signal_emit (self, signals[SIGNAL_PROBLEM], 0, text);
}

static void
on_file_changed (RacksideServers   *self,
                 GFile             *file,
                 GFile             *other,
                 GFileMonitorEvent  event)
{
  g_autoptr(GKeyFile) key_file = NULL;
  g_autoptr(GError) problem = NULL;

  if (event != G_FILE_MONITOR_EVENT_CHANGES_DONE_HINT && event != G_FILE_MONITOR_EVENT_RENAMED
      && event != G_FILE_MONITOR_EVENT_CREATED && event != G_FILE_MONITOR_EVENT_DELETED)
    return;
  /* Somebody may be in the middle of editing it; what is broken now is dealt with before the next change. */
  key_file = rackside_key_file_load (self->path, &problem);
  if (key_file != NULL)
    {
      take (self, rackside_servers_file_get (key_file, &problem));
      if (problem == NULL)
        rackside_key_file_check_version (key_file, self->path, RACKSIDE_SERVERS_FILE_VERSION, &problem);
    }
  else
    g_prefix_error (&problem, _("The saved servers cannot be read from %s any more, so what is shown is how they were. "),
                    self->path);
  tell (self, problem);
}

static void
watch (RacksideServers *self)
{
  /* Where a symbolic link is, what it leads to is what others replace. */
  g_autofree char *target = rackside_key_file_resolve (self->path, NULL);
  g_autoptr(GFile) file = g_file_new_for_path (target != NULL ? target : self->path);

  if (self->monitor != NULL)
    return;
  self->monitor = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect_object (self->monitor, "changed", G_CALLBACK (on_file_changed), self, G_CONNECT_SWAPPED);
}

/* Brings what is to be saved into line with what others have made of the same servers since they were like @bases. */
static gboolean
merge (RacksideServers  *self,
       GPtrArray        *servers,
       GPtrArray        *bases,
       GError          **error)
{
  for (guint i = 0; i < servers->len; i++)
    {
      RacksideServer *current = rackside_servers_find (self, rackside_server_get_id (servers->pdata[i]));

      if (current != NULL && !rackside_server_merge (servers->pdata[i], bases->pdata[i], current, error))
        return FALSE;
    }
  return TRUE;
}

/* What is read again would be without those that are too many. */
static gboolean
check_count (guint    before,
             guint    after,
             GError **error)
{
  if (after <= before || after <= RACKSIDE_SERVERS_FILE_MAX)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
               _("There would be %u, and %d is the most. Remove some that are not needed any more."),
               after, RACKSIDE_SERVERS_FILE_MAX);
  return FALSE;
}

static gboolean
save (RacksideServers  *self,
      GPtrArray        *servers,
      GPtrArray        *bases,
      Edit              edit,
      GError          **error)
{
  g_autoptr(GError) problem = NULL;
  g_autoptr(GKeyFile) file = rackside_key_file_load_or_set_aside (self->path, &problem);
  g_autoptr(GError) newer = NULL;
  guint n_before;

  if (file == NULL || !rackside_key_file_check_version (file, self->path, RACKSIDE_SERVERS_FILE_VERSION, &newer))
    {
      g_propagate_error (error, newer != NULL ? g_steal_pointer (&newer) : g_steal_pointer (&problem));
      return FALSE;
    }
  for (guint i = 0; problem != NULL && i < self->servers->len; i++)
    rackside_servers_file_put (file, self->servers->pdata[i]);
  if (bases != NULL)
    {
      take (self, rackside_servers_file_get (file, NULL));
      if (!merge (self, servers, bases, error))
        return FALSE;
    }
  n_before = rackside_servers_file_count (file);
  for (guint i = 0; i < servers->len; i++)
    edit (file, servers->pdata[i]);
  if (!check_count (n_before, rackside_servers_file_count (file), error) || !rackside_key_file_save (file, self->path, error))
    return FALSE;
  take (self, rackside_servers_file_get (file, NULL));
  tell (self, problem);
  return TRUE;
}

static gboolean
change (RacksideServers  *self,
        GPtrArray        *servers,
        GPtrArray        *bases,
        Edit              edit,
        GError          **error)
{
  int fd = rackside_key_file_lock (self->path, error);
  gboolean ok = fd >= 0 && save (self, servers, bases, edit, error);

  if (fd >= 0)
    close (fd);
  if (!ok)
    g_prefix_error (error, _("The saved servers could not be changed: "));
  return ok;
}

static void
rackside_servers_finalize (GObject *object)
{
  RacksideServers *self = RACKSIDE_SERVERS (object);

  g_clear_object (&self->monitor);
  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->servers);
  g_free (self->path);
  g_free (self->told);
  G_OBJECT_CLASS (rackside_servers_parent_class)->finalize (object);
}

static void
rackside_servers_class_init (RacksideServersClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rackside_servers_finalize;

  /**
   * RacksideServers::problem:
   * @self: a list
   * @text: a sentence
   *
   * Something that the user has to know about the file, which was well when it was last read.
   */
  signals[SIGNAL_PROBLEM] = g_signal_new ("problem", RACKSIDE_TYPE_SERVERS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_STRING);
  /**
   * RacksideServers::edited:
   * @self: a list
   *
   * Something is said otherwise of servers that stay in the list.
   */
  signals[SIGNAL_EDITED] = g_signal_new ("edited", RACKSIDE_TYPE_SERVERS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 0);
}

static void
rackside_servers_init (RacksideServers *self)
{
  self->servers = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
}

/**
 * rackside_servers_get_default_path:
 *
 * Returns: (transfer full): the user's file of servers
 */
char *
rackside_servers_get_default_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "rackside", "servers", NULL);
}

/**
 * rackside_servers_new:
 * @path: the file
 *
 * Returns: (transfer full): an empty list; rackside_servers_load() fills it
 */
RacksideServers *
rackside_servers_new (const char *path)
{
  RacksideServers *self = g_object_new (RACKSIDE_TYPE_SERVERS, NULL);

  self->path = g_strdup (path);
  return self;
}

/**
 * rackside_servers_load:
 * @self: a list
 * @error: (nullable): what the user has to know about the file
 *
 * Reads the file, and follows what others change in it from now on. A file that is not there is an empty one; one that
 * cannot be understood is set aside. What is good in it is there even when something else is wrong.
 *
 * Returns: whether there is nothing to tell
 */
gboolean
rackside_servers_load (RacksideServers  *self,
                       GError          **error)
{
  g_autoptr(GKeyFile) file = NULL;
  g_autoptr(GError) problem = NULL;
  int fd = rackside_key_file_lock (self->path, NULL);

  file = rackside_key_file_load_or_set_aside (self->path, &problem);
  if (file != NULL)
    take (self, rackside_servers_file_get (file, problem == NULL ? &problem : NULL));
  if (fd >= 0)
    close (fd);
  watch (self);
  if (problem == NULL && file != NULL)
    rackside_key_file_check_version (file, self->path, RACKSIDE_SERVERS_FILE_VERSION, &problem);
  if (problem == NULL)
    return TRUE;
  self->told = g_strdup (problem->message);
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

/**
 * rackside_servers_put:
 * @self: a list
 * @servers: (element-type RacksideServer): servers, that rackside_server_check() has found right
 * @error: (nullable): why they are not saved, for the user
 *
 * Saves servers, in place of those with the same ids or behind the others. The list holds objects of its own where it
 * had them already.
 *
 * Returns: whether they are saved
 */
gboolean
rackside_servers_put (RacksideServers  *self,
                      GPtrArray        *servers,
                      GError          **error)
{
  return change (self, servers, NULL, rackside_servers_file_put, error);
}

/**
 * rackside_servers_update:
 * @self: a list
 * @base: a server as it was when somebody began to change it
 * @server: what it is now, found right by rackside_server_check(); what others have changed meanwhile is put into it
 * @error: (nullable): why it is not saved, for the user; %G_IO_ERROR_WOULD_MERGE when others have changed the same
 *
 * Saves a server as rackside_servers_put() does, and loses nothing of what others have changed in it.
 *
 * Returns: whether it is saved
 */
gboolean
rackside_servers_update (RacksideServers  *self,
                         RacksideServer   *base,
                         RacksideServer   *server,
                         GError          **error)
{
  g_autoptr(GPtrArray) servers = g_ptr_array_new ();
  g_autoptr(GPtrArray) bases = g_ptr_array_new ();
  /* An object of the list becomes what the file says now. */
  g_autoptr(RacksideServer) before = rackside_server_copy (base, rackside_server_get_id (base));

  g_ptr_array_add (servers, server);
  g_ptr_array_add (bases, before);
  return change (self, servers, bases, rackside_servers_file_put, error);
}

/**
 * rackside_servers_remove:
 * @self: a list
 * @servers: (element-type RacksideServer): servers; it is no error when they are not there
 * @error: (nullable): why they are still there, for the user
 *
 * Returns: whether they are gone
 */
gboolean
rackside_servers_remove (RacksideServers  *self,
                         GPtrArray        *servers,
                         GError          **error)
{
  return change (self, servers, NULL, rackside_servers_file_remove, error);
}

/**
 * rackside_servers_find:
 * @self: a list
 * @id: a UUID
 *
 * Returns: (transfer none) (nullable): the server with that id
 */
RacksideServer *
rackside_servers_find (RacksideServers *self,
                       const char      *id)
{
  return g_hash_table_lookup (self->by_id, id);
}

/**
 * rackside_servers_find_address:
 * @self: a list
 * @address: `ilo://USER@HOST[:PORT]` or `ipmi://USER@HOST[:PORT]`
 *
 * Returns: (transfer none) (nullable): the first server with that address
 */
RacksideServer *
rackside_servers_find_address (RacksideServers *self,
                               const char      *address)
{
  for (guint i = 0; i < self->servers->len; i++)
    if (strcmp (rackside_server_get_address (self->servers->pdata[i]), address) == 0)
      return self->servers->pdata[i];
  return NULL;
}

/**
 * rackside_servers_match:
 * @self: a list
 * @address: an address that somebody has typed, with or without a user
 *
 * Returns: (transfer none) (nullable): the first server that it leads to
 */
RacksideServer *
rackside_servers_match (RacksideServers       *self,
                        const RacksideAddress *address)
{
  for (guint i = 0; i < self->servers->len; i++)
    {
      const char *text = rackside_server_get_address (self->servers->pdata[i]);
      g_autoptr(RacksideAddress) saved = rackside_address_parse (text, NULL);

      if (saved != NULL && rackside_address_leads_to (address, saved))
        return self->servers->pdata[i];
    }
  return NULL;
}
