/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "sim-terminal.h"

#define TAB_WIDTH 8

/* Rows that the colours take: the palette, then a ramp each for red, green, blue and grey. */
#define PAINTED_ROWS 10
#define RAMP_STEPS   32

static const guint32 palette[] = {
  0x000000, 0xaa0000, 0x00aa00, 0xaa5500, 0x0000aa, 0xaa00aa, 0x00aaaa, 0xaaaaaa,
  0x555555, 0xff5555, 0x55ff55, 0xffff55, 0x5555ff, 0xff55ff, 0x55ffff, 0xffffff,
};

typedef struct
{
  char    character;
  guint8  foreground;
  guint8  background;
} Cell;

struct _SimTerminal
{
  SimDisplay *display;       /* borrowed */
  Cell      *cells;        /* owned */
  guint      columns;
  guint      rows;
  guint      column;       /* may be one too many: the line breaks at the next character */
  guint      row;
  SimColour  foreground;
  SimColour  background;
};

static Cell *
get_cell (SimTerminal *self,
          guint        column,
          guint        row)
{
  return self->cells + (gsize) row * self->columns + column;
}

static void
draw (SimTerminal *self,
      guint        column,
      guint        row,
      gboolean     has_cursor)
{
  const Cell *cell = get_cell (self, column, row);

  sim_display_draw_cell (self->display, column, row, cell->character, palette[cell->foreground],
                        palette[cell->background], has_cursor);
}

static void
draw_cursor (SimTerminal *self,
             gboolean     has_cursor)
{
  draw (self, MIN (self->column, self->columns - 1), self->row, has_cursor);
}

static void
blank (SimTerminal *self,
       guint        first_row,
       guint        n_rows)
{
  const Cell cell = { ' ', self->foreground, self->background };

  for (gsize i = 0; i < (gsize) n_rows * self->columns; i++)
    get_cell (self, 0, first_row)[i] = cell;
}

static void
break_line (SimTerminal *self)
{
  self->column = 0;
  if (++self->row < self->rows)
    return;
  self->row = self->rows - 1;
  memmove (self->cells, get_cell (self, 0, 1), (gsize) (self->rows - 1) * self->columns * sizeof (Cell));
  blank (self, self->rows - 1, 1);
  sim_display_scroll (self->display, 1, palette[self->background]);
}

static void
put (SimTerminal *self,
     char         character)
{
  if (self->column >= self->columns)
    break_line (self);
  *get_cell (self, self->column, self->row) =
    (Cell) { character, self->foreground, self->background };
  draw (self, self->column, self->row, FALSE);
  self->column++;
}

/**
 * sim_terminal_new:
 * @display: (transfer none): where to draw; has to live as long as the terminal
 *
 * Returns: (transfer full): an empty terminal, grey on black
 */
SimTerminal *
sim_terminal_new (SimDisplay *display)
{
  SimTerminal *self = g_new0 (SimTerminal, 1);

  self->display = display;
  self->columns = sim_display_get_columns (display);
  self->rows = sim_display_get_rows (display);
  self->cells = g_new (Cell, (gsize) self->columns * self->rows);
  self->foreground = SIM_COLOUR_GREY;
  self->background = SIM_COLOUR_BLACK;
  sim_terminal_clear (self);
  return self;
}

void
sim_terminal_free (SimTerminal *self)
{
  g_free (self->cells);
  g_free (self);
}

/**
 * sim_terminal_clear:
 * @self: a terminal
 *
 * Empties the whole screen and goes to its top.
 */
void
sim_terminal_clear (SimTerminal *self)
{
  blank (self, 0, self->rows);
  sim_display_fill (self->display, 0, 0, sim_display_get_width (self->display),
                   sim_display_get_height (self->display), palette[self->background]);
  self->column = self->row = 0;
  draw_cursor (self, TRUE);
}

void
sim_terminal_set_colours (SimTerminal *self,
                          SimColour    foreground,
                          SimColour    background)
{
  self->foreground = foreground;
  self->background = background;
}

/**
 * sim_terminal_write:
 * @self: a terminal
 * @text: ASCII with line ends and tabs
 *
 * Writes at the cursor.
 */
void
sim_terminal_write (SimTerminal *self,
                    const char  *text)
{
  draw_cursor (self, FALSE);
  for (; *text != '\0'; text++)
    {
      if (*text == '\n')
        break_line (self);
      else if (*text == '\r')
        self->column = 0;
      else if (*text == '\t')
        do
          put (self, ' ');
        while (self->column % TAB_WIDTH != 0 && self->column < self->columns);
      else
        put (self, *text);
    }
  draw_cursor (self, TRUE);
}

/**
 * sim_terminal_erase:
 * @self: a terminal
 *
 * Takes back the last character written.
 */
void
sim_terminal_erase (SimTerminal *self)
{
  draw_cursor (self, FALSE);
  if (self->column > 0)
    {
      self->column--;
    }
  else if (self->row > 0)
    {
      self->row--;
      self->column = self->columns - 1;
    }
  get_cell (self, self->column, self->row)->character = ' ';
  draw_cursor (self, TRUE);
}

static guint32
ramp_colour (guint ramp,
             guint step)
{
  static const guint32 masks[] = { 0xff0000, 0x00ff00, 0x0000ff, 0xffffff };
  guint level = step * 255 / (RAMP_STEPS - 1);

  return (level << 16 | level << 8 | level) & masks[ramp];
}

/**
 * sim_terminal_paint_colours:
 * @self: a terminal
 *
 * Shows the palette, and every level of red, green, blue and grey that the video stream can carry.
 */
void
sim_terminal_paint_colours (SimTerminal *self)
{
  guint width = sim_display_get_width (self->display);
  guint height = sim_display_get_cell_height (self->display);
  guint n_rows = MIN (PAINTED_ROWS, self->rows - 1);
  guint top;

  draw_cursor (self, FALSE);
  for (guint i = 0; i < n_rows; i++)
    break_line (self);
  top = (self->row - n_rows) * height;
  for (guint i = 0; i < G_N_ELEMENTS (palette); i++)
    sim_display_fill (self->display, i * width / 16, top, width / 16, 2 * height, palette[i]);
  for (guint ramp = 0; ramp < 4; ramp++)
    for (guint step = 0; step < RAMP_STEPS; step++)
      sim_display_fill (self->display, step * width / RAMP_STEPS, top + (2 + 2 * ramp) * height,
                       width / RAMP_STEPS + 1, 2 * height, ramp_colour (ramp, step));
  draw_cursor (self, TRUE);
}
