/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Kinds of pictures, for encoding them. */
typedef enum
{
  SIM_PICTURE_BLACK,
  SIM_PICTURE_WHITE,
  SIM_PICTURE_TWO_COLOURS,     /* halves that meet inside a block */
  SIM_PICTURE_TEXT,            /* like a terminal: few colours, thin strokes, empty lines */
  SIM_PICTURE_GRADIENT,
  SIM_PICTURE_CHECKERBOARD,
  SIM_PICTURE_NOISE,           /* every pixel any colour */
  SIM_PICTURE_GREY_NOISE,
  SIM_PICTURE_PHOTO,           /* soft shapes with a little noise */
  SIM_PICTURE_PALETTE,         /* 20 colours, so that one is always falling out of the cache */
  SIM_PICTURE_TILES,           /* repeated blocks in runs of every length */
  SIM_PICTURE_ZEROS,           /* what makes the longest zero runs: red, black, darkest grey */
  SIM_PICTURE_COUNT,
} SimPictureKind;

/* A picture: width × height pixels of the bytes R, G, B, X without padding; X is no opacity, but noise. */
guint8     *sim_picture_new       (SimPictureKind  kind,
                                   guint           width,
                                   guint           height,
                                   GRand          *rand);
void        sim_picture_disturb   (guint8         *pixels,
                                   guint           width,
                                   guint           height,
                                   GRand          *rand);
const char *sim_picture_kind_name (SimPictureKind  kind);
