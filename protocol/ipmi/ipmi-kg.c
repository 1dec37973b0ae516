/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "ipmi-auth.h"
#include "ipmi-kg.h"

static gboolean
parse_hexadecimal (GBytes     **kg,
                   const char  *digits)
{
  gsize length = strlen (digits);
  guint8 key[IPMI_KEY_LENGTH];

  if (length == 0 || length % 2 != 0 || length > 2 * IPMI_KEY_LENGTH)
    return FALSE;
  for (gsize i = 0; i < length; i += 2)
    {
      int high = g_ascii_xdigit_value (digits[i]);
      int low = g_ascii_xdigit_value (digits[i + 1]);

      if (high < 0 || low < 0)
        return FALSE;
      key[i / 2] = (guint8) (high << 4 | low);
    }
  *kg = g_bytes_new (key, length / 2);
  explicit_bzero (key, sizeof key);
  return TRUE;
}

/**
 * ipmi_kg_parse:
 * @kg: (out) (transfer full) (nullable): the BMC's key, %NULL when @text is empty
 * @text: the key as a text, or, where that cannot be typed, as `0x` and hexadecimal digits
 *
 * Returns: whether @text is a key of at most 20 bytes
 */
gboolean
ipmi_kg_parse (GBytes     **kg,
               const char  *text)
{
  gsize length = strlen (text);

  *kg = NULL;
  if (g_ascii_strncasecmp (text, "0x", 2) == 0)
    return parse_hexadecimal (kg, text + 2);
  if (length > IPMI_KEY_LENGTH)
    return FALSE;
  if (length > 0)
    *kg = g_bytes_new (text, length);
  return TRUE;
}

static gboolean
is_text (const char *key,
         gsize       length)
{
  return g_utf8_validate (key, (gssize) length, NULL) && memchr (key, 0, length) == NULL
         && (length < 2 || g_ascii_strncasecmp (key, "0x", 2) != 0);
}

/**
 * ipmi_kg_format:
 * @kg: (nullable): a BMC's key
 *
 * Returns: (transfer full): what ipmi_kg_parse() takes; to be wiped
 */
char *
ipmi_kg_format (GBytes *kg)
{
  GString *text;
  const guint8 *data;
  gsize length;

  if (kg == NULL)
    return g_strdup ("");
  data = g_bytes_get_data (kg, &length);
  if (is_text ((const char *) data, length))
    return g_strndup ((const char *) data, length);
  /* Longer than it can become, so that no copy of the key is left behind. */
  text = g_string_sized_new (2 + 2 * length + 1);
  g_string_append (text, "0x");
  for (gsize i = 0; i < length; i++)
    g_string_append_printf (text, "%02x", data[i]);
  return g_string_free (text, FALSE);
}
