/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>
#include <sys/resource.h>

#include <glib/gi18n.h>

#include "rackside-application.h"
#include "rackside-language.h"

/* Passwords and what the server shows stay out of core dumps: none is written to a file, and what a program gets that
 * collects them has no private memory in it. PR_SET_DUMPABLE would do more, but desktop portals then refuse to talk to us. */
static void
keep_out_of_core_dumps (void)
{
  const struct rlimit none = { 0, 0 };

  setrlimit (RLIMIT_CORE, &none);
  g_file_set_contents_full ("/proc/self/coredump_filter", "0", 1, G_FILE_SET_CONTENTS_NONE, 0600, NULL);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GApplication) application = NULL;

  keep_out_of_core_dumps ();
  setlocale (LC_ALL, "");
  rackside_language_init ();
  g_set_application_name (_("Rackside"));
  application = rackside_application_new ();
  return rackside_application_run (RACKSIDE_APPLICATION (application), argc, argv);
}
