/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "ctl-command.h"

/**
 * ctl_program_run_rest:
 * @context: a context
 *
 * Lets the full program take over, from the beginning of the command line. It lies beside this one in the build folder,
 * and in the folder for such programs once installed.
 *
 * Returns: an exit status, only when that fails
 */
CtlExit
ctl_program_run_rest (CtlContext *context)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self != NULL ? g_path_get_dirname (self) : NULL;
  g_autofree char *beside = g_build_filename (folder != NULL ? folder : ".", context->program->rest, NULL);
  g_autofree char *installed = g_build_filename (PACKAGE_LIBEXEC_DIR, context->program->rest, NULL);

  execv (beside, context->whole);
  execv (installed, context->whole);
  fprintf (stderr, _("racksidectl: Cannot start “%s”: %s. Is Rackside installed completely?\n"),
           installed, g_strerror (errno));
  return CTL_EXIT_FAILED;
}
