/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "ilo-cipher.h"
#include "ilo-framebuffer.h"

G_BEGIN_DECLS

/**
 * RacksidePlayerState:
 * @RACKSIDE_PLAYER_STATE_OPENING: the file is being opened
 * @RACKSIDE_PLAYER_STATE_PLAYING: it plays, or seeks and will then play
 * @RACKSIDE_PLAYER_STATE_PAUSED: it stands still, or seeks and will then stand still
 * @RACKSIDE_PLAYER_STATE_ENDED: it stands at the end of the file
 * @RACKSIDE_PLAYER_STATE_FAILED: rackside_player_get_error() says why
 */
typedef enum
{
  RACKSIDE_PLAYER_STATE_OPENING,
  RACKSIDE_PLAYER_STATE_PLAYING,
  RACKSIDE_PLAYER_STATE_PAUSED,
  RACKSIDE_PLAYER_STATE_ENDED,
  RACKSIDE_PLAYER_STATE_FAILED,
} RacksidePlayerState;

/**
 * RacksidePlayerNotice:
 * @RACKSIDE_PLAYER_NOTICE_NONE: there is a picture
 * @RACKSIDE_PLAYER_NOTICE_WAITING: none has come yet
 * @RACKSIDE_PLAYER_NOTICE_NO_VIDEO: the server sends none
 * @RACKSIDE_PLAYER_NOTICE_NO_SIGNAL: the server's graphics card gives none
 * @RACKSIDE_PLAYER_NOTICE_OFF: the server is switched off
 * @RACKSIDE_PLAYER_NOTICE_UNSUPPORTED: the server sends a picture that it did not announce
 *
 * Why there is no picture.
 */
typedef enum
{
  RACKSIDE_PLAYER_NOTICE_NONE,
  RACKSIDE_PLAYER_NOTICE_WAITING,
  RACKSIDE_PLAYER_NOTICE_NO_VIDEO,
  RACKSIDE_PLAYER_NOTICE_NO_SIGNAL,
  RACKSIDE_PLAYER_NOTICE_OFF,
  RACKSIDE_PLAYER_NOTICE_UNSUPPORTED,
} RacksidePlayerNotice;

#define RACKSIDE_TYPE_PLAYER (rackside_player_get_type ())
G_DECLARE_FINAL_TYPE (RacksidePlayer, rackside_player, RACKSIDE, PLAYER, GObject)

RacksidePlayer       *rackside_player_new             (GFile          *file,
                                                       const guint8   *key);
void                  rackside_player_close           (RacksidePlayer *self);
GFile                *rackside_player_get_file        (RacksidePlayer *self);
RacksidePlayerState   rackside_player_get_state       (RacksidePlayer *self);
const GError         *rackside_player_get_error       (RacksidePlayer *self);
RacksidePlayerNotice  rackside_player_get_notice      (RacksidePlayer *self);
IloFramebuffer       *rackside_player_get_framebuffer (RacksidePlayer *self);
gboolean              rackside_player_is_recording    (RacksidePlayer *self);
gint64                rackside_player_get_position    (RacksidePlayer *self);
gint64                rackside_player_get_duration    (RacksidePlayer *self);
void                  rackside_player_play            (RacksidePlayer *self);
void                  rackside_player_pause           (RacksidePlayer *self);
void                  rackside_player_seek            (RacksidePlayer *self,
                                                       gint64          position);

G_END_DECLS
