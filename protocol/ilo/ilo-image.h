/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "ilo-scsi.h"

G_BEGIN_DECLS

/* A removable medium that is larger than this is a USB key, not a floppy (virtual media, section 1.4). */
#define ILO_IMAGE_MAX_FLOPPY 2949120

/**
 * IloImage:
 *
 * A disc or disk image, or a block device that is read and written as one. One thread at a time may use it as a
 * medium; ilo_image_sync() and what tells about it can be called from any.
 */
#define ILO_TYPE_IMAGE (ilo_image_get_type ())
G_DECLARE_FINAL_TYPE (IloImage, ilo_image, ILO, IMAGE, GObject)

extern const IloMediumInterface ilo_image_interface;

IloImage   *ilo_image_open            (const char           *path,
                                       IloDrive              drive,
                                       gboolean              read_only,
                                       GError              **error);
void        ilo_image_open_async      (const char           *path,
                                       IloDrive              drive,
                                       gboolean              read_only,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
IloImage   *ilo_image_open_finish     (GAsyncResult         *result,
                                       GError              **error);
const char *ilo_image_get_path        (IloImage             *self);
const char *ilo_image_get_name        (IloImage             *self);
const char *ilo_image_get_volume_name (IloImage             *self);
const char *ilo_image_get_contents    (IloImage             *self);
IloDrive    ilo_image_get_drive       (IloImage             *self);
gboolean    ilo_image_get_read_only   (IloImage             *self);
guint64     ilo_image_get_size        (IloImage             *self);
void        ilo_image_read_ahead      (IloImage             *self);
void        ilo_image_forget          (IloImage             *self);
char       *ilo_image_take_problem    (IloImage             *self);
gboolean    ilo_image_needs_sync      (IloImage             *self);
gboolean    ilo_image_sync            (IloImage             *self,
                                       GError              **error);
gboolean    ilo_image_check_file      (IloImage             *self,
                                       GError              **error);

G_END_DECLS
