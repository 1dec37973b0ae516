/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "sim-order.h"
#include "sim-request.h"

/**
 * sim_order_fail:
 * @error: return location for an error
 * @message: a sentence
 *
 * Returns: %FALSE, with @error set
 */
gboolean
sim_order_fail (GError     **error,
                const char  *message)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, message);
  return FALSE;
}

/**
 * sim_order_get_int:
 * @order: an order
 * @member: a member's name
 * @least: the least it may be
 * @most: the most it may be
 * @fallback: what it is when it is missing; less than @least if it must not be
 * @value: (out): the number
 * @error: return location for an error
 *
 * Returns: whether there is such a number
 */
gboolean
sim_order_get_int (SimOrder    *order,
                   const char  *member,
                   gint64       least,
                   gint64       most,
                   gint64       fallback,
                   gint64      *value,
                   GError     **error)
{
  JsonNode *node = json_object_get_member (order->command, member);

  if (node == NULL && fallback >= least)
    {
      *value = fallback;
      return TRUE;
    }
  if (node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64 &&
      json_node_get_int (node) >= least && json_node_get_int (node) <= most)
    {
      *value = json_node_get_int (node);
      return TRUE;
    }
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               "It needs \"%s\", a number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT ".", member,
               least, most);
  return FALSE;
}

/**
 * sim_order_get_string:
 * @order: an order
 * @member: a member's name
 * @fallback: (nullable): what it is when it is missing
 *
 * Returns: (transfer none) (nullable): the text
 */
const char *
sim_order_get_string (SimOrder   *order,
                      const char *member,
                      const char *fallback)
{
  const char *value = sim_json_get_string (order->command, member);

  return value != NULL ? value : fallback;
}

/**
 * sim_order_get_flag:
 * @order: an order
 * @member: a member's name
 * @fallback: what it is when it is missing
 *
 * Returns: whether the flag is set
 */
gboolean
sim_order_get_flag (SimOrder   *order,
                    const char *member,
                    gboolean    fallback)
{
  JsonNode *node = json_object_get_member (order->command, member);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return fallback;
  return json_node_get_boolean (node);
}

/**
 * sim_order_get_bytes:
 * @order: an order
 * @member: a member's name
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the bytes that the member spells in hex; none when it is missing
 */
GByteArray *
sim_order_get_bytes (SimOrder    *order,
                     const char  *member,
                     GError     **error)
{
  const char *hex = sim_order_get_string (order, member, "");
  gsize n = strlen (hex);
  g_autoptr(GByteArray) bytes = g_byte_array_new ();

  if (n % 2 != 0 || strspn (hex, "0123456789abcdefABCDEF") != n)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "\"%s\" is a string of hex digits, two a byte.", member);
      return NULL;
    }
  for (gsize i = 0; i < n; i += 2)
    {
      guint8 byte = g_ascii_xdigit_value (hex[i]) << 4 | g_ascii_xdigit_value (hex[i + 1]);

      g_byte_array_append (bytes, &byte, 1);
    }
  return g_steal_pointer (&bytes);
}
