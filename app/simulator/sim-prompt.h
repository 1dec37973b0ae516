/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim-machine.h"
#include "sim-terminal.h"

G_BEGIN_DECLS

/**
 * SimPrompt:
 *
 * The prompt that the simulated server ends up at: echoes what is typed and runs commands.
 */
typedef struct _SimPrompt SimPrompt;

SimPrompt *sim_prompt_new          (SimMachine  *machine,
                                    SimLog      *log);
void       sim_prompt_free         (SimPrompt   *self);
void       sim_prompt_set_terminal (SimPrompt   *self,
                                    SimTerminal *terminal);
void       sim_prompt_notify       (SimPrompt   *self,
                                    const char  *text);
void       sim_prompt_type         (SimPrompt   *self,
                                    char         character);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimPrompt, sim_prompt_free)

G_END_DECLS
