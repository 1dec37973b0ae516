/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SimShellCommand:
 * @run: called with what follows the command's name, and with the user data of the shell
 *
 * A command that the prompt knows.
 */
typedef struct
{
  const char *name;
  const char *arguments;
  const char *help;
  void      (*run) (const char *arguments,
                    gpointer    user_data);
} SimShellCommand;

/**
 * SimShell:
 *
 * The line that is being typed at the prompt.
 */
typedef struct _SimShell SimShell;

SimShell   *sim_shell_new       (const SimShellCommand *commands,
                                 gpointer               user_data);
void        sim_shell_free      (SimShell              *self);
void        sim_shell_clear     (SimShell              *self);
gboolean    sim_shell_type      (SimShell              *self,
                                 char                   character);
gboolean    sim_shell_erase     (SimShell              *self);
const char *sim_shell_get_line  (SimShell              *self);
char       *sim_shell_take_line (SimShell              *self);
gboolean    sim_shell_run       (SimShell              *self,
                                 const char            *line);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimShell, sim_shell_free)

G_END_DECLS
