/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "ilo-video.h"

G_BEGIN_DECLS

/**
 * IloStream:
 *
 * What an iLO sends on the console connection, from its first byte on: hello, answer, then the video
 * stream, decrypted and decoded (console protocol, sections 2 to 6). Bytes in, pixels and events out.
 */
typedef struct _IloStream IloStream;

/**
 * IloStreamTap:
 * @data: (array length=length): decrypted bytes of the video stream
 * @length: how many
 * @user_data: as given to ilo_stream_set_tap()
 *
 * Gets what the decoder took, in order and each byte once.
 */
typedef void (*IloStreamTap) (const guint8 *data,
                              gsize         length,
                              gpointer      user_data);

IloStream           *ilo_stream_new             (const guint8          key[ILO_CIPHER_KEY_SIZE],
                                                 IloCipherFlags        flags,
                                                 const IloVideoEvents *events,
                                                 gpointer              user_data);
void                 ilo_stream_free            (IloStream            *self);
void                 ilo_stream_begin_at_video  (IloStream            *self);
gboolean             ilo_stream_feed            (IloStream            *self,
                                                 const guint8         *data,
                                                 gsize                 length,
                                                 GError              **error);
gboolean             ilo_stream_finish          (IloStream            *self,
                                                 GError              **error);
void                 ilo_stream_set_tap         (IloStream            *self,
                                                 IloStreamTap          tap,
                                                 gpointer              user_data);
IloFramebuffer      *ilo_stream_get_framebuffer (IloStream            *self);
IloVideoStats        ilo_stream_get_stats       (IloStream            *self);
IloVideoState        ilo_stream_get_state       (IloStream            *self);
IloCipherId          ilo_stream_get_cipher      (IloStream            *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IloStream, ilo_stream_free)

G_END_DECLS
