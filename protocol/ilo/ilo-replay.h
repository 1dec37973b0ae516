/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "ilo-cipher.h"
#include "ilo-video.h"
#include "wire-reader.h"

G_BEGIN_DECLS

/* The fastest that a raw stream can be played at, in bytes a second, short of all at once. */
#define ILO_REPLAY_MAX_RATE G_GUINT64_CONSTANT (1000000000)

/**
 * IloReplay:
 *
 * Plays a file again: a recording, or a raw stream as an iLO sent it. Bytes of the file in, pixels and
 * events out, up to a moment. It tells the two apart by the first byte.
 */
typedef struct _IloReplay IloReplay;

IloReplay      *ilo_replay_new             (const guint8         *key,
                                            IloCipherFlags        flags,
                                            const IloVideoEvents *events,
                                            gpointer              user_data);
void            ilo_replay_free            (IloReplay            *self);
void            ilo_replay_set_rate        (IloReplay            *self,
                                            guint64               rate);
gboolean        ilo_replay_feed            (IloReplay            *self,
                                            WireReader           *input,
                                            gint64                until,
                                            GError              **error);
gboolean        ilo_replay_finish          (IloReplay            *self,
                                            GError              **error);
gint64          ilo_replay_get_position    (IloReplay            *self);
gint64          ilo_replay_get_next_time   (IloReplay            *self);
IloFramebuffer *ilo_replay_get_framebuffer (IloReplay            *self);
IloCipherId     ilo_replay_get_cipher      (IloReplay            *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IloReplay, ilo_replay_free)

G_END_DECLS
