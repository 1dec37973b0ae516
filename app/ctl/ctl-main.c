/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "ctl-command.h"

/* Commands that need no server, ended by an empty one. */
static const CtlCommand offline_commands[] = {
  { NULL },
};

static void
print_usage (FILE *stream)
{
  fputs ("Usage: racksidectl COMMAND ARGUMENT…\n\n", stream);
  for (const CtlCommand *command = offline_commands; command->name != NULL; command++)
    fprintf (stream, "  %s %s\n      %s\n", command->name, command->arguments, command->summary);
}

static const CtlCommand *
find_command (const char *name)
{
  for (const CtlCommand *command = offline_commands; command->name != NULL; command++)
    if (strcmp (command->name, name) == 0)
      return command;
  return NULL;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GError) error = NULL;
  const CtlCommand *command;
  CtlExit status;

  setlocale (LC_ALL, "");
  if (argc == 2 && strcmp (argv[1], "--version") == 0)
    {
      puts ("racksidectl " PACKAGE_VERSION);
      return CTL_EXIT_DONE;
    }
  if (argc == 2 && (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0))
    {
      print_usage (stdout);
      return CTL_EXIT_DONE;
    }
  command = argc > 1 ? find_command (argv[1]) : NULL;
  if (command == NULL)
    {
      print_usage (stderr);
      return CTL_EXIT_USAGE;
    }
  status = command->run (argc - 1, argv + 1, &error);
  if (error == NULL)
    return status;
  fprintf (stderr, "racksidectl: %s\n", error->message);
  if (error->domain == G_OPTION_ERROR)
    fprintf (stderr, "Usage: racksidectl %s %s\n", command->name, command->arguments);
  return ctl_exit_for_error (error);
}
