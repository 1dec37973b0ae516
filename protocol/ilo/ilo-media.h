/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "ilo-answers.h"
#include "ilo-image.h"

G_BEGIN_DECLS

/**
 * IloMediaState:
 * @ILO_MEDIA_STATE_CLOSED: not connected yet
 * @ILO_MEDIA_STATE_CONNECTING: the iLO is being asked for the drive
 * @ILO_MEDIA_STATE_SERVING: the server has the drive
 * @ILO_MEDIA_STATE_DISCONNECTING: the iLO is being told that the drive goes
 * @ILO_MEDIA_STATE_FLUSHING: the drive is gone, and the disk takes what was written
 * @ILO_MEDIA_STATE_ENDED: over; ilo_media_get_end() and ilo_media_get_error() say how
 */
typedef enum
{
  ILO_MEDIA_STATE_CLOSED,
  ILO_MEDIA_STATE_CONNECTING,
  ILO_MEDIA_STATE_SERVING,
  ILO_MEDIA_STATE_DISCONNECTING,
  ILO_MEDIA_STATE_FLUSHING,
  ILO_MEDIA_STATE_ENDED,
} IloMediaState;

/**
 * IloMediaEnd:
 * @ILO_MEDIA_END_NONE: not yet
 * @ILO_MEDIA_END_FAILED: it was never connected
 * @ILO_MEDIA_END_DISCONNECTED: by ilo_media_disconnect_async()
 * @ILO_MEDIA_END_EJECTED: the server has ejected it
 * @ILO_MEDIA_END_LOST: the connection broke
 *
 * How a drive ended.
 */
typedef enum
{
  ILO_MEDIA_END_NONE,
  ILO_MEDIA_END_FAILED,
  ILO_MEDIA_END_DISCONNECTED,
  ILO_MEDIA_END_EJECTED,
  ILO_MEDIA_END_LOST,
} IloMediaEnd;

/**
 * IloMediaStatistics:
 * @commands: commands of any kind
 * @reads: of them, those that read
 * @writes: of them, those that write
 * @bytes_read: bytes that the server has read
 * @bytes_written: bytes that it has written
 * @errors: reads and writes that did not succeed
 * @read_rate: bytes a second, over the last second or so
 * @write_rate: likewise
 *
 * What the server has done with a drive.
 */
typedef struct
{
  guint64 commands;
  guint64 reads;
  guint64 writes;
  guint64 bytes_read;
  guint64 bytes_written;
  guint64 errors;
  double  read_rate;
  double  write_rate;
} IloMediaStatistics;

#define ILO_TYPE_MEDIA (ilo_media_get_type ())
G_DECLARE_FINAL_TYPE (IloMedia, ilo_media, ILO, MEDIA, GObject)

IloMedia      *ilo_media_new               (const char           *host,
                                            const IloRcInfo      *info,
                                            const char           *session_key);
void           ilo_media_connect_async     (IloMedia             *self,
                                            IloImage             *image,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
gboolean       ilo_media_connect_finish    (IloMedia             *self,
                                            GAsyncResult         *result,
                                            GError              **error);
void           ilo_media_disconnect_async  (IloMedia             *self,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
gboolean       ilo_media_disconnect_finish (IloMedia             *self,
                                            GAsyncResult         *result,
                                            GError              **error);
gboolean       ilo_media_insert            (IloMedia             *self,
                                            IloImage             *image,
                                            GError              **error);
IloMediaState  ilo_media_get_state         (IloMedia             *self);
IloMediaEnd    ilo_media_get_end           (IloMedia             *self);
const GError  *ilo_media_get_error         (IloMedia             *self);
IloImage      *ilo_media_get_image         (IloMedia             *self);
gboolean       ilo_media_get_active        (IloMedia             *self);
void           ilo_media_get_statistics    (IloMedia             *self,
                                            IloMediaStatistics   *statistics);

G_END_DECLS
