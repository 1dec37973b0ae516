/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include <glib/gi18n.h>

#include "report-json.h"
#include "ctl-output.h"
#include "ctl-servers.h"
#include "rackside-servers-exchange.h"
#include "rackside-small-file.h"

static gboolean
list (CtlContext       *context,
      RacksideServers  *servers,
      const char       *path,
      GError          **error)
{
  static const char *const columns[] = { "name", "address", "tags", NULL };
  g_autoptr(JsonArray) array = json_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (servers)); i++)
    {
      g_autoptr(RacksideServer) server = g_list_model_get_item (G_LIST_MODEL (servers), i);
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "name", rackside_server_get_name (server));
      json_object_set_string_member (object, "address", rackside_server_get_address (server));
      json_object_set_array_member (object, "tags", report_json_array_from_strv (rackside_server_get_tags (server)));
      json_array_add_object_element (array, object);
    }
  ctl_output_array (context, array, columns);
  return TRUE;
}

static gboolean
import (CtlContext       *context,
        RacksideServers  *servers,
        const char       *path,
        GError          **error)
{
  g_autoptr(JsonObject) result = json_object_new ();
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autofree char *text = NULL;
  gsize length;
  guint n_added, n_changed;

  text = rackside_small_file_load (file, &length, NULL, error);
  if (text == NULL
      || !rackside_servers_import (servers, text, length, &n_added, &n_changed, error))
    {
      g_prefix_error (error, _("Nothing was imported. "));
      return FALSE;
    }
  json_object_set_int_member (result, "added", n_added);
  json_object_set_int_member (result, "changed", n_changed);
  ctl_output_object (context, result);
  return TRUE;
}

static gboolean
export (CtlContext       *context,
        RacksideServers  *servers,
        const char       *path,
        GError          **error)
{
  g_autofree char *text = rackside_servers_export (servers, rackside_servers_format_for_name (path));

  if (strcmp (path, "-") != 0)
    return g_file_set_contents (path, text, -1, error);
  fputs (text, stdout);
  return TRUE;
}

static const struct
{
  const char *name;
  int         n_arguments;
  gboolean  (*run) (CtlContext       *context,
                    RacksideServers  *servers,
                    const char       *path,
                    GError          **error);
} verbs[] = {
  { "list", 1, list },
  { "import", 2, import },
  { "export", 2, export },
};

/**
 * ctl_servers_run:
 * @context: what the command line says
 * @argc: number of arguments
 * @argv: the arguments, the command's name first
 * @error: (nullable): what went wrong
 *
 * `servers list`, `servers import FILE` and `servers export FILE`: the servers that the user has saved, as a plain file or,
 * when its name ends in .csv, as a table. There is no password in either.
 *
 * Returns: the exit status
 */
CtlExit
ctl_servers_run (CtlContext  *context,
                 int          argc,
                 char       **argv,
                 GError     **error)
{
  g_autofree char *path = rackside_servers_get_default_path ();
  g_autoptr(RacksideServers) servers = rackside_servers_new (path);
  g_autoptr(GError) problem = NULL;

  if (!ctl_context_parse (context, NULL, 1, 2, &argc, &argv, error))
    return CTL_EXIT_DONE;
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      if (strcmp (argv[1], verbs[i].name) != 0 || argc - 1 != verbs[i].n_arguments)
        continue;
      if (!rackside_servers_load (servers, &problem))
        fprintf (stderr, "racksidectl: %s\n", problem->message);
      return verbs[i].run (context, servers, argv[2], error) ? CTL_EXIT_DONE : CTL_EXIT_FAILED;
    }
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                       _("What is to be done with the servers is not clear: list, import FILE or export FILE"));
  return CTL_EXIT_USAGE;
}
