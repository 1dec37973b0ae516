/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim-order.h"

G_BEGIN_DECLS

/* SimControl obeys commands that let things happen: JSON objects, one a line (README.md lists them). */

SimControl *sim_control_new  (SimIlo      *ilo,
                              SimHttps    *https,
                              GMainLoop   *loop);
void        sim_control_free (SimControl  *self);
gboolean    sim_control_obey (SimControl  *self,
                              const char  *command,
                              gboolean     answers);
void        sim_control_finish (SimControl *self,
                                JsonObject *answer,
                                const char *problem);
void        sim_control_read (SimControl  *self,
                              gboolean     obeys,
                              gboolean     ends_at_eof);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimControl, sim_control_free)

G_END_DECLS
