/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SimDisplay:
 *
 * What the simulated server's graphics card shows: characters in a grid of cells, filled areas, and a
 * mouse pointer on top. Pixels are Cairo's, 0x00RRGGBB each.
 */
typedef struct _SimDisplay SimDisplay;

SimDisplay    *sim_display_new         (guint             width,
                                      guint             height);
void          sim_display_free        (SimDisplay        *self);
guint         sim_display_get_width   (SimDisplay        *self);
guint         sim_display_get_height  (SimDisplay        *self);
guint         sim_display_get_columns (SimDisplay        *self);
guint         sim_display_get_rows    (SimDisplay        *self);
guint         sim_display_get_cell_height (SimDisplay    *self);
void          sim_display_draw_cell   (SimDisplay        *self,
                                      guint             column,
                                      guint             row,
                                      char              character,
                                      guint32           foreground,
                                      guint32           background,
                                      gboolean          has_cursor);
void          sim_display_fill        (SimDisplay        *self,
                                      guint             x,
                                      guint             y,
                                      guint             width,
                                      guint             height,
                                      guint32           colour);
void          sim_display_scroll      (SimDisplay        *self,
                                      guint             rows,
                                      guint32           background);
void          sim_display_set_pointer (SimDisplay        *self,
                                      guint             x,
                                      guint             y,
                                      guint             buttons);
const guint8 *sim_display_get_frame   (SimDisplay        *self,
                                      gsize            *stride);
gboolean      sim_display_save        (SimDisplay        *self,
                                      const char       *path,
                                      guint             bits_per_colour,
                                      GError          **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimDisplay, sim_display_free)

G_END_DECLS
