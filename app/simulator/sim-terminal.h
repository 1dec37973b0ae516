/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim-display.h"

G_BEGIN_DECLS

/* The sixteen colours of a text console. */
typedef enum
{
  SIM_COLOUR_BLACK,
  SIM_COLOUR_RED,
  SIM_COLOUR_GREEN,
  SIM_COLOUR_BROWN,
  SIM_COLOUR_BLUE,
  SIM_COLOUR_MAGENTA,
  SIM_COLOUR_CYAN,
  SIM_COLOUR_GREY,
  SIM_COLOUR_DARK_GREY,
  SIM_COLOUR_BRIGHT_RED,
  SIM_COLOUR_BRIGHT_GREEN,
  SIM_COLOUR_YELLOW,
  SIM_COLOUR_BRIGHT_BLUE,
  SIM_COLOUR_BRIGHT_MAGENTA,
  SIM_COLOUR_BRIGHT_CYAN,
  SIM_COLOUR_WHITE,
} SimColour;

/**
 * SimTerminal:
 *
 * A text console on a screen: a cursor, colours, line ends and scrolling. Only ASCII.
 */
typedef struct _SimTerminal SimTerminal;

SimTerminal *sim_terminal_new         (SimDisplay   *screen);
void         sim_terminal_free        (SimTerminal *self);
void         sim_terminal_clear       (SimTerminal *self);
void         sim_terminal_set_colours (SimTerminal *self,
                                       SimColour    foreground,
                                       SimColour    background);
void         sim_terminal_write       (SimTerminal *self,
                                       const char  *text);
void         sim_terminal_erase       (SimTerminal *self);
void         sim_terminal_paint_colours (SimTerminal *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimTerminal, sim_terminal_free)

G_END_DECLS
