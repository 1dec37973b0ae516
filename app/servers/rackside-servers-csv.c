/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "rackside-servers-csv.h"
#include "rackside-servers-file.h"
#include "report-csv.h"

/* The columns by their headings, each a property of a server. */
static const struct
{
  const char *heading;
  const char *property;
} columns[] = {
  { "name", "name" },
  { "address", "address" },
  { "tags", "tags" },
  { "layout", "layout" },
  { "bmc", "bmc" },
  { "bmc_suite", "bmc-suite" },
  { "bmc_bridge", "bmc-bridge" },
};

#define TAG_SEPARATOR ";"

static char *
get_cell (RacksideServer *server,
          const char     *property)
{
  char *text = NULL;

  if (strcmp (property, "tags") == 0)
    return g_strjoinv (TAG_SEPARATOR, (char **) rackside_server_get_tags (server));
  if (strcmp (property, "bmc-suite") == 0)
    return rackside_server_get_bmc_suite (server) < 0
           ? g_strdup ("") : g_strdup_printf ("%d", rackside_server_get_bmc_suite (server));
  g_object_get (server, property, &text, NULL);
  return text;
}

/* Whether it would be taken for a formula without the apostrophes before it. */
static gboolean
is_guarded (const char *text)
{
  return report_csv_is_formula (text + strspn (text, "'"));
}

/* A name may come from a server, and the table is looked at in a spreadsheet; what is read in again loses the apostrophe. */
static void
append_cell (GString    *out,
             const char *cell)
{
  g_autofree char *guarded = is_guarded (cell) ? g_strconcat ("'", cell, NULL) : NULL;

  report_csv_append (out, guarded != NULL ? guarded : cell, REPORT_CSV_FOR_PROGRAMS);
}

/**
 * rackside_servers_csv_format:
 * @servers: a list of #RacksideServer
 *
 * Returns: (transfer full): a table with a heading, as spreadsheets read it
 */
char *
rackside_servers_csv_format (GListModel *servers)
{
  GString *text = g_string_new (NULL);
  guint n_servers = g_list_model_get_n_items (servers);

  for (guint c = 0; c < G_N_ELEMENTS (columns); c++)
    g_string_append_printf (text, "%s%s", c > 0 ? "," : "", columns[c].heading);
  g_string_append (text, REPORT_CSV_LINE_END);
  for (guint i = 0; i < n_servers; i++)
    {
      g_autoptr(RacksideServer) server = g_list_model_get_item (servers, i);

      for (guint c = 0; c < G_N_ELEMENTS (columns); c++)
        {
          g_autofree char *cell = get_cell (server, columns[c].property);

          if (c > 0)
            g_string_append_c (text, ',');
          append_cell (text, cell);
        }
      g_string_append (text, REPORT_CSV_LINE_END);
    }
  return g_string_free (text, FALSE);
}

/* The next row, which is NULL at the end; @text moves on behind it. */
static gboolean
take_row (const char **text,
          char         separator,
          GPtrArray  **taken,
          GError     **error)
{
  g_autoptr(GPtrArray) row = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GString) cell = g_string_new (NULL);
  const char *c = *text;
  gboolean quoted = FALSE;

  *taken = NULL;
  if (*c == '\0')
    return TRUE;
  for (; *c != '\0' && (quoted || (*c != '\n' && *c != '\r')); c++)
    {
      if (quoted && *c == '"' && c[1] == '"')
        g_string_append_c (cell, *c++);
      else if (*c == '"' && (quoted || cell->len == 0))
        quoted = !quoted;
      else if (*c == separator && !quoted)
        {
          g_ptr_array_add (row, g_strdup (cell->str));
          g_string_truncate (cell, 0);
        }
      else
        g_string_append_c (cell, *c);
    }
  g_ptr_array_add (row, g_strdup (cell->str));
  if (*c == '\r' && c[1] == '\n')
    c++;
  *text = *c != '\0' ? c + 1 : c;
  if (quoted)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("There is a quotation mark without its end."));
      return FALSE;
    }
  *taken = g_steal_pointer (&row);
  return TRUE;
}

/* Which of our columns each of the file's columns is; those of others are -1. */
static GArray *
parse_heading (GPtrArray  *row,
               GError    **error)
{
  g_autoptr(GArray) map = g_array_new (FALSE, FALSE, sizeof (int));
  gboolean has_address = FALSE;

  for (guint i = 0; row != NULL && i < row->len; i++)
    {
      int found = -1;

      for (guint c = 0; c < G_N_ELEMENTS (columns); c++)
        if (g_ascii_strcasecmp (g_strstrip (row->pdata[i]), columns[c].heading) == 0)
          found = (int) c;
      if (found >= 0 && strcmp (columns[found].property, "address") == 0)
        has_address = TRUE;
      g_array_append_val (map, found);
    }
  if (has_address)
    return g_steal_pointer (&map);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                       _("The first line has to name the columns, and one of them has to be “address”; the others are "
                         "name, tags, layout, bmc, bmc_suite and bmc_bridge."));
  return NULL;
}

static gboolean
set_cell (RacksideServer  *server,
          const char      *property,
          const char      *cell,
          GError         **error)
{
  if (*cell == '\'' && is_guarded (cell))
    cell++;
  if (strcmp (property, "tags") == 0)
    {
      g_auto(GStrv) tags = g_strsplit (cell, TAG_SEPARATOR, -1);

      g_object_set (server, property, *cell != '\0' ? tags : NULL, NULL);
    }
  else if (strcmp (property, "bmc-suite") == 0)
    {
      guint64 suite;

      if (*cell == '\0')
        {
          g_object_set (server, property, -1, NULL);
          return TRUE;
        }
      if (!g_ascii_string_to_unsigned (cell, 10, 0, RACKSIDE_SERVER_MAX_SUITE, &suite, error))
        return FALSE;
      g_object_set (server, property, (int) suite, NULL);
    }
  else
    g_object_set (server, property, cell, NULL);
  return TRUE;
}

/* What a row says of a server that is known by its address: what is in no column of the table stays as it is. */
static RacksideServer *
begin_server (GPtrArray  *row,
              GArray     *map,
              GHashTable *known)
{
  RacksideServer *before = NULL;

  for (guint i = 0; i < row->len && i < map->len; i++)
    {
      int column = g_array_index (map, int, i);

      if (column >= 0 && strcmp (columns[column].property, "address") == 0)
        before = g_hash_table_lookup (known, g_strstrip (row->pdata[i]));
    }
  return before != NULL ? rackside_server_copy (before, rackside_server_get_id (before)) : rackside_server_new (NULL);
}

static RacksideServer *
make_server (GPtrArray   *row,
             GArray      *map,
             GHashTable  *known,
             GError     **error)
{
  g_autoptr(RacksideServer) server = begin_server (row, map, known);

  for (guint i = 0; i < row->len && i < map->len; i++)
    {
      int column = g_array_index (map, int, i);

      if (column >= 0 && !set_cell (server, columns[column].property, g_strstrip (row->pdata[i]), error))
        return NULL;
    }
  return rackside_server_check (server, error) ? g_steal_pointer (&server) : NULL;
}

static gboolean
is_empty (GPtrArray *row)
{
  return row->len == 1 && *(char *) row->pdata[0] == '\0';
}

/* The later of two rows for a server says what it is; it takes @server. */
static void
add_or_replace (GPtrArray      *found,
                GHashTable     *places,
                RacksideServer *server)
{
  gpointer place;

  if (g_hash_table_lookup_extended (places, rackside_server_get_id (server), NULL, &place))
    {
      rackside_server_assign (found->pdata[GPOINTER_TO_UINT (place)], server);
      g_object_unref (server);
      return;
    }
  g_hash_table_insert (places, (gpointer) rackside_server_get_id (server), GUINT_TO_POINTER (found->len));
  g_ptr_array_add (found, server);
}

/* Of addresses to owned servers; the first of an address counts. */
static GHashTable *
index_addresses (GListModel *servers)
{
  GHashTable *known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);

  for (guint i = g_list_model_get_n_items (servers); i > 0; i--)
    {
      RacksideServer *server = g_list_model_get_item (servers, i - 1);

      g_hash_table_insert (known, g_strdup (rackside_server_get_address (server)), server);
    }
  return known;
}

/**
 * rackside_servers_csv_parse:
 * @text: a table with a heading, its columns in any order, parted by commas, semicolons or tabs
 * @servers: a list of #RacksideServer that are there already
 * @error: (nullable): which row is wrong, and why
 *
 * Returns: (transfer full) (nullable) (element-type RacksideServer): the servers in it, each address once; those that
 *   are there already with their ids, and what no column says as it is
 */
GPtrArray *
rackside_servers_csv_parse (const char  *text,
                            GListModel  *servers,
                            GError     **error)
{
  g_autoptr(GHashTable) known = index_addresses (servers);
  g_autoptr(GHashTable) places = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) heading = NULL;
  g_autoptr(GArray) map = NULL;
  gsize first_line;
  char separator;

  if (g_str_has_prefix (text, "\xEF\xBB\xBF"))       /* what spreadsheets put in front */
    text += 3;
  first_line = strcspn (text, "\r\n");
  separator = memchr (text, '\t', first_line) != NULL ? '\t' : memchr (text, ';', first_line) != NULL ? ';' : ',';
  if (!take_row (&text, separator, &heading, error))
    return NULL;
  map = parse_heading (heading, error);
  if (map == NULL)
    return NULL;
  for (guint n = 2; *text != '\0'; n++)
    {
      g_autoptr(GPtrArray) row = NULL;
      RacksideServer *server;
      gboolean ok = take_row (&text, separator, &row, error);

      if (ok && is_empty (row))
        continue;
      server = ok ? make_server (row, map, known, error) : NULL;
      if (server == NULL)
        {
          /* Translators: %u is the number of a row in a table */
          g_prefix_error (error, _("Row %u: "), n);
          return NULL;
        }
      g_hash_table_insert (known, g_strdup (rackside_server_get_address (server)), g_object_ref (server));
      add_or_replace (found, places, server);
      if (found->len > RACKSIDE_SERVERS_FILE_MAX)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, _("There are more than %d servers in it."),
                       RACKSIDE_SERVERS_FILE_MAX);
          return NULL;
        }
    }
  return g_steal_pointer (&found);
}
