/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ipmi-fru-private.h"
#include "ipmi-text.h"

/* Language codes 0 to 136 (FRU Information Storage Definition, table 15-1); 0 means English, too. */
static const char languages[][3] = {
  "en", "aa", "ab", "af", "am", "ar", "as", "ay", "az", "ba", "be", "bg", "bh", "bi", "bn", "bo",
  "br", "ca", "co", "cs", "cy", "da", "de", "dz", "el", "en", "eo", "es", "et", "eu", "fa", "fi",
  "fj", "fo", "fr", "fy", "ga", "gd", "gl", "gn", "gu", "ha", "hi", "hr", "hu", "hy", "ia", "ie",
  "ik", "in", "is", "it", "iw", "ja", "ji", "jw", "ka", "kk", "kl", "km", "kn", "ko", "ks", "ku",
  "ky", "la", "ln", "lo", "lt", "lv", "mg", "mi", "mk", "ml", "mn", "mo", "mr", "ms", "mt", "my",
  "na", "ne", "nl", "no", "oc", "om", "or", "pa", "pl", "ps", "pt", "qu", "rm", "rn", "ro", "ru",
  "rw", "sa", "sd", "sg", "sh", "si", "sk", "sl", "sm", "sn", "so", "sq", "sr", "ss", "st", "su",
  "sv", "sw", "ta", "te", "tg", "th", "ti", "tk", "tl", "tn", "to", "tr", "ts", "tt", "tw", "uk",
  "ur", "uz", "vi", "vo", "wo", "xh", "yo", "zh", "zu",
};

/* Some writers fill the room that a field does not need with FFh. */
static gsize
without_padding (const guint8 *data,
                 gsize         length)
{
  while (length > 0 && (data[length - 1] == 0xFF || data[length - 1] == 0))
    length--;
  return length;
}

/**
 * ipmi_fru_text_decode:
 * @encoding: how it is encoded
 * @unicode: whether IPMI_FRU_ENCODING_TEXT is UTF-16, least significant byte first, not Latin-1
 * @data: (array length=length): a field
 * @length: how many bytes
 *
 * Decodes a field (FRU Information Storage Definition §13). An odd number of bytes cannot be UTF-16, it
 * is taken for Latin-1. Blanks at the end are left out.
 *
 * Returns: (transfer full): the text as UTF-8
 */
char *
ipmi_fru_text_decode (IpmiFruEncoding  encoding,
                      gboolean         unicode,
                      const guint8    *data,
                      gsize            length)
{
  char *text = NULL;

  switch (encoding)
    {
    case IPMI_FRU_ENCODING_BINARY:
      text = g_malloc0 (2 * length + 1);
      for (gsize i = 0; i < length; i++)
        g_snprintf (text + 2 * i, 3, "%02x", data[i]);
      return text;
    case IPMI_FRU_ENCODING_BCD:
      text = ipmi_text_from_bcd_plus (data, length, G_MAXSIZE, IPMI_NIBBLE_ORDER_HIGH_FIRST);
      break;
    case IPMI_FRU_ENCODING_SIX_BIT:
      text = ipmi_text_from_six_bit (data, length, G_MAXSIZE);
      break;
    case IPMI_FRU_ENCODING_TEXT:
      text = unicode && length % 2 == 0
               ? ipmi_text_from_utf16 (data, length)
               : ipmi_text_from_latin1 (data, without_padding (data, length));
      break;
    }
  return g_strchomp (text);
}

/**
 * ipmi_fru_language:
 * @language: a language code
 *
 * Returns: (nullable): the language's two letters of ISO 639, or %NULL for a code that is not known
 */
const char *
ipmi_fru_language (guint8 language)
{
  return language < G_N_ELEMENTS (languages) ? languages[language] : NULL;
}
