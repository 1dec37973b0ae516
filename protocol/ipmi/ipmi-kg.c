/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "ipmi-auth.h"
#include "ipmi-kg.h"

/* All keys have the same room, so that it can be wiped without knowing how long they are. */
static void
wipe_key (gpointer key)
{
  explicit_bzero (key, IPMI_KEY_LENGTH);
  g_free (key);
}

static GBytes *
new_key (const guint8 *bytes,
         gsize         length)
{
  guint8 *key = g_malloc0 (IPMI_KEY_LENGTH);

  memcpy (key, bytes, length);
  return g_bytes_new_with_free_func (key, length, wipe_key, key);
}

/**
 * ipmi_kg_from_digits:
 * @digits: hexadecimal digits, as from ipmi_kg_to_digits()
 *
 * Returns: (transfer full) (nullable): the key, which is wiped when it is freed; %NULL when they are none of 1 to 20 bytes
 */
GBytes *
ipmi_kg_from_digits (const char *digits)
{
  gsize length = strlen (digits);
  guint8 key[IPMI_KEY_LENGTH];
  GBytes *kg;

  if (length == 0 || length % 2 != 0 || length > 2 * IPMI_KEY_LENGTH)
    return NULL;
  for (gsize i = 0; i < length; i += 2)
    {
      int high = g_ascii_xdigit_value (digits[i]);
      int low = g_ascii_xdigit_value (digits[i + 1]);

      if (high < 0 || low < 0)
        return NULL;
      key[i / 2] = (guint8) (high << 4 | low);
    }
  kg = new_key (key, length / 2);
  explicit_bzero (key, sizeof key);
  return kg;
}

static void
write_digits (GBytes *kg,
              char   *out)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (kg, &length);

  for (gsize i = 0; i < length; i++)
    g_snprintf (out + 2 * i, 3, "%02x", data[i]);
}

/**
 * ipmi_kg_to_digits:
 * @kg: a BMC's key
 *
 * Returns: (transfer full): its bytes in hexadecimal digits; to be wiped
 */
char *
ipmi_kg_to_digits (GBytes *kg)
{
  char *digits = g_malloc0 (2 * g_bytes_get_size (kg) + 1);

  write_digits (kg, digits);
  return digits;
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
    {
      *kg = ipmi_kg_from_digits (text + 2);
      return *kg != NULL;
    }
  if (length > IPMI_KEY_LENGTH)
    return FALSE;
  if (length > 0)
    *kg = new_key ((const guint8 *) text, length);
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
  const char *data;
  gsize length;
  char *text;

  if (kg == NULL)
    return g_strdup ("");
  data = g_bytes_get_data (kg, &length);
  if (is_text (data, length))
    return g_strndup (data, length);
  text = g_malloc0 (2 + 2 * length + 1);
  memcpy (text, "0x", 2);
  write_digits (kg, text + 2);
  return text;
}
