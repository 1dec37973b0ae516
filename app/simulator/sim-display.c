/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <gio/gio.h>
#include <pango/pangocairo.h>

#include "sim-pixels.h"
#include "sim-display.h"

#define FIRST_GLYPH ' '
#define N_GLYPHS    ('~' - ' ' + 1)
#define CELL_HEIGHT 16

/* The classical text mode has nine columns a character; elsewhere a cell is half a block of the stream. */
#define TEXT_MODE_WIDTH      720
#define TEXT_MODE_CELL_WIDTH 9
#define CELL_WIDTH           8

#define FONT "DejaVu Sans Mono"

#define POINTER_WIDTH  12
#define POINTER_HEIGHT 19

struct _SimDisplay
{
  cairo_surface_t *base;        /* owned; what was drawn */
  cairo_surface_t *frame;       /* owned; that with the pointer on it */
  guint8          *glyphs;      /* owned; coverage, one cell after the other */
  guint            width;
  guint            height;
  guint            cell_width;
  guint            pointer_x;
  guint            pointer_y;
  guint            buttons;
  guint            has_pointer : 1;
  guint            is_frame_old : 1;
};

static guint32 *
get_row (SimDisplay *self,
         guint      y)
{
  guint8 *data = cairo_image_surface_get_data (self->base);

  return (guint32 *) (gpointer) (data + (gsize) y * cairo_image_surface_get_stride (self->base));
}

static void
touch (SimDisplay *self)
{
  self->is_frame_old = TRUE;
}

/* Draws each character once, into its cell, without antialiasing: sharp, and cheap to send. */
static void
draw_glyphs (SimDisplay *self)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, self->cell_width * N_GLYPHS,
                                                         CELL_HEIGHT);
  cairo_t *cr = cairo_create (surface);
  cairo_font_options_t *options = cairo_font_options_create ();
  g_autoptr(PangoLayout) layout = pango_cairo_create_layout (cr);
  g_autoptr(PangoFontDescription) font = pango_font_description_from_string (FONT);
  const guint8 *data;
  int stride;
  int baseline;

  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_NONE);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_FULL);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_ON);
  pango_cairo_context_set_font_options (pango_layout_get_context (layout), options);
  pango_font_description_set_absolute_size (font, 13 * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  for (guint i = 0; i < N_GLYPHS; i++)
    {
      char text = FIRST_GLYPH + i;

      pango_layout_set_text (layout, &text, 1);
      baseline = PANGO_PIXELS (pango_layout_get_baseline (layout));
      cairo_save (cr);
      cairo_rectangle (cr, i * self->cell_width, 0, self->cell_width, CELL_HEIGHT);
      cairo_clip (cr);
      cairo_move_to (cr, i * self->cell_width, CELL_HEIGHT - 4 - baseline);
      pango_cairo_show_layout (cr, layout);
      cairo_restore (cr);
    }
  cairo_surface_flush (surface);
  data = cairo_image_surface_get_data (surface);
  stride = cairo_image_surface_get_stride (surface);
  self->glyphs = g_malloc ((gsize) N_GLYPHS * self->cell_width * CELL_HEIGHT);
  for (guint i = 0; i < N_GLYPHS; i++)
    for (guint y = 0; y < CELL_HEIGHT; y++)
      memcpy (self->glyphs + (i * CELL_HEIGHT + y) * self->cell_width,
              data + y * stride + i * self->cell_width, self->cell_width);
  cairo_font_options_destroy (options);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

/**
 * sim_display_new:
 * @width: in pixels, a multiple of 16
 * @height: in pixels
 *
 * Returns: (transfer full): a black display without a pointer
 */
SimDisplay *
sim_display_new (guint width,
                guint height)
{
  SimDisplay *self = g_new0 (SimDisplay, 1);

  self->width = width;
  self->height = height;
  self->cell_width = width == TEXT_MODE_WIDTH ? TEXT_MODE_CELL_WIDTH : CELL_WIDTH;
  self->base = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  self->frame = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  if (cairo_surface_status (self->frame) != CAIRO_STATUS_SUCCESS)
    g_error ("No memory for a display of %u×%u", width, height);
  draw_glyphs (self);
  touch (self);
  return self;
}

void
sim_display_free (SimDisplay *self)
{
  cairo_surface_destroy (self->base);
  cairo_surface_destroy (self->frame);
  g_free (self->glyphs);
  g_free (self);
}

guint
sim_display_get_width (SimDisplay *self)
{
  return self->width;
}

guint
sim_display_get_height (SimDisplay *self)
{
  return self->height;
}

guint
sim_display_get_columns (SimDisplay *self)
{
  return self->width / self->cell_width;
}

guint
sim_display_get_rows (SimDisplay *self)
{
  return self->height / CELL_HEIGHT;
}

guint
sim_display_get_cell_height (SimDisplay *self)
{
  return CELL_HEIGHT;
}

/**
 * sim_display_draw_cell:
 * @self: a display
 * @column: less than sim_display_get_columns() says
 * @row: less than sim_display_get_rows() says
 * @character: printable ASCII; anything else is drawn as a space
 * @foreground: 0xRRGGBB
 * @background: 0xRRGGBB
 * @has_cursor: whether to underline it
 *
 * Draws one character.
 */
void
sim_display_draw_cell (SimDisplay *self,
                      guint      column,
                      guint      row,
                      char       character,
                      guint32    foreground,
                      guint32    background,
                      gboolean   has_cursor)
{
  guint index = character > ' ' && character <= '~' ? character - FIRST_GLYPH : 0;
  const guint8 *glyph = self->glyphs + (gsize) index * self->cell_width * CELL_HEIGHT;

  g_return_if_fail (column < sim_display_get_columns (self) && row < sim_display_get_rows (self));

  for (guint y = 0; y < CELL_HEIGHT; y++)
    {
      guint32 *pixels = get_row (self, row * CELL_HEIGHT + y) + column * self->cell_width;
      gboolean is_cursor = has_cursor && y >= CELL_HEIGHT - 2;

      for (guint x = 0; x < self->cell_width; x++)
        pixels[x] = is_cursor || *glyph++ >= 0x80 ? foreground : background;
      if (is_cursor)
        glyph += self->cell_width;
    }
  touch (self);
}

/**
 * sim_display_fill:
 * @self: a display
 * @x: in pixels
 * @y: in pixels
 * @width: in pixels; cut at the edge
 * @height: in pixels; cut at the edge
 * @colour: 0xRRGGBB
 *
 * Fills an area.
 */
void
sim_display_fill (SimDisplay *self,
                 guint      x,
                 guint      y,
                 guint      width,
                 guint      height,
                 guint32    colour)
{
  x = MIN (x, self->width);
  y = MIN (y, self->height);
  width = MIN (width, self->width - x);
  height = MIN (height, self->height - y);
  for (guint line = y; line < y + height; line++)
    {
      guint32 *pixels = get_row (self, line) + x;

      for (guint i = 0; i < width; i++)
        pixels[i] = colour;
    }
  touch (self);
}

/**
 * sim_display_scroll:
 * @self: a display
 * @rows: by how many rows of cells the picture goes up
 * @background: what comes in from below, 0xRRGGBB
 */
void
sim_display_scroll (SimDisplay *self,
                   guint      rows,
                   guint32    background)
{
  guint lines = MIN (rows, sim_display_get_rows (self)) * CELL_HEIGHT;
  guint kept = sim_display_get_rows (self) * CELL_HEIGHT - lines;

  memmove (get_row (self, 0), get_row (self, lines),
           (gsize) kept * cairo_image_surface_get_stride (self->base));
  sim_display_fill (self, 0, kept, self->width, lines, background);
}

/**
 * sim_display_set_pointer:
 * @self: a display
 * @x: in pixels
 * @y: in pixels
 * @buttons: bit 0 left, bit 1 right, bit 2 middle: the pointer's colour shows what is pressed
 *
 * Puts the pointer's tip there.
 */
void
sim_display_set_pointer (SimDisplay *self,
                        guint      x,
                        guint      y,
                        guint      buttons)
{
  self->has_pointer = TRUE;
  self->pointer_x = x;
  self->pointer_y = y;
  self->buttons = buttons;
  touch (self);
}

static void
draw_pointer (SimDisplay *self)
{
  static const double outline[][2] = {
    { 0.5, 0.5 }, { 0.5, 16.5 }, { 4.5, 12.5 }, { 7.5, 18.5 }, { 9.5, 17.5 }, { 6.5, 11.5 }, { 11.5, 11.5 },
  };
  cairo_t *cr = cairo_create (self->frame);

  cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE);
  cairo_set_line_width (cr, 1);
  cairo_translate (cr, self->pointer_x, self->pointer_y);
  for (guint i = 0; i < G_N_ELEMENTS (outline); i++)
    cairo_line_to (cr, outline[i][0], outline[i][1]);
  cairo_close_path (cr);
  if (self->buttons == 0)
    cairo_set_source_rgb (cr, 1, 1, 1);
  else
    cairo_set_source_rgb (cr, self->buttons & 1, self->buttons >> 2 & 1, self->buttons >> 1 & 1);
  cairo_fill_preserve (cr);
  cairo_set_source_rgb (cr, 0.25, 0.25, 0.25);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

/**
 * sim_display_get_frame:
 * @self: a display
 * @stride: (out): bytes from one row to the next
 *
 * Returns: (transfer none): the picture, 0xXXRRGGBB in the order of this machine, valid until the next
 *   call on @self
 */
const guint8 *
sim_display_get_frame (SimDisplay *self,
                      gsize     *stride)
{
  *stride = cairo_image_surface_get_stride (self->frame);
  if (self->is_frame_old)
    {
      cairo_surface_flush (self->frame);
      memcpy (cairo_image_surface_get_data (self->frame), get_row (self, 0), *stride * self->height);
      cairo_surface_mark_dirty (self->frame);
      if (self->has_pointer)
        draw_pointer (self);
      cairo_surface_flush (self->frame);
      self->is_frame_old = FALSE;
    }
  return cairo_image_surface_get_data (self->frame);
}

/**
 * sim_display_save:
 * @self: a display
 * @path: the file to write
 * @bits_per_colour: what the stream carries, 2 to 5
 * @error: return location for an error
 *
 * Writes as PNG what a client shows that has received everything: the picture with so many bits a
 * component, widened to 8 again.
 *
 * Returns: whether it was written
 */
gboolean
sim_display_save (SimDisplay   *self,
                 const char  *path,
                 guint        bits_per_colour,
                 GError     **error)
{
  gsize stride;
  const guint8 *pixels = sim_display_get_frame (self, &stride);
  g_autofree guint8 *shown = g_malloc ((gsize) self->width * self->height * 4);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, self->width, self->height);
  cairo_status_t status;

  sim_pixels_quantise (pixels, stride, SIM_PIXEL_FORMAT_XRGB32, self->width, self->height,
                       bits_per_colour, shown);
  cairo_surface_flush (surface);
  for (guint y = 0; y < self->height; y++)
    {
      const guint8 *from = shown + (gsize) y * self->width * 4;
      guint32 *to = (guint32 *) (gpointer) (cairo_image_surface_get_data (surface) +
                                            (gsize) y * cairo_image_surface_get_stride (surface));

      for (guint x = 0; x < self->width; x++, from += 4)
        to[x] = from[0] << 16 | from[1] << 8 | from[2];
    }
  cairo_surface_mark_dirty (surface);
  status = cairo_surface_write_to_png (surface, path);
  cairo_surface_destroy (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "Cannot write %s: %s.", path,
               cairo_status_to_string (status));
  return FALSE;
}
