/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <libintl.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "ctl-command.h"
#include "rackside-language.h"

static void
print_commands (FILE             *stream,
                const char       *title,
                const CtlCommand *commands,
                const char       *server)
{
  if (commands->name != NULL)
    fprintf (stream, "\n%s\n", title);
  for (const CtlCommand *command = commands; command->name != NULL; command++)
    fprintf (stream, "  %s%s %s\n      %s\n", server, command->name, command->arguments, _(command->summary));
}

static void
print_usage (FILE *stream)
{
  fputs (_("Usage: racksidectl [OPTION…] SERVER COMMAND [ARGUMENT…]\n"
           "       racksidectl [OPTION…] COMMAND [ARGUMENT…]\n"
           "       racksidectl --version\n\n"
           "SERVER is ilo://USER@HOST[:HTTPS-PORT] or ipmi://USER@HOST[:PORT].\n"
           "“racksidectl COMMAND --help” says more about a command and lists its options.\n"
           "Exit status: 0 done, 1 failed, 2 wrong usage, 3 refused, 4 no answer in time.\n"), stream);
  print_commands (stream, _("Without a server:"), ctl_program.offline, "");
  print_commands (stream, "iLO:", ctl_program.ilo, "ilo://… ");
  print_commands (stream, "IPMI:", ctl_program.ipmi, "ipmi://… ");
}

static const CtlCommand *
find_command (const CtlCommand *commands,
              const char       *name)
{
  for (const CtlCommand *command = commands; command->name != NULL; command++)
    if (strcmp (command->name, name) == 0)
      return command;
  return NULL;
}

static gboolean
asks_for_help (char **arguments)
{
  for (; *arguments != NULL; arguments++)
    if (strcmp (*arguments, "--help") == 0 || strcmp (*arguments, "-h") == 0)
      return TRUE;
  return FALSE;
}

static CtlExit
report (CtlContext *context,
        GError    **error)
{
  ctl_context_explain (context, error);
  ctl_context_set_waiting (context, NULL);
  fprintf (stderr, "racksidectl: %s\n", (*error)->message);
  if ((*error)->domain == G_OPTION_ERROR && context->command != NULL)
    fprintf (stderr, _("Usage: racksidectl %s%s %s\n"), context->offline ? "" : "SERVER ",
             context->command->name, context->command->arguments);
  return ctl_exit_for_error (*error);
}

static CtlExit
run_command (CtlContext       *context,
             const CtlCommand *command,
             int               argc,
             char            **argv)
{
  g_autoptr(GError) error = NULL;
  CtlExit status;

  context->command = command;
  status = command->run (context, argc, argv, &error);
  return error != NULL ? report (context, &error) : status;
}

/* Where a name means something for both kinds of servers, the help of both. */
static CtlExit
help_without_server (CtlContext *context,
                     int         argc,
                     char      **argv)
{
  const CtlCommand *tables[] = { ctl_program.ilo, ctl_program.ipmi };
  CtlExit status = CTL_EXIT_USAGE;

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      const CtlCommand *command = find_command (tables[i], argv[0]);
      char *help_only[] = { argv[0], (char *) "--help", NULL };

      if (command != NULL)
        status = run_command (context, command, 2, help_only);
    }
  if (status == CTL_EXIT_USAGE)
    print_usage (stderr);
  return status;
}

static CtlExit
run_for_server (CtlContext *context,
                int         argc,
                char      **argv)
{
  g_autoptr(GError) error = NULL;
  const CtlCommand *commands;
  const CtlCommand *command;

  context->server = ctl_server_parse (argv[1], &error);
  argc--;
  argv++;
  if (context->server == NULL || !ctl_context_parse_leading (context, &argc, &argv, &error))
    return report (context, &error);
  if (context->server->scheme != CTL_SCHEME_IPMI && ctl_program.rest != NULL)
    return ctl_program_run_rest (context);
  commands = context->server->scheme == CTL_SCHEME_ILO ? ctl_program.ilo : ctl_program.ipmi;
  command = argc > 1 ? find_command (commands, argv[1]) : NULL;
  if (command != NULL)
    return run_command (context, command, argc - 1, argv + 1);
  if (ctl_program.rest != NULL)
    return ctl_program_run_rest (context);
  if (argc > 1)
    {
      fprintf (stderr, _("racksidectl: There is no command “%s” for this kind of server. “racksidectl --help” lists "
                 "what there is.\n"), argv[1]);
      return CTL_EXIT_USAGE;
    }
  print_usage (context->help ? stdout : stderr);
  return context->help ? CTL_EXIT_DONE : CTL_EXIT_USAGE;
}

static CtlExit
run_without_server (CtlContext *context,
                    int         argc,
                    char      **argv)
{
  const CtlCommand *command = argc > 1 ? find_command (ctl_program.offline, argv[1]) : NULL;

  context->offline = TRUE;
  if (command != NULL)
    return run_command (context, command, argc - 1, argv + 1);
  if (ctl_program.rest != NULL)
    return ctl_program_run_rest (context);
  context->offline = FALSE;
  if (argc == 1 && context->help)
    {
      print_usage (stdout);
      return CTL_EXIT_DONE;
    }
  if (argc > 1 && asks_for_help (argv + 1))
    return help_without_server (context, argc - 1, argv + 1);
  if (argc > 1)
    fprintf (stderr, _("racksidectl: “%s” is neither a server (ilo://… or ipmi://…) nor a command that needs none. "
               "“racksidectl --help” lists what there is.\n"), argv[1]);
  else
    print_usage (stderr);
  return CTL_EXIT_USAGE;
}

/* Else the first socket would get the number of standard output, and a BMC the result. A missing standard input is an
 * empty one, and writing to the others fails. */
static void
keep_standard_numbers (void)
{
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    if (fcntl (fd, F_GETFD) < 0 && open ("/dev/null", O_RDONLY) != fd)
      _exit (CTL_EXIT_FAILED);
}

static gboolean
is_reader_gone (void)
{
  struct pollfd output = { .fd = STDOUT_FILENO };

  return poll (&output, 1, 0) > 0 && (output.revents & POLLERR) != 0;
}

/* Whoever reads just the first lines of a result knows that there are more of them. */
static CtlExit
check_output (CtlExit status)
{
  gboolean failed = ferror (stdout) != 0;

  errno = 0;
  failed = fflush (stdout) != 0 || failed;
  if (!failed)
    return status;
  if (errno != 0 && !is_reader_gone ())
    fprintf (stderr, _("racksidectl: Cannot write the result: %s\n"), g_strerror (errno));
  else if (!is_reader_gone ())
    fputs (_("racksidectl: Cannot write the result to standard output.\n"), stderr);
  return status != CTL_EXIT_DONE ? status : CTL_EXIT_FAILED;
}

static CtlExit
run (CtlContext *context,
     int         argc,
     char      **argv)
{
  g_autoptr(GError) error = NULL;

  if (argc == 2 && strcmp (argv[1], "--version") == 0)
    {
      puts ("racksidectl " PACKAGE_VERSION);
      return CTL_EXIT_DONE;
    }
  if (!ctl_context_parse_leading (context, &argc, &argv, &error))
    return report (context, &error);
  if (argc > 1 && ctl_server_is_uri (argv[1]))
    return run_for_server (context, argc, argv);
  return run_without_server (context, argc, argv);
}

int
main (int    argc,
      char **argv)
{
  g_auto(CtlContext) context = { 0 };

  /* A reader that goes away must not keep sessions from being closed. */
  signal (SIGPIPE, SIG_IGN);
  keep_standard_numbers ();
  /* Passwords and keys stay out of core dumps. */
  prctl (PR_SET_DUMPABLE, 0);
  /* The other categories are not used, and cost a file each. */
  setlocale (LC_CTYPE, "");
  setlocale (LC_MESSAGES, "");
  rackside_language_init ();
  g_set_prgname ("racksidectl");
  ctl_context_init (&context, &ctl_program, argv);
  return check_output (run (&context, argc, argv));
}
