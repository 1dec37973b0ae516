/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ilo-framebuffer.h"
#include "rackside-place.h"

G_BEGIN_DECLS

#define RACKSIDE_TYPE_DISPLAY (rackside_display_get_type ())
G_DECLARE_FINAL_TYPE (RacksideDisplay, rackside_display, RACKSIDE, DISPLAY, GtkGLArea)

GtkWidget  *rackside_display_new             (void);
void        rackside_display_set_framebuffer (RacksideDisplay *self,
                                              IloFramebuffer  *framebuffer);
void        rackside_display_changed         (RacksideDisplay *self);
void        rackside_display_set_zoom        (RacksideDisplay *self,
                                              double           zoom);
double      rackside_display_get_zoom_factor (RacksideDisplay *self);
void        rackside_display_set_crisp       (RacksideDisplay *self,
                                              gboolean         crisp);
void        rackside_display_pan             (RacksideDisplay *self,
                                              double           x,
                                              double           y);
gboolean    rackside_display_get_position    (RacksideDisplay *self,
                                              double           x,
                                              double           y,
                                              int             *server_x,
                                              int             *server_y);
GdkTexture *rackside_display_copy_picture    (RacksideDisplay *self);
guint64     rackside_display_get_frames      (RacksideDisplay *self);

G_END_DECLS
