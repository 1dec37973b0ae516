/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ilo-framebuffer.h"
#include "rackside-place.h"

G_BEGIN_DECLS

typedef struct _RacksidePainter RacksidePainter;

RacksidePainter *rackside_painter_new    (gboolean             gles,
                                          GError             **error);
void             rackside_painter_free   (RacksidePainter     *self);
void             rackside_painter_forget (RacksidePainter     *self);
void             rackside_painter_update (RacksidePainter     *self,
                                          IloFramebuffer      *framebuffer);
void             rackside_painter_draw   (RacksidePainter     *self,
                                          const RacksidePlace *place,
                                          double               width,
                                          double               height,
                                          gboolean             whole);

G_END_DECLS
