/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void ilo_scsi_msf (guint64 frame,
                   guint8  msf[3]);

G_END_DECLS
