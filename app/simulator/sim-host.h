/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim-drives.h"
#include "sim-ilo.h"

G_BEGIN_DECLS

/* SimHost is what the server does with its virtual drives: start from them, notice them, and what is typed. */

SimHost *sim_host_new           (SimMachine *machine,
                                 SimDrives  *drives,
                                 SimLog     *log,
                                 gboolean    probes);
void     sim_host_free          (SimHost    *self);
void     sim_host_drive_changed (SimHost    *self,
                                 SimDriveId  drive);

G_END_DECLS
