/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ipmi-text.h"

/* What is no character of a name, an escape sequence above all, must not reach a terminal. */
static void
append_printable (GString  *text,
                  gunichar  character)
{
  if (character < 0x20 || (character >= 0x7F && character < 0xA0) || !g_unichar_validate (character))
    character = 0xFFFD;
  g_string_append_unichar (text, character);
}

/**
 * ipmi_text_from_latin1:
 * @data: (array length=length): 8-bit ASCII and Latin 1 (IPMI 2.0 §43.15, type 11b)
 * @length: how many bytes
 *
 * Returns: (transfer full): the text up to the first zero byte, as UTF-8; U+FFFD stands for control
 *   characters
 */
char *
ipmi_text_from_latin1 (const guint8 *data,
                       gsize         length)
{
  GString *text = g_string_sized_new (length);

  for (gsize i = 0; i < length && data[i] != 0; i++)
    append_printable (text, data[i]);
  return g_string_free (text, FALSE);
}

/**
 * ipmi_text_from_six_bit:
 * @data: (array length=length): 6-bit ASCII, four characters to three bytes (IPMI 2.0 §43.15, type 10b)
 * @length: how many bytes
 * @n_characters: how many characters at most; %G_MAXSIZE for all that are there
 *
 * Returns: (transfer full): the text
 */
char *
ipmi_text_from_six_bit (const guint8 *data,
                        gsize         length,
                        gsize         n_characters)
{
  gsize n = MIN (n_characters, length / 3 * 4 + length % 3);
  GString *text = g_string_sized_new (n);

  for (gsize i = 0; i < n; i++)
    {
      gsize at = i * 6 / 8;
      guint shift = i * 6 % 8;
      guint bits = data[at] >> shift;

      if (shift > 2)
        bits |= (guint) data[at + 1] << (8 - shift);
      g_string_append_c (text, ' ' + (bits & 0x3F));
    }
  return g_string_free (text, FALSE);
}

/**
 * ipmi_text_from_bcd_plus:
 * @data: (array length=length): BCD plus, two characters to a byte (IPMI 2.0 §43.15, type 01b)
 * @length: how many bytes
 * @n_characters: how many characters at most; %G_MAXSIZE for all that are there
 * @order: which half of a byte comes first
 *
 * Returns: (transfer full): the text
 */
char *
ipmi_text_from_bcd_plus (const guint8    *data,
                         gsize            length,
                         gsize            n_characters,
                         IpmiNibbleOrder  order)
{
  static const char characters[] = "0123456789 -.:,_";
  gsize n = MIN (n_characters, length * 2);
  GString *text = g_string_sized_new (n);

  for (gsize i = 0; i < n; i++)
    {
      gboolean high = (i % 2 == 0) == (order == IPMI_NIBBLE_ORDER_HIGH_FIRST);

      g_string_append_c (text, characters[high ? data[i / 2] >> 4 : data[i / 2] & 0x0F]);
    }
  return g_string_free (text, FALSE);
}

/**
 * ipmi_text_from_utf16:
 * @data: (array length=length): Unicode, two bytes to a character, the low one first
 * @length: how many bytes; an odd one at the end is left out
 *
 * Returns: (transfer full): the text up to the first zero character, as UTF-8; U+FFFD stands for control
 *   characters and halves of surrogate pairs
 */
char *
ipmi_text_from_utf16 (const guint8 *data,
                      gsize         length)
{
  GString *text = g_string_sized_new (length);

  for (gsize i = 0; length - i >= 2; i += 2)
    {
      gunichar character = data[i] | (gunichar) data[i + 1] << 8;

      if (character == 0)
        break;
      if ((character & 0xFC00) == 0xD800 && length - i >= 4 && (data[i + 3] & 0xFC) == 0xDC)
        {
          gunichar low = data[i + 2] | (gunichar) data[i + 3] << 8;

          character = 0x10000 + ((character & 0x3FF) << 10 | (low & 0x3FF));
          i += 2;
        }
      append_printable (text, character);
    }
  return g_string_free (text, FALSE);
}
