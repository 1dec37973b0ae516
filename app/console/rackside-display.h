/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ilo-framebuffer.h"

G_BEGIN_DECLS

/**
 * RacksideDisplaySize:
 * @RACKSIDE_DISPLAY_SIZE_FIT: as large as fits, in proportion
 * @RACKSIDE_DISPLAY_SIZE_ORIGINAL: one pixel of the server is one pixel of the screen
 */
typedef enum
{
  RACKSIDE_DISPLAY_SIZE_FIT,
  RACKSIDE_DISPLAY_SIZE_ORIGINAL,
} RacksideDisplaySize;

#define RACKSIDE_TYPE_DISPLAY (rackside_display_get_type ())
G_DECLARE_FINAL_TYPE (RacksideDisplay, rackside_display, RACKSIDE, DISPLAY, GtkGLArea)

GtkWidget           *rackside_display_new             (void);
void                 rackside_display_set_framebuffer (RacksideDisplay     *self,
                                                       IloFramebuffer      *framebuffer);
void                 rackside_display_changed         (RacksideDisplay     *self);
void                 rackside_display_set_size        (RacksideDisplay     *self,
                                                       RacksideDisplaySize  size);
RacksideDisplaySize  rackside_display_get_size        (RacksideDisplay     *self);
gboolean             rackside_display_get_position    (RacksideDisplay     *self,
                                                       double               x,
                                                       double               y,
                                                       int                 *server_x,
                                                       int                 *server_y);

G_END_DECLS
