/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <ctype.h>
#include <stdio.h>

#include "sim-prompt.h"
#include "sim-shell.h"

#define PROMPT "sim# "

#define SCROLL_INTERVAL_MS 20
#define DEFAULT_SCROLL     200
#define MAX_SCROLL         100000
#define MAX_BLANK_SECONDS  3600

struct _SimPrompt
{
  SimMachine  *machine;         /* borrowed; it owns the prompt */
  SimLog      *log;             /* borrowed */
  SimTerminal *terminal;        /* borrowed; NULL while there is no prompt */
  SimShell    *shell;           /* owned */
  guint        scroll_timer;
  guint        scroll_left;
  guint        blank_timer;
  gboolean     is_running;      /* a command, right now */
  gboolean     is_waiting;      /* for what a drive says */
};

static void
log_event (SimPrompt  *self,
           const char *event,
           const char *text)
{
  JsonObject *line = sim_log_event ("machine", event);

  if (text != NULL)
    json_object_set_string_member (line, "text", text);
  sim_log_write (self->log, line);
}

static void
show_prompt (SimPrompt *self)
{
  sim_terminal_set_colours (self->terminal, SIM_COLOUR_BRIGHT_GREEN, SIM_COLOUR_BLACK);
  sim_terminal_write (self->terminal, PROMPT);
  sim_terminal_set_colours (self->terminal, SIM_COLOUR_GREY, SIM_COLOUR_BLACK);
}

static void run_help (const char *arguments,
                      gpointer    user_data);

static void
run_reboot (const char *arguments,
            gpointer    user_data)
{
  SimPrompt *self = user_data;

  sim_machine_start (self->machine, SIM_STAGE_POST);
}

static void
run_poweroff (const char *arguments,
              gpointer    user_data)
{
  SimPrompt *self = user_data;

  sim_machine_push_power (self->machine, SIM_POWER_PRESS);
}

static void
run_mode (const char *arguments,
          gpointer    user_data)
{
  SimPrompt *self = user_data;
  g_autoptr(GError) error = NULL;
  guint width = 0;
  guint height = 0;
  char rest;

  if (sscanf (arguments, "%4ux%4u%c", &width, &height, &rest) != 2)
    sim_terminal_write (self->terminal, "Say it like this: mode 1280x1024\n");
  else if (!sim_machine_set_mode (self->machine, width, height, &error))
    {
      sim_terminal_write (self->terminal, error->message);
      sim_terminal_write (self->terminal, "\n");
    }
}

static void
run_colours (const char *arguments,
             gpointer    user_data)
{
  SimPrompt *self = user_data;

  sim_terminal_paint_colours (self->terminal);
}

static gboolean
on_scroll (gpointer user_data)
{
  SimPrompt *self = user_data;
  g_autofree char *text = NULL;

  text = g_strdup_printf ("Line %05u: the quick brown fox jumps over the lazy dog 0123456789\n",
                          self->scroll_left);
  sim_terminal_write (self->terminal, text);
  if (--self->scroll_left > 0)
    {
      sim_machine_redraw (self->machine);
      return G_SOURCE_CONTINUE;
    }
  self->scroll_timer = 0;
  show_prompt (self);
  sim_machine_redraw (self->machine);
  log_event (self, "scrolled", NULL);
  return G_SOURCE_REMOVE;
}

static void
run_scroll (const char *arguments,
            gpointer    user_data)
{
  SimPrompt *self = user_data;
  guint64 n = DEFAULT_SCROLL;

  if (*arguments != '\0' && !g_ascii_string_to_unsigned (arguments, 10, 1, MAX_SCROLL, &n, NULL))
    {
      sim_terminal_write (self->terminal, "Say it like this: scroll 200\n");
      return;
    }
  self->scroll_left = n;
  g_clear_handle_id (&self->scroll_timer, g_source_remove);
  self->scroll_timer = g_timeout_add (SCROLL_INTERVAL_MS, on_scroll, self);
}

static void
run_clear (const char *arguments,
           gpointer    user_data)
{
  SimPrompt *self = user_data;

  sim_terminal_clear (self->terminal);
}

static void
run_echo (const char *arguments,
          gpointer    user_data)
{
  SimPrompt *self = user_data;

  sim_terminal_write (self->terminal, arguments);
  sim_terminal_write (self->terminal, "\n");
}

static gboolean
on_unblank (gpointer user_data)
{
  SimPrompt *self = user_data;

  self->blank_timer = 0;
  sim_machine_set_signal (self->machine, TRUE);
  return G_SOURCE_REMOVE;
}

static void
run_blank (const char *arguments,
           gpointer    user_data)
{
  SimPrompt *self = user_data;
  guint64 seconds = 3;

  if (*arguments != '\0' &&
      !g_ascii_string_to_unsigned (arguments, 10, 1, MAX_BLANK_SECONDS, &seconds, NULL))
    {
      sim_terminal_write (self->terminal, "Say it like this: blank 3\n");
      return;
    }
  sim_machine_set_signal (self->machine, FALSE);
  g_clear_handle_id (&self->blank_timer, g_source_remove);
  self->blank_timer = g_timeout_add (1000 * seconds, on_unblank, self);
}

static void
run_cdrom (const char *arguments,
           gpointer    user_data)
{
  SimPrompt *self = user_data;

  self->is_waiting = TRUE;
  sim_machine_use_drive (self->machine, SIM_DRIVE_CDROM, FALSE);
}

static void
run_disk (const char *arguments,
          gpointer    user_data)
{
  SimPrompt *self = user_data;

  self->is_waiting = TRUE;
  sim_machine_use_drive (self->machine, SIM_DRIVE_FLOPPY, FALSE);
}

static void
run_eject (const char *arguments,
           gpointer    user_data)
{
  SimPrompt *self = user_data;

  self->is_waiting = TRUE;
  sim_machine_use_drive (self->machine, SIM_DRIVE_CDROM, TRUE);
}

static const SimShellCommand commands[] = {
  { "help", "", "this list", run_help },
  { "clear", "", "empty the screen", run_clear },
  { "echo", " TEXT", "write TEXT", run_echo },
  { "colours", "", "show every colour that the console can", run_colours },
  { "scroll", " [LINES]", "write many lines", run_scroll },
  { "mode", " WIDTHxHEIGHT", "change the screen's size", run_mode },
  { "blank", " [SECONDS]", "switch the video signal off for a while", run_blank },
  { "cdrom", "", "show what is in the virtual CD drive", run_cdrom },
  { "disk", "", "show what is in the virtual floppy drive or USB key", run_disk },
  { "eject", "", "eject the virtual CD", run_eject },
  { "reboot", "", "start again", run_reboot },
  { "poweroff", "", "switch the server off", run_poweroff },
  { NULL }
};

static void
run_help (const char *arguments,
          gpointer    user_data)
{
  SimPrompt *self = user_data;

  for (const SimShellCommand *command = commands; command->name != NULL; command++)
    {
      g_autofree char *usage = g_strconcat (command->name, command->arguments, NULL);
      g_autofree char *line = g_strdup_printf ("  %-20s %s\n", usage, command->help);

      sim_terminal_write (self->terminal, line);
    }
}

static void
enter_line (SimPrompt *self)
{
  g_autofree char *line = sim_shell_take_line (self->shell);

  log_event (self, "line", line);
  sim_terminal_write (self->terminal, "\n");
  self->is_running = TRUE;
  if (*line != '\0' && !sim_shell_run (self->shell, line))
    sim_terminal_write (self->terminal, "There is no such command. Type help for a list.\n");
  self->is_running = FALSE;
  /* Unless the command took the machine away from the prompt, or goes on for a while. */
  if (self->terminal != NULL && self->scroll_timer == 0 && !self->is_waiting)
    show_prompt (self);
}

/**
 * sim_prompt_new:
 * @machine: (transfer none): the machine that it works on; it has to live longer
 * @log: (transfer none): where to note what is typed
 *
 * Returns: (transfer full): a prompt without a terminal
 */
SimPrompt *
sim_prompt_new (SimMachine *machine,
                SimLog     *log)
{
  SimPrompt *self = g_new0 (SimPrompt, 1);

  self->machine = machine;
  self->log = log;
  self->shell = sim_shell_new (commands, self);
  return self;
}

void
sim_prompt_free (SimPrompt *self)
{
  sim_prompt_set_terminal (self, NULL);
  sim_shell_free (self->shell);
  g_free (self);
}

/**
 * sim_prompt_set_terminal:
 * @self: a prompt
 * @terminal: (nullable) (transfer none): where it is; %NULL to take it away
 *
 * Begins with an empty line on another terminal. What a command was doing ends.
 */
void
sim_prompt_set_terminal (SimPrompt   *self,
                         SimTerminal *terminal)
{
  g_clear_handle_id (&self->scroll_timer, g_source_remove);
  g_clear_handle_id (&self->blank_timer, g_source_remove);
  sim_shell_clear (self->shell);
  self->is_waiting = FALSE;
  self->terminal = terminal;
  if (terminal != NULL && !self->is_running)
    show_prompt (self);
}

/**
 * sim_prompt_notify:
 * @self: a prompt with a terminal
 * @text: whole lines, or nothing
 *
 * Writes what the system has to say. That ends the command that waits for it; otherwise it stands above the
 * line that is being typed.
 */
void
sim_prompt_notify (SimPrompt  *self,
                   const char *text)
{
  gboolean was_waiting = self->is_waiting;

  self->is_waiting = FALSE;
  if (!was_waiting)
    sim_terminal_write (self->terminal, "\n");
  sim_terminal_write (self->terminal, text);
  /* A command that runs shows the prompt itself when it ends. */
  if (self->is_running || self->scroll_timer != 0)
    return;
  show_prompt (self);
  sim_terminal_write (self->terminal, sim_shell_get_line (self->shell));
}

/**
 * sim_prompt_type:
 * @self: a prompt
 * @character: ASCII; control characters as a terminal sends them
 *
 * Types a character. Nothing happens while there is no terminal.
 */
void
sim_prompt_type (SimPrompt *self,
                 char       character)
{
  if (self->terminal == NULL)
    return;
  if (character == '\n' || character == '\r')
    {
      enter_line (self);
    }
  else if (character == '\b')
    {
      if (sim_shell_erase (self->shell))
        sim_terminal_erase (self->terminal);
    }
  else if (character == 'C' - '@')
    {
      g_clear_handle_id (&self->scroll_timer, g_source_remove);
      self->is_waiting = FALSE;
      sim_shell_clear (self->shell);
      sim_terminal_write (self->terminal, "^C\n");
      show_prompt (self);
    }
  else if (character == 'L' - '@')
    {
      sim_shell_clear (self->shell);
      sim_terminal_clear (self->terminal);
      show_prompt (self);
    }
  else if (isprint ((guchar) character) && sim_shell_type (self->shell, character))
    {
      const char text[] = { character, '\0' };

      sim_terminal_write (self->terminal, text);
      log_event (self, "echo", text);
    }
}

