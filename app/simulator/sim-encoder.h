/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "sim-cipher.h"
#include "sim-pixels.h"

G_BEGIN_DECLS

#define SIM_ENCODER_MAX_WIDTH  2032
#define SIM_ENCODER_MAX_HEIGHT 2047

/* Wider pictures need half-height mode. */
#define SIM_ENCODER_MAX_FULL_HEIGHT_WIDTH 1616

/* Channels of sim_encoder_put_text() (console protocol, section 6). */
#define SIM_ENCODER_TEXT_STATUS_1 1
#define SIM_ENCODER_TEXT_STATUS_2 2
#define SIM_ENCODER_TEXT_DEBUG    3
#define SIM_ENCODER_TEXT_SCREEN   4

/**
 * SimEncoderFlags:
 * @SIM_ENCODER_FLAGS_NONE: nothing special
 * @SIM_ENCODER_FLAGS_HALF_HEIGHT: announce half-height mode, for pictures wider than 1616 pixels
 */
typedef enum
{
  SIM_ENCODER_FLAGS_NONE = 0,
  SIM_ENCODER_FLAGS_HALF_HEIGHT = 1 << 0,
} SimEncoderFlags;

/**
 * SimEncoder:
 *
 * The video stream of an iLO 4 as the server writes it (console protocol, sections 3 to 6): pictures and
 * commands in, bytes out. It remembers what the client shows and sends what differs. It does no I/O.
 *
 * The order of things: sim_encoder_put_header(), sim_encoder_set_mode(), and then a picture by
 * sim_encoder_put_frame() as often as you like, with commands in between. At any time sim_encoder_take()
 * gives what is to be sent. When the client asks for a refresh: sim_encoder_refresh(), then the picture
 * again.
 *
 * |[<!-- language="C" -->
 * SimEncoder *encoder = sim_encoder_new (SIM_ENCODER_FLAGS_HALF_HEIGHT, 5);
 *
 * sim_encoder_put_header (encoder, SIM_CIPHER_RC4, TRUE);
 * sim_encoder_set_mode (encoder, 1024, 768);
 * sim_encoder_put_frame (encoder, pixels, 4 * 1024, SIM_PIXEL_FORMAT_XRGB32);
 * sim_encoder_take (encoder, cipher, bytes);
 * ]|
 */
typedef struct _SimEncoder SimEncoder;

SimEncoder *sim_encoder_new             (SimEncoderFlags  flags,
                                         guint            bits_per_colour);
void        sim_encoder_free            (SimEncoder      *self);
void        sim_encoder_put_header      (SimEncoder      *self,
                                         SimCipherId      cipher,
                                         gboolean         is_licensed);
gboolean    sim_encoder_set_mode        (SimEncoder      *self,
                                         guint            width,
                                         guint            height);
void        sim_encoder_set_depth       (SimEncoder      *self,
                                         guint            bits_per_colour);
gboolean    sim_encoder_put_frame       (SimEncoder      *self,
                                         const guint8    *pixels,
                                         gsize            stride,
                                         SimPixelFormat   format);
void        sim_encoder_refresh         (SimEncoder      *self);
void        sim_encoder_put_cipher      (SimEncoder      *self,
                                         SimCipherId      cipher);
void        sim_encoder_put_power       (SimEncoder      *self,
                                         gboolean         is_on);
void        sim_encoder_put_no_signal   (SimEncoder      *self);
void        sim_encoder_put_frame_rate  (SimEncoder      *self,
                                         guint            rate);
void        sim_encoder_put_key_change  (SimEncoder      *self);
void        sim_encoder_put_seized      (SimEncoder      *self);
void        sim_encoder_put_ping        (SimEncoder      *self);
void        sim_encoder_put_present     (SimEncoder      *self);
void        sim_encoder_put_text        (SimEncoder      *self,
                                         guint            channel,
                                         const char      *text);
void        sim_encoder_put_command     (SimEncoder      *self,
                                         guint8           opcode,
                                         const guint8    *arguments,
                                         gsize            n_arguments);
void        sim_encoder_end_burst       (SimEncoder      *self);
void        sim_encoder_take            (SimEncoder      *self,
                                         SimCipher       *cipher,
                                         GByteArray      *bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimEncoder, sim_encoder_free)

G_END_DECLS
