/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The exit statuses that scripts rely on. */
typedef enum
{
  CTL_EXIT_DONE,
  CTL_EXIT_FAILED,
  CTL_EXIT_USAGE,
  CTL_EXIT_REFUSED,      /* authentication, privilege, licence, unknown or changed key */
  CTL_EXIT_TIMEOUT,
} CtlExit;

/**
 * CtlCommand:
 * @name: the word that chooses it
 * @arguments: what follows the name, for the usage text
 * @summary: what it does, one line
 * @run: does it; @argv[0] is the name. A usage mistake is a %G_OPTION_ERROR
 *
 * One command of racksidectl.
 */
typedef struct
{
  const char *name;
  const char *arguments;
  const char *summary;
  CtlExit   (*run) (int      argc,
                    char   **argv,
                    GError **error);
} CtlCommand;

CtlExit ctl_exit_for_error  (const GError *error);

G_END_DECLS
