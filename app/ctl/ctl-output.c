/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "report-json.h"
#include "ctl-output.h"

#define COLUMN_GAP       2
#define MAX_AUTO_COLUMNS 6

static void print_object (JsonObject         *object,
                          guint               indent);
static void print_table  (JsonArray          *array,
                          const char * const *columns,
                          guint               indent);

/* What a BMC calls its sensors goes to a terminal, which must not take it for commands. */
static char *
make_printable (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *out = g_string_sized_new (strlen (valid));

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (out, g_unichar_iscntrl (c) || g_unichar_type (c) == G_UNICODE_FORMAT ? 0xFFFD : c);
    }
  return g_string_free (out, FALSE);
}

static char *
format_cell (JsonNode *node)
{
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return g_strdup ("-");
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);
      g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

      for (guint i = 0; i < json_array_get_length (array); i++)
        g_ptr_array_add (parts, format_cell (json_array_get_element (array, i)));
      g_ptr_array_add (parts, NULL);
      return parts->len == 1 ? g_strdup ("-") : g_strjoinv (", ", (char **) parts->pdata);
    }
  if (JSON_NODE_HOLDS_OBJECT (node))
    return report_json_format (node);
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (node) ? "yes" : "no");
  if (json_node_get_value_type (node) == G_TYPE_DOUBLE)
    return g_strdup_printf ("%.6g", json_node_get_double (node));
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  return make_printable (json_node_get_string (node));
}

static gboolean
is_acronym (const char *word)
{
  static const char acronyms[] = " arp bmc dcmi dhcp efi fru guid id ip lan ipmb ipmi lun mac oem poh post sdr sel sol tls "
                                 "ttl uuid vlan ";
  g_autofree char *wanted = g_strdup_printf (" %s ", word);

  return strstr (acronyms, wanted) != NULL;
}

/* "part_number" → "Part number", "fru_id" → "FRU ID", "device_sdrs" → "Device SDRs" */
static char *
format_label (const char *name)
{
  g_auto(GStrv) words = g_strsplit_set (name, "_-", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      gsize length = strlen (words[i]);
      gboolean plural = length > 1 && words[i][length - 1] == 's' && !is_acronym (words[i]);

      if (plural)
        words[i][length - 1] = '\0';
      if (g_str_has_prefix (words[i], "ipv"))
        memcpy (words[i], "IPv", 3);
      else if (is_acronym (words[i]))
        for (char *c = words[i]; *c != '\0'; c++)
          *c = g_ascii_toupper (*c);
      else if (i == 0)
        words[i][0] = g_ascii_toupper (words[i][0]);
      if (plural)
        words[i][length - 1] = 's';
    }
  return g_strjoinv (" ", words);
}

static guint
measure (const char *text)
{
  guint width = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      width += g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
    }
  return width;
}

static void
print_padded (const char *text,
              guint       width)
{
  guint have = measure (text);

  fputs (text, stdout);
  for (; have < width; have++)
    putchar (' ');
}

static gboolean
is_list_of_objects (JsonNode *node)
{
  return JSON_NODE_HOLDS_ARRAY (node) && json_array_get_length (json_node_get_array (node)) > 0
         && JSON_NODE_HOLDS_OBJECT (json_array_get_element (json_node_get_array (node), 0));
}

/* The members of the objects of @array, when these have all the same few and nothing nested: then they make a table. */
static GList *
find_columns (JsonArray *array)
{
  GList *first = json_object_get_members (json_array_get_object_element (array, 0));

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *object = json_array_get_object_element (array, i);
      gboolean same = json_object_get_size (object) == g_list_length (first) && g_list_length (first) <= MAX_AUTO_COLUMNS;

      for (GList *l = first; l != NULL && same; l = l->next)
        same = json_object_has_member (object, l->data)
               && JSON_NODE_HOLDS_VALUE (json_object_get_member (object, l->data));
      if (!same)
        g_clear_list (&first, NULL);
    }
  return first;
}

static void
print_objects (JsonArray *array,
               guint      indent)
{
  g_autoptr(GList) columns = find_columns (array);
  g_autoptr(GPtrArray) names = g_ptr_array_new ();

  for (GList *l = columns; l != NULL; l = l->next)
    g_ptr_array_add (names, l->data);
  g_ptr_array_add (names, NULL);
  if (columns != NULL)
    print_table (array, (const char * const *) names->pdata, indent);
  else
    for (guint i = 0; i < json_array_get_length (array); i++)
      print_object (json_array_get_object_element (array, i), indent);
}

static void
print_member (const char *label,
              guint       width,
              JsonNode   *node,
              guint       indent)
{
  g_autofree char *heading = g_strconcat (label, ":", NULL);
  g_autofree char *cell = NULL;

  print_padded ("", indent);
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      puts (heading);
      print_object (json_node_get_object (node), indent + 2);
      return;
    }
  if (is_list_of_objects (node))
    {
      puts (heading);
      print_objects (json_node_get_array (node), indent + 2);
      return;
    }
  cell = format_cell (node);
  print_padded (heading, width);
  puts (cell);
}

static void
print_object (JsonObject *object,
              guint       indent)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;
  guint width = 0;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      g_autofree char *label = format_label (name);

      width = MAX (width, measure (label));
    }
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      g_autofree char *label = format_label (name);

      print_member (label, width + 1 + COLUMN_GAP, member, indent);
    }
}

static void
print_table (JsonArray          *array,
             const char * const *columns,
             guint               indent)
{
  guint n_columns = g_strv_length ((char **) columns);
  guint n_rows = json_array_get_length (array) + 1;
  g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
  g_autofree guint *widths = g_new0 (guint, n_columns);

  for (guint column = 0; column < n_columns; column++)
    g_ptr_array_add (cells, format_label (columns[column]));
  for (guint row = 1; row < n_rows; row++)
    for (guint column = 0; column < n_columns; column++)
      g_ptr_array_add (cells, format_cell (json_object_get_member (json_array_get_object_element (array, row - 1),
                                                                   columns[column])));
  for (guint i = 0; i < cells->len; i++)
    widths[i % n_columns] = MAX (widths[i % n_columns], measure (g_ptr_array_index (cells, i)));
  for (guint i = 0; i < cells->len; i++)
    {
      gboolean last = i % n_columns == n_columns - 1;

      if (i % n_columns == 0)
        print_padded ("", indent);
      print_padded (g_ptr_array_index (cells, i), last ? 0 : widths[i % n_columns] + COLUMN_GAP);
      if (last)
        putchar ('\n');
    }
}

/**
 * ctl_output_object:
 * @context: a context
 * @object: the result of a command
 *
 * Prints a result: as JSON with `--json`, else a line for each member.
 */
void
ctl_output_object (CtlContext *context,
                   JsonObject *object)
{
  if (context->json)
    ctl_output_line (object);
  else
    print_object (object, 0);
}

/**
 * ctl_output_array:
 * @context: a context
 * @array: the result of a command: an array of objects
 * @columns: (nullable) (array zero-terminated=1): which members a person wants to see; %NULL: all of them, and
 *   not as a table
 *
 * Prints a result: as JSON with `--json`, else as a table.
 */
void
ctl_output_array (CtlContext         *context,
                  JsonArray          *array,
                  const char * const *columns)
{
  if (context->json)
    {
      g_autoptr(JsonNode) node = json_node_init_array (json_node_alloc (), array);
      g_autofree char *text = report_json_format (node);

      puts (text);
      return;
    }
  if (columns != NULL)
    {
      print_table (array, columns, 0);
      return;
    }
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      if (i > 0)
        putchar ('\n');
      print_object (json_array_get_object_element (array, i), 0);
    }
}

/**
 * ctl_output_line:
 * @object: a part of a result
 *
 * Prints it as JSON on a line of its own.
 */
void
ctl_output_line (JsonObject *object)
{
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), object);
  g_autofree char *text = report_json_format (node);

  puts (text);
}
