/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl-context.h"

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
 * @schemes: whose common options it takes
 * @arguments: what follows the name, for the usage text
 * @summary: what it does, one line
 * @run: does it; @argv[0] is the name. It first calls ctl_context_parse() and returns %CTL_EXIT_DONE when
 *   that returns %FALSE. A usage mistake is a %G_OPTION_ERROR
 *
 * One command of racksidectl.
 */
struct _CtlCommand
{
  const char *name;
  CtlScheme   schemes;
  const char *arguments;
  const char *summary;
  CtlExit   (*run) (CtlContext *context,
                    int         argc,
                    char      **argv,
                    GError    **error);
};

/**
 * CtlProgram:
 * @offline: commands without a server
 * @ilo: (nullable): commands for `ilo://` servers
 * @ipmi: (nullable): commands for `ipmi://` servers
 * @look_up_secret: (nullable): gets the password of the context's server from the keyring, and into the context its
 *   BMC's key: %NULL without an error when there is none. The caller frees it with ctl_password_free()
 * @rest: (nullable): name of the program that knows what this one does not
 *
 * What a program can do; each table ends with an empty command. There are two programs: libcurl and what it
 * draws in take longer to load than a whole IPMI command takes, so `racksidectl` is a small one with the
 * IPMI commands alone and hands everything else to `racksidectl-full`, which has them all.
 */
struct _CtlProgram
{
  const CtlCommand *offline;
  const CtlCommand *ilo;
  const CtlCommand *ipmi;
  char           *(*look_up_secret) (CtlContext  *context,
                                     GError     **error);
  const char       *rest;
};

extern const CtlProgram ctl_program;

CtlExit ctl_program_run_rest (CtlContext   *context);
CtlExit ctl_exit_for_error   (const GError *error);

G_END_DECLS
