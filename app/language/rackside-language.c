/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib.h>
#include <glib/gi18n.h>

#include "rackside-language.h"

/**
 * rackside_language_init:
 *
 * Finds the program's texts in the user's language, after setlocale(): where they are installed, or, for a program that
 * is not, in the folder that `RACKSIDE_LOCALE_DIR` names.
 */
void
rackside_language_init (void)
{
  const char *folder = g_getenv ("RACKSIDE_LOCALE_DIR");

  bindtextdomain (GETTEXT_PACKAGE, folder != NULL && *folder != '\0' ? folder : LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}
