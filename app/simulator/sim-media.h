/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim-ilo.h"
#include "sim-media-wire.h"

G_BEGIN_DECLS

/**
 * SimMediaReply:
 * @header: the header
 * @data: what followed it; valid during the callback only
 * @seconds: how long it took from the command to the last byte
 *
 * What a client answered to a command.
 */
typedef struct
{
  SimMediaHeader    header;
  const GByteArray *data;
  double            seconds;
} SimMediaReply;

/**
 * SimMediaCallback:
 * @reply: (nullable): the answer; %NULL when the drive went before there was one
 * @user_data: who asked
 */
typedef void (*SimMediaCallback) (const SimMediaReply *reply,
                                  gpointer             user_data);

/* What happens in the middle of a command or of its reply. */
typedef enum
{
  SIM_MEDIA_BREAK_NONE,
  SIM_MEDIA_BREAK_CLOSE,
  SIM_MEDIA_BREAK_RESET,
  SIM_MEDIA_BREAK_STALL,     /* nothing more is sent or read for a while */
} SimMediaBreakKind;

typedef struct
{
  SimMediaBreakKind kind;
  gboolean          in_reply;   /* or in what is sent */
  gsize             after;      /* so many bytes of it */
  guint             seconds;    /* how long the stall lasts */
} SimMediaBreak;

/**
 * SimMediaCommand:
 * @frames: (array): 12 bytes a frame
 * @n_frames: how many are sent in one go; @callback is called for each
 * @data: (nullable): what follows the last frame
 * @is_quiet: whether a reply is logged only when something is wrong with it
 * @when: what happens in the middle of the last frame's exchange
 * @callback: (nullable): called for each reply
 * @user_data: for @callback
 *
 * Something to send to a client.
 */
typedef struct
{
  const guint8     *frames;
  gsize             n_frames;
  const GByteArray *data;
  gboolean          is_quiet;
  SimMediaBreak     when;
  SimMediaCallback  callback;
  gpointer          user_data;
} SimMediaCommand;

/* SimMedia is a client's drive after its hello: the initiator's end. It is in its iLO's drives until it closes. */

void                 sim_media_start          (SimIlo                *ilo,
                                               GSocketConnection     *connection,
                                               SimRelay              *relay,
                                               SimSession            *session,
                                               guint                  number,
                                               const SimMediaHello   *hello);
void                 sim_media_close          (SimMedia              *self);
void                 sim_media_reset          (SimMedia              *self);
void                 sim_media_send           (SimMedia              *self,
                                               const SimMediaCommand *command);
void                 sim_media_send_raw       (SimMedia              *self,
                                               const guint8          *data,
                                               gsize                  length);
void                 sim_media_forget         (SimMedia              *self,
                                               gpointer               user_data);
const SimMediaHello *sim_media_get_hello      (SimMedia              *self);
SimDriveId           sim_media_get_drive      (SimMedia              *self);
gboolean             sim_media_is_protected   (SimMedia              *self);

G_END_DECLS
