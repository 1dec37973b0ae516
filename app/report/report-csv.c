/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "report-csv.h"
#include "report-json.h"

/**
 * report_csv_is_formula:
 * @text: a text
 *
 * Returns: whether a spreadsheet takes it for a formula; a sensor's name may well be "+3.3V", or "-12V"
 */
gboolean
report_csv_is_formula (const char *text)
{
  switch (*text)
    {
    case '=':
    case '@':
    case '\t':
    case '\r':
      return TRUE;
    case '+':
    case '-':
      return strpbrk (text, "(|!=\"") != NULL;
    default:
      return FALSE;
    }
}

/* A list of words is one field, as a person would write it. */
static char *
join (JsonArray *array)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (array); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "; " : "", json_array_get_string_element (array, i));
  return g_string_free (text, FALSE);
}

static void
append_field (GString  *out,
              JsonNode *node)
{
  g_autofree char *text = NULL;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return;
  if (JSON_NODE_HOLDS_ARRAY (node))
    text = join (json_node_get_array (node));
  else if (json_node_get_value_type (node) == G_TYPE_STRING)
    text = json_node_dup_string (node);
  if (text != NULL)
    {
      report_csv_append (out, text, REPORT_CSV_FOR_SPREADSHEETS);
      return;
    }
  text = report_json_format (node);
  g_string_append (out, text);
}

/* "thresholds.upper-critical" is in the object "thresholds". */
static JsonNode *
find_member (JsonObject *object,
             const char *column)
{
  g_auto(GStrv) parts = g_strsplit (column, ".", 2);
  JsonNode *node = json_object_get_member (object, parts[0]);

  if (parts[1] == NULL || node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return parts[1] == NULL ? node : NULL;
  return json_object_get_member (json_node_get_object (node), parts[1]);
}

/**
 * report_csv_append:
 * @out: where to
 * @text: the text of a field
 * @use: who reads it
 *
 * Adds a field, in quotation marks where it needs them (RFC 4180 §2).
 */
void
report_csv_append (GString      *out,
                   const char   *text,
                   ReportCsvUse  use)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  gboolean formula = use == REPORT_CSV_FOR_SPREADSHEETS && report_csv_is_formula (valid);

  if (!formula && strpbrk (valid, ",\"\r\n") == NULL)
    {
      g_string_append (out, valid);
      return;
    }
  g_string_append_c (out, '"');
  if (formula)
    g_string_append_c (out, '\'');
  for (const char *p = valid; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *p);
    }
  g_string_append_c (out, '"');
}

/**
 * report_csv_format:
 * @array: objects
 * @columns: (array zero-terminated=1): which of their members, with a point before the member of an object
 *
 * Returns: (transfer full): a table with a line of names and a line for each object. Lists of strings are joined, and
 *   what a spreadsheet would take for a formula has an apostrophe before it.
 */
char *
report_csv_format (JsonArray          *array,
                   const char * const *columns)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; columns[i] != NULL; i++)
    g_string_append_printf (out, "%s%s", i > 0 ? "," : "", columns[i]);
  g_string_append (out, REPORT_CSV_LINE_END);
  for (guint row = 0; row < json_array_get_length (array); row++)
    {
      JsonObject *object = json_array_get_object_element (array, row);

      for (guint i = 0; columns[i] != NULL; i++)
        {
          if (i > 0)
            g_string_append_c (out, ',');
          append_field (out, find_member (object, columns[i]));
        }
      g_string_append (out, REPORT_CSV_LINE_END);
    }
  return g_string_free (out, FALSE);
}
