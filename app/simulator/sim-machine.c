/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "sim-encoder.h"
#include "sim-machine.h"
#include "sim-prompt.h"
#include "sim-terminal.h"

#define TEXT_MODE_WIDTH  720
#define TEXT_MODE_HEIGHT 400

#define MIN_WIDTH  320
#define MIN_HEIGHT 200

/* How long the power stays away at a cold boot, and how long an orderly shutdown takes. */
#define COLD_BOOT_MS 500
#define SHUTDOWN_MS  500

/* The self test: a code for the command connection and a line for the screen each. */
static const struct { guint16 code; const char *text; } post_steps[] = {
  { 0x0001, "Power-on self test\n" },
  { 0x0010, "Processor 1 of 2: 8 cores at 2.60 GHz\n" },
  { 0x0011, "Processor 2 of 2: 8 cores at 2.60 GHz\n" },
  { 0x0020, "Memory: 65536 MB, tested\n" },
  { 0x0031, "Slot 0: storage controller, 2 drives\n" },
  { 0x0040, "Network: 4 ports, link on port 1\n" },
  { 0x0050, "Virtual keyboard and mouse found\n" },
  { 0x00f0, "" },
};

struct _SimMachine
{
  GObject       parent_instance;
  SimLog       *log;              /* borrowed */
  SimDisplay   *display;          /* owned; NULL when off */
  SimTerminal  *terminal;         /* owned; NULL when off */
  SimPrompt    *prompt;           /* owned */
  SimKeyboard   keyboard;
  SimStage      stage;
  double        post_seconds;
  guint         post_step;
  guint         prompt_width;
  guint         prompt_height;
  guint         timer;            /* the next step of the self test, or of the power */
  char         *booted_from;      /* owned; NULL when it is the first drive */
  guint         is_blank : 1;
  guint         is_booting : 1;   /* somebody else finds out what from */
};

enum { SIGNAL_REDRAWN, SIGNAL_POWER_CHANGED, SIGNAL_POST_CODE, SIGNAL_POST_COMPLETED, SIGNAL_BOOT,
       SIGNAL_DRIVE_COMMAND, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SimMachine, sim_machine, G_TYPE_OBJECT)

static void
redrawn (SimMachine *self)
{
  g_signal_emit (self, signals[SIGNAL_REDRAWN], 0);
}

static void
log_event (SimMachine *self,
           const char *event,
           const char *member,
           const char *value)
{
  JsonObject *line = sim_log_event ("machine", event);

  if (member != NULL)
    json_object_set_string_member (line, member, value);
  sim_log_write (self->log, line);
}

static void
drop_display (SimMachine *self)
{
  g_clear_pointer (&self->terminal, sim_terminal_free);
  g_clear_pointer (&self->display, sim_display_free);
}

static void
show_mode (SimMachine *self,
           guint       width,
           guint       height)
{
  JsonObject *line = sim_log_event ("machine", "mode");

  json_object_set_int_member (line, "width", width);
  json_object_set_int_member (line, "height", height);
  sim_log_write (self->log, line);
  drop_display (self);
  self->display = sim_display_new (width, height);
  self->terminal = sim_terminal_new (self->display);
}

static void
enter_stage (SimMachine *self,
             SimStage    stage)
{
  gboolean was_on = self->stage != SIM_STAGE_OFF;

  g_clear_handle_id (&self->timer, g_source_remove);
  sim_prompt_set_terminal (self->prompt, NULL);
  self->is_blank = FALSE;
  self->is_booting = FALSE;
  self->stage = stage;
  log_event (self, "stage", "stage", sim_stage_get_name (stage));
  if (was_on != (stage != SIM_STAGE_OFF))
    g_signal_emit (self, signals[SIGNAL_POWER_CHANGED], 0);
}

static void
begin_prompt (SimMachine *self)
{
  enter_stage (self, SIM_STAGE_PROMPT);
  show_mode (self, self->prompt_width, self->prompt_height);
  sim_terminal_set_colours (self->terminal, SIM_COLOUR_WHITE, SIM_COLOUR_BLUE);
  sim_terminal_write (self->terminal, " Rackside's simulated server ");
  sim_terminal_set_colours (self->terminal, SIM_COLOUR_GREY, SIM_COLOUR_BLACK);
  sim_terminal_write (self->terminal, "\n\n");
  if (self->booted_from != NULL)
    {
      g_autofree char *text = g_strdup_printf ("Started from %s.\n", self->booted_from);

      sim_terminal_write (self->terminal, text);
    }
  sim_terminal_write (self->terminal, "Type help for a list of commands.\n\n");
  sim_prompt_set_terminal (self->prompt, self->terminal);
  redrawn (self);
}

static gboolean on_post_step (gpointer user_data);

static void
await_post_step (SimMachine *self)
{
  self->timer = g_timeout_add (self->post_seconds * 1000 / (G_N_ELEMENTS (post_steps) + 1),
                               on_post_step, self);
}

/* Whoever has something else to start from takes it from here; see sim_machine_boot(). */
static gboolean
choose_drive (SimMachine *self)
{
  gboolean is_taken = FALSE;

  g_clear_pointer (&self->booted_from, g_free);
  self->timer = 0;
  self->is_booting = TRUE;
  redrawn (self);
  g_signal_emit (self, signals[SIGNAL_BOOT], 0, &is_taken);
  if (!is_taken)
    sim_machine_boot (self, NULL);
  return G_SOURCE_REMOVE;
}

static gboolean
on_post_step (gpointer user_data)
{
  SimMachine *self = user_data;

  if (self->post_step == G_N_ELEMENTS (post_steps))
    {
      self->timer = 0;
      g_signal_emit (self, signals[SIGNAL_POST_COMPLETED], 0);
      begin_prompt (self);
      return G_SOURCE_REMOVE;
    }
  sim_terminal_write (self->terminal, post_steps[self->post_step].text);
  g_signal_emit (self, signals[SIGNAL_POST_CODE], 0, post_steps[self->post_step].code);
  self->post_step++;
  if (self->post_step == G_N_ELEMENTS (post_steps))
    return choose_drive (self);
  redrawn (self);
  return G_SOURCE_CONTINUE;
}

static void
begin_post (SimMachine *self)
{
  enter_stage (self, SIM_STAGE_POST);
  memset (&self->keyboard, 0, sizeof self->keyboard);
  show_mode (self, TEXT_MODE_WIDTH, TEXT_MODE_HEIGHT);
  sim_terminal_set_colours (self->terminal, SIM_COLOUR_YELLOW, SIM_COLOUR_BLACK);
  sim_terminal_write (self->terminal, "\nRackside's simulated server\n\n");
  sim_terminal_set_colours (self->terminal, SIM_COLOUR_GREY, SIM_COLOUR_BLACK);
  self->post_step = 0;
  await_post_step (self);
  redrawn (self);
}

static void
switch_off (SimMachine *self)
{
  enter_stage (self, SIM_STAGE_OFF);
  drop_display (self);
  redrawn (self);
}

static gboolean
on_shut_down (gpointer user_data)
{
  SimMachine *self = user_data;

  self->timer = 0;
  switch_off (self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_cold_boot (gpointer user_data)
{
  SimMachine *self = user_data;

  self->timer = 0;
  begin_post (self);
  return G_SOURCE_REMOVE;
}

static void
shut_down (SimMachine *self)
{
  sim_prompt_set_terminal (self->prompt, NULL);
  sim_terminal_write (self->terminal, "\nThe system is going down now.\n");
  redrawn (self);
  g_clear_handle_id (&self->timer, g_source_remove);
  self->timer = g_timeout_add (SHUTDOWN_MS, on_shut_down, self);
}

/* The keyboard */

static gboolean
is_system_request (SimMachine *self)
{
  return (self->keyboard.modifiers & SIM_MODIFIER_ALT) != 0 &&
         memchr (self->keyboard.keys, SIM_KEY_PRINT_SCREEN, SIM_KEYBOARD_KEYS) != NULL;
}

static void
obey_system_request (SimMachine *self,
                     guint8      key)
{
  const char text[] = { g_ascii_tolower (sim_keyboard_get_character (&self->keyboard, key)), '\0' };

  if (!isalnum ((guchar) text[0]))
    return;
  log_event (self, "sysrq", "key", text);
  if (text[0] == 'b')
    begin_post (self);
  else if (text[0] == 'o')
    switch_off (self);
}

static void
press_key (SimMachine *self,
           guint8      key)
{
  guint8 modifiers = self->keyboard.modifiers;
  char character;

  if (key == SIM_KEY_DELETE && (modifiers & SIM_MODIFIER_CONTROL) != 0 &&
      (modifiers & SIM_MODIFIER_ALT) != 0)
    {
      log_event (self, "ctrl-alt-del", NULL, NULL);
      begin_post (self);
      return;
    }
  if (is_system_request (self))
    {
      obey_system_request (self, key);
      return;
    }
  character = sim_keyboard_get_character (&self->keyboard, key);
  if (character != 0 && (modifiers & SIM_MODIFIER_ALT) == 0)
    sim_prompt_type (self->prompt, character);
}

static void
sim_machine_dispose (GObject *object)
{
  SimMachine *self = SIM_MACHINE (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->prompt, sim_prompt_free);
  G_OBJECT_CLASS (sim_machine_parent_class)->dispose (object);
}

static void
sim_machine_finalize (GObject *object)
{
  drop_display (SIM_MACHINE (object));
  g_free (SIM_MACHINE (object)->booted_from);
  G_OBJECT_CLASS (sim_machine_parent_class)->finalize (object);
}

static void
sim_machine_class_init (SimMachineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sim_machine_dispose;
  object_class->finalize = sim_machine_finalize;

  /**
   * SimMachine::redrawn:
   *
   * The screen shows something else, or another mode, or nothing any more.
   */
  signals[SIGNAL_REDRAWN] =
    g_signal_new ("redrawn", SIM_TYPE_MACHINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_POWER_CHANGED] =
    g_signal_new ("power-changed", SIM_TYPE_MACHINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
  signals[SIGNAL_POST_CODE] =
    g_signal_new ("post-code", SIM_TYPE_MACHINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_POST_COMPLETED] =
    g_signal_new ("post-completed", SIM_TYPE_MACHINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);

  /**
   * SimMachine::boot:
   *
   * The self test is through and something is to be started. A handler that returns %TRUE calls
   * sim_machine_boot() when it knows what; otherwise it is the first drive.
   */
  signals[SIGNAL_BOOT] =
    g_signal_new ("boot", SIM_TYPE_MACHINE, G_SIGNAL_RUN_LAST, 0, g_signal_accumulator_true_handled, NULL,
                  NULL, G_TYPE_BOOLEAN, 0);

  /**
   * SimMachine::drive-command:
   * @drive: a drive
   * @ejects: whether to eject it, or to say what is in it
   *
   * Somebody wants that at the prompt, and waits for sim_machine_notify().
   */
  signals[SIGNAL_DRIVE_COMMAND] =
    g_signal_new ("drive-command", SIM_TYPE_MACHINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_BOOLEAN);
}

static void
sim_machine_init (SimMachine *self)
{
  self->prompt_width = 1024;
  self->prompt_height = 768;
}

/**
 * sim_machine_new:
 * @log: (transfer none): where to note what happens; has to live as long as the machine
 * @post_seconds: how long the self test takes
 *
 * Returns: (transfer full): a machine that is switched off
 */
SimMachine *
sim_machine_new (SimLog *log,
                 double  post_seconds)
{
  SimMachine *self = g_object_new (SIM_TYPE_MACHINE, NULL);

  self->log = log;
  self->prompt = sim_prompt_new (self, log);
  self->post_seconds = post_seconds;
  return self;
}

static gboolean
check_mode (guint    width,
            guint    height,
            GError **error)
{
  if (width >= MIN_WIDTH && width <= SIM_ENCODER_MAX_WIDTH && width % 16 == 0 &&
      height >= MIN_HEIGHT && height <= SIM_ENCODER_MAX_HEIGHT)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               "%ux%u cannot be: the width is a multiple of 16 from %d to %d, the height from %d to %d.",
               width, height, MIN_WIDTH, SIM_ENCODER_MAX_WIDTH, MIN_HEIGHT, SIM_ENCODER_MAX_HEIGHT);
  return FALSE;
}

/**
 * sim_machine_set_prompt_mode:
 * @self: a machine
 * @mode: `WIDTHxHEIGHT`
 * @error: return location for an error
 *
 * Chooses the mode that the prompt begins with from the next start on.
 *
 * Returns: whether @mode is one that can be shown
 */
gboolean
sim_machine_set_prompt_mode (SimMachine  *self,
                             const char  *mode,
                             GError     **error)
{
  guint width = 0;
  guint height = 0;
  char rest;

  if (sscanf (mode, "%4ux%4u%c", &width, &height, &rest) != 2)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "A mode is WIDTHxHEIGHT, not \"%s\".", mode);
      return FALSE;
    }
  if (!check_mode (width, height, error))
    return FALSE;
  self->prompt_width = width;
  self->prompt_height = height;
  return TRUE;
}

/**
 * sim_machine_start:
 * @self: a machine
 * @stage: what to begin with
 *
 * Puts the machine into a state at once.
 */
void
sim_machine_start (SimMachine *self,
                   SimStage    stage)
{
  if (stage == SIM_STAGE_POST)
    begin_post (self);
  else if (stage == SIM_STAGE_PROMPT)
    begin_prompt (self);
  else
    switch_off (self);
}

SimStage
sim_machine_get_stage (SimMachine *self)
{
  return self->stage;
}

gboolean
sim_machine_is_on (SimMachine *self)
{
  return self->stage != SIM_STAGE_OFF;
}

/**
 * sim_machine_has_signal:
 * @self: a machine
 *
 * Returns: whether the graphics card sends a picture
 */
gboolean
sim_machine_has_signal (SimMachine *self)
{
  return self->display != NULL && !self->is_blank;
}

/**
 * sim_machine_get_display:
 * @self: a machine
 *
 * Returns: (transfer none) (nullable): what the machine shows, %NULL when it is off
 */
SimDisplay *
sim_machine_get_display (SimMachine *self)
{
  return self->display;
}

/**
 * sim_machine_push_power:
 * @self: a machine
 * @action: what is done to the button
 *
 * A press switches on what is off and asks what is on to shut down; during the self test nothing listens
 * yet and the power goes at once. The other three do nothing while the power is off.
 *
 * Returns: whether it did anything
 */
gboolean
sim_machine_push_power (SimMachine *self,
                        SimPower    action)
{
  if (self->stage == SIM_STAGE_OFF)
    {
      if (action != SIM_POWER_PRESS)
        return FALSE;
      begin_post (self);
      return TRUE;
    }
  switch (action)
    {
    case SIM_POWER_PRESS:
      if (self->stage == SIM_STAGE_POST)
        switch_off (self);
      else
        shut_down (self);
      return TRUE;
    case SIM_POWER_HOLD:
      switch_off (self);
      return TRUE;
    case SIM_POWER_COLD_BOOT:
      switch_off (self);
      self->timer = g_timeout_add (COLD_BOOT_MS, on_cold_boot, self);
      return TRUE;
    case SIM_POWER_RESET:
      begin_post (self);
      return TRUE;
    default:
      return FALSE;
    }
}

/**
 * sim_machine_report_keys:
 * @self: a machine
 * @modifiers: the modifiers held down
 * @keys: the keys held down
 *
 * Gives the machine a report of its keyboard.
 */
void
sim_machine_report_keys (SimMachine   *self,
                         guint8        modifiers,
                         const guint8  keys[SIM_KEYBOARD_KEYS])
{
  guint8 pressed[SIM_KEYBOARD_KEYS];
  guint n;

  if (self->stage == SIM_STAGE_OFF)
    return;
  n = sim_keyboard_report (&self->keyboard, modifiers, keys, pressed);
  for (guint i = 0; i < n && self->stage != SIM_STAGE_OFF; i++)
    press_key (self, pressed[i]);
  if (n > 0)
    redrawn (self);
}

/**
 * sim_machine_move_pointer:
 * @self: a machine
 * @x: in pixels
 * @y: in pixels
 * @buttons: bit 0 left, bit 1 right, bit 2 middle
 *
 * Gives the machine a report of its mouse.
 */
void
sim_machine_move_pointer (SimMachine *self,
                          guint       x,
                          guint       y,
                          guint       buttons)
{
  if (self->display == NULL)
    return;
  sim_display_set_pointer (self->display, x, y, buttons);
  redrawn (self);
}

/**
 * sim_machine_set_mode:
 * @self: a machine
 * @width: a multiple of 16
 * @height: in pixels
 * @error: return location for an error
 *
 * Changes the screen's size. What it showed is gone.
 *
 * Returns: whether it has that size now
 */
gboolean
sim_machine_set_mode (SimMachine  *self,
                      guint        width,
                      guint        height,
                      GError     **error)
{
  g_autofree char *text = NULL;

  if (!check_mode (width, height, error))
    return FALSE;
  if (self->stage != SIM_STAGE_PROMPT || self->timer != 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                           "The mode can be changed only at the prompt.");
      return FALSE;
    }
  self->is_blank = FALSE;
  show_mode (self, width, height);
  text = g_strdup_printf ("The screen is %ux%u now.\n", width, height);
  sim_terminal_write (self->terminal, text);
  sim_prompt_set_terminal (self->prompt, self->terminal);
  redrawn (self);
  return TRUE;
}

/**
 * sim_machine_set_signal:
 * @self: a machine
 * @has_signal: whether its graphics card shall send a picture
 *
 * Switches the video signal, as a machine does that saves its screen.
 */
void
sim_machine_set_signal (SimMachine *self,
                        gboolean    has_signal)
{
  if (self->is_blank != has_signal)
    return;
  self->is_blank = !has_signal;
  redrawn (self);
}

/**
 * sim_machine_redraw:
 * @self: a machine
 *
 * Has to be called when something was drawn on its display.
 */
void
sim_machine_redraw (SimMachine *self)
{
  redrawn (self);
}

/**
 * sim_machine_print:
 * @self: a machine
 * @text: ASCII
 *
 * Writes on the screen. Nothing happens when the machine is off.
 */
void
sim_machine_print (SimMachine *self,
                   const char *text)
{
  if (self->terminal == NULL)
    return;
  sim_terminal_write (self->terminal, text);
  redrawn (self);
}

/**
 * sim_machine_notify:
 * @self: a machine
 * @text: ASCII, whole lines; empty when there is nothing to say
 *
 * Writes a message of the system at the prompt, and ends the command that waits for one. Nothing happens
 * when the machine is not there.
 */
void
sim_machine_notify (SimMachine *self,
                    const char *text)
{
  if (self->stage != SIM_STAGE_PROMPT || self->terminal == NULL)
    return;
  sim_prompt_notify (self->prompt, text);
  redrawn (self);
}

/**
 * sim_machine_use_drive:
 * @self: a machine
 * @drive: a drive
 * @ejects: whether to eject it, or to say what is in it
 *
 * Has a command at the prompt done. What comes of it is said by sim_machine_notify().
 */
void
sim_machine_use_drive (SimMachine *self,
                       SimDriveId  drive,
                       gboolean    ejects)
{
  g_signal_emit (self, signals[SIGNAL_DRIVE_COMMAND], 0, drive, ejects);
}

/**
 * sim_machine_is_booting:
 * @self: a machine
 *
 * Returns: whether it waits for sim_machine_boot()
 */
gboolean
sim_machine_is_booting (SimMachine *self)
{
  return self->is_booting;
}

/**
 * sim_machine_boot:
 * @self: a machine that waits for it
 * @from: (nullable): what it starts from; %NULL for the first drive
 *
 * Lets the start go on.
 */
void
sim_machine_boot (SimMachine *self,
                  const char *from)
{
  g_return_if_fail (self->is_booting);

  self->is_booting = FALSE;
  self->booted_from = g_strdup (from);
  if (from == NULL)
    sim_terminal_write (self->terminal, "Booting from the first drive\n");
  await_post_step (self);
  redrawn (self);
}

const char *
sim_stage_get_name (SimStage stage)
{
  static const char *const names[] = { "off", "post", "prompt" };

  return names[stage];
}

static const char *const power_names[] = { "press", "hold", "cold-boot", "reset" };

const char *
sim_power_get_name (SimPower action)
{
  return power_names[action];
}

gboolean
sim_power_from_name (const char *name,
                     SimPower   *action)
{
  for (guint i = 0; i < SIM_POWER_COUNT; i++)
    if (g_strcmp0 (name, power_names[i]) == 0)
      {
        *action = i;
        return TRUE;
      }
  return FALSE;
}
