/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <gio/gio.h>
#include <glib/gi18n.h>

#include "rackside-key-file.h"
#include "rackside-macro-list.h"
#include "rackside-servers-file.h"

#define GROUP_PREFIX "server "

static const char *const texts[] = { "name", "address", "layout", "bmc", "bmc-bridge" };

static RacksideServer *
get_server (GKeyFile    *file,
            const char  *group,
            GError     **error)
{
  g_autoptr(RacksideServer) server = rackside_server_new (group + strlen (GROUP_PREFIX));
  g_auto(GStrv) tags = g_key_file_get_string_list (file, group, "tags", NULL, NULL);
  g_autoptr(GPtrArray) macros = rackside_macro_list_read (file, group);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *text = g_key_file_get_string (file, group, texts[i], NULL);

      if (text != NULL)
        g_object_set (server, texts[i], text, NULL);
    }
  g_object_set (server, "tags", tags, "macros", macros, NULL);
  if (g_key_file_has_key (file, group, "bmc-suite", NULL))
    {
      g_autoptr(GError) problem = NULL;
      int suite = g_key_file_get_integer (file, group, "bmc-suite", &problem);

      if (problem != NULL || suite < 0 || suite > RACKSIDE_SERVER_MAX_SUITE)
        {
          g_set_error_literal (error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_INVALID_VALUE,
                               _("There is no such cipher suite."));
          return NULL;
        }
      g_object_set (server, "bmc-suite", suite, NULL);
    }
  return rackside_server_check (server, error) ? g_steal_pointer (&server) : NULL;
}

/**
 * rackside_servers_file_count:
 * @file: a file of servers
 *
 * Returns: how many are in it, whether they make sense or not
 */
guint
rackside_servers_file_count (GKeyFile *file)
{
  g_auto(GStrv) groups = g_key_file_get_groups (file, NULL);
  guint n = 0;

  for (char **group = groups; *group != NULL; group++)
    n += g_str_has_prefix (*group, GROUP_PREFIX);
  return n;
}

/**
 * rackside_servers_file_get:
 * @file: a file of servers
 * @error: (out): what was left out because it makes no sense, and why
 *
 * Returns: (transfer full) (element-type RacksideServer): the servers that are in it; never %NULL
 */
GPtrArray *
rackside_servers_file_get (GKeyFile  *file,
                           GError   **error)
{
  g_autoptr(GPtrArray) servers = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto(GStrv) groups = g_key_file_get_groups (file, NULL);
  g_autoptr(GError) first = NULL;
  g_autofree char *first_group = NULL;
  guint n_wrong = 0;

  for (char **group = groups; *group != NULL; group++)
    {
      g_autoptr(GError) problem = NULL;
      RacksideServer *server;

      if (!g_str_has_prefix (*group, GROUP_PREFIX))
        continue;
      server = servers->len < RACKSIDE_SERVERS_FILE_MAX ? get_server (file, *group, &problem) : NULL;
      if (server != NULL)
        {
          g_ptr_array_add (servers, server);
          continue;
        }
      if (problem == NULL)
        g_set_error (&problem, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_INVALID_VALUE,
                     _("There are more than %d."), RACKSIDE_SERVERS_FILE_MAX);
      if (n_wrong++ == 0)
        {
          first = g_steal_pointer (&problem);
          first_group = g_strdup (*group);
        }
    }
  if (n_wrong == 1)
    g_set_error (error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_INVALID_VALUE,
                 /* Translators: the first %s is the heading of a group in a file, the second a sentence */
                 _("The group “%s” is left out: %s"), first_group, first->message);
  else if (n_wrong > 1)
    g_set_error (error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_INVALID_VALUE,
                 /* Translators: the first %s is the heading of a group in a file, the second a sentence */
                 ngettext ("%u group is left out. The first is “%s”: %s",
                           "%u groups are left out. The first is “%s”: %s", n_wrong),
                 n_wrong, first_group, first->message);
  return g_steal_pointer (&servers);
}

static void
set_text (GKeyFile   *file,
          const char *group,
          const char *key,
          const char *text)
{
  if (*text != '\0')
    g_key_file_set_string (file, group, key, text);
  else
    g_key_file_remove_key (file, group, key, NULL);
}

/**
 * rackside_servers_file_put:
 * @file: a file of servers
 * @server: what to put there, in place of what has the same id; keys that are not known here stay
 */
void
rackside_servers_file_put (GKeyFile       *file,
                           RacksideServer *server)
{
  g_autofree char *group = g_strconcat (GROUP_PREFIX, rackside_server_get_id (server), NULL);
  const char *const *tags = rackside_server_get_tags (server);
  gsize n_tags = g_strv_length ((char **) tags);

  rackside_key_file_set_version (file, RACKSIDE_SERVERS_FILE_VERSION,
                                 " The servers that Rackside knows. No password is in here.");
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *text = NULL;

      g_object_get (server, texts[i], &text, NULL);
      set_text (file, group, texts[i], text);
    }
  if (n_tags > 0)
    g_key_file_set_string_list (file, group, "tags", tags, n_tags);
  else
    g_key_file_remove_key (file, group, "tags", NULL);
  if (rackside_server_get_bmc_suite (server) >= 0)
    g_key_file_set_integer (file, group, "bmc-suite", rackside_server_get_bmc_suite (server));
  else
    g_key_file_remove_key (file, group, "bmc-suite", NULL);
  rackside_macro_list_write (rackside_server_get_macros (server), file, group);
}

/**
 * rackside_servers_file_remove:
 * @file: a file of servers
 * @server: what is not to be there any more
 */
void
rackside_servers_file_remove (GKeyFile       *file,
                              RacksideServer *server)
{
  g_autofree char *group = g_strconcat (GROUP_PREFIX, rackside_server_get_id (server), NULL);

  g_key_file_remove_group (file, group, NULL);
}
