/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "ilo-cipher.h"
#include "ilo-framebuffer.h"

G_BEGIN_DECLS

/* Text channels of opcode 2 (console protocol, section 6). */
#define ILO_VIDEO_TEXT_STATUS_1 1
#define ILO_VIDEO_TEXT_STATUS_2 2
#define ILO_VIDEO_TEXT_DEBUG    3
#define ILO_VIDEO_TEXT_SCREEN   4

/* Longer texts are cut to this many bytes. */
#define ILO_VIDEO_MAX_TEXT 4096

/**
 * IloVideoEvents:
 * @mode: the picture has another size, in pixels, and is black; 0 × 0: the server sends no video
 * @unsupported_mode: a mode that the server did not announce to be able to send: there is no picture
 * @present: what has been drawn so far is to be shown
 * @cipher: from the next byte on, both directions use this cipher
 * @refresh: ask the server for the whole picture (client command 5)
 * @ping: answer the server's ping (client command 12)
 * @power: the server was switched on or off; at off the picture is black
 * @no_signal: the server's graphics card sends nothing; the picture is black
 * @seized: another user took the console: the session is over
 * @licence: whether the console is licensed, from the header
 * @frame_rate: the server's frame rate, for display
 * @text: a text for one of the channels, at most %ILO_VIDEO_MAX_TEXT bytes, in no known encoding
 *
 * What a decoder has to say. Every member may be %NULL. They are called from ilo_video_feed() and must
 * not call it themselves.
 */
typedef struct
{
  void (*mode)             (guint        width,
                            guint        height,
                            gpointer     user_data);
  void (*unsupported_mode) (guint        width,
                            guint        height,
                            gpointer     user_data);
  void (*present)          (gpointer     user_data);
  void (*cipher)           (IloCipherId  id,
                            gpointer     user_data);
  void (*refresh)          (gpointer     user_data);
  void (*ping)             (gpointer     user_data);
  void (*power)            (gboolean     on,
                            gpointer     user_data);
  void (*no_signal)        (gpointer     user_data);
  void (*seized)           (gpointer     user_data);
  void (*licence)          (gboolean     licensed,
                            gpointer     user_data);
  void (*frame_rate)       (guint        rate,
                            gpointer     user_data);
  void (*text)             (guint        channel,
                            const char  *text,
                            gpointer     user_data);
} IloVideoEvents;

/**
 * IloVideoStats:
 * @bytes: bytes taken in
 * @resyncs: times that a zero run put the decoder into step
 * @refreshes: times that it asked for a refresh
 * @in_step: whether it follows the stream now
 * @lost_at: how many bytes it had taken in when it last fell out of step
 */
typedef struct
{
  guint64  bytes;
  guint    resyncs;
  guint    refreshes;
  gboolean in_step;
  guint64  lost_at;
} IloVideoStats;

/**
 * IloVideoState:
 * @width: of the picture, in pixels
 * @height: of the picture, in pixels
 * @bits_per_colour: 2 to 5
 * @half_height_capable: whether the server announced the half-height mode
 *
 * What a decoder needs to know to take a stream up in its middle, at the next zero run.
 */
typedef struct
{
  guint    width;
  guint    height;
  guint    bits_per_colour;
  gboolean half_height_capable;
} IloVideoState;

/**
 * IloVideo:
 *
 * The decoder of an iLO 4's video stream (console protocol, sections 4 to 6): decrypted bytes in,
 * pixels and events out. It does no I/O and may be fed anything.
 */
typedef struct _IloVideo IloVideo;

IloVideo      *ilo_video_new        (IloFramebuffer       *framebuffer,
                                     const IloVideoEvents *events,
                                     gpointer              user_data);
void           ilo_video_free       (IloVideo             *self);
gsize          ilo_video_feed       (IloVideo             *self,
                                     const guint8         *data,
                                     gsize                 length);
IloCipherId    ilo_video_get_cipher (const IloVideo       *self);
IloVideoStats  ilo_video_get_stats  (const IloVideo       *self);
IloVideoState  ilo_video_get_state  (const IloVideo       *self);
gboolean       ilo_video_set_state  (IloVideo             *self,
                                     const IloVideoState  *state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IloVideo, ilo_video_free)

G_END_DECLS
