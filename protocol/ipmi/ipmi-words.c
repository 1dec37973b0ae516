/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "ipmi-words.h"

/**
 * ipmi_words_get:
 * @words: which language
 * @text: a text in English that is marked for translators; not empty
 *
 * Returns: the text in that language
 */
const char *
ipmi_words_get (IpmiWords   words,
                const char *text)
{
  return words == IPMI_WORDS_LOCAL ? _(text) : text;
}
