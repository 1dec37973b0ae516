/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "sim-shell.h"

#define MAX_LINE 240

struct _SimShell
{
  const SimShellCommand *commands;    /* borrowed; the last has no name */
  gpointer               user_data;
  GString               *line;        /* owned */
};

/**
 * sim_shell_new:
 * @commands: (transfer none): what it knows; ends with a command without a name
 * @user_data: for the commands
 *
 * Returns: (transfer full): a shell with an empty line
 */
SimShell *
sim_shell_new (const SimShellCommand *commands,
               gpointer               user_data)
{
  SimShell *self = g_new0 (SimShell, 1);

  self->commands = commands;
  self->user_data = user_data;
  self->line = g_string_new (NULL);
  return self;
}

void
sim_shell_free (SimShell *self)
{
  g_string_free (self->line, TRUE);
  g_free (self);
}

void
sim_shell_clear (SimShell *self)
{
  g_string_truncate (self->line, 0);
}

/**
 * sim_shell_type:
 * @self: a shell
 * @character: printable ASCII
 *
 * Returns: whether @character was added to the line; %FALSE when that is full
 */
gboolean
sim_shell_type (SimShell *self,
                char      character)
{
  if (self->line->len >= MAX_LINE)
    return FALSE;
  g_string_append_c (self->line, character);
  return TRUE;
}

/**
 * sim_shell_erase:
 * @self: a shell
 *
 * Returns: whether there was a last character to take back
 */
gboolean
sim_shell_erase (SimShell *self)
{
  if (self->line->len == 0)
    return FALSE;
  g_string_truncate (self->line, self->line->len - 1);
  return TRUE;
}

/**
 * sim_shell_get_line:
 * @self: a shell
 *
 * Returns: (transfer none): what is typed so far
 */
const char *
sim_shell_get_line (SimShell *self)
{
  return self->line->str;
}

/**
 * sim_shell_take_line:
 * @self: a shell
 *
 * Returns: (transfer full): the line, which begins anew
 */
char *
sim_shell_take_line (SimShell *self)
{
  char *line = g_strstrip (g_strdup (self->line->str));

  sim_shell_clear (self);
  return line;
}

/**
 * sim_shell_run:
 * @self: a shell
 * @line: what was typed
 *
 * Runs a line's command.
 *
 * Returns: whether there is such a command
 */
gboolean
sim_shell_run (SimShell   *self,
               const char *line)
{
  gsize n = strcspn (line, " ");
  const char *arguments = line + n + strspn (line + n, " ");

  for (const SimShellCommand *command = self->commands; command->name != NULL; command++)
    if (strlen (command->name) == n && strncmp (command->name, line, n) == 0)
      {
        command->run (arguments, self->user_data);
        return TRUE;
      }
  return FALSE;
}
