/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "report-json.h"

#define MEASURED_DIGITS 9

static void append_node (GString  *out,
                         JsonNode *node);

/**
 * report_json_format_double:
 * @value: a finite number
 *
 * JsonGenerator writes 17 digits, so that 12.033 comes out as 12.032999999999999.
 *
 * Returns: (transfer full): the shortest text that gives the same number again, with a decimal point
 */
char *
report_json_format_double (double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  for (int digits = 6; digits <= 17; digits++)
    {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%dg", digits);
      g_ascii_formatd (text, sizeof text, format, value);
      if (g_ascii_strtod (text, NULL) == value)
        break;
    }
  return g_strconcat (text, strpbrk (text, ".e") == NULL ? ".0" : "", NULL);
}

/* RFC 8259 §7; what is no UTF-8 must not get out, whatever a BMC calls its sensors. */
static void
append_string (GString    *out,
               const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  g_string_append_c (out, '"');
  for (const char *p = valid; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_printf (out, "\\%c", *p);
      else if (*p == '\n')
        g_string_append (out, "\\n");
      else if ((guchar) *p < 0x20 || *p == 0x7F)
        g_string_append_printf (out, "\\u%04x", (guint) (guchar) *p);
      else
        g_string_append_c (out, *p);
    }
  g_string_append_c (out, '"');
}

static void
append_value (GString  *out,
              JsonNode *node)
{
  GType type = json_node_get_value_type (node);

  if (type == G_TYPE_STRING)
    {
      append_string (out, json_node_get_string (node));
    }
  else if (type == G_TYPE_BOOLEAN)
    {
      g_string_append (out, json_node_get_boolean (node) ? "true" : "false");
    }
  else if (type == G_TYPE_DOUBLE && isfinite (json_node_get_double (node)))
    {
      g_autofree char *number = report_json_format_double (json_node_get_double (node));

      g_string_append (out, number);
    }
  else if (type == G_TYPE_INT64)
    {
      g_string_append_printf (out, "%" G_GINT64_FORMAT, json_node_get_int (node));
    }
  else
    {
      g_string_append (out, "null");
    }
}

static void
append_object (GString    *out,
               JsonObject *object)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;
  const char *separator = "";

  g_string_append_c (out, '{');
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      g_string_append (out, separator);
      append_string (out, name);
      g_string_append_c (out, ':');
      append_node (out, member);
      separator = ",";
    }
  g_string_append_c (out, '}');
}

static void
append_array (GString    *out,
              JsonArray  *array,
              const char *separator)
{
  g_string_append_c (out, '[');
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      if (i > 0)
        g_string_append (out, separator);
      append_node (out, json_array_get_element (array, i));
    }
  g_string_append_c (out, ']');
}

static void
append_node (GString  *out,
             JsonNode *node)
{
  switch (json_node_get_node_type (node))
    {
    case JSON_NODE_OBJECT:
      append_object (out, json_node_get_object (node));
      break;
    case JSON_NODE_ARRAY:
      append_array (out, json_node_get_array (node), ",");
      break;
    case JSON_NODE_VALUE:
      append_value (out, node);
      break;
    case JSON_NODE_NULL:
    default:
      g_string_append (out, "null");
      break;
    }
}

/**
 * report_json_format:
 * @node: a JSON value
 *
 * Returns: (transfer full): it as text on one line, an outermost array with a line for each element
 */
char *
report_json_format (JsonNode *node)
{
  GString *out = g_string_new (NULL);

  if (JSON_NODE_HOLDS_ARRAY (node))
    append_array (out, json_node_get_array (node), ",\n ");
  else
    append_node (out, node);
  return g_string_free (out, FALSE);
}

/**
 * report_json_array_from_strv:
 * @strings: (nullable) (array zero-terminated=1): strings
 *
 * Returns: (transfer full): they as a JSON array
 */
JsonArray *
report_json_array_from_strv (const char * const *strings)
{
  JsonArray *array = json_array_new ();

  for (; strings != NULL && *strings != NULL; strings++)
    json_array_add_string_element (array, *strings);
  return array;
}

/**
 * report_json_set_number:
 * @object: where to
 * @name: the member's name
 * @value: a measured value; NAN: there is none, which makes a null
 *
 * Adds a value without the digits that conversion factors with a decimal exponent leave behind: 0.63 × 19.1 is
 * 12.033 and not 12.033000000000001.
 */
void
report_json_set_number (JsonObject *object,
                        const char *name,
                        double      value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (value))
    {
      json_object_set_null_member (object, name);
      return;
    }
  g_ascii_formatd (text, sizeof text, "%." G_STRINGIFY (MEASURED_DIGITS) "g", value);
  json_object_set_double_member (object, name, g_ascii_strtod (text, NULL));
}
