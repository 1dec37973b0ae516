/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ilo-image.h"
#include "ilo-media-wire.h"
#include "ilo-media-worker-private.h"

/**
 * Initiator:
 *
 * The iLO's end of virtual media on a loopback socket: takes the hello, sends commands. While it waits it runs the
 * default main context, in which the drive has its events.
 */
typedef struct
{
  int     listener;
  guint16 port;
  int     fd;
  guint8  hello[ILO_MEDIA_HELLO_SIZE];
} Initiator;

#define SESSION_KEY "3973f4196e5e77bff7c6dcc15ab97b92"
#define ENC_KEY     "bbAcD834680DDca9DE65269512BDdEC2"

Initiator *initiator_new        (void);
void       initiator_free       (Initiator          *self);
IloMedia  *initiator_new_media  (Initiator          *self);
void       initiator_accept     (Initiator          *self);
void       initiator_answer     (Initiator          *self,
                                 guint8              result);
void       initiator_send       (Initiator          *self,
                                 const void         *bytes,
                                 gsize               length);
void       initiator_read       (Initiator          *self,
                                 void               *bytes,
                                 gsize               length);
gboolean   initiator_is_quiet   (Initiator          *self,
                                 guint               milliseconds);
void       initiator_await_end  (Initiator          *self);
guint32    initiator_command    (Initiator          *self,
                                 const guint8       *cdb,
                                 const void         *data_out,
                                 gsize               length,
                                 GByteArray         *data_in);
guint32    initiator_transfer   (Initiator          *self,
                                 guint8              operation,
                                 guint32             first,
                                 guint16             n,
                                 const void         *data_out,
                                 gsize               length,
                                 GByteArray         *data_in);
void       initiator_close      (Initiator          *self);

/* A temporary file of this size, byte for byte as in the worked examples. */
char      *initiator_new_file   (guint64             size,
                                 guint               shift);
/* Connects a drive with this image, up to its being accepted. */
IloMedia  *initiator_connect    (Initiator          *self,
                                 IloImage           *image,
                                 const IloMediaTiming *timing);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Initiator, initiator_free)

/**
 * DelayProxy:
 *
 * Stands between drive and initiator, and holds every byte back for a while in both directions.
 */
typedef struct _DelayProxy DelayProxy;

DelayProxy *delay_proxy_new      (guint16      target,
                                  guint        milliseconds);
guint16     delay_proxy_get_port (DelayProxy  *self);
void        delay_proxy_free     (DelayProxy  *self);
