/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ilo-layout.h"

G_BEGIN_DECLS

char  *rackside_paste_notes_for_untypeable  (GArray    *untypeable,
                                             gboolean   left_out);
char  *rackside_paste_notes_for_controls    (GArray    *controls);

G_END_DECLS
