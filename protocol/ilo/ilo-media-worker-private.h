/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdatomic.h>

#include "ilo-image.h"
#include "ilo-media-wire.h"
#include "ilo-media.h"

G_BEGIN_DECLS

/**
 * IloMediaTiming:
 * @connect: for the TCP connection
 * @answer: for the answer to the hello
 * @keepalive: of silence before a keepalive
 * @stall: without a byte in the middle of something
 * @farewell: after the disconnect, for the iLO to close
 * @empty_least: for which a changed medium's drive is empty at least
 * @empty_most: for which it is empty at most
 * @chores: between two looks at the file
 *
 * How long things take, all in milliseconds.
 */
typedef struct
{
  guint connect;
  guint answer;
  guint keepalive;
  guint stall;
  guint farewell;
  guint empty_least;
  guint empty_most;
  guint chores;
} IloMediaTiming;

/* What a worker tells. */
typedef enum
{
  ILO_MEDIA_EVENT_CONNECTED,   /* the iLO has accepted the drive */
  ILO_MEDIA_EVENT_ACTIVE,      /* there was a command, and ilo_media_worker_watch() had not been told */
  ILO_MEDIA_EVENT_NOTICE,      /* @text is for the user */
  ILO_MEDIA_EVENT_INSERTED,    /* the image that was asked for is in the drive */
  ILO_MEDIA_EVENT_CLOSED,      /* the connection is no more; the disk may still be busy */
  ILO_MEDIA_EVENT_ENDED,       /* the last event: @end and @error */
} IloMediaEventKind;

/**
 * IloMediaEvent:
 * @kind: what this is about
 * @text: (nullable): %ILO_MEDIA_EVENT_NOTICE: a sentence
 * @end: %ILO_MEDIA_EVENT_ENDED: how it ended
 * @error: (nullable): %ILO_MEDIA_EVENT_ENDED: what went wrong
 *
 * Something that a worker tells, in the main context that it was made in.
 */
typedef struct
{
  IloMediaEventKind  kind;
  char              *text;
  IloMediaEnd        end;
  GError            *error;
} IloMediaEvent;

typedef struct _IloMediaWorker IloMediaWorker;

typedef void (*IloMediaEventFunc) (IloMediaWorker *worker,
                                   IloMediaEvent  *event,
                                   GObject        *owner);

/* What has been done, counted by the worker and read by anybody. */
typedef struct
{
  atomic_uint_least64_t commands;
  atomic_uint_least64_t reads;
  atomic_uint_least64_t writes;
  atomic_uint_least64_t bytes_read;
  atomic_uint_least64_t bytes_written;
  atomic_uint_least64_t errors;
} IloMediaCounters;

struct _IloMediaWorker
{
  /* Set before it starts */
  char              *host;
  guint16            port;
  guint8             hello[ILO_MEDIA_HELLO_SIZE];   /* a secret; wiped when sent */
  IloMediaTiming     timing;
  GMainContext      *context;        /* owned; where events go */
  IloMediaEventFunc  func;
  GWeakRef           owner;

  /* For all threads */
  GCancellable      *cancellable;    /* owned; ends connecting */
  int                wake_fd;        /* an eventfd: something below has changed */
  atomic_int         woken;          /* the eventfd has been written to */
  atomic_int         stop;
  atomic_int         watched;        /* somebody looks at the counters */
  IloMediaCounters   counters;
  GMutex             lock;           /* for the following */
  int                fd;             /* the socket; -1: none */
  gboolean           change;         /* the medium is to be changed … */
  IloImage          *to_insert;      /* … owned, for this; NULL: for none */

  /* The thread's own */
  GSocketConnection *connection;     /* owned */
  IloDrive           drive;
  IloImage          *image;          /* owned, NULL: the drive is empty */
  IloScsi           *scsi;
  IloScsiReply       last;           /* repeated by keepalives; its data is stale */
  guint8            *data_out;
  IloImage          *next_image;     /* owned; waits until the host has seen the drive empty */
  gint64             empty_since;
  gboolean           empty_seen;
  gint64             next_chores;
  GThread           *chores;         /* joined before the image is let go */
  atomic_int         chores_done;
  gboolean           moved;          /* the file is not where it was, and that was told */
  GError            *sync_error;     /* owned */
};

IloMediaWorker *ilo_media_worker_new         (GObject              *owner,
                                              IloMediaEventFunc     func,
                                              const char           *host,
                                              guint16               port,
                                              const guint8          hello[ILO_MEDIA_HELLO_SIZE],
                                              IloImage             *image,
                                              const IloMediaTiming *timing);
IloMediaWorker *ilo_media_worker_ref         (IloMediaWorker       *self);
void            ilo_media_worker_unref       (IloMediaWorker       *self);
void            ilo_media_worker_start       (IloMediaWorker       *self);
void            ilo_media_worker_stop        (IloMediaWorker       *self);
void            ilo_media_worker_cut         (IloMediaWorker       *self);
void            ilo_media_worker_insert      (IloMediaWorker       *self,
                                              IloImage             *image);
void            ilo_media_worker_post        (IloMediaWorker       *self,
                                              IloMediaEventKind     kind,
                                              char                 *text);
IloMediaEnd     ilo_media_worker_serve       (IloMediaWorker       *self,
                                              GError              **error);
void            ilo_media_worker_settle      (IloMediaWorker       *self);

/* For tests: how long things take from the next connection on. */
void            ilo_media_set_timing         (IloMedia             *self,
                                              const IloMediaTiming *timing);
void            ilo_media_get_timing         (IloMedia             *self,
                                              IloMediaTiming       *timing);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IloMediaWorker, ilo_media_worker_unref)

G_END_DECLS
