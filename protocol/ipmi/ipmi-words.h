/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * IpmiWords:
 * @IPMI_WORDS_ENGLISH: those of the specification, for files and for programs
 * @IPMI_WORDS_LOCAL: those of the user's language, for people
 *
 * In what language something is put into words. Names that stand alone, such as ipmi_sensor_type_name(), are in English
 * and can be looked up in the catalogue; a text that is made of several says so by one of these.
 */
typedef enum
{
  IPMI_WORDS_ENGLISH,
  IPMI_WORDS_LOCAL,
} IpmiWords;

const char *ipmi_words_get (IpmiWords    words,
                            const char  *text) G_GNUC_FORMAT (2);

G_END_DECLS
