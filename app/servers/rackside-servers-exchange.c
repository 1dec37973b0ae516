/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "rackside-key-file.h"
#include "rackside-servers-csv.h"
#include "rackside-servers-exchange.h"
#include "rackside-servers-file.h"

/**
 * rackside_servers_format_for_name:
 * @name: a file's name
 *
 * Returns: the format that is meant by its ending
 */
RacksideServersFormat
rackside_servers_format_for_name (const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  return g_str_has_suffix (lower, ".csv") ? RACKSIDE_SERVERS_FORMAT_CSV : RACKSIDE_SERVERS_FORMAT_PLAIN;
}

/**
 * rackside_servers_export:
 * @self: a list
 * @format: how to write it
 *
 * Returns: (transfer full): all servers, as text; there is no password in it
 */
char *
rackside_servers_export (RacksideServers       *self,
                         RacksideServersFormat  format)
{
  g_autoptr(GKeyFile) file = g_key_file_new ();
  guint n_servers = g_list_model_get_n_items (G_LIST_MODEL (self));

  if (format == RACKSIDE_SERVERS_FORMAT_CSV)
    return rackside_servers_csv_format (G_LIST_MODEL (self));
  for (guint i = 0; i < n_servers; i++)
    {
      g_autoptr(RacksideServer) server = g_list_model_get_item (G_LIST_MODEL (self), i);

      rackside_servers_file_put (file, server);
    }
  return g_key_file_to_data (file, NULL, NULL);
}

/* Whoever imports wants all of it, so one group that makes no sense is an error here. */
static GPtrArray *
parse_plain (const char  *text,
             gsize        length,
             GError     **error)
{
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autoptr(GPtrArray) servers = NULL;
  g_autoptr(GError) problem = NULL;

  if (!g_key_file_load_from_data (file, text, length, G_KEY_FILE_NONE, error)
      || !rackside_key_file_check_version (file, NULL, RACKSIDE_SERVERS_FILE_VERSION, error))
    return NULL;
  servers = rackside_servers_file_get (file, &problem);
  if (problem == NULL)
    return g_steal_pointer (&servers);
  g_propagate_error (error, g_steal_pointer (&problem));
  return NULL;
}

static GPtrArray *
parse (RacksideServers  *self,
       const char       *text,
       gsize             length,
       GError          **error)
{
  gsize blank = strspn (text, " \t\r\n");

  if (!g_utf8_validate (text, length, NULL))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           _("This is no list of servers: it is not text in UTF-8."));
      return NULL;
    }
  if (text[blank] == '[' || text[blank] == '#')
    return parse_plain (text, length, error);
  return rackside_servers_csv_parse (text, G_LIST_MODEL (self), error);
}

/**
 * rackside_servers_import:
 * @self: a list
 * @text: what rackside_servers_export() makes, in either format; zero-terminated
 * @length: its length in bytes
 * @n_added: (out): how many servers are new
 * @n_changed: (out): how many say something else now
 * @error: (nullable): what is wrong, for the user
 *
 * Takes all servers in or, when there is something wrong, none. A server with the id or the address of one that is there
 * takes its place; what a table has no column for stays as it is.
 *
 * Returns: whether they were taken in
 */
gboolean
rackside_servers_import (RacksideServers  *self,
                         const char       *text,
                         gsize             length,
                         guint            *n_added,
                         guint            *n_changed,
                         GError          **error)
{
  g_autoptr(GPtrArray) servers = parse (self, text, length, error);
  g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func (g_object_unref);

  *n_added = *n_changed = 0;
  if (servers == NULL)
    return FALSE;
  for (guint i = 0; i < servers->len; i++)
    {
      RacksideServer *server = servers->pdata[i];
      RacksideServer *known = rackside_servers_find (self, rackside_server_get_id (server));

      if (known == NULL)
        known = rackside_servers_find_address (self, rackside_server_get_address (server));
      if (known != NULL && rackside_server_equal (known, server))
        continue;
      if (known != NULL)
        (*n_changed)++;
      else
        (*n_added)++;
      g_ptr_array_add (changes, known != NULL ? rackside_server_copy (server, rackside_server_get_id (known))
                                              : g_object_ref (server));
    }
  return changes->len == 0 || rackside_servers_put (self, changes, error);
}
